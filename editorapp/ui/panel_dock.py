"""Owns `PanelDock`, the frame of a panel that lies beside or below the text, or is a window of its own.

Does not own what is in it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMainWindow, QWidget

from editorapp.ui.icons import icon

_BUTTONS: Final = (("qt_dockwidget_closebutton", "close"), ("qt_dockwidget_floatbutton", "float"))
"""The buttons in the frame as Qt calls them, with our icons; those of the style cannot be seen in the dark."""


class PanelDock(QDockWidget):
    """The frame of a panel; hidden at first."""

    def __init__(self, title: str, name: str, usual: QSize, window: QMainWindow) -> None:
        """Make it without a panel.

        Args:
            title: what a person calls the panel.
            name: what Qt calls it.
            usual: a size in which everything can be read, in logical pixels.
            window: the window that it lies in.
        """
        self._words = (f"Close {title}", f"Make {title} a window of its own, or put it back")
        self._usual = usual
        super().__init__(title, window)
        self.setObjectName(name)
        self.setAllowedAreas(
            Qt.DockWidgetArea.RightDockWidgetArea
            | Qt.DockWidgetArea.LeftDockWidgetArea
            | Qt.DockWidgetArea.BottomDockWidgetArea
        )

    def hold(self, panel: QWidget) -> None:
        """Put the panel in; to be called once, when it is made."""
        self.setWidget(panel)
        self._draw_buttons()
        self.hide()

    def sizeHint(self) -> QSize:
        """Return a size in which everything can be read."""
        return self._usual

    def changeEvent(self, event: QEvent) -> None:
        """Notice other colors."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._draw_buttons()

    def _draw_buttons(self) -> None:
        for (name, drawing), words in zip(_BUTTONS, self._words, strict=True):
            button = self.findChild(QAbstractButton, name)
            if button is not None:
                button.setIcon(icon(drawing, self.palette()))
                button.setToolTip(words)
                button.setAccessibleName(words)
