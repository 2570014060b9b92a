"""Owns `Range` and `Selection`: where in a text the next command acts.

Does not know how a selection is moved: that is `motion.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final, NamedTuple

from editorapp.text.change import ChangeSet


class Range(NamedTuple):
    """A stretch of text with a direction; a caret where both ends are the same.

    Attributes:
        anchor: the end that stays when the range is extended, in code points from 0.
        head: the end that moves, where the caret is shown.
    """

    anchor: int
    head: int

    @property
    def start(self) -> int:
        """The smaller end."""
        return self.anchor if self.anchor < self.head else self.head

    @property
    def end(self) -> int:
        """The greater end."""
        return self.head if self.anchor < self.head else self.anchor

    @property
    def is_caret(self) -> bool:
        """Whether nothing is selected."""
        return self.anchor == self.head


_RANGE: Final = partial(tuple.__new__, Range)
"""Makes a range of a tuple, in half the time."""


class Selection:
    """One or more ranges, in order and apart from each other; one of them is the primary one.

    Attributes:
        ranges: the ranges by rising position.
        primary: the index of the range that the view follows.
        goals: for each range the display column that vertical motion aims at, or an empty tuple.
    """

    __slots__ = ("_is_empty", "goals", "primary", "ranges")

    def __init__(self, ranges: Iterable[Range], primary: int = 0, goals: Iterable[int] = ()) -> None:
        """Take ranges that are sorted and apart already; `of` takes any."""
        self.ranges = tuple(ranges)
        self.primary = primary
        self.goals = tuple(goals)
        self._is_empty: bool | None = None

    @classmethod
    def caret(cls, position: int) -> Selection:
        """Return a selection of one caret."""
        return cls((Range(position, position),))

    @classmethod
    def of(cls, ranges: Sequence[Range], primary: int = 0, goals: Sequence[int] = ()) -> Selection:
        """Make a selection of ranges in any order; those that overlap, and equal carets, become one.

        Args:
            ranges: at least one range.
            primary: the index of the primary range in `ranges`.
            goals: a goal column for each range, or none at all.
        """
        if len(ranges) == 1:
            return cls(ranges, 0, goals)
        if _are_in_order(ranges):
            return cls(ranges, primary, goals)
        order = sorted(range(len(ranges)), key=lambda index: (ranges[index].start, ranges[index].end))
        merged: list[Range] = []
        merged_goals: list[int] = []
        new_primary = 0
        for index in order:
            current = ranges[index]
            if merged and _overlap(merged[-1], current):
                merged[-1] = _union(merged[-1], current)
            else:
                merged.append(current)
                if goals:
                    merged_goals.append(goals[index])
            if index == primary:
                new_primary = len(merged) - 1
        return cls(merged, new_primary, merged_goals)

    @property
    def main(self) -> Range:
        """The primary range."""
        return self.ranges[self.primary]

    @property
    def is_empty(self) -> bool:
        """Whether all ranges are carets."""
        if self._is_empty is None:
            self._is_empty = all(anchor == head for anchor, head in self.ranges)
        return self._is_empty

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Selection):
            return NotImplemented
        return self.ranges == other.ranges and self.primary == other.primary

    def __hash__(self) -> int:
        return hash((self.ranges, self.primary))

    def __repr__(self) -> str:
        return f"Selection({[tuple(r) for r in self.ranges]!r}, primary={self.primary})"

    def mapped(self, changes: ChangeSet) -> Selection:
        """Return the selection that this one becomes when a change set is applied to the text.

        Text inserted at a caret comes before it; text inserted at the end of a range stays outside it.
        """
        if not changes:
            return self
        if self.is_empty:
            return Selection.of(carets(changes.map([head for _, head in self.ranges])), self.primary)
        starts = changes.map([r.start for r in self.ranges])
        ends = changes.map([r.end for r in self.ranges], after=False)
        ranges = []
        for old, start, end in zip(self.ranges, starts, ends, strict=True):
            end = max(start, end)
            ranges.append(Range(start, end) if old.anchor <= old.head else Range(end, start))
        return Selection.of(ranges, self.primary)

    def clamped(self, length: int) -> Selection:
        """Return this selection with every position inside a text of `length` code points."""
        if self.ranges[-1].end <= length:
            return self
        ranges = [Range(min(anchor, length), min(head, length)) for anchor, head in self.ranges]
        return Selection.of(ranges, self.primary)


def carets(positions: Iterable[int]) -> list[Range]:
    """Return a caret for each position."""
    return [_RANGE((position, position)) for position in positions]


def _are_in_order(ranges: Sequence[Range]) -> bool:
    """Tell whether ranges are sorted and apart already, as they mostly are; there may be many thousands."""
    reached, was_caret = -1, False
    for anchor, head in ranges:
        start, end = (anchor, head) if anchor < head else (head, anchor)
        if start <= reached and (start < reached or was_caret or start == end):
            return False
        reached, was_caret = end, start == end
    return True


def _overlap(left: Range, right: Range) -> bool:
    if right.start < left.end:
        return True
    # A caret that touches a range, or another caret, adds nothing to it; two ranges may touch.
    return right.start == left.end and (left.is_caret or right.is_caret)


def _union(left: Range, right: Range) -> Range:
    start, end = min(left.start, right.start), max(left.end, right.end)
    return Range(start, end) if left.anchor <= left.head and right.anchor <= right.head else Range(end, start)
