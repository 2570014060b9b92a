"""Owns `CaretBlink`, the rhythm in which carets are shown and hidden.

Does not know where carets are.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimerEvent
from PySide6.QtGui import QGuiApplication


class CaretBlink(QObject):
    """Tells whether carets are to be seen at the moment.

    Attributes:
        is_on: whether carets are shown.
    """

    def __init__(self, changed: Callable[[], None], parent: QObject) -> None:
        """Take what is called whenever `is_on` changes."""
        super().__init__(parent)
        self.is_on = False
        self._changed = changed
        self._timer = 0
        self._is_running = False
        QGuiApplication.styleHints().cursorFlashTimeChanged.connect(self._rhythm_changed)

    def show(self) -> None:
        """Show carets at once; when they are next hidden stays as it is."""
        self._turn(True)

    def start(self) -> None:
        """Show carets from now on, and let them blink as the desktop has it; also after each move."""
        self._is_running = True
        self._stop_timer()
        half = QGuiApplication.styleHints().cursorFlashTime() // 2
        if half > 0:
            self._timer = self.startTimer(half)
        self._turn(True)

    def stop(self) -> None:
        """Hide carets."""
        self._is_running = False
        self._stop_timer()
        self._turn(False)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Show or hide."""
        self._turn(not self.is_on)

    def _rhythm_changed(self) -> None:
        if self._is_running:
            self.start()

    def _stop_timer(self) -> None:
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def _turn(self, on: bool) -> None:
        if on != self.is_on:
            self.is_on = on
            self._changed()
