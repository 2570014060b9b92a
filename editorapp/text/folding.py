"""Owns `Folds`, which lines of a text are folded away, as a value that follows changes; and who says what can be.

Does not know windows, nor languages: `FoldSource` is asked which lines belong together.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, Protocol

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet


class FoldRange(NamedTuple):
    """Lines that belong together.

    Attributes:
        first: the line that stays to be seen, from 0.
        last: the last line that is hidden behind it.
        level: how many others it lies in, from 1 for none.
    """

    first: int
    last: int
    level: int = 1


class FoldSource(Protocol):
    """Says which lines of the revision that is shown can be folded; the first two must answer at once."""

    def can_fold(self, line: int) -> bool:
        """Tell whether lines can be hidden behind a line, from 0."""
        ...

    def range_at(self, line: int) -> int | None:
        """Return the last line that can be hidden behind a line, or None where there is nothing to hide."""
        ...

    def every(self) -> Iterator[FoldRange | None]:
        """Yield all that can be folded, by any order; None now and then, where who asks may take a pause."""
        ...


class Folds:
    """The folded lines of one revision; behind the first line of each range the others are hidden.

    Ranges may lie in each other: what was folded inside stays so when the outer one is opened.

    Attributes:
        ranges: first and last line, from 0, of each range, in order; the last one is after the first.
    """

    __slots__ = ("_before", "_firsts", "_heads", "_lasts", "ranges")

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        """Take ranges in any order; of those with the same first line the longest stays."""
        longest: dict[int, int] = {}
        for first, last in ranges:
            if last > first:
                longest[first] = max(last, longest.get(first, last))
        self.ranges = tuple(sorted(longest.items()))
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in self.ranges:
            if self._lasts and first <= self._lasts[-1]:
                self._lasts[-1] = max(self._lasts[-1], last)
            else:
                self._firsts.append(first + 1)
                self._lasts.append(last)
        lengths = [last - first + 1 for first, last in zip(self._firsts, self._lasts, strict=True)]
        self._before = list(accumulate(lengths, initial=0))
        self._heads = [first - 1 - hidden for first, hidden in zip(self._firsts, self._before, strict=False)]

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Folds) and self.ranges == other.ranges

    def __hash__(self) -> int:
        return hash(self.ranges)

    def __repr__(self) -> str:
        return f"Folds({list(self.ranges)!r})"

    # --- what can be seen --------------------------------------------------------------------------------

    def is_hidden(self, line: int) -> bool:
        """Tell whether a line cannot be seen."""
        index = bisect_right(self._firsts, line) - 1
        return index >= 0 and line <= self._lasts[index]

    def shown_for(self, line: int) -> int:
        """Return the line itself, or the one that it is hidden behind."""
        index = bisect_right(self._firsts, line) - 1
        return self._firsts[index] - 1 if index >= 0 and line <= self._lasts[index] else line

    def folded_at(self, line: int) -> int | None:
        """Return the last line that is hidden behind a line; None if nothing is folded there."""
        index = bisect_left(self.ranges, (line, 0))
        return self.ranges[index][1] if index < len(self.ranges) and self.ranges[index][0] == line else None

    def index_of(self, line: int) -> int:
        """Return how many lines can be seen before a line; of a hidden one, before the line it is behind."""
        index = bisect_right(self._firsts, line) - 1
        if index < 0:
            return line
        return self._heads[index] if line <= self._lasts[index] else line - self._before[index + 1]

    def line_of(self, index: int) -> int:
        """Return the line before which so many lines can be seen."""
        return index + self._before[bisect_left(self._heads, index)]

    def shown_count(self, line_count: int) -> int:
        """Return how many lines can be seen of so many."""
        return line_count - self._before[-1]

    def behind(self, line: int) -> int:
        """Return the next line that can be seen; the number may be that behind the last line."""
        index = bisect_right(self._firsts, line + 1) - 1
        return self._lasts[index] + 1 if index >= 0 and line + 1 <= self._lasts[index] else line + 1

    # --- other folds -------------------------------------------------------------------------------------

    def adding(self, ranges: Iterable[tuple[int, int]]) -> Folds:
        """Return these folds with others."""
        return Folds([*self.ranges, *ranges])

    def opening(self, line: int) -> Folds:
        """Return these folds without the one whose first line is given."""
        return Folds(pair for pair in self.ranges if pair[0] != line)

    def revealing(self, lines: Sequence[int]) -> Folds:
        """Return these folds without those that hide any of some lines; itself if none does."""
        hidden = sorted(line for line in lines if self.is_hidden(line))
        if not hidden:
            return self

        def is_free(pair: tuple[int, int]) -> bool:
            index = bisect_right(hidden, pair[0])
            return index == len(hidden) or hidden[index] > pair[1]

        return Folds(pair for pair in self.ranges if is_free(pair))

    def mapped(self, before: Buffer, changes: ChangeSet) -> Folds:
        """Return the folds of the next revision.

        A range goes with its lines. One of which too little is left to hide a line is none any more.

        Args:
            before: the text before the changes.
            changes: what leads to the next revision.
        """
        if not self.ranges or not any(
            _breaks_lines(c.removed) or _breaks_lines(c.inserted) for c in changes.changes
        ):
            return self
        shift = _LineShift(before, changes)
        return Folds((shift.of(first), shift.of(last)) for first, last in self.ranges)


def _breaks_lines(text: str) -> bool:
    return "\n" in text or "\r" in text


class _LineShift:
    """Where the lines of one revision are in the next one."""

    def __init__(self, before: Buffer, changes: ChangeSet) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._shifts = [0]
        for change in changes.changes:
            first = before.line_at(change.start)
            removed, inserted = _count_breaks(change.removed), _count_breaks(change.inserted)
            # What comes before all of a line moves the line itself.
            at_start = before.line_start(first) == change.start and change.inserted.endswith(("\n", "\r"))
            self._firsts.append(first - 1 if at_start and not removed else first)
            self._lasts.append(first + removed)
            self._shifts.append(self._shifts[-1] + inserted - removed)

    def of(self, line: int) -> int:
        index = bisect_left(self._firsts, line)
        if index and line < self._lasts[index - 1]:
            # The line is gone; what is left of it is in the line where the change started.
            return self._firsts[index - 1] + self._shifts[index - 1]
        return line + self._shifts[index]


def _count_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
