"""What a process that died has left: listed, printed, gone on with, or given up."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.program import Program, insert, plain


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_nothing_is_left_after_an_orderly_end(program: Program, file: Path) -> None:
    program.exec(file, insert("x"))
    assert program.run("recover", "--list", "--json").json == []


def test_a_death_leaves_the_document_in_the_list(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a"), insert("b"), plain("selection.all"))
    (left,) = program.run("--json", "recover", "--list").json
    assert left["name"] == "notes.txt"
    assert left["path"] == str(file)
    assert left["unsaved_commands"] == 2
    assert datetime.fromisoformat(left["last_change"]).year >= 2026
    assert program.run("recover", left["document"]).out == b"abone\ntwo\nthree\n"
    assert "notes.txt" in program.run("recover", "--list").out.decode()


def test_recovering_for_reading_changes_nothing(program: Program, file: Path, tmp_path: Path) -> None:
    program.exec_and_die(file, insert("a"))
    before = _hashes(program.profile)
    output = tmp_path / "out.txt"
    assert program.run("recover", file, "--output", output).code == 0
    assert program.run("recover", "--list").code == 0
    assert program.run("history", file).code == 0
    assert program.run("journal", "verify", file).code == 0
    assert output.read_bytes() == b"aone\ntwo\nthree\n"
    assert _hashes(program.profile) == before


def test_a_document_is_found_by_the_start_of_its_id(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a"))
    assert program.run("recover", "notes").out == b"aone\ntwo\nthree\n"
    assert program.run("recover", "nothing-like-it").code == 3


def test_a_session_refuses_a_file_that_was_left(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a"))
    refused = program.exec(file, insert("b"))
    assert (refused.code, refused.out) == (3, b"")
    assert "1 unsaved change" in refused.err
    assert "--recover" in refused.err
    assert "--discard" in refused.err
    assert program.run("recover", file).out == b"aone\ntwo\nthree\n"


def test_going_on_has_the_text_the_selection_and_the_undo_history(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a", id="1"), insert("b", id="2"))
    result = program.exec(
        file, insert("a", id="1"), insert("c"), plain("document.save"), options=["--recover"]
    )
    assert result.answers[0] == {"id": "1", "seq": 1, "status": "completed", "revision": 1}
    assert result.answers[1]["revision"] == 3
    assert file.read_bytes() == b"abcone\ntwo\nthree\n"
    undone = program.exec(file, *[plain("edit.undo")] * 3, options=["--write"])
    assert [answer["status"] for answer in undone.answers] == ["completed"] * 3
    assert file.read_bytes() == b"one\ntwo\nthree\n"


def test_giving_up_goes_back_to_the_file_and_the_history_keeps_the_rest(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a"), insert("b"))
    assert program.exec(file, insert("c"), options=["--discard", "--write"]).code == 0
    assert file.read_bytes() == b"cone\ntwo\nthree\n"
    assert program.run("history", file, "--revision", "2").out == b"abone\ntwo\nthree\n"
    assert program.run("journal", "verify", file).code == 0


def test_dying_again_while_going_on_loses_nothing(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a"))
    program.exec_and_die(file, insert("b"), options=["--recover"])
    program.exec_and_die(file, insert("c"), options=["--recover"])
    assert program.run("recover", file).out == b"abcone\ntwo\nthree\n"


def test_a_death_right_after_saving_leaves_nothing(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a"), plain("document.save"))
    assert program.run("recover", "--list", "--json").json == []
    assert program.exec(file, insert("b"), options=["--write"]).code == 0
    assert file.read_bytes() == b"abone\ntwo\nthree\n"


def test_undo_reaches_over_saving_and_closing(program: Program, file: Path) -> None:
    program.exec(file, insert("a"), options=["--write"])
    program.exec(file, insert("b"), options=["--write"])
    program.exec(file, plain("edit.undo"), options=["--write"])
    assert file.read_bytes() == b"aone\ntwo\nthree\n"
    program.exec(file, plain("edit.redo"), options=["--write"])
    assert file.read_bytes() == b"baone\ntwo\nthree\n"
    program.exec(file, plain("edit.undo"), plain("edit.undo"), options=["--write"])
    assert file.read_bytes() == b"one\ntwo\nthree\n"


def test_what_another_program_wrote_is_one_undoable_step(program: Program, file: Path) -> None:
    program.exec(file, insert("a"), options=["--write"])
    file.write_bytes(b"something else")
    program.exec(file, insert("b"), options=["--write"])
    assert b"something else" in file.read_bytes()
    program.exec(file, plain("edit.undo"), plain("edit.undo"), options=["--write"])
    assert file.read_bytes() == b"aone\ntwo\nthree\n"


def test_a_file_that_vanished_can_be_recovered(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a"))
    file.unlink()
    assert program.run("recover", file).out == b"aone\ntwo\nthree\n"
    assert program.exec(file, options=["--recover", "--write"]).code == 0
    assert file.read_bytes() == b"aone\ntwo\nthree\n"


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.7, 0.999])
@pytest.mark.parametrize("name", ["journal.sqlite", "journal.sqlite-wal"])
def test_a_journal_cut_anywhere_gives_back_what_can_be_read_and_nothing_is_deleted(
    program: Program, file: Path, name: str, part: float
) -> None:
    commands = [insert(f"{number}\n") for number in range(50)]
    program.exec_and_die(file, *commands)
    texts = ["".join(f"{number}\n" for number in range(count)) + "one\ntwo\nthree\n" for count in range(51)]
    (journal,) = program.profile.rglob(name)
    whole = journal.read_bytes()
    journal.write_bytes(whole[: int(len(whole) * part)])
    before = _hashes(program.profile)
    printed = program.run("recover", file)
    assert program.run("recover", "--list", "--json").code == 0
    assert _hashes(program.profile) == before
    if printed.code == 0 or printed.out:
        assert printed.out.decode() in texts
    opened = program.exec(file, insert("more"), options=["--recover", "--write"])
    assert opened.code == 0
    text = file.read_bytes().decode()
    assert text.replace("more", "", 1) in texts
    assert program.run("journal", "verify", file).code == 0


def test_a_journal_cut_after_an_orderly_end_is_put_aside_and_the_file_opens(
    program: Program, file: Path
) -> None:
    program.exec(file, *[insert("x" * 50)] * 30)
    (journal,) = program.profile.rglob("journal.sqlite")
    whole = journal.read_bytes()
    for size in (0, 1, 100, 1024, 1500, len(whole) // 2, len(whole) - 1):
        journal.parent.mkdir(exist_ok=True)
        journal.write_bytes(whole[:size])
        assert program.run("history", file).code in (0, 3)
        opened = program.exec(file)
        assert opened.code == 0, (size, opened.err)
        assert file.read_bytes() == b"one\ntwo\nthree\n"


def test_a_damaged_journal_of_a_dead_process_is_listed_and_not_deleted(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a"))
    (journal,) = program.profile.rglob("journal.sqlite")
    journal.write_bytes(b"\x00" * 5000)
    for rest in program.profile.rglob("journal.sqlite-*"):
        rest.unlink()
    (left,) = program.run("recover", "--list", "--json").json
    assert left["problem"]
    assert program.run("recover", file).code == 3
    assert program.exec(file).code == 3
    opened = program.exec(file, insert("b"), options=["--recover"])
    assert opened.code == 0
    assert "put aside" in opened.err
    (quarantined,) = (program.profile / "state" / "quarantine").iterdir()
    assert (quarantined / "journal.sqlite").read_bytes() == b"\x00" * 5000
    assert (quarantined / "reason.txt").read_text(encoding="utf-8").strip()


def test_a_journal_of_which_only_the_log_is_there_gives_back_its_text(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a"), insert("b"))
    (journal,) = program.profile.rglob("journal.sqlite")
    journal.unlink()
    (left,) = program.run("recover", "--list", "--json").json
    assert "only its log is there" in left["problem"]
    before = _hashes(program.profile)
    for word in (file, left["document"], left["document"][:-1]):
        printed = program.run("recover", word)
        assert (printed.code, printed.out) == (1, b"abone\ntwo\nthree\n"), printed.err
        assert "after command 2, the last that can be read" in printed.err
    assert program.run("history", file).code == 3
    assert _hashes(program.profile) == before
    assert program.exec(file, options=["--recover", "--write"]).code == 0
    assert file.read_bytes() == b"abone\ntwo\nthree\n"


def test_journals_are_private(program: Program, file: Path) -> None:
    if os.name == "nt":
        return
    program.exec_and_die(file, insert("a"))
    for path in (program.profile / "state").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_environment_can_name_the_profile(program: Program, file: Path, tmp_path: Path) -> None:
    import sys

    environment = {**os.environ, "EDITORAPP_PROFILE": str(tmp_path / "other")}
    done = subprocess.run(
        [sys.executable, "-m", "editorapp", "exec", str(file)],
        input=json.dumps(insert("x")).encode(),
        env=environment,
        check=True,
        capture_output=True,
    )
    assert json.loads(done.stdout)["status"] == "completed"
    assert list((tmp_path / "other" / "state").rglob("journal.sqlite"))


def test_going_on_is_written_over_what_another_program_wrote_since_the_death(
    program: Program, file: Path
) -> None:
    program.exec_and_die(file, insert("ours "))
    file.write_bytes(b"theirs")
    assert program.exec(file, plain("document.save"), options=["--recover", "--write"]).code == 0
    assert file.read_bytes() == b"ours one\ntwo\nthree\n"


def test_the_text_is_not_put_in_place_of_a_pipe_or_a_device(
    program: Program, file: Path, tmp_path: Path
) -> None:
    program.exec_and_die(file, insert("x"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    result = program.run("recover", file, "--output", pipe)
    assert result.code == 1
    assert "not an ordinary file" in result.err
    assert pipe.is_fifo()


def test_the_recovered_text_as_json(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("x"))
    recovered = program.run("recover", file, "--json").json
    assert (recovered["path"], recovered["text"]) == (str(file), "xone\ntwo\nthree\n")


def test_an_empty_word_means_no_document(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("x"))
    assert program.run("recover", "").code == 3


def test_a_file_is_never_taken_for_another_one_of_the_same_name(
    program: Program, file: Path, tmp_path: Path
) -> None:
    program.exec_and_die(file, insert("x"))
    other = tmp_path / "other" / file.name
    other.parent.mkdir()
    other.write_bytes(b"other")
    result = program.run("recover", file.name, folder=other.parent)
    assert (result.code, result.out) == (3, b"")


def test_a_text_that_cannot_be_written_is_a_failure(program: Program, file: Path, tmp_path: Path) -> None:
    program.exec_and_die(file, insert("x"))
    assert program.run("recover", file, "--output", tmp_path / "none" / "text").code == 1


def _snapshots(program: Program) -> list[Path]:
    return list(program.profile.rglob("*.snapshot"))


def test_a_death_before_the_first_snapshot_keeps_the_history_through_the_next_save(
    program: Program, file: Path
) -> None:
    large = b"line\n" * 40_000
    file.write_bytes(large)
    program.exec_and_die(file, insert("a"))
    for snapshot in _snapshots(program):
        snapshot.unlink()
    program.exec_and_die(file, insert("b"), plain("document.save"), options=["--recover"])
    assert program.run("history", file, "--revision", "0").out == large
    assert program.run("recover", file).out == file.read_bytes() == b"ab" + large


def test_a_save_is_answered_when_the_journal_holds_the_text_that_it_replaces(
    program: Program, file: Path
) -> None:
    large = os.urandom(2_000_000).hex().encode()
    file.write_bytes(large)
    program.exec_and_die(file, insert("a"), plain("document.save"))
    assert program.run("history", file, "--revision", "0").out == large


def test_a_damaged_snapshot_is_made_up_for_by_the_file_and_never_by_another_text(
    program: Program, file: Path
) -> None:
    program.exec_and_die(file, insert("x"))
    for snapshot in _snapshots(program):
        snapshot.write_bytes(b"damaged")
    result = program.run("recover", file)
    assert (result.code, result.out) == (1, b"xone\ntwo\nthree\n")
    file.write_bytes(b"another text")
    result = program.run("recover", file)
    assert (result.code, result.out) == (3, b"")


@pytest.mark.parametrize("damage", ["header", "middle"])
def test_a_log_that_is_damaged_before_its_end_is_told_and_kept(
    program: Program, file: Path, damage: str
) -> None:
    program.exec_and_die(file, *[insert(f"{number} ") for number in range(20)])
    (log,) = program.profile.rglob("journal.sqlite-wal")
    whole = bytearray(log.read_bytes())
    whole[4 if damage == "header" else len(whole) // 2] ^= 0xFF
    log.write_bytes(whole)
    (left,) = program.run("recover", "--list", "--json").json
    assert "damaged" in left["problem"]
    assert program.exec(file).code == 3
    opened = program.exec(file, options=["--recover"])
    assert opened.code == 0
    assert "put aside" in opened.err
    (kept,) = (program.profile / "state" / "quarantine").rglob("journal.sqlite-wal")
    assert kept.read_bytes() == whole


def test_a_save_that_cannot_be_done_at_the_end_can_be_gone_on_from(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    file = folder / "notes.txt"
    session = subprocess.Popen(
        program.command("exec", file, "--write"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert session.stdin is not None
    assert session.stdout is not None
    session.stdin.write(json.dumps(insert("kept")).encode() + b"\n")
    session.stdin.flush()
    session.stdout.readline()
    folder.rmdir()
    session.communicate()
    assert session.returncode == 1
    folder.mkdir()
    assert program.exec(file, options=["--recover", "--write"]).code == 0
    assert file.read_bytes() == b"kept"


def test_what_a_save_cut_short_has_left_beside_the_file_is_removed(program: Program, file: Path) -> None:
    program.exec_and_die(file, insert("a"))
    left = file.with_name(f".{file.name}.abcd_123.new")
    other = file.with_name(f".{file.name}.mine.new")
    left.write_bytes(b"half")
    other.write_bytes(b"other")
    program.exec(file, options=["--recover"])
    assert not left.exists()
    assert other.exists()
