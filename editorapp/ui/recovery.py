"""Owns how documents that a dead process has left are found and brought to the recovery view.

Does not own the view, nor what recovering does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from editorapp.commands.application import ShowRecovery
from editorapp.commands.registry import Registry
from editorapp.storage.document_store import Left, wall_clock
from editorapp.storage.errors import FileError
from editorapp.storage.journal_reader import LeftDocument, left_documents, read_document
from editorapp.storage.profile import Profile
from editorapp.storage.text_file import read_file
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.performing import Performers
from editorapp.ui.workspace import Opening, Workspace


class Recovery(QObject):
    """Finds what was left, and lets a person decide about it."""

    noted = Signal(str)
    """Something to say in passing."""

    def __init__(
        self, window: QWidget, profile: Profile, registry: Registry, workspace: Workspace, worker: FileWorker
    ) -> None:
        """Take what it works with; nothing is looked for yet."""
        super().__init__(window)
        self._window = window
        self._profile = profile
        self._registry = registry
        self._workspace = workspace
        self._worker = worker
        self._view: Any = None
        self._is_looking = False
        self._told: set[str] = set()
        self._offered: set[str] = set()
        workspace.left_found.connect(self._note_left)

    def performers(self) -> Performers:
        """Return what this part does."""
        return {ShowRecovery: lambda _: self.look(says_nothing=False)}

    def _note_left(self, document_id: str) -> None:
        """A document could not be opened since it was left; while that was tried no look could see it."""
        if document_id in self._offered:
            return
        self._told.add(document_id)
        if not self._is_looking:
            self._find(says_nothing=True)

    def look(self, *, says_nothing: bool = True) -> None:
        """Look for documents that were left, and show them if there are any.

        Args:
            says_nothing: whether it stays silent where there are none.
        """
        if self._view is not None:
            self._view.raise_()
        elif not self._is_looking:
            self._find(says_nothing=says_nothing)

    def _find(self, *, says_nothing: bool) -> None:
        self._is_looking = True
        told, self._told = self._told, set()
        is_shown = self._view is not None

        def found(documents: list[LeftDocument]) -> None:
            self._is_looking = False
            if self._told:
                self._told |= told
                self._find(says_nothing=says_nothing)
                return
            # What was decided beside this look is still there, but has been answered.
            wanted = [left for left in documents if not is_shown or left.document in told]
            if wanted:
                self._show(wanted)
            elif not says_nothing:
                self.noted.emit("There is nothing to recover: no process has left unsaved changes.")

        def failed(error: Exception) -> None:
            self._is_looking = False
            raise error

        self._worker.run("recovery", lambda: left_documents(self._profile, self._registry), found, failed)

    def _show(self, documents: list[LeftDocument]) -> None:
        self._offered |= {left.document for left in documents}
        if self._view is not None:
            self._view.add(documents)
            self._view.raise_()
            return
        from editorapp.ui.recovery_view import RecoveryView

        view = RecoveryView(documents, self._texts, wall_clock, self._window)
        view.recover_requested.connect(lambda document: self._open(document, Left.RECOVER))
        view.open_saved_requested.connect(lambda document: self._open(document, Left.DISCARD))
        view.finished.connect(self._closed)
        self._view = view
        view.open()

    def _closed(self) -> None:
        self._view.deleteLater()
        self._view = None
        self._offered = set()

    def _open(self, document_id: str, left: Left) -> None:
        self._workspace.open(Opening(document=document_id, left=left))

    def _texts(self, document_id: str) -> tuple[str, str]:
        """Return the recovered text and what is on the disk; runs in a thread."""
        record, document = read_document(self._profile, document_id, self._registry)
        on_disk = ""
        if record.path is not None:
            try:
                on_disk = str(read_file(Path(record.path)).buffer)
            except FileError:
                # Compared with nothing: the file has gone, so all of the text is new.
                on_disk = ""
        return str(document.buffer), on_disk
