"""Owns bringing a file and its journal together: going on with a history, or without one that is damaged.

Does not read the file, nor own which documents there are.
"""

from __future__ import annotations

import secrets
import time as system_time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from editorapp.bus.bus import Bus
from editorapp.bus.errors import CommandError, UnreadableError
from editorapp.bus.json_text import from_json
from editorapp.bus.message import Command, Failure
from editorapp.commands.context import Syntax
from editorapp.commands.document import MarkSaved, Reload, Save
from editorapp.commands.edit import GoToRevision
from editorapp.commands.encoding import SaveWithEncoding
from editorapp.commands.registry import Registry
from editorapp.commands.specification import Nature
from editorapp.commands.text import ReplaceText
from editorapp.session.command_lines import SCRIPT
from editorapp.session.entry import Entry, SavedState, SelectionRecord, Snapshot
from editorapp.session.node_reading import NodeReader
from editorapp.session.open_document import OpenDocument
from editorapp.session.ports import Clock
from editorapp.session.rebuild import (
    RebuildError,
    changes_since,
    end_of,
    layout_at,
    rebuild,
    undo_tree,
    unfinished_commands,
)
from editorapp.session.undo_tree import UndoTree
from editorapp.storage.deferred_journal import DeferredJournal
from editorapp.storage.errors import DocumentLeftError, FileError, JournalError, Owner
from editorapp.storage.held_document import JOURNAL_NAME, KEPT, DocumentRecord, HeldDocument
from editorapp.storage.journal import SqliteJournal
from editorapp.storage.journal_copy import check_whole, read_record
from editorapp.storage.profile import Profile, private_folder
from editorapp.storage.salvage import is_there, salvage
from editorapp.storage.snapshot_file import SnapshotFolder
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import LoadedFile, Wish, read_file
from editorapp.text.buffer import Buffer
from editorapp.text.difference import difference
from editorapp.text.document import Document
from editorapp.text.encoding import find_encoding
from editorapp.text.language import detect_language
from editorapp.text.layout_detection import detect_layout

_LONGEST_FIRST_LINE = 256
_SAVES = (Save.spec.name, SaveWithEncoding.spec.name)


class Left(StrEnum):
    """What to do with unsaved changes that a dead process has left: ask, go on with them, or go back."""

    REFUSE = "refuse"
    RECOVER = "recover"
    DISCARD = "discard"


@dataclass(frozen=True)
class Keeping:
    """How documents are kept; the attributes are those of `DocumentStore`."""

    profile: Profile
    registry: Registry
    owner: Owner
    clock: Clock
    synced: bool
    journals_moves: bool
    checkpoints: bool
    report: Callable[[str], None]
    syntax: Syntax | None


