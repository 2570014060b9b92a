"""The short form of `kill_jobs.py`: jobs that are killed at a few random moments are each done once in effect."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("kill_jobs.py")


def test_a_few_kills_lose_no_job_and_do_none_twice() -> None:
    words = [sys.executable, str(SCRIPT), "--jobs", "1000", "--workers", "4", "--kills", "3"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "0 lost, 0 done twice in effect" in done.stdout
