"""Owns which brackets belong together: the partner of one, and the pair around a stretch of text.

Does not know languages: a bracket in a comment or a quoted text counts as any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from editorapp.text.buffer import Buffer
from editorapp.text.language import BRACKETS

SEARCH_LIMIT: Final = 1_000_000
"""So far, in code points, a bracket is looked for in one direction."""

CLOSING_OF: Final = {pair[0]: pair[1] for pair in BRACKETS}
"""The closing sign of each opening one."""

OPENING_OF: Final = {pair[1]: pair[0] for pair in BRACKETS}
"""The opening sign of each closing one."""

_ANY: Final = re.compile("[" + re.escape("".join(BRACKETS)) + "]")
_EITHER: Final = {sign: re.compile("[" + re.escape(pair) + "]") for pair in BRACKETS for sign in pair}
_SMALLEST_BLOCK: Final = 1024
_LARGEST_BLOCK: Final = 65_536
_MOST_TRIES: Final = 100
"""So many signs that open before a stretch, and close within it, are passed over."""


def partner(buffer: Buffer, position: int, limit: int = SEARCH_LIMIT) -> int | None:
    """Return where the bracket is that belongs to the bracket right behind a position.

    Args:
        buffer: the text.
        position: where a bracket stands.
        limit: how far it is looked for, in code points.

    Returns:
        The position before the other bracket; None where there is no bracket, or none belongs to it so near.
    """
    sign = buffer.slice(position, position + 1)
    if sign in CLOSING_OF:
        signs = _signs_ahead(buffer, _EITHER[sign], position + 1, limit)
    elif sign in OPENING_OF:
        signs = _signs_behind(buffer, _EITHER[sign], position, limit)
    else:
        return None
    depth = 1
    for place, found in signs:
        depth += 1 if found == sign else -1
        if not depth:
            return place
    return None


def enclosing(buffer: Buffer, start: int, end: int, limit: int = SEARCH_LIMIT) -> tuple[int, int] | None:
    """Return the innermost pair of brackets around a stretch of text.

    Args:
        buffer: the text.
        start: where the stretch starts.
        end: where it ends.
        limit: how far a bracket is looked for in each direction, in code points.

    Returns:
        The positions before the opening and before the closing bracket; None where there is no pair so near.
    """
    depths = dict.fromkeys(CLOSING_OF, 0)
    hopeless: set[str] = set()
    tries = 0
    for place, sign in _signs_behind(buffer, _ANY, start, limit):
        if sign in OPENING_OF:
            depths[OPENING_OF[sign]] += 1
        elif depths[sign]:
            depths[sign] -= 1
        elif sign not in hopeless:
            other = partner(buffer, place, end - place + limit)
            if other is None:
                # Nor is there one for any sign of this kind that opens farther out.
                hopeless.add(sign)
            elif other >= end:
                return place, other
            tries += 1
            if tries == _MOST_TRIES or len(hopeless) == len(CLOSING_OF):
                break
    return None


def matching(buffer: Buffer, position: int, limit: int = SEARCH_LIMIT) -> tuple[int, int] | None:
    """Return the pair of brackets that a caret touches, the one behind it first, then the one before it.

    Returns:
        The position before the bracket that is touched, and before its partner; None where there is none.
    """
    for touched in (position, position - 1):
        other = partner(buffer, touched, limit) if touched >= 0 else None
        if other is not None:
            return touched, other
    return None


def _signs_ahead(
    buffer: Buffer, pattern: re.Pattern[str], start: int, limit: int
) -> Iterator[tuple[int, str]]:
    last = min(len(buffer), start + limit)
    size = _SMALLEST_BLOCK
    while start < last:
        text = buffer.slice(start, min(start + size, last))
        for match in pattern.finditer(text):
            yield start + match.start(), match.group()
        start += len(text)
        size = min(2 * size, _LARGEST_BLOCK)


def _signs_behind(
    buffer: Buffer, pattern: re.Pattern[str], end: int, limit: int
) -> Iterator[tuple[int, str]]:
    first = max(0, end - limit)
    size = _SMALLEST_BLOCK
    while end > first:
        start = max(first, end - size)
        text = buffer.slice(start, end)
        for match in reversed(list(pattern.finditer(text))):
            yield start + match.start(), match.group()
        end = start
        size = min(2 * size, _LARGEST_BLOCK)
