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


class TransientError(CommandError):
    """It did not happen now but may if it is tried again: a server that is down, a file that is locked."""

    def __init__(self, message: str, code: str = "transient") -> None:
        """Take the reason, in words for a person, and a stable word for programs."""
        super().__init__(code, message)


class EffectRefusedError(CommandError):
    """The outside has said no: what was asked of it did not happen, and asking again would not help."""

    def __init__(self, message: str, code: str = "refused") -> None:
        """Take the reason, in words for a person, and a stable word for programs."""
        super().__init__(code, message)


class CancelledEffectError(Exception):
    """An effect stops because it was cancelled; it has left nothing half-done."""


class QueueFullError(CommandError):
    """So much is waiting that nothing more is taken in for now."""

    def __init__(self, limit: int) -> None:
        """Take how many jobs may wait."""
        super().__init__(
            "queue_full", f"{limit} jobs are waiting already. Nothing was queued; try again later."
        )


class UnknownJobError(CommandError):
    """There is no such job, or it is in no state for what was asked."""

    def __init__(self, message: str) -> None:
        """Take the reason, in words for a person."""
        super().__init__("unknown_job", message, "id")


class NestedDispatchError(RuntimeError):
    """A handler tried to dispatch a command; commands are issued by people and process managers only."""


class OutsideReachedError(RuntimeError):
    """An effect was about to be performed in a dry run."""


class DomainError(ValueError):
    """A program's messages and handlers do not fit together; it is said when the program starts."""


class UnreadableError(Exception):
    """A stored message cannot be read.

    Attributes:
        name: the name of its type.
        version: the version that it was written with.
        raw: its bytes.
        reason: why, in words for a person.
    """

    def __init__(self, name: str, version: int, raw: bytes, reason: str) -> None:
        """Take the parts; see the attributes."""
        super().__init__(f"A message {name!r}, version {version}, cannot be read: {reason}.")
        self.name = name
        self.version = version
        self.raw = raw
        self.reason = reason


class ReadModelError(CommandError):
    """A query could not be answered: the read model's database cannot be reached, or nobody answers it."""

    def __init__(self, message: str) -> None:
        """Take the reason, in words for a person."""
        super().__init__("read_model_unavailable", message)
