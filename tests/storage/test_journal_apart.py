"""Large outcomes are written by another thread than the one that accepts commands; none is lost or written twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from editorapp.bus.errors import LogError
from editorapp.bus.message import Command
from editorapp.session.entry import Effects, SavedState, SelectionRecord
from editorapp.session.written_effects import write_ahead
from editorapp.storage.journal import SqliteJournal
from editorapp.text.change import Change, ChangeSet
from editorapp.text.pause import go_on
from editorapp.text.selection import Selection
from tests.desk import REGISTRY

CARET = Selection.caret(0)
AT_START = SelectionRecord.of(CARET)
CHANGES = ChangeSet(Change(2 * number, "a", "\udc80") for number in range(5000))
EFFECTS = Effects(AT_START, 1, CHANGES.changes, "new")
LARGE = write_ahead(CHANGES, CARET, CARET, go_on).put_into(EFFECTS)


def command() -> Command:
    return Command("text.insert", REGISTRY.build("text.insert", {"text": "a"}), "doc", 5, "keyboard")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    made = SqliteJournal.create(tmp_path / "journal.sqlite", {"base": SavedState("", 0)})
    made.accept(command())
    yield made
    made.close()


def written(journal: SqliteJournal) -> list[tuple[int, str]]:
    other = apsw.Connection(str(journal.path))
    return list(other.execute("select seq, typeof(effects) from completed order by seq"))


def test_only_a_large_outcome_is_worth_a_thread(journal: SqliteJournal) -> None:
    journal.complete(1, 1, EFFECTS)
    assert not journal.holds_large
    journal.accept(command())
    journal.complete(2, 2, LARGE)
    assert journal.holds_large


@pytest.mark.parametrize("way", ["apart", "flush", "next command"])
def test_a_large_outcome_is_text_like_any_other_and_reads_the_same(journal: SqliteJournal, way: str) -> None:
    journal.complete(1, 1, LARGE)
    if way == "apart":
        thread = threading.Thread(target=journal.write_apart)
        thread.start()
        thread.join()
    elif way == "flush":
        journal.flush()
    else:
        journal.accept(command())
    assert written(journal) == [(1, "text")]
    assert not journal.holds_large
    assert next(journal.entries()).effects == EFFECTS


def test_what_could_not_be_written_apart_is_written_later_in_its_order(journal: SqliteJournal) -> None:
    journal.complete(1, 1, LARGE)
    hidden = journal.path.with_name("hidden")
    journal.path.rename(hidden)
    with pytest.raises(LogError):
        journal.write_apart()
    hidden.rename(journal.path)
    assert journal.holds_large
    journal.accept(command())
    journal.complete(2, 2, Effects(AT_START, 1))
    journal.flush()
    assert [seq for seq, _ in written(journal)] == [1, 2]


def test_commands_are_accepted_while_outcomes_are_written_apart(journal: SqliteJournal) -> None:
    for number in range(1, 40):
        journal.complete(number, number, LARGE if number % 4 == 1 else EFFECTS)
        threads = [threading.Thread(target=journal.write_apart)] if number % 4 == 1 else []
        for thread in threads:
            thread.start()
        journal.accept(command())
        for thread in threads:
            thread.join()
    journal.flush()
    assert [seq for seq, _ in written(journal)] == list(range(1, 40))
