"""Owns `LinesAhead`, which lays out the lines that come next where the window has moved: a page is only painted then.

Does not keep them, and does not know what moves the window.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from editorapp.ui.view.geometry import Geometry

_PAUSE: Final = 3
"""Milliseconds between a move and the first slice, and between slices: keys and paints have their turn there."""

_SLICE: Final = 0.001
"""Seconds after which a slice ends with the line that it is at; a key that comes meanwhile waits for no more."""

MOST_AHEAD: Final = 120
"""So many lines are laid out behind the window at most, and as many before it."""


class LinesAhead(QObject):
    """Lays out two pages where the window goes to, and one where it comes from, in short slices."""

    def __init__(
        self,
        geometry: Geometry,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Take where the window is; `clock` returns seconds, by which slices end."""
        super().__init__(parent)
        self._geometry = geometry
        self._clock = clock
        self._stood_at = 0
        self._is_upward = False
        self._lines: Iterator[int] | None = None
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE, timerType=Qt.TimerType.PreciseTimer)
        self._soon.timeout.connect(self._lay_out)

    @property
    def is_busy(self) -> bool:
        """Whether there may be lines still to lay out."""
        return self._soon.isActive()

    def follow(self) -> None:
        """Take in that the window has moved."""
        line = self._geometry.anchor.place.line
        if line != self._stood_at:
            self._is_upward = line < self._stood_at
            self._stood_at = line
        self._lines = None
        if not self._soon.isActive():
            self._soon.start()

    def stop(self) -> None:
        """Lay out no more until the window moves again."""
        self._soon.stop()
        self._lines = None

    def _lay_out(self) -> None:
        """Go on for a slice."""
        end = self._clock() + _SLICE
        if self._lines is None:
            self._lines = self._wanted()
        prepare = self._geometry.lines.prepare
        for line in self._lines:
            if prepare(line) and self._clock() >= end:
                self._soon.start()
                return
        self._lines = None

    def _wanted(self) -> Iterator[int]:
        """Yield the lines around the window, the nearest and those that it goes towards first."""
        page = self._geometry.height // self._geometry.line_height + 2
        near, far = min(page, MOST_AHEAD), min(2 * page, MOST_AHEAD)
        if self._is_upward:
            yield from self._above(far)
            yield from self._below(near)
        else:
            yield from self._below(far)
            yield from self._above(near)

    def _below(self, count: int) -> Iterator[int]:
        folds, line = self._geometry.folds, self._geometry.last_line
        for _ in range(count):
            line = folds.behind(line)
            if line >= self._geometry.lines.buffer.line_count:
                return
            yield line

    def _above(self, count: int) -> Iterator[int]:
        folds, line = self._geometry.folds, self._geometry.first_line
        for _ in range(count):
            if line == 0:
                return
            line = folds.shown_for(line - 1)
            yield line
