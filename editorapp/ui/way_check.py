"""Owns `WayCheck`, which looks after every event whether text has changed in another way than by a command.

Does not mend anything; it is there for tests, and for whoever looks for a fault (`EDITORAPP_CHECK=1`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from editorapp.bus.errors import LogError
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.errors import JournalError
from editorapp.storage.held_document import HeldDocument
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.ui.parts import Parts
from editorapp.ui.view import TextView


class WayError(Exception):
    """A text has changed by another way than a command, or a view shows another text than there is."""


@dataclass(slots=True)
class _Known:
    """What commands have made of a document.

    Attributes:
        buffer: its text.
        unseen: numbers and names of commands that are still to be looked up in its journal.
        compared: of each of its views, document and place at which it was compared last.
    """

    buffer: Buffer
    unseen: list[tuple[int, str]] = field(default_factory=list)
    compared: dict[TextView, tuple[Document, tuple[int, int]]] = field(default_factory=dict)


class WayCheck(QObject):
    """Compares documents with what commands have made of them, with their journals, and with their views."""

    def __init__(self, parts: Parts, found: Callable[[WayError], None], parent: QObject) -> None:
        """Begin to look.

        Args:
            parts: the parts of the window.
            found: is told of each error, once.
            parent: Qt's owner of this object.
        """
        super().__init__(parent)
        self._parts = parts
        self._found = found
        self._said: set[str] = set()
        self._known: dict[str, _Known] = {}
        self._is_looking = False
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self.check)
        parts.given.editor.bus.subscribe(DocumentAdvanced, self._follow)
        parts.workspace.opened.connect(lambda held, _: self._begin(held))
        parts.workspace.closed.connect(lambda held: self._known.pop(held.id, None))
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def stop(self) -> None:
        """Look no more; the window has gone."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def _begin(self, held: HeldDocument) -> None:
        # Commands that bring back the place of a tab may have run before it is told that the document is open.
        self._known.setdefault(held.id, _Known(held.document.document.buffer))

    def _follow(self, event: DocumentAdvanced) -> None:
        known = self._known.setdefault(event.target, _Known(event.before.buffer))
        if event.before.buffer is not known.buffer:
            self._say(f"{event.command.name} found another text than the command before has left")
        known.buffer = event.after.buffer
        if event.changes:
            known.unseen.append((event.seq, event.command.name))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look before an event what the one before it has done."""
        if not self._is_looking and self._look():
            # A widget that follows a command sends events itself, before the others have heard of the command.
            self._again.start()
        return False

    def check(self) -> None:
        """Look at every open document; not to be called while a command is on its way."""
        for problem in self._look():
            self._say(problem)

    def _look(self) -> list[str]:
        if self._parts.window.may_close:
            return []
        self._is_looking = True
        try:
            return [
                f"{held.name}: {problem}"
                for held in self._parts.workspace
                for problem in self._problems(held)
            ]
        finally:
            self._is_looking = False

    def _say(self, problem: str) -> None:
        if problem not in self._said:
            self._said.add(problem)
            self._found(WayError(problem))

    def _problems(self, held: HeldDocument) -> Iterator[str]:
        known, document = self._known.get(held.id), held.document.document
        if known is None:
            return
        if known.buffer is not document.buffer:
            yield "its text is not the one that the last command has left"
        yield from self._missing_commands(held, known)
        tabs = self._parts.tabs
        views = tabs.views(held.id)
        known.compared = {view: known.compared[view] for view in views if view in known.compared}
        for view in views:
            yield from self._differences(view, document, known, is_current=view is tabs.view(held.id))

    @staticmethod
    def _differences(view: TextView, document: Document, known: _Known, *, is_current: bool) -> Iterator[str]:
        shown = view.document
        # A pane that has not got the keyboard has a selection of its own.
        if (shown is not document) if is_current else (shown.buffer is not document.buffer):
            yield f"its view shows revision {shown.revision} instead of {document.revision}"
            return
        if shown.selection.ranges[-1].end > len(document.buffer):
            yield "a view has a caret behind the end of the text"
        looked_at = shown, view.scroll_position()
        if known.compared.get(view) == looked_at:
            return
        known.compared[view] = looked_at
        for position, piece in view.shown_pieces():
            if document.buffer.slice(position, position + len(piece)) != piece:
                yield f"its view does not show the text at position {position}"

    @staticmethod
    def _missing_commands(held: HeldDocument, known: _Known) -> Iterator[str]:
        for seq, name in known.unseen:
            try:
                entry = next(held.document.log.entries(seq), None)
            except (LogError, JournalError):
                continue  # that it cannot be read or written is told by others
            if entry is None or (entry.seq, entry.name) != (seq, name):
                yield f"{name} has changed it, and is not in the journal as command {seq}"
                return
        known.unseen.clear()
