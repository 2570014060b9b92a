"""Owns `SortDialog`, which asks how to sort lines.

Does not sort.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QWidget

from editorapp.commands.registry import Registry
from editorapp.commands.sorting import SortBy
from editorapp.text.document import Document
from editorapp.ui.command_dialog import CommandDialog

_WORDS: Final = {
    SortBy.TEXT: "Text",
    SortBy.NATURAL: "Text, with numbers by their value",
    SortBy.NUMBER: "The first number in it",
    SortBy.LENGTH: "Length",
}


class SortDialog(CommandDialog):
    """Asks for the options of `lines.sort`."""

    name = "lines.sort"

    def __init__(self, document: Document, registry: Registry, parent: QWidget | None = None) -> None:
        """Begin with the usual order."""
        super().__init__("Sort Lines", "&Sort", document, registry, parent)
        self._by = QComboBox(self)
        for by, words in _WORDS.items():
            self._by.addItem(words, by.value)
        self._reverse = QCheckBox("&Last first", self)
        self._case = QCheckBox("&Upper and lower case are different", self)
        self._unique = QCheckBox("&Remove lines that are there already", self)
        self._from = QSpinBox(self, minimum=1, maximum=1_000_000)
        self._from.setAccessibleName("From column")
        self._to = QSpinBox(self, minimum=0, maximum=1_000_000)
        self._to.setSpecialValueText("the end")
        self._to.setAccessibleName("To column")
        self._key = QLineEdit(self)
        self._key.setPlaceholderText("A regular expression; its first group counts")
        columns = QHBoxLayout()
        for part in (self._from, QLabel("to", self), self._to):
            columns.addWidget(part)
        columns.addStretch(1)
        self.form.addRow("Compare &by:", self._by)
        from_column = QLabel("From &column:", self)
        from_column.setBuddy(self._from)
        self.form.addRow(from_column, columns)
        self.form.addRow("Only &what matches:", self._key)
        for box in (self._reverse, self._case, self._unique):
            self.form.addRow("", box)
            box.toggled.connect(self.show_preview)
        self._by.currentIndexChanged.connect(self.show_preview)
        self._key.textChanged.connect(self.show_preview)
        for spin in (self._from, self._to):
            spin.valueChanged.connect(self.show_preview)
        self.show_preview()

    def arguments(self) -> dict[str, Any]:
        """Return the arguments that the form says."""
        return {
            "by": self._by.currentData(),
            "case": self._case.isChecked(),
            "reverse": self._reverse.isChecked(),
            "unique": self._unique.isChecked(),
            "from_column": self._from.value(),
            "to_column": self._to.value() or None,
            "key": self._key.text() or None,
        }
