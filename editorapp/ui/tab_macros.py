"""Owns playing the macro of a run in the tab that has one of its files, in the thread of the window.

Does not own runs, nor files that no tab has.
"""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtCore import QObject, Qt, Signal

from editorapp.bus.errors import CommandError
from editorapp.commands.macro import PlayMacro
from editorapp.commands.selection import SetSelection
from editorapp.session.editor import Editor
from editorapp.session.open_document import DocumentAdvanced
from editorapp.session.work.macro_runs import Applied
from editorapp.storage.held_document import HeldDocument
from editorapp.text.selection import Selection
from editorapp.ui.workspace import Workspace

SOURCE = "macro run"
"""The source of the commands of a run."""


class TabMacros(QObject):
    """Plays macros in tabs; `play` may be called by any thread but that of the window."""

    save_wanted = Signal(str)
    """The document of this id has changed and is to be saved."""

    _wanted = Signal(str, object, str, object)

    def __init__(self, editor: Editor, workspace: Workspace, parent: QObject) -> None:
        """Take the open documents."""
        super().__init__(parent)
        self._editor = editor
        self._workspace = workspace
        self._is_playing = False
        self._advanced: list[DocumentAdvanced] = []
        self._wanted.connect(self._play, Qt.ConnectionType.QueuedConnection)
        editor.bus.subscribe(DocumentAdvanced, self._note)

    def play(self, path: str, play: PlayMacro, command_id: str) -> Applied | None:
        """Play a macro in the tab of a file, from the start of the text, and save it if it had no unsaved changes.

        Args:
            path: the real path of the file.
            play: the macro, complete.
            command_id: the id of the command; one that was done before is answered.

        Returns:
            What became of it, or None where no tab has the file.

        Raises:
            CommandError: it cannot be played; nothing has changed.
        """
        future: Future[Applied | None] = Future()
        self._wanted.emit(path, play, command_id, future)
        return future.result()

    def _note(self, event: DocumentAdvanced) -> None:
        if self._is_playing:
            self._advanced.append(event)

    def _play(self, path: str, play: PlayMacro, command_id: str, future: Future[Applied | None]) -> None:
        held = self._workspace.at_path(path)
        try:
            future.set_result(None if held is None else self._play_in(held, play, command_id))
        except Exception as error:  # noqa: BLE001 - handed on to the thread that waits, which knows what it means
            future.set_exception(error)

    def _play_in(self, held: HeldDocument, play: PlayMacro, command_id: str) -> Applied:
        was_modified = self._workspace.is_modified(held)
        known = held.document.log.find(command_id)
        selection = held.document.document.selection
        if known is None and selection != Selection.caret(0):
            self._editor.submit(SetSelection([(0, 0)]), held.id, SOURCE)
        self._is_playing = True
        try:
            outcome = self._editor.submit(play, held.id, SOURCE, command_id)
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
