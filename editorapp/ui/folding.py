"""Owns the folding commands of a window: they act on the view that is shown.

Does not know which lines belong together, see `FoldSource`, nor how folds are painted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QInputDialog, QWidget
from shiboken6 import isValid

from editorapp.commands.viewing import (
    Fold,
    FoldAll,
    FoldLevel,
    FoldLevelDialog,
    ToggleFold,
    Unfold,
    UnfoldAll,
)
from editorapp.text.document import Document
from editorapp.text.folding import FoldRange, Folds, FoldSource
from editorapp.ui.performing import Performers
from editorapp.ui.view import TextView
from editorapp.ui.viewing import Request

_SLICE: Final = 0.002
"""Seconds that are spent at a time on looking for all that can be folded."""

_MOST_LINES_ABOVE: Final = 2000
"""So many lines above the caret are looked at for one that holds it."""

_MOST_FOLDS: Final = 200_000


class Folding(QObject):
    """Folds and unfolds in the view that is shown."""

    def __init__(
        self,
        view: Callable[[], TextView | None],
        request: Request,
        say: Callable[[str], None],
        window: QWidget,
    ) -> None:
        """Take what returns the view, what asks for a command, what says something in passing, and the window."""
        super().__init__(window)
        self._view = view
        self._request = request
        self._say = say
        self._window = window
        self._search: _Search | None = None
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def performers(self) -> Performers:
        """Return what this part does."""
        return {
            Fold: lambda command: self._fold(command.line),
            Unfold: lambda command: self._unfold(command.line),
            ToggleFold: lambda command: self._toggle(command.line),
            FoldAll: lambda _: self._fold_from(1),
            FoldLevel: lambda command: self._fold_from(command.level),
            FoldLevelDialog: lambda _: self._ask_level(),
            UnfoldAll: lambda _: self._set(self._view(), Folds()),
        }

    def _fold(self, line: int | None) -> None:
        view = self._view()
        if view is None:
            return
        found = self._around(view, line)
        if found is None:
            self._say("There is nothing to fold here")
        else:
            self._set(view, view.folding.hidden.adding([found]))

    def _unfold(self, line: int | None) -> None:
        view = self._view()
        if view is None:
            return
        at = _line_of(view, line)
        if view.folding.hidden.folded_at(at) is None:
            self._say("Nothing is folded here")
        self._set(view, view.folding.hidden.opening(at))

    def _toggle(self, line: int | None) -> None:
        view = self._view()
        if view is not None and view.folding.hidden.folded_at(_line_of(view, line)) is not None:
            self._unfold(line)
        else:
            self._fold(line)

    def _around(self, view: TextView, line: int | None) -> tuple[int, int] | None:
        """The range that a line begins, or the innermost one that holds it."""
        at, source = _line_of(view, line), view.folding.source
        for first in range(at, max(-1, at - _MOST_LINES_ABOVE), -1):
            if view.folding.hidden.is_hidden(first) or not source.can_fold(first):
                continue
            last = source.range_at(first)
            if last is not None and last >= at and view.folding.hidden.folded_at(first) is None:
                return first, last
        return None

    def _set(self, view: TextView | None, folds: Folds) -> None:
        self._next.stop()
        self._search = None
        if view is None:
            return
        view.folding.hide(folds)
        document = view.document
        head = document.selection.main.head
        line = document.buffer.line_at(head)
        shown = folds.shown_for(line)
        if shown != line:
            # A caret that cannot be seen goes to the line that hides it.
            end = document.buffer.line_end(shown)
            view.command_requested.emit("selection.set", {"ranges": [[end, end]]})

    # --- all of it ---------------------------------------------------------------------------------------

    def _ask_level(self) -> None:
        dialog = QInputDialog(self._window)
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setWindowTitle(self.tr("Fold Level"))
        dialog.setLabelText(self.tr("Hide what is deeper than level:"))
        dialog.setIntRange(1, 50)
        dialog.intValueSelected.connect(
            lambda level: self._request("view.fold_level", {"level": level}, "dialog")
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _fold_from(self, level: int) -> None:
        view = self._view()
        if view is not None:
            self._search = _Search(view, view.folding.source, level)
            self._go_on()

    def _go_on(self) -> None:
        search = self._search
        if search is None:
            return
        if not isValid(search.view):
            self._search = None  # its tab or its pane was closed
        elif search.is_outdated:
            self._search = None
            self._say("Folding was given up: the text has changed meanwhile")
        elif search.work():
            self._set(search.view, Folds(search.found))
        else:
            self._next.start()


class _Search:
    """A search for all that can be folded, in parts that no person notices."""

    def __init__(self, view: TextView, source: FoldSource, level: int) -> None:
        self.view = view
        self.found: list[tuple[int, int]] = []
        self._document: Document = view.document
        self._ranges: Iterator[FoldRange | None] = source.every()
        self._level = level

    @property
    def is_outdated(self) -> bool:
        return self.view.document.buffer is not self._document.buffer

    def work(self) -> bool:
        """Go on for a while, and tell whether that was all."""
        until = time.perf_counter() + _SLICE
        for found in self._ranges:
            if found is not None and found.level >= self._level:
                self.found.append((found.first, found.last))
                if len(self.found) >= _MOST_FOLDS:
                    return True
            elif time.perf_counter() > until:
                return False
        return True


def _line_of(view: TextView, line: int | None) -> int:
    buffer = view.document.buffer
    found: Any = buffer.line_at(view.document.selection.main.head) if line is None else line
    return view.folding.hidden.shown_for(min(found, buffer.line_count - 1))
