"""Encodings without a window: read in a chosen one, saved in another one, copied into another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import Program, insert

RUSSIAN = "Съешь же ещё этих мягких французских булок\n"


def test_a_file_is_saved_in_another_encoding(program: Program, file: Path) -> None:
    file.write_bytes(RUSSIAN.encode("cp1251"))
    save = {"command": "document.save_with_encoding", "args": {"encoding": "utf-8", "has_mark": True}}
    result = program.exec(file, {"command": "text.insert", "args": {"text": "1 "}}, save)
    assert (result.code, file.read_bytes()) == (0, b"\xef\xbb\xbf1 " + RUSSIAN.encode())
    program.exec(file, {"command": "text.insert", "args": {"text": "2 "}}, options=["--write"])
    assert file.read_bytes() == b"\xef\xbb\xbf2 1 " + RUSSIAN.encode()


def test_a_character_that_cannot_be_expressed_is_named_and_nothing_is_written(
    program: Program, file: Path
) -> None:
    file.write_bytes(RUSSIAN.encode())
    save = {"command": "document.save_with_encoding", "args": {"encoding": "latin1"}}
    result = program.exec(file, save)
    assert "cannot express the character С (U+0421) in line 1, column 1." in result.out.decode()
    assert file.read_bytes() == RUSSIAN.encode()


def test_a_file_is_read_in_a_chosen_encoding_which_is_remembered(program: Program, file: Path) -> None:
    file.write_bytes(b"caf\xe9 \xa4")
    commands = [{"command": "document.save_with_encoding", "args": {"encoding": "utf-8"}}]
    assert program.exec(file, options=["--encoding", "latin9"]).code == 0
    assert program.exec(file, *commands).code == 0
    assert file.read_text(encoding="utf-8") == "café €"


def test_what_cannot_be_is_refused(program: Program, file: Path) -> None:
    file.write_bytes(b"abc")
    assert program.exec(file, options=["--encoding", "nonsense"]).code == 2
    refused = program.exec(file, options=["--encoding", "utf-16"])
    assert (refused.code, "cannot be read as UTF-16 LE" in refused.err) == (1, True)
    changed = program.exec(
        file,
        {"command": "text.insert", "args": {"text": "1"}},
        {"command": "document.reopen_with_encoding", "args": {"encoding": "latin1"}},
    )
    assert b"not_reopened" in changed.out


def test_a_copy_is_written_in_another_encoding(program: Program, file: Path, tmp_path: Path) -> None:
    file.write_bytes(RUSSIAN.encode("cp1251"))
    assert program.run("export", file, "--format", "text", "--encoding", "koi8-r").out == RUSSIAN.encode(
        "koi8-r"
    )
    marked = program.run("export", file, "--format", "text", "--encoding", "utf-16", "--mark")
    assert marked.out == RUSSIAN.encode("utf-16")
    read = program.run("export", file, "--format", "text", "--from-encoding", "latin1", "--encoding", "utf-8")
    assert read.out == RUSSIAN.encode("cp1251").decode("latin1").encode()
    lacking = program.run(
        "export", file, "--format", "text", "--encoding", "latin1", "--output", tmp_path / "copy"
    )
    assert (lacking.code, "cannot express" in lacking.err) == (1, True)
    assert not (tmp_path / "copy").exists()
    assert program.run("export", file, "--encoding", "latin1", "--mark").code == 1
    assert program.run("export", file, "--mark").code == 1


@pytest.mark.parametrize("encoding", ["no such", "\ud800"])
def test_a_refused_save_is_no_obstacle_after_a_death(program: Program, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "file.txt"
    file.write_text("one\n")
    program.exec_and_die(
        file, insert("a"), {"command": "document.save_with_encoding", "args": {"encoding": encoding}}
    )
    file.write_text("another\n")
    done = program.exec(file, options=["--recover"])
    assert done.code == 0, done.err
    assert program.run("history", file, "--revision", "1").out == b"aone\n"
