"""Owns the primary selection of X11: what was selected last is there for a middle click in any program.

Does not own the clipboard, nor what a middle click does here.
"""

from __future__ import annotations

from PySide6.QtGui import QClipboard

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.selection import Selection
from editorapp.ui.view.lazy_text import LazyText


class PrimarySelection:
    """Offers what a person has selected in one view."""

    def __init__(self, clipboard: QClipboard) -> None:
        """Take the desktop's clipboard."""
        self._clipboard = clipboard
        self._offered: tuple[Buffer, Selection] | None = None

    @property
    def is_supported(self) -> bool:
        """Whether this desktop has a primary selection."""
        return self._clipboard.supportsSelection()

    def offer(self, document: Document) -> None:
        """Offer the selected text of a document; a mere caret leaves what is offered as it is."""
        selection = document.selection
        if selection.is_empty:
            self._offered = None
            return
        if not self.is_supported or self._is_offered(document):
            return
        self._offered = document.buffer, selection
        offered = LazyText(document.buffer, selection.ranges, document.layout.line_ending)
        self._clipboard.setMimeData(offered, QClipboard.Mode.Selection)

    def _is_offered(self, document: Document) -> bool:
        if self._offered is None:
            return False
        buffer, selection = self._offered
        return buffer is document.buffer and selection == document.selection
