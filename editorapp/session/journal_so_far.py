"""Owns `JournalSoFar`: a journal as it was when a command ran; what came later is not there yet.

Does not write.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from editorapp.bus.message import Command, Failure, Outcome
from editorapp.session.entry import Entry, SavedState, Snapshot
from editorapp.session.ports import Journal, NumberedJournal


class JournalSoFar:
    """A journal up to its entry `last`, for reading only."""

    def __init__(self, journal: Journal, last: int = 0) -> None:
        """Take the whole journal, and the number of the last command that is there, from 1; 0 for none."""
        self._journal = journal
        self.last = last

    def entries(self, first: int = 1, *, backward: bool = False) -> Iterator[Entry]:
        """Yield entries from a number onwards in order, or from it back to the first one."""
        if backward:
            yield from self._journal.entries(min(first, self.last), backward=True)
            return
        for entry in self._journal.entries(first):
            if entry.seq > self.last:
                return
            yield entry

    def snapshot_before(self, seq: int) -> Snapshot | None:
        """Return the newest complete snapshot taken at or before a number, or None."""
        return self._journal.snapshot_before(min(seq, self.last))

    def saved_state(self) -> SavedState | None:
        """What is on disk is not looked for."""
        return None

    def find(self, command_id: str) -> tuple[Command, Outcome] | None:
        """Ids are not looked for."""
        return None

    def accept(self, command: Command) -> int:
        """Refuse: it is for reading only."""
        raise NotImplementedError("a check accepts no commands")

    def complete(self, seq: int, revision: int, effects: Any) -> None:
        """Refuse: it is for reading only."""
        raise NotImplementedError("a check records nothing")

    def fail(self, seq: int, revision: int, failure: Failure) -> None:
        """Refuse: it is for reading only."""
        raise NotImplementedError("a check records nothing")

    def begun(self) -> NumberedJournal:
        """Refuse: it is for reading only."""
        raise NotImplementedError("a check accepts no commands")

    def flush(self) -> None:
        """Nothing is held back."""
        return
