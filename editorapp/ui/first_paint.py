"""Owns `FirstPaint`: when a window is on the screen for the first time, so that what can wait comes behind it.

Does not own what waits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_PATIENCE: Final = 1000
"""Milliseconds after which a window counts as painted: one that is shown minimized never is."""


class FirstPaint(QObject):
    """Waits for the first paint of a window."""

    def __init__(self, window: QWidget) -> None:
        """Watch a window that is about to be shown."""
        super().__init__(window)
        self._window = window
        self._waiting: list[Callable[[], None]] | None = []
        window.installEventFilter(self)
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._timer.timeout.connect(self._painted)
        self._timer.start()

    def then(self, work: Callable[[], None]) -> None:
        """Do some work when the window has been painted; at once if it has."""
        if self._waiting is None:
            work()
        else:
            self._waiting.append(work)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the paint; what it paints is on its way to the screen at the next turn of the event loop."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            self._timer.start(0)
        return False

    def _painted(self) -> None:
        self._window.removeEventFilter(self)
        waiting, self._waiting = self._waiting, None
        for work in waiting or ():
            work()
