"""Owns how tabs, title and status bar follow the open documents and the one that is shown.

Does not own any of these, nor opening and closing.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.held_document import HeldDocument
from editorapp.ui.message import Message
from editorapp.ui.parts import Parts
from editorapp.ui.workspace import Opening

_SAYS_ITSELF = ("edit.undo", "edit.redo", "history.go_to")
"""What these did can be seen; their message is the name of another command."""


class DocumentDisplay(QObject):
    """Shows the open documents."""

    def __init__(self, parts: Parts, parent: QObject) -> None:
        """Follow the documents from now on."""
        super().__init__(parent)
        self._parts = parts
        self._numbers: dict[str, int] = {}
        self._latest_shown = 0
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        workspace, tabs = parts.workspace, parts.tabs
        workspace.opened.connect(self._opened)
        workspace.closed.connect(self._closed)
        workspace.changed.connect(self._changed)
        workspace.shown.connect(tabs.show_tab)
        tabs.current_changed.connect(self._current_changed)
        parts.saving.saved.connect(self._saved)
        parts.journals.changed.connect(self._refresh_soon)
        parts.macros.changed.connect(self._refresh_soon)
        parts.dispatcher.stopped.connect(self._stopped)

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done."""
        parts = self._parts
        if event.message and event.command.name not in _SAYS_ITSELF:
            parts.status.say(event.message)
        parts.messages.dismiss(f"journal {event.target}")
        parts.session.note()
        parts.availability.refresh_soon()
        self._refresh_soon()

    def _opened(self, held: HeldDocument, opening: Opening) -> None:
        parts = self._parts
        workspace, tabs = parts.workspace, parts.tabs
        unused = [other for other in workspace if other is not held and workspace.is_untouched(other)]
        is_modified = workspace.is_modified(held)
        reveals = opening.tab is None
        view = tabs.add(held, self._index_for(held, opening), is_modified=is_modified, reveals=reveals)
        self._numbers[held.id] = opening.number
        if opening.tab is not None:
            view.set_scroll_position(opening.tab.line, opening.tab.left)
        is_wanted = not opening.in_background and opening.number > self._latest_shown
        if is_wanted:
            self._latest_shown = opening.number
        if is_wanted or len(workspace) == 1:
            tabs.show_tab(held.id)
        if held.path is not None and opening.tab is None:
            parts.recent.note(held.path)
            parts.status.say(f"Opened {held.path}")
        if not opening.is_new:
            # The empty tab of a window that has just been opened makes room.
            for other in unused:
                workspace.close(other.id)
        self._current_changed(tabs.current_id)

    def _index_for(self, held: HeldDocument, opening: Opening) -> int:
        """Return the place of a new tab: where it was, or behind the tabs that were wished for before."""
        index = self._parts.session.index_for(held.id)
        if index >= 0:
            return index
        ids = list(self._parts.tabs.ids())
        while ids and self._numbers[ids[-1]] > opening.number:
            ids.pop()
        return len(ids)

    def _closed(self, held: HeldDocument) -> None:
        self._parts.messages.forget(held.id)
        self._parts.tabs.remove(held.id)
        self._numbers.pop(held.id, None)

    def _changed(self, held: HeldDocument) -> None:
        parts = self._parts
        is_modified = parts.workspace.is_modified(held)
        parts.tabs.refresh(held, is_modified=is_modified)
        if held.id == parts.tabs.current_id:
            parts.window.name(held.name, held.path, is_modified=is_modified)
            self._refresh_soon()

    def _current_changed(self, document_id: str | None) -> None:
        parts = self._parts
        parts.dispatcher.current = document_id
        parts.messages.show_for(document_id)
        held = parts.current()
        if held is None:
            parts.window.name("", None, is_modified=False)
        else:
            self._changed(held)
        self.refresh()

    def _saved(self, held: HeldDocument) -> None:
        self._parts.journals.sync([held])
        if held.path is not None:
            self._parts.recent.note(held.path)

    def _stopped(self, message: Message) -> None:
        if message.document is not None:
            self._parts.journals.note_failure(message.document)
        self._parts.messages.tell(message)

    def _refresh_soon(self, *_: object) -> None:
        """Once, however much happens before the event loop comes round."""
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Show in the status bar what the shown document is like now."""
        parts = self._parts
        held = parts.current()
        state = parts.journals.state(parts.tabs.current_id)
        parts.status.show_document(None if held is None else held.document.document)
        parts.status.show_encoding("" if held is None else held.format.label)
        parts.status.show_journal(state.text, state.tip)
        parts.status.show_macro(parts.macros.state)
