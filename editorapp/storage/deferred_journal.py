"""Owns the beginning of a journal: it is made with the first command that changes something, or that is sent.

Does not do anything once the journal is there: then the document has the journal itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from editorapp.bus.message import Command, Failure, Outcome
from editorapp.commands.specification import Nature
from editorapp.session.command_lines import SCRIPT
from editorapp.session.entry import Entry, SavedState, Snapshot
from editorapp.session.ports import Journal, NumberedJournal


class DeferredJournal:
    """Stands for a journal that is not there yet; a document that is only looked at never gets one."""

    def __init__(self, begin: Callable[[], Journal], *, waits_for_change: bool) -> None:
        """Take the way to the journal.

        Args:
            begin: makes the journal with a snapshot of the document as it is, and gives it to the document;
                raises LogError.
            waits_for_change: whether commands that only move the selection do not begin it; those of a script
                do, since its answers promise that they are recorded.
        """
        self._begin = begin
        self._waits_for_change = waits_for_change

    def begin(self) -> None:
        """Make the journal without a command, for a text that is to be had nowhere else.

        Raises:
            LogError: it cannot be begun.
        """
        self._begin()

    def begun(self) -> NumberedJournal:
        """Begin the journal.

        Raises:
            LogError: it cannot be begun.
        """
        return self._begin().begun()

    def find(self, command_id: str) -> tuple[Command, Outcome] | None:
        """Nothing was accepted yet."""
        return None

    def accept(self, command: Command) -> int:
        """Begin the journal and record the command, or return 0 for one that only moves the selection.

        Raises:
            LogError: the journal cannot be begun.
        """
        is_move = command.payload.spec.nature is Nature.MOVE
        if self._waits_for_change and is_move and command.source != SCRIPT:
            return 0
        return self._begin().accept(command)

    def complete(self, seq: int, revision: int, effects: Any) -> None:
        """Nothing is recorded of a command that began no journal."""

    def fail(self, seq: int, revision: int, failure: Failure) -> None:
        """Nothing is recorded of a command that began no journal."""

    def flush(self) -> None:
        """There is nothing to write."""

    def entries(self, first: int = 1, *, backward: bool = False) -> Iterator[Entry]:
        """There is no entry."""
        return iter(())

    def snapshot_before(self, seq: int) -> Snapshot | None:
        """There is no snapshot."""
        return None

    def saved_state(self) -> SavedState | None:
        """Nothing was noted."""
        return None
