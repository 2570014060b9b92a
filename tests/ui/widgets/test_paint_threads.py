"""A window is painted by the thread that it belongs to, which waits for no other one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_PAINT = """
import os
from editorapp.ui.application import make_application
application = make_application()
from PySide6.QtWidgets import QScrollBar
bar = QScrollBar()
bar.resize(14, 900)
bar.setRange(0, 100)
bar.grab()
names = [open(f"/proc/self/task/{task}/comm").read().strip() for task in os.listdir("/proc/self/task")]
assert not [name for name in names if "pool" in name], names
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted where Linux lists them")
def test_icons_and_scroll_bars_are_painted_without_a_pool_of_threads() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PAINT], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
