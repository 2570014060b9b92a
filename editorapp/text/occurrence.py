"""Owns finding a plain text in a buffer, forward and backward, without making one string of it.

Does not know patterns, words or the case of letters: that is `search.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from editorapp.text.buffer import Buffer

_SMALLEST_BLOCK: Final = 4096
_LARGEST_BLOCK: Final = 1 << 20


def next_occurrence(buffer: Buffer, text: str, start: int, end: int) -> int | None:
    """Return where a text, which is not empty, stands first between two positions, or None."""
    size = _SMALLEST_BLOCK
    while start + len(text) <= end:
        block_end = min(start + size + len(text) - 1, end)
        offset = buffer.slice(start, block_end).find(text)
        if offset >= 0:
            return start + offset
        start = block_end - len(text) + 1
        size = min(2 * size, _LARGEST_BLOCK)
    return None


def previous_occurrence(buffer: Buffer, text: str, start: int, end: int) -> int | None:
    """Return where a text, which is not empty, stands last between two positions, or None."""
    size = _SMALLEST_BLOCK
    while start + len(text) <= end:
        block_start = max(end - size - len(text) + 1, start)
        offset = buffer.slice(block_start, end).rfind(text)
        if offset >= 0:
            return block_start + offset
        end = block_start + len(text) - 1
        size = min(2 * size, _LARGEST_BLOCK)
    return None


def occurrences(buffer: Buffer, text: str) -> Iterator[int]:
    """Yield where a text, which is not empty, stands, from first to last; those that overlap count once."""
    start = 0
    while start + len(text) <= len(buffer):
        block = buffer.slice(start, start + _LARGEST_BLOCK + len(text) - 1)
        offset = block.find(text)
        reached = 0
        while offset >= 0:
            yield start + offset
            reached = offset + len(text)
            offset = block.find(text, reached)
        start += max(reached, len(block) - len(text) + 1)
