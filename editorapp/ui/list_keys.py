"""Owns `ListKeys`, by which keys that move in a list move in it while words are typed in a line beside it.

Does not filter the list by the words.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit

_KEYS: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ListKeys(QObject):
    """Leads the keys of a line to a list, as long as the line lives."""

    def __init__(self, line: QLineEdit, items: QAbstractItemView) -> None:
        """Take the line that has the keyboard, and the list."""
        super().__init__(line)
        self._items = items
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the list its keys."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            self._items.event(event)
            return True
        return False
