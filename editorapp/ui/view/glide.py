"""Owns `Glide`: a scroll that takes a tenth of a second, so that the eye can follow it.

Does not know what is scrolled.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimerEvent

_SECONDS: Final = 0.1
_FRAME: Final = 8
"""Milliseconds from one step to the next; what comes in between is painted once."""


class Glide(QObject):
    """Adds up what is to be scrolled, and goes it in ever smaller steps.

    Attributes:
        is_wanted: whether it glides; without that it refuses to start, and who asks scrolls at once.
        moved: goes a distance in logical pixels, and tells whether it could.
    """

    def __init__(self, parent: QObject, clock: Callable[[], float] = time.perf_counter) -> None:
        """Rest; `clock` returns seconds."""
        super().__init__(parent)
        self.is_wanted = False
        self.moved: Callable[[float], bool] = lambda distance: False
        self._clock = clock
        self._timer = 0
        self._left = 0.0
        self._total = 0.0
        self._began = 0.0

    @property
    def is_running(self) -> bool:
        """Whether there is still something to go."""
        return self._timer != 0

    def start(self, distance: float, longest: float) -> bool:
        """Begin to go a distance in pixels, beside what is still to go; False where it does not glide.

        The first step is gone before this returns.

        Args:
            distance: how far, down or, below 0, up.
            longest: no more than this stays to go; the rest is gone at once.
        """
        if not self.is_wanted:
            return False
        left = self._left + distance if self.is_running else distance
        self._stop_timer()
        kept = max(-longest, min(left, longest))
        if kept != left and not self.moved(left - kept):
            return True
        self._left = self._total = kept
        self._timer = self.startTimer(_FRAME, Qt.TimerType.PreciseTimer)
        # What is painted next, for a key at once, is the first step already, and not where the window stood.
        self._began = self._clock() - _FRAME / 1000
        self._step()
        return True

    def finish(self) -> None:
        """Go at once what is still to go."""
        if self.is_running:
            left = self._left
            self.stop()
            self.moved(left)

    def stop(self) -> None:
        """Stay where it is."""
        self._stop_timer()
        self._left = 0.0

    def timerEvent(self, event: QTimerEvent) -> None:
        """Go a part."""
        if self.is_running:
            self._step()

    def _step(self) -> None:
        passed = min(1.0, (self._clock() - self._began) / _SECONDS)
        to_go = round(self._total * (1.0 - passed) ** 3) if passed < 1.0 else 0.0
        step, self._left = self._left - to_go, to_go
        can_go = self.moved(step) if step else True
        if passed >= 1.0 or not can_go:
            self.stop()

    def _stop_timer(self) -> None:
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0
