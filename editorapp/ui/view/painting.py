"""Owns what the text area looks like: ground, current line, found and selected text, text, marks, carets.

Does not know when it is painted, nor the margin; guides, marks of white space and folds are `decoration.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from editorapp.session.view_options import ViewOptions
from editorapp.text.selection import Range
from editorapp.ui.view.colors import Colors
from editorapp.ui.view.decoration import Decoration
from editorapp.ui.view.geometry import CARET_WIDTH, Geometry, ShownLine
from editorapp.ui.view.piece import MARK_FONT_SCALE, MarkBox, mark_rectangle
from editorapp.ui.view.seen_text import ranges_seen, seen_stretches

_CENTERED: Final = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip


@dataclass
class Appearance:
    """What is painted besides the document itself.

    Attributes:
        colors: the colors.
        options: what is to be seen beside the text.
        is_active: whether the view has the keyboard.
        carets_on: whether carets are to be seen at the moment.
        resting_carets: whether they are to be seen, fainter, while the view has not got the keyboard.
        matches: what was found, in order and apart.
        brackets: the positions of the bracket at the caret and of its partner, if there are such.
        drop_position: where dragged text would be put, or None.
    """

    colors: Colors
    options: ViewOptions = field(default_factory=ViewOptions)
    is_active: bool = False
    carets_on: bool = False
    resting_carets: bool = False
    matches: Sequence[Range] = field(default_factory=tuple)
    brackets: tuple[int, ...] = ()
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
        # On a screen of more pixels a row can start between two logical ones.
        self._bottom = math.nextafter(clip.bottom() + 1.0, 0.0)
        self._shown = {shown.line: shown for shown in geometry.shown_lines(clip.top(), self._bottom)}

    def paint(self) -> None:
        """Paint everything, back to front."""
        geometry, appearance = self._geometry, self._appearance
        self._painter.fillRect(self._clip, self._colors.background)
        if not self._shown:
            return
        selection = geometry.document.selection
        current = self._shown.get(geometry.lines.buffer.line_at(selection.main.head))
        if current is not None and appearance.options.current_line:
            self._painter.fillRect(self._rows_rect(current), self._colors.current_line)
        decoration = Decoration(self._painter, self._clip, geometry, self._colors, appearance.options)
        decoration.paint_below(self._shown.values())
        left, right = self._clip.left(), self._clip.right() + 1
        seen = seen_stretches(geometry, self._shown.values(), left, right, self._rows_in_clip)
        matches = list(ranges_seen(appearance.matches, seen))
        self._paint_ranges(matches, self._colors.match)
        selected = [r for r in ranges_seen(selection.ranges, seen) if not r.is_caret]
        self._paint_selected(selected, seen[0].start, seen[-1].end)
        self._paint_outlines(matches, self._colors.match_border)
        self._paint_outlines([Range(at, at + 1) for at in appearance.brackets], self._colors.bracket)
        for shown in self._shown.values():
            self._paint_text(shown)
        decoration.paint_above(self._shown.values())
        is_resting = appearance.resting_carets and not appearance.is_active
        if appearance.carets_on or is_resting:
            color = self._colors.whitespace if is_resting else self._colors.caret
            self._paint_carets(ranges_seen(selection.ranges, seen), color)
        if appearance.drop_position is not None:
            self._painter.fillRect(geometry.caret_rect(appearance.drop_position), self._colors.drop_caret)

    def _rows_rect(self, shown: ShownLine) -> QRectF:
        geometry = self._geometry
        return QRectF(0, shown.top, geometry.width, shown.laid.row_count * geometry.line_height)

    def _rows_in_clip(self, shown: ShownLine) -> tuple[int, int]:
        """The first and the last row of a line that are at least partly to be painted."""
        height = self._geometry.line_height
        last = int((self._bottom - shown.top) // height)
        return max(0, int((self._clip.top() - shown.top) // height)), min(last, shown.laid.row_count - 1)

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
            first, last = buffer.line_at(start), buffer.line_at(current.end)
            for line, shown in self._shown.items():
                if first <= line < last:
                    self._painter.fillRect(self._behind_text(shown), color)

    def _behind_text(self, shown: ShownLine) -> QRectF:
        """The rest of the last row of a line whose line break is selected."""
        geometry, laid = self._geometry, shown.laid
        row = laid.row_count - 1
        rect = QRectF(0, shown.top + row * geometry.line_height, geometry.width, geometry.line_height)
        end = geometry.line_left(laid) + laid.x_of(laid.length)
        if laid.is_right_to_left:
            rect.setRight(max(rect.left(), end))
        else:
            rect.setLeft(min(max(rect.left(), end), rect.right()))
        return rect

    def _rects(self, start: int, end: int) -> Iterator[QRectF]:
        """Yield the rectangles of the text from start to end, as far as they can be seen."""
        geometry, height = self._geometry, self._geometry.line_height
        first, last = geometry.line_at_position(start), geometry.line_at_position(end)
        left, right = self._clip.left(), self._clip.right() + 1
        for line, shown in self._shown.items():
            if first <= line <= last:
                rows = self._rows_in_clip(shown)
                for span in geometry.spans(line, start, end, left, right, rows):
                    yield QRectF(span.left, shown.top + span.row * height, span.right - span.left, height)

    def _paint_text(self, shown: ShownLine) -> None:
        geometry, laid = self._geometry, shown.laid
        left = geometry.line_left(laid)
        clip_left, clip_right = self._clip.left() - left, self._clip.right() + 1 - left
        self._painter.setPen(self._colors.text)
        for x, row, _, piece in laid.pieces(clip_left, clip_right, *self._rows_in_clip(shown)):
            top = shown.top + row * geometry.line_height
            piece.draw(self._painter, left + x, top)
            boxes = piece.mark_boxes(clip_left - x, clip_right - x)
            if boxes:
                self._paint_marks(boxes, left + x, top)

    def _paint_marks(self, boxes: list[MarkBox], x: float, top: float) -> None:
        typeface = self._geometry.typeface
        font = QFont(typeface.font)
        font.setPointSizeF(max(1.0, font.pointSizeF() * MARK_FONT_SCALE))
        self._painter.save()
        self._painter.setFont(font)
        for color, are_bytes in ((self._colors.mark, False), (self._colors.invalid, True)):
            ground = _faded(color)
            self._painter.setPen(color)
            for mark, row, left, right in boxes:
                if mark.is_invalid_byte == are_bytes:
                    row_top = top + row * typeface.line_height
                    rect = mark_rectangle(x + left, x + right, row_top, typeface.line_height)
                    self._painter.fillRect(rect, ground)
                    self._painter.drawText(rect, _CENTERED, mark.label)
        self._painter.restore()

    def _paint_carets(self, ranges: Iterable[Range], color: QColor) -> None:
        geometry = self._geometry
        main = geometry.document.selection.main
        for current in ranges:
            rect = geometry.main_caret_rect() if current is main else self._caret_rect(current.head)
            if rect is not None and rect.right() >= 0 and rect.left() <= geometry.width + CARET_WIDTH:
                self._painter.fillRect(rect, color)

    def _caret_rect(self, position: int) -> QRectF | None:
        """Where one of many carets is; None outside of what is painted."""
        geometry = self._geometry
        line, offset = geometry.place_of(position)
        shown = self._shown.get(line)
        if shown is None:
            return None
        laid, height = shown.laid, geometry.line_height
        x = geometry.line_left(laid) + laid.x_of(offset)
        return QRectF(x - CARET_WIDTH / 2, shown.top + laid.row_of(offset) * height, CARET_WIDTH, height)


def _faded(color: QColor) -> QColor:
    faded = QColor(color)
    faded.setAlpha(36)
    return faded
