"""Owns the dialog that lists the marked lines of a document, to choose one by the words in it.

Does not go to the line that is chosen.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from editorapp.text.buffer import Buffer
from editorapp.text.motion import indent_end
from editorapp.ui.list_keys import ListKeys
from editorapp.ui.view.utf16 import without_lone_surrogates

_LONGEST: Final = 120
"""So much of a line is shown, in code points."""


class BookmarkList(QDialog):
    """Lists marked lines."""

    chosen = Signal(int)
    """A line was chosen: its number, from 0."""

    def __init__(self, buffer: Buffer, lines: list[int], parent: QWidget) -> None:
        """Take a text and the numbers of its marked lines, from 0, of which there is at least one."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Bookmarks")
        self.words = QLineEdit(placeholderText="Words in the line")
        self.words.setAccessibleName("Words in the line")
        self.list = QListWidget()
        self.list.setAccessibleName("Marked lines")
        self.list.setUniformItemSizes(True)
        for line in lines:
            start = indent_end(buffer, line)
            text = buffer.slice(start, min(start + _LONGEST, buffer.line_end(line)))
            item = QListWidgetItem(f"{line + 1:,}   {without_lone_surrogates(text)}")
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)
        layout.addWidget(self.list)
        self.resize(560, 320)
        self.words.textChanged.connect(self._filter)
        self.words.returnPressed.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        ListKeys(self.words, self.list)
        self.words.setFocus()

    def _filter(self, words: str) -> None:
        wanted = words.lower().split()
        shown = []
        for item in (self.list.item(row) for row in range(self.list.count())):
            text = item.text().lower()
            item.setHidden(not all(word in text for word in wanted))
            if not item.isHidden():
                shown.append(item)
        if shown and self.list.currentItem() not in shown:
            self.list.setCurrentItem(shown[0])

    def _choose(self, *_: object) -> None:
        item = self.list.currentItem()
        if self.list.count() and not item.isHidden():
            line = int(item.data(Qt.ItemDataRole.UserRole))
            self.accept()
            self.chosen.emit(line)
