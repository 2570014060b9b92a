"""Owns how large the text is shown, and scrolling without moving the caret.

Does not own fonts.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

from editorapp.commands.application import NextTab, PreviousTab, Scroll, Zoom, ZoomIn, ZoomOut, ZoomReset
from editorapp.ui.performing import Performers
from editorapp.ui.tab_area import TabArea

_LEAST: Final = -6
_MOST: Final = 60
"""The bounds of the zoom, in points added to the font."""


class Zooming(QObject):
    """What is seen of the text and how large, for all tabs of a window."""

    changed = Signal()
    """The zoom is another."""

    def __init__(self, tabs: TabArea, zoom: int, parent: QObject | None = None) -> None:
        """Take the tabs and the zoom that they have, in points."""
        super().__init__(parent)
        self._tabs = tabs
        self.zoom = zoom

    def performers(self) -> Performers:
        """Return what this part does."""
        return {
            Zoom: lambda command: self._set(self.zoom + command.steps if command.steps else 0),
            ZoomIn: lambda _: self._set(self.zoom + 1),
            ZoomOut: lambda _: self._set(self.zoom - 1),
            ZoomReset: lambda _: self._set(0),
            Scroll: self._scroll,
            NextTab: lambda _: self._tabs.step(1),
            PreviousTab: lambda _: self._tabs.step(-1),
        }

    def _set(self, zoom: int) -> None:
        self.zoom = max(_LEAST, min(zoom, _MOST))
        self._tabs.set_zoom(self.zoom)
        self.changed.emit()

    def _scroll(self, command: Scroll) -> None:
        view = self._tabs.view(self._tabs.current_id)
        if view is not None:
            view.scroll_by(command.lines, command.columns)
