"""Owns finding out whether a file that another process wishes for was opened, and why not.

Does not open it.
"""

from __future__ import annotations

import os

from editorapp.storage.held_document import HeldDocument
from editorapp.ui.message import Message
from editorapp.ui.workspace import Opening, Workspace


class OpeningWatch:
    """Looks on from its making to `end`."""

    def __init__(self, workspace: Workspace, path: str) -> None:
        """Look on while the file at a path is opened."""
        self._workspace = workspace
        self._path = os.path.abspath(path)  # noqa: PTH100  (Path.absolute keeps "..")
        self._is_open = False
        self._reason = f"{path} was not opened; the window says why."
        workspace.opened.connect(self._opened)
        workspace.shown.connect(self._shown)
        workspace.told.connect(self._told)

    def _opened(self, held: HeldDocument, opening: Opening) -> None:
        if opening.place is not None and opening.place.path == self._path:
            self._is_open = True

    def _shown(self, document_id: str) -> None:
        self._is_open = True

    def _told(self, message: Message) -> None:
        if message.key == f"open {self._path}":
            self._reason = message.text

    def end(self) -> str:
        """Stop looking on; return why the file was not opened, or nothing if it was."""
        self._workspace.opened.disconnect(self._opened)
        self._workspace.shown.disconnect(self._shown)
        self._workspace.told.disconnect(self._told)
        return "" if self._is_open else self._reason
