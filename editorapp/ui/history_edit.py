"""Owns `HistoryEdit`, a line of input that remembers what was entered before.

Does not keep it any longer than the program runs.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_MOST: Final = 50
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


LINE_BREAK: Final = "\u2424"
"""Stands for a line break in a line of input, where it can be seen."""


class HistoryEdit(QLineEdit):
    """A line of input; Up and Down go through what was entered before, Ctrl+Enter puts in a line break."""

    entered = Signal(bool)
    """Enter was pressed; True with Shift."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._past: list[str] = []
        self._steps_back = 0
        self._unfinished = ""
        self.textEdited.connect(self._start_anew)

    def remember(self) -> None:
        """Take what is entered into the history, as the latest."""
        text = self.text()
        if text:
            self._past = [*(past for past in self._past if past != text), text][-_MOST:]
        self._start_anew()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter, Up and Down; the rest is as in every line of input."""
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.insert(LINE_BREAK)
        elif event.key() in _ENTER:
            self.entered.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Up:
            self._go(self._steps_back + 1)
        elif event.key() == Qt.Key.Key_Down:
            self._go(self._steps_back - 1)
        else:
            super().keyPressEvent(event)

    def _start_anew(self) -> None:
        self._steps_back = 0

    def _go(self, steps_back: int) -> None:
        if self._steps_back == 0:
            self._unfinished = self.text()
        others = [past for past in self._past if past != self._unfinished]
        if not 0 <= steps_back <= len(others):
            return
        self._steps_back = steps_back
        self.setText(self._unfinished if steps_back == 0 else others[-steps_back])
