"""Owns how often and how lately a person has used each command, as it follows from the entries of journals.

Does not keep it, and does not order anything but by it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from editorapp.session.entry import Entry

HALF_LIFE: Final = 14 * 24 * 3600 * 1_000_000
"""Microseconds after which a use weighs half as much."""

_OF_A_PERSON: Final = frozenset({"keyboard", "menu", "mouse", "dialog", "palette"})
"""Sources behind which there is a person; what scripts, recovery and workers issue says nothing about habits."""


class CommandUsage(msgspec.Struct, frozen=True):
    """The query for how much each command is used; answered by a dict of `Usage` by name."""


class Usage(msgspec.Struct, frozen=True):
    """How much a command is used.

    Attributes:
        count: how many times it was done.
        last: when it was issued last, in microseconds since 1970 (UTC).
        weight: the uses at that time, each halved for every `HALF_LIFE` that it lay back then.
    """

    count: int
    last: int
    weight: float

    def rank(self) -> float:
        """Return a number to order commands by: the larger, the more it was used lately.

        It does not depend on the present, in which all weights would be less by the same factor.
        """
        return math.log2(self.weight) + self.last / HALF_LIFE


def used(before: Usage | None, time: int) -> Usage:
    """Return the usage of a command that was used once more, at a time in microseconds since 1970."""
    return Usage(1, time, 1.0) if before is None else together(before, Usage(1, time, 1.0))


def together(one: Usage, other: Usage) -> Usage:
    """Return the usage of a command that was used here and there."""
    last = max(one.last, other.last)
    weight = _at(one, last) + _at(other, last)
    return Usage(one.count + other.count, last, weight)


def _at(usage: Usage, time: int) -> float:
    return usage.weight * math.exp2((usage.last - time) / HALF_LIFE)


def counted(before: Mapping[str, Usage], entries: Iterable[Entry]) -> dict[str, Usage]:
    """Count what a person has done.

    Args:
        before: what was counted so far, by the names of commands.
        entries: what follows, with outcomes; commands that were refused do not count.

    Returns:
        The usage of the commands that are among the entries.
    """
    found: dict[str, Usage] = {}
    for entry in entries:
        if entry.source in _OF_A_PERSON and entry.failure is None:
            found[entry.name] = used(found.get(entry.name) or before.get(entry.name), entry.time)
    return found
