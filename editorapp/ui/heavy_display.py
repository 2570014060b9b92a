"""Owns how what is under way in the document that is shown can be seen, and cancelled by Escape or a press.

Does not own what is under way.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

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
        self._window = window
        self._takes_keys = False
        heavy.changed.connect(self.refresh)
        heavy.refused.connect(status.say)
        tabs.current_changed.connect(self.refresh)
        status.cancel_wanted.connect(self.cancel)
        workspace.closing.connect(lambda held: heavy.forget(held.id))

    def cancel(self) -> None:
        """End what is under way in the document that is shown."""
        self._heavy.cancel(self._tabs.current_id)

    def refresh(self, *_: object) -> None:
        """Show what is under way in the document that is shown."""
        label = self._heavy.label(self._tabs.current_id)
        self._status.show_work(label)
        self._take_keys(on=bool(label))

    def _take_keys(self, *, on: bool) -> None:
        """See keys before anybody else, but only while something is under way."""
        application = QApplication.instance()
        if application is None or on is self._takes_keys:
            return
        self._takes_keys = on
        if on:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Escape end what is under way, wherever the keyboard is: text and bars have other uses for it."""
        is_pressed = event.type() == QEvent.Type.KeyPress
        if not (is_pressed or event.type() == QEvent.Type.ShortcutOverride) or not _is_escape(event):
            return False
        if not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        event.accept()
        if is_pressed:
            self.cancel()
        return True


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and not event.modifiers()
