"""Owns the table of who does what when a command on the application was accepted.

Does not do any of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject

from editorapp.commands.specification import ApplicationCommand
from editorapp.session.application import ApplicationRequested

Performers = Mapping[type[ApplicationCommand], Callable[[Any], None]]
"""What is called with a command of each type."""


class Performing(QObject):
    """Leads accepted commands on the application to the parts of the window that do them."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with an empty table."""
        super().__init__(parent)
        self._performers: dict[type, Callable[[Any], None]] = {}

    def add(self, performers: Performers) -> None:
        """Add a part's commands to the table.

        Raises:
            ValueError: a command is done by another part already.
        """
        twice = self._performers.keys() & performers.keys()
        if twice:
            raise ValueError(f"two parts do {', '.join(sorted(command.__name__ for command in twice))}")
        self._performers.update(performers)

    def __contains__(self, command_type: object) -> bool:
        return command_type in self._performers

    def follow(self, event: ApplicationRequested) -> None:
        """Do what was accepted."""
        payload = event.command.payload
        self._performers[type(payload)](payload)
