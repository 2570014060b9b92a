"""Owns `ReadingPage`, the tab of a file that is still being read: its text so far, how far that is, and Cancel.

Does not read the file. Nothing can be changed here; caret and selection can be moved.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context, NoHistory
from editorapp.commands.registry import Registry
from editorapp.commands.specification import DocumentCommand, Nature
from editorapp.text.document import Document, Layout, Transaction
from editorapp.text.layout_detection import detect_layout
from editorapp.ui.reading import Progress, Reading
from editorapp.ui.view import Colors, TextView


class ReadingPage(QWidget):
    """Shows a file while it is being read.

    Attributes:
        reading: the file.
        view: shows the text so far.
    """

    cancel_wanted = Signal()
    """A person does not want the file any more."""

    refused = Signal(str)
    """Something cannot be done yet: the words say why."""

    def __init__(self, reading: Reading, registry: Registry, parent: QWidget | None = None) -> None:
        """Show nothing yet.

        Args:
            reading: the file.
            registry: the commands that move the caret.
            parent: the widget that this one lies in.
        """
        super().__init__(parent)
        self.reading = reading
        self.view = TextView()
        self._registry = registry
        self._goal = reading.goal
        self._layout: Layout | None = None
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(8)
        self._bar.setAccessibleName(self.tr("Part of the file that was read"))
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        cancel.clicked.connect(self.cancel_wanted)
        self._put_together(cancel)
        self.view.command_requested.connect(self._run)
        self._say(0)

    def _put_together(self, cancel: QPushButton) -> None:
        strip = QFrame()
        strip.setAutoFillBackground(True)
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def show_progress(self, progress: Progress) -> None:
        """Show more of the text; what is in sight stays, until the line comes that is wanted in sight."""
        if self._layout is None:
            self._layout = detect_layout(progress.text)
        selection = self.view.document.selection
        self.view.show_document(Document(progress.text, selection, layout=self._layout), reveal=False)
        self._say(progress.percent)
        if self._goal is not None and progress.text.line_count > self._goal[0] + self.view.page_lines():
            self.view.set_scroll_position(*self._goal)
            self._goal = None

    def _say(self, percent: int) -> None:
        self._words.setText(self.tr("Reading {}: {} %").format(self.reading.path.name, percent))
        self._bar.setValue(percent)

    @property
    def words(self) -> str:
        """What is read about how far it is."""
        return self._words.text()

    @property
    def scroll_position(self) -> tuple[int, int] | None:
        """Where it is scrolled to, as in a text view; None while the wanted line has not come yet."""
        return None if self._goal is not None else self.view.scroll_position()

    def _run(self, name: str, arguments: dict[str, Any]) -> None:
        """Do what only moves the caret; refuse what would change the text."""
        try:
            command = self._registry.build(name, arguments)
            if not isinstance(command, DocumentCommand) or command.spec.nature is not Nature.MOVE:
                self.refused.emit(
                    self.tr("{} is still being read and cannot be changed yet. Nothing was done.").format(
                        self.reading.path.name
                    )
                )
                return
            result = command.run(Context(self.view.document, NoHistory(), self._registry))
        except CommandError as error:
            self.refused.emit(error.message)
            return
        transaction = result if isinstance(result, Transaction) else result.transaction
        self._goal = None
        self.view.show_document(self.view.document.after(transaction))

    def set_colors(self, colors: Colors) -> None:
        """Paint the text with other colors."""
        self.view.set_colors(colors)

    def set_zoom(self, zoom: int) -> None:
        """Show the text larger by some points than usual, or smaller below 0."""
        self.view.set_zoom(zoom)
