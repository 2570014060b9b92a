"""The short form of `kill_paste.py`: of a long paste all is there after a kill, or nothing."""

from __future__ import annotations

import subprocess
import sys


def test_of_a_long_paste_all_is_there_after_a_kill_or_nothing() -> None:
    words = [sys.executable, "-m", "tests.crash.kill_paste", "--kills", "4", "--megabytes", "8"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("4 kills: ")
