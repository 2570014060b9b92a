"""Owns the ports of a session: what journals, clipboards, clocks and macro stores must be able to do.

Does not hold any implementation of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol, runtime_checkable

from editorapp.bus.message import Command, Failure, Outcome
from editorapp.session.entry import Effects, Entry, SavedState, Snapshot
from editorapp.session.recording import RecordingJournal


class Journal(Protocol):
    """The journal of one document: a log for the bus, and what history and recovery read of it."""

    def find(self, command_id: str) -> tuple[Command, Outcome] | None:
        """Return the command accepted under an id, its payload as a dict, and its outcome; or None."""
        ...

    def accept(self, command: Command) -> int:
        """Record a command before it runs; return its number, from 1; raises LogError."""
        ...

    def complete(self, seq: int, revision: int, effects: Any) -> None:
        """Record what a command did."""
        ...

    def fail(self, seq: int, revision: int, failure: Failure) -> None:
        """Record why a command failed."""
        ...

    def flush(self) -> None:
        """Write outcomes that are still held back; raises LogError."""
        ...

    def begun(self) -> NumberedJournal:
        """Return the journal that numbers commands, begun now where it was not; raises LogError."""
        ...

    def entries(self, first: int = 1, *, backward: bool = False) -> Iterator[Entry]:
        """Yield entries from a number onwards in order, or from it back to the first one."""
        ...

    def snapshot_before(self, seq: int) -> Snapshot | None:
        """Return the newest complete snapshot taken at or before a number, or None."""
        ...

    def saved_state(self) -> SavedState | None:
        """Return what is known to be on disk, or None where nothing was ever noted."""
        ...


class NumberedJournal(RecordingJournal, Protocol):
    """A journal that has begun."""

    @property
    def last_seq(self) -> int:
        """The number of the last accepted command, 0 where there is none."""
        ...


class RecordedEffects(NamedTuple):
    """What a command has done.

    Attributes:
        seq: its number.
        name: its name.
        effects: what it did; None where that is longer than was asked for.
    """

    seq: int
    name: str
    effects: Effects | None


@runtime_checkable
class ReadApart(Protocol):
    """A journal that other threads can read."""

    def effects(self, first: int, longest: int) -> Iterator[RecordedEffects]:
        """Yield what commands from a number on have done; of what is longer than some bytes, only that it did."""
        ...

    def apart(self) -> AbstractContextManager[Journal]:
        """Open it to be read in another thread, with all that is recorded by now; raises LogError, JournalError."""
        ...


class Clipboard(Protocol):
    """The clipboard of the desktop, or one of a session without a window."""

    def text(self) -> str:
        """Return its text, empty where it holds none."""
        ...

    def primary_text(self) -> str:
        """Return the text that was selected last on the desktop, empty where there is none."""
        ...

    def set_text(self, text: str) -> None:
        """Put a text on it."""
        ...


class Clock(Protocol):
    """The time of day."""

    def __call__(self) -> int:
        """Return microseconds since 1970 (UTC)."""
        ...
