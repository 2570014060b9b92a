"""Owns the ports of the bus: what a log and an aggregate must be able to do.

Does not hold any implementation of them.
"""

from __future__ import annotations

from typing import Any, Protocol

from editorapp.bus.message import Command, Failure, Outcome


class Log(Protocol):
    """The record of one aggregate: accepted, completed and failed commands, append-only."""

    def find(self, command_id: str) -> tuple[Command, Outcome] | None:
        """Return the command accepted under an id, its payload as a dict, and its outcome; or None."""
        ...

    def accept(self, command: Command) -> int:
        """Record a command before it runs, so that it outlives the process; return its number, from 1.

        Raises:
            LogError: it could not be recorded.
        """
        ...

    def complete(self, seq: int, revision: int, effects: Any) -> None:
        """Record what a command did. May be written a little later: a command without outcome runs again."""
        ...

    def fail(self, seq: int, revision: int, failure: Failure) -> None:
        """Record why a command failed, at which revision."""
        ...


class Decision(Protocol):
    """What a handler decided: nothing has happened yet."""

    @property
    def effects(self) -> Any:
        """What is recorded and, on recovery, applied."""
        ...

    @property
    def events(self) -> tuple[Any, ...]:
        """The facts to publish once the outcome is recorded, at least one."""
        ...


class Aggregate(Protocol):
    """A thing that commands change, one at a time, wholly or not at all."""

    @property
    def log(self) -> Log:
        """Its log."""
        ...

    @property
    def revision(self) -> int:
        """How many changes led to its present state."""
        ...

    def decide(self, seq: int, command: Command) -> Decision:
        """Run the command's one handler on the present state, changing nothing.

        Raises:
            CommandError: the command is refused.
        """
        ...

    def commit(self, decision: Any) -> None:
        """Take a decision over as the present state."""
        ...
