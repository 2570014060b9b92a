"""A disk that is full while journaling: refused commands change nothing, and what was answered is kept."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import Program, insert

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a limit on the size of files stands for a full disk")


def _unmeasured() -> dict[str, str]:
    """An environment without the measurement of coverage, which needs room on the disk for its own file."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def test_commands_are_refused_and_nothing_that_was_answered_is_lost(program: Program, file: Path) -> None:
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    lines = b"".join(
        json.dumps(insert(f"{number} ", id=str(number))).encode() + b"\n" for number in range(200)
    )
    done = subprocess.run(
        program.command("exec", file),
        input=lines,
        capture_output=True,
        check=False,
        preexec_fn=limit,
        env=_unmeasured(),
    )
    assert b"Traceback" not in done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == 200
    completed = [answer for answer in answers if answer["status"] == "completed"]
    refused = answers[len(completed) :]
    assert completed
    assert refused
    assert {answer["error"]["code"] for answer in refused} == {"journal_unavailable"}
    assert file.read_bytes() == b"one\ntwo\nthree\n"
    text = "".join(f"{answer['id']} " for answer in completed) + "one\ntwo\nthree\n"
    again = program.run("exec", file, "--recover", "--write", stdin=lines)
    assert again.code == 0
    assert program.run("history", file, "--revision", str(len(completed))).out.decode() == text
    assert file.read_bytes() == b"".join(b"%d " % number for number in range(200)) + b"one\ntwo\nthree\n"


def test_a_journal_that_cannot_be_begun_is_said(program: Program, file: Path) -> None:
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))

    done = subprocess.run(
        program.command("exec", file),
        input=json.dumps(insert("x")).encode() + b"\n",
        capture_output=True,
        check=False,
        preexec_fn=limit,
        env=_unmeasured(),
    )
    assert b"Traceback" not in done.stderr
    (answer,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert answer["error"]["code"] == "journal_unavailable"
    assert file.read_bytes() == b"one\ntwo\nthree\n"
    assert program.exec(file, insert("x")).code == 0
