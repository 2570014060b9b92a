"""Owns `HeavyCommands`: commands that would let the window wait are worked out in a thread before they are submitted.

Does not decide which commands are heavy (`session/heaviness.py`), nor what is shown meanwhile. While one is worked
out, its document takes no other command of a person; all other documents do. A command that is cancelled was never
accepted, so nothing of it is in the journal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from editorapp.commands.specification import DocumentCommand
from editorapp.session.editor import Editor
from editorapp.session.heaviness import Bounds, is_heavy
from editorapp.session.open_document import OpenDocument
from editorapp.ui.dispatcher import OUTSIDE, SESSION, Dispatcher
from editorapp.ui.foreseeing import Foreseeing

_NOT_OF_A_PERSON: Final = frozenset({SESSION, OUTSIDE, "effect", "message", "command-line", "reopen"})
"""Sources of commands that are answers to something: whoever submits them waits for their outcome."""

_LEAVES_TEXT: Final = ("document.save", "document.export", "clipboard.copy")
"""Commands that can be done meanwhile: they change nothing."""

_PATIENCE: Final = 86_400.0
"""Seconds that a command may take; a person ends it."""


@dataclass(frozen=True, slots=True)
class _Work:
    label: str
    source: str
    foreseeing: Foreseeing


class HeavyCommands(QObject):
    """Takes commands that are much work from the dispatcher, and gives them back when they are worked out."""

    changed = Signal(str)
    """What is under way in the document of this id is something else now."""

    refused = Signal(str)
    """A command was not done, in words; nothing has changed."""

    def __init__(self, editor: Editor, dispatcher: Dispatcher, parent: QObject | None = None) -> None:
        """Take commands from the dispatcher from now on."""
        super().__init__(parent)
        self.bounds = Bounds()
        self._editor = editor
        self._dispatcher = dispatcher
        self._works: dict[str, _Work] = {}
        self._said: dict[str, str] = {}
        dispatcher.takes_time = self.takes

    def label(self, document_id: str | None) -> str:
        """Return what has been under way in a document for a moment, as its label, or nothing."""
        return "" if document_id is None else self._said.get(document_id, "")

    def takes(self, command: DocumentCommand, source: str, target: str) -> bool:
        """Take a command on, to be submitted later or refused; False where it can be submitted at once.

        Args:
            command: the command, complete.
            source: what it comes from.
            target: the id of the document.
        """
        document = self._editor.documents.get(target)
        if document is None or source in _NOT_OF_A_PERSON:
            return False
        work = self._works.get(target)
        if work is not None:
            if command.spec.name.startswith(_LEAVES_TEXT):
                return False
            self.refused.emit(f"{work.label} is still under way here. Escape cancels it.")
            return True
        foreseen = document.foreseen
        if foreseen is not None and foreseen.holds_for(command, document.document, document.tree.current):
            return False
        if not is_heavy(command, document, self.bounds):
            return False
        self._begin(document, command, source)
        return True

    def _begin(self, document: OpenDocument, command: DocumentCommand, source: str) -> None:
        target = document.target
        foreseeing = Foreseeing(self, patience=_PATIENCE)
        self._works[target] = _Work(command.spec.label.removesuffix("..."), source, foreseeing)
        foreseeing.ready.connect(self._submit)
        foreseeing.refused.connect(self.refused)
        foreseeing.busy.connect(lambda is_busy: self._say(target, is_busy=is_busy))
        foreseeing.over.connect(self._forget(target, foreseeing))
        foreseeing.ask(document, command)

    def _forget(self, target: str, foreseeing: Foreseeing) -> Callable[[], None]:
        def forget() -> None:
            self._works.pop(target, None)
            foreseeing.deleteLater()

        return forget

    def _submit(self, document: OpenDocument, command: DocumentCommand) -> None:
        work = self._works.pop(document.target, None)
        if work is not None and self._editor.documents.get(document.target) is document:
            self._dispatcher.submit(command, work.source, document.target)

    def _say(self, target: str, *, is_busy: bool) -> None:
        work = self._works.get(target)
        if is_busy and work is not None:
            self._said[target] = work.label
        else:
            self._said.pop(target, None)
        self.changed.emit(target)

    def cancel(self, document_id: str | None) -> None:
        """End what is under way in a document, if anything is; nothing of it is done."""
        work = None if document_id is None else self._works.get(document_id)
        if work is not None:
            work.foreseeing.stop()
            self.refused.emit(f"{work.label} was cancelled. Nothing has changed.")

    def forget(self, document_id: str) -> None:
        """End what is under way in a document that is closed."""
        work = self._works.get(document_id)
        if work is not None:
            work.foreseeing.stop()
