"""Owns `InspectorDock`, the frame of the inspector at the side of the window.

Does not own what is in it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from editorapp.ui.inspector.panel import InspectorPanel
from editorapp.ui.panel_dock import PanelDock

_USUAL: Final = QSize(420, 320)


class InspectorDock(PanelDock):
    """Lies at the right or below, or is a window of its own."""

    close_wanted = Signal()
    """A person wants it to go."""

    def __init__(self, window: QMainWindow) -> None:
        """Make it, at the right and hidden."""
        super().__init__("Inspector", "inspector", _USUAL, window)
        self.panel = InspectorPanel(self)
        self.hold(self.panel)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self)
        window.resizeDocks([self], [_USUAL.width()], Qt.Orientation.Horizontal)

    def settle_in(self, width: int) -> None:
        """Lie below the text in a window that is too narrow for both; `width` is its own, in pixels."""
        window, below = self.parent(), Qt.DockWidgetArea.BottomDockWidgetArea
        if isinstance(window, QMainWindow) and not self.isFloating() and width < 2 * _USUAL.width():
            window.addDockWidget(below, self)
            window.resizeDocks([self], [_USUAL.height()], Qt.Orientation.Vertical)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for it to go as every other way to hide it does."""
        event.ignore()
        self.close_wanted.emit()
