"""Owns `IconButtons`, the flat buttons with icons in a bar or panel, each with words and a key of its own there.

Does not know what they do.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from editorapp.ui.icons import icon


class IconButtons:
    """Makes the buttons of one bar or panel."""

    def __init__(self, owner: QWidget) -> None:
        """Take the bar or panel that they lie in."""
        self._owner = owner
        self._icons: dict[QToolButton, str] = {}

    def button(self, name: str, words: str) -> QToolButton:
        """Make a button.

        Args:
            name: the name of its icon.
            words: what it does; a key in brackets at the end is left out of its accessible name.
        """
        button = QToolButton(self._owner)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(words)
        button.setAccessibleName(words.partition(" (")[0])
        button.setIcon(icon(name, self._owner.palette()))
        self._icons[button] = name
        return button

    def toggle(self, name: str, words: str, key: str) -> QToolButton:
        """Make a button that stays down until it is pressed again, and has a key; the rest as for `button`."""
        button = self.button(name, f"{words} ({key})")
        button.setCheckable(True)
        self.press_by(key, button)
        return button

    def press_by(self, key: str, button: QToolButton) -> None:
        """Let a key press a button wherever the keyboard is in the bar or panel."""
        # As an argument of the constructor the context is ignored, and other parts have these keys as well.
        shortcut = QShortcut(QKeySequence(key), self._owner, button.click)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def draw(self, palette: QPalette) -> None:
        """Draw the icons in the colors of a palette."""
        for button, name in self._icons.items():
            button.setIcon(icon(name, palette))
