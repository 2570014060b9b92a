"""Owns `Decision`, what a command wants to happen beyond a plain change of text and selection.

Does not make anything happen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec

from editorapp.text.document import Transaction


class ExportFormat(StrEnum):
    """As what a document is exported: its text as it is saved, or a page for a browser."""

    TEXT = "text"
    HTML = "html"


class Request(msgspec.Struct, frozen=True, tag=True):
    """Something that is wanted of the outside, done by a worker once the command's outcome is recorded."""


class SetClipboard(Request, frozen=True):
    """Put a text on the clipboard."""

    text: str


class SaveDocument(Request, frozen=True):
    """Write the document to its file; with an encoding, in that one, which it has from then on."""

    encoding: str = ""
    has_mark: bool = False


class ReopenDocument(Request, frozen=True):
    """Read the file of the document again, in an encoding that a person has chosen."""

    encoding: str


class ExportDocument(Request, frozen=True):
    """Write a copy of the document to another file."""

    path: str
    format: ExportFormat


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A step along the undo tree.

    Attributes:
        transaction: what it does to text and selection.
        node: the node of the tree that is current after it; None where the step adds one to the tree.
        label: what is undone or redone, in the words of the command that did it.
    """

    transaction: Transaction
    node: int | None
    label: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a command decided.

    Attributes:
        transaction: the change of text and selection.
        node: the node of the undo tree that becomes current, for steps along it; else None.
        requests: what is wanted of the outside.
        message: something that a person should read afterwards, or empty.
        facts: what scripts may want to know, such as a number of replacements.
    """

    transaction: Transaction = field(default_factory=Transaction)
    node: int | None = None
    requests: tuple[Request, ...] = ()
    message: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
