"""Owns how what is under way in the document that is shown can be seen, and cancelled by Escape or a press.

Does not own what is under way.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from editorapp.ui.heavy_commands import HeavyCommands
from editorapp.ui.status_bar import StatusBar
from editorapp.ui.tab_area import TabArea
from editorapp.ui.workspace import Workspace


class HeavyDisplay(QObject):
    """Joins heavy commands with status bar and keys."""

    def __init__(
        self, heavy: HeavyCommands, tabs: TabArea, status: StatusBar, workspace: Workspace, window: QWidget
    ) -> None:
        """Follow what is under way from now on."""
        super().__init__(window)
        self._heavy = heavy
        self._tabs = tabs
        self._status = status
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.cancel)
        # A bar that has the keyboard has an Escape of its own; what takes long is ended first.
        self._escape.activatedAmbiguously.connect(self.cancel)
        heavy.changed.connect(self.refresh)
        heavy.refused.connect(status.say)
        tabs.current_changed.connect(self.refresh)
        status.cancel_wanted.connect(self.cancel)
        workspace.closed.connect(lambda held: heavy.forget(held.id))

    def cancel(self) -> None:
        """End what is under way in the document that is shown."""
        self._heavy.cancel(self._tabs.current_id)

    def refresh(self, *_: object) -> None:
        """Show what is under way in the document that is shown."""
        label = self._heavy.label(self._tabs.current_id)
        self._escape.setEnabled(bool(label))
        self._status.show_work(label)
