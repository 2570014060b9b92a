"""Owns `Piece`, a stretch of one line that is laid out as a whole, and `Preedit`, text being composed in it.

Does not know where in a line or window the piece is: x counts from its left edge, offsets from its start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from editorapp.ui.view.direction import has_right_to_left, reads_right_to_left
from editorapp.ui.view.marks import Mark, with_stand_ins, without_stand_ins
from editorapp.ui.view.typeface import Typeface
from editorapp.ui.view.utf16 import Utf16Index, length_in_units

_UNLIMITED: Final = 1 << 24
"""A width in pixels that no piece reaches."""

MARK_FONT_SCALE: Final = 0.66
"""The size of a mark's label, as a part of the size of the text."""

_TRAILING: Final = QTextLine.Edge.Trailing


@dataclass(frozen=True)
class Preedit:
    """Text that an input method composes, shown in place and not yet part of the document.

    Attributes:
        offset: where in the line or piece it is shown, in code points.
        text: what is composed so far.
        formats: how it is to look; starts and lengths in UTF-16 units of `text`.
        caret: where the caret is in `text`, in code points; None where it is to be hidden.
    """

    offset: int
    text: str
    formats: list[QTextLayout.FormatRange] = field(default_factory=list)
    caret: int | None = None

    def at(self, offset: int) -> Preedit:
        """Return the same text shown at another offset."""
        return Preedit(offset, self.text, self.formats, self.caret)


