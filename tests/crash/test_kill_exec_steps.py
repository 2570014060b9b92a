"""A session that dies at any step has lost nothing that was answered; see `kill_exec_steps.py`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.kill_exec_steps import STEPS

SCRIPT = Path(__file__).with_name("kill_exec_steps.py")


def killed(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *words], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("step", STEPS)
def test_a_death_loses_nothing_that_was_answered(step: str) -> None:
    assert "0 lost" in killed("--step", step)


@pytest.mark.slow
def test_the_same_holds_for_every_step_that_there_is() -> None:
    assert "0 lost" in killed()
