"""Owns `Piece`, a stretch of one line that is laid out as a whole, and `Preedit`, text being composed in it.

Does not know where in a line or window the piece is: x counts from its left edge, rows and offsets from its start.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

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

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_NO_WRAP: Final = QTextOption.WrapMode.NoWrap
_WRAP: Final = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
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


@dataclass(frozen=True)
class Wrap:
    """Where rows end.

    Attributes:
        width: how wide a row may be, in logical pixels.
        first: where the first row starts.
        hanging: where the rows behind it start.
    """

    width: float
    first: float = 0.0
    hanging: float = 0.0


class Span(NamedTuple):
    """A stretch of one row, from left to right in logical pixels."""

    row: int
    left: float
    right: float


class MarkBox(NamedTuple):
    """Where a mark is shown: in which row, from left to right in logical pixels."""

    mark: Mark
    row: int
    left: float
    right: float


class Piece:
    """A laid-out stretch of text, in one row or, where it is wrapped, in several.

    Attributes:
        text: the text of the document that it shows.
        width: how wide its widest row is, in logical pixels.
        row_count: how many rows it has, at least 1.
        is_right_to_left: whether it starts at the right.
        preedit: what is being composed in it, or None.
    """

    __slots__ = (
        "_boxes",
        "_index",
        "_is_mixed",
        "_layout",
        "_marks",
        "_rows",
        "_starts",
        "_wrap",
        "is_right_to_left",
        "preedit",
        "row_count",
        "text",
        "width",
    )

    def __init__(
        self,
        text: str,
        typeface: Typeface,
        preedit: Preedit | None = None,
        formats: Sequence[tuple[int, int, QTextCharFormat]] = (),
        wrap: Wrap | None = None,
    ) -> None:
        """Lay out a text that holds no line break.

        Args:
            text: the text.
            typeface: its font.
            preedit: what is being composed in it.
            formats: start and end, in code points, of what looks different, and how it looks.
            wrap: where rows end; None for a single row.
        """
        self.text = text
        self.preedit = preedit
        if preedit is not None:
            text = text[: preedit.offset] + preedit.text + text[preedit.offset :]
        shown, self._marks = with_stand_ins(text)
        self._boxes: list[MarkBox] | None = None
        self._index = Utf16Index(shown)
        self._is_mixed = has_right_to_left(shown)
        self._wrap = wrap
        self.is_right_to_left = reads_right_to_left(shown)
        self._layout = QTextLayout(shown, typeface.font)
        self._layout.setTextOption(_option(typeface, self.is_right_to_left, wrap))
        self._layout.setCacheEnabled(True)
        ranges = self._syntax_formats(formats) + self._mark_formats(typeface.cell) + self._preedit_formats()
        if ranges:
            self._layout.setFormats(ranges)
        self._rows = self._laid_out(typeface)
        self._starts = [line.textStart() for line in self._rows]
        self.row_count = len(self._rows)
        if wrap is None:
            self.width = self._rows[0].naturalTextWidth()
        else:
            self.width = min(wrap.width, max(line.x() + line.naturalTextWidth() for line in self._rows))

    def _laid_out(self, typeface: Typeface) -> list[QTextLine]:
        layout, wrap = self._layout, self._wrap
        rows: list[QTextLine] = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            x = 0.0
            if wrap is None:
                line.setLineWidth(_UNLIMITED)
            else:
                indent = wrap.hanging if rows else wrap.first
                line.setLineWidth(max(1.0, wrap.width - indent))
                x = (
                    max(0.0, wrap.width - indent - line.naturalTextWidth())
                    if self.is_right_to_left
                    else indent
                )
            line.setPosition(QPointF(x, len(rows) * typeface.line_height + typeface.baseline - line.ascent()))
            rows.append(line)
            if wrap is None:
                break
        layout.endLayout()
        return rows

    def shown_text(self) -> str:
        """Return the document's text as it is in the layout, for comparing it with the document."""
        shown = without_stand_ins(self._layout.text(), self._marks)
        if self.preedit is None:
            return shown
        start = self.preedit.offset
        return shown[:start] + shown[start + len(self.preedit.text) :]

    def row_of(self, offset: int) -> int:
        """Return the row that an offset, from 0 to the length, is in; between two rows it is the second."""
        if self.row_count == 1:
            return 0
        return self._row_of_units(self._index.to_units(self._shown_offset(offset)))

    def row_span(self, row: int) -> tuple[int, int]:
        """Return the offsets where a row starts and ends."""
        start = self._document_offset(self._starts[row])
        end = self._document_offset(self._starts[row + 1]) if row + 1 < self.row_count else len(self.text)
        return start, end

    def x_of(self, offset: int) -> float:
        """Return where the caret stands in its row before the code point at an offset, from 0 to the length."""
        return self._edge(self._index.to_units(self._shown_offset(offset)))

    def preedit_caret(self) -> tuple[int, float] | None:
        """Return the row and the x of the caret in the text being composed; None where it is hidden."""
        if self.preedit is None or self.preedit.caret is None:
            return None
        units = self._index.to_units(self.preedit.offset + self.preedit.caret)
        return self._row_of_units(units), self._edge(units)

    def offset_at(self, row: int, x: float) -> int:
        """Return the offset of the cluster boundary of a row that is nearest to an x."""
        units = self._rows[row].xToCursor(x)
        if row + 1 < self.row_count and units >= self._starts[row + 1]:
            # The end of a wrapped row is the start of the next one; before its last sign is the farthest.
            units = max(self._starts[row], self._layout.previousCursorPosition(units))
        return self._document_offset(units)

    def spans(self, start: int, end: int) -> list[Span]:
        """Return the stretches that the text from start to end takes; several in mixed directions."""
        if start >= end:
            return []
        if self.row_count == 1 and start <= 0 and end >= len(self.text):
            return [Span(0, 0.0, self.width) if self._wrap is None else self._row_span_of(0)]
        first = self._index.to_units(self._shown_offset(start))
        last = self._index.to_units(self._shown_offset(end))
        if self.row_count == 1:
            return self._spans_in(0, first, last)
        found: list[Span] = []
        for row in range(self._row_of_units(first), self._row_of_units(max(first, last - 1)) + 1):
            row_end = self._starts[row + 1] if row + 1 < self.row_count else last
            if first <= self._starts[row] and last >= row_end and row + 1 < self.row_count:
                found.append(self._row_span_of(row))
            else:
                found += self._spans_in(row, max(first, self._starts[row]), min(last, row_end))
        return found

    def _spans_in(self, row: int, first: int, last: int) -> list[Span]:
        if self._is_mixed:
            return self._mixed_spans(row, first, last)
        # The end of a wrapped row is measured in that row, not as the start of the next one.
        return [Span(row, self._edge_in(row, first), self._edge_in(row, last))]

    def _row_span_of(self, row: int) -> Span:
        line = self._rows[row]
        if self.is_right_to_left:
            return Span(row, line.x(), line.x() + line.naturalTextWidth())
        end = self._starts[row + 1] if row + 1 < self.row_count else line.textStart() + line.textLength()
        return Span(row, line.x(), max(line.x() + line.naturalTextWidth(), self._edge_in(row, end)))

    def draw(self, painter: QPainter, x: float, top: float) -> None:
        """Draw the text with the painter's pen, its left edge at x and its first row at a top."""
        self._layout.draw(painter, QPointF(x, top))

    def mark_boxes(self, left: float, right: float) -> list[MarkBox]:
        """Return the marks that are at least partly between two x."""
        if self._boxes is None:
            self._boxes = [self._box(mark) for mark in self._marks]
        return [box for box in self._boxes if box.right > left and box.left < right]

    def _box(self, mark: Mark) -> MarkBox:
        units = self._index.to_units(mark.offset)
        row = self._row_of_units(units)
        return MarkBox(mark, row, *self._edges(row, units))

    def _row_of_units(self, units: int) -> int:
        return bisect_right(self._starts, units, 1) - 1

    def _document_offset(self, units: int) -> int:
        shown = self._index.to_code_points(units)
        if self.preedit is None or shown <= self.preedit.offset:
            return shown
        return max(self.preedit.offset, shown - len(self.preedit.text))

    def _shown_offset(self, offset: int) -> int:
        preedit = self.preedit
        return offset if preedit is None or offset <= preedit.offset else offset + len(preedit.text)

    def _edge(self, units: int, edge: QTextLine.Edge = QTextLine.Edge.Leading) -> float:
        return self._edge_in(self._row_of_units(units), units, edge)

    def _edge_in(self, row: int, units: int, edge: QTextLine.Edge = QTextLine.Edge.Leading) -> float:
        # The stubs say float; it is a pair of x and the nearest valid cursor position.
        found: Any = self._rows[row].cursorToX(units, edge)
        x = float(found[0])
        # Space that a row ends with may reach beyond it; carets stay in sight.
        return x if self._wrap is None else min(x, self._wrap.width)

    def _edges(self, row: int, units: int) -> tuple[float, float]:
        """The left and the right edge of what is at an offset in UTF-16 units."""
        edge, other = self._edge_in(row, units), self._edge_in(row, units, _TRAILING)
        if not self._is_mixed:
            return edge, other
        nearest: Any = self._rows[row].cursorToX(units)
        if edge != other and nearest[1] == units:
            return min(edge, other), max(edge, other)
        # Where the direction changes, Qt has both edges at the text before, where the caret is to stand; and
        # in what a ligature joins, both are behind it.
        found = [edge, other]
        for run in self._rows[row].glyphRuns(units, 1):
            advances = run.rawFont().advancesForGlyphIndexes(run.glyphIndexes())
            if advances:
                found = [at.x() for at in run.positions()]
                found += [x + advance.x() for x, advance in zip(found, advances, strict=True)]
        return min(found), max(found)

    def _mixed_spans(self, row: int, first: int, last: int) -> list[Span]:
        edges = sorted(self._edges(row, units) for units in range(first, last))
        merged: list[Span] = []
        for left, right in edges:
            if merged and left <= merged[-1].right + 0.5:
                merged[-1] = Span(row, merged[-1].left, max(right, merged[-1].right))
            else:
                merged.append(Span(row, left, right))
        return merged

    def _syntax_formats(
        self, formats: Sequence[tuple[int, int, QTextCharFormat]]
    ) -> list[QTextLayout.FormatRange]:
        if self.preedit is None and self._index.is_identity:
            return [_format_range(start, end - start, look) for start, end, look in formats]
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


def _option(typeface: Typeface, is_right_to_left: bool, wrap: Wrap | None) -> QTextOption:
    option = QTextOption(_LEFT)
    option.setWrapMode(_NO_WRAP if wrap is None else _WRAP)
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
