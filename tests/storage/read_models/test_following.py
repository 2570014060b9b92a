"""What follows the journals counts each entry once, tells how it is doing, and never hurts who writes."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apsw
import pytest

from editorapp.bus.errors import DomainError, ReadModelError
from editorapp.bus.projection import Health
from editorapp.session.command_usage import CommandUsage
from editorapp.session.entry import Entry
from editorapp.session.history_queries import HistoryOf
from editorapp.storage import schema
from editorapp.storage.journal_read_models import (
    DATABASE_NAME,
    journal_models,
    journal_read_models_health,
    rebuild_journal_read_model,
)
from editorapp.storage.profile import Profile
from editorapp.storage.read_models import journal_source
from editorapp.storage.read_models.command_usage import CommandUsageModel
from editorapp.storage.read_models.host import JournalReadModels
from tests.desk import Clock
from tests.storage.read_models.conftest import OpenModels
from tests.storage.read_models.journals import WrittenDocument, WrittenWindow


def counts(models: JournalReadModels) -> dict[str, int]:
    return {name: usage.count for name, usage in models.ask(CommandUsage()).items()}


def health(models: JournalReadModels, name: str = "command usage") -> Health:
    return next(each for each in models.health() if each.name == name)


def test_what_is_done_in_documents_and_windows_is_counted(
    models: JournalReadModels, document: WrittenDocument, window: WrittenWindow
) -> None:
    document.type("abc")
    document.do("selection.all")
    window.note("/a")
    window.clear()
    for written in (document, window):
        written.flush()
    models.catch_up()
    assert counts(models) == {"text.insert": 3, "selection.all": 1, "recent.clear": 1}


def test_catching_up_again_counts_nothing_twice(models: JournalReadModels, document: WrittenDocument) -> None:
    document.type("abc")
    document.flush()
    for _ in range(3):
        models.catch_up()
    assert counts(models) == {"text.insert": 3}


def test_a_command_is_taken_in_when_its_outcome_is_recorded(
    models: JournalReadModels, document: WrittenDocument
) -> None:
    document.type("abc")
    models.catch_up()
    assert counts(models) == {"text.insert": 2}
    document.flush()
    models.catch_up()
    assert counts(models) == {"text.insert": 3}


def test_a_command_of_a_window_whose_outcome_was_lost_is_passed_over(
    profile: Profile, clock: Clock, models: JournalReadModels
) -> None:
    window = WrittenWindow(profile, clock)
    window.note("/lost")
    # The process dies: what is held back of its outcomes is lost. The next one goes on with the log.
    later = WrittenWindow(profile, clock)
    later.clear()
    later.flush()
    models.catch_up()
    assert counts(models) == {"recent.clear": 1}
    assert health(models).lag == 0
    later.close()
    window.close()


def test_health_tells_position_lag_rows_and_the_last_advance(
    models: JournalReadModels, document: WrittenDocument, clock: Clock
) -> None:
    document.type("abc")
    document.do("selection.all")
    document.flush()
    assert health(models) == Health("command usage", 0, 4)
    models.catch_up()
    assert health(models) == Health("command usage", 4, 0, 2, advanced=clock.now)
    document.type("d")
    document.flush()
    assert (health(models).position, health(models).lag) == (4, 1)


def test_health_can_be_asked_and_models_rebuilt_without_a_window(
    profile: Profile, document: WrittenDocument
) -> None:
    document.type("abc")
    document.flush()
    assert [(each.name, each.lag) for each in journal_read_models_health(profile)] == [
        ("command usage", 3),
        ("recent files", 0),
        ("history list", 3),
        ("history search", 3),
    ]
    rebuild_journal_read_model(profile, "history list")
    assert {each.lag for each in journal_read_models_health(profile)} == {0}
    with pytest.raises(DomainError, match="no read model 'nothing'"):
        rebuild_journal_read_model(profile, "nothing")


def test_only_its_owner_can_read_what_is_kept(
    profile: Profile, models: JournalReadModels, document: WrittenDocument
) -> None:
    document.type("secret")
    document.flush()
    before = os.umask(0)
    try:
        models.catch_up()
    finally:
        os.umask(before)
    files = list(profile.state.glob(f"{DATABASE_NAME}*"))
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


# --- a little at a time, by several, and anew -------------------------------------------------------------


def test_it_can_be_stopped_and_goes_on_from_there(open_models: OpenModels, document: WrittenDocument) -> None:
    document.type("abcdefghij")
    document.flush()
    models = open_models(entries_at_once=3)
    models.catch_up(is_cancelled=lambda: True)
    assert counts(models) == {"text.insert": 3}
    models.catch_up()
    assert counts(models) == {"text.insert": 10}


def test_several_processes_may_catch_up_at_once(open_models: OpenModels, document: WrittenDocument) -> None:
    document.type("abcdefghij")
    document.flush()
    one, other = open_models(entries_at_once=3), open_models(entries_at_once=4)
    steps = [one.steps(), other.steps(), one.steps()]
    while steps:
        for each in list(steps):
            if next(each, "end") == "end":
                steps.remove(each)
    assert counts(one) == counts(other) == {"text.insert": 10}


def test_a_model_is_made_again_while_commands_go_on(
    open_models: OpenModels, document: WrittenDocument
) -> None:
    models = open_models(entries_at_once=3)
    document.type("abcdefghij")
    document.flush()
    models.catch_up()
    models.rebuild("command usage")
    assert counts(models) == {}
    steps = models.steps()
    next(steps)
    document.type("klm")
    document.flush()
    for _ in steps:
        pass
    models.catch_up()
    assert counts(models) == {"text.insert": 13}
    assert len(models.ask(HistoryOf(document.held.id))) == 1


def test_a_model_of_another_version_is_made_again(
    profile: Profile, clock: Clock, models: JournalReadModels, document: WrittenDocument
) -> None:
    class OnlyMoves(CommandUsageModel):
        version = 2  # type: ignore[misc]

        def take(
            self, connection: apsw.Connection, journal: int, state: str | None, entries: Sequence[Entry]
        ) -> None:
            super().take(
                connection, journal, state, [entry for entry in entries if entry.name != "text.insert"]
            )

    document.type("abc")
    document.do("selection.all")
    document.flush()
    models.catch_up()
    newer = JournalReadModels(profile, [OnlyMoves()], clock, profile.state / DATABASE_NAME)
    newer.catch_up()
    assert counts(newer) == {"selection.all": 1}
    # The older program, which still runs, leaves alone what the newer one keeps.
    document.type("d")
    document.flush()
    models.catch_up()
    assert counts(newer) == {"selection.all": 1}
    newer.catch_up()
    assert health(newer).lag == 0
    models.close()
    models.catch_up()
    assert "newer version" in health(models).error
    newer.close()


class _Failing(CommandUsageModel):
    """Fails on what a test says."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.fails_on: str | None = name

    def take(
        self, connection: apsw.Connection, journal: int, state: str | None, entries: Sequence[Entry]
    ) -> None:
        super().take(connection, journal, state, entries)
        if any(entry.name == self.fails_on for entry in entries):
            raise ValueError("it cannot be counted")


