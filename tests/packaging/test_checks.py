"""`dev.py test`: which checks a command line asks for, and how their end is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import checks
from checks import Check, Outcome, Request

PYTHON = Path("/checkout/.venv/bin/python")


def names(request: Request) -> list[str]:
    return [check.name for check in checks.selected(PYTHON, request)]


def pytest_command(request: Request) -> tuple[str, ...]:
    return checks.selected(PYTHON, request)[-1].command[4:]


def test_without_arguments_every_check_runs() -> None:
    assert names(checks.parse([])) == ["format", "lint", "types", "imports", "tests"]


def test_all_tests_run_with_coverage_and_without_a_screen() -> None:
    tests = checks.selected(PYTHON, Request())[-1]
    assert "--cov" in tests.command
    assert tests.variables == {"QT_QPA_PLATFORM": "offscreen"}


def test_fast_leaves_out_the_slow_tests_but_no_check() -> None:
    request = checks.parse(["--fast"])
    assert len(names(request)) == 5
    assert pytest_command(request)[-2:] == ("-m", "not slow")


def test_a_selection_runs_these_tests_and_nothing_else() -> None:
    request = checks.parse(["-k", "undo", "tests/text"])
    assert names(request) == ["tests"]
    assert pytest_command(request) == ("-k", "undo", "tests/text")


def test_what_follows_two_dashes_is_for_pytest() -> None:
    request = checks.parse(["tests/text", "--", "-x", "--pdb"])
    assert pytest_command(request) == ("tests/text", "-x", "--pdb")


def test_a_mistake_ends_with_2() -> None:
    with pytest.raises(SystemExit) as ended:
        checks.parse(["--quick"])
    assert ended.value.code == 2


def test_a_failure_does_not_stop_the_checks_after_it_and_is_in_the_summary(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def ending(name: str, code: int) -> Check:
        return Check(name, (sys.executable, "-c", f"open({name!r}, 'w'); raise SystemExit({code})"))

    monkeypatch.setattr(checks, "selected", lambda *_: [ending("first", 1), ending("second", 0)])
    said: list[str] = []
    assert checks.run(tmp_path, PYTHON, Request(), said.append) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"first", "second"}
    assert "FAILED  first" in said[-1]
    assert said[-1].endswith("Failed: first")


def test_when_nothing_failed_the_summary_says_so() -> None:
    assert checks.summary([Outcome(Check("lint", ()), 0, 0.2)]).endswith("All checks passed.")
