"""`editorapp journal export`, `import` and `tail`: the journal as readable lines of JSON."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.program import Program, insert, plain, replace


@pytest.fixture
def lines(program: Program, file: Path, tmp_path: Path) -> Path:
    """The exported journal of a file with edits, a refusal, undo, bytes that are no text, and a save."""
    file.write_bytes(b"caf\0\xe9\n")
    program.exec(
        file,
        insert("a", id="1"),
        replace(0, 99, ""),
        replace(0, 5, ""),
        plain("edit.undo"),
        options=["--write"],
    )
    path = tmp_path / "lines.jsonl"
    assert program.run("journal", "export", file, "--output", path).code == 0
    return path


def test_a_journal_made_of_its_lines_gives_the_same_lines(
    program: Program, lines: Path, tmp_path: Path
) -> None:
    other = Program(tmp_path / "other")
    document = other.run("journal", "import", lines, "--json").json["document"]
    assert other.run("journal", "export", document).out == lines.read_bytes()
    assert other.run("journal", "verify", document).code == 0
    assert other.run("recover", document).out == b"acaf\0\xe9\n"


def test_every_line_is_json_and_says_what_happened(lines: Path) -> None:
    header, snapshot, session, *entries = map(json.loads, lines.read_text(encoding="utf-8").splitlines())
    assert header["journal"] == 1
    assert header["notes"]["document"]["name"] == "notes.txt"
    assert snapshot["snapshot"]["text"] == "caf\0\udce9\n"
    assert session["session"]["ended"]
    assert entries[0]["accepted"]["payload"] == {"text": "a"}
    assert entries[0]["accepted"]["id"] == "1"
    assert entries[0]["completed"]["effects"]["changes"] == [[0, "", "a"]]
    assert entries[1]["failed"]["code"] == "invalid_range"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: "no json\n",
        lambda text: text.replace('"journal":1', '"journal":2', 1),
        lambda text: text.replace('"accepted"', '"agreed"', 1),
        lambda text: text + text.splitlines()[-1],
        lambda text: text.replace('"text":', '"words":', 1),
    ],
)
def test_lines_that_are_no_journal_are_refused_and_leave_nothing(
    program: Program, lines: Path, tmp_path: Path, change: Callable[[str], str]
) -> None:
    lines.write_text(change(lines.read_text(encoding="utf-8")), encoding="utf-8")
    other = Program(tmp_path / "other")
    result = other.run("journal", "import", lines)
    assert result.code == 3
    assert result.err
    assert not list((tmp_path / "other").rglob("journal*"))


def test_the_last_commands_are_shown(program: Program, file: Path, lines: Path) -> None:
    shown = program.run("journal", "tail", file, "--lines", "2").answers
    assert [entry["accepted"]["name"] for entry in shown] == ["document.save", "document.mark_saved"]


def test_following_shows_commands_as_they_come(program: Program, file: Path) -> None:
    holder = subprocess.Popen(program.command("exec", file), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdin is not None
    assert holder.stdout is not None

    def send(text: str) -> None:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdin.write(json.dumps(insert(text)).encode() + b"\n")
        holder.stdin.flush()
        holder.stdout.readline()

    send("first")
    follower = subprocess.Popen(program.command("journal", "tail", file, "--follow"), stdout=subprocess.PIPE)
    assert follower.stdout is not None
    send("second")
    send("third")
    seen = [json.loads(follower.stdout.readline()) for _ in range(2)]
    assert [entry["accepted"]["payload"]["text"] for entry in seen] == ["first", "second"]
    holder.communicate()
    assert json.loads(follower.stdout.readline())["accepted"]["payload"]["text"] == "third"
    follower.kill()
    follower.communicate()
