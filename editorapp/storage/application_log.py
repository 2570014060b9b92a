"""Owns the record of commands that act on no document: tabs, dialogs, the recorder.

Does not own journals of documents.

Unlike a document's journal it never refuses: a command on the window changes no text, and a disk too full to
record "Save As" must not take away the way out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from editorapp.bus.errors import LogError
from editorapp.bus.message import Command, Failure, Outcome
from editorapp.storage.errors import JournalError
from editorapp.storage.journal import SqliteJournal


class ApplicationLog:
    """Records commands in a journal that is made with the first of them, and goes on without one if it must."""

    def __init__(self, path: Path, report: Callable[[str], None]) -> None:
        """Take where the journal is, and who is told, once, that nothing can be recorded there."""
        self._path = path
        self._report = report
        self._journal: SqliteJournal | None = None
        self._has_failed = False
        self._seq = 0

    def find(self, command_id: str) -> tuple[Command, Outcome] | None:
        """Return an earlier command of this id with its outcome, or None."""
        journal = self._opened()
        return None if journal is None else journal.find(command_id)

    def accept(self, command: Command) -> int:
        """Record a command if that is possible; return its number, from 1."""
        journal = self._opened()
        if journal is not None:
            try:
                self._seq = journal.accept(command)
            except LogError as error:
                self._give_up(str(error))
            else:
                return self._seq
        self._seq += 1
        return self._seq

    def complete(self, seq: int, revision: int, effects: Any) -> None:
        """Record what a command did."""
        if self._journal is not None:
            self._journal.complete(seq, revision, effects)

    def fail(self, seq: int, revision: int, failure: Failure) -> None:
        """Record why a command failed."""
        if self._journal is not None:
            self._journal.fail(seq, revision, failure)

    def flush(self) -> None:
        """Write what is held back, so that who follows the log can see it; raises LogError."""
        if self._journal is not None:
            self._journal.flush()

    def close(self) -> None:
        """Write what is held back and close the journal."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def _opened(self) -> SqliteJournal | None:
        if self._journal is None and not self._has_failed:
            try:
                is_there = self._path.exists()
                self._journal = (
                    SqliteJournal(self._path) if is_there else SqliteJournal.create(self._path, {})
                )
            except (LogError, JournalError, OSError) as error:
                self._give_up(str(error))
        return self._journal

    def _give_up(self, reason: str) -> None:
        self._has_failed = True
        if self._journal is not None:
            with contextlib.suppress(LogError):
                self._journal.close()
            self._journal = None
        self._report(f"What is done with tabs and dialogs is not recorded any more: {reason}")
