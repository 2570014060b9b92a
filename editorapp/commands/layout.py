"""Owns the commands that set how a document is written: line endings, indentation, tab width, language.

Does not own the guess of these from a text, nor the indentation of single lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, ClassVar, Final

from msgspec import Meta

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.decision import Decision
from editorapp.commands.specification import DocumentCommand, Nature, Reach, Specification
from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Kind, LineEnding, Transaction
from editorapp.text.language import LANGUAGES
from editorapp.text.pause import Pause

TabWidth = Annotated[int, Meta(ge=1, le=16)]
"""Cells from one tab stop to the next."""

_WIDEST_INDENT: Final = 16
_BREAK: Final = re.compile("\r\n|\r|\n")
_NAMES: Final = {LineEnding.LF: "LF", LineEnding.CRLF: "CRLF", LineEnding.CR: "CR"}


def _converted(context: Context, line_ending: LineEnding) -> Decision:
    document = context.document
    changes = ChangeSet(_other_breaks(document.buffer, line_ending, context.pause))
    count = len(changes.changes)
    message = f"Changed {count:,} line break{'' if count == 1 else 's'} to {_NAMES[line_ending]}."
    layout = replace(document.layout, line_ending=line_ending)
    return Decision(
        Transaction(changes, layout=layout),
        message=message if count else f"All line breaks are {_NAMES[line_ending]} already.",
        facts={"converted": count},
    )


def _other_breaks(buffer: Buffer, line_ending: LineEnding, pause: Pause) -> Iterator[Change]:
    """Yield a change for every line break that is another one."""
    position = 0
    # A buffer never cuts a CRLF in two.
    for chunk in buffer.chunks():
        for found in _BREAK.finditer(chunk):
            if found[0] != line_ending:
                yield Change(position + found.start(), found[0], line_ending.value)
        position += len(chunk)
        pause()


class ConvertLineEndings(DocumentCommand, frozen=True):
    """Make every line break of the document the same, those of new lines too."""

    spec: ClassVar = Specification(
        "document.convert_line_endings", "Convert Line Endings", Nature.EDIT, reach=Reach.TEXT
    )
    line_ending: LineEnding

    def run(self, context: Context) -> Decision:
        """Convert; see the class."""
        return _converted(context, self.line_ending)


class ConvertToLf(DocumentCommand, frozen=True):
    """Make every line break of the document LF, as Linux and macOS have them."""

    spec: ClassVar = Specification(
        "document.convert_to_lf",
        "Convert to LF (Linux and macOS)",
        Nature.EDIT,
        "Text/7/Convert Line Endings",
        reach=Reach.TEXT,
    )

    def run(self, context: Context) -> Decision:
        """Convert; see the class."""
        return _converted(context, LineEnding.LF)


class ConvertToCrlf(DocumentCommand, frozen=True):
    """Make every line break of the document CRLF, as Windows has them."""

    spec: ClassVar = Specification(
        "document.convert_to_crlf",
        "Convert to CRLF (Windows)",
        Nature.EDIT,
        "Text/7/Convert Line Endings",
        reach=Reach.TEXT,
    )

    def run(self, context: Context) -> Decision:
        """Convert; see the class."""
        return _converted(context, LineEnding.CRLF)


class ConvertToCr(DocumentCommand, frozen=True):
    """Make every line break of the document CR, as old Macintosh systems had them."""

    spec: ClassVar = Specification(
        "document.convert_to_cr",
        "Convert to CR (Old Macintosh)",
        Nature.EDIT,
        "Text/7/Convert Line Endings",
        reach=Reach.TEXT,
    )

    def run(self, context: Context) -> Decision:
        """Convert; see the class."""
        return _converted(context, LineEnding.CR)


class SetLineEnding(DocumentCommand, frozen=True):
    """Choose the line break that new lines get; those that are there stay as they are."""

    spec: ClassVar = Specification("document.set_line_ending", "Line Ending of New Lines", Nature.MOVE)
    line_ending: LineEnding

    def run(self, context: Context) -> Transaction:
        """Choose it; see the class."""
        layout = replace(context.document.layout, line_ending=self.line_ending)
        return Transaction(kind=Kind.MOVE, layout=layout)


class SetIndentation(DocumentCommand, frozen=True):
    """Choose what one step of indentation is, and how wide a tab is; lines that are there stay as they are.

    `indent` is a tab, or 1 to 16 spaces; `tab_width` is in cells, and stays as it was if it is not given.
    """

    spec: ClassVar = Specification("document.set_indentation", "Set Indentation", Nature.MOVE)
    indent: str
    tab_width: TabWidth | None = None

    def run(self, context: Context) -> Transaction:
        """Choose it; see the class."""
        check_indent(self.indent)
        layout = context.document.layout
        width = layout.tab_width if self.tab_width is None else self.tab_width
        return Transaction(kind=Kind.MOVE, layout=replace(layout, indent=self.indent, tab_width=width))


def check_indent(indent: str) -> None:
    """Refuse a step of indentation that is neither a tab nor 1 to 16 spaces.

    Raises:
        CommandError: it is something else; the field is `indent`.
    """
    is_spaces = 1 <= len(indent) <= _WIDEST_INDENT and not indent.strip(" ")
    if indent != "\t" and not is_spaces:
        raise CommandError(
            "invalid_argument", "One step of indentation is a tab or 1 to 16 spaces.", "indent"
        )


class SetLanguage(DocumentCommand, frozen=True):
    """Choose the language that the document is in, by its name; an empty name is plain text."""

    spec: ClassVar = Specification("document.set_language", "Set Language", Nature.MOVE)
    language: str

    def run(self, context: Context) -> Transaction:
        """Choose it; see the class."""
        if all(language.name != self.language for language in LANGUAGES):
            raise CommandError("invalid_argument", f"No language is named {self.language!r}.", "language")
        return Transaction(kind=Kind.MOVE, layout=replace(context.document.layout, language=self.language))
