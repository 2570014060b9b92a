"""Owns `MatchCounter`, which finds all matches of a pattern in a snapshot of a text, away from the GUI thread.

Does not show them.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from editorapp.text.buffer import Buffer
from editorapp.text.search import Searcher, SearchError
from editorapp.text.selection import Range
from editorapp.ui.latest_work import Interest, LatestWork

MOST_MATCHES: Final = 1_000_000
"""Counting ends here: the number says little then, and each match takes memory."""

_LOOK_EVERY: Final = 1024


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: the arguments of `find.next` that say what a match is."""

    pattern: str
    regex: bool = False
    case: bool = False
    word: bool = False


class Excerpt(NamedTuple):
    """Some of the matches: none is missing between the positions start and end."""

    ranges: list[Range]
    start: int
    end: int


class Matches:
    """The matches of a query in a text, in order and apart.

    Attributes:
        has_more: whether there are more than were counted.
    """

    __slots__ = ("_ends", "_starts", "has_more")

    def __init__(self, starts: array[int], ends: array[int], *, has_more: bool = False) -> None:
        """Take the places where matches start and end, in code points."""
        self._starts = starts
        self._ends = ends
        self.has_more = has_more

    def __len__(self) -> int:
        return len(self._starts)

    def number_of(self, start: int, end: int) -> int | None:
        """Return which match goes from start to end, counted from 1, or None where none does."""
        index = bisect_left(self._starts, start)
        if index < len(self._starts) and (self._starts[index], self._ends[index]) == (start, end):
            return index + 1
        return None

    def around(self, position: int, most: int) -> Excerpt:
        """Return at most so many matches, those nearest to a position on both sides of it."""
        middle = bisect_right(self._starts, position)
        first = max(0, min(middle - most // 2, len(self) - most))
        last = first + most
        ranges = [Range(*pair) for pair in zip(self._starts[first:last], self._ends[first:last], strict=True)]
        return Excerpt(
            ranges,
            ranges[0].start if first > 0 else 0,
            ranges[-1].end if ranges and (last < len(self) or self.has_more) else sys.maxsize,
        )


def find_matches(buffer: Buffer, query: Query, interest: Interest, most: int = MOST_MATCHES) -> Matches:
    """Return the matches of a query in a text.

    Args:
        buffer: the text.
        query: what is searched for.
        interest: asked now and then whether to go on.
        most: how many matches are counted.

    Raises:
        SearchError: the pattern is no valid regular expression, or one that takes too long.
        AbandonedError: nobody waits for it any more.
    """
    searcher = Searcher(query.pattern, is_regex=query.regex, case=query.case, word=query.word)
    starts, ends = array("q"), array("q")
    for number, match in enumerate(searcher.matches(buffer)):
        if number % _LOOK_EVERY == 0:
            interest.check()
        if number == most:
            return Matches(starts, ends, has_more=True)
        starts.append(match.start)
        ends.append(match.end)
    return Matches(starts, ends)


class MatchCounter(QObject):
    """Counts in a thread; a newer request takes the place of the one before."""

    counted = Signal(object)
    """The `Matches` of the last request."""

    refused = Signal(str)
    """Why the last request has no matches, in words."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with nothing to count."""
        super().__init__(parent)
        self._work = LatestWork(self)
        self._work.finished.connect(self.counted)
        self._work.failed.connect(self._refuse)

    def count(self, buffer: Buffer, query: Query) -> None:
        """Count the matches of a query in a text."""
        self._work.start(lambda interest: find_matches(buffer, query, interest))

    def stop(self) -> None:
        """Count no more."""
        self._work.abandon()

    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, SearchError):
            raise error
        self.refused.emit(str(error))