class Piece:
    """A laid-out stretch of text.

    Attributes:
        text: the text of the document that it shows.
        width: how wide it is, in logical pixels.
        is_right_to_left: whether it starts at the right.
        preedit: what is being composed in it, or None.
    """

    __slots__ = (
        "_ascent",
        "_boxes",
        "_index",
        "_is_mixed",
        "_layout",
        "_line",
        "_marks",
        "is_right_to_left",
        "preedit",
        "text",
        "width",
    )

    def __init__(
        self,
        text: str,
        typeface: Typeface,
        preedit: Preedit | None = None,
        formats: Sequence[tuple[int, int, QTextCharFormat]] = (),
    ) -> None:
        """Lay out a text that holds no line break.

        Args:
            text: the text.
            typeface: its font.
            preedit: what is being composed in it.
            formats: start and end, in code points, of what looks different, and how it looks.
        """
        self.text = text
        self.preedit = preedit
        if preedit is not None:
            text = text[: preedit.offset] + preedit.text + text[preedit.offset :]
        shown, self._marks = with_stand_ins(text)
        self._boxes: list[tuple[Mark, float, float]] | None = None
        self._index = Utf16Index(shown)
        self._is_mixed = has_right_to_left(shown)
        self.is_right_to_left = reads_right_to_left(shown)
        self._layout = QTextLayout(shown, typeface.font)
        self._layout.setTextOption(_option(typeface, self.is_right_to_left))
        self._layout.setCacheEnabled(True)
        ranges = self._syntax_formats(formats) + self._mark_formats(typeface.cell) + self._preedit_formats()
        if ranges:
            self._layout.setFormats(ranges)
        self._layout.beginLayout()
        line = self._layout.createLine()
        line.setLineWidth(_UNLIMITED)
        line.setPosition(QPointF(0, 0))
        self._layout.endLayout()
        self._line = line
        self._ascent = line.ascent()
        self.width = line.naturalTextWidth()

    def shown_text(self) -> str:
        """Return the document's text as it is in the layout, for comparing it with the document."""
        shown = without_stand_ins(self._layout.text(), self._marks)
        if self.preedit is None:
            return shown
        start = self.preedit.offset
        return shown[:start] + shown[start + len(self.preedit.text) :]

    def x_of(self, offset: int) -> float:
        """Return where the caret stands before the code point at an offset, from 0 to the length."""
        return self._x_of_shown(self._shown_offset(offset))

    def preedit_caret_x(self) -> float | None:
        """Return where the caret stands in the text being composed; None where it is hidden."""
        if self.preedit is None or self.preedit.caret is None:
            return None
        return self._x_of_shown(self.preedit.offset + self.preedit.caret)

    def offset_at(self, x: float) -> int:
        """Return the offset of the cluster boundary that is nearest to an x."""
        shown = self._index.to_code_points(self._line.xToCursor(x))
        if self.preedit is None or shown <= self.preedit.offset:
            return shown
        return max(self.preedit.offset, shown - len(self.preedit.text))

    def spans(self, start: int, end: int) -> list[tuple[float, float]]:
        """Return the stretches of x that the text from start to end takes; several in mixed directions."""
        if start >= end:
            return []
        if start <= 0 and end >= len(self.text):
            return [(0.0, self.width)]
        first, last = self._shown_offset(start), self._shown_offset(end)
        if not self._is_mixed:
            return [(self._x_of_shown(first), self._x_of_shown(last))]
        return self._mixed_spans(self._index.to_units(first), self._index.to_units(last))

    def draw(self, painter: QPainter, x: float, baseline: float) -> None:
        """Draw the text with the painter's pen, its left edge at x."""
        self._layout.draw(painter, QPointF(x, baseline - self._ascent))

    def mark_boxes(self, left: float, right: float) -> list[tuple[Mark, float, float]]:
        """Return the marks that are at least partly between two x, each with its left and right edge."""
        if self._boxes is None:
            self._boxes = [self._box(mark) for mark in self._marks]
        return [box for box in self._boxes if box[2] > left and box[1] < right]

    def _box(self, mark: Mark) -> tuple[Mark, float, float]:
        units = self._index.to_units(mark.offset)
        edges = self._edge(units), self._edge(units, _TRAILING)
        return mark, min(edges), max(edges)

    def _shown_offset(self, offset: int) -> int:
        preedit = self.preedit
        return offset if preedit is None or offset <= preedit.offset else offset + len(preedit.text)

    def _x_of_shown(self, offset: int) -> float:
        return self._edge(self._index.to_units(offset))

    def _edge(self, units: int, edge: QTextLine.Edge = QTextLine.Edge.Leading) -> float:
        # The stubs say float; it is a pair of x and the nearest valid cursor position.
        found: Any = self._line.cursorToX(units, edge)
        return float(found[0])

    def _mixed_spans(self, first: int, last: int) -> list[tuple[float, float]]:
        edges = sorted(
            sorted((self._edge(units), self._edge(units, _TRAILING))) for units in range(first, last)
        )
        merged: list[tuple[float, float]] = []
        for left, right in edges:
            if merged and left <= merged[-1][1] + 0.5:
                merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
            else:
                merged.append((left, right))
        return merged

    def _syntax_formats(
        self, formats: Sequence[tuple[int, int, QTextCharFormat]]
    ) -> list[QTextLayout.FormatRange]:
        made: list[QTextLayout.FormatRange] = []
        for start, end, look in formats:
            # What starts where something is composed starts behind it.
            behind = len(self.preedit.text) if self.preedit and start == self.preedit.offset else 0
            first = self._index.to_units(self._shown_offset(start) + behind)
            made.append(_format_range(first, self._index.to_units(self._shown_offset(end)) - first, look))
        return made

    def _mark_formats(self, cell: float) -> list[QTextLayout.FormatRange]:
        formats: list[QTextLayout.FormatRange] = []
        previous_size = 0
        for mark in self._marks:
            start, size = self._index.to_units(mark.offset), len(mark.label)
            if formats and formats[-1].start + formats[-1].length == start and size == previous_size:
                formats[-1].length += 1
                continue
            previous_size = size
            formats.append(_format_range(start, 1, _hidden_wide(cell * (size * MARK_FONT_SCALE - 0.35))))
        return formats

    def _preedit_formats(self) -> list[QTextLayout.FormatRange]:
        preedit = self.preedit
        if preedit is None:
            return []
        start = self._index.to_units(preedit.offset)
        if preedit.formats:
            return [_format_range(start + r.start, r.length, r.format) for r in preedit.formats]
        underlined = QTextCharFormat()
        underlined.setFontUnderline(True)
        return [_format_range(start, length_in_units(preedit.text), underlined)]


def _option(typeface: Typeface, is_right_to_left: bool) -> QTextOption:
    option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setTabStopDistance(typeface.tab_width * typeface.cell)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if is_right_to_left else Qt.LayoutDirection.LeftToRight
    )
    return option


def _format_range(start: int, length: int, text_format: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, text_format
    return made


def _hidden_wide(extra: float) -> QTextCharFormat:
    """A format for a stand-in that makes room for a mark's box and is not seen itself."""
    hidden = QTextCharFormat()
    hidden.setForeground(QColor(0, 0, 0, 0))
    hidden.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
    hidden.setFontLetterSpacing(max(0.0, extra))
    return hidden


def mark_rectangle(x: float, right: float, top: float, height: float) -> QRectF:
    """Return the outline of a mark's box in a line that starts at `top`."""
    return QRectF(x + 1, top + height * 0.14, max(2.0, right - x - 2), height * 0.72)
