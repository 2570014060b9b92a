"""Owns `Pace`, what long work calls every so often, so that its owner can rest it or end it.

Does not know time or threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Pace = Callable[[], bool]
"""Called at least every half millisecond or so; may rest. Returns whether the work is to end. Never raises."""


class GivenUpError(Exception):
    """The pace has said that the work is to end."""


def unhurried() -> bool:
    """Go on without a rest."""
    return False


def progress(pace: Pace) -> Callable[..., Any] | None:
    """Return what a parser calls for a pace."""
    if pace is unhurried:
        return None
    return lambda *_: pace()
