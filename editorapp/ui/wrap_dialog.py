"""Owns `WrapDialog`, which asks at which column to wrap text.

Does not wrap.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from editorapp.commands.registry import Registry
from editorapp.text.document import Document
from editorapp.ui.command_dialog import CommandDialog


class WrapDialog(CommandDialog):
    """Asks for the options of `text.wrap`."""

    name = "text.wrap"

    def __init__(self, document: Document, registry: Registry, parent: QWidget | None = None) -> None:
        """Begin with 80 columns."""
        super().__init__("Wrap Text", "&Wrap", document, registry, parent)
        self._column = QSpinBox(self, minimum=1, maximum=100_000, value=80)
        self._join = QCheckBox("&Fill up short lines from the next one", self)
        self._join.setChecked(True)
        self.form.addRow("At &column:", self._column)
        self.form.addRow("", self._join)
        self._column.valueChanged.connect(self.show_preview)
        self._join.toggled.connect(self.show_preview)
        self.show_preview()

    def arguments(self) -> dict[str, Any]:
        """Return the arguments that the form says."""
        return {"column": self._column.value(), "join": self._join.isChecked()}