def test_a_model_that_fails_hurts_no_other_and_goes_on_when_it_can(
    profile: Profile, clock: Clock, document: WrittenDocument
) -> None:
    document.type("abc")
    document.do("selection.all")
    document.type("def")
    document.flush()
    failing, told = _Failing("selection.all"), []
    models = JournalReadModels(
        profile,
        [failing, *journal_models()[1:]],
        clock,
        profile.state / DATABASE_NAME,
        lambda name, error: told.append((name, str(error))),
        entries_at_once=2,
    )
    models.catch_up()
    assert counts(models) == {"text.insert": 2}
    assert told == [("command usage", "it cannot be counted")]
    assert (health(models).lag, health(models).errors) == (5, 1)
    assert "it cannot be counted" in health(models).error
    assert health(models, "history search").lag == 0
    failing.fails_on = None
    models.catch_up()
    assert counts(models) == {"text.insert": 6, "selection.all": 1}
    assert (health(models).lag, health(models).error) == (0, "")
    models.close()


# --- journals that are damaged, go away, or are others now ------------------------------------------------


def _damage(folder: Path) -> None:
    path = folder / "journal.sqlite"
    data = bytearray(path.read_bytes())
    data[1024:] = b"\xa5" * (len(data) - 1024)
    path.write_bytes(bytes(data))


def test_a_damaged_journal_is_told_of_and_the_others_are_read(
    profile: Profile, clock: Clock, models: JournalReadModels, document: WrittenDocument
) -> None:
    damaged = WrittenDocument(profile, clock)
    damaged.type("abc")
    damaged.close()
    _damage(damaged.held.folder)
    document.type("de")
    document.flush()
    models.catch_up()
    assert counts(models) == {"text.insert": 2}
    assert "damaged" in health(models).error
    assert health(models).errors == 1
    models.catch_up()
    assert health(models).errors == 1  # the same is told once
    shutil.rmtree(damaged.held.folder)
    models.catch_up()
    assert health(models).error == ""


