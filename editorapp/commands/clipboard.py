"""Owns the commands that copy, cut and paste.

Does not own the clipboard of the desktop: its text is filled into the field `clipboard` before a command is
accepted, and a copied text is a request to the outside.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.decision import Decision, SetClipboard
from editorapp.commands.positions import check_range, check_text, replace_ranges
from editorapp.commands.specification import DocumentCommand, Nature, Reach, Specification
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document, LineEnding, Transaction
from editorapp.text.layout_detection import has_mixed_endings
from editorapp.text.selection import Range, Selection


def copied_ranges(document: Document) -> Selection:
    """Return what a copy takes: the selected ranges, or with carets only the whole line of each."""
    selection = document.selection
    if not selection.is_empty:
        ranges = [r for r in selection.ranges if not r.is_caret]
        return Selection.of(ranges, min(selection.primary, len(ranges) - 1))
    buffer = document.buffer
    lines = []
    for current in selection.ranges:
        line = buffer.line_at(current.head)
        end = buffer.line_start(line + 1) if line + 1 < buffer.line_count else len(buffer)
        lines.append(Range(buffer.line_start(line), end))
    return Selection.of(lines)


def copied_text(document: Document) -> str:
    """Return the text that a copy takes; several ranges are joined by line breaks."""
    buffer = document.buffer
    parts = [buffer.slice(r.start, r.end) for r in copied_ranges(document).ranges]
    if document.selection.is_empty:
        return "".join(parts)
    return document.layout.line_ending.join(parts)


class Cut(DocumentCommand, frozen=True):
    """Copy what is selected, or the lines of the carets, and delete it."""

    spec: ClassVar = Specification(
        "clipboard.cut", "Cut", Nature.EDIT, "Edit/2", "Ctrl+X Shift+Del", icon="cut"
    )

    def run(self, context: Context) -> Decision:
        """Cut; see the class."""
        document = context.document
        text = copied_text(document)
        changes, selection = replace_ranges(document.buffer, copied_ranges(document), ("",))
        return Decision(Transaction(changes, selection), requests=(SetClipboard(text),) if text else ())


class Copy(DocumentCommand, frozen=True):
    """Copy what is selected, or the lines of the carets."""

    spec: ClassVar = Specification(
        "clipboard.copy", "Copy", Nature.MOVE, "Edit/2", "Ctrl+C Ctrl+Ins", icon="copy", reach=Reach.SELECTION
    )

    def run(self, context: Context) -> Decision:
        """Copy; see the class."""
        text = copied_text(context.document)
        return Decision(requests=(SetClipboard(text),) if text else ())


def _given(arguments: dict[str, Any]) -> dict[str, Any]:
    """Lead from the first version, which took the line breaks of the clipboard as they were."""
    taken = arguments.get("clipboard")
    return arguments if taken is None else {**arguments, "text": taken, "clipboard": None}


class Paste(DocumentCommand, frozen=True):
    """Put the clipboard's text, or a given one, in place of every range of the selection.

    As many lines as there are ranges are dealt out one by one. Where the lines of the document all end with CRLF or
    CR, those of the clipboard that end with LF, as on a desktop, do so too; a given text stays as it is.
    """

    spec: ClassVar = Specification(
        "clipboard.paste",
        "Paste",
        Nature.EDIT,
        "Edit/2",
        "Ctrl+V Shift+Ins",
        icon="paste",
        version=2,
        upcasts={1: _given},
    )
    text: str | None = None
    clipboard: str | None = None

    def run(self, context: Context) -> Transaction:
        """Paste; see the class."""
        document = context.document
        text = _pasted_text(document, self.text, context.clipboard, self.clipboard)
        count = len(document.selection.ranges)
        lines = _lines(text) if count > 1 else []
        texts = lines if len(lines) == count else [text]
        changes, selection = replace_ranges(document.buffer, document.selection, texts)
        return Transaction(changes, selection)


def _lines(text: str) -> list[str]:
    """Split as a buffer does, which knows fewer line breaks than `str.splitlines`."""
    lines = re.split("\r\n|\r|\n", text)
    return lines if lines[-1] else lines[:-1]


class PastePrimary(DocumentCommand, frozen=True):
    """Put the text that was selected last on the desktop at a position, as a middle click does."""

    spec: ClassVar = Specification(
        "clipboard.paste_primary", "Paste Selection", Nature.EDIT, version=2, upcasts={1: _given}
    )
    position: int
    text: str | None = None
    clipboard: str | None = None

    def run(self, context: Context) -> Transaction:
        """Paste; see the class."""
        buffer = context.document.buffer
        check_range(buffer, self.position, self.position, ("position", "position"))
        text = _pasted_text(context.document, self.text, self.clipboard)
        changes = ChangeSet.replacing(buffer, ((self.position, self.position, text),))
        return Transaction(changes, Selection.caret(self.position + len(text)))


def _pasted_text(document: Document, given: str | None, *clipboards: str | None) -> str:
    copied = next((text for text in clipboards if text is not None), "")
    text = _with_ends_of(document, copied) if given is None else given
    if not text:
        raise CommandError("clipboard_empty", "There is no text on the clipboard.")
    check_text(text)
    return text


def _with_ends_of(document: Document, text: str) -> str:
    """Return a copied text with the line ending of a document, unless either has more than one kind."""
    ending = document.layout.line_ending
    if ending is LineEnding.LF or "\n" not in text or "\r" in text or has_mixed_endings(document.buffer):
        return text
    return text.replace("\n", ending)
