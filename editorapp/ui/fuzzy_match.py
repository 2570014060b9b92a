"""Owns how well a few letters fit a name that they are meant to find, and which letters of it they are.

Does not know what is found.

Letters must come in the order of the name. Those that begin a word of it, or stand one behind the other, fit
better than those that are scattered.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_AT_START: Final = 12
_AT_WORD: Final = 9
_BEHIND_LAST: Final = 7
_FARTHEST: Final = 3
"""A gap costs a point for each letter, and no more than these."""


class Fit(NamedTuple):
    """How letters fit a name: the larger the score the better, and where they are, as indexes of code points."""

    score: int
    places: tuple[int, ...]


def fit(letters: str, name: str) -> Fit | None:
    """Return the best way in which letters fit a name, the case left aside, or None where they do not.

    Args:
        letters: what was typed, without spaces; none fit any name.
        name: the name.
    """
    wanted, there = letters.casefold(), [letter.casefold() for letter in name]
    if not wanted:
        return Fit(0, ())
    # For the letters so far: the best way for the last of them to be at a place, by place.
    ways = {
        index: Fit(_worth(name, index), (index,)) for index, letter in enumerate(there) if letter == wanted[0]
    }
    for sought in wanted[1:]:
        ways = {
            index: best
            for index, letter in enumerate(there)
            if letter == sought and (best := _best_behind(ways, name, index)) is not None
        }
    return max(ways.values(), default=None)


def _best_behind(ways: dict[int, Fit], name: str, index: int) -> Fit | None:
    before = (
        Fit(way.score + _step(index - place), way.places) for place, way in ways.items() if place < index
    )
    best = max(before, default=None)
    return None if best is None else Fit(best.score + _worth(name, index), (*best.places, index))


def _step(distance: int) -> int:
    return _BEHIND_LAST if distance == 1 else -min(distance - 1, _FARTHEST)


def _worth(name: str, index: int) -> int:
    if index == 0:
        return _AT_START
    return _AT_WORD if not name[index - 1].isalnum() and name[index].isalnum() else 0
