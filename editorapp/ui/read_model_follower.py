"""Owns when the read models catch up with the journals: a while after something was done, a little at a time.

Does not do it in the thread of the window, and does not know what the read models hold.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from editorapp.bus.errors import LogError
from editorapp.storage.read_models.host import JournalReadModels
from editorapp.ui.file_worker import FileWorker

_DELAY: Final = 1000
"""Milliseconds from a command until the read models look for it."""

_AT_ONCE: Final = 0.05
"""Seconds of work after which other work gets its turn."""

_PAUSE: Final = 20
"""Milliseconds from one such stretch to the next: a thread that computes takes time from that of the window."""

KEY: Final = "read models"


class ReadModelFollower(QObject):
    """Keeps the read models up to date.

    Attributes:
        models: the read models.
    """

    caught_up = Signal()
    """The read models hold everything that had been done when they began."""

    ended = Signal()
    """Nothing is read any more."""

    def __init__(
        self,
        models: JournalReadModels,
        flush: Callable[[], None],
        worker: FileWorker,
        parent: QObject | None = None,
    ) -> None:
        """Begin with nothing to do.

        Args:
            models: the read models.
            flush: writes outcomes that are held back, so that they can be seen; may raise LogError.
            worker: the threads.
            parent: Qt's owner of this object.
        """
        super().__init__(parent)
        self.models = models
        self._flush = flush
        self._worker = worker
        self._steps: Iterator[None] | None = None
        self._is_under_way = False
        self._is_wanted_again = False
        self._has_ended = False
        self._soon = QTimer(self, singleShot=True, interval=_DELAY)
        self._soon.timeout.connect(self.catch_up)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._work)

    def follow(self, _: object) -> None:
        """Take in that a command was done."""
        if not self._soon.isActive() and not self._has_ended:
            self._soon.start()

    def flush(self) -> None:
        """Write what is held back of the journals, as far as it can be written."""
        # What cannot be written now is kept and written with the next command; who tells of it is `JournalSync`.
        with contextlib.suppress(LogError):
            self._flush()

    def catch_up(self) -> None:
        """Begin to catch up; `caught_up` follows."""
        self.flush()
        if self._is_under_way:
            self._is_wanted_again = True
        elif not self._has_ended:
            self._is_under_way = True
            self._steps = self.models.steps()
            self._work()

    def end(self) -> None:
        """Stop; what is left comes at the next start."""
        self._has_ended = True
        self._soon.stop()
        self._pause.stop()
        self.ended.emit()

    def close(self) -> None:
        """Close the database, when the threads have ended."""
        self._steps = None
        self.models.close()

    def _work(self) -> None:
        steps = self._steps
        if steps is not None:
            self._worker.run(KEY, lambda: _take_some(steps), self._done, self._fail)

    def _fail(self, error: Exception) -> None:
        self._is_under_way = False
        raise error

    def _done(self, has_more: bool) -> None:
        if self._has_ended:
            return
        if has_more:
            self._pause.start()
            return
        self._is_under_way = False
        self.caught_up.emit()
        if self._is_wanted_again:
            self._is_wanted_again = False
            self.catch_up()


def _take_some(steps: Iterator[None]) -> bool:
    """Go on for a while; return whether there is more."""
    end = time.monotonic() + _AT_ONCE
    return any(time.monotonic() >= end for _ in steps)
