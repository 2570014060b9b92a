"""Owns `Job`: something that waits in the queue to be done, and the states that it goes through.

Does not decide when it is done, and does not do it.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from typing import Final, Protocol

import msgspec

from editorapp.bus.message import Failure

_DERIVED: Final = re.compile(r"(:\d+\.\d+(\.\d+)?|:then\d*|~\d+)$")


def is_derived_id(text: str) -> bool:
    """Return whether an id has the form of those that are made here.

    They are `effect:seq.index`, `manager:seq.index.number`, `job:then` and `id~attempt`. A sender who took one of
    them would have an effect or a command taken for done that never was.
    """
    return (":" in text or "~" in text) and _DERIVED.search(text) is not None


class JobKind(enum.Enum):
    """What a job does: runs a command, performs an effect, or calls an event handler that failed once more."""

    COMMAND = "command"
    EFFECT = "effect"
    HANDLER = "handler"


class JobState(enum.Enum):
    """Where a job stands.

    Of these, WAITING, RUNNING and DOUBT are active. DOUBT is an effect that was begun and not known to have ended,
    about which a person has to say something. DEAD is a dead letter. REFUSED is an effect to which the outside has
    said no, and whose `then` has been told so; DISCARDED is a dead letter that a person has given up.
    """

    WAITING = "waiting"
    RUNNING = "running"
    DOUBT = "in_doubt"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    DISCARDED = "discarded"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be done, as it is stored.

    Attributes:
        id: its identity; the same id is taken in once.
        kind: what it does.
        name: the command's name, the effect's, or the event handler's.
        target: the id of the aggregate.
        lane: jobs of one lane are done one after the other, in the order of their numbers.
        message: the name of the type of its payload.
        version: the version of that.
        payload: the command's payload or the event, as JSON.
        number: its place in the queue, from 1; 0 before it has one.
        state: where it stands.
        priority: the higher, the sooner, among lanes.
        due: when it may be done, in microseconds since 1970.
        is_delayed: whether that was asked for and is not yet over: until then it does not hold up its lane.
        attempts: how many were made.
        forgiven: how many of them do not count any more, since a person has asked for new ones.
        deaths: how many processes have died at it.
        source: what issued it.
        cause: the id of the message that it answers, or None.
        failure: why the last attempt failed.
        done: how far it is, of `total`.
        total: what `done` leads to; 0 where that is not known.
        note: a word about what it is at.
        is_begun: whether an effect was begun, and it is not known that it did not happen.
        is_cancelling: whether a person wants a running effect to stop.
        created: when it was queued, in microseconds since 1970.
        changed: when it changed last.
    """

    id: str
    kind: JobKind
    name: str
    target: str
    lane: str
    message: str
    version: int
    payload: str
    number: int = 0
    state: JobState = JobState.WAITING
    priority: int = 0
    due: int = 0
    is_delayed: bool = False
    attempts: int = 0
    forgiven: int = 0
    deaths: int = 0
    source: str = "queue"
    cause: str | None = None
    failure: Failure | None = None
    done: int = 0
    total: int = 0
    note: str = ""
    is_begun: bool = False
    is_cancelling: bool = False
    created: int = 0
    changed: int = 0

    @property
    def command_id(self) -> str:
        """The id of the command that the next attempt dispatches: each attempt is one of its own in the log."""
        return self.id if self.attempts == 0 else f"{self.id}~{self.attempts}"


class JobStore(Protocol):
    """Keeps jobs. Each method is one transaction."""

    def add(self, job: Job) -> Job:
        """Keep a job; return it with its number, or the one that has its id already."""
        ...

    def find(self, job_id: str) -> Job | None:
        """Return a job, or None."""
        ...

    def claim(self, now: int) -> Job | None:
        """Mark the next job that may run as running (an effect as begun, too), and return it as it was before.

        A job whose process has died once runs alone, so that a second death is known to be its own.
        """
        ...

    def update(self, job: Job, expected: JobState, follow_ups: Iterable[Job] = ()) -> bool:
        """Write what became of a job, together with the jobs that follow from it.

        Nothing is written where the job is not in the expected state any more; returns whether it was.
        """
        ...

    def progress(self, number: int, done: int, total: int, note: str) -> None:
        """Write how far a running job is."""
        ...

    def is_cancelling(self, number: int) -> bool:
        """Return whether a person wants a running job to stop."""
        ...

    def in_state(self, state: JobState, limit: int = 1000) -> list[Job]:
        """Return jobs in a state, in the order of their numbers."""
        ...

    def active(self) -> int:
        """Return how many jobs are waiting, running or in doubt."""
        ...

    def next_due(self) -> int | None:
        """Return when the next waiting job is due, in microseconds since 1970, or None."""
        ...
