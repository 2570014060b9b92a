"""Owns `Window`: the parts of a text that are searched one after the other, with what must be seen around each.

Does not search. A part ends where a line starts wherever that can be, so that it can be searched by itself.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from editorapp.text.buffer import Buffer

LONGEST_WHOLE: Final = 1 << 24
"""A text or a line of at most so many code points is searched in one piece where a match may be of any length."""

REACH: Final = 1 << 20
"""In longer ones a match, with all that its expression looks at, may be so many code points long."""

_AROUND: Final = 2
"""What anchors and word borders see on each side: a line break has up to two code points."""


class Window(NamedTuple):
    """A part of a text, with what is around it.

    Attributes:
        text: the part, and something on both sides of it.
        base: the position of the start of `text`.
        border: matches that start here or later belong to the next part; behind the end of the text for the last.
        is_independent: whether no match of it goes over the border, since that is the start of a line.
        is_cut: whether a match may want to see more than `text`.
    """

    text: str
    base: int
    border: int
    is_independent: bool
    is_cut: bool


def _line_start_before(buffer: Buffer, position: int) -> int:
    return buffer.line_start(buffer.line_at(position))


def line_window(buffer: Buffer, position: int, size: int) -> Window | None:
    """Return a part from a position to the start of a line, for matches within a line; None in a long line.

    Args:
        buffer: the text.
        position: where the part starts.
        size: how many code points it has at least, unless the text ends.
    """
    length = len(buffer)
    line = buffer.line_at(min(position + size, length))
    border = length + 1 if line + 1 >= buffer.line_count else buffer.line_start(line + 1)
    base = max(0, _line_start_before(buffer, position) - _AROUND)
    if border - base > max(LONGEST_WHOLE, 2 * size):
        return None
    return Window(buffer.slice(base, border + _AROUND), base, border, True, False)


def reaching_window(buffer: Buffer, position: int, size: int, reach: int) -> Window:
    """Return a part from a position on with so much around it that a match of some length is seen.

    Args:
        buffer: the text.
        position: where the part starts.
        size: how many code points it has, unless the text ends.
        reach: how many are seen before and behind it.
    """
    length = len(buffer)
    border = position + size
    if border >= length:
        border = length + 1
    base = max(0, position - reach)
    end = min(length, border + reach)
    return Window(buffer.slice(base, end), base, border, False, end < length)
