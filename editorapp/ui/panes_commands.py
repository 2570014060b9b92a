"""Owns the commands that split the tab that is shown, and lead from pane to pane.

Does not own the panes.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from editorapp.commands.panes import CloseSplit, EqualPanes, NextPane, PreviousPane, SplitBelow, SplitBeside
from editorapp.ui.panes import MOST_PANES, Panes
from editorapp.ui.performing import Performers
from editorapp.ui.tab_area import TabArea


class PaneCommands(QObject):
    """Splits, and goes from pane to pane."""

    noted = Signal(str)
    """Something to say in passing."""

    def __init__(self, tabs: TabArea, parent: QObject | None = None) -> None:
        """Take the tabs."""
        super().__init__(parent)
        self._tabs = tabs

    @property
    def count(self) -> int:
        """How many panes the tab that is shown has."""
        return len(self._tabs.views(self._tabs.current_id))

    def performers(self) -> Performers:
        """Return what this part does."""
        return {
            SplitBeside: lambda _: self._split(beside=True),
            SplitBelow: lambda _: self._split(beside=False),
            CloseSplit: lambda _: self._close(),
            NextPane: lambda _: self._step(1),
            PreviousPane: lambda _: self._step(-1),
            EqualPanes: lambda _: self._equalize(),
        }

    def _panes(self) -> Panes | None:
        return self._tabs.panes(self._tabs.current_id)

    def _split(self, *, beside: bool) -> None:
        panes = self._panes()
        if panes is None:
            self.noted.emit("There is no document to split.")
        elif not panes.split(beside=beside):
            self.noted.emit(f"There are {MOST_PANES} panes already.")

    def _close(self) -> None:
        panes = self._panes()
        if panes is None or not panes.close_current():
            self.noted.emit("The tab is not split.")

    def _step(self, count: int) -> None:
        panes = self._panes()
        if panes is None or len(panes.views) == 1:
            self.noted.emit("The tab is not split.")
        else:
            panes.step(count)

    def _equalize(self) -> None:
        panes = self._panes()
        if panes is not None:
            panes.equalize()
