"""Owns the status bar: where the caret is, what is selected, how the file is written, journal and recorder.

Does not find these things out.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from editorapp.text.document import Document, LineEnding

_PASSING: Final = 6000
"""Milliseconds that something said in passing can be read."""

_LINE_ENDINGS: Final = {LineEnding.LF: "LF", LineEnding.CRLF: "CRLF", LineEnding.CR: "CR"}
_SYSTEMS: Final = {
    LineEnding.LF: "New lines end with a line feed, as on Linux and macOS",
    LineEnding.CRLF: "New lines end with carriage return and line feed, as on Windows",
    LineEnding.CR: "New lines end with a carriage return, as on old Macintoshes",
}


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class StatusBar(QStatusBar):
    """The status bar of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._macro = self._field("Macro recorder")
        self._selection = self._field("Selection")
        self._position = self._field("Line and column")
        self._encoding = self._field("Encoding")
        self._line_ending = self._field("Line ending")
        self._journal = self._field("Journal")

    def _field(self, name: str) -> QLabel:
        label = QLabel()
        label.setAccessibleName(name)
        label.setContentsMargins(6, 0, 6, 0)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.addPermanentWidget(label)
        return label

    def say(self, text: str) -> None:
        """Show something for a short time."""
        self.showMessage(text, _PASSING)

    def texts(self) -> dict[str, str]:
        """Return what can be read, by the names of the fields."""
        fields = (
            self._macro,
            self._selection,
            self._position,
            self._encoding,
            self._line_ending,
            self._journal,
        )
        return {field.accessibleName(): field.text() for field in fields if not field.isHidden()}

    def show_document(self, document: Document | None) -> None:
        """Show where the caret of a document is and what is selected."""
        for field in (self._position, self._line_ending, self._selection):
            field.setVisible(document is not None)
        if document is None:
            return
        buffer, selection = document.buffer, document.selection
        line = buffer.line_at(selection.main.head)
        column = selection.main.head - buffer.line_start(line) + 1
        self._position.setText(f"{line + 1}:{column}")
        self._position.setToolTip(f"Line {line + 1:,} of {buffer.line_count:,}, column {column:,}")
        self._line_ending.setText(_LINE_ENDINGS[document.layout.line_ending])
        self._line_ending.setToolTip(_SYSTEMS[document.layout.line_ending])
        self._selection.setVisible(not selection.is_empty or len(selection.ranges) > 1)
        self._selection.setText(_selection_text(document))
        self._selection.setToolTip("What is selected: code points, and lines that it touches")

    def show_encoding(self, label: str) -> None:
        """Show how the file is written as bytes; empty for none."""
        self._encoding.setVisible(bool(label))
        self._encoding.setText(label)
        self._encoding.setToolTip(f"The file is written as {label}")

    def show_journal(self, text: str, tip: str) -> None:
        """Show how safe the changes are."""
        self._journal.setVisible(bool(text))
        self._journal.setText(text)
        self._journal.setToolTip(tip)

    def show_macro(self, text: str) -> None:
        """Show what the recorder does; empty while it is idle."""
        self._macro.setVisible(bool(text))
        self._macro.setText(text)


def _selection_text(document: Document) -> str:
    buffer, selection = document.buffer, document.selection
    selected = sum(r.end - r.start for r in selection.ranges)
    lines = sum(buffer.line_at(r.end) - buffer.line_at(r.start) + 1 for r in selection.ranges)
    places = f"{len(selection.ranges):,} carets, " if len(selection.ranges) > 1 else ""
    return f"{places}{counted(selected, 'character')}, {counted(lines, 'line')}"
