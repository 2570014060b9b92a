"""Owns `AccessibleView`, what assistive programs see of a text view: role, name, text, carets, selection.

Does not change text: what they want changed goes out as commands of the view, like anything else.
"""

from __future__ import annotations

import weakref
from typing import Any, Final

import shiboken6
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QAccessible, QAccessibleEditableTextInterface, QAccessibleTextInterface
from PySide6.QtWidgets import QAccessibleWidget

from editorapp.text.grapheme import next_boundary
from editorapp.ui.accessibility.selection_slot import answer_selection
from editorapp.ui.accessibility.text_extract import TextExtract
from editorapp.ui.view import TextView

_Interface: Final = QAccessible.InterfaceType


class _Shown:
    """A view, as long as it is there, and what is shown of its text."""

    def __init__(self, view: TextView) -> None:
        self._view = weakref.ref(view)
        self._extract: TextExtract | None = None

    @property
    def view(self) -> TextView | None:
        view = self._view()
        return view if view is not None and shiboken6.isValid(view) else None

    def extract(self, view: TextView) -> TextExtract:
        self._extract = TextExtract.of(view.document, self._extract)
        return self._extract

    def select(self, anchor: int, head: int, *, add: bool = False) -> None:
        """Ask for a selection in offsets of what is shown."""
        view = self.view
        if view is not None:
            extract = self.extract(view)
            others = [list(r) for r in view.document.selection.ranges] if add else []
            chosen = [extract.position_of(anchor), extract.position_of(head)]
            view.command_requested.emit("selection.set", {"ranges": [*others, chosen]})

    def replace(self, start: int, end: int, text: str) -> None:
        """Ask for another text in place of that between two offsets."""
        view = self.view
        if view is not None:
            extract = self.extract(view)
            first, last = extract.position_of(start), extract.position_of(end)
            view.command_requested.emit(
                "text.replace", {"start": first, "end": max(first, last), "text": text}
            )


class _Text(QAccessibleTextInterface):
    """The text, its carets and its selections; the one of each that the view follows comes first."""

    def __init__(self, shown: _Shown) -> None:
        super().__init__()
        self._shown = shown
        self._kept = answer_selection(self, self.selection)

    def selection(self, number: int) -> tuple[int, int]:
        """Return start and end of a selection; (0, 0) where there is none of that number."""
        view = self._shown.view
        ranges = [] if view is None else self._selected(view)
        if view is None or not 0 <= number < len(ranges):
            return 0, 0
        extract = self._shown.extract(view)
        start, end = ranges[number]
        return extract.offset_of(start), extract.offset_of(end)

    @staticmethod
    def _selected(view: TextView) -> list[tuple[int, int]]:
        selection = view.document.selection
        ranges = [(r.start, r.end) for r in (selection.main, *selection.ranges) if not r.is_caret]
        return list(dict.fromkeys(ranges))

    def selectionCount(self) -> int:
        """Return how many ranges are selected."""
        view = self._shown.view
        return 0 if view is None else len(self._selected(view))

    def addSelection(self, startOffset: int, endOffset: int) -> None:
        """Select a range besides those that are."""
        self._shown.select(startOffset, endOffset, add=self.selectionCount() > 0)

    def removeSelection(self, selectionIndex: int) -> None:
        """Leave a caret at the end of a selection."""
        view = self._shown.view
        if view is not None and 0 <= selectionIndex < self.selectionCount():
            doomed = self._selected(view)[selectionIndex]
            ranges = [
                [r.head, r.head] if (r.start, r.end) == doomed else list(r)
                for r in view.document.selection.ranges
            ]
            view.command_requested.emit("selection.set", {"ranges": ranges})

    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:
        """Select a range instead of all others."""
        self._shown.select(startOffset, endOffset)

    def cursorPosition(self) -> int:
        """Return where the primary caret is."""
        view = self._shown.view
        return 0 if view is None else self._shown.extract(view).offset_of(view.document.selection.main.head)

    def setCursorPosition(self, position: int) -> None:
        """Ask for the caret there."""
        self._shown.select(position, position)

    def characterCount(self) -> int:
        """Return how many UTF-16 units are shown."""
        view = self._shown.view
        return 0 if view is None else self._shown.extract(view).length

    def text(self, startOffset: int, endOffset: int) -> str:
        """Return the text between two offsets; an end of -1 is that of the text."""
        view = self._shown.view
        if view is None:
            return ""
        extract = self._shown.extract(view)
        return extract.part(startOffset, extract.length if endOffset < 0 else endOffset)

    def characterRect(self, offset: int) -> QRect:
        """Return where on the screen a character is."""
        view = self._shown.view
        if view is None:
            return QRect()
        position = self._shown.extract(view).position_of(offset)
        here = view.caret_rect(position)
        behind = view.caret_rect(next_boundary(view.document.buffer, position))
        is_beside = behind.top() == here.top() and behind.left() != here.left()
        width = abs(behind.left() - here.left()) if is_beside else here.width()
        corner = QPointF(min(here.left(), behind.left()) if is_beside else here.left(), here.top())
        place = view.viewport().mapToGlobal(corner).toPoint()
        return QRect(place.x(), place.y(), max(1, round(width)), max(1, round(here.height())))

    def offsetAtPoint(self, point: QPoint) -> int:
        """Return the offset of the character at a point of the screen."""
        view = self._shown.view
        if view is None:
            return -1
        inside = view.viewport().mapFromGlobal(QPointF(point))
        return self._shown.extract(view).offset_of(view.position_at(inside))

    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:
        """Scroll to a part of the text."""
        view = self._shown.view
        if view is not None:
            view.reveal(self._shown.extract(view).position_of(startIndex))


