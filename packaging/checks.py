"""The checks of the project, in their order, and the summary of what failed.

What each of them demands is set in pyproject.toml, not here.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from environment import program

Say = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """Which checks to run.

    Attributes:
        fast: leave out the tests that are marked slow.
        only: paths and `-k EXPR`, as pytest takes them; when there are any, only these tests run.
        extra: further arguments for pytest.
    """

    fast: bool = False
    only: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """One check: the name it is announced with, the command, and what it needs in its environment."""

    name: str
    command: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a check ended: its exit code, and how long it took in seconds."""

    check: Check
    code: int
    seconds: float


def parse(arguments: Sequence[str]) -> Request:
    """Read the arguments of `dev.py test`; argparse ends the process on --help or a mistake (exit code 2)."""
    ours, extra = list(arguments), []
    if "--" in ours:
        cut = ours.index("--")
        ours, extra = ours[:cut], ours[cut + 1 :]
    parser = argparse.ArgumentParser(
        prog="dev.py test",
        usage="%(prog)s [--fast] [-k EXPR] [PATH ...] [-- PYTEST-ARGUMENT ...]",
        description="Run every check: format, lint, types, imports, and all tests with branch coverage.",
    )
    parser.add_argument("--fast", action="store_true", help="leave out the tests that are marked slow")
    parser.add_argument("-k", metavar="EXPR", help="run only the tests that match, and no other check")
    parser.add_argument("paths", metavar="PATH", nargs="*", help="run only these tests, and no other check")
    options = parser.parse_args(ours)
    selection = (*(("-k", options.k) if options.k else ()), *options.paths)
    return Request(options.fast, selection, tuple(extra))


def selected(python: Path, request: Request) -> list[Check]:
    """The checks that `request` asks for, to be run with the environment's interpreter `python`."""
    if request.only:
        return [_tests(python, request)]
    module = (str(python), "-P", "-m")
    return [
        Check("format", (*module, "ruff", "format", "--check", "--quiet")),
        Check("lint", (*module, "ruff", "check", "--quiet")),
        Check("types", (*module, "mypy")),
        Check("imports", (str(program(python.parent.parent, "lint-imports")),)),
        _tests(python, request),
    ]


def _tests(python: Path, request: Request) -> Check:
    chosen = (*request.only, *(("-m", "not slow") if request.fast else ()), *request.extra)
    coverage = () if request.only else ("--cov", "--cov-report=term")
    return Check(
        "tests",
        (str(python), "-P", "-m", "pytest", *coverage, *chosen),
        # The tests that need a real X screen start their own.
        {"QT_QPA_PLATFORM": "offscreen"},
    )


def run(root: Path, python: Path, request: Request, say: Say) -> int:
    """Run the checks in the checkout `root` to the end, whatever fails; return 0 when none failed, else 1."""
    outcomes = []
    for check in selected(python, request):
        say(f"\n== {check.name}: {shown(check, python)}")
        started = time.monotonic()
        code = subprocess.call(check.command, cwd=root, env={**os.environ, **check.variables})
        outcomes.append(Outcome(check, code, time.monotonic() - started))
    say("\n" + summary(outcomes))
    return 1 if any(outcome.code for outcome in outcomes) else 0


def shown(check: Check, python: Path) -> str:
    """The command of `check` as a person would write it, without the place of the interpreter."""
    words = check.command[3:] if check.command[0] == str(python) else (Path(check.command[0]).stem,)
    return " ".join(words)


def summary(outcomes: Sequence[Outcome]) -> str:
    """One line for each check, and a last one that says whether all is well."""
    lines = [
        f"{'ok    ' if outcome.code == 0 else 'FAILED'}  {outcome.check.name:8} {outcome.seconds:7.1f} s"
        for outcome in outcomes
    ]
    failed = [outcome.check.name for outcome in outcomes if outcome.code != 0]
    return "\n".join([*lines, f"Failed: {', '.join(failed)}" if failed else "All checks passed."])
