"""Owns `Patience`: how long a search may take, and what it calls between its parts.

Does not search. Time is asked through a port, since a pattern that a person wrote can take for ever.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from editorapp.text.pause import Pause, go_on

TIME_LIMIT: Final = 10.0
"""Seconds after which a search is given up where nobody says otherwise."""


class OutOfPatienceError(Exception):
    """A search has taken longer than it may."""


class Patience:
    """The time that is left for one command or one piece of work.

    Attributes:
        seconds: how long all of it may take.
    """

    __slots__ = ("_end", "_now", "pause", "seconds")

    def __init__(
        self,
        seconds: float = TIME_LIMIT,
        pause: Pause = go_on,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin to wait.

        Args:
            seconds: how long, from now on.
            pause: called between parts of the work; it may wait, and raise an exception to end the work.
            now: seconds that only ever grow.
        """
        self.seconds = seconds
        self.pause = pause
        self._now = now
        self._end = now() + seconds

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            OutOfPatienceError: there are none.
        """
        left = self._end - self._now()
        if left <= 0:
            raise OutOfPatienceError
        return left
