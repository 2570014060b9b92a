"""Owns `UnsavedDialog`, which asks what to do with the unsaved changes of several files when the window closes.

Does not do it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QStyle,
    QVBoxLayout,
    QWidget,
)

_MOST_ROWS: Final = 10
_ICON_SIZE: Final = 48
_Role = QDialogButtonBox.ButtonRole


class Answer(Enum):
    """What is to be done with unsaved changes when the window closes."""

    SAVE = "save"
    KEEP = "keep"
    DISCARD = "discard"
    CANCEL = "cancel"


class UnsavedDialog(QDialog):
    """Lists files with unsaved changes and asks about all of them at once."""

    answered = Signal(Answer)
    """What a person wants."""

    def __init__(self, paths: Sequence[str], parent: QWidget | None = None) -> None:
        """Ask about some files, at least one."""
        super().__init__(parent)
        self._answer = Answer.CANCEL
        self.setWindowTitle("Unsaved Changes")
        count = len(paths)
        headline = QLabel(
            "A file has unsaved changes." if count == 1 else f"{count} files have unsaved changes."
        )
        font = headline.font()
        font.setBold(True)
        headline.setFont(font)
        note = QLabel(
            "Kept changes are here again at the next start; the files stay as they are until you save."
        )
        note.setWordWrap(True)
        sign = QLabel()
        question = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxQuestion)
        sign.setPixmap(question.pixmap(QSize(_ICON_SIZE, _ICON_SIZE), self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(headline)
        words.addWidget(self._list_of(paths))
        words.addWidget(note)
        upper = QHBoxLayout()
        upper.setSpacing(16)
        upper.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        upper.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(upper, 1)
        layout.addSpacing(8)
        layout.addWidget(self._buttons(count))
        self.finished.connect(lambda _: self.answered.emit(self._answer))

    def _list_of(self, paths: Sequence[str]) -> QListWidget:
        names = QListWidget(self)
        names.setAccessibleName("Files with unsaved changes")
        names.addItems(list(paths))
        names.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        names.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        names.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for row, path in enumerate(paths):
            names.item(row).setToolTip(path)
        rows = min(len(paths), _MOST_ROWS)
        names.setFixedHeight(rows * names.sizeHintForRow(0) + 2 * names.frameWidth() + 2)
        names.setMinimumWidth(min(names.sizeHintForColumn(0) + 24, 560))
        return names

    def _buttons(self, count: int) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        save = box.addButton("&Save All" if count > 1 else "&Save", _Role.AcceptRole)
        keep = box.addButton("&Keep for Next Start", _Role.AcceptRole)
        discard = box.addButton("&Discard", _Role.DestructiveRole)
        box.addButton("Cancel", _Role.RejectRole)
        save.setDefault(True)
        save.clicked.connect(lambda: self._end(Answer.SAVE))
        keep.clicked.connect(lambda: self._end(Answer.KEEP))
        discard.clicked.connect(lambda: self._end(Answer.DISCARD))
        box.rejected.connect(self.reject)
        return box

    def _end(self, answer: Answer) -> None:
        self._answer = answer
        self.accept()
