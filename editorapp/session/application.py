"""Owns the aggregate for commands that act on no document: recording macros, tabs, dialogs.

Does not do what a window does: it announces what is wanted, and the front does it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from editorapp.bus.message import Command
from editorapp.bus.ports import Log
from editorapp.commands.specification import ApplicationCommand


@dataclass(frozen=True, slots=True)
class ApplicationRequested:
    """A command on the application was accepted; the front does what it says."""

    command: Command


@dataclass(frozen=True, slots=True)
class ApplicationDecision:
    """What the application's aggregate decided: there is nothing to apply on recovery."""

    event: ApplicationRequested
    effects: None = None

    @property
    def events(self) -> tuple[ApplicationRequested]:
        """The one fact."""
        return (self.event,)


class ApplicationAggregate:
    """Takes commands on the application; its state is the fronts' and the recorder's."""

    def __init__(self, log: Log, handlers: dict[type, Callable[[Any], None]]) -> None:
        """Take the log, and the handlers of commands that can be refused on the spot."""
        self.log = log
        self.revision_of: Callable[[], int] = lambda: 0
        self._handlers = handlers

    @property
    def revision(self) -> int:
        """The revision to answer with; a session with one document answers with that document's."""
        return self.revision_of()

    def decide(self, seq: int, command: Command) -> ApplicationDecision:
        """Check the command, or do it where it only concerns the recorder.

        Raises:
            CommandError: it is refused.
        """
        handler = self._handlers.get(type(command.payload))
        if handler is not None:
            handler(command.payload)
        elif not isinstance(command.payload, ApplicationCommand):
            raise TypeError(f"{command.name} acts on a document")
        return ApplicationDecision(ApplicationRequested(command))

    def commit(self, decision: ApplicationDecision) -> None:
        """There is no state to take over."""
