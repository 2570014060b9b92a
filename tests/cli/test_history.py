"""`editorapp history` and `editorapp journal`: what a file was, and whether its journal is sound."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.cli.program import Program, insert, plain, replace


def test_every_revision_is_listed_and_can_be_printed(program: Program, file: Path) -> None:
    program.exec(
        file,
        insert("a"),
        plain("selection.all"),
        replace(1, 4, "ONE"),
        plain("edit.undo"),
        options=["--write"],
    )
    revisions = program.run("history", file, "--json").json
    assert [(r["revision"], r["seq"], r["command"], r["saved"]) for r in revisions] == [
        (1, 1, "text.insert", False),
        (2, 3, "text.replace", False),
        (3, 4, "edit.undo", True),
    ]
    texts = [program.run("history", file, "--revision", str(number)).out for number in range(4)]
    assert texts == [
        b"one\ntwo\nthree\n",
        b"aone\ntwo\nthree\n",
        b"aONE\ntwo\nthree\n",
        b"aone\ntwo\nthree\n",
    ]
    assert "text.replace" in program.run("history", file).out.decode()


def test_a_revision_that_is_not_there(program: Program, file: Path) -> None:
    assert program.run("history", file, "--revision", "1").code == 3
    program.exec(file, insert("a"))
    assert program.run("history", file, "--revision", "2").code == 3
    assert program.run("history", file, "--revision", "-1").code == 3


def test_a_file_without_history(program: Program, file: Path) -> None:
    result = program.run("history", file, "--json")
    assert (result.code, result.json) == (0, [])
    assert "no history" in result.err


def test_the_history_can_be_read_while_the_file_is_open(program: Program, file: Path) -> None:
    import json
    import subprocess

    holder = subprocess.Popen(program.command("exec", file), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdin is not None
    assert holder.stdout is not None
    for text in "ab":
        holder.stdin.write(json.dumps(insert(text)).encode() + b"\n")
        holder.stdin.flush()
        holder.stdout.readline()
    assert program.run("history", file, "--revision", "1").out == b"aone\ntwo\nthree\n"
    holder.communicate()
    assert len(program.run("history", file, "--json").json) == 2


def test_stats_count_what_is_in_the_journal(program: Program, file: Path) -> None:
    program.exec(file, insert("a"), replace(0, 99, ""), plain("macro.record"), options=["--write"])
    stats = program.run("journal", "stats", file, "--json").json
    assert (stats["accepted"], stats["completed"], stats["failed"]) == (5, 4, 1)
    assert stats["revision"] == stats["saved_revision"] == 1
    assert stats["commands"]["text.insert"] == 1
    assert program.run("journal", "stats", file).code == 0


def test_a_sound_journal_agrees(program: Program, file: Path) -> None:
    program.exec(
        file,
        insert("a\tb"),
        plain("selection.move", unit="line", direction="forward"),
        plain("selection.move", unit="line", direction="forward", extend=True),
        plain("text.indent"),
        plain("edit.undo"),
        plain("edit.redo"),
        plain("history.go_to", revision=1),
        plain("find.replace_all", pattern="[a-z]+", replacement="x", regex=True),
        plain("macro.play", steps=[insert("é")], times=3),
    )
    program.exec(file, insert("z"), plain("edit.undo"))
    result = program.run("journal", "verify", file, "--json")
    assert (result.code, result.json["agrees"]) == (0, True)


def test_a_journal_that_was_tampered_with_does_not_agree(program: Program, file: Path) -> None:
    import sqlite3

    program.exec(file, insert("a"), insert("b"))
    (journal,) = program.profile.rglob("journal.sqlite")
    database = sqlite3.connect(journal)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.execute("update accepted set payload = '{}'")
    database.execute("drop trigger accepted_update")
    database.execute("""update accepted set payload = '{"text": "c"}' where seq = 2""")
    database.commit()
    database.close()
    result = program.run("journal", "verify", file)
    assert result.code == 1
    assert "command 2 (text.insert)" in result.err


def test_a_file_without_a_journal(program: Program, file: Path) -> None:
    assert program.run("journal", "verify", file).code == 3
    assert program.run("journal", "stats", file).code == 3


def test_what_was_answered_last_is_in_the_history_after_a_death(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a"), insert("b"))
    assert [row["revision"] for row in program.run("history", file, "--json").json] == [1, 2]
    assert program.run("history", file, "--revision", "2").out == b"abone\ntwo\nthree\n"
    assert "last one is 2" in program.run("history", file, "--revision", "3").err


def test_a_text_of_the_history_as_json(program: Program, file: Path) -> None:
    file.write_bytes(b"caf\0\xe9")
    program.exec(file, insert("a"))
    result = program.run("history", file, "--revision", "1", "--json")
    assert result.json == {"revision": 1, "text": "acaf\0\udce9"}


def test_the_history_of_a_file_that_never_was(program: Program, tmp_path: Path) -> None:
    assert program.run("history", tmp_path / "nothing").code == 3
    assert program.run("history", tmp_path).code == 3


def test_the_last_commands_of_a_text_with_bytes_that_are_no_text(program: Program, file: Path) -> None:
    program.exec(file, insert("a\udcff"))
    lines = program.run("journal", "tail", file).out.splitlines()
    assert len(lines) == 1
    assert b"\\udcff" in lines[0]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_the_history_of_a_file_whose_name_is_no_text(program: Program, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"caf\xe9\xff.txt")
    file.write_text("one\n")
    program.exec(file, insert("a"), options=["--write"])
    groups = program.run("history", file, "--groups", "--json").json
    assert [group["saved"] is not None for group in groups] == [True]
