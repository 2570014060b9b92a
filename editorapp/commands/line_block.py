"""Owns `Block`, whole lines taken out of a text in one go, and putting lines into another order.

Does not decide which order that is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import add, eq
from typing import Final

from editorapp.text.buffer import Buffer, gathered
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Document, Transaction
from editorapp.text.pause import Pause, go_on, in_turns
from editorapp.text.selection import Range, Selection

_BREAK: Final = re.compile("(\r\n|\r|\n)")

_AT_ONCE: Final = 1 << 18
"""Code points that are split into lines without a pause."""

_LINES_AT_ONCE: Final = 1 << 12


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that follow each other.

    Attributes:
        first: the number of the first one, from 0.
        start: where it starts, in code points.
        end: where the last one ends, behind its line break.
        texts: what stands in each line.
        breaks: the line break of each; that of the last line of a text is empty.
    """

    first: int
    start: int
    end: int
    texts: list[str]
    breaks: list[str]

    @classmethod
    def of(cls, buffer: Buffer, first: int, last: int, pause: Pause = go_on) -> Block:
        """Take the lines first to last (included) out of a text; `pause` is called now and then."""
        start = buffer.line_start(first)
        end = buffer.line_start(last + 1) if last + 1 < buffer.line_count else len(buffer)
        if end - start <= _AT_ONCE:
            texts, breaks = split_lines(buffer.slice(start, end))
        else:
            texts, breaks = _split_in_parts(buffer.chunks(start, end), pause)
        if last + 1 < buffer.line_count:
            del texts[-1], breaks[-1]
        return cls(first, start, end, texts, breaks)

    def starts(self, pause: Pause = go_on) -> list[int]:
        """Return where each line starts, in code points of the whole text, and the end behind the last one."""
        sizes = map(add, map(len, self.texts), map(len, self.breaks))
        return list(in_turns(accumulate(sizes, initial=self.start), pause))


def split_lines(text: str) -> tuple[list[str], list[str]]:
    """Return the lines of a text, as many as it has line breaks and one more, and the break of each.

    The break of the last line is empty.
    """
    if "\r" not in text:
        texts = text.split("\n")
        return texts, ["\n"] * (len(texts) - 1) + [""]
    parts = _BREAK.split(text)
    return parts[::2], [*parts[1::2], ""]


def _split_in_parts(chunks: Iterable[str], pause: Pause) -> tuple[list[str], list[str]]:
    """Return what `split_lines` does of a text that comes in parts, none of which ends within a line break."""
    texts: list[str] = []
    breaks: list[str] = []
    rest: list[str] = []
    for part in gathered(chunks, _AT_ONCE):
        found, ends = split_lines(part)
        rest.append(found[0])
        if len(found) > 1:
            found[0] = "".join(rest)
            rest = [found.pop()]
            texts += found
            breaks += ends[:-1]
        pause()
    return [*texts, "".join(rest)], [*breaks, ""]


def lines_of(
    buffer: Buffer, runs: Sequence[tuple[int, int]], pause: Pause = go_on
) -> Iterator[tuple[int, str]]:
    """Yield each line of some runs (first and last, included): where it starts, and its text without break."""
    for first, last in runs:
        block = Block.of(buffer, first, last, pause)
        yield from in_turns(zip(block.starts(pause), block.texts, strict=False), pause)


def selected_runs(document: Document) -> list[tuple[int, int]]:
    """Return the runs of lines that ranges select text in, in order and apart; carets count for nothing."""
    ranges = [current for current in document.selection.ranges if not current.is_caret]
    return runs_of(document.buffer, ranges)


def runs_of(buffer: Buffer, ranges: Sequence[Range]) -> list[tuple[int, int]]:
    """Return runs of lines (first and last, from 0) that ranges touch, in order and apart.

    A range that ends at the start of a line does not touch that line.
    """
    runs: list[tuple[int, int]] = []
    for current in ranges:
        first, last = buffer.line_at(current.start), buffer.line_at(current.end)
        if last > first and buffer.line_start(last) == current.end:
            last -= 1
        if runs and first <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(last, runs[-1][1]))
        else:
            runs.append((first, last))
    return runs


