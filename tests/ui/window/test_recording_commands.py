"""A command with much in it is recorded by a thread, and done once that is committed; here much is little."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import apsw
import pytest
from PySide6.QtCore import Qt

from editorapp.bus.errors import LogError
from editorapp.bus.message import Outcome
from editorapp.commands.document import Reload
from editorapp.session.heaviness import Bounds
from editorapp.session.recording import Stop, WrittenCommand
from editorapp.storage.held_document import JOURNAL_NAME
from editorapp.storage.journal import SqliteJournal
from editorapp.ui.dispatcher import OUTSIDE
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow
from tests.ui.window.test_heavy_commands import advanced, under_way

LONG = "0123456789abcde\n" * 10_000
START = "start\n"


class SlowJournal:
    """Holds up what is recorded, in its thread, until it is let go, or until it is ended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.threads: list[threading.Thread] = []
        self.fails = False
        self._go = threading.Event()
        record = SqliteJournal.record

        def slowly(journal: SqliteJournal, written: WrittenCommand, stop: Stop) -> None:
            self.threads.append(threading.current_thread())
            while not self._go.wait(0.001):
                stop.check()
            if self.fails:
                raise LogError("The disk is full.")
            record(journal, written, stop)

        monkeypatch.setattr(SqliteJournal, "record", slowly)

    def go(self) -> None:
        self._go.set()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowJournal]:
    slow = SlowJournal(monkeypatch)
    yield slow
    slow.go()


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path) -> OpenedWindow:
    path = tmp_path / "a.txt"
    path.write_text(START)
    window = open_window(path)
    window.parts.heavy.bounds = Bounds(text=1 << 10)
    return window


def paste(window: OpenedWindow, text: str = LONG) -> None:
    window.parts.dispatcher.request("clipboard.paste", {"clipboard": text}, "keyboard")


def on_disk(window: OpenedWindow) -> list[tuple[str, bool]]:
    """Return what another process sees in the journal: names, and whether the outcome is there."""
    other = apsw.Connection(str(window.held.folder / JOURNAL_NAME), flags=apsw.SQLITE_OPEN_READONLY)
    rows = list(
        other.execute(
            "select a.name, c.seq is not null from accepted a left join completed c on c.seq = a.seq order by a.seq"
        )
    )
    other.close()
    return [(name, bool(has_outcome)) for name, has_outcome in rows]


def test_a_long_paste_is_done_when_it_is_in_the_journal_and_not_before(
    window: OpenedWindow, slow: SlowJournal
) -> None:
    paste(window)
    window.wait(lambda: slow.threads)
    assert slow.threads[0] is not threading.main_thread()
    window.wait(lambda: under_way(window) == "Paste\u2026 Escape cancels")
    assert (window.text, on_disk(window)) == (START, [])
    advanced(window, slow.go)
    assert (window.text, under_way(window)) == (LONG + START, "")
    assert on_disk(window) == [("clipboard.paste", True)]


def test_what_is_typed_meanwhile_follows_in_its_order_and_what_is_chosen_is_refused(
    window: OpenedWindow, slow: SlowJournal
) -> None:
    paste(window)
    window.wait(lambda: slow.threads)
    window.write("xy")
    assert window.text == START
    window.choose("lines.join")
    assert window.status() == "Paste is still under way here. Escape cancels it."
    slow.go()
    window.wait(lambda: len(window.text) == len(LONG + "xy" + START))
    window.write("z")
    assert window.text == LONG + "xyz" + START
    names = [entry.name for entry in window.held.document.log.entries()]
    assert names == ["clipboard.paste", "text.type", "text.type", "text.type"]


def test_a_cancelled_one_leaves_nothing(window: OpenedWindow, slow: SlowJournal) -> None:
    paste(window)
    window.wait(lambda: under_way(window))
    window.press(Qt.Key.Key_Escape)
    assert window.status() == "Paste was cancelled. Nothing has changed."
    window.write("x")
    window.wait(lambda: window.text == "x" + START)
    assert under_way(window) == ""
    assert [entry.name for entry in window.held.document.log.entries()] == ["text.type"]


