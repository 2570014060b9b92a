"""Owns `FileWriter`: writes the revisions of documents to files when a save asks for it.

Does not own when that is, nor the format of files.

The text comes from the window while it is there: it keeps what it asked to be saved until that has ended. After a
death it comes from the document that was opened again, or from the journal that nobody has open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from editorapp.bus.effect import Found
from editorapp.bus.errors import EffectRefusedError, TransientError
from editorapp.commands.registry import Registry
from editorapp.session.entry import SavedState
from editorapp.session.work.saving import (
    CHANGED_OUTSIDE,
    FILE_GONE,
    LACKING,
    SUPERSEDED,
    SaveRequested,
    Written,
)
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.errors import DocumentHeldError, FileError, JournalError, LackingCharacterError, Owner
from editorapp.storage.file_state import file_digest, is_changed_outside
from editorapp.storage.file_writing import check_expressible, write_file
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.journal_reader import read_revision, read_saved_state
from editorapp.storage.ownership import is_held
from editorapp.storage.relocation import write_elsewhere
from editorapp.storage.text_encoding import FileFormat, encoded_digest
from editorapp.text.buffer import Buffer

HELD_ELSEWHERE: Final = "held_elsewhere"
"""The code of a save to a file that is open in another tab or window."""

Text = tuple[HeldDocument | None, Buffer, FileFormat]


class OfRevision(Protocol):
    """What writes a revision of a document to a file."""

    @property
    def document(self) -> str:
        """The id of the document."""
        ...

    @property
    def revision(self) -> int:
        """Which of its texts."""
        ...

    @property
    def path(self) -> str:
        """The file."""
        ...


class FileWriter:
    """Writes documents to files; its methods are called by the threads of a service."""

    def __init__(
        self,
        store: DocumentStore,
        owner: Owner,
        registry: Registry,
        find_open: Callable[[str], HeldDocument | None],
    ) -> None:
        """Take the documents, this process, the commands, and what finds a document that is open here."""
        self._store = store
        self._owner = owner
        self._registry = registry
        self._find_open = find_open
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, int], int] = {}
        self._kept: dict[tuple[str, int], tuple[HeldDocument, Buffer, FileFormat]] = {}
        self._wrote: dict[str, Written] = {}

    def keep(self, held: HeldDocument, revision: int, buffer: Buffer) -> None:
        """Keep a text that is about to be saved, until as many calls of `drop`."""
        with self._lock:
            count = self._counts.get((held.id, revision), 0)
            self._counts[held.id, revision] = count + 1
            self._kept[held.id, revision] = held, buffer, held.format

    def drop(self, document_id: str, revision: int) -> bool:
        """Keep a text no longer; return whether it was kept."""
        key = document_id, revision
        with self._lock:
            count = self._counts.pop(key, 0)
            if count > 1:
                self._counts[key] = count - 1
            else:
                self._kept.pop(key, None)
            return count > 0

    def last_written(self, document_id: str) -> Written | None:
        """Return what was written last for a document here, or None; its window may not have heard of it yet."""
        with self._lock:
            return self._wrote.get(document_id)

    def write(self, request: SaveRequested) -> Written:
        """Write what is asked for; see `saving.Writer`."""
        try:
            written = self._write(request)
            with self._lock:
                self._wrote[request.document] = written
            return written
        except (EffectRefusedError, TransientError):
            raise
        except DocumentHeldError as error:
            where = "in another tab" if error.owner.pid == self._owner.pid else "in another window"
            words = (
                f"{request.path} was not written: it is open {where}. Close it there, or choose another name."
            )
            raise EffectRefusedError(words, HELD_ELSEWHERE) from error
        except LackingCharacterError as error:
            raise EffectRefusedError(str(error), LACKING) from error
        except FileError as error:
            raise EffectRefusedError(str(error), "file_error") from error
        except Exception as error:
            # Somebody waits for the answer, and the file itself tells whether it was written.
            there = look_at(request.path) if self.find(request) is Found.DONE else None
            if there is None:
                words = f"{request.path} was not written: {error!r}. The old file is unchanged."
                raise EffectRefusedError(words, "unexpected") from error
            return there

    def _write(self, request: SaveRequested) -> Written:
        held, buffer, present = self.text_of(request)
        path = Path(request.path)
        file_format = format_of(request, present)
        if file_format != present:
            check_expressible(path, buffer, file_format)
        if request.is_moved:
            if held is None:
                raise EffectRefusedError(f"{path} was not written: the window that asked for it has ended.")
            path, state = write_elsewhere(self._store, self._owner, held, buffer, path, file_format)
        else:
            known = self._left_state(request) if held is None else held.document.saved
            self._check_outside(request, path, known)
            written = None if held is None else held.write(buffer, file_format)
            state = written or write_file(path, buffer, file_format)
        return Written(str(path), state.digest, state.size, state.modified, state.note)

    def _check_outside(self, request: SaveRequested, path: Path, known: SavedState) -> None:
        """See that nothing is lost that another program has written, and nothing comes back that it has removed."""
        if request.overwrites:
            return
        if request.is_automatic and known.digest and not path.exists():
            raise EffectRefusedError(f"{path} is gone.", FILE_GONE)
        if not is_changed_outside(path, known):
            return
        ours = self.last_written(request.document)
        found = file_digest(path)
        allowed = {request.accepted, "" if ours is None else ours.digest} - {""}
        if found is not None and found.digest not in allowed:
            raise EffectRefusedError(f"Another program has changed {path}.", CHANGED_OUTSIDE)

    def find(self, request: SaveRequested) -> Found:
        """Look whether the file holds what was asked for."""
        try:
            _, buffer, file_format = self.text_of(request)
        except (EffectRefusedError, TransientError):
            return Found.UNKNOWN
        state = file_digest(Path(request.path))
        is_there = state is not None and state.digest == encoded_digest(
            buffer, format_of(request, file_format)
        )
        return Found.DONE if is_there else Found.NOT_DONE

    def text_of(self, request: OfRevision) -> Text:
        """Return a text that is to be written: the document if it is open here, the text, and its format.

        Raises:
            TransientError: it can be had in a moment.
            EffectRefusedError: it cannot be had.
        """
        with self._lock:
            kept = self._kept.get((request.document, request.revision))
        if kept is not None:
            return kept
        held = self._find_open(request.document)
        if held is not None:
            document = held.document.document
            if document.revision != request.revision:
                raise EffectRefusedError(
                    f"{request.path} was not written: the text has changed since that was asked for. Save it again.",
                    SUPERSEDED,
                )
            return held, document.buffer, held.format
        return self._left_text(request)

    def _left_text(self, request: OfRevision) -> Text:
        """Return a text from a journal that nobody has open."""
        profile = self._store.profile
        if is_held(profile.documents / request.document):
            raise TransientError(
                f"{request.path} is not written yet: its document is being opened or closed."
            )
        try:
            _, document = read_revision(profile, request.document, request.revision, self._registry)
        except JournalError as error:
            raise EffectRefusedError(f"{request.path} was not written: {error}", "unreadable") from error
        return None, document.buffer, FileFormat.of(document.layout)

    def _left_state(self, request: SaveRequested) -> SavedState:
        try:
            return read_saved_state(self._store.profile, request.document) or SavedState(request.path, 0)
        except JournalError as error:
            raise EffectRefusedError(f"{request.path} was not written: {error}", "unreadable") from error


def format_of(request: SaveRequested, present: FileFormat) -> FileFormat:
    """Return how a text is written that a save asks for, where its document is in a format at present."""
    return FileFormat(request.encoding, request.has_mark) if request.encoding else present


def look_at(path: str) -> Written | None:
    """Return what a file holds, or None where it cannot be read."""
    state = file_digest(Path(path))
    return None if state is None else Written(path, state.digest, state.size, state.modified)
