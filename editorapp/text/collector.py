"""Owns how Python's garbage collector is kept away from many objects that were made at once and hold no cycles.

Does not decide when it runs otherwise.

A million changes are a million objects. To go through them for cycles, of which there are none, takes a tenth of a
second and more, each time, while no other thread can go on. They are set aside instead: they go as soon as nobody
refers to them, like all others, and are never gone through. So does what else was made in that time; a cycle among
that stays for ever, so only very many objects are worth it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

VERY_MANY: Final = 1 << 14
"""Objects from which on the collector rests while they are made."""

_WORTH_IT: Final = 100_000
"""Young objects that are set aside."""


def set_aside() -> None:
    """Let the collector not go through the objects that were made lately, if these are very many."""
    if gc.get_count()[0] >= _WORTH_IT:
        gc.freeze()


@contextmanager
def resting(count: int = VERY_MANY) -> Iterator[None]:
    """Make objects without their being searched for cycles; there are none, and they would be searched often.

    Args:
        count: about how many there will be; with few, nothing is done.
    """
    is_used = count >= VERY_MANY and gc.isenabled()
    if is_used:
        gc.disable()
    try:
        yield
    finally:
        if is_used:
            set_aside()
            gc.enable()