class FileAndJournal:
    """Gives documents that are held their text and their history."""

    def __init__(self, keeping: Keeping) -> None:
        """Take how documents are kept."""
        self._keeping = keeping

    def connect(self, held: HeldDocument, loaded: LoadedFile, left: Left) -> None:
        """Bring file and journal together.

        Raises:
            DocumentLeftError: a dead process has left unsaved changes, and `left` is REFUSE.
            LogError: the journal cannot be written.
        """
        path = held.folder / JOURNAL_NAME
        if not is_there(path):
            self.start_fresh(held, loaded)
            return
        try:
            if not path.exists():
                raise JournalError(f"The journal {path} is damaged: only its log is there.")
            if held.owned_since_death:
                check_whole(self._keeping.profile, held.id)
            journal = SqliteJournal(path, synced=self._keeping.synced, checkpoints=self._keeping.checkpoints)
            held.attach(journal, 0, synced=self._keeping.synced)
            self._continue(held, journal, loaded, left)
        except (JournalError, RebuildError) as error:
            if held.owned_since_death and left is Left.REFUSE:
                raise DocumentLeftError(held.id, held.name, 0) from error
            held.detach()
            self._go_on_without(held, loaded, left, str(error))

    def _go_on_without(self, held: HeldDocument, loaded: LoadedFile, left: Left, reason: str) -> None:
        """Put a damaged journal aside and begin a new one, with the text that can still be read of the old."""
        aside = self._quarantine(held, reason)
        self.start_fresh(held, loaded)
        kept = f"The journal was put aside in {aside}, and nothing of it was deleted."
        if not held.owned_since_death or left is not Left.RECOVER:
            self._keeping.report(f"{reason} {kept}")
            return
        base = None if held.path is None else loaded
        found = salvage(aside, JOURNAL_NAME, held.document.document.layout, base, self._keeping.registry)
        if found is None:
            self._keeping.report(f"{reason} Nothing could be recovered from it. {kept}")
            return
        document, last = found
        start, end, text = difference(loaded.buffer, document.buffer)
        bus = Bus(lambda target: held.document, _raise_report)
        self._dispatch(bus, held, ReplaceText(start, end, text))
        self._keeping.report(f"{reason} The text after command {last} was recovered, as one change. {kept}")

    def start_fresh(self, held: HeldDocument, loaded: LoadedFile) -> None:
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
                self._process(),
                self._keeping.clock(),
                synced=self._keeping.synced,
                checkpoints=self._keeping.checkpoints,
            )

        log = DeferredJournal(begin, waits_for_change=not self._keeping.journals_moves)
        tree = UndoTree(
            NodeReader(lambda: held.document.log),
            lambda revision: changes_since(held.document.log, revision),
        )
        held.document = OpenDocument(
            held.id,
            log,
            Document(loaded.buffer, layout=layout),
            tree,
            self._keeping.registry,
            saved,
            syntax=self._keeping.syntax,
        )

    def _continue(self, held: HeldDocument, journal: SqliteJournal, loaded: LoadedFile, left: Left) -> None:
        saved = journal.saved_state()
        if saved is None:
            raise JournalError(f"The journal {journal.path} does not say what it started from.")
        position = end_of(journal)
        unfinished = unfinished_commands(journal)
        unsaved = saved.unsaved_until(position.revision if position else 0)
        unsaved += count_edits(unfinished, self._keeping.registry)
        is_kept = position is not None and journal.meta(KEPT) == position.revision
        if unsaved and (held.owned_since_death or is_kept) and left is Left.REFUSE:
            raise DocumentLeftError(held.id, held.name, unsaved)
        is_same = loaded.state.digest == saved.digest
        record = read_record(journal)
        layout = record.layout()
        present = layout if position is None or position.layout is None else position.layout.layout()
        at_save = layout_at(journal, saved.revision)
        known = FileFormat.of(layout if at_save is None else at_save.layout())
        loaded = _as_known(held, loaded, known, is_same=is_same)
        base = base_snapshot(journal, loaded, record) if SnapshotFolder(held.folder).is_empty() else None
        if base is not None:
            # The process died before it had written this; a save would take away the last place that has it.
            held.write_snapshot(base)
        # A file that is not there holds no revision, and a script can note whatever it likes.
        is_known = is_same and bool(loaded.state.digest) and journal.saved_source() != SCRIPT
        if unsaved == 0 and is_known and position is not None and not unfinished:
            selection, marks = position.selection.selection(), position.bookmarks
            state = Document(loaded.buffer, selection, position.revision, present, marks)
            node = position.node
        else:
            rebuilt = rebuild(journal, layout, base)
            state, node = rebuilt.document, rebuilt.node
        tree = undo_tree(journal, node)
        held.document = OpenDocument(
            held.id, journal, state, tree, self._keeping.registry, saved, layout, self._keeping.syntax
        )
        journal.begin_session(
            self._process(), self._keeping.clock(), unfinished[0].seq if unfinished else None
        )
        keeps = held.path is None or ((held.owned_since_death or is_kept) and left is Left.RECOVER)
        self._settle(held, unfinished, loaded, keeps=keeps)

    def _settle(
        self,
        held: HeldDocument,
        unfinished: list[Entry],
        loaded: LoadedFile,
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
        saved = document.saved  # a merge may have been among what was not finished
        if not keeps and saved.unsaved_until(document.revision):
            self._give_up_unsaved(bus, held, loaded, saved)
        if held.path is None or loaded.state.digest == saved.digest:
            return
        saved_now = _save_on_disk(held, loaded, held.path)
        if saved_now is not None:
            self._dispatch(bus, held, saved_now)
        elif document.is_modified:
            held.was_changed_outside = True
        else:
            self._dispatch(bus, held, _reload(document.document.buffer, loaded, held.path))

    def _give_up_unsaved(self, bus: Bus, held: HeldDocument, loaded: LoadedFile, saved: SavedState) -> None:
        document = held.document
        if held.journal is not None:
            held.journal.forget_ids(held.journal.saved_seq() + 1)
        if document.revision != saved.revision:
            self._dispatch(bus, held, GoToRevision(saved.revision))
        if saved.is_merged and held.path is not None:
            # What the file holds is no revision of this document; it has never been without a merge.
            self._dispatch(bus, held, _reload(document.document.buffer, loaded, held.path))
        else:
            revision = document.revision
            self._dispatch(
                bus, held, MarkSaved(saved.path, revision, saved.digest, saved.size, saved.modified)
            )

    def _command(self, held: HeldDocument, entry: Entry) -> Command:
        payload = self._keeping.registry.read_stored(entry.name, entry.version, entry.payload)
        return Command(entry.name, payload, held.id, entry.time, entry.source, entry.id)

    def _set_aside(self, held: HeldDocument, entry: Entry, error: UnreadableError) -> None:
        """Give up a command that was accepted and cannot be read; a copy of it is kept with the reason."""
        folder = private_folder(self._keeping.profile.quarantine / f"{held.id}-command-{entry.seq}")
        (folder / "payload.json").write_bytes(error.raw)
        (folder / "reason.txt").write_text(f"{error}\n", encoding="utf-8")
        held.document.log.fail(entry.seq, held.document.revision, Failure("unreadable", str(error)))
        self._keeping.report(
            f"The last command on {held.name} was not done. {error} A copy of it is kept in {folder}."
        )

    def _dispatch(self, bus: Bus, held: HeldDocument, payload: Any) -> None:
        name = payload.spec.name
        outcome = bus.dispatch(Command(name, payload, held.id, self._keeping.clock(), "recovery"))
        if outcome.error is not None:
            raise CommandError(outcome.error.code, outcome.error.message)

    def _process(self) -> str:
        return f"{self._keeping.owner.pid}"

    def _quarantine(self, held: HeldDocument, reason: str) -> Path:
        """Put what cannot be read aside, with the reason; return the folder where it is now."""
        stamp = system_time.strftime("%Y%m%d-%H%M%S", system_time.gmtime(self._keeping.clock() / 1e6))
        target = private_folder(
            self._keeping.profile.quarantine / f"{held.id}-{stamp}-{secrets.token_hex(2)}"
        )
        for path in held.folder.iterdir():
            if path.name != "owner.lock":
                path.rename(target / path.name)
        (target / "reason.txt").write_text(reason + "\n", encoding="utf-8")
        return target


def base_snapshot(journal: SqliteJournal, loaded: LoadedFile, record: DocumentRecord) -> Snapshot | None:
    """Return the file itself as the start where the first snapshot was not complete when the process died.

    Raises:
        FileError: it cannot be read any more as it was read then.
    """
    base = journal.meta("base")
    first = None if base is None else msgspec.convert(base, SavedState)
    if journal.snapshot_before(0) is not None or first is None or first.digest != loaded.state.digest:
        return None
    if record.path is not None and loaded.format != record.format:
        loaded = read_file(Path(record.path), wish=Wish(encoding=record.format.encoding))
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
        wanted = from_json(entry.payload, FileFormat)
        encoding = find_encoding(wanted.encoding)
        if encoding is None:
            return None
        wanted = FileFormat(encoding.name, wanted.has_mark)
        try:
            loaded = read_file(path, wish=Wish(encoding=wanted.encoding))
        except FileError:
            return None
    text = rebuild(log, layout, last_revision=entry.revision).document
    if entry.revision is None or text.buffer != loaded.buffer:
        return None
    name = wanted.encoding if entry.name == SaveWithEncoding.spec.name else ""
    return MarkSaved(
        str(path), entry.revision, state.digest, state.size, state.modified, name, wanted.has_mark
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
