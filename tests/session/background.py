"""Owns `HeldWork`: a background whose work is done when a test says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from editorapp.text.pause import Pause


class HeldWork:
    """Holds the work that was started last until `finish`.

    Attributes:
        stopped: how often work was given up.
    """

    def __init__(self) -> None:
        self._job: (
            tuple[Callable[[Pause], Any], Callable[[Any], None], Callable[[Exception], None]] | None
        ) = None
        self.stopped = 0

    def is_busy(self) -> bool:
        return self._job is not None

    def start(
        self, work: Callable[[Pause], Any], done: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        self._job = (work, done, failed)

    def stop(self) -> None:
        self.stopped += self.is_busy()
        self._job = None

    def finish(self) -> None:
        """Do the work and hand its result on."""
        assert self._job is not None, "nothing is in the background"
        (work, done, _), self._job = self._job, None
        done(work(lambda: None))

    def fail(self, error: Exception) -> None:
        """Let the work end with an exception."""
        assert self._job is not None, "nothing is in the background"
        (_, _, failed), self._job = self._job, None
        failed(error)
