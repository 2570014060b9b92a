"""What has to be read of the journal to undo, or to go back, is read by another thread where it is long."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from editorapp.session import node_reading
from editorapp.session.verification import verify
from editorapp.storage.journal import SqliteJournal
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow
from tests.ui.window.test_heavy_commands import advanced

START = "start\n"
LONG = "0123456789abcde\n" * 40_000


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """The threads that have read long effects; the window's own never does."""
    found: list[threading.Thread] = []
    apart = SqliteJournal.apart

    @contextmanager
    def noted(journal: SqliteJournal) -> Iterator[SqliteJournal]:
        found.append(threading.current_thread())
        with apart(journal) as other:
            yield other

    monkeypatch.setattr(SqliteJournal, "apart", noted)
    return found


def reopened(open_window: OpenWindow, path: Path, *more: str) -> OpenedWindow:
    """Paste, type, close the window, and open another one on the file with its journal."""
    path.write_text(START)
    window = open_window(path)
    for text in (LONG, *more):
        window.parts.dispatcher.request("clipboard.paste", {"clipboard": text}, "menu")
        window.wait(lambda text=text: text in window.text)  # type: ignore[misc]  # a default binds it
    window.save()
    window.end()
    window = open_window(path)
    assert window.text == LONG + "".join(more) + START
    return window


def step(window: OpenedWindow, name: str) -> str:
    window.parts.availability.refresh()
    advanced(window, partial(window.choose, name))
    return window.text


def test_a_long_step_is_undone_and_done_again_after_it_was_opened_anew(
    open_window: OpenWindow, tmp_path: Path, readers: list[threading.Thread]
) -> None:
    assert len(LONG) > node_reading.LONG
    window = reopened(open_window, tmp_path / "a.txt")
    window.parts.availability.refresh()
    assert window.parts.actions["edit.undo"].isEnabled()
    assert window.held.document.tree.undo_label() == "clipboard.paste"
    assert readers == []
    assert step(window, "edit.undo") == START
    assert step(window, "edit.redo") == LONG + START
    assert [thread is threading.main_thread() for thread in readers] == [False]


def test_short_steps_beside_a_long_one_are_undone_at_once(
    open_window: OpenWindow, tmp_path: Path, readers: list[threading.Thread]
) -> None:
    window = reopened(open_window, tmp_path / "a.txt", "one ", "two ")
    assert step(window, "edit.undo") == LONG + "one " + START
    assert step(window, "edit.undo") == LONG + START
    assert readers == []
    assert step(window, "edit.undo") == START
    assert len(readers) == 1
    for text in (LONG + START, LONG + "one " + START, LONG + "one two " + START):
        assert step(window, "edit.redo") == text
    held = window.held
    start = held.document.log.snapshot_before(0)
    assert start is not None
    found = verify(
        held.document.log, window.parts.given.editor.registry, held.document.base_layout, start, {1}
    )
    assert found.differences == []


def test_an_earlier_revision_is_gone_to_with_what_another_thread_reads(
    open_window: OpenWindow, tmp_path: Path, readers: list[threading.Thread]
) -> None:
    window = reopened(open_window, tmp_path / "a.txt", "one ")
    revision = window.held.document.revision
    for back, text in ((1, LONG + START), (2, START)):
        go = {"revision": revision - back}
        advanced(window, partial(window.parts.dispatcher.request, "history.go_to", go, "dialog"))
        assert window.text == text
    assert threading.main_thread() not in readers
    assert len(readers) == 2
