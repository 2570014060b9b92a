"""Owns `MatchIndex`: the matches of a pattern in a text, kept part by part, so that an edit is a matter of one part.

Does not know threads or who shows them. Up to a limit the places of matches are kept, behind it their number
in each part, which is enough to count, and to tell where in the text they are.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.patience import Patience
from editorapp.text.search import FIRST_STEP, Found, Searcher, next_step
from editorapp.text.selection import Range

MOST_PLACES: Final = 1_000_000
"""The places of so many matches are kept."""


_SPARSE: Final = 1024
"""With at most one match for so many code points, it costs little to let other threads go on at each of them."""


class Excerpt(NamedTuple):
    """Some of the matches: none is missing between the positions start and end."""

    ranges: list[Range]
    start: int
    end: int


class MatchIndex:
    """The matches of a pattern in a text, in order and apart.

    Attributes:
        is_complete: whether all of the text was searched.
        searched: up to which position it was.
    """

    __slots__ = ("_counts", "_parts", "_starts", "is_complete", "searched")

    def __init__(self, parts: list[Found], *, is_complete: bool = True) -> None:
        """Take what was found in parts that follow each other."""
        self._parts = parts
        self._starts = [part.start for part in parts]
        self._counts = list(accumulate((part.number for part in parts), initial=0))
        self.is_complete = is_complete
        self.searched = parts[-1].next if parts else 0

    def __len__(self) -> int:
        return self._counts[-1]

    def _part_at(self, position: int) -> int:
        return max(0, bisect_right(self._starts, position) - 1)

    def number_of(self, start: int, end: int) -> int | None:
        """Return which match goes from start to end, counted from 1, or None where none does or is known."""
        if not self._parts:
            return None
        index = self._part_at(start)
        part = self._parts[index]
        if part.starts is None or part.ends is None:
            return None
        found = bisect_left(part.starts, start - part.start)
        if (
            found < part.number
            and part.starts[found] == start - part.start
            and part.ends[found] == end - part.start
        ):
            return self._counts[index] + found + 1
        return None

    def has_match(self, start: int, end: int) -> bool:
        """Tell whether a match starts between two positions, the second one excluded.

        Behind the limit the answer is that of the whole part.
        """
        if not self._parts:
            return False
        index = self._part_at(start)
        while index < len(self._parts) and self._parts[index].start < end:
            part = self._parts[index]
            if part.starts is None:
                if part.number:
                    return True
            else:
                found = bisect_left(part.starts, start - part.start)
                if found < part.number:
                    return part.starts[found] + part.start < end
            index += 1
        return False

    def around(self, position: int, most: int) -> Excerpt:
        """Return about so many matches whose places are known, those nearest to a position on both sides of it."""
        if not self._parts:
            return Excerpt([], 0, sys.maxsize if self.is_complete else 0)
        index = self._part_at(position)
        left = self._places_before(index, position, most // 2)
        right = self._places_behind(index, position, most - len(left.ranges))
        if len(left.ranges) == most // 2:
            left = self._places_before(index, position, most - len(right.ranges))
        return Excerpt(left.ranges + right.ranges, left.start, right.end)

    def _places_before(self, index: int, position: int, most: int) -> Excerpt:
        ranges: list[Range] = []
        start = position
        while index >= 0 and len(ranges) < most:
            part = self._parts[index]
            if part.starts is None or part.ends is None:
                return Excerpt(ranges, start, position)
            end = bisect_left(part.starts, position - part.start)
            begin = max(0, end - (most - len(ranges)))
            ranges = _ranges(part, begin, end) + ranges
            start = part.start if begin == 0 else ranges[0].start
            index -= 1
        return Excerpt(ranges, 0 if index < 0 and start == self._parts[0].start else start, position)

    def _places_behind(self, index: int, position: int, most: int) -> Excerpt:
        ranges: list[Range] = []
        end = position
        while index < len(self._parts) and len(ranges) < most:
            part = self._parts[index]
            if part.starts is None or part.ends is None:
                return Excerpt(ranges, position, end)
            begin = bisect_left(part.starts, position - part.start)
            stop = min(part.number, begin + most - len(ranges))
            ranges += _ranges(part, begin, stop)
            end = part.next if stop == part.number else ranges[-1].end
            index += 1
        if index == len(self._parts) and self.is_complete and end == self.searched:
            end = sys.maxsize
        return Excerpt(ranges, position, end)

    def first_from(self, position: int) -> Range | None:
        """Return the first match at or behind a position, else the first of all; None where none is known."""
        for first in (position, 0):
            places = self._places_behind(self._part_at(first), first, 1).ranges if self._parts else []
            if places:
                return places[0]
        return None

    def all_places(self) -> list[tuple[int, int]] | None:
        """Return start and end of all matches, or None where not all of them are known."""
        if not self.is_complete:
            return None
        places: list[tuple[int, int]] = []
        for part in self._parts:
            if part.starts is None or part.ends is None:
                return None
            places += _ranges(part, 0, part.number)
        return places

    # --- making one --------------------------------------------------------------------------------------

    @classmethod
    def of(
        cls,
        buffer: Buffer,
        searcher: Searcher,
        patience: Patience,
        tell: Callable[[MatchIndex], None] = lambda index: None,
        most: int = MOST_PLACES,
    ) -> MatchIndex:
        """Search a whole text.

        Args:
            buffer: the text.
            searcher: the pattern.
            patience: how long it may take, and what is called between the parts.
            tell: is called now and then with what was found so far.
            most: so many places are kept.

        Raises:
            SearchError: the pattern takes too long, or looks too far.
        """
        parts: list[Found] = []
        search = _PartSearch(buffer, searcher, patience, most)
        told = 1
        while search.position <= len(buffer):
            parts.append(search.step(None))
            # Often at first, so that something is there at once, and then after ever more parts.
            if len(parts) >= told and search.position <= len(buffer):
                told = len(parts) + max(1, len(parts) // 4)
                tell(cls(list(parts), is_complete=False))
        return cls(parts)

    @classmethod
    def within(
        cls,
        buffer: Buffer,
        searcher: Searcher,
        ranges: Sequence[tuple[int, int]],
        patience: Patience,
    ) -> MatchIndex:
        """Search parts of a text only, in order and apart; nothing outside of them is a match.

        Raises:
            SearchError: as for `of`.
        """
        parts = []
        for first, last in ranges:
            starts, ends = array("q"), array("q")
            for match in searcher.matches(buffer, first, last, patience):
                starts.append(match.start - first)
                ends.append(match.end - first)
            parts.append(Found(first, last, len(starts), starts, ends, False))
        return cls(parts)

    def after(
        self,
        changes: ChangeSet,
        buffer: Buffer,
        searcher: Searcher,
        patience: Patience,
        most: int = MOST_PLACES,
    ) -> MatchIndex | None:
        """Return the index of a text after a change, searching its changed parts only; None where that cannot be.

        Args:
            changes: what has changed.
            buffer: the text after it.
            searcher: the pattern that this index is of.
            patience: how long it may take.
            most: so many places are kept.

        Raises:
            SearchError: as for `of`.
        """
        if not self.is_complete or not all(part.is_independent for part in self._parts):
            return None
        touched = self._touched(changes)
        parts: list[Found] = []
        search = _PartSearch(buffer, searcher, patience, most)
        shift = 0
        index = 0
        for first, last, growth in touched:
            for part in self._parts[index:first]:
                moved = part._replace(start=part.start + shift, next=part.next + shift)
                parts.append(moved)
                search.kept += part.number if part.starts is not None else 0
            search.position = self._parts[first].start + shift
            shift += growth
            until = self._parts[last].next + shift
            while search.position < until:
                parts.append(search.step(until))
                if not parts[-1].is_independent:
                    return None
            index = last + 1
        parts += [
            part._replace(start=part.start + shift, next=part.next + shift) for part in self._parts[index:]
        ]
        return MatchIndex(parts)

    def _touched(self, changes: ChangeSet) -> list[tuple[int, int, int]]:
        """Return runs of parts that changes touch: first and last one, and by how much they grow."""
        runs: list[tuple[int, int, int]] = []
        for start, removed, inserted in changes.changes:
            first = self._part_at(max(0, start - 1))
            last = self._part_at(start + len(removed))
            growth = len(inserted) - len(removed)
            if runs and first <= runs[-1][1]:
                runs[-1] = (runs[-1][0], max(last, runs[-1][1]), runs[-1][2] + growth)
            else:
                runs.append((first, last, growth))
        return runs


def _ranges(part: Found, begin: int, end: int) -> list[Range]:
    start = part.start
    starts, ends = part.starts or array("q"), part.ends or array("q")
    return [Range(start + a, start + b) for a, b in zip(starts[begin:end], ends[begin:end], strict=True)]


class _PartSearch:
    """Searches a text part by part, each as large as makes it a short step."""

    def __init__(self, buffer: Buffer, searcher: Searcher, patience: Patience, most: int) -> None:
        self.position = 0
        self.kept = 0
        self._buffer = buffer
        self._searcher = searcher
        self._patience = patience
        self._most = most
        self._size = FIRST_STEP
        self._is_sparse = False

    def step(self, until: int | None) -> Found:
        """Search the next part."""
        self._patience.pause()
        has_room = self.kept < self._most
        part = self._searcher.block(
            self._buffer,
            self.position,
            self._size,
            self._patience,
            until=until,
            with_places=has_room,
            is_sparse=self._is_sparse,
        )
        self._is_sparse = part.number * _SPARSE <= part.next - part.start
        self.kept += part.number if has_room else 0
        self._size = next_step(self._size, part.number)
        self.position = part.next
        return part
