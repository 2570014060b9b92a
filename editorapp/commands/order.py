"""Owns sorting very many things by their keys in steps, so that others get their turn in between.

Does not know what is sorted. One call of the interpreter's own sort holds every other thread up until it ends, a
second for a million lines. So these are dealt out first: a sample is sorted, which parts the keys into stretches,
each small enough to be sorted at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from editorapp.text.pause import Pause, go_on, in_turns

_AT_ONCE: Final = 1 << 12
"""Things that are sorted in one call."""

_SAMPLES: Final = 8
"""Keys that are looked at for each stretch; the more, the more alike in size the stretches are."""


def in_order(
    indices: list[int], keys: Sequence[Any], *, reverse: bool = False, pause: Pause = go_on
) -> list[int]:
    """Return indices in the order of their keys; those with equal keys stay in the order that they have.

    Args:
        indices: what is sorted.
        keys: the key of each index; they can be compared with each other.
        reverse: whether the greatest comes first.
        pause: called now and then.
    """
    count = len(indices) // _AT_ONCE
    if count < 2 or pause is go_on:
        return sorted(indices, key=keys.__getitem__, reverse=reverse)
    sample = sorted(keys[index] for index in islice(indices, 0, None, _AT_ONCE // _SAMPLES))
    borders = sample[_SAMPLES - 1 :: _SAMPLES]
    stretches: list[list[int]] = [[] for _ in range(len(borders) + 1)]
    for index in in_turns(indices, pause):
        stretches[bisect_right(borders, keys[index])].append(index)
    ordered: list[int] = []
    for stretch in reversed(stretches) if reverse else stretches:
        stretch.sort(key=keys.__getitem__, reverse=reverse)
        ordered += stretch
        pause()
    return ordered
