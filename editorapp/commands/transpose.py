"""Owns the commands that exchange what stands on both sides of a caret: characters, words, lines.

Does not own moving lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import ClassVar, Final

from editorapp.commands.context import Context
from editorapp.commands.line_block import Block, rearranged
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text import grapheme
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document, Transaction
from editorapp.text.selection import Range, Selection

_WORD: Final = re.compile(r"\w+(?:['\u2019]\w+)*")

_Exchange = tuple[int, int, int, int]
"""Start and end of what stands left, start and end of what stands right."""


class TransposeCharacters(DocumentCommand, frozen=True):
    """Exchange the characters before and behind every caret; with several ranges, hand their texts round.

    At the end of a line the two characters before the caret are exchanged. Of several ranges each gets the text
    of the one before it, and the first that of the last.
    """

    spec: ClassVar = Specification(
        "transpose.characters", "Transpose Characters", Nature.EDIT, "Text/4/Transpose", "Ctrl+T"
    )

    def run(self, context: Context) -> Transaction:
        """Exchange them; see the class."""
        ranges = [current for current in context.document.selection.ranges if not current.is_caret]
        if len(ranges) > 1:
            return _handed_round(context.document, ranges)
        buffer = context.document.buffer
        return _exchanged(context.document, [_characters(buffer, head) for head in _carets(context.document)])


class TransposeWords(DocumentCommand, frozen=True):
    """Exchange the word at or before every caret with the next one in its line."""

    spec: ClassVar = Specification("transpose.words", "Transpose Words", Nature.EDIT, "Text/4/Transpose")

    def run(self, context: Context) -> Transaction:
        """Exchange them; see the class."""
        buffer = context.document.buffer
        return _exchanged(context.document, [_words(buffer, head) for head in _carets(context.document)])


class TransposeLines(DocumentCommand, frozen=True):
    """Exchange the line of every caret with the line above it; each caret stays in its line."""

    spec: ClassVar = Specification("transpose.lines", "Transpose Lines", Nature.EDIT, "Text/4/Transpose")

    def run(self, context: Context) -> Transaction:
        """Exchange them; see the class."""
        document = context.document
        blocks = []
        done = -1
        for head in _carets(document):
            line = document.buffer.line_at(head)
            if line - 1 > done:
                blocks.append((Block.of(document.buffer, line - 1, line), (1, 0)))
                done = line
        return rearranged(document, blocks)


def _carets(document: Document) -> list[int]:
    return [current.head for current in document.selection.ranges if current.is_caret]


def _characters(buffer: Buffer, head: int) -> _Exchange | None:
    line = buffer.line_at(head)
    start, end = buffer.line_start(line), buffer.line_end(line)
    middle = head if head < end else grapheme.previous_boundary(buffer, head)
    if middle <= start:
        return None
    return grapheme.previous_boundary(buffer, middle), middle, middle, grapheme.next_boundary(buffer, middle)


def _words(buffer: Buffer, head: int) -> _Exchange | None:
    line = buffer.line_at(head)
    start = buffer.line_start(line)
    found = [match.span() for match in _WORD.finditer(buffer.line_text(line))]
    if len(found) < 2:
        return None
    # The first word that ends at or behind the caret, and is not wholly behind it, else the one before.
    left = bisect_left(found, head - start, key=lambda span: span[1])
    if left == len(found) or (left and found[left][0] > head - start):
        left -= 1
    left = min(left, len(found) - 2)
    return tuple(start + edge for span in found[left : left + 2] for edge in span)  # type: ignore[return-value]


def _exchanged(document: Document, wanted: list[_Exchange | None]) -> Transaction:
    """Exchange the two sides of each; of those that overlap only the first. Carets come behind them."""
    buffer = document.buffer
    edits = []
    heads = []
    done = 0
    for exchange, head in zip(wanted, _carets(document), strict=True):
        if exchange is not None and exchange[0] >= done:
            start, left_end, right_start, done = exchange
            left, right = buffer.slice(start, left_end), buffer.slice(right_start, done)
            edits.append((start, done, right + buffer.slice(left_end, right_start) + left))
            head = done
        heads.append(head)
    moved = iter(heads)
    ranges = [
        Range(head, head) if current.is_caret and (head := next(moved)) >= 0 else current
        for current in document.selection.ranges
    ]
    # What is exchanged keeps its length, so positions stay what they are.
    return Transaction(ChangeSet.replacing(buffer, edits), Selection.of(ranges, document.selection.primary))


def _handed_round(document: Document, ranges: list[Range]) -> Transaction:
    buffer = document.buffer
    texts = [buffer.slice(current.start, current.end) for current in ranges]
    texts = [texts[-1], *texts[:-1]]
    edits = [(old.start, old.end, text) for old, text in zip(ranges, texts, strict=True)]
    changes = ChangeSet.replacing(buffer, edits)
    shift = 0
    moved = []
    for old, text in zip(ranges, texts, strict=True):
        start, end = old.start + shift, old.start + shift + len(text)
        moved.append(Range(start, end) if old.anchor < old.head else Range(end, start))
        shift += len(text) - (old.end - old.start)
    carets = [Range(head, head) for head in changes.map(_carets(document))]
    main = document.selection.main
    both = [*moved, *carets]
    return Transaction(changes, Selection.of(both, ranges.index(main) if main in ranges else len(both) - 1))
