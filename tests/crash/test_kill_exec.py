"""The short form of `kill_exec.py`: a session killed a few times loses nothing that it has answered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("kill_exec.py")


def test_a_few_kills_lose_nothing() -> None:
    words = [sys.executable, str(SCRIPT), "--kills", "6", "--commands", "150"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "0 lost" in done.stdout
