"""Owns `ElidedLabel`, a line of text that ends in an ellipsis where it is too long.

Does not know what it says.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from editorapp.ui.theme import error_color


class ElidedLabel(QLabel):
    """Shows as much of a text as fits; all of it in the tool tip where that is not all."""

    def __init__(self, parent: QWidget | None = None, *, shortest: str = "") -> None:
        """Begin empty.

        Args:
            parent: owns this widget.
            shortest: a text that there is always room for.
        """
        super().__init__(parent)
        self._shortest = shortest
        self._is_error = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str, *, is_error: bool = False) -> None:
        """Show a text, in the color of errors if it tells of one."""
        self._is_error = is_error
        self.setText(text)
        self.update()

    @property
    def is_error(self) -> bool:
        """Whether the text tells of an error."""
        return self._is_error

    def minimumSizeHint(self) -> QSize:
        """There must be room for the shortest text."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._shortest) + 2, metrics.height())

    def sizeHint(self) -> QSize:
        """A short text takes no more room than it must."""
        return self.minimumSizeHint().expandedTo(
            QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, self.fontMetrics().height())
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip("" if shown == self.text() else self.text())
        palette = self.palette()
        color = error_color(palette) if self._is_error else palette.color(QPalette.ColorRole.WindowText)
        painter.setPen(color)
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
