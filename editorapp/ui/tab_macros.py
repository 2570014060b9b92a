"""Owns playing the macro of a run in the tab that has one of its files, in the thread of the window.

Does not own runs, nor files that no tab has.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from editorapp.bus.errors import CommandError
from editorapp.commands.edit import GoToRevision
from editorapp.commands.macro import PlayMacro
from editorapp.commands.selection import SetSelection
from editorapp.session.editor import Editor
from editorapp.session.open_document import DocumentAdvanced
from editorapp.session.work.file_step import changed_since, check_text, needs_caret, play_of, step_for
from editorapp.session.work.macro_runs import Applied, MacroApplicationRequested
from editorapp.storage.held_document import HeldDocument
from editorapp.text.document import Document
from editorapp.text.selection import Selection
from editorapp.ui.workspace import Workspace

SOURCE = "macro run"
"""The source of the commands of a run."""


class TabMacros(QObject):
    """Plays macros in tabs; `play` may be called by any thread but that of the window."""

    save_wanted = Signal(str)
    """The document of this id has changed and is to be saved."""

    _wanted = Signal(object, object)

    def __init__(self, editor: Editor, workspace: Workspace, parent: QObject) -> None:
        """Take the open documents."""
        super().__init__(parent)
        self._editor = editor
        self._workspace = workspace
        self._is_playing = False
        self._advanced: list[DocumentAdvanced] = []
        self._wanted.connect(self._do, Qt.ConnectionType.QueuedConnection)
        editor.bus.subscribe(DocumentAdvanced, self._note)

    def play(self, path: str, request: MacroApplicationRequested) -> Applied | None:
        """Do what a run asks for in the tab of a file, and save it if it had no unsaved changes.

        A macro is played from the start of the text.

        Args:
            path: the real path of the file.
            request: what is to be done; under an id that was done before, it is answered.

        Returns:
            What became of it, or None where no tab has the file.

        Raises:
            CommandError: it cannot be done; nothing has changed.
        """
        document = None
        if request.particulars.digest:
            # Looked at here, since it can take a while; in the thread of the window is only seen that it still holds.
            document = self._in_window(lambda: self._document_before(path, request.command_id))
            if document is not None:
                check_text(request, document.buffer)
        applied: Applied | None = self._in_window(lambda: self._play(path, request, document))
        return applied

    def _in_window(self, work: Callable[[], Any]) -> Any:
        """Return what some work returns that is done in the thread of the window."""
        future: Future[Any] = Future()
        self._wanted.emit(work, future)
        return future.result()

    def _do(self, work: Callable[[], Any], future: Future[Any]) -> None:
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 - handed on to the thread that waits, which knows what it means
            future.set_exception(error)

    def _document_before(self, path: str, command_id: str) -> Document | None:
        held = self._workspace.at_path(path)
        if held is None or held.document.log.find(command_id) is not None:
            return None
        return held.document.document

    def _note(self, event: DocumentAdvanced) -> None:
        if self._is_playing:
            self._advanced.append(event)

    def _play(
        self, path: str, request: MacroApplicationRequested, looked_at: Document | None
    ) -> Applied | None:
        held = self._workspace.at_path(path)
        return None if held is None else self._play_in(held, request, looked_at)

    def _play_in(
        self, held: HeldDocument, request: MacroApplicationRequested, looked_at: Document | None
    ) -> Applied:
        was_modified = self._workspace.is_modified(held)
        command_id = request.command_id
        known = held.document.log.find(command_id)
        document = held.document.document
        if known is not None:
            command: PlayMacro | GoToRevision = play_of(request.application, request.particulars)
        else:
            # Opened only meanwhile, it was not looked at here.
            is_other = looked_at is None or looked_at.buffer is not document.buffer
            if request.particulars.digest and is_other:
                raise changed_since(request)
            command = step_for(request, held.document)
        selection = document.selection
        if known is None and needs_caret(command) and selection != Selection.caret(0):
            self._editor.submit(SetSelection([(0, 0)]), held.id, SOURCE)
        self._is_playing = True
        try:
            outcome = self._editor.submit(command, held.id, SOURCE, command_id)
        finally:
            self._is_playing = False
            advanced, self._advanced = self._advanced, []
        if outcome.error is not None:
            ranges = [(anchor, head) for anchor, head in selection.ranges]
            self._editor.submit(SetSelection(ranges), held.id, SOURCE)
            raise CommandError(outcome.error.code, outcome.error.message, outcome.error.field)
        changes = sum(len(event.changes.changes) for event in advanced)
        plays = sum(event.facts.get("runs", 0) for event in advanced)
        if known is not None or not changes:
            return Applied(changes, plays, "in its tab")
        if was_modified:
            return Applied(changes, plays, "in its tab, which has unsaved changes: not saved")
        # Not waited for: the worker that waits here may be the one that saves.
        self.save_wanted.emit(held.id)
        return Applied(changes, plays, "in its tab")
