"""Owns how this window goes back to where a caret was, in whichever tab, and to a marked line that is chosen.

Does not own the places: that is `session/jumps.py`, nor the marks, which belong to documents.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from editorapp.commands.bookmarks import marked_lines
from editorapp.commands.jumping import JumpBack, JumpForward, JumpToLastEdit, ListBookmarks
from editorapp.commands.selection import SetSelection
from editorapp.session.jumps import Jumps, Place
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.held_document import HeldDocument
from editorapp.ui.bookmark_list import BookmarkList
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.performing import Performers
from editorapp.ui.tab_area import TabArea
from editorapp.ui.workspace import Workspace

SOURCE = "jump"
"""The source of the commands that put the caret where it was."""


class Jumping(QObject):
    """Goes back and forward between places.

    Attributes:
        jumps: the places.
    """

    noted = Signal(str)
    """Something to say in passing."""

    def __init__(
        self, workspace: Workspace, tabs: TabArea, dispatcher: Dispatcher, parent: QObject | None = None
    ) -> None:
        """Take what it works with; nobody has been anywhere yet."""
        super().__init__(parent)
        self._workspace = workspace
        self._tabs = tabs
        self._dispatcher = dispatcher
        self.jumps = Jumps()
        self._list: BookmarkList | None = None
        tabs.current_changed.connect(self._shown)
        workspace.closed.connect(lambda held: self.jumps.forget(held.id))

    def performers(self) -> Performers:
        """Return what this part does."""
        jumps = self.jumps
        return {
            JumpBack: lambda _: self._say(jumps.back(self._go), "There is no place to go back to."),
            JumpForward: lambda _: self._say(jumps.forward(self._go), "There is no place to go forward to."),
            JumpToLastEdit: lambda _: self._say(jumps.last_edit(self._go), "Nothing was changed yet."),
            ListBookmarks: lambda _: self._list_bookmarks(),
        }

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done."""
        self.jumps.follow(event)

    def _shown(self, document_id: str | None) -> None:
        held = self._workspace.held(document_id)
        if held is not None:
            self.jumps.show(held.id, held.document.document.selection.main.head)

    def _say(self, has_gone: bool, words: str) -> None:
        if not has_gone:
            self.noted.emit(words)

    def _go(self, place: Place) -> None:
        held = self._workspace.held(place.target)
        if held is None:
            return
        self._tabs.show_tab(place.target)
        position = min(place.position, len(held.document.document.buffer))
        self._dispatcher.submit(SetSelection([(position, position)]), SOURCE, place.target)

    # --- marked lines ------------------------------------------------------------------------------------

    def _list_bookmarks(self) -> None:
        held = self._workspace.held(self._tabs.current_id)
        lines = [] if held is None else marked_lines(held.document.document)
        if held is None or not lines:
            self.noted.emit("No line is marked.")
            return
        if self._list is not None:
            self._list.close()
        self._list = BookmarkList(held.document.document.buffer, lines, self._tabs)
        self._list.chosen.connect(lambda line: self._go_to_line(held, line))
        self._list.open()

    def _go_to_line(self, held: HeldDocument, line: int) -> None:
        buffer = held.document.document.buffer
        self._go(Place(held.id, buffer.line_start(min(line, buffer.line_count - 1))))