def test_a_change_by_another_program_comes_first_and_the_paste_then(
    window: OpenedWindow, slow: SlowJournal
) -> None:
    paste(window)
    window.wait(lambda: slow.threads)
    window.parts.dispatcher.request("text.insert", {"text": "zebra\n"}, "outside")
    assert window.text == "zebra\n" + START
    advanced(window, slow.go)
    assert window.text == "zebra\n" + LONG + START
    assert on_disk(window) == [("text.insert", True), ("clipboard.paste", True)]


def test_what_cannot_be_recorded_is_not_done_and_can_be_tried_again(
    window: OpenedWindow, slow: SlowJournal
) -> None:
    slow.fails = True
    slow.go()
    paste(window)
    window.wait_for_message("The disk is full.")
    assert (window.text, on_disk(window)) == (START, [])
    slow.fails = False
    advanced(window, lambda: window.answer_message("Try Again"))
    assert window.text == LONG + START


def test_a_document_can_be_closed_meanwhile(
    window: OpenedWindow, slow: SlowJournal, tmp_path: Path, open_window: OpenWindow
) -> None:
    paste(window)
    window.wait(lambda: slow.threads)
    window.choose("document.close")
    window.settle()
    window.end()
    assert open_window(tmp_path / "a.txt").text == START


def test_bytes_that_are_no_text_are_pasted_undone_and_done_again(window: OpenedWindow) -> None:
    wild = "a\udcff\u00e9\u4e2d\r\n" * 20_000
    advanced(window, lambda: paste(window, wild))
    assert window.text == wild + START
    for name, text in (("edit.undo", START), ("edit.redo", wild + START)):
        window.parts.availability.refresh()
        advanced(window, partial(window.choose, name))
        assert window.text == text
    entries = list(window.held.document.log.entries())
    assert [entry.name for entry in entries] == ["clipboard.paste", "edit.undo", "edit.redo"]
    assert entries[0].effects is not None
    assert entries[0].effects.changes == ((0, "", wild),)
    journal = window.held.journal
    assert journal is not None
    types = set(
        journal.rows("select typeof(payload), typeof(effects) from accepted join completed using (seq)")
    )
    assert types == {("text", "text")}


def test_what_another_program_wrote_is_recorded_ahead_and_keys_wait_for_it(
    window: OpenedWindow, slow: SlowJournal
) -> None:
    window.parts.heavy.bounds = Bounds(text=1 << 10)
    told: list[Outcome | None] = []
    reload = Reload(0, len(START), LONG, "/a.txt", "0a", len(LONG), 1)
    window.parts.dispatcher.answer(reload, OUTSIDE, window.held.id, told.append)
    window.wait(lambda: slow.threads)
    window.write("x")
    assert (window.text, told, on_disk(window)) == (START, [], [])
    slow.go()
    window.wait(lambda: len(window.text) == len(LONG) + 1)
    assert [outcome.status for outcome in told if outcome is not None] == ["completed"]
    assert [entry.name for entry in window.held.document.log.entries()] == ["document.reload", "text.type"]


def test_what_another_program_wrote_is_not_done_to_another_text(
    window: OpenedWindow, slow: SlowJournal
) -> None:
    told: list[Outcome | None] = []
    reload = Reload(0, len(START), LONG, "/a.txt", "0a", len(LONG), 1)
    window.parts.dispatcher.answer(reload, OUTSIDE, window.held.id, told.append)
    window.wait(lambda: slow.threads)
    window.parts.dispatcher.request("text.insert", {"text": "zebra\n"}, OUTSIDE)
    window.wait(lambda: told)
    assert (told, window.text) == ([None], "zebra\n" + START)
