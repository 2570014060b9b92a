"""Owns `DiffView`, which shows what differs between two texts, in colors.

Does not compare them: that is `diff_text.py`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFontDatabase, QPalette, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from editorapp.ui.diff_text import Diff, Sort
from editorapp.ui.theme import is_dark

_LIGHT = {Sort.ADDED: "#dff5e3", Sort.REMOVED: "#fde4e2", Sort.PLACE: "#e8eef6"}
_DARK = {Sort.ADDED: "#1d3b26", Sort.REMOVED: "#482226", Sort.PLACE: "#2a3340"}
_CUT = "There is more that differs; it is not shown here."


class DiffView(QPlainTextEdit):
    """Shows a diff: lines that are gone in red with a minus, new ones in green with a plus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._diff: Diff | None = None
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))

    def show_words(self, words: str) -> None:
        """Show a sentence instead of a diff."""
        self._diff = None
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setPlainText("")
        self.setPlainText(words)

    def show_diff(self, diff: Diff) -> None:
        """Show a diff that has lines, or was cut."""
        self._diff = diff
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._write(diff)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colors of a new palette."""
        super().changeEvent(event)
        diff: Diff | None = getattr(self, "_diff", None)
        if event.type() == QEvent.Type.PaletteChange and diff is not None:
            self._write(diff)

    def _write(self, diff: Diff) -> None:
        colors = _DARK if is_dark(self.palette()) else _LIGHT
        faint = self.palette().color(QPalette.ColorRole.PlaceholderText)
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for line in diff.lines:
            block, characters = QTextBlockFormat(), QTextCharFormat()
            if line.sort in colors:
                block.setBackground(QColor(colors[line.sort]))
            if line.sort is Sort.PLACE:
                characters.setForeground(faint)
            self._add(cursor, f"{line.sort.value} {line.text}", block, characters)
        if diff.is_cut:
            characters = QTextCharFormat()
            characters.setForeground(faint)
            characters.setFontItalic(True)
            self._add(cursor, _CUT, QTextBlockFormat(), characters)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    @staticmethod
    def _add(cursor: QTextCursor, text: str, block: QTextBlockFormat, characters: QTextCharFormat) -> None:
        if cursor.position():
            cursor.insertBlock(block, characters)
        else:
            cursor.setBlockFormat(block)
        cursor.insertText(text, characters)
