"""Owns `KeyWatch`, by which work in threads knows that somebody waits for what a key does, and stays out of the way.

Does not know the work. Python runs one thread at a time: what computes in another one while a key is dealt with makes
it wait, again and again, until that lets go.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from shiboken6 import isValid

_WATCHED: Final = frozenset((QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel))

_LONGEST: Final = 0.05
"""Seconds after which work goes on beside a key that takes longer than that."""

_LIVELY: Final = 0.5
"""Seconds behind a key in which the next one is likely to come."""


class KeyWatch(QObject):
    """Watches the window that has the keyboard; made in the GUI thread, asked from any."""

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        """Watch from now on; `clock` returns seconds."""
        super().__init__(parent)
        self._clock = clock
        self._is_over = threading.Event()
        self._is_over.set()
        self._last = clock() - _LIVELY
        self._window: QWindow | None = None
        self._end = QTimer(self, singleShot=True, interval=0)
        self._end.timeout.connect(self._is_over.set)
        application = QCoreApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)
            self._watch(application.focusWindow())

    @classmethod
    def of_application(cls) -> KeyWatch:
        """Return the one that belongs to the application, which is made when it is first asked for."""
        application = QCoreApplication.instance()
        found = None if application is None else application.findChild(KeyWatch)
        return found if isinstance(found, KeyWatch) else cls(application)

    def _watch(self, window: QWindow | None) -> None:
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = window
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take note of a key before anybody gets it."""
        if event.type() in _WATCHED:
            self._is_over.clear()
            self._last = self._clock()
            # Its turn comes when all that the key leads to at once is done.
            self._end.start()
        return False

    @property
    def is_handled(self) -> bool:
        """Whether a key is being dealt with right now."""
        return not self._is_over.is_set()

    @property
    def is_lively(self) -> bool:
        """Whether somebody was at the keys a moment ago."""
        return self._clock() - self._last < _LIVELY

    def let_pass(self) -> None:
        """Wait in a thread until the key that is being dealt with, if there is one, is done; not for ever."""
        self._is_over.wait(_LONGEST)
