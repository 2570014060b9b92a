"""`editorapp history --search` and `--groups`: text that was ever in a document, and its history in short."""

from __future__ import annotations

import stat
from pathlib import Path

from tests.cli.program import Program, insert, plain, replace


def test_what_was_written_and_removed_is_found_in_all_documents(
    program: Program, file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    program.exec(file, insert("treasure "), replace(0, 9, ""))
    program.exec(other, insert("more treasure"), options=["--write"])
    other.unlink()
    hits = program.run("history", "--search", "treasure", "--json").json
    assert [(hit["name"], hit["revision"], hit["is_removal"], hit["text"]) for hit in hits] == [
        ("other.txt", 1, False, "more treasure"),
        (file.name, 2, True, "treasure "),
        (file.name, 1, False, "treasure "),
    ]
    lines = program.run("history", "--search", "TREASURE").out.decode().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(str(other))
    assert lines[0].endswith("+more treasure")


def test_the_search_can_be_kept_to_a_file(program: Program, file: Path, tmp_path: Path) -> None:
    program.exec(file, insert("treasure"))
    program.exec(tmp_path / "other.txt", insert("treasure"))
    hits = program.run("history", "--search", "treasure", file, "--json").json
    assert [hit["name"] for hit in hits] == [file.name]


def test_what_is_nowhere_is_said(program: Program, file: Path) -> None:
    program.exec(file, insert("a"))
    result = program.run("history", "--search", "treasure", "--json")
    assert (result.code, result.json) == (0, [])
    assert "Nothing that was ever" in result.err


def test_what_makes_no_search_is_refused(program: Program, file: Path) -> None:
    assert program.run("history").code == 2
    assert program.run("history", "--search", "").code == 2
    assert program.run("history", "--search", "a", "--revision", "1", file).code == 2
    assert program.run("history", "--search", "a", "absent.txt").code == 3


def test_what_is_written_while_the_file_is_open_is_found(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("treasure"), insert("b"))
    assert len(program.run("history", "--search", "treasure", "--json").json) == 1


def test_groups_are_listed_with_their_text(program: Program, file: Path) -> None:
    program.exec(file, insert("a\tb\n"), replace(0, 4, ""), plain("edit.undo"), options=["--write"])
    groups = program.run("history", "--groups", file, "--json").json
    assert [
        (g["command"], g["revision"], g["removed_text"], g["inserted_text"], g["saved"]) for g in groups
    ] == [
        ("text.insert", 1, "", "a\tb\n", None),
        ("text.replace", 2, "a\tb\n", "", None),
        ("edit.undo", 3, "", "a\tb\n", 3),
    ]
    lines = program.run("history", "--groups", file).out.decode().splitlines()
    assert lines[1].endswith("  -a b")
    assert lines[2].endswith("  +a b  saved")


def test_a_damaged_journal_is_told_of_and_the_rest_is_searched(
    program: Program, file: Path, tmp_path: Path
) -> None:
    program.exec(tmp_path / "broken.txt", insert("treasure"))
    (broken,) = program.profile.rglob("journal.sqlite")
    broken.write_bytes(broken.read_bytes()[:1024] + b"\xa5" * 8192)
    program.exec(file, insert("treasure"))
    result = program.run("history", "--search", "treasure", "--json")
    assert [hit["name"] for hit in result.json] == [file.name]
    assert "damaged" in result.err


def test_only_its_owner_can_read_what_is_searched(program: Program, file: Path) -> None:
    program.exec(file, insert("treasure"))
    program.run("history", "--search", "treasure")
    (database,) = program.profile.rglob("read_models.sqlite")
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
