"""Owns which parts of two versions of a line differ, by whole words.

Does not compare texts line by line, see `line_match.py`.
"""

from __future__ import annotations

import difflib
import re
from typing import Final

_WORD: Final = re.compile(r"\w+|\s+|.", re.DOTALL)
_MOST: Final = 400
"""In lines of more words than these only what is the same at both ends is told apart."""

Parts = list[tuple[int, int]]
"""Start and end of each stretch, in code points."""


def differing_parts(old: str, new: str) -> tuple[Parts, Parts]:
    """Return which stretches of two lines are not in the other one."""
    olds, news = _WORD.findall(old), _WORD.findall(new)
    if max(len(olds), len(news)) > _MOST:
        return _between_ends(old, new)
    matcher = difflib.SequenceMatcher(None, olds, news, autojunk=False)
    old_parts: Parts = []
    new_parts: Parts = []
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            _add(old_parts, olds, old_start, old_end)
            _add(new_parts, news, new_start, new_end)
    return old_parts, new_parts


def _add(parts: Parts, words: list[str], start: int, end: int) -> None:
    if start < end:
        at = sum(map(len, words[:start]))
        parts.append((at, at + sum(map(len, words[start:end]))))


def _between_ends(old: str, new: str) -> tuple[Parts, Parts]:
    most = min(len(old), len(new))
    lead = common_start(old, new, most)
    trail = common_start(old[::-1], new[::-1], most - lead)
    return (
        [(lead, len(old) - trail)] if lead < len(old) - trail else [],
        [(lead, len(new) - trail)] if lead < len(new) - trail else [],
    )


def common_start(old: str, new: str, most: int) -> int:
    """Return how many code points two texts share at their start, up to `most`."""
    size, common = 1 << 16, 0
    while size:
        while common + size <= most and old[common : common + size] == new[common : common + size]:
            common += size
        size //= 2
    return common
