"""Owns opening documents: from files, from journals, new ones, and those that a dead process has left.

Does not own tabs, windows or what a person is asked.
"""

from __future__ import annotations

import os
import secrets
import time as system_time
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from editorapp.bus.bus import Bus
from editorapp.bus.errors import CommandError, LogError, UnreadableError
from editorapp.bus.message import Command, Failure
from editorapp.commands.context import Syntax
from editorapp.commands.document import MarkSaved, Reload, Save
from editorapp.commands.edit import GoToRevision
from editorapp.commands.encoding import SaveWithEncoding
from editorapp.commands.registry import Registry
from editorapp.commands.specification import Nature
from editorapp.commands.text import ReplaceText
from editorapp.session.entry import Entry, SavedState, SelectionRecord, Snapshot
from editorapp.session.open_document import OpenDocument
from editorapp.session.ports import Clock
from editorapp.session.rebuild import (
    NodeReader,
    RebuildError,
    changes_since,
    end_of,
    rebuild,
    undo_tree,
    unfinished_commands,
)
from editorapp.session.undo_tree import UndoTree
from editorapp.storage.deferred_journal import DeferredJournal
from editorapp.storage.errors import DocumentHeldError, DocumentLeftError, FileError, JournalError, Owner
from editorapp.storage.file_state import FileState
from editorapp.storage.file_writing import remove_unfinished
from editorapp.storage.held_document import JOURNAL_NAME, KEPT, HeldDocument
from editorapp.storage.journal import SqliteJournal
from editorapp.storage.journal_copy import check_whole, read_record, reading
from editorapp.storage.ownership import Ownership
from editorapp.storage.path_index import PathIndex
from editorapp.storage.profile import Profile, private_folder
from editorapp.storage.salvage import salvage
from editorapp.storage.snapshot_file import SnapshotFolder
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import LoadedFile, Watch, Wish, read_file
from editorapp.text.buffer import Buffer
from editorapp.text.difference import difference
from editorapp.text.document import Document
from editorapp.text.language import detect_language
from editorapp.text.layout_detection import detect_layout

_LONGEST_FIRST_LINE = 256
_SAVES = (Save.spec.name, SaveWithEncoding.spec.name)


