"""Owns what a program says of its process managers, which listen to events and issue commands.

Does not own where their state is kept: it is written in the transaction that writes what they issue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from editorapp.bus.message import Intent, RecordedEvent

Correlate = Callable[[RecordedEvent], str]
"""Gives the key of the process that an event belongs to, such as the id of an order."""

React = Callable[[Any, RecordedEvent], tuple[Any, Iterable[Intent]]]
"""Takes the state of a process (None before its first event) and an event; returns the state after it (None where
the process has ended) and the commands to issue. Pure."""


def by_target(recorded: RecordedEvent) -> str:
    """Correlate by aggregate: each has a process of its own."""
    return recorded.target


@dataclass(frozen=True, slots=True)
class ProcessManager:
    """Listens to events and issues commands.

    Attributes:
        name: its stable name.
        state: the struct of its processes' states.
        reactions: what it does, by type of event.
        issues: the types of the commands that it may issue, so that a missing handler is noticed at start.
        correlate: gives the process that an event belongs to.
    """

    name: str
    state: type
    reactions: Mapping[type, React]
    issues: tuple[type, ...] = ()
    correlate: Correlate = by_target
