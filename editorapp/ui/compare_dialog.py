"""Owns `CompareDialog`, which shows what another program has made of a file whose text was changed here, too.

Does not decide which of them stays; it asks.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from editorapp.storage.errors import FileError
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.text_file import read_file
from editorapp.text.buffer import Buffer
from editorapp.ui.diff_text import Diff, difference
from editorapp.ui.diff_view import DiffView
from editorapp.ui.latest_work import Interest, LatestWork


class CompareDialog(QDialog):
    """Shows both texts as a diff: what is only here in red with a minus, what is only in the file in green."""

    reload_wanted = Signal()
    """The text of the file is wanted."""

    keep_wanted = Signal()
    """The text that is here is wanted."""

    put_off = Signal()
    """It is to be decided later."""

    def __init__(self, held: HeldDocument, parent: QWidget, before: str = "") -> None:
        """Compare a document with its file, in a thread; the dialog is not shown yet.

        Args:
            held: the document.
            parent: the window that it is shown for.
            before: what is said first, if anything.
        """
        super().__init__(parent)
        self.setWindowTitle(f"{held.name}: here and in its file")
        self.setModal(True)
        self._view = DiffView(self)
        self._view.setAccessibleName("What differs")
        self._view.show_words("Comparing …")
        about = QLabel(
            f"{before}Lines with a minus are in your text here only; lines with a plus are in the file only,"
            " written by another program. After a reload, undo brings yours back.",
            self,
        )
        about.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(about)
        layout.addWidget(self._view, 1)
        layout.addLayout(self._buttons(held))
        room = parent.screen().availableSize()
        self.resize(min(820, room.width() - 40), min(520, room.height() - 60))
        self._work = LatestWork(self)
        self._work.finished.connect(self._show)
        self._work.failed.connect(self._fail)
        path, buffer = str(held.path), held.document.document.buffer
        self._work.start(lambda interest: _compare(path, buffer, interest))
        self.rejected.connect(self.put_off)
        self.finished.connect(self._end)

    def _buttons(self, held: HeldDocument) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for words, signal in (
            ("Decide &Later", None),
            ("&Keep Mine" if held.document.is_modified else "&Ignore", self.keep_wanted),
            ("&Reload", self.reload_wanted),
        ):
            button = QPushButton(words, self)
            button.setAutoDefault(False)
            if signal is None:
                button.clicked.connect(self.reject)
                button.setDefault(True)
            else:
                button.clicked.connect(signal)
                button.clicked.connect(self.accept)
            row.addWidget(button)
        return row

    def text(self) -> str:
        """Return what is shown."""
        return self._view.toPlainText()

    def _show(self, diff: Diff) -> None:
        if diff.lines or diff.is_cut:
            self._view.show_diff(diff)
        else:
            self._view.show_words("Both texts are the same.")

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, FileError):
            raise error
        self._view.show_words(f"What differs cannot be shown: {error}\n\nNothing was changed.")

    def _end(self) -> None:
        self._work.abandon()
        self.deleteLater()


def _compare(path: str, buffer: Buffer, interest: Interest) -> Diff:
    """Runs in a thread."""
    theirs = str(read_file(Path(path)).buffer)
    interest.check()
    return difference(str(buffer), theirs, interest)
