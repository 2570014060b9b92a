"""On screens with more pixels than logical ones, what is painted step by step looks as if all was painted anew."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("ratio", ["1", "1.25", "1.5"])
def test_what_is_painted_step_by_step_looks_as_if_all_was_painted_anew(ratio: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": ratio, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.ui.view.painted_at_ratio"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)

    assert done.stderr == "", "a warning of Qt, or an error"
    first, *differences = done.stdout.splitlines()
    assert float(first) == float(ratio), "the screen has another ratio than was asked for"
    assert differences == []
