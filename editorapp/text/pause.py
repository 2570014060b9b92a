"""Owns `Pause`, what long work calls between its parts, so that it can wait for others or be ended.

Does not wait itself: fronts that do other things beside the work say how.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

T = TypeVar("T")

Pause = Callable[[], None]
"""Called between parts of long work; it may wait, and raise an exception to end the work."""


_TURN: Final = 512
"""Items that are gone over between two pauses, where each is little work."""


def go_on() -> None:
    """Neither wait nor end."""


def in_turns(items: Iterable[T], pause: Pause, count: int = _TURN) -> Iterable[T]:
    """Return items to go over, with a pause after every so many; where `go_on` is the pause, just the items."""
    return items if pause is go_on else _with_pauses(items, pause, count)


def _with_pauses(items: Iterable[T], pause: Pause, count: int) -> Iterator[T]:
    rest = iter(items)
    while turn := list(islice(rest, count)):
        yield from turn
        pause()
