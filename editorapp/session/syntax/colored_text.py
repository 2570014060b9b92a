"""Owns `ColoredText`: what is known of the colors of one revision of a text, and how it follows changes.

Does not find colors out. It is immutable; the next one shares the blocks that are the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import accumulate, islice
from operator import itemgetter
from typing import Final, NamedTuple

from editorapp.session.syntax.edits import Stretch
from editorapp.session.syntax.spans import Span
from editorapp.text.change import Change, ChangeSet

_SPAN: Final = partial(tuple.__new__, Span)
"""Makes a span of a tuple, in half the time; with each key there may be hundreds."""

_START: Final = itemgetter(0)
_END: Final = itemgetter(1)

_MOST_BLOCKS: Final = 120
"""Blocks that are farthest from what was put in last are forgotten."""


class Block(NamedTuple):
    """A stretch of a text whose colors are known.

    Attributes:
        start: where it starts, in code points.
        end: where it ends.
        spans: what is not plain in it, in order and apart; positions count from the start of the block.
        is_fresh: whether the colors are those of the text as it is, not what is left of those before.
    """

    start: int
    end: int
    spans: tuple[Span, ...]
    is_fresh: bool = True


class ColoredText:
    """The colors of some blocks of a text, in order and apart."""

    __slots__ = ("_starts", "blocks")

    def __init__(self, blocks: Iterable[Block] = ()) -> None:
        """Take the blocks."""
        self.blocks: tuple[Block, ...] = tuple(blocks)
        self._starts = [block.start for block in self.blocks]

    def spans(self, start: int, end: int) -> list[Span]:
        """Return what is known not to be plain in a stretch, in positions that count from its start."""
        found: list[Span] = []
        index = max(0, bisect_right(self._starts, start) - 1)
        for block in self.blocks[index:]:
            if block.start >= end:
                break
            if block.end <= start:
                continue
            shift = block.start - start
            length = end - start
            spans = block.spans
            for span_start, span_end, scope in islice(spans, bisect_right(spans, -shift, key=_END), None):
                first, last = max(0, span_start + shift), min(length, span_end + shift)
                if first >= length:
                    break
                if first < last:
                    if found and found[-1][1] == first and found[-1][2] == scope:
                        found[-1] = _SPAN((found[-1][0], last, scope))
                    else:
                        found.append(_SPAN((first, last, scope)))
        return found

    def unknown(self, start: int, end: int, *, stale: bool = True) -> list[Stretch]:
        """Return the parts of a stretch whose colors are not known, or not fresh."""
        found: list[Stretch] = []
        index = max(0, bisect_right(self._starts, start) - 1)
        for block in self.blocks[index:]:
            if block.start >= end:
                break
            if block.end <= start or (stale and not block.is_fresh):
                continue
            if block.start > start:
                found.append(Stretch(start, block.start))
            start = max(start, block.end)
        if start < end:
            found.append(Stretch(start, end))
        return found

    def with_blocks(self, new: Sequence[Block]) -> ColoredText:
        """Return what is known with new blocks, in order and apart, in place of what they overlap."""
        if not new:
            return self
        kept: list[Block] = []
        for block in self.blocks:
            kept += _outside(block, new)
        blocks = sorted([*kept, *new])
        if len(blocks) > _MOST_BLOCKS:
            middle = (new[0].start + new[-1].end) // 2
            nearest = sorted(blocks, key=lambda block: abs(block.start + block.end - 2 * middle))
            blocks = sorted(nearest[:_MOST_BLOCKS])
        return ColoredText(blocks)

    def without_freshness(self, stretches: Sequence[Stretch]) -> ColoredText:
        """Return the same, where blocks that touch some stretches are not fresh."""
        if not stretches:
            return self
        row = sorted(stretches)
        starts = [stretch.start for stretch in row]
        ends = list(accumulate((stretch.end for stretch in row), max))

        def is_touched(block: Block) -> bool:
            before = bisect_right(starts, block.end)
            return before > 0 and ends[before - 1] >= block.start

        return ColoredText(
            block._replace(is_fresh=False) if block.is_fresh and is_touched(block) else block
            for block in self.blocks
        )

    def after(self, changes: ChangeSet) -> ColoredText:
        """Return what is left of it when the text changes: every color stays with its text."""
        if not changes or not self.blocks:
            return self
        every = changes.changes
        starts = [change.start for change in every] if len(every) > 1 else [every[0].start]
        blocks: list[Block] = []
        index = shift = 0
        for block in self.blocks:
            while index < len(every) and every[index].end < block.start:
                shift += len(every[index].inserted) - len(every[index].removed)
                index += 1
            if index == len(every) or starts[index] > block.end:
                blocks.append(
                    block if not shift else Block(block.start + shift, block.end + shift, *block[2:])
                )
                continue
            inside = every[index : bisect_right(starts, block.end, index)]
            changed = _changed(block, ChangeSet(inside), shift)
            if blocks and changed.start < blocks[-1].end:
                changed = _cut(changed, blocks[-1].end)
            if changed.end > changed.start:
                blocks.append(changed)
        return ColoredText(blocks)


def _outside(block: Block, new: Sequence[Block]) -> list[Block]:
    """Return what is left of a block where new ones, which are in order, take its place."""
    index = bisect_left(new, block.start, key=lambda other: other.end)
    if index == len(new) or new[index].start >= block.end:
        return [block]
    left: list[Block] = []
    start = block.start
    for other in new[index:]:
        if other.start >= block.end:
            break
        if other.start > start:
            left.append(_part(block, start, other.start))
        start = max(start, other.end)
    if start < block.end:
        left.append(_part(block, start, block.end))
    return left


def _part(block: Block, start: int, end: int) -> Block:
    first, last = start - block.start, end - block.start
    parts = (
        Span(max(s, first) - first, min(e, last) - first, scope)
        for s, e, scope in block.spans
        if e > first and s < last
    )
    return Block(start, end, tuple(parts), block.is_fresh)


def _cut(block: Block, start: int) -> Block:
    return _part(block, min(start, block.end), block.end)


def _changed(block: Block, changes: ChangeSet, shift: int) -> Block:
    """Return a block after changes that touch it.

    A word that is typed at its end keeps its color, and so does what a comment or a string goes on with.
    """
    start, spans = block.start, block.spans
    typed = changes.changes[0].inserted[-1:]
    grows = typed.isalnum() or typed == "_"
    if len(changes.changes) == 1:
        return _typed_into(block, changes.changes[0], shift, grows=grows)
    new_start = changes.map([start], after=False)[0]
    new_end = changes.map([block.end])[0]
    firsts = changes.map([start + span.start for span in spans])
    lasts = changes.map([start + span.end for span in spans], after=grows)
    moved = (
        Span(first - new_start, last - new_start, span.scope)
        for first, last, span in zip(firsts, lasts, spans, strict=True)
        if last > first
    )
    return Block(new_start + shift, new_end + shift, tuple(moved), False)


def _typed_into(block: Block, change: Change, shift: int, *, grows: bool) -> Block:
    """Return a block after one change that touches it: only what this touches is looked at."""
    start, spans, end = block.start, block.spans, change.end
    first = bisect_left(spans, change.start - start, key=_END)
    last = bisect_right(spans, end - start, first, key=_START)
    # Where the change lies within the block, neither needs to be mapped.
    added = len(change.inserted) - len(change.removed)
    is_inside = start < change.start and end < block.end
    changes = ChangeSet((change,))
    new_start = start if is_inside else changes.map([start], after=False)[0]
    new_end = block.end + added if is_inside else changes.map([block.end])[0]
    touched = spans[first:last]
    firsts = changes.map([start + span.start for span in touched])
    lasts = changes.map([start + span.end for span in touched], after=grows)
    before = spans[:first]
    if new_start != start:
        before = tuple(_SPAN((s + start - new_start, e + start - new_start, scope)) for s, e, scope in before)
    moved = (
        _SPAN((begin - new_start, end - new_start, span.scope))
        for begin, end, span in zip(firsts, lasts, touched, strict=True)
        if end > begin
    )
    added += start - new_start
    behind = [_SPAN((s + added, e + added, scope)) for s, e, scope in spans[last:]]
    return Block(new_start + shift, new_end + shift, (*before, *moved, *behind), False)
