"""Owns what is painted to make structure seen: guides of indentation, marks of white space, boxes of folds.

Does not know the text, its colors and the selection: that is `painting.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from editorapp.session.view_options import ViewOptions
from editorapp.ui.view.colors import Colors
from editorapp.ui.view.geometry import PADDING, Geometry, ShownLine
from editorapp.ui.view.piece import Piece

HEAD: Final = 200
"""So many code points of a line are looked at for how far it is indented."""

FAR: Final = 40
"""So many lines above and below a blank one are looked at for how far text around it is indented."""

_BLANK: Final = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


class Decoration:
    """Paints beside the text, once."""

    def __init__(
        self, painter: QPainter, clip: QRect, geometry: Geometry, colors: Colors, options: ViewOptions
    ) -> None:
        """Take where to paint, and what is wanted."""
        self._painter = painter
        self._clip = clip
        self._bottom = math.nextafter(clip.bottom() + 1.0, 0.0)
        self._geometry = geometry
        self._colors = colors
        self._options = options

    def paint_below(self, shown: Iterable[ShownLine]) -> None:
        """Paint what lies under the text."""
        if self._options.guides:
            self._paint_guides(shown)

    def paint_above(self, shown: Iterable[ShownLine]) -> None:
        """Paint what stands between and behind the text."""
        for line in shown:
            is_folded = self._geometry.folds.folded_at(line.line) is not None
            if self._options.whitespace:
                self._paint_blanks(line)
                if not is_folded:
                    self._paint_line_end(line)
            if is_folded:
                paint_fold_box(self._painter, fold_box(self._geometry, line), self._geometry, self._colors)

    # --- guides ------------------------------------------------------------------------------------------

    def _paint_guides(self, shown: Iterable[ShownLine]) -> None:
        geometry = self._geometry
        layout = geometry.document.layout
        step = layout.tab_width if "\t" in layout.indent else max(1, len(layout.indent))
        shown = list(shown)
        indents = _Indents(geometry, shown)
        ratio = self._painter.device().devicePixelRatioF()
        width = max(1, int(ratio)) / ratio
        guides: list[QRectF] = []
        for line, top, laid in shown:
            if laid.is_right_to_left:
                continue
            bottom = min(top + laid.row_count * geometry.line_height, geometry.height + 1.0)
            top = max(top, -1.0)
            for column in range(0, indents.around(line), step):
                # On whole pixels of the screen, so that a guide is sharp.
                x = math.floor((PADDING - geometry.left + column * geometry.typeface.cell) * ratio) / ratio
                guides.append(QRectF(x, top, width, bottom - top))
        # Rectangles of the whole window: they, or lines, cut to what is painted would end in other pixels.
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._colors.guide)
        self._painter.drawRects(guides)

    # --- white space -------------------------------------------------------------------------------------

    def _paint_blanks(self, shown: ShownLine) -> None:
        geometry, laid = self._geometry, shown.laid
        left, height = geometry.line_left(laid), geometry.line_height
        rows = int((self._clip.top() - shown.top) // height), int((self._bottom - shown.top) // height)
        rows = max(0, rows[0]), min(rows[1], laid.row_count - 1)
        clip_left, clip_right = self._clip.left() - left, self._clip.right() + 1 - left
        self._painter.save()
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, row, _, piece in laid.pieces(clip_left, clip_right, *rows):
            offset = left + x
            self._paint_blanks_of(piece, offset, shown.top + row * height)
        self._painter.restore()

    def _paint_blanks_of(self, piece: Piece, left: float, top: float) -> None:
        height = self._geometry.line_height
        dots: list[QPointF] = []
        rings: list[QPointF] = []
        for match in _BLANK.finditer(piece.text):
            row_top = top + piece.row_of(match.start()) * height
            if not self._clip.top() - height < row_top <= self._bottom:
                continue
            for _, first, last in piece.spans(match.start(), match.end()):
                middle = QPointF(left + (first + last) / 2, row_top + height / 2)
                if match[0] == "\t":
                    ends = (last, first) if piece.is_right_to_left else (first, last)
                    self._paint_arrow(left + ends[0], left + ends[1], middle.y())
                else:
                    (dots if match[0] == " " else rings).append(middle)
        size = max(1.6, height * 0.11)
        self._painter.setPen(
            QPen(self._colors.whitespace, size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        self._painter.drawPoints(dots)
        self._painter.setPen(QPen(self._colors.whitespace, 1))
        for ring in rings:
            self._painter.drawEllipse(ring, size, size)

    def _paint_arrow(self, start: float, end: float, y: float) -> None:
        way = 1.0 if end >= start else -1.0
        size = self._geometry.line_height * 0.14 * way
        start, end = start + min(2.5, abs(end - start) / 4) * way, end - min(2.5, abs(end - start) / 4) * way
        self._painter.setPen(QPen(self._colors.whitespace, 1.2))
        self._painter.drawLines(
            [
                QLineF(start, y, end, y),
                QLineF(end - size, y - abs(size), end, y),
                QLineF(end - size, y + abs(size), end, y),
            ]
        )

    def _paint_line_end(self, shown: ShownLine) -> None:
        geometry = self._geometry
        buffer, laid = geometry.lines.buffer, shown.laid
        if shown.line + 1 >= buffer.line_count or laid.is_right_to_left:
            return
        found = buffer.line_break(buffer.line_start(shown.line + 1))
        sign = (
            "↵"
            if found == geometry.document.layout.line_ending
            else {"\n": "LF", "\r": "CR"}.get(found, "CRLF")
        )
        x = geometry.line_left(laid) + laid.x_of(laid.length) + geometry.typeface.cell * 0.3
        top = shown.top + (laid.row_count - 1) * geometry.line_height
        self._painter.setFont(geometry.typeface.font)
        self._painter.setPen(self._colors.whitespace)
        self._painter.drawText(QPointF(x, top + geometry.typeface.baseline), sign)


class _Indents:
    """How far the text around lines is indented, in cells."""

    def __init__(self, geometry: Geometry, shown: Iterable[ShownLine]) -> None:
        self._geometry = geometry
        self._known = {line: self._in(laid.head[:HEAD]) for line, _, laid in shown}

    def around(self, line: int) -> int:
        """The indentation of a line; of a blank one, of the text above or below it, whichever is less."""
        own = self._of(line)
        return own if own is not None else min(self._beside(line, -1), self._beside(line, 1))

    def _beside(self, line: int, step: int) -> int:
        for number in range(line + step, line + step * FAR, step):
            if not 0 <= number < self._geometry.lines.buffer.line_count:
                return 0
            found = self._of(number)
            if found is not None:
                return found
        return 0

    def _of(self, line: int) -> int | None:
        if line not in self._known:
            self._known[line] = self._in(self._geometry.lines.head(line, HEAD))
        return self._known[line]

    def _in(self, head: str) -> int | None:
        space = head[: len(head) - len(head.lstrip(" \t"))]
        if len(space) == len(head) and len(head) < HEAD:
            return None
        return len(space.expandtabs(self._geometry.typeface.tab_width))


def fold_box(geometry: Geometry, shown: ShownLine) -> QRectF:
    """Return where the box behind a line is that says that others are hidden."""
    laid, typeface = shown.laid, geometry.typeface
    width, height = typeface.cell * 2.6, typeface.line_height
    end = geometry.line_left(laid) + laid.x_of(laid.length)
    x = end - width - typeface.cell * 0.6 if laid.is_right_to_left else end + typeface.cell * 0.6
    x = max(PADDING, min(x, geometry.width - width - 2)) if geometry.walk.is_wrapped else x
    top = shown.top + (laid.row_count - 1) * height
    return QRectF(x, top + height * 0.16, width, height * 0.68)


def paint_fold_box(painter: QPainter, box: QRectF, geometry: Geometry, colors: Colors) -> None:
    """Paint the box behind a line that hides others."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QColor(colors.fold)
    ground.setAlpha(40)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 3, 3)
    painter.setBrush(colors.fold)
    size = max(1.1, geometry.line_height * 0.07)
    for step in (-1, 0, 1):
        painter.drawEllipse(box.center() + QPointF(step * size * 3.2, 0), size, size)
    painter.restore()
