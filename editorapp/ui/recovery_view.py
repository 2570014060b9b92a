"""Owns `RecoveryView`, where a person decides about the documents that a process which died has left.

Does not recover or open them: wishes go out.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from editorapp.session.ports import Clock
from editorapp.storage.errors import FileError, JournalError
from editorapp.storage.journal_reader import LeftDocument
from editorapp.ui.diff_text import Diff, difference
from editorapp.ui.diff_view import DiffView
from editorapp.ui.latest_work import Interest, LatestWork

Load = Callable[[str], tuple[str, str]]
"""Returns the recovered text of a document, given by its id, and the text on disk; may take its time."""

_SECOND: Final = 1_000_000
_UNITS: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
_ID: Final = Qt.ItemDataRole.UserRole


class RecoveryView(QDialog):
    """Shows documents with unsaved changes: recover, open what is on disk, or decide later.

    A document leaves the list when it is decided. The dialog closes after the last one.
    """

    recover_requested = Signal(str)
    """The document with this id is to be recovered."""

    open_saved_requested = Signal(str)
    """The document with this id is to be opened as it is on disk, without the unsaved changes."""

    closed = Signal()
    """All is decided, or left for later."""

    def __init__(
        self, documents: Sequence[LeftDocument], load: Load, clock: Clock, parent: QWidget | None = None
    ) -> None:
        """Show some documents.

        Args:
            documents: what was left, at least one.
            load: reads a document and its file; runs in a thread.
            clock: the time, to say how long ago something was.
            parent: the window that the dialog belongs to.
        """
        super().__init__(parent)
        self._documents: dict[str, LeftDocument] = {}
        self._load = load
        self._now = clock()
        self._work = LatestWork(self)
        self._work.finished.connect(self._show_diff)
        self._work.failed.connect(self._show_failure)
        self.setWindowTitle("Recover Documents")
        self.resize(900, 560)
        self._build()
        self._arrange()
        self.add(documents)
        self._list.itemSelectionChanged.connect(self._show_chosen)
        self.finished.connect(self._end)
        self._list.setCurrentRow(0)
        self._list.setFocus()

    def add(self, documents: Sequence[LeftDocument]) -> None:
        """Show more documents, below those that are there; one that is there already stays as it is."""
        for document in documents:
            if document.document not in self._documents:
                self._documents[document.document] = document
                item = QListWidgetItem(_entry(document, self._now), self._list)
                item.setData(_ID, document.document)
                item.setToolTip(document.path or "")
        chosen = self._chosen()
        if chosen is not None:
            self._show_buttons(chosen)

    def waiting(self) -> list[str]:
        """Return the ids of the documents that are not decided yet."""
        return list(self._documents)

    # -------------------------------------------------------------------------------------- how it is built

    def _build(self) -> None:
        self._headline = QLabel("editorapp ended before the changes of these documents were saved.", self)
        font = self._headline.font()
        font.setBold(True)
        self._headline.setFont(font)
        self._headline.setWordWrap(True)
        self._list = QListWidget(self)
        self._list.setAccessibleName("Documents with unsaved changes")
        self._list.setWordWrap(True)
        self._list.setSpacing(2)
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._diff = DiffView(self)
        self._diff.setAccessibleName("What differs from the file on disk")
        self._recover = self._button("&Recover", self._recover_chosen)
        self._open_saved = self._button("Open the &Saved One", self._open_saved_chosen)
        self._later = self._button("Decide &Later", self._leave_chosen)
        self._recover_all = self._button("Recover &All", self._recover_everything)
        self._recover.setDefault(True)

    def _button(self, words: str, does: Any) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(does)
        return button

    def _arrange(self) -> None:
        label = QLabel("&Documents", self)
        label.setBuddy(self._list)
        left = _column(label, self._list)
        right = _column(self._title, self._diff)
        splitter = QSplitter(self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 5)
        buttons = QHBoxLayout()
        buttons.addWidget(self._recover_all)
        buttons.addStretch(1)
        for button in (self._later, self._open_saved, self._recover):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self._headline)
        layout.addWidget(splitter, 1)
        layout.addLayout(buttons)
        order = (self._list, self._diff, self._recover, self._open_saved, self._later, self._recover_all)
        for first, second in itertools.pairwise(order):
            QWidget.setTabOrder(first, second)

    # ---------------------------------------------------------------------------------------- what is shown

    def _chosen(self) -> LeftDocument | None:
        items = self._list.selectedItems()
        return self._documents.get(items[0].data(_ID)) if items else None

    def _show_chosen(self) -> None:
        self._work.abandon()
        document = self._chosen()
        if document is None:
            return
        self._show_buttons(document)
        if document.problem:
            self._title.setText("The record of this document is damaged, so it cannot be recovered here.")
            self._diff.show_words(f"{document.problem}\n\nIt is kept as it is; nothing of it was deleted.")
            return
        self._title.setText(_title(document))
        self._diff.show_words("Comparing …")
        load, document_id = self._load, document.document
        self._work.start(lambda interest: _compare(load, document_id, interest))

    def _show_buttons(self, document: LeftDocument) -> None:
        self._recover.setEnabled(not document.problem)
        self._open_saved.setEnabled(document.path is not None)
        self._open_saved.setToolTip("" if document.path else "It was never saved")
        whole = [left for left in self._documents.values() if not left.problem]
        self._recover_all.setVisible(len(self._documents) > 1)
        self._recover_all.setEnabled(bool(whole))

    def _show_diff(self, diff: Diff) -> None:
        if diff.lines or diff.is_cut:
            self._diff.show_diff(diff)
        else:
            self._diff.show_words("The text is the same as on disk.")

    def _show_failure(self, error: Exception) -> None:
        if not isinstance(error, FileError | JournalError | OSError):
            raise error
        self._diff.show_words(f"What differs cannot be shown: {error}\n\nNothing was changed or deleted.")

    # -------------------------------------------------------------------------------------- what is decided

    def _recover_chosen(self) -> None:
        document = self._chosen()
        if document is not None:
            self._decide(document, self.recover_requested)

    def _open_saved_chosen(self) -> None:
        document = self._chosen()
        if document is not None:
            self._decide(document, self.open_saved_requested)

    def _leave_chosen(self) -> None:
        document = self._chosen()
        if document is not None:
            self._decide(document, None)

    def _recover_everything(self) -> None:
        for document in list(self._documents.values()):
            if not document.problem:
                self._decide(document, self.recover_requested)

    def _decide(self, document: LeftDocument, wish: Any) -> None:
        """Take a document off the list and let the wish go out; the dialog closes after the last one."""
        self._work.abandon()
        del self._documents[document.document]
        for row in range(self._list.count()):
            if self._list.item(row).data(_ID) == document.document:
                self._list.takeItem(row)
                break
        if wish is not None:
            wish.emit(document.document)
        if not self._documents:
            self.accept()

    def _end(self) -> None:
        self._work.abandon()
        self.closed.emit()


def _column(title: QLabel, widget: QWidget) -> QWidget:
    panel = QWidget()
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(title)
    layout.addWidget(widget, 1)
    return panel


def _compare(load: Load, document_id: str, interest: Interest) -> Diff:
    recovered, on_disk = load(document_id)
    interest.check()
    return difference(on_disk, recovered, interest)


def _title(document: LeftDocument) -> str:
    if document.path is None:
        return "Never saved to a file. All of its text is new:"
    return f"What recovering brings back, compared with {document.path}:"


def _entry(document: LeftDocument, now: int) -> str:
    lines = [document.name]
    if document.problem:
        return "\n".join((*lines, "Damaged: cannot be read"))
    lines.append(document.path or "Never saved")
    lines.append(when_text(document.last_change, now))
    count = document.unsaved_commands
    lines.append(f"{count:,} unsaved change{'' if count == 1 else 's'}")
    return "\n".join(line for line in lines if line)


def when_text(time: int, now: int) -> str:
    """Return a time in words, as in `20 Nov 2026, 21:40 (3 minutes ago)`; empty for 0, which is not known.

    Args:
        time: microseconds since 1970 (UTC); shown in local time.
        now: the same of the present.
    """
    if not time:
        return ""
    local = datetime.fromtimestamp(time / _SECOND)
    return f"{local.day} {local:%b %Y, %H:%M} ({_ago((now - time) // _SECOND)})"


def _ago(seconds: int) -> str:
    for size, name in _UNITS:
        count = seconds // size
        if count > 0:
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "just now"
