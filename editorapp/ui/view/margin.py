"""Owns `LineNumberMargin`, the strip with line numbers and the triangles of folds at the left of the text.

Does not decide what a click does: it tells the view where it was.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from editorapp.text.folding import FoldSource
from editorapp.ui.view.colors import Colors
from editorapp.ui.view.geometry import Geometry, ShownLine

_FEWEST_DIGITS: Final = 3
_SPACE_LEFT: Final = 10
_SPACE_RIGHT: Final = 4
_FOLD_WIDTH: Final = 0.95
"""The width of the strip with triangles, in heights of a line."""

_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_PAUSE: Final = 100
"""Milliseconds from a change of the text to a look at which lines can be folded now."""


class LineNumberMargin(QWidget):
    """Line numbers beside the lines of a view.

    Attributes:
        colors: what it looks like.
        fold_source: says beside which lines there is a triangle.
        has_numbers: whether the numbers are shown.
    """

    pressed = Signal(QMouseEvent)
    """The main button was pressed at a line; positions are those of the text area."""

    dragged = Signal(QMouseEvent)
    released = Signal()

    fold_pressed = Signal(int)
    """The triangle of a line was pressed."""

    def __init__(
        self, geometry: Geometry, colors: Colors, fold_source: FoldSource, view: QAbstractScrollArea
    ) -> None:
        """Take where lines are, what they look like and where they can be folded."""
        super().__init__(view)
        self._geometry = geometry
        self.colors = colors
        self.fold_source = fold_source
        self.has_numbers = True
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self._painted: dict[int, bool] = {}
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE)
        self._soon.timeout.connect(self._look)

    def look_soon(self) -> None:
        """Take in shortly that text changed, by which other lines can be folded; typing does not wait for it."""
        if not self._soon.isActive():
            self._soon.start()

    @property
    def is_looking(self) -> bool:
        """Whether it has not been looked yet which lines can be folded since text changed."""
        return self._soon.isActive()

    def _look(self) -> None:
        """Paint the margin anew if there is another line with a triangle in the window."""
        shown = self._geometry.shown_lines()
        if any(self._painted.get(line) != self._has_triangle(line) for line, _, _ in shown):
            self.update()

    def _has_triangle(self, line: int) -> bool:
        return self._geometry.folds.folded_at(line) is not None or self.fold_source.can_fold(line)

    def wanted_width(self) -> int:
        """Return how wide the numbers and triangles need it, in logical pixels."""
        width = self._fold_width + _SPACE_RIGHT
        if self.has_numbers:
            digits = max(_FEWEST_DIGITS, len(str(self._geometry.lines.buffer.line_count)))
            width += round(digits * self._geometry.typeface.cell) + _SPACE_LEFT
        return width

    @property
    def _fold_width(self) -> int:
        return round(self._geometry.line_height * _FOLD_WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers of the lines that are in the window."""
        geometry, colors = self._geometry, self.colors
        painter = QPainter(self)
        painter.setFont(geometry.typeface.font)
        painter.fillRect(event.rect(), colors.margin)
        main = geometry.folds.shown_for(geometry.lines.buffer.line_at(geometry.document.selection.main.head))
        right = self.width() - self._fold_width - _SPACE_RIGHT
        if event.rect().contains(self.rect()):
            self._painted.clear()
        # On a screen of more pixels a row can start between two logical ones.
        bottom = math.nextafter(event.rect().bottom() + 1.0, 0.0)
        height, has_bookmarks = geometry.line_height, bool(geometry.document.bookmarks)
        for shown in geometry.shown_lines(event.rect().top(), bottom):
            if self.has_numbers:
                painter.setPen(colors.line_number_current if shown.line == main else colors.line_number)
                painter.drawText(QRectF(0, shown.top, right, height), _RIGHT, str(shown.line + 1))
            if has_bookmarks:
                self._paint_bookmark(painter, shown)
            self._paint_triangle(painter, shown)
        painter.fillRect(self.width() - 1, event.rect().top(), 1, event.rect().height(), colors.margin_border)
        painter.end()

    def _paint_bookmark(self, painter: QPainter, shown: ShownLine) -> None:
        geometry = self._geometry
        marks = geometry.document.bookmarks
        index = bisect_left(marks, geometry.start_of(shown.line))
        if index == len(marks):
            return
        is_last = shown.line + 1 == geometry.lines.buffer.line_count
        if is_last or marks[index] < geometry.start_of(shown.line + 1):
            height = geometry.line_height
            painter.fillRect(QRectF(2, shown.top + 0.2 * height, 4, 0.6 * height), self.colors.bookmark)

    def _paint_triangle(self, painter: QPainter, shown: ShownLine) -> None:
        height = self._geometry.line_height
        self._painted[shown.line] = is_there = self._has_triangle(shown.line)
        if not is_there:
            return
        is_folded = self._geometry.folds.folded_at(shown.line) is not None
        size = height * 0.17
        x, y = self.width() - _SPACE_RIGHT - self._fold_width / 2, shown.top + height / 2
        corners = (
            ((-0.6, -1.1), (0.7, 0.0), (-0.6, 1.1)) if is_folded else ((-1.1, -0.6), (1.1, -0.6), (0.0, 0.7))
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colors.fold if is_folded else self.colors.whitespace)
        painter.drawPolygon(QPolygonF([QPointF(x + dx * size, y + dy * size) for dx, dy in corners]))
        painter.restore()

    def _foldable_line(self, event: QMouseEvent) -> int | None:
        """The line whose triangle is under the mouse."""
        if event.position().x() < self.width() - self._fold_width - _SPACE_RIGHT:
            return None
        geometry, y = self._geometry, event.position().y()
        for line, top, _ in geometry.shown_lines(y, y):
            if top <= y < top + geometry.line_height:
                return line if self._has_triangle(line) else None
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold, or start selecting lines."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        line = self._foldable_line(event)
        if line is None:
            self.pressed.emit(event)
        else:
            self.fold_pressed.emit(line)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second click is one more click."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on selecting lines."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(event)
        elif not event.buttons():
            is_over = self._foldable_line(event) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop selecting lines."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.released.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the text area."""
        event.ignore()
