"""Owns `KeyWatch`, by which work in threads knows that somebody waits for what a key does, and stays out of the way.

Does not know the work. Python runs one thread at a time: what computes in another one while a key is dealt with makes
it wait, again and again, until that lets go.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from editorapp.ui.relay import Relay

_LONGEST: Final = 0.05
"""Seconds after which work goes on beside a key that takes longer than that."""

_LIVELY: Final = 0.5
"""Seconds behind a key in which the next one is likely to come."""


class KeyWatch(QObject):
    """Is told by whoever takes keys; made in the GUI thread, asked from any.

    Attributes:
        ended: passes on that a key is on the screen.
    """

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        """Begin with no key; `clock` returns seconds."""
        super().__init__(parent)
        self.ended = Relay[[]]()
        self._clock = clock
        self._is_over = threading.Event()
        self._is_over.set()
        self._last = clock() - _LIVELY
        self._end = QTimer(self, singleShot=True, interval=0)
        self._end.timeout.connect(self.end)

    @classmethod
    def of_application(cls) -> KeyWatch:
        """Return the one that belongs to the application, which is made when it is first asked for."""
        application = QCoreApplication.instance()
        found = None if application is None else application.findChild(KeyWatch)
        return found if isinstance(found, KeyWatch) else cls(application)

    def begin(self) -> None:
        """Take note that a key is being dealt with, until `end`."""
        self._is_over.clear()
        self._last = self._clock()

    def end(self) -> None:
        """Take note that it is on the screen."""
        self._is_over.set()
        self.ended.emit()

    def begin_turn(self) -> None:
        """Take note of what is dealt with, and painted, until this turn of the event loop ends."""
        self.begin()
        self._end.start()

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
