"""The short form of `kill_window.py`: a window killed while it is typed into loses nothing that it has shown."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("kill_window.py")


@pytest.mark.slow
@pytest.mark.skipif(platform.system() != "Linux", reason="X screens are a matter of Linux")
def test_two_kills_lose_nothing() -> None:
    words = [sys.executable, str(SCRIPT), "--kills", "2"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "0 lost" in done.stdout
