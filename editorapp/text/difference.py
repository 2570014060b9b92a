"""Owns the smallest single replacement that leads from one text to another.

Does not look for several changes; a line-by-line comparison is for showing, not for recording.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from editorapp.text.buffer import Buffer

_BLOCK: Final = 1 << 16
"""So many code points are compared at once: other threads get their turn in between, however long the texts are."""


def difference(old: Buffer, new: Buffer) -> tuple[int, int, str]:
    """Return the one replacement (start, end, text) that leads from one text to another."""
    shortest = min(len(old), len(new))
    start = _common(shortest, lambda at, size: old.slice(at, at + size) == new.slice(at, at + size))
    old_end, new_end = len(old), len(new)
    ending = _common(
        shortest - start,
        lambda at, size: (
            old.slice(old_end - at - size, old_end - at) == new.slice(new_end - at - size, new_end - at)
        ),
    )
    return start, old_end - ending, new.slice(start, new_end - ending)


def _common(most: int, agree: Callable[[int, int], bool]) -> int:
    """Return how many code points agree, up to `most`; `agree` is asked of a place and a number from there."""
    common, size = 0, _BLOCK
    while size:
        while common + size <= most and agree(common, size):
            common += size
        size //= 2
    return common
