"""Owns the bar of tabs: middle-click closes, long names do not push the others away.

Does not know what the tabs show.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTabBar, QWidget

_WIDEST: Final = 30
"""The width of a tab at most, in average characters."""


class TabBar(QTabBar):
    """The bar of tabs of a window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty bar."""
        super().__init__(parent)
        self._pressed: int | None = None
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUsesScrollButtons(True)
        self.setMovable(True)
        self.setTabsClosable(True)
        self.setExpanding(False)
        self.setDocumentMode(True)
        self.setSelectionBehaviorOnRemove(QTabBar.SelectionBehavior.SelectPreviousTab)

    def tabSizeHint(self, index: int) -> QSize:
        """Return how large a tab wants to be."""
        hint = super().tabSizeHint(index)
        widest = self.fontMetrics().averageCharWidth() * _WIDEST
        return QSize(min(hint.width(), widest), hint.height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Return how small a tab may become before the bar scrolls: not at all."""
        return self.tabSizeHint(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember which tab the middle button went down on."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pressed = self._tab_at(event)
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Close the tab that the middle button went down and up on."""
        if event.button() != Qt.MouseButton.MiddleButton:
            super().mouseReleaseEvent(event)
            return
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed == self._tab_at(event):
            self.tabCloseRequested.emit(pressed)

    def _tab_at(self, event: QMouseEvent) -> int | None:
        index = self.tabAt(QPoint(int(event.position().x()), int(event.position().y())))
        return index if index >= 0 else None