class Left(StrEnum):
    """What to do with unsaved changes that a dead process has left: ask, go on with them, or go back."""

    REFUSE = "refuse"
    RECOVER = "recover"
    DISCARD = "discard"


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
        self._registry = registry
        self._owner = owner
        self._clock = clock
        self._synced = synced
        self._journals_moves = journals_moves
        self._checkpoints = checkpoints
        self._report = report
        self._syntax = syntax

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
        held = self._hold(self.paths.document_id(real), real.name, real)
        try:
            loaded = self._load(real, watch)
            held.has_invalid_bytes = loaded.has_invalid_bytes
            self._connect(held, loaded, left)
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
        self._start_fresh(held, _nothing())
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
            self._connect(held, _nothing(), left)
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

    def _connect(self, held: HeldDocument, loaded: LoadedFile, left: Left) -> None:
        """Bring file and journal together."""
        path = held.folder / JOURNAL_NAME
        if not path.exists():
            self._start_fresh(held, loaded)
            return
        try:
            if held.owned_since_death:
                check_whole(self.profile, held.id)
            journal = SqliteJournal(path, synced=self._synced, checkpoints=self._checkpoints)
            held.attach(journal, 0, synced=self._synced)
            self._continue(held, journal, loaded, left)
        except (JournalError, RebuildError) as error:
            if held.owned_since_death and left is Left.REFUSE:
                raise DocumentLeftError(held.id, held.name, 0) from error
            held.detach()
            self._go_on_without(held, loaded, left, str(error))

    def _go_on_without(self, held: HeldDocument, loaded: LoadedFile, left: Left, reason: str) -> None:
        """Put a damaged journal aside and begin a new one, with the text that can still be read of the old."""
        aside = self._quarantine(held, reason)
        self._start_fresh(held, loaded)
        kept = f"The journal was put aside in {aside}, and nothing of it was deleted."
        if not held.owned_since_death or left is not Left.RECOVER:
            self._report(f"{reason} {kept}")
            return
        base = None if held.path is None else loaded
        found = salvage(aside, JOURNAL_NAME, held.document.document.layout, base, self._registry)
        if found is None:
            self._report(f"{reason} Nothing could be recovered from it. {kept}")
            return
        document, last = found
        start, end, text = difference(loaded.buffer, document.buffer)
        bus = Bus(lambda target: held.document, _raise_report)
        self._dispatch(bus, held, ReplaceText(start, end, text))
        self._report(f"{reason} The text after command {last} was recovered, as one change. {kept}")

    def _start_fresh(self, held: HeldDocument, loaded: LoadedFile) -> None:
        """Begin without a journal; one is made with the first change."""
        state = loaded.state
        saved = SavedState(str(held.path or ""), 0, state.digest, state.size, state.modified)
        written = loaded.format
        layout = replace(detect_layout(loaded.buffer), encoding=written.encoding, has_mark=written.has_mark)
        if held.path is not None:
            first_line = loaded.buffer.slice(0, min(_LONGEST_FIRST_LINE, loaded.buffer.line_end(0)))
            layout = replace(layout, language=detect_language(held.path.name, first_line))

        def begin() -> SqliteJournal:
            return held.begin_journal(
                self._process(), self._clock(), synced=self._synced, checkpoints=self._checkpoints
            )

        log = DeferredJournal(begin, waits_for_change=not self._journals_moves)
        tree = UndoTree(
            NodeReader(lambda: held.document.log),
            lambda revision: changes_since(held.document.log, revision),
        )
        held.document = OpenDocument(
            held.id,
            log,
            Document(loaded.buffer, layout=layout),
            tree,
            self._registry,
            saved,
            syntax=self._syntax,
        )

    def _continue(self, held: HeldDocument, journal: SqliteJournal, loaded: LoadedFile, left: Left) -> None:
        saved = journal.saved_state()
        if saved is None:
            raise JournalError(f"The journal {journal.path} does not say what it started from.")
        position = end_of(journal)
        unfinished = unfinished_commands(journal)
        unsaved = (
            (position.revision if position else 0) - saved.revision + count_edits(unfinished, self._registry)
        )
        is_kept = position is not None and journal.meta(KEPT) == position.revision
        if unsaved and (held.owned_since_death or is_kept) and left is Left.REFUSE:
            raise DocumentLeftError(held.id, held.name, unsaved)
        is_same = loaded.state.digest == saved.digest
        record = read_record(journal)
        layout = record.layout()
        present = layout if position is None or position.layout is None else position.layout.layout()
        loaded = _as_known(held, loaded, FileFormat.of(present), is_same=is_same)
        base = base_snapshot(journal, loaded) if SnapshotFolder(held.folder).is_empty() else None
        if base is not None:
            # The process died before it had written this; a save would take away the last place that has it.
            held.write_snapshot(base)
        if unsaved == 0 and is_same and position is not None and not unfinished:
            selection, marks = position.selection.selection(), position.bookmarks
            state = Document(loaded.buffer, selection, position.revision, present, marks)
            node = position.node
        else:
            rebuilt = rebuild(journal, layout, base)
            state, node = rebuilt.document, rebuilt.node
        tree = undo_tree(journal, node)
        held.document = OpenDocument(
            held.id, journal, state, tree, self._registry, saved, layout, self._syntax
        )
        journal.begin_session(self._process(), self._clock(), unfinished[0].seq if unfinished else None)
        keeps = held.path is None or ((held.owned_since_death or is_kept) and left is Left.RECOVER)
        self._settle(held, unfinished, loaded, saved, keeps=keeps)

    def _settle(
        self,
        held: HeldDocument,
        unfinished: list[Entry],
        loaded: LoadedFile,
        saved: SavedState,
        *,
        keeps: bool,
    ) -> None:
        """Run what was accepted and never finished, then bring the text to what it should be now."""
        document = held.document
        bus = Bus(lambda target: document, _raise_report)
        for entry in unfinished:
            try:
                command = self._command(held, entry)
            except UnreadableError as error:
                self._set_aside(held, entry, error)
            else:
                bus.execute(document, entry.seq, command)
        if not keeps and document.revision != saved.revision:
            if held.journal is not None:
                held.journal.forget_ids(held.journal.saved_seq() + 1)
            self._dispatch(bus, held, GoToRevision(saved.revision))
            self._dispatch(
                bus,
                held,
                MarkSaved(saved.path, document.revision, saved.digest, saved.size, saved.modified),
            )
        if held.path is None or loaded.state.digest == saved.digest:
            return
        saved_now = _save_on_disk(held, loaded, held.path)
        if saved_now is not None:
            self._dispatch(bus, held, saved_now)
        elif document.is_modified:
            held.was_changed_outside = True
        else:
            self._dispatch(bus, held, _reload(document.document.buffer, loaded, held.path))

    def _command(self, held: HeldDocument, entry: Entry) -> Command:
        payload = self._registry.read_stored(entry.name, entry.version, entry.payload)
        return Command(entry.name, payload, held.id, entry.time, entry.source, entry.id)

    def _set_aside(self, held: HeldDocument, entry: Entry, error: UnreadableError) -> None:
        """Give up a command that was accepted and cannot be read; a copy of it is kept with the reason."""
        folder = private_folder(self.profile.quarantine / f"{held.id}-command-{entry.seq}")
        (folder / "payload.json").write_bytes(error.raw)
        (folder / "reason.txt").write_text(f"{error}\n", encoding="utf-8")
        held.document.log.fail(entry.seq, held.document.revision, Failure("unreadable", str(error)))
        self._report(
            f"The last command on {held.name} was not done. {error} A copy of it is kept in {folder}."
        )

    def _dispatch(self, bus: Bus, held: HeldDocument, payload: Any) -> None:
        name = payload.spec.name
        outcome = bus.dispatch(Command(name, payload, held.id, self._clock(), "recovery"))
        if outcome.error is not None:
            raise CommandError(outcome.error.code, outcome.error.message)

    def _process(self) -> str:
        return f"{self._owner.pid}"

    def _quarantine(self, held: HeldDocument, reason: str) -> Path:
        """Put what cannot be read aside, with the reason; return the folder where it is now."""
        stamp = system_time.strftime("%Y%m%d-%H%M%S", system_time.gmtime(self._clock() / 1e6))
        target = private_folder(self.profile.quarantine / f"{held.id}-{stamp}-{secrets.token_hex(2)}")
        for path in held.folder.iterdir():
            if path.name != "owner.lock":
                path.rename(target / path.name)
        (target / "reason.txt").write_text(reason + "\n", encoding="utf-8")
        return target


