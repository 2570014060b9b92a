"""A process that dies at any step of its work has lost nothing and does nothing twice; see `kill_steps.py`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.kill_steps import STEPS

SCRIPT = Path(__file__).with_name("kill_steps.py")


def killed(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *words], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("step", STEPS)
def test_a_death_loses_nothing_and_repeats_nothing(step: str) -> None:
    said = killed("--step", step)
    # Of what cannot be asked for, a person has to say whether it happened; nothing else needs anybody.
    doubts = 1 if step.startswith("effect without a probe") else 0
    assert f"nothing lost, nothing done twice, {doubts} to be settled" in said


@pytest.mark.slow
def test_the_same_holds_for_every_step_that_there_is() -> None:
    assert "0 lost, 0 done twice" in killed()


def test_a_few_that_die_twice_have_lost_nothing_either() -> None:
    assert "0 lost, 0 done twice" in killed("--twice", "40")
