"""Commands that are much work are worked out beside the window, which goes on; how much is much is small here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from editorapp.commands.context import Context
from editorapp.commands.decision import Decision
from editorapp.commands.sorting import SortLines
from editorapp.session.heaviness import Bounds
from editorapp.session.verification import verify
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow

SMALL = Bounds(text=8, ranges=4, steps=2)
LINES = "pear\napple\nquince\n"
SORTED = "apple\npear\nquince\n"


class Gate:
    """Holds a sort up in its thread until it is opened; the thread looks for a cancellation meanwhile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.threads: list[threading.Thread] = []
        self.ended: list[BaseException | None] = []
        self._open = threading.Event()
        run: Callable[[SortLines, Context], Decision] = SortLines.run

        def held_up(command: SortLines, context: Context) -> Decision:
            self.threads.append(threading.current_thread())
            pause = context.pause
            try:
                while threading.current_thread() is not threading.main_thread() and not self._open.wait(
                    0.001
                ):
                    pause()
            except BaseException as error:
                self.ended.append(error)
                raise
            return run(command, context)

        monkeypatch.setattr(SortLines, "run", held_up)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate(monkeypatch)
    yield gate
    gate.open()


def opened(open_window: OpenWindow, path: Path, text: str = LINES) -> OpenedWindow:
    path.write_bytes(text.encode())
    window = open_window(path)
    window.parts.heavy.bounds = SMALL
    return window


def advanced(window: OpenedWindow, act: Callable[[], Any]) -> None:
    """Do something and wait until the document is another one."""
    before = window.held.document.document
    act()
    window.wait(lambda: window.held.document.document is not before)


def under_way(window: OpenedWindow) -> str:
    fields = [b for b in window.parts.status.findChildren(QToolButton) if b.accessibleName() == "Under way"]
    return fields[0].text()


def journal(window: OpenedWindow) -> list[str]:
    return [entry.name for entry in window.held.document.log.entries()]


def test_a_heavy_command_is_worked_out_in_a_thread_and_done_as_one_step(
    open_window: OpenWindow, tmp_path: Path, gate: Gate
) -> None:
    window = opened(open_window, tmp_path / "a.txt")
    gate.open()
    advanced(window, lambda: window.choose("lines.sort"))
    assert window.text == SORTED
    assert [thread is threading.main_thread() for thread in gate.threads] == [False]
    assert journal(window) == ["lines.sort"]


def test_what_is_small_is_done_at_once(open_window: OpenWindow, tmp_path: Path, gate: Gate) -> None:
    window = opened(open_window, tmp_path / "a.txt")
    window.parts.heavy.bounds = Bounds()
    window.choose("lines.sort")
    assert window.text == SORTED
    assert gate.threads == [threading.main_thread()]


def test_the_window_goes_on_and_says_what_is_under_way(
    open_window: OpenWindow, tmp_path: Path, gate: Gate
) -> None:
    (tmp_path / "b.txt").write_bytes(b"other")
    window = opened(open_window, tmp_path / "a.txt")
    sorting = window.held.id
    window.choose("lines.sort")
    window.wait(lambda: under_way(window) == "Sort Lines\u2026 Escape cancels")
    window.open(tmp_path / "b.txt")
    assert under_way(window) == ""
    window.write("an")
    assert window.text == "another"
    window.parts.tabs.show_tab(sorting)
    assert under_way(window) == "Sort Lines\u2026 Escape cancels"
    advanced(window, gate.open)
    assert (window.text, under_way(window)) == (SORTED, "")


def test_meanwhile_its_document_takes_no_input_and_says_why(
    open_window: OpenWindow, tmp_path: Path, gate: Gate
) -> None:
    window = opened(open_window, tmp_path / "a.txt")
    window.choose("lines.sort")
    window.write("x")
    assert window.text == LINES
    assert window.status() == "Sort Lines is still under way here. Escape cancels it."
    advanced(window, gate.open)
    window.write("x")
    assert window.text == "apple\nxpear\nquince\n"  # the caret has gone with its line


@pytest.mark.parametrize("way", ["key", "press"])
def test_a_cancelled_command_leaves_nothing(
    open_window: OpenWindow, tmp_path: Path, gate: Gate, way: str
) -> None:
    window = opened(open_window, tmp_path / "a.txt")
    window.choose("selection.all")  # which Escape takes back otherwise
    before = window.held.document.document
    window.choose("lines.sort")
    window.wait(lambda: under_way(window))
    if way == "key":
        window.press(Qt.Key.Key_Escape)
    else:
        window.parts.status.cancel_wanted.emit()
    window.wait(lambda: gate.ended)
    assert window.held.document.document is before
    assert window.status() == "Sort Lines was cancelled. Nothing has changed."
    assert under_way(window) == ""
    assert journal(window) == []
    window.press(Qt.Key.Key_Escape)
    assert window.held.document.document.selection.is_empty


