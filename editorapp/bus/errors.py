"""Owns the errors that the bus raises and that handlers raise to refuse a command.

Does not say how an error is shown.
"""

from __future__ import annotations


class CommandError(Exception):
    """A command was refused or failed, and nothing has changed.

    Attributes:
        code: a stable word for programs, such as `invalid_argument`.
        message: what happened, in words for a person.
        field: the argument at fault, or None.
    """

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        """Take the parts; see the attributes."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class LogError(CommandError):
    """The log could not take a command in, so the command was not run."""

    def __init__(self, message: str) -> None:
        """Take the reason, in words for a person."""
        super().__init__("journal_unavailable", message)


class NestedDispatchError(RuntimeError):
    """A handler tried to dispatch a command; commands are issued by people and process managers only."""
