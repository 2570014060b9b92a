"""Owns the clipboard of the desktop, as the commands see it.

Does not decide what is copied, nor own the primary selection: the view offers that.
"""

from __future__ import annotations

from PySide6.QtGui import QClipboard, QGuiApplication

from editorapp.ui.view.lazy_text import LazyText
from editorapp.ui.view.utf16 import without_lone_surrogates


class DesktopClipboard:
    """The clipboard of the desktop; implements `Clipboard`.

    Bytes that are no valid text cannot be given to other programs. Within this one they are kept.
    """

    def __init__(self) -> None:
        """Take the desktop's clipboard."""
        self._clipboard = QGuiApplication.clipboard()
        self._copied = ""
        self._given = ""

    def text(self) -> str:
        """Return its text, empty where it holds none."""
        text = self._clipboard.text(QClipboard.Mode.Clipboard)
        return self._copied if self._copied and text == self._given else text

    def primary_text(self) -> str:
        """Return the text that was selected last on the desktop, empty where there is none."""
        if not self._clipboard.supportsSelection():
            return ""
        offered = self._clipboard.mimeData(QClipboard.Mode.Selection)
        if isinstance(offered, LazyText):
            return offered.document_text()
        return self._clipboard.text(QClipboard.Mode.Selection)

    def set_text(self, text: str) -> None:
        """Put a text on it; it is given away whole, so that it is there when this program has ended."""
        self._copied, self._given = text, without_lone_surrogates(text)
        self._clipboard.setText(self._given, QClipboard.Mode.Clipboard)
