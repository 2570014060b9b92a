"""Owns `CountingWork`, which counts in a thread and leaves the processor to the person's keys in between.

Does not know what is counted.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter, sleep
from typing import Any, Final

from PySide6.QtCore import QObject

from editorapp.text.pause import Pause
from editorapp.ui.latest_work import Interest, LatestWork

_SLICE: Final = 0.001
"""Seconds that work goes on; a thread that wants to go on besides it waits up to 5 ms each time otherwise."""

_REST: Final = 0.0005
"""Seconds of rest behind each slice, in which whoever waits gets its turn."""


_LONG_REST: Final = 0.002
"""Seconds of rest while somebody is at the keys, so that the next one finds a free processor."""


class CountingWork(QObject):
    """One piece of work at a time; implements `Background` of the statistics."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with nothing to do."""
        super().__init__(parent)
        self._done: Callable[[Any], None] = _nothing
        self._failed: Callable[[Exception], None] = _nothing
        self._work = LatestWork(self)
        self._work.finished.connect(lambda result: self._answer(self._done, result))
        self._work.failed.connect(lambda error: self._answer(self._failed, error))

    def start(
        self, work: Callable[[Pause], Any], done: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        """Begin a piece of work in the place of what runs; `done` or `failed` is called in this thread."""
        self._done, self._failed = done, failed
        self._work.start(lambda interest: work(paced(interest)))

    def _answer(self, answer: Callable[[Any], None], result: Any) -> None:
        # Who waits may hold a whole text.
        self._done = self._failed = _nothing
        answer(result)

    def stop(self) -> None:
        """Wait for the present work no more."""
        self._work.abandon()
        self._done = self._failed = _nothing


def _nothing(_: object) -> None:
    """Nobody waits."""


def paced(interest: Interest) -> Pause:
    """Return what work in a thread calls between its parts: it rests now and then, and ends where nobody waits.

    While a key is being dealt with, it does not come back.
    """
    keys, slice_end = interest.keys, perf_counter() + _SLICE

    def pause() -> None:
        nonlocal slice_end
        if keys is not None and keys.is_handled:
            keys.let_pass()
        elif perf_counter() < slice_end:
            return
        interest.check()
        sleep(_LONG_REST if keys is not None and keys.is_lively else _REST)
        slice_end = perf_counter() + _SLICE

    return pause