class _Editing(QAccessibleEditableTextInterface):
    """Changes of the text by assistive programs."""

    def __init__(self, shown: _Shown) -> None:
        super().__init__()
        self._shown = shown

    def deleteText(self, startOffset: int, endOffset: int) -> None:
        """Ask for a text to be deleted."""
        self._shown.replace(startOffset, endOffset, "")

    def insertText(self, offset: int, text: str) -> None:
        """Ask for a text to be inserted."""
        self._shown.replace(offset, offset, text)

    def replaceText(self, startOffset: int, endOffset: int, text: str) -> None:
        """Ask for a text in place of another."""
        self._shown.replace(startOffset, endOffset, text)


class AccessibleView(QAccessibleWidget):
    """A text view, to assistive programs."""

    def __init__(self, view: TextView) -> None:
        """Show a view."""
        super().__init__(view, QAccessible.Role.EditableText)
        self._shown = _Shown(view)
        self._text = _Text(self._shown)
        self._editing = _Editing(self._shown)

    def interface_cast(self, t: QAccessible.InterfaceType) -> Any:
        """Return what answers questions of a kind."""
        if t == _Interface.TextInterface:
            return self._text
        if t == _Interface.EditableTextInterface:
            return self._editing
        # None as an answer, which PySide6 itself gives for "nothing", is more than PySide6 can take: it dies of it.
        known: Any = super().interface_cast(t)
        return shiboken6.VoidPtr(0) if known is None else known

    def childCount(self) -> int:
        """The area, the margin and the scroll bars are no things of their own."""
        return 0

    def text(self, t: QAccessible.Text) -> str:
        """Return its name, or its value: the text that is shown to assistive programs."""
        view = self._shown.view
        if view is not None and t == QAccessible.Text.Value:
            return self._shown.extract(view).text
        return super().text(t)

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Ask for another text instead of the one that is shown."""
        view = self._shown.view
        if view is not None and t == QAccessible.Text.Value:
            self._shown.replace(0, self._shown.extract(view).length, text)
        else:
            super().setText(t, text)

    def state(self) -> QAccessible.State:
        """Return what can be done with it."""
        state = super().state()
        state.editable = True
        state.multiLine = True
        state.selectableText = True
        return state
