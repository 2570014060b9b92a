"""Owns the threads in which a service does its jobs and lets its read models follow.

Does not know what a job is.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final, TypeVar

from editorapp.bus.errors import LogError
from editorapp.storage.messages.errors import MessageDatabaseError
from editorapp.storage.messages.service import Service

T = TypeVar("T")

WORKERS: Final = 4
"""How many jobs are done at once, usually."""

_LONGEST_SLEEP: Final = 0.5
"""Seconds until a thread looks by itself for what became due, or what another process has changed."""

_BREATH: Final = 0.01
"""Seconds between two looks at the log, so that read models take in many events at once."""

_logger: Final = logging.getLogger("editorapp.messages")


class Workers:
    """The threads of one service; they end with `stop`, or when the process ends."""

    def __init__(self, service: Service, count: int = WORKERS) -> None:
        """Take the service and how many jobs may be done at once; nothing runs before `start`."""
        self._service = service
        self._is_stopping = threading.Event()
        self._something_new = threading.Event()
        self._jobs_waiting = threading.Condition()
        self._stirred = 0
        self._threads = [
            threading.Thread(target=self._work, name=f"worker {number + 1}", daemon=True)
            for number in range(count)
        ]
        self._threads.append(threading.Thread(target=self._follow, name="follower", daemon=True))

    def start(self) -> Workers:
        """Begin; return this."""
        self._service.on_change(self._something_new.set)
        self._something_new.set()
        for thread in self._threads:
            thread.start()
        return self

    def stop(self, timeout: float | None = None) -> bool:
        """End every thread after the job that it is at.

        Args:
            timeout: seconds to wait for each; None for as long as it takes.

        Returns:
            Whether all of them have ended.
        """
        self._is_stopping.set()
        self._something_new.set()
        self._wake()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)

    def _wake(self) -> None:
        with self._jobs_waiting:
            self._stirred += 1
            self._jobs_waiting.notify_all()

    def _follow(self) -> None:
        while not self._is_stopping.is_set():
            # It looks by itself as well: a read model's database that was away may have come back.
            is_new = self._something_new.wait(_LONGEST_SLEEP)
            self._something_new.clear()
            if self._is_stopping.is_set():
                return
            if is_new:
                # Jobs first: those of the outbox are on disk once the log is.
                self._guarded(self._service.flush)
                self._wake()
            if self._guarded(self._service.follow):
                self._wake()
            self._is_stopping.wait(_BREATH)

    def _work(self) -> None:
        while not self._is_stopping.is_set():
            with self._jobs_waiting:
                stirred = self._stirred
            if self._guarded(self._service.run_next):
                continue
            with self._jobs_waiting:
                if stirred == self._stirred and not self._is_stopping.is_set():
                    self._jobs_waiting.wait(self._patience())

    def _patience(self) -> float:
        """Return the seconds until a job is due that only waits for its time."""
        due = self._guarded(self._service.seconds_to_next)
        return _LONGEST_SLEEP if due is None else min(max(due, _BREATH), _LONGEST_SLEEP)

    def _guarded(self, step: Callable[[], T]) -> T | None:
        """Run a step; what goes wrong in it, such as a full disk, is logged and tried again a little later."""
        try:
            return step()
        except BaseException as error:  # even `sys.exit` in a handler must not end a thread of workers
            if not self._is_stopping.is_set():
                is_expected = isinstance(error, LogError | MessageDatabaseError)
                _logger.error("%s", error, exc_info=not is_expected)
                self._is_stopping.wait(_LONGEST_SLEEP)
                self._something_new.set()
            return None
