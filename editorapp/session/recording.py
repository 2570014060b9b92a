"""Owns `Recording`: a command whose outcome is known, on its way into the journal, before it is done.

Does not own the thread that writes it. A command with a hundred megabytes in it takes the journal a while; so it is
recorded beside the window, and done when that is committed. It is recorded with its outcome, since a command
decides from nothing but values that never change: between the two nothing can come out in another way.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from editorapp.bus.bus import Bus, Decided
from editorapp.bus.json_text import to_json
from editorapp.bus.message import Command, Outcome
from editorapp.session.json_parts import JsonParts


class WrittenCommand(NamedTuple):
    """A command with what it will have done, as the journal takes it.

    Attributes:
        seq: its number.
        command: the command.
        payload: its arguments as JSON.
        revision: the revision of the document after it.
        effects: what it does, as JSON.
    """

    seq: int
    command: Command
    payload: str | JsonParts
    revision: int
    effects: str | JsonParts


class StoppedError(Exception):
    """Nobody wants any more what is being written."""


class Stop:
    """Ends what another thread writes, as long as it is not about to be committed."""

    def __init__(self) -> None:
        """Begin with nothing ended."""
        self._lock = threading.Lock()
        self._is_ended = self._is_sealed = False
        self._interrupt: Callable[[], None] | None = None

    def check(self) -> None:
        """Be called by the writer now and then.

        Raises:
            StoppedError: it is to end, with nothing written.
        """
        if self._is_ended:
            raise StoppedError

    def seal(self) -> None:
        """Be called by the writer where it begins to commit: nobody can end it from here on.

        Raises:
            StoppedError: it is to end, with nothing written.
        """
        with self._lock:
            self.check()
            self._is_sealed = True

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Let `end` call something, in its own thread, that ends a long step of the writer."""
        self._interrupt = interrupt
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None

    def end(self) -> bool:
        """End it, from another thread; return whether it is not too late for that."""
        with self._lock:
            if self._is_sealed:
                return False
            self._is_ended = True
            if self._interrupt is not None:
                self._interrupt()
            return True


class RecordingJournal(Protocol):
    """A journal that takes commands with their outcomes, in another thread; see `storage/journal.py`."""

    def record(self, written: WrittenCommand, stop: Stop) -> None:
        """Record a command with its outcome; raises LogError or StoppedError."""
        ...

    def recorded(self, written: WrittenCommand) -> None:
        """Go on behind a command that another thread has recorded."""
        ...


class Recording:
    """One command between being decided and being done."""

    def __init__(
        self, bus: Bus, journal: RecordingJournal, decided: Decided, payload: JsonParts | None, revision: int
    ) -> None:
        """Take the command.

        Args:
            bus: does it in the end.
            journal: takes it in.
            decided: the command and what it decided.
            payload: its arguments as JSON, where somebody has written them.
            revision: the revision of the document after it.
        """
        command, effects = decided.command, decided.decision.effects
        self._bus = bus
        self._journal = journal
        self._decided = decided
        self._written = WrittenCommand(
            decided.seq,
            command,
            payload or to_json(command.payload),
            revision,
            effects if isinstance(effects, JsonParts) else to_json(effects),
        )
        self._stop = Stop()
        self._outcome: Outcome | None = None
        self._is_recorded = False
        self._begins = threading.Lock()
        self._has_begun = False
        self._ended = threading.Event()
        self.done: Callable[[], None] = _nothing
        """Called once in its own thread when it is done, or given up; the document takes others from then on."""

    def write(self) -> None:
        """Record it; in another thread.

        Raises:
            LogError: it could not be recorded; it is not done.
            StoppedError: it was given up before.
        """
        with self._begins:
            self._stop.check()
            self._has_begun = True
        try:
            self._journal.record(self._written, self._stop)
            self._is_recorded = True
        finally:
            self._ended.set()

    @property
    def outcome(self) -> Outcome | None:
        """Its outcome, or None where it is not done."""
        return self._outcome

    def finish(self) -> Outcome | None:
        """Do it if it is recorded, or else give it up; return its outcome, or None where it is not done.

        It waits until the other thread has gone, which takes no longer than a step of it, or a commit.
        """
        if self._outcome is None:
            self._stop.end()
            with self._begins:
                has_begun = self._has_begun
            if has_begun:
                self._ended.wait()
            done, self.done = self.done, _nothing
            done()
            if self._is_recorded:
                self._journal.recorded(self._written)
                self._outcome = self._bus.take(self._decided)
        return self._outcome


def _nothing() -> Any:
    """There is nothing to do."""
