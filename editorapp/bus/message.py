"""Owns the shapes of what travels: `Command`, `Outcome`, `RecordedEvent`, and `Intent`, a command not yet issued.

Does not know any particular command or event: payloads and events are types of the program that uses the bus.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from editorapp.bus.json_text import from_json, to_json


class Command(msgspec.Struct, frozen=True, gc=False):
    """A wish for one aggregate, as plain data.

    Attributes:
        name: the stable name of its type, imperative, such as `text.insert`.
        payload: its arguments, complete: whatever the handler needs that is not state of the aggregate.
        target: the id of the aggregate.
        time: when it was issued, in microseconds since 1970 (UTC).
        source: what issued it, such as `keyboard` or `script`.
        id: its identity as the sender gave it; the same id is done once. None where nobody will ask again.
        cause: the id of the message that it answers, or None.
        version: the version of the payload's type, from 1.
    """

    name: str
    payload: Any
    target: str
    time: int
    source: str = "script"
    id: str | None = None
    cause: str | None = None
    version: int = 1


def is_same_payload(one: Any, other: Any) -> bool:
    """Return whether two payloads of one type are the same, as far as what is stored of them can tell."""
    # Stored sets have no order, and stored dates, tuples or keys of no type in particular are plain data.
    return bool(one == other) or _plain(one) == _plain(other)


def _plain(payload: Any) -> Any:
    return from_json(to_json(payload), object)


class Failure(msgspec.Struct, frozen=True):
    """Why a command failed: a code for programs, a message for people, the argument at fault."""

    code: str
    message: str
    field: str | None = None


class TransientFailure(Failure, frozen=True):
    """Why a command failed that may succeed if it is tried again."""


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """How a command ended.

    Attributes:
        seq: its number in the log of its aggregate, from 1.
        status: how it ended.
        revision: the revision of the aggregate after it.
        id: the command's id.
        error: why it failed, if it did.
    """

    seq: int
    status: Literal["completed", "failed"]
    revision: int
    id: str | None = None
    error: Failure | None = None


class RecordedEvent(msgspec.Struct, frozen=True, gc=False):
    """A fact with where and when it was recorded.

    Attributes:
        seq: the number of the command that it is the outcome of, in the log of all aggregates, from 1.
        index: which event of that outcome it is, from 0.
        target: the id of the aggregate.
        time: when that command was issued, in microseconds since 1970.
        event: the event.
    """

    seq: int
    index: int
    target: str
    time: int
    event: Any


class Intent(msgspec.Struct, frozen=True):
    """A command that a process manager or an effect wants to be issued, through the queue.

    Attributes:
        target: the id of the aggregate.
        payload: the command's payload.
        delay: seconds until it may run.
        priority: the higher, the sooner, among commands for different aggregates.
    """

    target: str
    payload: Any
    delay: float = 0.0
    priority: int = 0
