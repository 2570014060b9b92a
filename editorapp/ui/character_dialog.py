"""Owns `CharacterDialog`, which lists the characters of Unicode that somebody looks for, to choose one.

Does not know their names, nor insert what is chosen.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from editorapp.text.character_names import Character, CharacterNames
from editorapp.ui.list_keys import ListKeys

_MOST: Final = 200
"""So many characters are listed; whoever wants another one types more of its name."""

_DOTTED_CIRCLE: Final = "\u25cc"
_LARGE: Final = 32
"""Points of the character that would be inserted."""


class CharacterDialog(QDialog):
    """Asks for a character, by words of its name or its number."""

    command_requested = Signal(str, dict)
    """A character was chosen: the command that inserts it, and its arguments."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without names; numbers are known at once."""
        super().__init__(parent)
        self.setWindowTitle("Insert Character")
        self._names: CharacterNames | None = None
        self.words = QLineEdit(
            placeholderText="Words of its name, such as euro sign, or its number, such as 20AC"
        )
        self.words.setAccessibleName("Words of the name, or the number")
        self.words.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName("Characters")
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(2)  # marks above letters reach beyond the line
        self._large = QLabel()
        self._large.setAccessibleName("Character")
        font = QFont(self.font())
        font.setPointSize(_LARGE)
        self._large.setFont(font)
        self._large.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # What it shows changes neither the size of the dialog nor of the list.
        self._large.setFixedSize(
            self._large.fontMetrics().height() * 2, self._large.fontMetrics().height() + 8
        )
        self.note = QLabel()
        self.note.setAccessibleName("About the choice")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.insert = self._buttons.addButton("&Insert", QDialogButtonBox.ButtonRole.AcceptRole)
        for button in self._buttons.buttons():
            button.setIcon(QIcon())  # those of the style are colorful strangers
        self.insert.setDefault(True)
        self._lay_out()
        self._buttons.accepted.connect(self._choose)
        self._buttons.rejected.connect(self.reject)
        self.words.textChanged.connect(self._find)
        self.list.itemActivated.connect(self._choose)
        self.list.currentItemChanged.connect(self._show_note)
        ListKeys(self.words, self.list)
        self.words.setFocus()
        self._find()

    def _lay_out(self) -> None:
        about = QHBoxLayout()
        about.addWidget(self._large)
        about.addWidget(self.note, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)
        layout.addWidget(self.list, 1)
        layout.addLayout(about)
        layout.addWidget(self._buttons)
        self.resize(560, 460)

    def use_names(self, names: CharacterNames) -> None:
        """Take the names, which are there some time after the dialog."""
        self._names = names
        self._find()

    def labels(self) -> list[str]:
        """Return what is listed, in order."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _find(self) -> None:
        names = CharacterNames() if self._names is None else self._names
        self.list.clear()
        for character in names.found(self.words.text(), _MOST):
            item = QListWidgetItem(f"{_shown(character)}\t{_number(character)}   {character.name.lower()}")
            item.setData(Qt.ItemDataRole.UserRole, character)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._show_note()

    def _current(self) -> Character | None:
        row = self.list.currentRow()
        return None if row < 0 else Character(*self.list.item(row).data(Qt.ItemDataRole.UserRole))

    def _show_note(self, *_: object) -> None:
        character = self._current()
        self.insert.setEnabled(character is not None)
        self._large.setText("" if character is None else _shown(character))
        if character is not None:
            category = unicodedata.category(chr(character.code))
            blank = " It cannot be seen." if category[0] in "ZC" else ""
            self.note.setText(f"{_number(character)} {character.name.capitalize()}.{blank}")
        elif not self.words.text().strip():
            self.note.setText("Type what the character is called.")
        elif self._names is None:
            self.note.setText("The names are being gathered.")
        else:
            self.note.setText("No character has a name with these words, or this number.")

    def _choose(self, *_: object) -> None:
        character = self._current()
        if character is not None:
            self.accept()
            self.command_requested.emit("insert.character", {"code": character.code})


def _number(character: Character) -> str:
    return f"U+{character.code:04X}"


def _shown(character: Character) -> str:
    """Return what is seen of a character; a mark stands over a circle."""
    sign = chr(character.code)
    category = unicodedata.category(sign)
    if category[0] in "ZC":
        return ""
    return _DOTTED_CIRCLE + sign if category[0] == "M" else sign
