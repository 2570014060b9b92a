"""Owns `AutoScroll`: scrolling on its own while the mouse is held outside the text, faster the farther away.

Does not know what is selected or dragged meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QPointF, QTimerEvent

from editorapp.ui.view.geometry import Geometry
from editorapp.ui.view.scrolling import Scroller

_INTERVAL: Final = 30
"""Milliseconds from one step to the next."""

_SPEED: Final = 0.25
"""Pixels to scroll in one step, for each pixel that the mouse is outside."""


class AutoScroll(QObject):
    """Scrolls towards the mouse until it is back inside."""

    def __init__(
        self, geometry: Geometry, scroller: Scroller, scrolled: Callable[[], None], parent: QObject
    ) -> None:
        """Take what is scrolled, and what is called after each step."""
        super().__init__(parent)
        self._geometry = geometry
        self._scroller = scroller
        self._scrolled = scrolled
        self._timer = 0
        self._point = QPointF()
        self._inset = 0.0

    @property
    def is_running(self) -> bool:
        """Whether it scrolls on its own."""
        return self._timer != 0

    def follow(self, point: QPointF, inset: float = 0.0) -> None:
        """Take where the mouse is.

        Args:
            point: in the text area, in logical pixels; outside of it, it scrolls.
            inset: how far inside the edges it scrolls already.
        """
        self._point, self._inset = point, inset
        if self._speed() == (0.0, 0.0):
            self.stop()
        elif not self._timer:
            self._timer = self.startTimer(_INTERVAL)

    def stop(self) -> None:
        """Stay where it is."""
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def timerEvent(self, event: QTimerEvent) -> None:
        """Scroll one step."""
        self._scroller.scroll_by(*self._speed())
        self._scrolled()

    def _speed(self) -> tuple[float, float]:
        inset, geometry = self._inset, self._geometry
        return (
            _outside(self._point.x(), inset, geometry.width - inset),
            _outside(self._point.y(), inset, geometry.height - inset),
        )


def _outside(value: float, low: float, high: float) -> float:
    if value < low:
        return min(-1.0, (value - low) * _SPEED)
    return max(1.0, (value - high) * _SPEED) if value > high else 0.0
