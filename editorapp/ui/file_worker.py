"""Owns the threads that touch files for the window, and brings their results back to the window's thread.

Does not know what they do.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

_THREADS: Final = 4

Work = Callable[[], Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]


class _Job:
    def __init__(self, key: str, work: Work, done: Done, failed: Failed) -> None:
        self.key = key
        self.work = work
        self.done = done
        self.failed = failed


class FileWorker(QObject):
    """Runs work in threads. Work with the same key is done one after the other, in order.

    The results arrive in the thread that this object lives in, as long as its event loop runs.
    """

    _finished = Signal(object, object)

    def __init__(self, report: Callable[[str, Exception], None], parent: QObject | None = None) -> None:
        """Start no thread yet.

        Args:
            report: is told what failed, and with which error, where nobody else wants to know.
            parent: Qt's owner of this object.
        """
        super().__init__(parent)
        self._report = report
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="file")
        self._waiting: dict[str, deque[_Job]] = {}
        self._under_way = 0
        self._when_idle: list[Callable[[], None]] = []
        self._finished.connect(self._settle, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        key: str,
        work: Work,
        done: Done = lambda result: None,
        failed: Failed | None = None,
    ) -> None:
        """Do some work in a thread.

        Args:
            key: what it is about, such as the path of a file.
            work: runs in the thread.
            done: is called here with what `work` returned.
            failed: is called here with what `work` raised; without it the error is reported.
        """
        job = _Job(key, work, done, failed or (lambda error: self._report(key, error)))
        self._under_way += 1
        queue = self._waiting.setdefault(key, deque())
        queue.append(job)
        if len(queue) == 1:
            self._start(job)

    def _start(self, job: _Job) -> None:
        future = self._pool.submit(job.work)
        future.add_done_callback(lambda settled: self._finished.emit(job, settled))

    def _settle(self, job: _Job, future: Future[Any]) -> None:
        queue = self._waiting[job.key]
        queue.popleft()
        if queue:
            self._start(queue[0])
        else:
            del self._waiting[job.key]
        try:
            error = future.exception()
            if error is None:
                job.done(future.result())
            elif isinstance(error, Exception):
                job.failed(error)
            else:
                raise error
        finally:
            self._under_way -= 1
            self._tell_idle()

    def begin(self) -> None:
        """Note that something is under way which is done elsewhere, until `end`."""
        self._under_way += 1

    def end(self) -> None:
        """Note that something which is done elsewhere has ended."""
        self._under_way -= 1
        self._tell_idle()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return self._under_way == 0

    def when_idle(self, call: Callable[[], None]) -> None:
        """Call something once, from the event loop, when nothing is under way any more."""
        self._when_idle.append(call)
        self._tell_idle()

    def _tell_idle(self) -> None:
        if self._under_way == 0 and self._when_idle:
            calls, self._when_idle = self._when_idle, []
            for call in calls:
                QTimer.singleShot(0, call)

    def finish(self) -> None:
        """Wait for the threads and end them; results that have not arrived yet are dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._finished.disconnect()
