"""Owns what a program says of its read models: how events become rows, and queries are answered from them.

Does not own where rows are kept, nor how far a read model has come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from editorapp.bus.message import RecordedEvent


class Rows(Protocol):
    """The rows of one read model, by key."""

    def get(self, key: str) -> Any:
        """Return a row, or None."""
        ...

    def put(self, key: str, row: Any) -> None:
        """Write a row."""
        ...

    def delete(self, key: str) -> None:
        """Delete a row, if it is there."""
        ...

    def items(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Yield the rows whose keys begin with a prefix, in the order of their keys."""
        ...


Project = Callable[[Rows, RecordedEvent], None]
"""Takes the rows and an event, and writes what follows. It may run again from the start at any time."""

Answer = Callable[[Rows, Any], Any]
"""Takes the rows and a query, and returns its answer."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A read model.

    Attributes:
        name: its stable name.
        row: the struct of its rows.
        projects: what it does, by type of event.
        queries: how it answers, by type of query.
        version: to be raised whenever its rows would come out differently; it is rebuilt then.
    """

    name: str
    row: type
    projects: Mapping[type, Project]
    queries: Mapping[type, Answer] = field(default_factory=dict)
    version: int = 1


class Health(msgspec.Struct, frozen=True):
    """How a read model or a process manager is doing.

    Attributes:
        name: its name.
        position: the last outcome that it has taken in.
        lag: how many outcomes are recorded behind that.
        rows: how many rows it has.
        errors: how often it failed since the process began.
        error: what its last failure said, while it has not been overcome.
        advanced: when it moved last, in microseconds since 1970, or 0.
    """

    name: str
    position: int
    lag: int
    rows: int = 0
    errors: int = 0
    error: str = ""
    advanced: int = 0