def _nothing() -> LoadedFile:
    """Return what a file that is not there holds."""
    return LoadedFile(Buffer(), FileFormat(), FileState("", 0, 0), False)


def base_snapshot(journal: SqliteJournal, loaded: LoadedFile) -> Snapshot | None:
    """Return the file itself as the start where the first snapshot was not complete when the process died."""
    base = journal.meta("base")
    first = None if base is None else msgspec.convert(base, SavedState)
    if journal.snapshot_before(0) is not None or first is None or first.digest != loaded.state.digest:
        return None
    return Snapshot(0, 0, 0, SelectionRecord(((0, 0),)), loaded.buffer)


def count_edits(entries: list[Entry], registry: Registry) -> int:
    """Count the commands among some entries that change the text."""
    return sum(
        entry.name in registry and registry.type_of(entry.name).spec.nature is Nature.EDIT
        for entry in entries
    )


def _as_known(held: HeldDocument, loaded: LoadedFile, known: FileFormat, *, is_same: bool) -> LoadedFile:
    """Return the file as it was read when it was seen last, where that is still possible."""
    if held.path is None or not loaded.state.digest or loaded.format == known:
        return loaded
    wish = Wish(encoding=known.encoding) if is_same else Wish(known=known)
    try:
        again = read_file(held.path, wish=wish)
    except FileError:
        return loaded
    if again.state.digest != loaded.state.digest:
        return loaded
    held.has_invalid_bytes = again.has_invalid_bytes
    return again


def _save_on_disk(held: HeldDocument, loaded: LoadedFile, path: Path) -> MarkSaved | None:
    """Ask the disk whether a save that the dead process had begun was done; return what notes it."""
    document = held.document
    for entry in document.log.entries(1 << 62, backward=True):
        if entry.name == MarkSaved.spec.name:
            return None
        if entry.name in _SAVES and entry.revision is not None:
            return _if_saved(held, loaded, path, entry)
    return None


def _if_saved(held: HeldDocument, loaded: LoadedFile, path: Path, entry: Entry) -> MarkSaved | None:
    log, layout, state = held.document.log, held.document.document.layout, loaded.state
    wanted = FileFormat()
    if entry.name == SaveWithEncoding.spec.name:
        wanted = msgspec.json.decode(entry.payload, type=FileFormat)
        try:
            loaded = read_file(path, wish=Wish(encoding=wanted.encoding))
        except FileError:
            return None
    text = rebuild(log, layout, last_revision=entry.revision).document
    if entry.revision is None or text.buffer != loaded.buffer:
        return None
    encoding = wanted.encoding if entry.name == SaveWithEncoding.spec.name else ""
    return MarkSaved(
        str(path), entry.revision, state.digest, state.size, state.modified, encoding, wanted.has_mark
    )


def _reload(buffer: Buffer, loaded: LoadedFile, path: Path) -> Reload:
    start, end, text = difference(buffer, loaded.buffer)
    state = loaded.state
    written = loaded.format
    return Reload(
        start,
        end,
        text,
        str(path),
        state.digest,
        state.size,
        state.modified,
        encoding=written.encoding,
        has_mark=written.has_mark,
    )


def _raise_report(name: str, message: object, error: Exception) -> None:
    raise error
