"""Owns getting back what can still be read of a damaged journal: the commands up to the damage.

Does not change the journal; it works on copies and on what was put into quarantine.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from editorapp.bus.errors import LogError
from editorapp.bus.message import Command, Failure, Outcome
from editorapp.commands.registry import Registry
from editorapp.session.entry import Entry, SavedState, SelectionRecord, Snapshot
from editorapp.session.ports import NumberedJournal
from editorapp.session.rebuild import RebuildError, rebuild
from editorapp.session.unfinished import finish
from editorapp.storage.errors import JournalError
from editorapp.storage.journal import SqliteJournal
from editorapp.storage.schema import restore
from editorapp.storage.snapshot_file import SnapshotFolder
from editorapp.storage.text_file import LoadedFile
from editorapp.text.document import Document, Layout


class _ReadEntries:
    """The entries of a journal that could be read, as a journal."""

    def __init__(self, entries: list[Entry], folder: Path) -> None:
        self._entries = entries
        self._folder = folder

    def entries(self, first: int = 1, *, backward: bool = False) -> Iterator[Entry]:
        if backward:
            return (entry for entry in reversed(self._entries) if entry.seq <= first)
        return (entry for entry in self._entries if entry.seq >= first)

    def snapshot_before(self, seq: int) -> Snapshot | None:
        last = self._entries[-1].seq if self._entries else 0
        return SnapshotFolder(self._folder).newest(min(seq, last))

    def saved_state(self) -> SavedState | None:
        return None

    def find(self, command_id: str) -> tuple[Command, Outcome] | None:
        raise NotImplementedError("only for reading")

    def accept(self, command: Command) -> int:
        raise NotImplementedError("only for reading")

    def complete(self, seq: int, revision: int, effects: Any) -> None:
        raise NotImplementedError("only for reading")

    def fail(self, seq: int, revision: int, failure: Failure) -> None:
        raise NotImplementedError("only for reading")

    def begun(self) -> NumberedJournal:
        raise NotImplementedError("only for reading")

    def flush(self) -> None:
        return


def salvage(
    folder: Path, journal_name: str, layout: Layout, base: LoadedFile | None, registry: Registry
) -> tuple[Document, int] | None:
    """Return the document after the last command that can be read in order, and that command's number.

    Args:
        folder: what is left: the database, its log, snapshots.
        journal_name: the name of the database in it.
        layout: how the document is written.
        base: the document's file as it is now, for a journal that starts from it and has lost its snapshots.
        registry: the commands, to run those that have no outcome.

    Returns:
        The document and the number, or None where nothing more than the start can be had.
    """
    with _copied(folder, journal_name) as copy:
        entries, digest = _readable(copy)
    if not entries:
        with _copied(folder, journal_name) as copy, contextlib.suppress(LogError):
            restore(copy)
            entries, digest = _readable(copy)
    if not entries:
        return None
    journal = _ReadEntries(entries, folder)
    start = None
    if base is not None and digest in (None, base.state.digest) and not _has_snapshot(journal):
        start = Snapshot(0, 0, 0, SelectionRecord(((0, 0),)), base.buffer)
    with contextlib.suppress(JournalError, RebuildError):
        rebuilt = rebuild(journal, layout, start)
        document = rebuilt.document
        for _, decision in finish(journal, folder.name, rebuilt, registry):
            document = decision.document
        return document, entries[-1].seq
    return None


@contextlib.contextmanager
def _copied(folder: Path, journal_name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="editorapp-") as temporary:
        for source in folder.glob(f"{journal_name}*"):
            if not source.name.endswith("-shm"):
                shutil.copyfile(source, Path(temporary) / source.name)
        yield Path(temporary) / journal_name


def is_there(path: Path) -> bool:
    """Tell whether there is a journal, or at least its log, which outlives a process that died."""
    return path.exists() or path.with_name(f"{path.name}-wal").exists()


def _has_snapshot(journal: _ReadEntries) -> bool:
    try:
        return journal.snapshot_before(1 << 62) is not None
    except JournalError:
        return False


def _readable(path: Path) -> tuple[list[Entry], str | None]:
    """Return the entries that can be read in order, and the hash of what they start from where that can be read."""
    found: list[Entry] = []
    digest = None
    with contextlib.suppress(JournalError, LogError, OSError):
        if not path.exists():
            return [], None
        journal = SqliteJournal(path)
        try:
            with contextlib.suppress(JournalError, LogError, msgspec.ValidationError):
                digest = msgspec.convert(journal.meta("base"), SavedState).digest
            for entry in journal.entries():
                if entry.seq != len(found) + 1:
                    break
                found.append(entry)
        finally:
            journal.close()
    return found, digest
