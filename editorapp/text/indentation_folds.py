"""Owns `IndentationFolds`: lines that are indented farther belong to the line before them.

Does not know languages, nor which lines are folded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.folding import FoldRange

_LINE_START: Final = re.compile("(?:\r\n|\n|\r)([ \t]*+)([^ \t\r\n]?)")
_BLOCK: Final = 8192
_LIMIT: Final = 1_000_000
"""So far, in code points, the end of a range is looked for; a longer one cannot be folded."""

_MOST_BLANK: Final = 100
"""After so many blank lines nothing belongs to the line before them."""

_NEAR: Final = 4000
_LINES_READ: Final = 64
_MOST_READ: Final = 5000


class IndentationFolds:
    """What can be folded in the document that is shown, by the space at the start of its lines."""

    def __init__(self, document: Callable[[], Document]) -> None:
        """Take what returns the document."""
        self._document = document
        self._read_of: Document | None = None
        self._read: dict[int, int | None] = {}

    def can_fold(self, line: int) -> bool:
        """Tell whether the next line that is not blank is indented farther."""
        own = self._indent_of(line)
        if own is None:
            return False
        last = self._document().buffer.line_count - 1
        for following in range(line + 1, min(line + _MOST_BLANK, last) + 1):
            indent = self._indent_of(following)
            if indent is not None:
                return indent > own
        return False

    def _indent_of(self, line: int) -> int | None:
        """The indentation of a line; lines are mostly asked for one after the other, so more of them are read."""
        document = self._document()
        if (
            self._read_of is None
            or self._read_of.buffer is not document.buffer
            or len(self._read) > _MOST_READ
        ) or self._read_of.layout.tab_width != document.layout.tab_width:
            self._read = {}
        self._read_of = document
        if line not in self._read:
            self._read.update(islice(self._indents(line, _NEAR), _LINES_READ))
        return self._read.get(line)

    def range_at(self, line: int) -> int | None:
        """Return the last line that is indented farther; None if there is none, or it is too far away."""
        indents = self._indents(line, _LIMIT)
        own = next(indents, None)
        if own is None or own[1] is None:
            return None
        last = line
        for number, indent in indents:
            if indent is None:
                continue
            if indent <= own[1]:
                return last if last > line else None
            last = number
        buffer = self._document().buffer
        is_all = len(buffer) - buffer.line_start(line) <= _LIMIT
        return last if is_all and last > line else None

    def every(self) -> Iterator[FoldRange | None]:
        """Yield all ranges, each when its end is found; None after each block of lines."""
        document = self._document()
        open_ranges: list[tuple[int, int]] = []
        last = 0
        for count, (number, indent) in enumerate(
            _indents(document.buffer, 0, len(document.buffer), document)
        ):
            if count % 256 == 255:
                yield None
            if indent is None:
                continue
            while open_ranges and indent <= open_ranges[-1][1]:
                first = open_ranges.pop()[0]
                if last > first:
                    yield FoldRange(first, last, len(open_ranges) + 1)
            open_ranges.append((number, indent))
            last = number
        while open_ranges:
            first = open_ranges.pop()[0]
            if last > first:
                yield FoldRange(first, last, len(open_ranges) + 1)

    def _indents(self, line: int, limit: int) -> Iterator[tuple[int, int | None]]:
        document = self._document()
        return _indents(document.buffer, line, limit, document)


def _indents(buffer: Buffer, line: int, limit: int, document: Document) -> Iterator[tuple[int, int | None]]:
    """Yield the numbers of lines from one on, with the column of their first sign; None for blank lines."""
    width = document.layout.tab_width
    position = buffer.line_start(line)
    end = min(len(buffer), position + limit)
    # A line is known by the break before it; in front of the first one there is none.
    text = "\n" + buffer.slice(position, position + min(limit, _BLOCK))
    position -= 1
    while True:
        is_last = position + len(text) >= end
        matched = 0
        for match in _LINE_START.finditer(text):
            if match.end() == len(text) and not (is_last and end == len(buffer)):
                break
            matched = match.end()
            space = match[1]
            yield line, (len(space.expandtabs(width)) if "\t" in space else len(space)) if match[2] else None
            line += 1
        else:
            matched = len(text)
        if is_last:
            return
        # A break that was cut off is read again, with all of the space behind it.
        position += matched
        text = buffer.slice(position, position + max(_BLOCK, 2 * (len(text) - matched)))
