"""Any sequence of what people do in panes leaves every pane with the text, its own carets and its own place."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from editorapp.session.open_document import DocumentAdvanced
from editorapp.text.change import ChangeSet
from editorapp.text.selection import Range, Selection
from editorapp.ui.view import TextView
from tests.ui.window.opened_window import OpenedWindow
from tests.ui.window.split_window import OpenWindow, open_lines, panes_of

_STEPS = 120


class _Walk:
    """A person without a plan, and what must be true after each step."""

    def __init__(self, window: OpenedWindow, seed: int) -> None:
        self.window = window
        self.chance = random.Random(seed)
        self.done: list[str] = []
        self.changes: list[ChangeSet] = []
        bus = window.parts.given.editor.bus
        bus.subscribe(DocumentAdvanced, lambda event: self.changes.append(event.changes))

    @property
    def panes(self) -> tuple[TextView, ...]:
        return panes_of(self.window).views

    def _request(self, name: str, **arguments: object) -> None:
        self.window.parts.dispatcher.request(name, arguments, "keyboard")

    def type_text(self) -> None:
        QTest.keyClicks(self.window.view, self.chance.choice(["a", "wort", "x y", "(]"]))

    def new_line(self) -> None:
        self.window.press(Qt.Key.Key_Return)

    def erase(self) -> None:
        self.window.press(self.chance.choice([Qt.Key.Key_Backspace, Qt.Key.Key_Delete]))

    def undo(self) -> None:
        self._request("edit.undo")

    def redo(self) -> None:
        self._request("edit.redo")

    def select(self) -> None:
        length = len(self.window.held.document.document.buffer)
        places = [self.chance.randint(0, length) for _ in range(2 * self.chance.randint(1, 3))]
        self._request("selection.set", ranges=list(zip(places[::2], places[1::2], strict=True)))

    def go(self) -> None:
        self.chance.choice(self.panes).setFocus()

    def scroll(self) -> None:
        self.chance.choice(self.panes).set_scroll_position(self.chance.randint(0, 300), 0)

    def split(self) -> None:
        self._request(self.chance.choice(["view.split_beside", "view.split_below"]))

    def close(self) -> None:
        self._request("view.close_split")

    def delete_lines(self) -> None:
        self._request("lines.delete")

    def bookmark(self) -> None:
        self._request("bookmark.toggle")

    def fold(self) -> None:
        self._request("view.toggle_fold")

    def step(self) -> None:
        """Do something, and compare every pane with what follows from what it was before."""
        steps: list[Callable[[], None]] = [
            self.type_text, self.type_text, self.new_line, self.erase, self.undo, self.redo, self.select, self.go,
            self.go, self.scroll, self.split, self.close, self.delete_lines, self.bookmark, self.fold,
        ]  # fmt: skip
        chosen = self.chance.choice(steps)
        self.done.append(chosen.__name__)
        kept = {view: view.document.selection for view in self.panes}
        active = {self.window.view}
        self.changes.clear()
        chosen()
        self.compare()
        for view in kept.keys() & set(self.panes) - active - {self.window.view}:
            expected = kept[view]
            for changes in self.changes:
                expected = expected.mapped(changes)
            assert view.document.selection == expected, self.done

    def compare(self) -> None:
        """Every pane shows the text; the carets of the one with the keyboard are the document's."""
        document = self.window.held.document.document
        length = len(document.buffer)
        assert self.window.view.document is document, self.done
        for view in self.panes:
            assert view.document.buffer is document.buffer, self.done
            assert view.document.bookmarks == document.bookmarks, self.done
            ranges = view.document.selection.ranges
            assert all(0 <= r.start <= r.end <= length for r in ranges), self.done
            assert Selection.of(ranges).ranges == ranges, self.done
            for position, piece in view.shown_pieces():
                assert document.buffer.slice(position, position + len(piece)) == piece, self.done


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_every_pane_shows_the_text_and_keeps_to_itself(
    open_window: OpenWindow, tmp_path: Path, seed: int
) -> None:
    walk = _Walk(open_lines(open_window, tmp_path), seed)
    walk.split()
    for _ in range(_STEPS):
        walk.step()
    walk.window.way.check()
    while len(walk.panes) > 1:
        walk.close()
        walk.compare()


@pytest.mark.parametrize("seed", range(3))
def test_what_is_changed_above_a_pane_shifts_nothing_in_it(
    open_window: OpenWindow, tmp_path: Path, seed: int
) -> None:
    window = open_lines(open_window, tmp_path)
    window.parts.dispatcher.request("view.split_beside", {}, "menu")
    resting, active = panes_of(window).views
    chance = random.Random(seed)
    resting.set_scroll_position(250, 0)
    seen = resting.shown_text()
    for _ in range(60):
        line = chance.randint(0, 200)
        at = active.document.buffer.line_start(line)
        window.parts.dispatcher.request(
            "selection.set", {"ranges": [[at, at + chance.randint(0, 30)]]}, "mouse"
        )
        name, arguments = chance.choice(
            [
                ("text.type", {"text": "new\nlines\n"}),
                ("lines.delete", {}),
                ("edit.undo", {}),
                ("edit.redo", {}),
            ]
        )
        window.parts.dispatcher.request(name, arguments, "keyboard")
        assert resting.shown_text() == seen
    assert resting.document.selection == Selection((Range(0, 0),))
