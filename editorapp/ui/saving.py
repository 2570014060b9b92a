"""Owns saving: to the document's file, to another one, all of them, and what is said when that fails.

Does not own the dialog that asks for a file's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Signal

from editorapp.bus.errors import LogError
from editorapp.commands.decision import SaveDocument
from editorapp.commands.document import Save
from editorapp.commands.encoding import SaveWithEncoding
from editorapp.commands.specification import DocumentCommand
from editorapp.session.work.saving import (
    CHANGED_OUTSIDE,
    FILE_GONE,
    KIND,
    LACKING,
    SUPERSEDED,
    FileSaved,
    RequestSave,
    SaveFailed,
    SaveRequested,
    Written,
)
from editorapp.storage.file_state import FileState
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.work.file_writer import FileWriter, look_at
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.message import Message, Severity
from editorapp.ui.window_work import WindowWork
from editorapp.ui.workspace import Workspace

Answers = tuple[tuple[str, Callable[[], None]], ...]

_AS_IT_IS: Final = SaveDocument()

Listener = Callable[[bool], None]
"""Is told whether a document was saved."""


@dataclass
class _UnderWay:
    """A save that is being done, and what another one is to be like that was wanted meanwhile."""

    again: SaveDocument | None = None
    listeners: list[Listener] = field(default_factory=list)


class Saving(QObject):
    """Saves the open documents of a workspace."""

    saved = Signal(object)
    """A HeldDocument was written to its file."""

    merge_wanted = Signal(str)
    """The document of this id is to be merged with what another program wrote in its file."""

    told = Signal(object)
    """A Message for the person."""

    resolved = Signal(str)
    """The message of this key has no reason any more."""

    noted = Signal(str)
    """Something to say in passing."""

    path_wanted = Signal(str)
    """A file is to be chosen for the document of this id, and then either `save_as` or `give_up` called."""

    def __init__(
        self,
        workspace: Workspace,
        dispatcher: Dispatcher,
        work: WindowWork,
        writer: FileWriter,
        parent: QObject | None = None,
    ) -> None:
        """Take what it works with."""
        super().__init__(parent)
        self._workspace = workspace
        self._dispatcher = dispatcher
        self._work = work
        self._writer = writer
        self._under_way: dict[str, _UnderWay] = {}
        self._listeners: dict[str, list[Listener]] = {}
        self._wanted: dict[str, SaveDocument] = {}
        work.listen(FileSaved, self._end)
        work.listen(SaveFailed, self._end)

    def request(self, document_id: str, source: str, listener: Listener | None = None) -> None:
        """Submit the command that saves a document.

        Args:
            document_id: its id.
            source: what wants it.
            listener: is told how it went, once.
        """
        if listener is not None:
            self.tell_when_settled(document_id, listener)
        outcome = self._dispatcher.submit(Save(), source, document_id)
        if outcome is None or outcome.error is not None:
            self._settle(document_id, saved=False)

    def tell_when_settled(self, document_id: str, listener: Listener) -> None:
        """Tell a listener, once, how the save of a document went that is asked for or under way."""
        self._listeners.setdefault(document_id, []).append(listener)

    def save(self, document_id: str, wanted: SaveDocument = _AS_IT_IS, *, overwrites: bool = False) -> None:
        """Write a document to its file, in answer to the command that asks for it.

        Args:
            document_id: its id.
            wanted: the encoding that it is to have from then on, if any.
            overwrites: whether what another program wrote meanwhile may be lost.
        """
        held = self._workspace.held(document_id)
        if held is None:
            return
        running = self._under_way.get(document_id)
        if running is not None:
            running.again = wanted
            return
        if held.path is None:
            self._wanted[document_id] = wanted
            self.path_wanted.emit(document_id)
            return
        self._under_way[document_id] = _UnderWay(listeners=self._listeners.pop(document_id, []))
        request = RequestSave(
            held.id,
            held.document.revision,
            str(held.path),
            overwrites,
            accepted=held.accepted_digest,
            encoding=wanted.encoding,
            has_mark=wanted.has_mark,
        )
        self._ask(held, request)

    def is_under_way(self, document_id: str) -> bool:
        """Return whether a save of a document that was asked for here has not ended yet."""
        return document_id in self._under_way

    def _ask(self, held: HeldDocument, request: RequestSave) -> None:
        self._writer.keep(held, request.revision, held.document.document.buffer)
        self._work.begin()

        def failed(error: Exception) -> None:
            words = f"{request.path} was not written: {error}"
            self._end(SaveFailed(SaveRequested(**msgspec.structs.asdict(request)), "not_recorded", words))

        self._work.send(KIND.target(held.id), request, "window", failed)

    def _end(self, event: FileSaved | SaveFailed) -> None:
        """A save has ended; it may be one that was left from before this window began."""
        request = event.request
        if self._writer.drop(request.document, request.revision) and not request.is_automatic:
            # Only now: whoever waits for the last one to end is told from the event loop.
            self._work.end()
        held = self._workspace.held(request.document)
        if held is None:
            self._finish(request, saved=isinstance(event, FileSaved))
        elif isinstance(event, SaveFailed):
            self._failed(held, event)
        elif event.written is None:
            # That it was done is known from the file itself, or from a person; now it is looked at once more.
            path = request.path
            self._work.look(lambda: look_at(path), lambda written: self._end_with(event, written))
        elif request.is_moved:
            self._moved(held, request, event.written)
        else:
            self._written(held, request, event.written)

    def _end_with(self, event: FileSaved, written: Written | None) -> None:
        if written is None:
            self._finish(event.request, saved=False)
        else:
            self._end(msgspec.structs.replace(event, written=written))

    def _written(self, held: HeldDocument, request: SaveRequested, written: Written) -> None:
        wanted = FileFormat(request.encoding, request.has_mark) if request.encoding else None
        saved = self.note_written(held, request.revision, written, wanted)
        what = "Saved" if wanted is None else f"Saved as {wanted.label}:"
        self.noted.emit(f"{what} {held.path}" + (f"; {written.note}" if written.note else ""))
        self._finish(request, saved=saved)

    def note_written(
        self,
        held: HeldDocument,
        revision: int,
        written: Written,
        wanted: FileFormat | None = None,
    ) -> bool:
        """Note that the file of a document holds one of its revisions; return whether that could be journaled.

        Args:
            held: the document.
            revision: which of its texts the file holds.
            written: what is in the file.
            wanted: the format that the document has from now on; None for the one that it has.
        """
        held.was_changed_outside = held.is_gone = False
        held.accepted_digest = ""
        state = FileState(written.digest, written.size, written.modified)
        outcome = self._dispatcher.submit(held.saved_command(revision, state, wanted), "effect", held.id)
        self._workspace.changed.emit(held)
        for key in (message_key(held), f"opened {held.id}", f"journal {held.id}"):
            self.resolved.emit(key)
        self.saved.emit(held)
        return outcome is not None

    def _finish(self, request: SaveRequested, *, saved: bool) -> None:
        if request.is_automatic:
            return  # nobody waits for it, and another one that somebody waits for may be under way
        document_id = request.document
        done = self._under_way.pop(document_id, _UnderWay())
        if done.again is not None and saved:
            self._listeners.setdefault(document_id, [])[:0] = done.listeners
            self.save(document_id, done.again)
            return
        self._listeners.setdefault(document_id, [])[:0] = done.listeners
        self._settle(document_id, saved=saved)

    def _settle(self, document_id: str, *, saved: bool) -> None:
        for listener in self._listeners.pop(document_id, []):
            listener(saved)

    def give_up(self, document_id: str) -> None:
        """Nobody has chosen a file."""
        self._wanted.pop(document_id, None)
        self._settle(document_id, saved=False)

    # --- what can go wrong -------------------------------------------------------------------------------

    def _failed(self, held: HeldDocument, event: SaveFailed) -> None:
        request = event.request
        wanted = SaveDocument(request.encoding, request.has_mark)
        command = SaveWithEncoding(request.encoding, request.has_mark) if request.encoding else Save()
        if request.is_automatic and event.code in (SUPERSEDED, FILE_GONE):
            pass  # what was typed since is saved at the next pause; that a file is gone is told by who notices it
        elif request.is_moved:
            self._tell_failure(held, event, lambda: self._save_as(held, request.path, wanted))
        elif event.code == CHANGED_OUTSIDE:
            self._ask_to_overwrite(held, wanted)
        else:
            self._tell_failure(held, event, lambda: self._submit(held, command))
        self._finish(request, saved=False)

    def _ask_to_overwrite(self, held: HeldDocument, wanted: SaveDocument) -> None:
        text = (
            f"Another program has changed {held.name} since it was opened here, so it was not saved. Your text"
            " is safe here, and the file is as the other program left it."
        )
        answers = (
            ("Overwrite", lambda: self.save(held.id, wanted, overwrites=True)),
            ("Merge...", lambda: self.merge_wanted.emit(held.id)),
            ("Save As...", lambda: self.path_wanted.emit(held.id)),
        )
        self.told.emit(Message(message_key(held), text, Severity.WARNING, answers, held.id))

    def _tell_failure(self, held: HeldDocument, event: SaveFailed, again: Callable[[], None]) -> None:
        answers: Answers = (("Try Again", again), ("Save As...", lambda: self.path_wanted.emit(held.id)))
        if event.code == LACKING:
            answers = (("Save as UTF-8", lambda: self._save_as_utf8(held, event.request)),)
        safe = f"{event.words} Your text is safe here and in the journal."
        self.told.emit(Message(message_key(held), safe, Severity.ERROR, answers, held.id))

    def _submit(self, held: HeldDocument, command: DocumentCommand) -> None:
        self._dispatcher.submit(command, "message", held.id)

    def _save_as_utf8(self, held: HeldDocument, request: SaveRequested) -> None:
        """Every character can be expressed in UTF-8."""
        if request.is_moved:
            self._save_as(held, request.path, SaveDocument("utf-8"))
        else:
            self._dispatcher.submit(SaveWithEncoding("utf-8"), "message", held.id)

    # --- another file ------------------------------------------------------------------------------------

    def save_as(self, document_id: str, path: str) -> None:
        """Write a document to another file and go on with that one."""
        held = self._workspace.held(document_id)
        if held is not None:
            self._save_as(held, path, self._wanted.pop(document_id, _AS_IT_IS))

    def _save_as(self, held: HeldDocument, path: str, wanted: SaveDocument) -> None:
        self._under_way.setdefault(held.id, _UnderWay())
        request = RequestSave(
            held.id,
            held.document.revision,
            path,
            is_moved=True,
            encoding=wanted.encoding,
            has_mark=wanted.has_mark,
        )
        self._ask(held, request)

    def _moved(self, held: HeldDocument, request: SaveRequested, written: Written) -> None:
        path = Path(written.path)
        try:
            held.note_path(path)
        except LogError as error:
            words = f"{path} was written, but the journal could not note it: {error.message}"
            again = SaveDocument(request.encoding, request.has_mark)
            self._tell_failure(
                held,
                SaveFailed(request, "not_noted", words),
                lambda: self._save_as(held, str(path), again),
            )
        self._written(held, request, written)

    def save_all(self, source: str, then: Listener = lambda saved: None) -> None:
        """Save every document of a file that has unsaved changes.

        Args:
            source: what wants it.
            then: is told once whether all of them were saved.
        """
        waiting = {
            held.id for held in self._workspace if held.path is not None and self._workspace.is_modified(held)
        }
        results: list[bool] = []
        count = len(waiting)
        if not waiting:
            then(True)

        def settled(saved: bool) -> None:
            results.append(saved)
            if len(results) == count:
                then(all(results))

        for document_id in sorted(waiting):
            self.request(document_id, source, settled)


def message_key(held: HeldDocument) -> str:
    """Return the key of the message that tells why the text of a document and its file differ."""
    return f"save {held.id}"
