"""Owns how tabs, title and status bar follow the open documents and the one that is shown.

Does not own any of these, nor opening and closing.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from editorapp.commands.selection import SetSelection
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.held_document import HeldDocument
from editorapp.ui.dispatcher import SESSION
from editorapp.ui.kept_folds import restore_folds
from editorapp.ui.message import Message
from editorapp.ui.parts import Parts
from editorapp.ui.reading import Progress, Reading
from editorapp.ui.reading_page import ReadingPage
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
        self._shown_id: str | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        workspace, tabs = parts.workspace, parts.tabs
        workspace.opened.connect(self._opened)
        workspace.reading.connect(self._reading)
        workspace.reading_ended.connect(self._reading_ended)
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

    # --- files that are still being read -----------------------------------------------------------------

    def _reading(self, reading: Reading, progress: Progress) -> None:
        """Show as much of a large file as was read."""
        parts = self._parts
        page = parts.tabs.reading_page(reading.id)
        if page is not None:
            page.show_progress(progress)
            return
        page = ReadingPage(reading, parts.given.editor.registry)
        page.cancel_wanted.connect(lambda: parts.workspace.cancel_reading(reading.id))
        page.refused.connect(parts.status.say)
        at = parts.session.index_for(reading.tab.document) if reading.tab is not None else -1
        parts.tabs.add_reading(page, self._index_for(at, reading.number))
        self._numbers[reading.id] = reading.number
        page.show_progress(progress)
        if self._takes_over(reading.number, in_background=reading.in_background):
            parts.tabs.show_tab(reading.id)
        self._close_unused(None)

    def _reading_ended(self, reading: Reading) -> None:
        self._parts.tabs.remove_reading(reading.id)
        del self._numbers[reading.id]

    def _take_place(self, held: HeldDocument, page: ReadingPage) -> None:
        """Show a document as its text was shown while it was being read."""
        parts = self._parts
        view = parts.tabs.view(held.id)
        if view is not None and page.scroll_position is not None:
            view.set_scroll_position(*page.scroll_position)
        length = len(held.document.document.buffer)
        ranges = [(min(r.anchor, length), min(r.head, length)) for r in page.view.document.selection.ranges]
        if ranges != [(0, 0)]:
            parts.dispatcher.submit(SetSelection(ranges), SESSION, held.id)
        if parts.tabs.current_id == page.reading.id:
            parts.tabs.show_tab(held.id)

    def _takes_over(self, number: int, *, in_background: bool) -> bool:
        """Tell whether what was wished for is shown instead of what is shown now."""
        if in_background or number <= self._latest_shown:
            return False
        self._latest_shown = number
        return True

    def _close_unused(self, held: HeldDocument | None) -> None:
        """The empty tab of a window that has just been opened makes room."""
        workspace = self._parts.workspace
        for other in [other for other in workspace if other is not held and workspace.is_untouched(other)]:
            workspace.close(other.id)

    # --- documents that are open -------------------------------------------------------------------------

    def _opened(self, held: HeldDocument, opening: Opening) -> None:
        parts = self._parts
        workspace, tabs = parts.workspace, parts.tabs
        is_modified = workspace.is_modified(held)
        reveals = opening.tab is None
        index = self._index_for(parts.session.index_for(held.id), opening.number)
        view = tabs.add(held, index, is_modified=is_modified, reveals=reveals)
        self._numbers[held.id] = opening.number
        if opening.tab is not None:
            restore_folds(view, opening.tab.folds)
            view.set_scroll_position(opening.tab.line, opening.tab.left)
            panes = tabs.panes(held.id)
            if panes is not None and opening.tab.panes is not None:
                panes.restore(opening.tab.panes)
        page = tabs.reading_page(f"reading {opening.number}")
        if page is not None:
            self._take_place(held, page)
        elif self._takes_over(opening.number, in_background=opening.in_background) or tabs.count() == 1:
            tabs.show_tab(held.id)
        if held.path is not None and opening.tab is None:
            parts.recent.note(held.path)
            parts.status.say(f"Opened {held.path}")
        if not opening.is_new:
            self._close_unused(held)
        self._current_changed(tabs.current_id)

    def _index_for(self, restored: int, number: int) -> int:
        """Return the place of a new tab: where it was, or behind the tabs that were wished for before."""
        if restored >= 0:
            return restored
        ids = list(self._parts.tabs.ids())
        while ids and self._numbers[ids[-1]] > number:
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
        parts.dispatcher.current = None if parts.tabs.reading_page(document_id) is not None else document_id
        parts.messages.show_for(document_id)
        if document_id != self._shown_id:
            # What was said in passing was said of another one.
            self._shown_id = document_id
            parts.status.clearMessage()
        held = parts.current()
        if held is None:
            page = parts.tabs.reading_page(document_id)
            path = None if page is None else page.reading.path
            parts.window.name("" if path is None else path.name, path, is_modified=False)
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
