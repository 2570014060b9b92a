"""Owns `SequenceDialog`, which asks for numbers that count on.

Does not insert them.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from editorapp.commands.insertion import Each
from editorapp.commands.registry import Registry
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection
from editorapp.ui.command_dialog import CommandDialog

_LARGEST: Final = 2_000_000_000
_SHOWN: Final = 20
_BASES: Final = {10: "Decimal", 16: "Hexadecimal", 8: "Octal", 2: "Binary"}


class SequenceDialog(CommandDialog):
    """Asks for the options of `insert.sequence`."""

    name = "insert.sequence"

    def __init__(self, document: Document, registry: Registry, parent: QWidget | None = None) -> None:
        """Begin with 1, 2, 3; at every line where one range selects several."""
        super().__init__("Number Sequence", "&Insert", document, registry, parent)
        ranges = document.selection.ranges
        self._count = min(len(ranges), _SHOWN)
        self._start = QSpinBox(self, minimum=-_LARGEST, maximum=_LARGEST, value=1)
        self._step = QSpinBox(self, minimum=-_LARGEST, maximum=_LARGEST, value=1)
        self._width = QSpinBox(self, minimum=0, maximum=100)
        self._width.setSpecialValueText("as many as needed")
        self._base = QComboBox(self)
        for base, words in _BASES.items():
            self._base.addItem(words, base)
        by_line = len(ranges) == 1 and not ranges[0].is_caret
        self._format = QLineEdit("{}. " if by_line else "{}", self)
        self._format.setPlaceholderText("{} stands for the number, {:03} for three digits")
        self._each = QComboBox(self)
        carets = f"At every caret ({len(ranges):,})"
        self._each.addItem(carets, Each.RANGE.value)
        self._each.addItem("At the start of every selected line", Each.LINE.value)
        self._each.setCurrentIndex(int(by_line))
        for label, field in (
            ("&Begin with:", self._start),
            ("&Count by:", self._step),
            ("&Digits:", self._width),
            ("&Numbers:", self._base),
            ("&Format:", self._format),
            ("&Where:", self._each),
        ):
            self.form.addRow(label, field)
        for spin in (self._start, self._step, self._width):
            spin.valueChanged.connect(self.show_preview)
        for choice in (self._base, self._each):
            choice.currentIndexChanged.connect(self.show_preview)
        self._format.textChanged.connect(self.show_preview)
        self.show_preview()

    def arguments(self) -> dict[str, Any]:
        """Return the arguments that the form says."""
        return {
            "start": self._start.value(),
            "step": self._step.value(),
            "width": self._width.value(),
            "base": self._base.currentData(),
            "format": self._format.text(),
            "each": self._each.currentData(),
        }

    def sample_for(self, arguments: dict[str, Any]) -> Document:
        """For carets show only the numbers, each in a line."""
        if arguments["each"] == Each.LINE.value:
            return super().sample_for(arguments)
        return Document(
            Buffer("\n" * (self._count - 1)), Selection([Range(n, n) for n in range(self._count)])
        )
