"""Owns saving: to the document's file, to another one, all of them, and what is said when that fails.

Does not own the dialog that asks for a file's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from editorapp.bus.errors import LogError
from editorapp.commands.document import Save
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.errors import DocumentHeldError, FileError, Owner
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.relocation import write_elsewhere
from editorapp.storage.text_file import FileState, is_changed_outside
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.message import Message, Severity
from editorapp.ui.workspace import Workspace

Listener = Callable[[bool], None]
"""Is told whether a document was saved."""


class ChangedOutsideError(Exception):
    """Another program has written the file since it was last known."""


@dataclass
class _UnderWay:
    """A save that is being done, and whether another one was wanted meanwhile."""

    again: bool = False
    listeners: list[Listener] = field(default_factory=list)


class Saving(QObject):
    """Saves the open documents of a workspace."""

    saved = Signal(object)
    """A HeldDocument was written to its file."""

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
        store: DocumentStore,
        owner: Owner,
        dispatcher: Dispatcher,
        worker: FileWorker,
        parent: QObject | None = None,
    ) -> None:
        """Take what it works with."""
        super().__init__(parent)
        self._workspace = workspace
        self._store = store
        self._owner = owner
        self._dispatcher = dispatcher
        self._worker = worker
        self._under_way: dict[str, _UnderWay] = {}
        self._listeners: dict[str, list[Listener]] = {}

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

    def save(self, document_id: str, *, overwrites: bool = False) -> None:
        """Write a document to its file, in answer to the command that asks for it.

        Args:
            document_id: its id.
            overwrites: whether what another program wrote meanwhile may be lost.
        """
        held = self._workspace.held(document_id)
        if held is None:
            return
        if held.path is None:
            self.path_wanted.emit(document_id)
            return
        running = self._under_way.get(document_id)
        if running is not None:
            running.again = True
            return
        self._under_way[document_id] = _UnderWay(listeners=self._listeners.pop(document_id, []))
        document, known, path = held.document.document, held.document.saved, held.path

        def work() -> FileState:
            if not overwrites and is_changed_outside(path, known):
                raise ChangedOutsideError
            return held.write(document.buffer)

        self._worker.run(
            str(path),
            work,
            lambda state: self._written(held, document.revision, state),
            lambda error: self._failed(held, error),
        )

    def _written(self, held: HeldDocument, revision: int, state: FileState) -> None:
        held.was_changed_outside = False
        outcome = self._dispatcher.submit(held.saved_command(revision, state), "effect", held.id)
        self._workspace.changed.emit(held)
        for key in (_key(held), f"opened {held.id}", f"journal {held.id}"):
            self.resolved.emit(key)
        self.noted.emit(f"Saved {held.path}")
        self.saved.emit(held)
        self._finish(held.id, saved=outcome is not None)

    def _finish(self, document_id: str, *, saved: bool) -> None:
        done = self._under_way.pop(document_id, _UnderWay())
        if done.again and saved:
            self._listeners.setdefault(document_id, [])[:0] = done.listeners
            self.save(document_id)
            return
        self._listeners.setdefault(document_id, [])[:0] = done.listeners
        self._settle(document_id, saved=saved)

    def _settle(self, document_id: str, *, saved: bool) -> None:
        for listener in self._listeners.pop(document_id, []):
            listener(saved)

    def give_up(self, document_id: str) -> None:
        """Nobody has chosen a file."""
        self._settle(document_id, saved=False)

    # --- what can go wrong -------------------------------------------------------------------------------

    def _failed(self, held: HeldDocument, error: Exception) -> None:
        if isinstance(error, ChangedOutsideError):
            self._ask_to_overwrite(held)
        elif isinstance(error, FileError):
            self._tell_failure(held, str(error), lambda: self.request(held.id, "message"))
        else:
            self._finish(held.id, saved=False)
            raise error
        self._finish(held.id, saved=False)

    def _ask_to_overwrite(self, held: HeldDocument) -> None:
        text = (
            f"Another program has changed {held.name} since it was opened here, so it was not saved. Your text"
            " is safe here, and the file is as the other program left it."
        )
        answers = (
            ("Overwrite", lambda: self.save(held.id, overwrites=True)),
            ("Save As...", lambda: self.path_wanted.emit(held.id)),
        )
        self.told.emit(Message(_key(held), text, Severity.WARNING, answers, held.id))

    def _tell_failure(self, held: HeldDocument, text: str, again: Callable[[], None]) -> None:
        answers = (("Try Again", again), ("Save As...", lambda: self.path_wanted.emit(held.id)))
        safe = f"{text} Your text is safe here and in the journal."
        self.told.emit(Message(_key(held), safe, Severity.ERROR, answers, held.id))

    # --- another file ------------------------------------------------------------------------------------

    def save_as(self, document_id: str, path: str) -> None:
        """Write a document to another file and go on with that one."""
        held = self._workspace.held(document_id)
        if held is None:
            return
        document = held.document.document

        def work() -> tuple[Path, FileState]:
            return write_elsewhere(self._store, self._owner, held, document.buffer, Path(path))

        self._worker.run(
            str(held.path or held.id),
            work,
            lambda result: self._moved(held, document.revision, result),
            lambda error: self._move_failed(held, path, error),
        )

    def _moved(self, held: HeldDocument, revision: int, result: tuple[Path, FileState]) -> None:
        path, state = result
        try:
            held.note_path(path)
        except LogError as error:
            self._tell_failure(
                held,
                f"{path} was written, but the journal could not note it: {error.message}",
                lambda: self.save_as(held.id, str(path)),
            )
        self._written(held, revision, state)

    def _move_failed(self, held: HeldDocument, path: str, error: Exception) -> None:
        if isinstance(error, DocumentHeldError):
            where = "in another tab" if error.owner.pid == self._owner.pid else "in another window"
            text = f"{path} was not written: it is open {where}. Close it there, or choose another name."
        elif isinstance(error, FileError):
            text = str(error)
        else:
            self._settle(held.id, saved=False)
            raise error
        self._tell_failure(held, text, lambda: self.save_as(held.id, path))
        self._settle(held.id, saved=False)

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


def _key(held: HeldDocument) -> str:
    return f"save {held.id}"
