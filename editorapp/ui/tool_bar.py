"""Owns the tool bar: which commands are on it and in which order.

Does not own their actions.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolBar, QWidget

from editorapp.ui.actions import ActionSet

_GROUPS: Final = (
    ("document.new", "document.open_dialog", "document.save"),
    ("edit.undo", "edit.redo"),
    ("clipboard.cut", "clipboard.copy", "clipboard.paste"),
    ("find.show",),
    ("macro.record", "macro.stop", "macro.play"),
)
_ICON_SIZE: Final = 20


class ToolBar(QToolBar):
    """The tool bar of the window."""

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        """Show the actions in their groups."""
        super().__init__("Tool Bar", parent)
        self.setObjectName("tool_bar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setIconSize(QSize(_ICON_SIZE, _ICON_SIZE))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for number, group in enumerate(_GROUPS):
            if number:
                self.addSeparator()
            for name in group:
                self.addAction(actions[name])
