"""Owns `CommandDialog`, which asks for the options of one command and shows what it would do to the first lines.

Does not change the document: the command with all of its arguments goes out.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase, QIcon, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context, NoHistory
from editorapp.commands.decision import Decision
from editorapp.commands.line_block import selected_runs
from editorapp.commands.registry import Registry
from editorapp.commands.specification import DocumentCommand
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection
from editorapp.ui.elided_label import ElidedLabel

_LINES: Final = 200
_LONGEST: Final = 20_000
"""How much of the text is shown, in lines and code points."""


class CommandDialog(QDialog):
    """Asks for options of a command; the forms of single commands are made by those that inherit from it."""

    command_requested = Signal(str, dict)
    """The command's name and all of its arguments."""

    name: str
    """The name of the command, set by those that inherit from this."""

    def __init__(
        self, title: str, button: str, document: Document, registry: Registry, parent: QWidget | None = None
    ) -> None:
        """Begin with an empty form.

        Args:
            title: what stands over it.
            button: the words of the button that goes ahead.
            document: what the command will act on.
            registry: the commands.
            parent: the window that the dialog belongs to.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self._registry = registry
        self._sample = sample_of(document)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._preview = QPlainTextEdit(self)
        self._preview.setReadOnly(True)
        self._preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._preview.setAccessibleName("The first lines, as they would become")
        self._preview.setTabChangesFocus(True)
        self._preview.setMinimumHeight(self._preview.fontMetrics().lineSpacing() * 5)
        self._problem = ElidedLabel(self)
        self._problem.setAccessibleName("What is wrong")
        self._buttons, self._ahead = self._make_buttons(button)
        self._lay_out()
        self.resize(460, 480)

    def _lay_out(self) -> None:
        self._options = options = QWidget(self)
        options.setLayout(self.form)
        self.form.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea(self)
        area.setWidget(options)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setMinimumHeight(90)
        # The preview gets the room that the form does not need, and the form scrolls where there is too little.
        area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._area = area
        label = QLabel("Pre&view of the first lines:", self)
        label.setBuddy(self._preview)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(label)
        layout.addWidget(self._preview, 1)
        layout.addWidget(self._problem)
        layout.addWidget(self._buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Be wide enough for the form, which is known by now."""
        bar = self._area.verticalScrollBar().sizeHint().width()
        self._area.setMinimumWidth(self._options.minimumSizeHint().width() + bar)
        super().showEvent(event)

    def _make_buttons(self, words: str) -> tuple[QDialogButtonBox, Any]:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        ahead = box.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
        ahead.setDefault(True)
        for button in box.buttons():
            button.setIcon(QIcon())  # those of the style are colorful strangers
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box, ahead

    def arguments(self) -> dict[str, Any]:
        """Return the arguments that the form says."""
        raise NotImplementedError

    def sample_for(self, _: dict[str, Any]) -> Document:
        """Return what the preview acts on."""
        return self._sample

    def show_preview(self) -> None:
        """Show what the command would do to the first lines, or why it cannot."""
        arguments = self.arguments()
        sample = self.sample_for(arguments)
        try:
            command = self._registry.build(self.name, arguments)
            assert isinstance(command, DocumentCommand)
            result = command.run(Context(sample, NoHistory(), self._registry))
        except CommandError as error:
            self._problem.show_text(error.message, is_error=True)
            self._ahead.setEnabled(False)
            return
        transaction = result.transaction if isinstance(result, Decision) else result
        self._preview.setPlainText(shown(str(sample.after(transaction).buffer)))
        self._problem.show_text("")
        self._ahead.setEnabled(True)

    def accept(self) -> None:
        """Ask for the command."""
        if self._ahead.isEnabled():
            arguments = self.arguments()
            super().accept()
            self.command_requested.emit(self.name, arguments)


def sample_of(document: Document) -> Document:
    """Return the first of the lines that are selected, or of the document, all selected."""
    buffer = document.buffer
    runs = selected_runs(document) if not document.selection.main.is_caret else []
    start = buffer.line_start(runs[0][0]) if runs else 0
    last = runs[0][1] if runs else buffer.line_count - 1
    end = min(buffer.line_end(min(last, buffer.line_at(start) + _LINES)), start + _LONGEST)
    text = Buffer(buffer.slice(start, end))
    return Document(text, Selection([Range(0, len(text))]), layout=document.layout)


def shown(text: str) -> str:
    """Return a text as the preview can show it: bytes that are no text have a sign instead."""
    return "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text)
