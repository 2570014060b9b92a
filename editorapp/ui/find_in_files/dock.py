"""Owns `FileFindDock`, the frame below the text in which the panel lies that finds in files.

Does not own what is in it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMainWindow

from editorapp.ui.find_in_files.panel import FileFindPanel
from editorapp.ui.icons import icon

_BUTTONS: Final = (
    ("qt_dockwidget_closebutton", "close", "Close Find in Files"),
    ("qt_dockwidget_floatbutton", "float", "Make Find in Files a window of its own, or put it back"),
)
"""The buttons in the frame as Qt calls them, with our icons; those of the style cannot be seen in the dark."""

_USUAL: Final = QSize(420, 280)


class FileFindDock(QDockWidget):
    """Lies below or at a side, or is a window of its own."""

    left = Signal()
    """It has gone, or a person wants to go back to the text."""

    def __init__(self, window: QMainWindow) -> None:
        """Make it, below and hidden."""
        super().__init__("Find in Files", window)
        self.setObjectName("find-in-files")
        self.setAllowedAreas(
            Qt.DockWidgetArea.RightDockWidgetArea
            | Qt.DockWidgetArea.LeftDockWidgetArea
            | Qt.DockWidgetArea.BottomDockWidgetArea
        )
        self.panel = FileFindPanel(self)
        self.setWidget(self.panel)
        self.panel.left.connect(self.left)
        self._draw_buttons()
        self.hide()
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        window.resizeDocks([self], [_USUAL.height()], Qt.Orientation.Vertical)

    def sizeHint(self) -> QSize:
        """Return a size in which everything can be read."""
        return _USUAL

    def changeEvent(self, event: QEvent) -> None:
        """Notice other colors."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._draw_buttons()

    def _draw_buttons(self) -> None:
        for name, drawing, words in _BUTTONS:
            button = self.findChild(QAbstractButton, name)
            if button is not None:
                button.setIcon(icon(drawing, self.palette()))
                button.setToolTip(words)
                button.setAccessibleName(words)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the keyboard back; what was found stays."""
        super().closeEvent(event)
        self.left.emit()
