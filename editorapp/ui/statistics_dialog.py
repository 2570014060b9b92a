"""Owns `StatisticsDialog`, the window that shows the counts of a document beside those of what is selected.

Does not count.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from editorapp.session.selection_statistics import SelectionCounted
from editorapp.session.statistics import DocumentCounted
from editorapp.text.counting import Counts
from editorapp.ui.elided_label import ElidedLabel
from editorapp.ui.statistics_text import UNKNOWN

_ROWS: Final = (
    ("Words", "words"),
    ("Characters", "characters"),
    ("Without white space", "visible"),
    ("Lines", "lines"),
)
_ABOUT_WORDS: Final = (
    "A word holds a letter or a digit and stands between white space. Each Chinese character and each kana"
    " counts as one."
)


class StatisticsDialog(QDialog):
    """Shows numbers that follow the text while the window is open."""

    rebuild_wanted = Signal()
    """A person wants what could not be counted to be counted again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without numbers."""
        super().__init__(parent)
        self.setWindowTitle("Statistics")
        self._values: dict[str, QLabel] = {}
        self._name = ElidedLabel(self)
        self._name.setAccessibleName("Document")
        self._state = QLabel(self)
        self._state.setAccessibleName("State of the count")
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        about = QLabel(_ABOUT_WORDS, self)
        about.setWordWrap(True)
        about.setForegroundRole(about.palette().ColorRole.PlaceholderText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._again = buttons.addButton("Count &Again", QDialogButtonBox.ButtonRole.ActionRole)
        for button in buttons.buttons():
            button.setIcon(QIcon())  # those of the style are colorful strangers
        self._again.clicked.connect(self.rebuild_wanted)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self._name)
        layout.addLayout(self._table())
        layout.addWidget(self._state)
        layout.addWidget(about)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.setMinimumWidth(340)

    def _table(self) -> QGridLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(24)
        table.setColumnStretch(0, 1)
        for column, heading in ((1, "Document"), (2, "Selection")):
            label = QLabel(heading, self)
            label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
            table.addWidget(label, 0, column, Qt.AlignmentFlag.AlignRight)
            table.setColumnMinimumWidth(column, self.fontMetrics().horizontalAdvance("0,000,000"))
        for row, (name, key) in enumerate(_ROWS, 1):
            table.addWidget(QLabel(name, self), row, 0)
            for column, of in ((1, "Document"), (2, "Selection")):
                value = QLabel(self)
                value.setAccessibleName(f"{of}: {name}")
                value.setTextFormat(Qt.TextFormat.PlainText)
                value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                table.addWidget(value, row, column, Qt.AlignmentFlag.AlignRight)
                self._values[f"{of} {key}"] = value
        return table

    def show_counts(self, name: str, document: DocumentCounted, selection: SelectionCounted) -> None:
        """Show numbers.

        Args:
            name: the name of the document, or empty where none is open.
            document: what is in it.
            selection: what is selected of it.
        """
        self._name.show_text(name)
        self._fill("Document", document.counts)
        nothing = Counts(0, 0, 0, 0) if selection.is_empty else None
        self._fill("Selection", nothing or selection.counts, selection.characters)
        state = ""
        if document.has_failed:
            state = "The document could not be counted; the log says why."
        elif document.lag:
            state = "Counting..."
        self._state.setText(state)
        self._state.setVisible(bool(state))
        self._again.setVisible(document.has_failed)

    def _fill(self, of: str, counts: Counts | None, characters: int | None = None) -> None:
        for _, key in _ROWS:
            known = characters if key == "characters" else None
            number = known if counts is None else getattr(counts, key)
            self._values[f"{of} {key}"].setText(UNKNOWN if number is None else f"{number:,}")

    def texts(self) -> dict[str, str]:
        """Return the numbers that can be read, by the names of their places."""
        return {label.accessibleName(): label.text() for label in self._values.values()}
