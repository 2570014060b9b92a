"""Owns what can be chosen for how a document is written, and the command that each choice stands for.

Does not show the choices, nor submit the commands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from editorapp.commands.encoding import ReopenWithEncoding, SaveWithEncoding
from editorapp.commands.layout import ConvertLineEndings, SetIndentation, SetLanguage, SetLineEnding
from editorapp.commands.specification import DocumentCommand
from editorapp.text.document import Layout, LineEnding
from editorapp.text.encoding import ENCODINGS, encoding_label
from editorapp.text.language import LANGUAGES
from editorapp.ui.palette_order import PaletteEntry

_NOW: Final = "now"
_ENDINGS: Final = {
    LineEnding.LF: ("LF", "Linux and macOS"),
    LineEnding.CRLF: ("CRLF", "Windows"),
    LineEnding.CR: ("CR", "old Macintosh"),
}
_INDENTS: Final = (
    *((" " * width, None) for width in (2, 3, 4, 8)),
    *(("\t", width) for width in (2, 4, 8)),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose.

    Attributes:
        entry: what is shown of it.
        command: what it stands for.
    """

    entry: PaletteEntry
    command: DocumentCommand

    @property
    def is_now(self) -> bool:
        """Whether it is as the document is written already."""
        return self.entry.keys == _NOW


def _choices(rows: Sequence[tuple[str, str, bool, DocumentCommand]]) -> list[Choice]:
    return [
        Choice(PaletteEntry(str(number), label, about, _NOW if is_now else ""), command)
        for number, (label, about, is_now, command) in enumerate(rows)
    ]


def reopening_choices(layout: Layout) -> list[Choice]:
    """Return the encodings that a file can be read in."""
    return _choices(
        [
            (each.label, each.region, each.name == layout.encoding, ReopenWithEncoding(each.name))
            for each in ENCODINGS
        ]
    )


def saving_choices(layout: Layout) -> list[Choice]:
    """Return the encodings that a file can be written in, with and without a byte-order mark."""
    present = (layout.encoding, layout.has_mark)
    return _choices(
        [
            (
                encoding_label(each.name, has_mark=has_mark),
                each.region,
                (each.name, has_mark) == present,
                SaveWithEncoding(each.name, has_mark),
            )
            for each in ENCODINGS
            for has_mark in ((False, True) if each.can_have_mark else (False,))
        ]
    )


def line_ending_choices(layout: Layout) -> list[Choice]:
    """Return the line endings, for new lines and for all."""
    new = [
        (f"{name} for new lines", system, ending is layout.line_ending, SetLineEnding(ending))
        for ending, (name, system) in _ENDINGS.items()
    ]
    every = [
        (f"Convert all lines to {name}", system, False, ConvertLineEndings(ending))
        for ending, (name, system) in _ENDINGS.items()
    ]
    return _choices([*new, *every])


def indentation_choices(layout: Layout) -> list[Choice]:
    """Return the usual steps of indentation, and the one that the document has."""
    present = (layout.indent, layout.tab_width if layout.indent == "\t" else None)
    indents = _INDENTS if present in _INDENTS else (present, *_INDENTS)
    return _choices(
        [
            (_indent_label(indent, width), "", (indent, width) == present, SetIndentation(indent, width))
            for indent, width in indents
        ]
    )  # fmt: skip


def language_choices(layout: Layout) -> list[Choice]:
    """Return the languages that a text can be in."""
    return _choices(
        [
            (each.label, "", each.name == layout.language, SetLanguage(each.name))
            for each in sorted(LANGUAGES, key=lambda each: (each.name != "", each.label.casefold()))
        ]
    )


def indentation_label(layout: Layout) -> str:
    """Return what a step of indentation is, in few words."""
    return _indent_label(layout.indent, layout.tab_width)


def language_label(layout: Layout) -> str:
    """Return the name of the language of a text."""
    return next((each.label for each in LANGUAGES if each.name == layout.language), layout.language)


def _indent_label(indent: str, tab_width: int | None) -> str:
    if indent == "\t":
        return f"Tabs of {tab_width}"
    return "1 space" if len(indent) == 1 else f"{len(indent)} spaces"
