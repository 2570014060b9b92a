"""Owns what can be seen of a command and of a query on their way: the shapes of a trace.

Does not keep or show them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec


class CommandTrace(msgspec.Struct, frozen=True, gc=False):
    """A command that has gone its whole way.

    Attributes:
        name: the command's name.
        target: the id of the aggregate.
        source: what issued it.
        time: when it was issued, in microseconds since 1970.
        seq: its number in the log.
        status: `completed` or `failed`.
        revision: the revision of the aggregate after it.
        events: the names of the events that followed.
        error: why it failed, or empty.
        accepting: nanoseconds that it took to be recorded.
        deciding: nanoseconds that its handler took.
        recording: nanoseconds until its outcome was recorded.
        publishing: nanoseconds that the handlers of its events took.
        id: its id, or None.
        cause: the id of the message that it answers, or None.
    """

    name: str
    target: str
    source: str
    time: int
    seq: int
    status: str
    revision: int
    events: tuple[str, ...]
    error: str
    accepting: int
    deciding: int
    recording: int
    publishing: int
    id: str | None = None
    cause: str | None = None


class QueryTrace(msgspec.Struct, frozen=True, gc=False):
    """A query that was answered.

    Attributes:
        name: the query's type.
        read_model: who answered it.
        position: how far that read model had come.
        rows: how many rows it returned.
        took: nanoseconds.
        error: why it was not answered, or empty.
    """

    name: str
    read_model: str
    position: int
    rows: int
    took: int
    error: str = ""


class JobTrace(msgspec.Struct, frozen=True, gc=False):
    """A job that has changed its state.

    Attributes:
        id: its id.
        kind: `command`, `effect` or `handler`.
        name: what it does.
        target: the id of the aggregate.
        state: its state now.
        attempts: how many attempts were made.
        error: why the last one failed, or empty.
        took: nanoseconds of the last attempt.
    """

    id: str
    kind: str
    name: str
    target: str
    state: str
    attempts: int
    error: str
    took: int


Observe = Callable[[Any], None]
"""Is told of each trace; must be quick, and may be called by any thread."""


def unfailing(observe: Observe, report: Callable[[Exception], None]) -> Observe:
    """Return an observer that hurts nothing by failing; its errors go to `report`."""

    def tell(trace: Any) -> None:
        try:
            observe(trace)
        except Exception as error:  # noqa: BLE001 - what is shown of a command cannot hurt it
            report(error)

    return tell
