"""Owns `Pause`, what long work calls between its parts, so that it can wait for others or be ended.

Does not wait itself: fronts that do other things beside the work say how.
"""

from __future__ import annotations

from collections.abc import Callable

Pause = Callable[[], None]
"""Called between parts of long work; it may wait, and raise an exception to end the work."""


def go_on() -> None:
    """Neither wait nor end."""
