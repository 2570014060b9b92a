"""Owns whether files that other programs change are read again without a question, for all tabs of a window.

Does not read them.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from editorapp.commands.application import SetAutoReload
from editorapp.ui.performing import Performers


class AutoReload(QObject):
    """The option.

    Attributes:
        is_on: whether a document without unsaved changes takes over what another program wrote.
    """

    switched = Signal(bool)
    """Whether that is so from now on."""

    def __init__(self, *, is_on: bool, parent: QObject | None = None) -> None:
        """Take the option of the last session."""
        super().__init__(parent)
        self.is_on = is_on

    def performers(self) -> Performers:
        """Return what this part does."""
        return {SetAutoReload: self._set}

    def _set(self, command: SetAutoReload) -> None:
        self.is_on = not self.is_on if command.on is None else command.on
        self.switched.emit(self.is_on)
