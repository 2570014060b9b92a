"""Owns `HeldDocument`: a document that this process has open, with its lock, its file and its journal.

Does not decide how a document is opened: that is `document_store.py`.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time as system_time
from pathlib import Path

import apsw
import msgspec

from editorapp.bus.errors import LogError
from editorapp.commands.document import MarkSaved
from editorapp.session.entry import LayoutRecord, SelectionRecord, Snapshot
from editorapp.session.open_document import OpenDocument
from editorapp.storage import schema
from editorapp.storage.deferred_journal import DeferredJournal
from editorapp.storage.errors import FileError
from editorapp.storage.file_state import FileState
from editorapp.storage.file_writing import sync_folder, write_file
from editorapp.storage.journal import SqliteJournal
from editorapp.storage.ownership import Ownership
from editorapp.storage.snapshot_file import SnapshotFolder, TextInFile
from editorapp.storage.text_encoding import FileFormat
from editorapp.text.buffer import Buffer
from editorapp.text.document import Layout

JOURNAL_NAME = "journal.sqlite"
KEPT = "kept"
"""The note in a journal with the revision whose unsaved changes are to be there again."""

_SMALL = 1 << 16
"""Texts of at most this many code points are written to their first snapshot at once, larger ones aside."""

_WORTH_COPYING = 8 << 20
"""Bytes of a file from which on a snapshot of its text is a copy of it, which needs more room and far less time."""

_LARGE_LOG = 16 << 20
"""Bytes from which on a sync moves the log of a journal into its database."""

_COMMANDS_BETWEEN_SNAPSHOTS = 20_000


class DocumentRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the journal keeps about the document itself; the format is that at the start of the journal."""

    id: str
    name: str
    path: str | None = None
    format: FileFormat = FileFormat()
    line_ending: str = "\n"
    indent: str = "    "
    tab_width: int = 4
    language: str = ""

    def layout(self) -> Layout:
        """Return how the document is written."""
        return LayoutRecord(
            self.line_ending,
            self.indent,
            self.tab_width,
            self.language,
            self.format.encoding,
            self.format.has_mark,
        ).layout()


