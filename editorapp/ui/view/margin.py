"""Owns `LineNumberMargin`, the strip with line numbers at the left of the text.

Does not decide what a click on a line number does: it tells the view which line it was.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from editorapp.ui.view.colors import Colors
from editorapp.ui.view.geometry import Geometry

_FEWEST_DIGITS: Final = 3
_SPACE_LEFT: Final = 10
_SPACE_RIGHT: Final = 9


class LineNumberMargin(QWidget):
    """Line numbers beside the lines of a view."""

    pressed = Signal(QMouseEvent)
    """The main button was pressed at a line; positions are those of the text area."""

    dragged = Signal(QMouseEvent)
    released = Signal()

    def __init__(self, geometry: Geometry, colors: Colors, view: QAbstractScrollArea) -> None:
        """Take where lines are and what they look like."""
        super().__init__(view)
        self._geometry = geometry
        self.colors = colors
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def wanted_width(self) -> int:
        """Return how wide the numbers need it, in logical pixels."""
        digits = max(_FEWEST_DIGITS, len(str(self._geometry.lines.buffer.line_count)))
        return round(digits * self._geometry.typeface.cell) + _SPACE_LEFT + _SPACE_RIGHT

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers of the lines that are in the window."""
        geometry, colors = self._geometry, self.colors
        painter = QPainter(self)
        painter.setFont(geometry.typeface.font)
        painter.fillRect(event.rect(), colors.margin)
        main = geometry.lines.buffer.line_at(geometry.document.selection.main.head)
        first, last = geometry.line_at_y(event.rect().top()), geometry.line_at_y(event.rect().bottom())
        for line in range(first, last + 1):
            row = QRectF(0, geometry.line_top(line), self.width() - _SPACE_RIGHT, geometry.line_height)
            painter.setPen(colors.line_number_current if line == main else colors.line_number)
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line + 1))
        painter.fillRect(self.width() - 1, event.rect().top(), 1, event.rect().height(), colors.margin_border)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start selecting lines."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second click is one more click."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on selecting lines."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop selecting lines."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.released.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the text area."""
        event.ignore()
