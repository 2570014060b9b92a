"""The journal in a database: what is written when, what is refused, and what a full disk or damage does."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from editorapp.bus.errors import LogError
from editorapp.bus.message import Command, Failure
from editorapp.session.entry import Effects, Entry, SavedState, SelectionRecord
from editorapp.storage import schema
from editorapp.storage.errors import JournalError
from editorapp.storage.journal import SqliteJournal
from tests.desk import REGISTRY

AT_START = SelectionRecord(((0, 0),))


def command(name: str = "text.insert", command_id: str | None = None, **arguments: Any) -> Command:
    if name == "text.insert" and not arguments:
        arguments = {"text": "a"}
    return Command(name, REGISTRY.build(name, arguments), "doc", 5, "keyboard", command_id)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[SqliteJournal]:
    made = SqliteJournal.create(path, {"base": SavedState("", 0)})
    yield made
    made.close()


def other_connection(path: Path) -> apsw.Connection:
    return apsw.Connection(str(path))


# --- writing -----------------------------------------------------------------------------------------------


def test_an_accepted_command_is_committed_at_once_and_its_outcome_with_the_next(
    path: Path, journal: SqliteJournal
) -> None:
    other = other_connection(path)
    assert journal.accept(command()) == 1
    assert list(other.execute("select seq, name, payload from accepted")) == [
        (1, "text.insert", '{"text":"a"}')
    ]
    journal.complete(1, 1, Effects(AT_START, 1))
    assert list(other.execute("select count(*) from completed")) == [(0,)]
    assert journal.accept(command()) == 2
    assert list(other.execute("select seq, revision from completed")) == [(1, 1)]
    journal.fail(2, 1, Failure("code", "message", "field"))
    journal.flush()
    assert list(other.execute("select seq, revision, code, message, field from failed")) == [
        (2, 1, "code", "message", "field")
    ]


def test_one_commit_for_each_command(journal: SqliteJournal) -> None:
    commits: list[int] = []

    def count() -> bool:
        commits.append(1)
        return False

    journal._connection.set_commit_hook(count)
    for number in range(1, 11):
        journal.accept(command())
        journal.complete(number, number, Effects(AT_START, number))
    assert len(commits) == 10


@pytest.mark.parametrize("table", ["accepted", "completed", "failed"])
@pytest.mark.parametrize("change", ["update {} set seq = 9", "delete from {}"])
def test_nothing_that_was_recorded_can_be_changed(
    path: Path, journal: SqliteJournal, table: str, change: str
) -> None:
    journal.accept(command())
    journal.complete(1, 1, Effects(AT_START, 1))
    journal.accept(command())
    journal.fail(2, 1, Failure("code", "message"))
    journal.flush()
    with pytest.raises(apsw.ConstraintError, match="append-only"):
        other_connection(path).execute(change.format(table))


def test_entries_come_back_as_they_went_in_both_ways(journal: SqliteJournal) -> None:
    effects = Effects(SelectionRecord(((1, 2), (3, 3)), 1, (4, 5)), 1, ((0, "a", "b"),), "new", 7, AT_START)
    journal.accept(command(command_id="x"))
    journal.complete(1, 3, effects)
    journal.accept(command("selection.all", None))
    journal.fail(2, 3, Failure("code", "message", "field"))
    journal.accept(command())
    first = Entry(1, "text.insert", b'{"text":"a"}', 5, "keyboard", "x", 1, 3, effects)
    entries = list(journal.entries())
    assert entries[0] == first
    assert entries[1].failure == Failure("code", "message", "field")
    assert (entries[2].revision, entries[2].effects, entries[2].failure) == (None, None, None)
    assert list(journal.entries(1 << 62, backward=True)) == entries[::-1]
    assert [entry.seq for entry in journal.entries(2)] == [2, 3]
    assert [entry.seq for entry in journal.entries(2, backward=True)] == [2, 1]


def test_numbers_go_on_after_reopening(path: Path, journal: SqliteJournal) -> None:
    journal.accept(command())
    journal.close()
    reopened = SqliteJournal(path)
    assert reopened.last_seq == 1
    assert reopened.accept(command()) == 2
    reopened.close()


def test_a_command_is_found_by_its_id(path: Path, journal: SqliteJournal) -> None:
    assert journal.find("a") is None
    journal.accept(command(command_id="a"))
    journal.complete(1, 1, Effects(AT_START, 1))
    journal.accept(command("find.next", "b", pattern="x"))
    journal.fail(2, 1, Failure("not_found", "no"))
    found = journal.find("a")
    assert found is not None
    assert (found[0].name, found[0].payload, found[1].status, found[1].revision) == (
        "text.insert",
        {"text": "a"},
        "completed",
        1,
    )
    journal.close()
    reopened = SqliteJournal(path)
    found = reopened.find("b")
    assert found is not None
    assert found[1].error == Failure("not_found", "no")
    assert reopened.find("c") is None
    assert reopened.find("\udc80") is None
    reopened.close()


# --- any text ----------------------------------------------------------------------------------------------


def test_bytes_that_are_no_text_are_kept_in_payloads_effects_notes_and_failures(
    path: Path, journal: SqliteJournal
) -> None:
    odd = "a\udc80\x00é😀"
    journal.accept(command(text=odd))
    effects = Effects(AT_START, 1, ((0, odd, odd),), "new")
    journal.complete(1, 1, effects)
    journal.accept(command(text="b"))
    journal.fail(2, 1, Failure("code", f"about {odd}", odd))
    journal.accept(command(text="c"))  # what failed does not stand in the way of what comes
    journal.set_meta("note", {"odd": odd})
    journal.close()
    reopened = SqliteJournal(path)
    first, second, _third = reopened.entries()
    assert REGISTRY.decode_stored(first.name, first.payload) == command(text=odd).payload
    assert first.effects == effects
    assert second.failure is not None
    assert second.failure.message.startswith("about a")
    assert reopened.meta("note") == {"odd": odd}
    reopened.close()


@pytest.mark.parametrize("command_id", ["\udc80", "a\ud800"])
def test_an_id_that_cannot_be_written_is_refused_and_the_next_command_is_taken(
    journal: SqliteJournal, command_id: str
) -> None:
    journal.accept(command(command_id="fine"))
    journal.complete(1, 1, Effects(AT_START, 1))
    assert journal.find(command_id) is None
    journal.accept(command())
    journal.complete(2, 2, Effects(AT_START, 2))
    with pytest.raises(LogError):
        journal.accept(command(command_id=command_id))
    assert journal.accept(command()) == 3
    assert [entry.revision for entry in journal.entries()] == [1, 2, None]


# --- full disk ---------------------------------------------------------------------------------------------


def fill(journal: SqliteJournal) -> int:
    """Let the database grow no more and write until it is full; return the last number it took."""
    pages = journal.value("pragma page_count")
    journal.value(f"pragma max_page_count = {pages + 8}")
    for _ in range(1000):
        try:
            seq = journal.accept(command(text="x" * 500))
        except LogError:
            return journal.last_seq
        journal.complete(seq, seq, Effects(AT_START, seq))
    raise AssertionError("it was never full")


def test_a_full_disk_refuses_the_command_and_loses_nothing(path: Path, journal: SqliteJournal) -> None:
    last = fill(journal)
    with pytest.raises(LogError):
        journal.accept(command(text="y" * 5000))
    assert journal.last_seq == last
    journal.value("pragma max_page_count = 1000000")
    assert journal.accept(command(text="room again")) == last + 1
    journal.close()
    reopened = SqliteJournal(path)
    entries = list(reopened.entries())
    assert [entry.seq for entry in entries] == list(range(1, last + 2))
    assert [entry.revision for entry in entries] == [*range(1, last + 1), None]
    reopened.close()


# --- notes, sessions, saved state --------------------------------------------------------------------------


def test_notes_are_kept_and_changed(journal: SqliteJournal) -> None:
    assert journal.meta("none") is None
    journal.set_meta("one", [1])
    journal.set_meta("one", {"two": None})
    assert journal.meta("one") == {"two": None}


def test_sessions_are_noted_with_their_end(journal: SqliteJournal) -> None:
    journal.begin_session("first", 10)
    journal.end_session(20)
    journal.accept(command())
    journal.begin_session("second", 30)
    assert journal.sessions() == [(1, "first", 1, 10, 20), (2, "second", 2, 30, None)]


def test_what_is_on_disk_is_what_was_noted_last(journal: SqliteJournal) -> None:
    assert journal.saved_state() == SavedState("", 0)
    facts: dict[str, Any] = {"path": "/a", "digest": "d", "size": 1, "modified": 2}
    journal.accept(command("document.mark_saved", saved_revision=4, **facts))
    journal.complete(1, 5, Effects(AT_START, 0))
    assert journal.saved_state() == SavedState("/a", 4, "d", 1, 2)
    facts["digest"] = "e"
    journal.accept(command("document.reload", start=0, end=0, text="x", **facts))
    journal.complete(2, 6, Effects(AT_START, 2))
    assert journal.saved_state() == SavedState("/a", 6, "e", 1, 2)


# --- what is no journal ------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="modes as POSIX has them")
def test_a_journal_is_for_its_user_alone(path: Path, journal: SqliteJournal) -> None:
    journal.accept(command())
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file


def test_another_database_is_no_journal(path: Path) -> None:
    other_connection(path).execute("create table t (x); insert into t values (1)")
    with pytest.raises(JournalError, match="not a journal"):
        SqliteJournal(path)


def test_a_journal_of_a_newer_version_is_left_alone(path: Path, journal: SqliteJournal) -> None:
    journal.close()
    other_connection(path).execute(f"pragma user_version = {schema.FORMAT + 1}")
    with pytest.raises(JournalError, match="newer version"):
        SqliteJournal(path)


@pytest.mark.parametrize("content", [b"", b"text", b"SQLite format 3\x00", b"\x00" * 5000])
def test_another_file_is_no_journal(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for read_only in (True, False):
        with pytest.raises(JournalError):
            SqliteJournal(path, read_only=read_only)
    assert path.read_bytes() == content


def test_a_folder_that_takes_no_journal_is_said(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="nothing was done"):
        SqliteJournal.create(tmp_path / "none" / "journal.sqlite", {})


def test_reading_while_another_writes(path: Path, journal: SqliteJournal) -> None:
    journal.accept(command())
    reader = SqliteJournal(path, read_only=True)
    assert [entry.seq for entry in reader.entries()] == [1]
    journal.accept(command())
    assert [entry.seq for entry in reader.entries()] == [1, 2]
    with pytest.raises(LogError):
        reader.accept(command())
    reader.close()
