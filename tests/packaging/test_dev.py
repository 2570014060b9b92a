"""dev.py itself: what it says on an old Python, and how it reads its command line."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dev

DEV = Path(dev.__file__)


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, DEV, *arguments], capture_output=True, text=True)


def test_an_old_python_can_read_it() -> None:
    ast.parse(DEV.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_an_old_python_is_told_what_is_needed() -> None:
    pretend = (
        f"import runpy, sys; sys.version_info = (3, 10, 9); runpy.run_path({str(DEV)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("editorapp needs Python 3.11 or newer; this is Python 3.10 (")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("word", ["-h", "--help", "help"])
def test_help_names_every_verb_on_stdout(word: str) -> None:
    done = start(word)
    assert done.returncode == 0
    assert all(f"packaging/dev.py {verb} " in done.stdout for verb in dev.VERBS)


@pytest.mark.parametrize("arguments", [(), ("unknown",)])
def test_without_a_known_verb_it_says_what_there_is(arguments: tuple[str, ...]) -> None:
    done = start(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "packaging/dev.py run" in done.stderr


def test_help_of_test_needs_no_set_up() -> None:
    done = start("test", "--help")
    assert done.returncode == 0
    assert "--fast" in done.stdout


def test_an_unknown_measurement_is_named() -> None:
    done = start("bench", "no_such_thing")
    assert done.returncode == 1
    assert "There is no measurement called no_such_thing" in done.stderr


def test_without_what_it_is_measured_beside_a_measurement_goes_on_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    python.chmod(0o700)
    dev.bring_rival(python, "eventsourcing")
    said = capsys.readouterr().err
    assert "eventsourcing could not be installed" in said
    assert "no network" in said
