"""Owns telling that a file which is opened has a copy beside it, left where overwriting it was interrupted.

Does not make copies, nor find out which of both is right: that is the person's to say.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from editorapp.storage.file_overwriting import left_copies, remove_copy
from editorapp.storage.held_document import HeldDocument
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.message import Message, Severity
from editorapp.ui.workspace import Workspace


class LeftCopies(QObject):
    """Looks for copies when a file was opened, in the thread for files."""

    told = Signal(object)
    """A Message for the person."""

    noted = Signal(str)
    """Something to say in passing."""

    def __init__(self, workspace: Workspace, worker: FileWorker, parent: QObject | None = None) -> None:
        """Follow what is opened from now on."""
        super().__init__(parent)
        self._workspace = workspace
        self._worker = worker
        workspace.opened.connect(self._look)

    def _look(self, held: HeldDocument, *_: object) -> None:
        if held.path is not None:
            # Its own key: what is read or saved meanwhile does not wait for it.
            self._worker.run(
                f"copies of {held.path}",
                partial(_copies_of, held.path),
                partial(self._tell, held.id),
                _ignore,
            )

    def _tell(self, document_id: str, copies: list[Path]) -> None:
        held = self._workspace.held(document_id)
        if held is None or not copies:
            return
        copy = copies[0]
        self.told.emit(
            Message(
                f"copy {held.id}",
                f"Overwriting {held.name} was interrupted once, so the file may be cut off or hold parts of two"
                f" versions. What it held before is safe in {copy}. Compare both, save what is right, then delete the"
                " copy.",
                Severity.WARNING,
                (
                    ("Open the Copy", lambda: self._open(held, copy)),
                    ("Delete the Copy", lambda: self._delete(held, copy)),
                ),
                held.id,
            )
        )

    def _open(self, held: HeldDocument, copy: Path) -> None:
        self._workspace.open_path(str(copy))
        # It is still there, to be deleted when both were compared.
        self._look(held)

    def _delete(self, held: HeldDocument, copy: Path) -> None:
        def deleted(_: object) -> None:
            self.noted.emit(f"{copy} was deleted")
            self._look(held)

        def failed(error: Exception) -> None:
            if not isinstance(error, OSError):
                raise error
            words = f"{copy} cannot be deleted: {error.strerror or error}. Nothing was changed."
            self.told.emit(Message(f"copy {held.id}", words, Severity.WARNING, document=held.id))

        self._worker.run(f"copies of {held.path}", partial(remove_copy, copy), deleted, failed)


def _copies_of(path: Path) -> list[Path]:
    return left_copies(Path(os.path.realpath(path)))


def _ignore(error: Exception) -> None:
    """A folder that cannot be looked into holds no copy that could be opened."""
    if not isinstance(error, OSError):
        raise error
