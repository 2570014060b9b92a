"""Owns `CommandPalette`: all commands in one list over the window, found by a few of their letters.

Does not run a command: which one was chosen goes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from editorapp.ui.elided_label import ElidedLabel
from editorapp.ui.palette_list import PaletteDelegate, PaletteModel
from editorapp.ui.palette_order import PaletteEntry, ordered

_WIDEST: Final = 620
_MOST_ROWS: Final = 12
_FEWEST_ROWS: Final = 3
_EDGE: Final = 12
_MOVES: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _MOST_ROWS - 1,
    Qt.Key.Key_PageUp: 1 - _MOST_ROWS,
}


@dataclass(frozen=True)
class Words:
    """What a palette says.

    Attributes:
        placeholder: what its line shows while it is empty.
        wanted: what is chosen, for those who listen: one of them.
        offered: all that can be chosen, for those who listen.
        none: what it says where nothing has the letters.
    """

    placeholder: str = "A few letters of a command"
    wanted: str = "Command"
    offered: str = "Commands"
    none: str = "No command has these letters."


_OF_COMMANDS: Final = Words()


class CommandPalette(QFrame):
    """A line for letters over a list of commands; everything in it is done at the keyboard, or with the mouse."""

    chosen = Signal(str)
    """The name of the command that was chosen. The palette has gone, and the keyboard is where it was."""

    def __init__(self, window: QWidget, words: Words = _OF_COMMANDS) -> None:
        """Lie over a window, not shown yet."""
        super().__init__(window)
        self._window = window
        self._entries: Sequence[PaletteEntry] = ()
        self._ranks: Mapping[str, float] = {}
        self._before: QWidget | None = None
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self._line = QLineEdit(self)
        self._line.setClearButtonEnabled(True)
        self._model = PaletteModel(self)
        self._list = QListView(self)
        self._list.setModel(self._model)
        self._list.setItemDelegate(PaletteDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._note = ElidedLabel(self)
        self._note.setAccessibleName("About the choice")
        self.use_words(words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 6)
        layout.setSpacing(6)
        for widget in (self._line, self._list, self._note):
            layout.addWidget(widget)
        self._line.textChanged.connect(lambda: self._show_found(""))
        self._line.installEventFilter(self)
        self._list.clicked.connect(self._run)
        self._list.selectionModel().currentChanged.connect(self._show_note)
        window.installEventFilter(self)
        self.hide()

    # --- what is shown -----------------------------------------------------------------------------------

    def ask(self, entries: Sequence[PaletteEntry], current: str = "") -> None:
        """Show some commands, in the order of the menus, and take the keyboard.

        Args:
            entries: the commands.
            current: the name of the one that Enter does at first; empty for the first one.
        """
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._entries = entries
        self._line.clear()
        self._show_found(current)
        self._place()
        self.show()
        self.raise_()
        self._list.scrollTo(self._list.currentIndex())
        self._line.setFocus()

    def use_words(self, words: Words) -> None:
        """Say other words, for another choice."""
        self._words = words
        self._line.setPlaceholderText(words.placeholder)
        self._line.setAccessibleName(words.wanted)
        self._list.setAccessibleName(words.offered)

    def use_ranks(self, ranks: Mapping[str, float]) -> None:
        """Take how much each command is used, by name; what is chosen now stays chosen."""
        self._ranks = ranks
        if self.isVisible():
            found = self._model.found(self._list.currentIndex().row())
            has_moved = found is not None and (self._line.text() != "" or self._list.currentIndex().row() > 0)
            self._show_found(found.entry.name if has_moved and found is not None else "")

    def labels(self) -> list[str]:
        """Return the labels of the commands that are shown, in order."""
        return [self._model.index(row).data() for row in range(self._model.rowCount())]

    def _show_found(self, current: str) -> None:
        found = ordered(self._entries, self._line.text(), self._ranks)
        self._model.show(found)
        row = next((number for number, each in enumerate(found) if each.entry.name == current), 0)
        self._list.setCurrentIndex(self._model.index(row))
        self._show_note()

    def _show_note(self, *_: object) -> None:
        found = self._model.found(self._list.currentIndex().row())
        if found is None:
            self._note.show_text(self._words.none)
        elif found.entry.reason:
            self._note.show_text(f"Not now: {found.entry.reason}.")
        else:
            self._note.show_text("Enter does it, Escape closes.")

    def _place(self) -> None:
        """Lie at the top of the window, in the middle."""
        window = self._window
        width = min(_WIDEST, window.width() - 2 * _EDGE)
        row = max(1, self._list.sizeHintForRow(0))
        frame = self.sizeHint().height() - self._list.sizeHint().height()
        height = min(
            frame + min(_MOST_ROWS, max(_FEWEST_ROWS, len(self._entries))) * row + 4,
            window.height() - 4 * _EDGE,
        )
        self.setGeometry((window.width() - width) // 2, 3 * _EDGE, width, height)

    # --- keyboard and mouse ------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that belong to the list, and go when the keyboard goes elsewhere."""
        if watched is self._line:
            if event.type() == QEvent.Type.KeyPress:
                assert isinstance(event, QKeyEvent)
                return self._take_key(event)
            if event.type() == QEvent.Type.FocusOut and not self.isAncestorOf(
                QApplication.focusWidget() or self
            ):
                self.hide()
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self._close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self._list.currentIndex())
        elif key in _MOVES:
            self._move(_MOVES[key])
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        return True

    def _move(self, rows: int) -> None:
        count = self._model.rowCount()
        if not count:
            return
        row = self._list.currentIndex().row()
        # A single step goes round; a leap ends at the end.
        row = (row + rows) % count if abs(rows) == 1 else max(0, min(count - 1, row + rows))
        self._list.setCurrentIndex(self._model.index(row))

    def _run(self, index: QModelIndex) -> None:
        found = self._model.found(index.row())
        if found is not None and not found.entry.reason:
            self._close()
            self.chosen.emit(found.entry.name)

    def _close(self) -> None:
        before = self._before
        self.hide()
        if before is not None:
            before.setFocus()
