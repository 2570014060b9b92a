"""Owns opening documents: from files, from journals, new ones, and those that a dead process has left.

Does not own tabs, windows or what a person is asked.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time as system_time
from collections.abc import Callable
from pathlib import Path

from editorapp.bus.errors import LogError
from editorapp.commands.context import Syntax
from editorapp.commands.registry import Registry
from editorapp.session.ports import Clock
from editorapp.storage.errors import DocumentHeldError, FileError, Owner
from editorapp.storage.file_and_journal import FileAndJournal, Keeping, Left
from editorapp.storage.file_state import FileState
from editorapp.storage.file_writing import remove_unfinished
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.journal_copy import read_record, reading
from editorapp.storage.ownership import Ownership
from editorapp.storage.path_index import PathIndex
from editorapp.storage.profile import Profile, private_folder
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import LoadedFile, Watch, read_file
from editorapp.text.buffer import Buffer

__all__ = ["DocumentStore", "Left", "wall_clock"]


def wall_clock() -> int:
    """Return microseconds since 1970 (UTC)."""
    return system_time.time_ns() // 1000


class DocumentStore:
    """Opens documents of one profile for one process."""

    def __init__(
        self,
        profile: Profile,
        registry: Registry,
        owner: Owner,
        clock: Clock = wall_clock,
        *,
        synced: bool = False,
        journals_moves: bool = False,
        checkpoints: bool = True,
        report: Callable[[str], None] = lambda text: None,
        syntax: Syntax | None = None,
    ) -> None:
        """Take the ports.

        Args:
            profile: where journals are kept.
            registry: the commands that they hold.
            owner: this process, for others that want the same document.
            clock: the time of day.
            synced: whether each command waits until the disk has it.
            journals_moves: whether a journal begins with the first command of any kind, not only with the
                first change.
            checkpoints: whether a command that finds a journal's log large moves it into the database itself;
                if not, the document's `sync` does it.
            report: is told of what was put into quarantine.
            syntax: what is known of languages; nothing if None.
        """
        self.profile = profile
        self.paths = PathIndex(profile)
        self._owner = owner
        self._clock = clock
        self._together = FileAndJournal(
            Keeping(profile, registry, owner, clock, synced, journals_moves, checkpoints, report, syntax)
        )

    def open_file(self, path: Path, left: Left = Left.REFUSE, watch: Watch | None = None) -> HeldDocument:
        """Open a file, which need not be there yet; its history goes on if it has one.

        Args:
            path: the file.
            left: what to do with unsaved changes that a dead process has left.
            watch: is told while the file is read; what it raises gives the opening up.

        Raises:
            FileError: the file cannot be read.
            DocumentHeldError: another process has it open.
            DocumentLeftError: a dead process has left unsaved changes, and `left` is REFUSE.
            LogError: the journal cannot be written.
        """
        real = Path(os.path.realpath(path))
        if _is_end_of_pipe(path, real):
            raise FileError(f"{path} is not an ordinary file.")
        held = self._hold(self.paths.document_id(real), real.name, real)
        try:
            loaded = self._load(real, watch)
            held.has_invalid_bytes = loaded.has_invalid_bytes
            self._together.connect(held, loaded, left)
            if held.owned_since_death:
                remove_unfinished(real)
        except BaseException:
            held.let_go()
            raise
        return held

    def new(self, name: str) -> HeldDocument:
        """Open a new document without a file."""
        stamp = system_time.strftime("%Y%m%d-%H%M%S", system_time.gmtime(self._clock() / 1e6))
        held = self._hold(f"untitled-{stamp}-{secrets.token_hex(3)}", name, None)
        self._together.start_fresh(held, _nothing())
        return held

    def open_document(self, document_id: str, left: Left = Left.RECOVER) -> HeldDocument:
        """Open a document by its id: a file's, or an untitled one that an earlier process had.

        Raises:
            FileError, DocumentHeldError, DocumentLeftError, LogError: as for `open_file`.
            JournalError: the journal is damaged, or there is none.
        """
        with reading(self.profile, document_id) as journal:
            record = read_record(journal)
        if record.path is not None:
            return self.open_file(Path(record.path), left)
        held = self._hold(document_id, record.name, None)
        try:
            self._together.connect(held, _nothing(), left)
        except BaseException:
            held.let_go()
            raise
        return held

    # --- the parts of opening ----------------------------------------------------------------------------

    def _load(self, path: Path, watch: Watch | None) -> LoadedFile:
        try:
            is_there = path.exists()
        except OSError as error:
            raise FileError(f"{path} cannot be opened: {error.strerror or error}.") from error
        if is_there:
            return read_file(path, watch)
        if path.is_symlink():
            raise FileError(f"{path} is a symbolic link that leads in a circle.")
        if path.parent.exists() and not path.parent.is_dir():
            raise FileError(f"{path} cannot be made: {path.parent} is a file, not a folder.")
        if not path.parent.is_dir():
            raise FileError(f"{path} cannot be made: the folder {path.parent} does not exist.")
        return _nothing()

    def _hold(self, document_id: str, name: str, path: Path | None) -> HeldDocument:
        folder = self.profile.documents / document_id
        try:
            ownership = Ownership.acquire(private_folder(folder), self._owner)
        except OSError as error:
            raise LogError(f"The folder {folder} for the journal cannot be used: {error}.") from error
        if isinstance(ownership, Owner):
            raise DocumentHeldError(name, ownership)
        return HeldDocument(document_id, folder, ownership, name, path)


def _is_end_of_pipe(path: Path, real: Path) -> bool:
    """Tell whether a path is that of an open pipe, as in `/dev/fd`, which leads to no real one."""
    with contextlib.suppress(OSError):
        return path.exists() and not real.exists()
    return False


def _nothing() -> LoadedFile:
    """Return what a file that is not there holds."""
    return LoadedFile(Buffer(), FileFormat(), FileState("", 0, 0), False)