def test_a_text_that_changed_meanwhile_is_what_the_command_is_worked_out_for(
    open_window: OpenWindow, tmp_path: Path, gate: Gate
) -> None:
    window = opened(open_window, tmp_path / "a.txt")
    window.choose("lines.sort")
    window.wait(lambda: gate.threads)
    window.parts.dispatcher.request("text.insert", {"text": "zebra\n"}, "outside")
    advanced(window, gate.open)
    assert window.text == SORTED + "zebra\n"
    assert len(gate.threads) == 2


def test_a_document_can_be_saved_meanwhile(open_window: OpenWindow, tmp_path: Path, gate: Gate) -> None:
    path = tmp_path / "a.txt"
    window = opened(open_window, path)
    window.write("x")
    window.choose("lines.sort")
    window.wait(lambda: gate.threads)
    window.save()
    assert path.read_text() == "x" + LINES
    before = window.held.document.revision
    gate.open()
    window.wait(lambda: window.held.document.revision > before)
    assert window.text == "apple\nquince\nxpear\n"
    assert len(gate.threads) == 1  # to be noted as saved is no change of the text


def test_a_document_can_be_closed_meanwhile(open_window: OpenWindow, tmp_path: Path, gate: Gate) -> None:
    window = opened(open_window, tmp_path / "a.txt")
    window.choose("lines.sort")
    window.wait(lambda: gate.threads)
    window.choose("document.close")
    window.wait(lambda: gate.ended)
    assert (tmp_path / "a.txt").read_text() == LINES


def test_a_refusal_is_told(open_window: OpenWindow, tmp_path: Path) -> None:
    window = opened(open_window, tmp_path / "a.txt")
    window.parts.dispatcher.request("lines.sort", {"from_column": 3, "to_column": 2}, "palette")
    window.wait(lambda: window.status() == "The last column lies before the first one.")
    window.write("x")
    assert window.text == "x" + LINES


def test_undo_and_redo_of_a_large_step_are_worked_out_ahead(open_window: OpenWindow, tmp_path: Path) -> None:
    window = opened(open_window, tmp_path / "a.txt")
    texts = []
    for name in ("lines.sort", "edit.undo", "edit.redo"):
        window.parts.availability.refresh()
        advanced(window, partial(window.choose, name))
        texts.append(window.text)
    assert texts == [SORTED, LINES, SORTED]
    assert journal(window) == ["lines.sort", "edit.undo", "edit.redo"]


def test_a_macro_of_many_runs_is_worked_out_ahead(open_window: OpenWindow, tmp_path: Path) -> None:
    window = opened(open_window, tmp_path / "a.txt")
    steps = [{"command": "text.insert", "args": {"text": ">"}}]
    play = {"times": 3, "steps": steps}
    advanced(window, lambda: window.parts.dispatcher.request("macro.play", play, "dialog"))
    assert window.text == ">>>" + LINES
    assert window.status() == "Played 3 times."


def test_what_was_done_in_this_way_is_in_the_journal_as_ever(open_window: OpenWindow, tmp_path: Path) -> None:
    lines = "".join(f"{number:05d} \n" for number in range(5000)).encode()
    path = tmp_path / "a.txt"
    path.write_bytes(lines + b"\xff " * 40_000)
    window = open_window(path)
    window.parts.heavy.bounds = SMALL
    for name in ("blanks.trim", "lines.reverse", "edit.undo", "selection.all", "case.upper", "edit.undo"):
        window.parts.availability.refresh()
        advanced(window, partial(window.choose, name))
    held = window.held
    window.settle()
    entries = list(held.document.log.entries())
    trimmed = next(entry for entry in entries if entry.name == "blanks.trim")
    assert trimmed.effects is not None
    assert trimmed.effects.changes[:2] == ((5, " ", ""), (12, " ", ""))
    assert len(trimmed.effects.changes) == 5001
    start = held.document.log.snapshot_before(0)
    assert start is not None
    registry = window.parts.given.editor.registry
    found = verify(held.document.log, registry, held.document.base_layout, start, {1})
    assert (found.commands, found.differences) == (len(entries), [])
