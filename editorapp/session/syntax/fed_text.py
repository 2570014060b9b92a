"""Owns how a text is fed to a parser: two bytes for each code point, so that positions need no conversion.

Does not parse.

Parsers count bytes, and rows at line feeds only. So what they read is UTF-16 in which every code point has two
bytes, and every line of a `Buffer` ends with a line feed: what UTF-16 writes with four bytes or cannot write at
all, and a carriage return that is a line break by itself, are replaced one for one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from editorapp.text.buffer import Buffer

UNIT: Final = 2
"""The bytes of one code point in what is fed."""

ENCODING: Final = "utf16le"
"""What the parser calls it."""

_ODD: Final = re.compile("[\0\ud800-\udfff\U00010000-\U0010ffff]|\r(?!\n)")
_BLOCK: Final = 8192
"""How much is read at a time, in code points."""


def fed(text: str) -> bytes:
    """Return what a parser reads of a text, which must not be cut between CR and LF."""
    if not text.isascii() or "\r" in text or "\0" in text:
        text = _ODD.sub(_stand_in, text)
    return text.encode("utf-16-le")


def _stand_in(match: re.Match[str]) -> str:
    odd = match[0]
    if odd == "\r":
        return "\n"
    # A letter stands for a letter, so that a name stays a name.
    return "\u4e00" if odd > "\uffff" and odd.isalpha() else "\ufffd"


class FedText:
    """Reads a stretch of a text for a parser; may be called from any thread."""

    __slots__ = ("_blocks", "_buffer", "_end", "_start")

    def __init__(self, buffer: Buffer, start: int, end: int) -> None:
        """Take a text, and where the stretch starts and ends in it, in code points."""
        self._buffer = buffer
        self._start = start
        self._end = end
        self._blocks: tuple[int, bytes] = (0, b"")

    def __call__(self, offset: int, point: object) -> bytes:
        """Return what stands at an offset in bytes from the start of the stretch; nothing behind its end."""
        known_from, known = self._blocks
        if known_from <= offset < known_from + len(known):
            return known[offset - known_from :]
        start = self._start + offset // UNIT
        end = min(start + _BLOCK, self._end)
        if start >= end:
            return b""
        text = self._buffer.slice(start, end + 1)
        # What follows is read too: it tells whether a CR stands alone.
        block = fed(text)[: (end - start) * UNIT]
        self._blocks = (offset, block)
        return block

    def close(self) -> None:
        """Let go of the text: the binding of the parser keeps what it reads from for good."""
        self._buffer, self._end, self._blocks = Buffer(), self._start, (0, b"")


class Lines:
    """Where the lines of a stretch start, for finding the line of a position without asking the text."""

    __slots__ = ("first", "starts")

    def __init__(self, buffer: Buffer, first: int, last: int) -> None:
        """Take in the lines from first to last, from 0, the last one included."""
        self.first = first
        self.starts = [buffer.line_start(line) for line in range(first, min(last + 2, buffer.line_count))]

    def line_at(self, position: int) -> int:
        """Return the number of the line that a position in one of these lines is in."""
        return self.first + bisect_right(self.starts, position) - 1
