"""Owns what a turn of the mouse wheel or two fingers on a touchpad mean: pixels to scroll, steps to zoom.

Does not scroll or zoom.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from editorapp.ui.view.typeface import Typeface

_NOTCH: Final = 120
"""What Qt reports for one notch of a usual wheel."""


class Wheel:
    """Adds up what finer wheels report in parts of a notch."""

    def __init__(self) -> None:
        """The wheel rests."""
        self._zoomed = 0
        self._rest = QPointF()

    def zoom_steps(self, event: QWheelEvent) -> int:
        """Return by how many steps a turn with Ctrl zooms; below 0 it makes the text smaller."""
        self._zoomed += event.angleDelta().y()
        steps = int(self._zoomed / _NOTCH)
        self._zoomed -= steps * _NOTCH
        return steps

    def pixels(self, event: QWheelEvent, typeface: Typeface) -> QPointF:
        """Return how far a turn scrolls to the right and down, in whole logical pixels."""
        exact, turned = event.pixelDelta(), event.angleDelta()
        if not exact.isNull():
            moved = QPointF(-exact.x(), -exact.y())
        else:
            lines = QApplication.wheelScrollLines() / _NOTCH
            moved = QPointF(
                -turned.x() * lines * typeface.cell * 2, -turned.y() * lines * typeface.line_height
            )
        is_sideways = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not moved.x()
        self._rest += QPointF(moved.y(), 0) if is_sideways else moved
        whole = QPointF(int(self._rest.x()), int(self._rest.y()))
        self._rest -= whole
        return whole
