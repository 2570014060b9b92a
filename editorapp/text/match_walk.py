"""Owns the way from one match to the next within one string, and `Match` itself.

Does not know patterns as a person writes them, nor how a text is cut into strings.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, Final, NamedTuple

from editorapp.text.patience import Patience
from editorapp.text.search_window import Window

_MATCHES_AT_ONCE: Final = 512

MOMENT: Final = 0.003
"""Seconds after which a search lets other threads go on beside it."""


class Match(NamedTuple):
    """A place where a pattern was found.

    Attributes:
        start: where it starts, in code points.
        end: where it ends.
        found: its parts, for a regular expression; else None.
    """

    start: int
    end: int
    found: Any = None


def each_match(
    pattern: Any, text: str, position: int, patience: Patience, *, is_sparse: bool = False
) -> Iterator[Any]:
    """Yield the matches of a compiled pattern; other threads go on wherever that takes more than a moment.

    The package can let other threads run while it looks for a match. Done for every match, that would cost far
    more than to look for it: each of the others would have a turn in between. So it is done where a match is
    not found at once, and where few matches are to be expected.

    Args:
        pattern: the pattern.
        text: the text.
        position: where in it to begin.
        patience: how long it may take.
        is_sparse: whether there are hardly more matches than one for some thousand code points.
    """
    is_slow = was_empty = False
    while True:
        limit = patience.left() if is_slow else min(MOMENT, patience.left())
        most = 1 if is_slow else _MATCHES_AT_ONCE
        try:
            for number, found in enumerate(
                pattern.finditer(text, position, concurrent=is_slow or is_sparse, timeout=limit)
            ):
                start, end = found.span()
                if number == 0 and was_empty and start == end == position:
                    # The one that was found last.
                    continue
                yield found
                position, was_empty = end, start == end
                if number >= most:
                    break
            else:
                return
            is_slow = False
            patience.pause()
        except TimeoutError:
            if is_slow:
                raise
            is_slow = True


def literal_matches(literal: str, window: Window, position: int) -> Iterator[Match]:
    """Yield the places of a plain text in a window, from a position on."""
    text, base, size = window.text, window.base, len(literal)
    last = window.border - base + size - 1
    found = text.find(literal, position - base, last)
    while found >= 0:
        yield Match(found + base, found + base + size)
        found = text.find(literal, found + size, last)


def literal_places(literal: str, text: str) -> tuple[array[int], array[int]]:
    """Return where a plain text starts in a text, and where it ends, each time it is in there."""
    size = len(literal)
    parts = text.split(literal)
    parts.pop()
    ends = array("q", accumulate(len(part) + size for part in parts))
    return array("q", [end - size for end in ends]), ends
