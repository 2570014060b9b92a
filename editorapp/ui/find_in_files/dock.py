"""Owns `FileFindDock`, the frame below the text in which the panel lies that finds in files.

Does not own what is in it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from editorapp.ui.find_in_files.panel import FileFindPanel
from editorapp.ui.panel_dock import PanelDock

_USUAL: Final = QSize(420, 280)


class FileFindDock(PanelDock):
    """Lies below or at a side, or is a window of its own."""

    left = Signal()
    """It has gone, or a person wants to go back to the text."""

    def __init__(self, window: QMainWindow) -> None:
        """Make it, below and hidden."""
        super().__init__("Find in Files", "find-in-files", _USUAL, window)
        self.panel = FileFindPanel(self)
        self.panel.left.connect(self.left)
        self.hold(self.panel)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        window.resizeDocks([self], [_USUAL.height()], Qt.Orientation.Vertical)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the keyboard back; what was found stays."""
        super().closeEvent(event)
        self.left.emit()
