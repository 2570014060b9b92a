"""Owns `InspectorDock`, the frame of the inspector at the side of the window.

Does not own what is in it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMainWindow

from editorapp.ui.icons import icon
from editorapp.ui.inspector.panel import InspectorPanel

_BUTTONS: Final = (
    ("qt_dockwidget_closebutton", "close", "Close the inspector"),
    ("qt_dockwidget_floatbutton", "float", "Make the inspector a window of its own, or put it back"),
)
"""The buttons in the frame as Qt calls them, with our icons; those of the style cannot be seen in the dark."""

_USUAL: Final = QSize(420, 320)


class InspectorDock(QDockWidget):
    """Lies at the right or below, or is a window of its own."""

    close_wanted = Signal()
    """A person wants it to go."""

    def __init__(self, window: QMainWindow) -> None:
        """Make it, at the right and hidden."""
        super().__init__("Inspector", window)
        self.setObjectName("inspector")
        self.setAllowedAreas(
            Qt.DockWidgetArea.RightDockWidgetArea
            | Qt.DockWidgetArea.LeftDockWidgetArea
            | Qt.DockWidgetArea.BottomDockWidgetArea
        )
        self.panel = InspectorPanel(self)
        self.setWidget(self.panel)
        self._draw_buttons()
        self.hide()
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self)
        window.resizeDocks([self], [_USUAL.width()], Qt.Orientation.Horizontal)

    def settle_in(self, width: int) -> None:
        """Lie below the text in a window that is too narrow for both; `width` is its own, in pixels."""
        window, below = self.parent(), Qt.DockWidgetArea.BottomDockWidgetArea
        if isinstance(window, QMainWindow) and not self.isFloating() and width < 2 * _USUAL.width():
            window.addDockWidget(below, self)
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
        """Ask for it to go as every other way to hide it does."""
        event.ignore()
        self.close_wanted.emit()
