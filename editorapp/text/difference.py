"""Owns the smallest single replacement that leads from one text to another.

Does not look for several changes; a line-by-line comparison is for showing, not for recording.
"""

from __future__ import annotations

from editorapp.text.buffer import Buffer


def difference(old: Buffer, new: Buffer) -> tuple[int, int, str]:
    """Return the one replacement (start, end, text) that leads from one text to another."""
    before, after = str(old), str(new)
    start = _common_prefix(before, after)
    limit = min(len(before), len(after)) - start
    ending = min(limit, _common_prefix(before[::-1], after[::-1]))
    return start, len(before) - ending, after[start : len(after) - ending]


def _common_prefix(left: str, right: str) -> int:
    """The length of the common start, by halving."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
