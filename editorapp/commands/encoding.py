"""Owns the commands on how the file of a document is encoded.

Does not decode or encode anything: that is wanted of the outside and done by workers.
"""

from __future__ import annotations

from typing import ClassVar

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.decision import Decision, ReopenDocument, SaveDocument
from editorapp.commands.document import OF_THE_WINDOW
from editorapp.commands.specification import ApplicationCommand, DocumentCommand, Nature, Specification
from editorapp.text.encoding import Encoding, find_encoding


class ReopenWithEncoding(DocumentCommand, frozen=True):
    """Read the document's file again in another encoding, as one step that can be undone.

    `encoding` is the name of one, such as `Windows-1252`, `latin1` or `utf-8`. Unsaved changes stand in the way.
    """

    spec: ClassVar = Specification(
        "document.reopen_with_encoding",
        "Reopen with Encoding",
        Nature.MOVE,
        not_recorded="how a file is encoded belongs to that file",
    )
    encoding: str

    def run(self, context: Context) -> Decision:
        """Ask for it; see the class."""
        return Decision(requests=(ReopenDocument(_known(self.encoding).name),))


class SaveWithEncoding(DocumentCommand, frozen=True):
    """Write the document to its file in another encoding, which it has from then on.

    `encoding` is the name of one, such as `Windows-1252`, `latin1` or `utf-8`; with `has_mark` a byte-order mark
    comes first, which only UTF-8, UTF-16 and UTF-32 can have. If the encoding lacks a character of the text, nothing
    is written.
    """

    spec: ClassVar = Specification("document.save_with_encoding", "Save with Encoding", Nature.MOVE)
    encoding: str
    has_mark: bool = False

    def run(self, context: Context) -> Decision:
        """Ask for it; see the class."""
        encoding = _known(self.encoding)
        if self.has_mark and not encoding.can_have_mark:
            raise CommandError("invalid_argument", f"{encoding.label} has no byte-order mark.", "has_mark")
        return Decision(requests=(SaveDocument(encoding.name, self.has_mark),))


class ReopenWithEncodingDialog(ApplicationCommand, frozen=True):
    """Ask which encoding the file is to be read in."""

    spec: ClassVar = Specification(
        "document.reopen_with_encoding_dialog",
        "Reopen with Encoding...",
        Nature.APPLICATION,
        "File/2/Encoding",
        "",
        OF_THE_WINDOW,
    )


class SaveWithEncodingDialog(ApplicationCommand, frozen=True):
    """Ask which encoding the file is to be written in, with or without a byte-order mark."""

    spec: ClassVar = Specification(
        "document.save_with_encoding_dialog",
        "Save with Encoding...",
        Nature.APPLICATION,
        "File/2/Encoding",
        "",
        OF_THE_WINDOW,
    )


def _known(name: str) -> Encoding:
    found = find_encoding(name)
    if found is None:
        raise CommandError("invalid_argument", f"No encoding {name!r} is known.", "encoding")
    return found
