"""Owns `Message`, something that a person should read and perhaps act on.

Does not show it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


Answer = tuple[str, Callable[[], None]]
"""The words on a button, and what it does."""


@dataclass(frozen=True)
class Message:
    """Something to read.

    Attributes:
        key: what it is about; a later message of the same key takes its place.
        text: what happened, what is safe, and what can be done.
        severity: how bad it is.
        answers: what can be done, by the words on its buttons.
        document: the id of the document that it is about; it is shown in that document's tab only. None for
            all tabs.
    """

    key: str
    text: str
    severity: Severity = Severity.ERROR
    answers: tuple[Answer, ...] = ()
    document: str | None = None
