"""Owns `Nearby`, which reads a little of a buffer around many positions, each behind the last, at small cost.

Does not know what is looked for there.
"""

from __future__ import annotations

from typing import Final

from editorapp.text.buffer import Buffer

_LARGEST_READ: Final = 65_536


class Nearby:
    """Reads around positions, from pieces of the text that hold many of them."""

    __slots__ = ("_base", "_buffer", "_end", "_reach", "_size", "_text")

    def __init__(self, buffer: Buffer, reach: int) -> None:
        """Take the text, and how far to each side of a position it is read, in code points."""
        self._buffer = buffer
        self._reach = reach
        self._size = 0
        self._base = self._end = 0
        self._text = ""

    def around(self, position: int) -> tuple[str, int]:
        """Return a text that holds all around a position, as far as it is read, and the offset of it there."""
        first, last = max(0, position - self._reach), min(len(self._buffer), position + self._reach)
        if first < self._base or last > self._end:
            self._base, self._end = first, min(len(self._buffer), last + self._size)
            self._text = self._buffer.slice(self._base, self._end)
            # One position needs little; the farther it goes on, the more is read at once.
            self._size = min(_LARGEST_READ, 4 * self._size + self._reach)
        return self._text, position - self._base
