"""Owns the bar of tabs: middle-click closes, long names do not push the others away.

Does not know what the tabs show.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPalette
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from editorapp.ui.icons import icon

_WIDEST: Final = 30
"""The width of a tab at most, in average characters."""
_CLOSE_SIZE: Final = 14


class TabBar(QTabBar):
    """The bar of tabs of a window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty bar."""
        super().__init__(parent)
        self._pressed: int | None = None
        self._close_icon = icon("close", self.palette())
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUsesScrollButtons(True)
        self.setMovable(True)
        self.setExpanding(False)
        self.setDocumentMode(True)
        self.setSelectionBehaviorOnRemove(QTabBar.SelectionBehavior.SelectPreviousTab)

    def tabInserted(self, index: int) -> None:
        """Give a new tab a button that closes it."""
        super().tabInserted(index)
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setIcon(self._close_icon)
        button.setIconSize(QSize(_CLOSE_SIZE, _CLOSE_SIZE))
        button.setFixedSize(_CLOSE_SIZE + 6, _CLOSE_SIZE + 6)
        button.setToolTip("Close this tab")
        button.setAccessibleName("Close this tab")
        button.clicked.connect(lambda: self._close_tab_of(button))
        self.setTabButton(index, QTabBar.ButtonPosition.RightSide, button)

    def _close_tab_of(self, button: QWidget) -> None:
        for index in range(self.count()):
            if self.tabButton(index, QTabBar.ButtonPosition.RightSide) is button:
                self.tabCloseRequested.emit(index)
                return

    def draw_icons(self, palette: QPalette) -> None:
        """Draw the buttons in the colors of a palette."""
        self._close_icon = icon("close", palette)
        for index in range(self.count()):
            button = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
            if isinstance(button, QToolButton):
                button.setIcon(self._close_icon)

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
