"""Owns what a program says of its effects on the outside, and the gate that every one of them goes through.

Does not own when they are performed: that is the queue's, in answer to recorded events.

An effect ends in one of four ways. It returns: it has happened. It raises `TransientError`: it has not happened,
and is tried again. It raises `EffectRefusedError`: it has not happened and will not. Anything else, the death
of the process included, leaves it in doubt: its `probe` asks the outside, and where that cannot tell, a person
settles it. Nothing is silently repeated.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from editorapp.bus.errors import OutsideReachedError
from editorapp.bus.message import Failure, Intent
from editorapp.bus.retry import RetryPolicy


class Found(enum.Enum):
    """What a probe found out about an effect that was begun."""

    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


class Attempt(Protocol):
    """One attempt at an effect, as its worker sees it."""

    @property
    def key(self) -> str:
        """The effect's identity, the same for every attempt: what the outside is given to be idempotent by."""
        ...

    @property
    def target(self) -> str:
        """The id of the aggregate whose event it answers."""
        ...

    @property
    def number(self) -> int:
        """Which attempt it is, from 1."""
        ...

    def report(self, done: int, total: int, note: str = "") -> None:
        """Tell how far it is.

        Raises:
            CancelledEffectError: a person has cancelled it; to be let through once nothing is half-done.
        """
        ...


class Result(msgspec.Struct, frozen=True):
    """How an effect ended.

    Attributes:
        key: its identity.
        happened: whether the outside has done it.
        detail: what `perform` returned; None where a probe or a person told that it was done.
        failure: why it did not happen.
        target: the id of the aggregate whose event it answers, to which the news is usually brought back.
    """

    key: str
    happened: bool
    detail: Any = None
    failure: Failure | None = None
    target: str = ""


Perform = Callable[[Any, Attempt], Any]
"""Takes the event and the attempt, reaches the outside, and returns what there is to tell of it."""

Probe = Callable[[Any, str], Found]
"""Takes the event and the effect's key, and asks the outside whether it has happened."""

Then = Callable[[Any, Result], Intent | None]
"""Takes the event and how its effect ended; returns the command that brings the news back, or None."""


def _cannot_tell(event: Any, key: str) -> Found:
    return Found.UNKNOWN


def _nothing_follows(event: Any, result: Result) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that is done outside in answer to an event.

    Attributes:
        name: its stable name, such as `file.save`.
        event: the type of the event that it answers.
        perform: does it, once per attempt.
        probe: asks whether it was done, after an attempt of which that is not known.
        then: gives the command that follows.
        policy: how often it is tried again after a TransientError.
        is_repeatable: whether doing it twice is the same as doing it once, so that it needs no probe: an attempt
            whose end is not known is simply made again.
    """

    name: str
    event: type
    perform: Perform
    probe: Probe = _cannot_tell
    then: Then = _nothing_follows
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    is_repeatable: bool = False

    def has_answer(self) -> bool:
        """Whether a command follows when it has ended, so that a refusal reaches somebody."""
        return self.then is not _nothing_follows


class Outside(Protocol):
    """The gate to the outside."""

    def perform(self, effect: Effect, event: Any, attempt: Attempt) -> Any:
        """Perform an effect."""
        ...

    def probe(self, effect: Effect, event: Any, key: str) -> Found:
        """Ask whether an effect was performed."""
        ...


class OpenGate:
    """The gate of a program that runs for good."""

    def perform(self, effect: Effect, event: Any, attempt: Attempt) -> Any:
        """Perform an effect."""
        return effect.perform(event, attempt)

    def probe(self, effect: Effect, event: Any, key: str) -> Found:
        """Ask whether an effect was performed."""
        return effect.probe(event, key)


class ShutGate:
    """The gate of a dry run: whatever reaches it is an error."""

    def perform(self, effect: Effect, event: Any, attempt: Attempt) -> Any:
        """Refuse.

        Raises:
            OutsideReachedError: always.
        """
        raise OutsideReachedError(f"A dry run has reached the outside: {effect.name} ({attempt.key}).")

    def probe(self, effect: Effect, event: Any, key: str) -> Found:
        """Refuse.

        Raises:
            OutsideReachedError: always.
        """
        raise OutsideReachedError(f"A dry run has reached the outside: the probe of {effect.name} ({key}).")
