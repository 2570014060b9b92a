"""Owns how a change of a text is told to a tree: as edits in the units that the parser counts in.

Does not parse.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from editorapp.session.syntax.fed_text import UNIT
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet

_MOST_EDITS: Final = 64
"""More changes than these are told as one edit from the first to the last."""

Point = tuple[int, int]
"""A row from 0 and the bytes from its start."""


class Stretch(NamedTuple):
    """A part of a text.

    Attributes:
        start: where it starts, in code points.
        end: where it ends.
    """

    start: int
    end: int


class Edit(NamedTuple):
    """One replaced stretch, as `Tree.edit` takes it: each is told in the text that the earlier ones have left."""

    start: int
    old_end: int
    new_end: int
    start_point: Point
    old_end_point: Point
    new_end_point: Point


class _Hull(NamedTuple):
    """Changes that are told as one: where they are in the text before, and how much longer the text gets."""

    start: int
    end: int
    growth: int


def moved_stretch(stretch: Stretch, changes: ChangeSet) -> Stretch | None:
    """Return where a stretch of a text is after a change, or None where its borders were changed."""
    shift = growth = 0
    for start, removed, inserted in changes.changes:
        added = len(inserted) - len(removed)
        end = start + len(removed)
        # What is inserted right at a border could belong to either side.
        if end < stretch.start:
            shift += added
        elif start > stretch.start and end < stretch.end:
            growth += added
        elif start <= stretch.end:
            return None
    return Stretch(stretch.start + shift, stretch.end + shift + growth)


def edits(
    before: Buffer, after: Buffer, changes: ChangeSet, old: Stretch, new: Stretch, *, is_whole: bool
) -> Iterator[Edit]:
    """Yield what a change means for the tree of a stretch.

    Args:
        before: the text before.
        after: the text after.
        changes: what leads from one to the other.
        old: the stretch in the text before.
        new: the stretch in the text after, as `moved_stretch` gives it.
        is_whole: whether the stretch is the whole text.
    """
    old_rows, new_rows = _Rows(before, old.start), _Rows(after, new.start)
    shift = new.start - old.start
    for hull in _hulls(before, changes, old, is_whole=is_whole):
        start, new_end = hull.start + shift, hull.end + hull.growth + shift
        old_end = hull.end + shift
        start_point = new_rows.point(start)
        yield Edit(
            (start - new.start) * UNIT,
            (old_end - new.start) * UNIT,
            (new_end - new.start) * UNIT,
            start_point,
            _behind(start_point, old_rows, hull.start, hull.end),
            new_rows.point(new_end),
        )
        shift += hull.growth


def _hulls(before: Buffer, changes: ChangeSet, stretch: Stretch, *, is_whole: bool) -> Iterator[_Hull]:
    inside = [c for c in changes.changes if is_whole or (stretch.start < c.start and c.end < stretch.end)]
    if len(inside) > _MOST_EDITS:
        start, end = _start_of(before, inside[0].start, stretch), inside[-1].end
        yield _Hull(start, end, sum(len(c.inserted) - len(c.removed) for c in inside))
        return
    hull: _Hull | None = None
    for change in inside:
        start, added = _start_of(before, change.start, stretch), len(change.inserted) - len(change.removed)
        if hull is not None and start <= hull.end + 1:
            hull = _Hull(hull.start, change.end, hull.growth + added)
            continue
        if hull is not None:
            yield hull
        hull = _Hull(start, change.end, added)
    if hull is not None:
        yield hull


def _start_of(before: Buffer, start: int, stretch: Stretch) -> int:
    # What a CR is fed as depends on what follows it.
    follows = start > stretch.start and before.slice(start - 1, start) == "\r"
    return start - 1 if follows else start


class _Rows:
    """The points of positions in a stretch of a text."""

    def __init__(self, buffer: Buffer, origin: int) -> None:
        self._buffer = buffer
        self._origin = origin
        self._first = buffer.line_at(origin)

    def row(self, position: int) -> int:
        return self._buffer.line_at(position) - self._first

    def point(self, position: int) -> Point:
        line = self._buffer.line_at(position)
        start = max(self._origin, self._buffer.line_start(line))
        return line - self._first, (position - start) * UNIT


def _behind(start_point: Point, rows: _Rows, start: int, end: int) -> Point:
    """Return the point where a removed stretch ended, which began at a point."""
    added = rows.row(end) - rows.row(start)
    if added == 0:
        return start_point[0], start_point[1] + (end - start) * UNIT
    return start_point[0] + added, rows.point(end)[1]
