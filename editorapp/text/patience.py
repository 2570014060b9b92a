"""Owns `Patience`: how long a search may take, and what it calls between its parts.

Does not search. Time is asked through a port, since a pattern that a person wrote can take for ever.
"""

from __future__ import annotations

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
        now: Callable[[], float] | None = None,
    ) -> None:
        """Begin to wait.

        Args:
            seconds: how long, from now on.
            pause: called between parts of the work; it may wait, and raise an exception to end the work.
            now: seconds that only ever grow. Without it the time of each part is limited, which the regex
                package measures itself, and not that of all parts together.
        """
        self.seconds = seconds
        self.pause = pause
        self._now = now
        self._end = 0.0 if now is None else now() + seconds

    def left(self) -> float:
        """Return the seconds that the next part may take, at most `TIME_LIMIT`: it cannot be ended otherwise.

        Raises:
            OutOfPatienceError: there are none.
        """
        if self._now is None:
            return min(self.seconds, TIME_LIMIT)
        left = self._end - self._now()
        if left <= 0:
            raise OutOfPatienceError
        return min(left, TIME_LIMIT)
