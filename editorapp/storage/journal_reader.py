"""Owns reading the journals of documents without changing a byte of them, be their process alive, dead or gone.

Does not open documents for writing.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from editorapp.commands.registry import Registry
from editorapp.session.entry import Entry, SavedState, Snapshot
from editorapp.session.rebuild import RebuildError, Rebuilt, end_of, rebuild, unfinished_commands
from editorapp.session.unfinished import finish
from editorapp.storage.errors import FileError, JournalError
from editorapp.storage.file_and_journal import base_snapshot, count_edits
from editorapp.storage.held_document import JOURNAL_NAME, DocumentRecord
from editorapp.storage.journal import SqliteJournal
from editorapp.storage.journal_copy import read_record, reading
from editorapp.storage.ownership import is_left
from editorapp.storage.profile import Profile
from editorapp.storage.salvage import is_there, salvage
from editorapp.storage.text_file import read_file
from editorapp.text.document import Document


@dataclass(frozen=True, slots=True)
class LeftDocument:
    """A document that a process which died has left.

    Attributes:
        document: its id.
        name: what a person calls it.
        path: its file, or None for an untitled one.
        last_change: when its last command was issued, in microseconds since 1970; 0 where that is not known.
        unsaved_commands: how many changes of the text are not in its file.
        problem: why its journal cannot be read, or empty.
    """

    document: str
    name: str
    path: str | None
    last_change: int
    unsaved_commands: int
    problem: str = ""


def left_documents(profile: Profile, registry: Registry) -> list[LeftDocument]:
    """Return the documents with unsaved changes that dead processes have left, latest change first."""
    found = []
    for folder in sorted(profile.documents.glob("*")) if profile.documents.is_dir() else ():
        if is_there(folder / JOURNAL_NAME) and is_left(folder):
            described = describe(profile, folder.name, registry)
            if described.unsaved_commands or described.problem:
                found.append(described)
    return sorted(found, key=lambda left: -left.last_change)


def describe(profile: Profile, document_id: str, registry: Registry) -> LeftDocument:
    """Describe a document by its journal; one that cannot be read is described with its problem."""
    try:
        with reading(profile, document_id) as journal:
            record = read_record(journal)
            saved = journal.saved_state() or SavedState("", 0)
            position = end_of(journal)
            unsaved = saved.unsaved_until(position.revision if position else 0)
            unsaved += count_edits(unfinished_commands(journal), registry)
            last = journal.value("select max(time) from accepted") or 0
    except (JournalError, RebuildError) as error:
        return LeftDocument(document_id, document_id, None, 0, 0, str(error))
    return LeftDocument(document_id, record.name, record.path, last, max(0, unsaved))


def read_document(profile: Profile, document_id: str, registry: Registry) -> tuple[DocumentRecord, Document]:
    """Return a document as its journal leads to it, with what was accepted and not finished.

    Raises:
        JournalError: it cannot be read, or does not fit together.
    """
    with reading(profile, document_id) as journal:
        record = read_record(journal)
        rebuilt = _rebuilt(journal, record)
        document = rebuilt.document
        for _, decision in finish(journal, document_id, rebuilt, registry):
            document = decision.document
    return record, document


def read_entries(profile: Profile, document_id: str, registry: Registry) -> list[Entry]:
    """Return the commands of a journal; those at its end that have no outcome yet with the one they will have.

    Raises:
        JournalError: it cannot be read, or does not fit together.
    """
    with reading(profile, document_id) as journal:
        entries = {entry.seq: entry for entry in journal.entries()}
        if unfinished_commands(journal):
            record = read_record(journal)
            for entry, decision in finish(journal, document_id, _rebuilt(journal, record), registry):
                entries[entry.seq] = msgspec.structs.replace(
                    entry, revision=decision.document.revision, effects=decision.effects
                )
    return list(entries.values())


def _rebuilt(journal: SqliteJournal, record: DocumentRecord, last_revision: int | None = None) -> Rebuilt:
    try:
        return rebuild(journal, record.layout(), _base(journal, record), last_revision)
    except RebuildError as error:
        raise JournalError(str(error)) from error


def read_damaged(
    profile: Profile, document_id: str, registry: Registry
) -> tuple[DocumentRecord, Document, int] | None:
    """Return what can be read of a damaged journal: the document after its last readable command, and which.

    Returns:
        None where nothing more than the start can be had.
    """
    folder = profile.documents / document_id
    record = DocumentRecord(document_id, document_id)
    with contextlib.suppress(JournalError), reading(profile, document_id) as journal:
        record = read_record(journal)
    base = None
    if record.path is not None:
        with contextlib.suppress(FileError):
            base = read_file(Path(record.path))
    found = salvage(folder, JOURNAL_NAME, record.layout(), base, registry)
    return None if found is None else (record, *found)


def read_revision(
    profile: Profile, document_id: str, revision: int, registry: Registry | None = None
) -> tuple[DocumentRecord, Document]:
    """Return a document as it was when it first reached a revision.

    Args:
        profile: where the journal is.
        document_id: whose it is.
        revision: the revision, from 0.
        registry: the commands, to run those that have no outcome yet; without it, only outcomes count.

    Raises:
        JournalError: there is no such revision, or the journal cannot be read.
    """
    with reading(profile, document_id) as journal:
        record = read_record(journal)
        rebuilt = _rebuilt(journal, record, max(0, revision))
        document = rebuilt.document
        for _, decision in finish(journal, document_id, rebuilt, registry) if registry else ():
            if document.revision >= revision:
                break
            document = decision.document
    if document.revision != revision:
        last = f": the last one is {document.revision}" if revision > 0 else ""
        raise JournalError(f"There is no revision {revision}{last}.")
    return record, document


def read_saved_state(profile: Profile, document_id: str) -> SavedState | None:
    """Return what the journal of a document knows to be on disk, or None where nothing was ever noted.

    Raises:
        JournalError: it cannot be read.
    """
    with reading(profile, document_id) as journal:
        return journal.saved_state()


def record_and_start(journal: SqliteJournal) -> tuple[DocumentRecord, Snapshot | None]:
    """Return what a journal keeps about its document, and the text that its first command found.

    Raises:
        JournalError: it does not say, or cannot be read.
    """
    record = read_record(journal)
    return record, _base(journal, record) or journal.snapshot_before(0)


def _base(journal: SqliteJournal, record: DocumentRecord) -> Snapshot | None:
    if record.path is None or journal.snapshot_before(0) is not None:
        return None
    try:
        return base_snapshot(journal, read_file(Path(record.path)), record)
    except FileError as error:
        raise JournalError(f"There is no text to start from: {error}") from error