class HeldDocument:
    """A document that this process has open.

    Attributes:
        id: its id.
        document: the open document.
        folder: the folder of its journal.
        path: its file, or None for an untitled one.
        name: what a person calls it.
        was_changed_outside: whether its file holds something else than what was last saved.
        has_invalid_bytes: whether its file held bytes that are no valid text.
        is_gone: whether its file was there and is not there any more.
        accepted_digest: the digest of what another program wrote and a save may overwrite unasked, or empty.
    """

    def __init__(
        self,
        document_id: str,
        folder: Path,
        ownership: Ownership,
        name: str,
        path: Path | None,
    ) -> None:
        """Take the parts; the open document is attached by the store."""
        self.id = document_id
        self.folder = folder
        self.name = name
        self.path = path
        self.was_changed_outside = False
        self.has_invalid_bytes = False
        self.is_gone = False
        self.accepted_digest = ""
        self.document: OpenDocument
        self._ownership = ownership
        self._journal: SqliteJournal | None = None
        self._snapshot_seq = 0
        self._snapshot_thread: threading.Thread | None = None
        self._synced = False

    @property
    def format(self) -> FileFormat:
        """How its text is written as bytes."""
        return FileFormat.of(self.document.document.layout)

    @property
    def journal(self) -> SqliteJournal | None:
        """Its journal, or None before its first change."""
        return self._journal

    @property
    def owned_since_death(self) -> bool:
        """Whether a process that died has held it before."""
        return self._ownership.was_left

    def attach(self, journal: SqliteJournal, snapshot_seq: int, *, synced: bool) -> None:
        """Take a journal that is there already, with the number of its newest snapshot."""
        self._journal = journal
        self._synced = synced
        self._snapshot_seq = snapshot_seq

    def begin_journal(self, process: str, time: int, *, synced: bool, checkpoints: bool) -> SqliteJournal:
        """Make the journal, with a snapshot of the document as it is; the rest as for `SqliteJournal`.

        Raises:
            LogError: it cannot be made.
        """
        self._synced = synced
        # The text that the journal starts from comes first, so that a journal that is there has one.
        self.take_snapshot(0)
        notes = {"document": self.record(), "base": self.document.saved}
        journal = SqliteJournal.create(
            self.folder / JOURNAL_NAME, notes, synced=synced, checkpoints=checkpoints
        )
        try:
            if synced:
                for folder in (self.folder, self.folder.parent, self.folder.parent.parent):
                    sync_folder(folder)
            journal.begin_session(process, time)
        except BaseException:
            journal.close()
            raise
        self._journal = journal
        self.document.log = journal
        return journal

    def keep_text(self) -> None:
        """See that a journal holds the text, though nothing was changed: its file is no longer there.

        Raises:
            LogError: it cannot be begun.
        """
        if isinstance(self.document.log, DeferredJournal):
            self.document.log.begin()

    def record(self) -> DocumentRecord:
        """Return what the journal keeps about the document itself."""
        layout = self.document.base_layout
        return DocumentRecord(
            self.id,
            self.name,
            None if self.path is None else str(self.path),
            FileFormat.of(layout),
            layout.line_ending.value,
            layout.indent,
            layout.tab_width,
            layout.language,
        )

    def snapshot_is_due(self) -> bool:
        """Tell whether so much has happened since the last snapshot that the next one pays for itself."""
        if self._journal is None or self._snapshot_thread is not None:
            return False
        commands = self._journal.last_seq - self._snapshot_seq
        return commands >= _COMMANDS_BETWEEN_SNAPSHOTS and commands * 100 >= len(
            self.document.document.buffer
        )

    def take_snapshot(self, seq: int) -> None:
        """Write a snapshot of the document as it is after a command; a large one in a thread of its own.

        Raises:
            LogError: a small one cannot be written. A large one that fails is tried again when it is due.
        """
        state = self.document.document
        selection = SelectionRecord.of(state.selection)
        self.write_snapshot(
            Snapshot(seq, state.revision, self.document.tree.current, selection, state.buffer),
            self._unchanged_file(),
        )

    def _unchanged_file(self) -> TextInFile | None:
        """Return the file that holds the text as it is now, if there is one and copying it is worth it."""
        document, saved = self.document, self.document.saved
        if self.path is None or not saved.digest or saved.unsaved_until(document.revision):
            return None
        if saved.path != str(self.path) or saved.size < _WORTH_COPYING:
            return None
        return TextInFile(self.path, FileFormat.of(document.document.layout), saved.size, saved.modified)

    def write_snapshot(self, snapshot: Snapshot, found_in: TextInFile | None = None) -> None:
        """Write a snapshot, copying a file that holds the text if there is one; the rest as for `take_snapshot`."""
        folder = SnapshotFolder(self.folder)
        if len(snapshot.text) <= _SMALL:
            try:
                folder.write(snapshot, synced=self._synced)
            except OSError as error:
                raise LogError(
                    f"The journal could not be begun, so nothing was done: {error.strerror or error}."
                ) from error
            self._snapshot_seq = snapshot.seq
            return

        def write() -> None:
            with contextlib.suppress(OSError):
                folder.write(snapshot, synced=self._synced, found_in=found_in)
                self._snapshot_seq = snapshot.seq
            self._snapshot_thread = None

        self._snapshot_thread = threading.Thread(target=write, name="snapshot", daemon=True)
        self._snapshot_thread.start()

    def write(self, buffer: Buffer, file_format: FileFormat | None = None) -> FileState:
        """Write a text, one of this document's revisions, to its file; may be called from any thread.

        Args:
            buffer: the text.
            file_format: how it is written; as the document is now if None.

        Raises:
            FileError: it cannot be written; the old file is unchanged.
        """
        if self.path is None:
            raise FileError(f"{self.name} has no file yet: choose one with Save As.")
        # Until the first snapshot is whole, the file alone holds the text that the journal starts from.
        thread = self._snapshot_thread
        if thread is not None:
            thread.join()
        return write_file(self.path, buffer, file_format or self.format)

    def saved_command(
        self, revision: int, state: FileState, file_format: FileFormat | None = None
    ) -> MarkSaved:
        """Return the command that notes that a revision is on disk, in the document's format or another one."""
        written = file_format or FileFormat("")
        return MarkSaved(
            str(self.path),
            revision,
            state.digest,
            state.size,
            state.modified,
            written.encoding,
            written.has_mark,
        )

    def note_path(self, path: Path) -> None:
        """Go on with another file; the journal notes it."""
        self.path = path
        self.name = path.name
        if self._journal is not None:
            self._journal.set_meta("document", self.record())

    def sync(self) -> None:
        """Bring everything journaled to the disk; slow, so not for the thread of the window."""
        if self._journal is None:
            return
        wal = self.folder / f"{JOURNAL_NAME}-wal"
        with contextlib.suppress(FileNotFoundError):
            descriptor = os.open(wal, os.O_RDWR)
            try:
                os.fsync(descriptor)
                is_large = os.fstat(descriptor).st_size > _LARGE_LOG
            finally:
                os.close(descriptor)
            if is_large:
                schema.checkpoint(self.folder / JOURNAL_NAME, system_time.time_ns() // 1000)

    def detach(self) -> None:
        """Close the journal and go on without it."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def let_go(self) -> None:
        """Give the document up without having changed anything: if it was left by a dead process, it still is."""
        self.detach()
        if self._ownership.was_left:
            self._ownership.abandon()
        else:
            self._ownership.release()
            with contextlib.suppress(OSError):
                self.folder.rmdir()

    def leave(self) -> None:
        """Give the document up as a death would: what is unsaved stays to be recovered."""
        self.detach()
        self._ownership.abandon()

    def close(self, time: int, *, keep: bool = False) -> None:
        """Close the document in order.

        Args:
            time: the time of day in microseconds since 1970.
            keep: whether unsaved changes of a file are there again when it is opened next; an untitled
                document always keeps them.
        """
        thread = self._snapshot_thread
        if thread is not None:
            thread.join()
        if self._journal is not None:
            if keep:
                try:
                    self._journal.set_meta(KEPT, self.document.revision)
                except LogError:
                    # Then it is left as by a death, and is there to be recovered.
                    self._journal.close()
                    self._ownership.abandon()
                    return
            with contextlib.suppress(LogError, apsw.Error):
                self._journal.end_session(time)
            self._journal.close()
        self._ownership.release()
        with contextlib.suppress(OSError):
            self.folder.rmdir()
