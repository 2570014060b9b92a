"""Owns which marks lie over the scroll bars of the text views: matches, selected places and bookmarks.

Does not paint them, and does not search.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from editorapp.session.open_document import DocumentAdvanced
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.match_index import MatchIndex
from editorapp.ui.tab_area import TabArea
from editorapp.ui.view import TextView
from editorapp.ui.view.scroll_marks import ScrollMarks


class Marking(QObject):
    """Marks places of the document that is shown on its scroll bar."""

    def __init__(self, tabs: TabArea, parent: QObject) -> None:
        """Take the views; nothing was found yet."""
        super().__init__(parent)
        self._tabs = tabs
        self._matches: MatchIndex | None = None

    def marks(self, view: TextView) -> ScrollMarks:
        """Return the marks over the scroll bar of a view."""
        bar = view.verticalScrollBar()
        found = bar.findChild(ScrollMarks)
        if isinstance(found, ScrollMarks):
            return found
        marks = ScrollMarks(bar, lambda: view.colors)
        marks.show()
        return marks

    def show_matches(self, matches: MatchIndex | None, buffer: Buffer) -> None:
        """Mark matches in the document that is shown, or none any more."""
        self._matches = matches
        for view in self._tabs.views(self._tabs.current_id):
            self.marks(view).show_matches(buffer, None if matches is None else matches.has_match)

    def show_matches_again(self) -> None:
        """Mark the matches in panes that were not there when they were found."""
        view = self._tabs.view(self._tabs.current_id)
        if view is not None:
            self.show_matches(self._matches, view.document.buffer)

    def forget_matches(self, view: TextView) -> None:
        """Mark no matches in a view that is not shown any more."""
        self.marks(view).show_matches(view.document.buffer, None)

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done."""
        before, after = event.before, event.after
        if (
            after.buffer is not before.buffer
            or after.selection.ranges != before.selection.ranges
            or after.bookmarks != before.bookmarks
        ):
            view = self._tabs.view(event.target)
            if view is not None:
                self.show_places(view, after)
                self.show_other_panes(event.target)

    def show_other_panes(self, document_id: str) -> None:
        """Mark where the carets of the other panes are, which each pane knows itself."""
        for view in self._tabs.views(document_id):
            if view is not self._tabs.view(document_id):
                self.show_places(view, view.document)

    def show_places(self, view: TextView, document: Document) -> None:
        """Mark where carets and bookmarks are."""
        marks = self.marks(view)
        marks.show_places("caret", document.buffer, [r.head for r in document.selection.ranges])
        marks.show_places("bookmark", document.buffer, document.bookmarks)