def test_with_a_journal_goes_what_was_known_from_it(
    profile: Profile, clock: Clock, models: JournalReadModels, document: WrittenDocument
) -> None:
    gone = WrittenDocument(profile, clock)
    gone.type("private")
    gone.close()
    document.type("de")
    document.flush()
    models.catch_up()
    shutil.rmtree(gone.held.folder)
    models.catch_up()
    assert counts(models) == {"text.insert": 2}
    assert models.ask(HistoryOf(gone.held.id)) == []
    models.close()
    assert b"private" not in (profile.state / DATABASE_NAME).read_bytes()


def test_a_journal_that_was_put_aside_and_begun_again_is_another_one(
    profile: Profile, clock: Clock, models: JournalReadModels, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    first = WrittenDocument(profile, clock, path)
    first.type("abcd")
    first.close()
    models.catch_up()
    for file in first.held.folder.iterdir():
        file.unlink()
    second = WrittenDocument(profile, clock, path)
    second.type("xy")
    second.flush()
    models.catch_up()
    assert counts(models) == {"text.insert": 2}
    assert [group.inserted_text for group in models.ask(HistoryOf(second.held.id))] == ["xy"]
    second.close()


def test_a_journal_that_has_lost_its_last_second_is_taken_in_anew(
    profile: Profile, clock: Clock, models: JournalReadModels
) -> None:
    document = WrittenDocument(profile, clock)
    document.type("abc")
    document.close()
    copy = (document.held.folder / "journal.sqlite").read_bytes()
    document.reopen()
    document.type("defgh")
    document.flush()
    models.catch_up()
    assert counts(models) == {"text.insert": 8}
    document.close()
    (document.held.folder / "journal.sqlite").write_bytes(copy)  # as after a failure of power
    document.reopen()
    document.do("text.insert", text="xyz")
    document.do("text.insert", text="xyz")
    document.flush()
    models.catch_up()
    assert counts(models) == {"text.insert": 5}
    document.close()


# --- those who write are not disturbed --------------------------------------------------------------------


def test_reading_leaves_nothing_beside_a_closed_journal_and_does_not_change_it(
    models: JournalReadModels, document: WrittenDocument
) -> None:
    document.type("abc")
    document.close()
    before = {path.name: path.read_bytes() for path in document.held.folder.glob("journal*")}
    models.catch_up()
    assert counts(models) == {"text.insert": 3}
    assert {path.name: path.read_bytes() for path in document.held.folder.glob("journal*")} == before


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="locks can be seen on Linux only")
def test_the_locks_of_this_process_on_its_journals_stay(
    models: JournalReadModels, document: WrittenDocument
) -> None:
    def locks() -> int:
        inodes = {str(path.stat().st_ino) for path in document.held.folder.glob("journal*")}
        rows = [line.split() for line in Path("/proc/locks").read_text(encoding="utf-8").splitlines()]
        return sum(
            row[4] == str(os.getpid()) and row[5].split(":")[2] in inodes for row in rows if len(row) > 5
        )

    document.type("abc")
    before = locks()
    assert before
    models.catch_up()
    models.health()
    assert locks() == before


def test_a_journal_that_moves_while_it_is_read_is_left_for_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
    profile: Profile,
    clock: Clock,
    models: JournalReadModels,
) -> None:
    document = WrittenDocument(profile, clock)
    document.type("abc")
    document.close()
    path, read = document.held.folder / "journal.sqlite", journal_source.JournalView.slice

    def slice_beside_a_writer(view: Any, after: int, most: int) -> Any:
        os.utime(path)
        return read(view, after, most)

    monkeypatch.setattr(journal_source.JournalView, "slice", slice_beside_a_writer)
    models.catch_up()
    assert counts(models) == {}
    monkeypatch.undo()
    models.catch_up()
    assert counts(models) == {"text.insert": 3}


def test_what_a_dead_process_has_left_is_read_as_far_as_it_goes(
    profile: Profile, models: JournalReadModels, dying: Any, tmp_path: Path
) -> None:
    dying(
        "held = store.open_file(path); do(held, 'text.insert', text='one'); do(held, 'text.insert', text='two')",
        tmp_path / "notes.txt",
    )
    (folder,) = profile.documents.iterdir()
    wal = (folder / "journal.sqlite-wal").read_bytes()
    models.catch_up()
    groups = models.ask(HistoryOf(folder.name))
    # The outcome of the last one was held back; it comes when somebody opens the document and runs it again.
    assert [group.inserted_text for group in groups] == ["one"]
    assert (folder / "journal.sqlite-wal").read_bytes() == wal


