"""Owns reading a journal without changing a byte of it, be its process alive, dead or gone.

Does not know what the entries mean.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from editorapp.bus.errors import LogError
from editorapp.storage.errors import JournalError
from editorapp.storage.held_document import JOURNAL_NAME, DocumentRecord
from editorapp.storage.journal import SqliteJournal
from editorapp.storage.ownership import is_held
from editorapp.storage.profile import Profile
from editorapp.storage.salvage import is_there
from editorapp.storage.write_ahead_log import has_lost_commits


@contextlib.contextmanager
def reading(profile: Profile, document_id: str, *, is_ours: bool = False) -> Iterator[SqliteJournal]:
    """Give a journal to read.

    A living process may go on writing meanwhile. Reading the journal of a dead one would let the database
    tidy it up, so a copy is read.

    Args:
        profile: where the journal is.
        document_id: whose it is.
        is_ours: whether this process holds the document, and does not write to its journal now.

    Raises:
        JournalError: there is none, or it cannot be read.
    """
    folder = profile.documents / document_id
    path = folder / JOURNAL_NAME
    if not path.is_file():
        if is_there(path):
            raise JournalError(f"The journal {path} is damaged: only its log is there.")
        raise JournalError(f"The document {document_id} has no journal.")
    if is_held(folder) and not is_ours:
        journal = SqliteJournal(path, read_only=True)
        try:
            yield journal
        finally:
            journal.close()
        return
    with tempfile.TemporaryDirectory(prefix="editorapp-") as temporary:
        try:
            for source in (*folder.glob(f"{JOURNAL_NAME}*"), *folder.glob("*.snapshot")):
                if not source.name.endswith("-shm"):
                    shutil.copyfile(source, Path(temporary) / source.name)
        except OSError as error:
            raise JournalError(f"The journal {path} cannot be read: {error.strerror or error}.") from error
        try:
            journal = SqliteJournal(Path(temporary) / JOURNAL_NAME)
        except LogError as error:
            raise JournalError(f"The journal {path} cannot be read: {error}") from error
        try:
            _check_log(folder / f"{JOURNAL_NAME}-wal", journal)
            yield journal
        finally:
            journal.close()


def _check_log(log: Path, copy: SqliteJournal) -> None:
    try:
        is_damaged = has_lost_commits(log, copy.log_frames())
    except OSError as error:
        raise JournalError(f"The journal {log} cannot be read: {error.strerror or error}.") from error
    if is_damaged:
        raise JournalError(f"The journal {log} is damaged: commands behind the damage cannot be read.")


def check_whole(profile: Profile, document_id: str) -> None:
    """Read a copy of the whole journal of a dead process.

    This comes before it is opened for writing, because the database, once it writes, would tidy away what
    could still be got back of a damaged journal.

    Raises:
        JournalError: it is damaged.
    """
    with reading(profile, document_id, is_ours=True) as journal:
        problem = journal.value("pragma quick_check(1)")
        if problem != "ok":
            raise JournalError(f"The journal {journal.path.name} of {document_id} is damaged: {problem}.")


def read_record(journal: SqliteJournal) -> DocumentRecord:
    """Return what a journal keeps about its document.

    Raises:
        JournalError: it does not say.
    """
    plain = journal.meta("document")
    try:
        return msgspec.convert(plain, DocumentRecord)
    except msgspec.ValidationError as error:
        raise JournalError(f"The journal {journal.path} does not say which document it is of.") from error
