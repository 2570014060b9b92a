"""Owns the talk with input methods: what is being composed, what they ask about the text, what they commit.

Does not paint; the text being composed becomes part of a laid-out line (`piece.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QInputMethodEvent, QTextFormat, QTextLayout

from editorapp.ui.view.geometry import Geometry
from editorapp.ui.view.piece import Preedit
from editorapp.ui.view.utf16 import Utf16Index, length_in_units, without_lone_surrogates

Emit = Callable[[str, dict[str, Any]], None]

_SURROUNDING: Final = 512
"""How much of the line an input method is told about, in code points on each side of the caret."""


class InputMethod:
    """What an input method composes, and its questions."""

    def __init__(self, geometry: Geometry, emit: Emit, changed: Callable[[], None]) -> None:
        """Take where everything is, what emits a command, and what is called when composed text changes."""
        self._geometry = geometry
        self._emit = emit
        self._changed = changed
        self._preedit: Preedit | None = None

    @property
    def is_composing(self) -> bool:
        """Whether there is composed text that is no part of the document yet."""
        return self._preedit is not None

    def receive(self, event: QInputMethodEvent) -> None:
        """Commit what is finished, and show what is not."""
        self._show(None)
        commit = "".join(c for c in without_lone_surrogates(event.commitString()) if c != "\0")
        if event.replacementLength() > 0:
            self._replace(event.replacementStart(), event.replacementLength(), commit)
        elif commit:
            self._emit("text.insert", {"text": commit})
        text = without_lone_surrogates(event.preeditString())
        if text:
            self._show(Preedit(0, text, *_look(event, text)))

    def drop(self) -> None:
        """Forget what is being composed."""
        self._show(None)

    def document_shown(self) -> None:
        """Show what is being composed at the caret of the revision that is shown now."""
        if self._preedit is not None:
            self._show(self._preedit)

    def answer(self, query: Qt.InputMethodQuery) -> Any:
        """Return what an input method asks for, or None where there is no answer; offsets in UTF-16 units."""
        match query:
            case Qt.InputMethodQuery.ImFont:
                return self._geometry.typeface.font
            case Qt.InputMethodQuery.ImCursorRectangle:
                return self._geometry.main_caret_rect() or QRectF()
            case Qt.InputMethodQuery.ImAnchorRectangle:
                return self._geometry.caret_rect(self._geometry.document.selection.main.anchor)
        return self._answer_about_text(query)

    def _answer_about_text(self, query: Qt.InputMethodQuery) -> Any:
        buffer, main = self._geometry.document.buffer, self._geometry.document.selection.main
        start, end = self._surrounding()
        text = without_lone_surrogates(buffer.slice(start, end))
        index = Utf16Index(text)
        caret = index.to_units(main.head - start)
        match query:
            case Qt.InputMethodQuery.ImSurroundingText:
                return text
            case Qt.InputMethodQuery.ImCursorPosition:
                return caret
            case Qt.InputMethodQuery.ImAnchorPosition:
                return index.to_units(min(max(main.anchor, start), end) - start)
            case Qt.InputMethodQuery.ImCurrentSelection:
                return without_lone_surrogates(buffer.slice(max(main.start, start), min(main.end, end)))
            case Qt.InputMethodQuery.ImTextBeforeCursor:
                return text[: main.head - start]
            case Qt.InputMethodQuery.ImTextAfterCursor:
                return text[main.head - start :]
        return None

    def _surrounding(self) -> tuple[int, int]:
        """The part of the caret's line that input methods are told about."""
        buffer, head = self._geometry.document.buffer, self._geometry.document.selection.main.head
        line = buffer.line_at(head)
        start = max(buffer.line_start(line), head - _SURROUNDING)
        return start, max(head, min(buffer.line_end(line), head + _SURROUNDING))

    def _replace(self, units_from_caret: int, length: int, text: str) -> None:
        """Replace text near the caret, given in UTF-16 units from it."""
        start, end = self._surrounding()
        index = Utf16Index(self._geometry.document.buffer.slice(start, end))
        caret = index.to_units(self._geometry.document.selection.main.head - start)
        first, last = caret + units_from_caret, caret + units_from_caret + length
        limit = index.to_units(end - start)
        first, last = max(0, min(first, limit)), max(0, min(last, limit))
        replaced = (start + index.to_code_points(first), start + index.to_code_points(last))
        self._emit("text.replace", {"start": replaced[0], "end": replaced[1], "text": text})

    def _show(self, preedit: Preedit | None) -> None:
        if preedit is None and self._preedit is None:
            return
        self._preedit = preedit
        if preedit is None:
            self._geometry.lines.compose(None)
        else:
            place = self._geometry.place_of(self._geometry.document.selection.main.head)
            self._geometry.lines.compose((place.line, preedit.at(place.offset)))
        self._changed()


def _look(event: QInputMethodEvent, text: str) -> tuple[list[QTextLayout.FormatRange], int | None]:
    """Return how composed text is to look, and where its caret is (None: nowhere)."""
    formats: list[QTextLayout.FormatRange] = []
    caret: int | None = len(text)
    for attribute in event.attributes():
        if attribute.type == QInputMethodEvent.AttributeType.Cursor:
            hidden = attribute.length == 0
            caret = None if hidden else Utf16Index(text).to_code_points(attribute.start)
        elif attribute.type == QInputMethodEvent.AttributeType.TextFormat:
            value = attribute.value
            if isinstance(value, QTextFormat) and value.isCharFormat():
                made = QTextLayout.FormatRange()
                made.start, made.length = attribute.start, min(attribute.length, length_in_units(text))
                made.format = value.toCharFormat()
                formats.append(made)
    return formats, caret