def test_a_journal_that_has_not_changed_is_not_opened_again(
    monkeypatch: pytest.MonkeyPatch, profile: Profile, clock: Clock, open_models: OpenModels
) -> None:
    document = WrittenDocument(profile, clock)
    document.type("abc")
    document.close()
    clock.now = 1 << 60  # long after the journal was written
    open_models().catch_up()
    opened: list[Path] = []
    connect = schema.connect

    def connect_and_note(path: Path, **how: Any) -> apsw.Connection:
        opened.append(path)
        return connect(path, **how)

    monkeypatch.setattr(schema, "connect", connect_and_note)
    models = open_models()
    models.catch_up()
    assert health(models).lag == 0
    assert opened == []
    models.rebuild("command usage")
    models.catch_up()
    assert opened == [document.held.folder / "journal.sqlite"]


# --- the database of the models goes away and comes back --------------------------------------------------


def _remove(profile: Profile) -> None:
    for path in profile.state.glob(f"{DATABASE_NAME}*"):
        path.unlink()


def test_its_database_goes_away_and_nothing_is_missed(
    profile: Profile, models: JournalReadModels, document: WrittenDocument
) -> None:
    document.type("abc")
    document.flush()
    models.catch_up()
    _remove(profile)
    (profile.state / DATABASE_NAME).mkdir()
    document.type("de")
    document.flush()
    models.catch_up()
    assert "cannot be kept" in health(models).error
    assert health(models).errors == 1
    with pytest.raises(ReadModelError, match="ask again"):
        models.ask(CommandUsage())
    (profile.state / DATABASE_NAME).rmdir()
    models.catch_up()
    assert counts(models) == {"text.insert": 5}
    assert health(models).error == ""


def test_its_database_comes_back_as_it_was(
    profile: Profile, models: JournalReadModels, document: WrittenDocument, tmp_path: Path
) -> None:
    document.type("abc")
    document.flush()
    models.catch_up()
    models.close()
    shutil.copy(profile.state / DATABASE_NAME, tmp_path / "copy")
    document.type("de")
    document.flush()
    models.catch_up()
    _remove(profile)
    shutil.copy(tmp_path / "copy", profile.state / DATABASE_NAME)
    models.catch_up()
    assert counts(models) == {"text.insert": 5}


def test_a_damaged_database_is_made_again(
    profile: Profile, models: JournalReadModels, document: WrittenDocument
) -> None:
    document.type("abc")
    document.flush()
    models.catch_up()
    models.close()
    (profile.state / DATABASE_NAME).write_bytes(b"no database" * 1000)
    models.catch_up()
    models.catch_up()
    assert counts(models) == {"text.insert": 3}


# --- a process that dies while it catches up --------------------------------------------------------------

_CATCHES_UP = """
import os, sys
from editorapp.storage.journal_read_models import open_journal_read_models
from editorapp.storage.profile import Profile
models = open_journal_read_models(Profile.find(sys.argv[1]), entries_at_once=3)
transactions = 0
take_in = type(models)._position
def dying(self, *arguments):
    global transactions
    transactions += 1
    if transactions > int(sys.argv[2]):
        os.kill(os.getpid(), 9)
    return take_in(self, *arguments)
type(models)._position = dying
models.catch_up()
"""


@pytest.mark.parametrize("transactions", [0, 1, 2, 3, 5, 8])
def test_a_process_that_dies_while_it_catches_up_leaves_nothing_half_counted(
    profile: Profile, models: JournalReadModels, document: WrittenDocument, transactions: int
) -> None:
    document.type("abcdefghij")
    document.do("selection.all")
    document.flush()
    program = [sys.executable, "-c", _CATCHES_UP, str(profile.state.parent), str(transactions)]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -9, done.stderr
    models.catch_up()
    assert counts(models) == {"text.insert": 10, "selection.all": 1}
    (group,) = models.ask(HistoryOf(document.held.id))
    assert (group.inserted_text, group.seq) == ("abcdefghij", 1)


def test_the_index_of_texts_agrees_with_itself(
    profile: Profile, models: JournalReadModels, document: WrittenDocument
) -> None:
    for _ in range(5):
        document.type("word ")
        document.flush()
        models.catch_up()
    models.close()
    with contextlib.closing(apsw.Connection(str(profile.state / DATABASE_NAME))) as connection:
        connection.execute("insert into searched_texts (searched_texts) values ('integrity-check')")
        texts = connection.execute("select rowid, text from searched_texts").fetchall()
    assert [text for _, text in texts] == ["word word word word word "]
