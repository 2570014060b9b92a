"""Owns reading the file of an open document again in another encoding.

Does not own the choice of the encoding, nor what happens when another program has changed the file.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from editorapp.bus.message import Outcome
from editorapp.commands.decision import ReopenDocument
from editorapp.commands.encoding import ReopenWithEncoding
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.errors import FileError
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.text_file import Wish
from editorapp.storage.work.file_looker import OutsideChange, read_change
from editorapp.text.encoding import encoding_label
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.file_watch import FileWatch
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.message import Message, Severity
from editorapp.ui.saving import Saving
from editorapp.ui.workspace import Workspace

_SOURCE: Final = "effect"


class Reopening(QObject):
    """Reads files again when a command asks for it, in the thread for files."""

    told = Signal(object)
    """A Message for the person."""

    resolved = Signal(str)
    """The message of this key has no reason any more."""

    noted = Signal(str)
    """Something to say in passing."""

    def __init__(
        self,
        workspace: Workspace,
        dispatcher: Dispatcher,
        worker: FileWorker,
        saving: Saving,
        files: FileWatch,
        parent: QObject,
    ) -> None:
        """Take what it works with."""
        super().__init__(parent)
        self._workspace = workspace
        self._dispatcher = dispatcher
        self._worker = worker
        self._saving = saving
        self._files = files

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done: it may want the file again."""
        for request in event.requests:
            held = self._workspace.held(event.target)
            if isinstance(request, ReopenDocument) and held is not None:
                self._begin(held, request.encoding)

    def _begin(self, held: HeldDocument, encoding: str) -> None:
        self.resolved.emit(_key(held))
        if held.path is None:
            self.noted.emit(f"{held.name} has no file that could be read again; Save As writes one")
        elif self._workspace.is_modified(held):
            self._ask(held, encoding)
        else:
            self._read(held, encoding)

    def _ask(self, held: HeldDocument, encoding: str) -> None:
        label = encoding_label(encoding)
        text = (
            f"{held.name} has unsaved changes, so its file was not read again as {label}. If it is, they are replaced"
            " by what is in the file; Undo brings them back."
        )

        def save_first() -> None:
            def saved(was_saved: bool) -> None:
                if was_saved:
                    self._dispatcher.submit(ReopenWithEncoding(encoding), "message", held.id)

            self._saving.request(held.id, "message", saved)

        answers = (("Save First", save_first), ("Read Again", lambda: self._read(held, encoding)))
        self.told.emit(Message(_key(held), text, Severity.WARNING, answers, held.id))

    def _read(self, held: HeldDocument, encoding: str) -> None:
        before, path = held.document.document, str(held.path)

        def failed(error: Exception) -> None:
            if not isinstance(error, FileError):
                raise error
            text = f"{error} The text is as it was."
            self.told.emit(Message(_key(held), text, Severity.WARNING, document=held.id))

        self._worker.run(
            path,
            lambda: read_change(path, before.buffer, Wish(encoding=encoding)),
            lambda change: self._take(held.id, before.revision, change, encoding),
            failed,
        )

    def _take(self, document_id: str, revision: int, change: OutsideChange, encoding: str) -> None:
        held = self._workspace.held(document_id)
        if held is None or held.path is None:
            return
        if held.document.revision != revision:
            # Something was typed while the file was read.
            self._begin(held, encoding)
            return
        command = change.reload(held.path)
        self._dispatcher.answer(command, _SOURCE, held.id, partial(self._reopened, held, change))

    def _reopened(self, held: HeldDocument, change: OutsideChange, outcome: Outcome | None) -> None:
        if outcome is None or outcome.error is not None or self._workspace.held(held.id) is not held:
            return
        held.has_invalid_bytes = change.has_invalid_bytes
        held.was_changed_outside = False
        self._files.refresh(held)
        self._workspace.changed.emit(held)
        self.resolved.emit(f"opened {held.id}")
        kept = ", with marks for what is no valid text in it" if change.has_invalid_bytes else ""
        self.noted.emit(f"{held.name} was read again as {change.format.label}{kept}; Undo takes that back")


def _key(held: HeldDocument) -> str:
    return f"reopen {held.id}"