def all_lines(buffer: Buffer) -> tuple[int, int]:
    """Return the first and last line of a text; an empty last line, behind a line break, is left out."""
    last = buffer.line_count - 1
    return 0, last - 1 if last and buffer.line_start(last) == len(buffer) else last


def rearranged(
    document: Document, blocks: Sequence[tuple[Block, Sequence[int]]], pause: Pause = go_on
) -> Transaction:
    """Put lines into another order; carets and bookmarks stay in their lines, selections on the blocks.

    Args:
        document: where the lines are.
        blocks: blocks in order and apart, each with the new order: the indices of its lines as they come to
            follow each other; lines that are not named go away.
        pause: called now and then.
    """
    placed = [placed for block, order in blocks if (placed := _placed(document.buffer, block, order, pause))]
    changes = ChangeSet(change for change, _ in placed)
    mover = _Mover([moves for _, moves in placed])
    return Transaction(
        changes, mover.selection(document.selection), bookmarks=mover.marks(document.bookmarks)
    )


@dataclass(frozen=True, slots=True)
class _Moves:
    """Where the lines of a block have gone.

    Attributes:
        start: where the block starts, before.
        end: where it ends, before.
        old_starts: where each line starts, before.
        new_starts: where each has gone, counted from the start of the block.
        lengths: how much of each is left.
        size: the length of the block, after.
        last_break: the length of its last line break.
    """

    start: int
    end: int
    old_starts: list[int]
    new_starts: list[int]
    lengths: list[int]
    size: int
    last_break: int


def _placed(buffer: Buffer, block: Block, order: Sequence[int], pause: Pause) -> tuple[Change, _Moves] | None:
    count = len(block.texts)
    if len(order) == count and all(map(eq, order, range(count))):
        return None
    texts = [block.texts[index] for index in in_turns(order, pause)]
    breaks = [block.breaks[index] for index in in_turns(order, pause)]
    if not block.breaks[-1]:
        # The last line of a text has no line break, whichever line that is.
        for place, index in enumerate(order):
            if index == count - 1:
                breaks[place] = breaks[-1]
        breaks[-1] = ""
    keep_breaks_apart(
        texts, breaks, buffer.slice(block.start - 1, block.start), buffer.slice(block.end, block.end + 1)
    )
    text = _joined(texts, breaks, pause)
    new_starts, lengths = _ways(
        block, order, in_turns(accumulate(map(add, map(len, texts), map(len, breaks)), initial=0), pause)
    )
    moves = _Moves(
        block.start, block.end, block.starts(pause), new_starts, lengths, len(text), len(breaks[-1])
    )
    return Change(block.start, buffer.slice(block.start, block.end), text), moves


def _joined(texts: Sequence[str], breaks: Sequence[str], pause: Pause) -> str:
    """Join lines with their breaks, many in parts."""
    parts = []
    for start in range(0, len(texts), _LINES_AT_ONCE):
        end = start + _LINES_AT_ONCE
        parts.append("".join(chain.from_iterable(zip(texts[start:end], breaks[start:end], strict=True))))
        pause()
    return "".join(parts)


def _ways(block: Block, order: Sequence[int], starts: Iterable[int]) -> tuple[list[int], list[int]]:
    """Return where each line of a block has gone and how much of it is left."""
    new_starts = [-1] * len(block.texts)
    for index, start in zip(order, starts, strict=False):
        new_starts[index] = start
    lengths = list(map(len, block.texts))
    if len(order) < len(new_starts):
        near = 0
        for index, start in enumerate(new_starts):
            if start < 0:
                new_starts[index], lengths[index] = near, 0
            else:
                near = start
    return new_starts, lengths


