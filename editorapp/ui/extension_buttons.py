"""Owns how the buttons look with which a narrow menu bar or tool bar shows what it has no room for.

Does not decide when they are shown: Qt does. It draws them black, which is not seen in a dark window.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QMenuBar, QToolBar, QToolButton

from editorapp.ui.icons import icon

_NAMES: Final = ("qt_menubar_ext_button", "qt_toolbar_ext_button")


class ExtensionButtons(QObject):
    """Draws the buttons of some bars in the colors of the window, from when they are first shown."""

    def __init__(self, *bars: QMenuBar | QToolBar) -> None:
        """Take the bars; the first one keeps this alive."""
        super().__init__(bars[0])
        for bar in bars:
            for name in _NAMES:
                for button in bar.findChildren(QToolButton, name):
                    button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw a button when it is shown, and anew for other colors."""
        if not isinstance(watched, QToolButton):
            return False
        is_recolored = event.type() == QEvent.Type.PaletteChange and watched.isVisible()
        if is_recolored or event.type() == QEvent.Type.Show:
            watched.setIcon(icon("more", watched.palette()))
        return False
