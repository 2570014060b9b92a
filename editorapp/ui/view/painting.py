"""Owns what the text area looks like: ground, current line, found and selected text, text, marks, carets.

Does not know when it is painted, nor the margin beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from editorapp.text.selection import Range
from editorapp.ui.view.colors import Colors
from editorapp.ui.view.geometry import CARET_WIDTH, Geometry, ranges_within
from editorapp.ui.view.marks import Mark
from editorapp.ui.view.piece import MARK_FONT_SCALE, mark_rectangle

_CENTERED: Final = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip


@dataclass
class Appearance:
    """What is painted besides the document itself.

    Attributes:
        colors: the colors.
        is_active: whether the view has the keyboard.
        carets_on: whether carets are to be seen at the moment.
        matches: what was found, in order and apart.
        drop_position: where dragged text would be put, or None.
    """

    colors: Colors
    is_active: bool = False
    carets_on: bool = False
    matches: Sequence[Range] = field(default_factory=tuple)
    drop_position: int | None = None


class TextPainter:
    """Paints a part of the text area once."""

    def __init__(self, painter: QPainter, clip: QRect, geometry: Geometry, appearance: Appearance) -> None:
        """Take where and what to paint.

        Args:
            painter: open on the text area.
            clip: the part to paint, in logical pixels.
            geometry: where everything is.
            appearance: what it looks like.
        """
        self._painter = painter
        self._clip = clip
        self._geometry = geometry
        self._appearance = appearance
        self._colors = appearance.colors
        self._first = geometry.line_at_y(clip.top())
        self._last = geometry.line_at_y(clip.bottom())

    def paint(self) -> None:
        """Paint everything, back to front."""
        geometry = self._geometry
        self._painter.fillRect(self._clip, self._colors.background)
        selection = geometry.document.selection
        current = geometry.lines.buffer.line_at(selection.main.head)
        if self._first <= current <= self._last:
            self._painter.fillRect(self._row(current), self._colors.current_line)
        start, end = geometry.start_of(self._first), geometry.start_of(self._last + 1)
        matches = list(ranges_within(self._appearance.matches, start, end))
        self._paint_ranges(matches, self._colors.match)
        selected = [r for r in ranges_within(selection.ranges, start, end) if not r.is_caret]
        self._paint_selected(selected, start, end)
        self._paint_outlines(matches, self._colors.match_border)
        for line in range(self._first, self._last + 1):
            self._paint_text(line)
        if self._appearance.carets_on:
            self._paint_carets(ranges_within(selection.ranges, start, end))
        if self._appearance.drop_position is not None:
            rect = geometry.caret_rect(self._appearance.drop_position)
            self._painter.fillRect(rect, self._colors.drop_caret)

    def _row(self, line: int) -> QRectF:
        geometry = self._geometry
        return QRectF(0, geometry.line_top(line), geometry.width, geometry.line_height)

    def _paint_ranges(self, ranges: Iterable[Range], color: QColor) -> None:
        for current in ranges:
            for rect in self._rects(current.start, current.end):
                self._painter.fillRect(rect.adjusted(0, 1, 0, -1), color)

    def _paint_outlines(self, ranges: Iterable[Range], color: QColor) -> None:
        self._painter.setPen(QPen(color, 1))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for current in ranges:
            for rect in self._rects(current.start, current.end):
                self._painter.drawRect(rect.adjusted(0.5, 1.5, -0.5, -1.5))

    def _paint_selected(self, ranges: Sequence[Range], shown_start: int, shown_end: int) -> None:
        is_active = self._appearance.is_active
        color = self._colors.selection if is_active else self._colors.selection_inactive
        for current in ranges:
            start, end = max(current.start, shown_start), min(current.end, shown_end)
            for rect in self._rects(start, end):
                self._painter.fillRect(rect, color)
            buffer = self._geometry.lines.buffer
            first, last = max(buffer.line_at(start), self._first), buffer.line_at(current.end)
            for line in range(first, min(last, self._last + 1)):
                self._painter.fillRect(self._behind_text(line), color)

    def _behind_text(self, line: int) -> QRectF:
        """The rest of a line whose line break is selected."""
        row = self._row(line)
        laid = self._geometry.lines.at(line)
        left = self._geometry.line_left(laid)
        if laid.is_right_to_left:
            row.setRight(max(row.left(), left))
        else:
            row.setLeft(min(max(row.left(), left + laid.width), row.right()))
        return row

    def _rects(self, start: int, end: int) -> Iterator[QRectF]:
        """Yield the rectangles of the text from start to end, as far as they can be seen."""
        geometry = self._geometry
        first, last = geometry.line_at_position(start), geometry.line_at_position(end)
        for line in range(max(first, self._first), min(last, self._last) + 1):
            row = self._row(line)
            for left, right in geometry.spans(line, start, end, self._clip.left(), self._clip.right() + 1):
                yield QRectF(left, row.top(), right - left, row.height())

    def _paint_text(self, line: int) -> None:
        geometry = self._geometry
        laid = geometry.lines.at(line)
        left, top = geometry.line_left(laid), geometry.line_top(line)
        clip_left, clip_right = self._clip.left() - left, self._clip.right() + 1 - left
        self._painter.setPen(self._colors.text)
        for x, _, piece in laid.pieces(clip_left, clip_right):
            piece.draw(self._painter, left + x, top + geometry.typeface.baseline)
            boxes = piece.mark_boxes(clip_left - x, clip_right - x)
            if boxes:
                self._paint_marks(boxes, left + x, top)

    def _paint_marks(self, boxes: list[tuple[Mark, float, float]], x: float, top: float) -> None:
        typeface = self._geometry.typeface
        font = QFont(typeface.font)
        font.setPointSizeF(max(1.0, font.pointSizeF() * MARK_FONT_SCALE))
        self._painter.save()
        self._painter.setFont(font)
        for color, are_bytes in ((self._colors.mark, False), (self._colors.invalid, True)):
            ground = _faded(color)
            self._painter.setPen(color)
            for mark, left, right in boxes:
                if mark.is_invalid_byte == are_bytes:
                    rect = mark_rectangle(x + left, x + right, top, typeface.line_height)
                    self._painter.fillRect(rect, ground)
                    self._painter.drawText(rect, _CENTERED, mark.label)
        self._painter.restore()

    def _paint_carets(self, ranges: Iterable[Range]) -> None:
        geometry = self._geometry
        main = geometry.document.selection.main
        for current in ranges:
            rect = geometry.main_caret_rect() if current is main else geometry.caret_rect(current.head)
            if rect is not None and rect.right() >= 0 and rect.left() <= geometry.width + CARET_WIDTH:
                self._painter.fillRect(rect, self._colors.caret)


def _faded(color: QColor) -> QColor:
    faded = QColor(color)
    faded.setAlpha(36)
    return faded
