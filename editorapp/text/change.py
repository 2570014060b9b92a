"""Owns `ChangeSet`: a change of a text as a value that can be applied, inverted, composed and mapped through.

Does not know who wanted the change or how it is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from editorapp.text import collector
from editorapp.text.buffer import Buffer
from editorapp.text.pause import Pause, go_on, in_turns

_MANY: Final = 8
"""From so many changes on they are made in one walk over the text."""

_PAIRS: Final = 32
"""Change sets that are composed between two pauses."""

_READ_AT_ONCE: Final = 1 << 16

_LONG: Final = 1 << 16
"""A single change of so many code points is worth being made ahead."""


class Change(NamedTuple):
    """One replaced stretch of text.

    Attributes:
        start: where it starts in the text before the change, in code points from 0.
        removed: the text that goes away.
        inserted: the text that comes in its place.
    """

    start: int
    removed: str
    inserted: str

    @property
    def end(self) -> int:
        """Where the removed text ended, in the text before the change."""
        return self.start + len(self.removed)


_CHANGE: Final = partial(tuple.__new__, Change)
"""Makes a change of a tuple, in half the time; there may be millions."""


class ChangeSet:
    """Changes of one text, in order, apart from each other, all in positions of the text before.

    As removed texts are part of it, a change set can be inverted without the text that it belongs to.
    """

    __slots__ = ("_applied", "changes")

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        """Take changes that are sorted by position and do not overlap."""
        self.changes = tuple(changes)
        self._applied: tuple[Buffer, Buffer] | None = None

    @classmethod
    def replacing(cls, buffer: Buffer, edits: Iterable[tuple[int, int, str]]) -> ChangeSet:
        """Make a change set of edits (start, end, new text), sorted and apart; empty ones are left out."""
        # Each key comes here with one edit, for which even to ask whether the collector should rest takes too long.
        if isinstance(edits, list | tuple) and len(edits) < collector.VERY_MANY:
            return cls(_with_removed(buffer, edits))
        with collector.resting():
            return cls(_with_removed(buffer, edits))

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ChangeSet) and self.changes == other.changes

    def __hash__(self) -> int:
        return hash(self.changes)

    def __repr__(self) -> str:
        return f"ChangeSet({list(self.changes)!r})"

    def apply_ahead(self, buffer: Buffer, pause: Pause = go_on) -> None:
        """Do now, perhaps in another thread, what the next `apply` to the same buffer then need not do.

        Args:
            buffer: the text.
            pause: called now and then where there are many changes; see `Pause`.
        """
        if len(self.changes) >= _MANY or any(_is_long(change) for change in self.changes):
            self._applied = buffer, buffer.replace_many(self.changes, pause)

    def apply(self, buffer: Buffer) -> Buffer:
        """Return the next revision of a buffer that has the removed texts where they should be.

        Raises:
            IndexError: a change lies outside the text.
        """
        # What was done ahead is kept no longer than until here: it holds two revisions of a text.
        applied, self._applied = self._applied, None
        if applied is not None and applied[0] is buffer:
            return applied[1]
        if len(self.changes) == 1:
            start, removed, inserted = self.changes[0]
            return buffer.replace(start, start + len(removed), inserted)
        if len(self.changes) >= _MANY:
            return buffer.replace_many(self.changes)
        for start, removed, inserted in reversed(self.changes):
            buffer = buffer.replace(start, start + len(removed), inserted)
        return buffer

    def fits(self, buffer: Buffer) -> bool:
        """Tell whether the removed texts stand in a buffer where this change set says."""
        return all(buffer.slice(change.start, change.end) == change.removed for change in self.changes)

    def inverted(self, pause: Pause = go_on) -> ChangeSet:
        """Return the change set that undoes this one; `pause` is called now and then where it is long."""
        if len(self.changes) == 1:
            start, removed, inserted = self.changes[0]
            return ChangeSet((Change(start, inserted, removed),))
        undone = []
        shift = 0
        with collector.resting(len(self.changes)):
            for start, removed, inserted in in_turns(self.changes, pause):
                undone.append(_CHANGE((start + shift, inserted, removed)))
                shift += len(inserted) - len(removed)
            return ChangeSet(undone)

    def map(self, positions: Sequence[int], *, after: bool = True) -> list[int]:
        """Map positions of the text before to positions of the text after.

        Args:
            positions: in code points, in rising order.
            after: whether a position where text is inserted, or that lay in removed text, comes to lie
                behind the inserted text (else before it).

        Returns:
            The mapped positions, in the same order.
        """
        mapped = []
        shift = 0
        index = 0
        changes = self.changes
        for position in positions:
            while index < len(changes) and changes[index].end < position:
                shift += len(changes[index].inserted) - len(changes[index].removed)
                index += 1
            mapped.append(_map_position(position, changes, index, shift, after=after))
        return mapped

    def compose(self, later: ChangeSet, pause: Pause = go_on) -> ChangeSet:
        """Return the one change set that does what this one and then a later one do.

        Args:
            later: the one that comes after this one.
            pause: called now and then where there are many changes.
        """
        if not self.changes:
            return later
        if not later.changes:
            return self
        evenly = self.composed_evenly(later)
        if evenly is not None:
            return evenly
        return ChangeSet(in_turns(_composed(self.changes, later.changes), pause))

    def composed_evenly(self, later: ChangeSet) -> ChangeSet | None:
        """Return what `compose` does if each change of the later one touches that of its number here, else None.

        That is so where keys are typed at many carets, and takes a tenth of the time.
        """
        joined = _composed_pairwise(self.changes, later.changes)
        return None if joined is None else ChangeSet(joined)


def compose_all(change_sets: Sequence[ChangeSet], pause: Pause = go_on) -> ChangeSet:
    """Compose change sets that follow each other, pairwise, so that n of them cost about n log n."""
    row = list(change_sets)
    while len(row) > 1:
        pairs = in_turns(range(0, len(row) - 1, 2), pause, _PAIRS)
        paired = [row[index].compose(row[index + 1], pause) for index in pairs]
        row = paired + row[2 * len(paired) :]
    return row[0] if row else ChangeSet()


def _is_long(change: Change) -> bool:
    return len(change.removed) + len(change.inserted) >= _LONG


def _with_removed(buffer: Buffer, edits: Iterable[tuple[int, int, str]]) -> Iterator[Change]:
    """Make changes of edits; many are cut from pieces of the text that hold many of them."""
    text, base, known, size = "", 0, 0, 0
    for start, end, inserted in edits:
        if end > known or start < base:
            base, known = start, max(end, start + size)
            text = buffer.slice(base, known)
            size = min(_READ_AT_ONCE, 2 * size + 64)
        if inserted or end > start:
            yield _CHANGE((start, text[start - base : end - base], inserted))


def _map_position(position: int, changes: tuple[Change, ...], index: int, shift: int, *, after: bool) -> int:
    # Changes from `index` on end at or behind the position; more than one can touch it.
    while index < len(changes):
        start, removed, inserted = changes[index]
        if start > position:
            break
        touches_end = start + len(removed) == position and removed
        if touches_end or (start == position and not removed and after):
            shift += len(inserted) - len(removed)
            index += 1
            continue
        if start < position:
            return start + shift + (len(inserted) if after else 0)
        break
    return position + shift


def _composed_pairwise(first: tuple[Change, ...], second: tuple[Change, ...]) -> list[Change] | None:
    """Compose change sets of which each change touches that of its number only, as with keys typed at many carets.

    Returns:
        The changes; None where it is not so, which is found out on the way.
    """
    if len(first) != len(second):
        return None
    joined: list[Change] = []
    shift = 0
    reached = -1
    for (start, removed, inserted), (later_start, known, later) in zip(first, second, strict=True):
        # In the text between them, from where the one and the other changes it and to where.
        begin, end = start + shift, start + shift + len(inserted)
        later_end = later_start + len(known)
        if later_start > end or later_end < begin or begin <= reached or later_start <= reached:
            return None
        before, after = removed, later
        if later_start < begin:
            before = known[: begin - later_start] + before
        elif later_start > begin:
            after = inserted[: later_start - begin] + after
        if later_end > end:
            before += known[end - later_start :]
        elif later_end < end:
            after += inserted[later_end - begin :]
        if before != after:
            joined.append(_CHANGE((min(begin, later_start) - shift, before, after)))
        reached = max(end, later_end)
        shift += len(inserted) - len(removed)
    return joined


class _Piece(NamedTuple):
    """A stretch of the middle text (after the first, before the second change set) with its two sides."""

    start: int
    end: int
    other: str
    known: str
    is_first: bool


def _composed(first: tuple[Change, ...], second: tuple[Change, ...]) -> Iterator[Change]:
    """Compose by way of the middle text.

    Changes of both sets that touch in the middle text form one region. Every code point of a region is
    known, since it was inserted by the first set or removed by the second, so its text before and after
    can be put together.
    """
    pieces = sorted(_pieces(first, second), key=lambda piece: (piece.start, piece.end))
    region: list[_Piece] = []
    region_end = 0
    shift = 0
    for piece in pieces:
        if region and piece.start > region_end:
            change = _joined(region, shift)
            shift += sum(len(p.other) - len(p.known) for p in region if p.is_first)
            if change.removed != change.inserted:
                yield change
            region = []
        region.append(piece)
        region_end = piece.end if len(region) == 1 else max(region_end, piece.end)
    change = _joined(region, shift)
    if change.removed != change.inserted:
        yield change


def _pieces(first: tuple[Change, ...], second: tuple[Change, ...]) -> Iterator[_Piece]:
    shift = 0
    for start, removed, inserted in first:
        yield _Piece(start + shift, start + shift + len(inserted), removed, inserted, True)
        shift += len(inserted) - len(removed)
    for start, removed, inserted in second:
        yield _Piece(start, start + len(removed), inserted, removed, False)


def _joined(region: list[_Piece], shift: int) -> Change:
    """Make one change of a region; `shift` leads from positions of the middle text to those before."""
    start = region[0].start
    middle = ""
    for piece in region:
        middle += piece.known[start + len(middle) - piece.start :]
    before = _with_sides(middle, start, [piece for piece in region if piece.is_first])
    after = _with_sides(middle, start, [piece for piece in region if not piece.is_first])
    return Change(start + shift, before, after)


def _with_sides(middle: str, start: int, pieces: list[_Piece]) -> str:
    parts: list[str] = []
    position = start
    for piece in pieces:
        parts += (middle[position - start : piece.start - start], piece.other)
        position = piece.end
    parts.append(middle[position - start :])
    return "".join(parts)
