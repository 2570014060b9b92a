"""Owns `LatestWork`: work done away from the GUI thread, of which only the newest is still wanted.

Does not know what the work is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from editorapp.ui.key_watch import KeyWatch

_MOST_THREADS: Final = 2
"""Abandoned work ends only where it looks; so that one such does not hold up the next, there are two threads."""


class AbandonedError(Exception):
    """Nobody waits for this work any more."""


class Interest:
    """Tells work whether somebody still waits for its result; may be asked from any thread.

    Attributes:
        keys: says whether somebody waits for a key meanwhile; None where there are none.
    """

    def __init__(self, keys: KeyWatch | None = None) -> None:
        """Begin wanted."""
        self.keys = keys
        self._is_over = threading.Event()

    def end(self) -> None:
        """Say that the result is not wanted any more."""
        self._is_over.set()

    def check(self) -> None:
        """Stop the work where its result is not wanted.

        Raises:
            AbandonedError: it is not.
        """
        if self._is_over.is_set():
            raise AbandonedError


Work = Callable[[Interest], Any]


@dataclass(eq=False, slots=True)
class _Job:
    work: Work
    interest: Interest
    result: Any = None
    error: Exception | None = None


class _Mail(QObject):
    """Carries jobs from their threads to the GUI thread; outlives whoever waits for them."""

    arrived = Signal(object)


class LatestWork(QObject):
    """Runs functions in threads; a function that is started takes the place of the one before."""

    finished = Signal(object)
    """The work is done; its result."""

    failed = Signal(object)
    """The work has raised an exception, which comes with this. Who does not know it must raise it again."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with nothing to do."""
        super().__init__(parent)
        self._current: _Job | None = None
        self._running: set[_Job] = set()
        self._keys = KeyWatch.of_application()
        self._mail = _Mail()
        self._mail.arrived.connect(self._take)

    @property
    def is_busy(self) -> bool:
        """Whether a result is still to come."""
        return self._current is not None

    def start(self, work: Work) -> None:
        """Run a function in a thread. It must not touch widgets, and should ask its `Interest` now and then."""
        self.abandon()
        self._current = _Job(work, Interest(self._keys))
        self._run_current()

    def abandon(self) -> None:
        """Do not wait for a result any more."""
        if self._current is not None:
            self._current.interest.end()
            self._current = None

    def _run_current(self) -> None:
        job = self._current
        if job is None or job in self._running or len(self._running) >= _MOST_THREADS:
            return
        self._running.add(job)
        # A daemon, so that a long search does not keep the program from ending.
        threading.Thread(target=_do, args=(job, self._mail), name="latest-work", daemon=True).start()

    def _take(self, job: _Job) -> None:
        self._running.discard(job)
        if job is not self._current:
            self._run_current()
            return
        self._current = None
        if job.error is None:
            self.finished.emit(job.result)
        else:
            self.failed.emit(job.error)


def _do(job: _Job, mail: _Mail) -> None:
    try:
        job.interest.check()
        job.result = job.work(job.interest)
    except Exception as error:  # noqa: BLE001 - handed on to the GUI thread, which knows what it means
        job.error = error
    mail.arrived.emit(job)