def keep_breaks_apart(texts: list[str], breaks: list[str], before: str, after: str) -> None:
    """Change, in place, a CR that has come to stand before a LF, so that they stay two line breaks.

    Args:
        texts: lines that follow each other.
        breaks: their line breaks.
        before: the character before them, or nothing.
        after: the character behind them, or nothing.
    """
    if "\r" not in breaks and before != "\r":
        return
    previous = before
    for index, (text, line_break) in enumerate(zip(texts, breaks, strict=True)):
        if not text and line_break == "\n" and previous == "\r":
            breaks[index] = "\r\n"
        previous = line_break or previous
    if after == "\n" and previous == "\r" and breaks:
        breaks[-1] = "\r\n"


class _Mover:
    """Leads positions from before a rearrangement to after it."""

    def __init__(self, moves: list[_Moves]) -> None:
        self._moves = moves
        self._starts = [each.start for each in moves]
        self._shifts = list(accumulate((m.size - (m.end - m.start) for m in moves), initial=0))

    def _block_of(self, position: int) -> tuple[int, _Moves] | None:
        """The block that a position is in, and where this starts afterwards."""
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return None
        moves = self._moves[index]
        is_inside = position < moves.end or (position == moves.end and not moves.last_break)
        return (moves.start + self._shifts[index], moves) if is_inside else None

    def position(self, position: int) -> int:
        """Return where a position goes with its line; where the line is gone, to one that is near."""
        found = self._block_of(position)
        if found is None:
            return position + self._shifts[bisect_right(self._starts, position)]
        base, moves = found
        line = min(bisect_right(moves.old_starts, position) - 1, len(moves.lengths) - 1)
        return base + moves.new_starts[line] + min(position - moves.old_starts[line], moves.lengths[line])

    def marks(self, bookmarks: tuple[int, ...]) -> tuple[int, ...] | None:
        """Return the bookmarks, in order, each once."""
        return tuple(sorted({self.position(mark) for mark in bookmarks})) if bookmarks else None

    def selection(self, selection: Selection) -> Selection:
        """Return the selection: on each block that a range was in, the whole of it."""
        ranges = []
        for current in selection.ranges:
            found = None if current.is_caret else self._block_of(current.start)
            if found is None:
                ranges.append(Range(self.position(current.anchor), self.position(current.head)))
                continue
            base, moves = found
            end = base + moves.size - moves.last_break
            ranges.append(Range(base, end) if current.anchor < current.head else Range(end, base))
        return Selection.of(ranges, selection.primary)


def line_changes(buffer: Buffer, edits: Iterable[tuple[int, int, str]], pause: Pause = go_on) -> ChangeSet:
    """Make a change set of edits (start, end, new text) that put in or take away whole lines.

    Edits that touch become one. Where a CR would come to stand before a LF, another LF is put between them, so
    that no line break is lost.

    Args:
        buffer: the text.
        edits: sorted, apart or touching.
        pause: called now and then.
    """
    merged: list[tuple[int, int, str]] = []
    for start, end, text in in_turns(edits, pause):
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end, merged[-1][2] + text)
        elif end > start or text:
            merged.append((start, end, text))
    return ChangeSet.replacing(
        buffer,
        [(start, end, _apart(buffer, start, end, text)) for start, end, text in in_turns(merged, pause)],
    )


def _apart(buffer: Buffer, start: int, end: int, text: str) -> str:
    after_return = buffer.slice(start - 1, start) == "\r"
    before_feed = buffer.slice(end, end + 1) == "\n"
    if not text:
        return "\n" if after_return and before_feed else ""
    if after_return and text[0] == "\n":
        text = "\n" + text
    return text + "\n" if before_feed and text[-1] == "\r" else text


def without_lines(block: Block, kept: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return the edits that leave only some lines of a block, each with its line break.

    Args:
        block: the lines.
        kept: the indices of at least one line that stays, rising.
    """
    starts = block.starts()
    edits = []
    for before, after in zip([-1, *kept], [*kept, len(block.texts)], strict=True):
        if after - before < 2:
            continue
        start = starts[before + 1]
        if after == len(block.texts) and not block.breaks[-1] and before >= 0:
            # The last line that stays becomes the last one of the text, which has no line break.
            start -= len(block.breaks[before])
        edits.append((start, starts[after], ""))
    return edits
