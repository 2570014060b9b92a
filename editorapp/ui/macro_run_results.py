"""Owns `MacroRunResults`, which shows how far a run of a macro is, what became of each file, and lets it be stopped.

Does not run anything: wishes go out, events come in.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from editorapp.session.work.macro_runs import (
    CANCELLED,
    Ended,
    MacroFileDone,
    MacroRunCancelled,
    MacroRunFinished,
    MacroRunStarted,
)
from editorapp.ui.elided_label import ElidedLabel
from editorapp.ui.status_bar import counted
from editorapp.ui.theme import error_color

RunEvent = MacroRunStarted | Ended | MacroRunCancelled | MacroRunFinished

_PATH: Final = Qt.ItemDataRole.UserRole
_IS_PROBLEM: Final = Qt.ItemDataRole.UserRole + 1


class MacroRunResults(QDialog):
    """A line for each file of a run, and how far it is."""

    open_wanted = Signal(list)
    """The paths of files to open."""

    stop_wanted = Signal(str)
    """The run of this id is to begin no more files."""

    undo_wanted = Signal(str)
    """The run of this id is to be taken back."""

    def __init__(self, started: MacroRunStarted, parent: QWidget | None = None) -> None:
        """Show a run whose files have not ended yet."""
        super().__init__(parent)
        self.run = started.run
        self._macro = started.application.macro
        self._ended = 0
        self.setWindowTitle(f"Run of {self._macro}")
        self.resize(760, 460)
        self._list = QTreeWidget(self)
        self._list.setAccessibleName("Files")
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self._list.setHeaderLabels(["File", "What became of it"])
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        shared = len(_shared_folder(started.files))
        self._lines = [_line(path, path[shared:]) for path in started.files]
        self._list.addTopLevelItems(self._lines)
        header = self._list.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 260)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, len(started.files))
        self._bar.setAccessibleName("How far it is")
        self._note = ElidedLabel(self)
        self._note.setAccessibleName("State of the run")
        self._box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._open = self._box.addButton("&Open", QDialogButtonBox.ButtonRole.ActionRole)
        self._stop = self._box.addButton("&Stop", QDialogButtonBox.ButtonRole.ActionRole)
        self._undo = self._box.addButton("&Undo", QDialogButtonBox.ButtonRole.ActionRole)
        self._undo.setToolTip("Take it back, in each file in which nothing came after it")
        self._undo.setEnabled(False)
        for button in self._box.buttons():
            button.setIcon(QIcon())  # those of the style are colorful strangers
        layout = QVBoxLayout(self)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._bar)
        layout.addWidget(self._note)
        layout.addWidget(self._box)
        self._list.itemSelectionChanged.connect(self._choose)
        self._list.itemActivated.connect(lambda item: self.open_wanted.emit([item.data(0, _PATH)]))
        self._open.clicked.connect(self._open_chosen)
        self._stop.clicked.connect(self._ask_to_stop)
        self._undo.clicked.connect(self._ask_to_undo)
        self._box.rejected.connect(self.reject)
        self._choose()
        self._say()

    def take(self, event: RunEvent) -> None:
        """Take in what has happened."""
        if isinstance(event, Ended):
            self._end_file(event)
        elif isinstance(event, MacroRunCancelled):
            self._stop.setEnabled(False)
            self._note.show_text("No more files are begun.")
        elif isinstance(event, MacroRunFinished):
            self._finish(event)

    def _end_file(self, event: Ended) -> None:
        item = self._lines[event.number]
        words = _words(event)
        item.setText(1, words)
        item.setToolTip(1, words)
        if not isinstance(event, MacroFileDone) and event.code != CANCELLED:
            item.setData(0, _IS_PROBLEM, True)
            item.setForeground(1, QBrush(error_color(self.palette())))
        self._ended += 1
        self._bar.setValue(self._ended)
        self._say()

    def _say(self) -> None:
        if self._stop.isEnabled():
            self._note.show_text(f"{self._ended} of {counted(self._bar.maximum(), 'file')} …")

    def _finish(self, event: MacroRunFinished) -> None:
        self._stop.setEnabled(False)
        self._undo.setEnabled(event.changed > 0)
        self._bar.setValue(self._bar.maximum() - event.left)
        self._note.show_text(summary(event), is_error=event.failed > 0)
        for item in self._lines:
            if item.text(1) == _WAITING:
                item.setText(1, _LEFT)
            elif item.data(0, _IS_PROBLEM) and not self._list.selectedItems():
                self._list.setCurrentItem(item)

    def _ask_to_stop(self) -> None:
        self._stop.setEnabled(False)
        self._note.show_text("Stopping …")
        self.stop_wanted.emit(self.run)

    def _ask_to_undo(self) -> None:
        self._undo.setEnabled(False)
        self.undo_wanted.emit(self.run)

    def _choose(self) -> None:
        self._open.setEnabled(bool(self._list.selectedItems()))

    def _open_chosen(self) -> None:
        self.open_wanted.emit([item.data(0, _PATH) for item in self._list.selectedItems()])

    def rows(self) -> list[tuple[str, str]]:
        """Return what is read: the name of each file, and what became of it."""
        return [(Path(item.data(0, _PATH)).name, item.text(1)) for item in self._lines]


_WAITING: Final = "waits"
_LEFT: Final = "left alone"


def _shared_folder(paths: Sequence[str]) -> str:
    """Return the folder that all files are in, with the sign behind it, or nothing."""
    try:
        shared = os.path.commonpath([str(Path(path).parent) for path in paths])
    except ValueError:
        return ""
    return shared if shared.endswith(os.sep) else shared + os.sep


def _line(path: str, shown: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([shown, _WAITING])
    item.setData(0, _PATH, path)
    item.setToolTip(0, path)
    return item


def _words(event: Ended) -> str:
    if not isinstance(event, MacroFileDone):
        return _LEFT if event.code == CANCELLED else event.words
    changes = counted(event.changes, "change") if event.changes else "nothing changed"
    return f"{changes}, {event.note}" if event.note else changes


def summary(event: MacroRunFinished) -> str:
    """Return how a run has ended, in words."""
    parts = [f"{counted(event.changed, 'file')} changed"]
    same = event.done - event.changed
    if same:
        parts.append(f"{same} stayed the same")
    if event.failed:
        parts.append(f"{event.failed} failed")
    if event.left:
        parts.append(f"{event.left} were left alone")
    return ", ".join(parts) + "."
