"""Owns the commands on white space: trailing space, tabs and spaces, blank lines, the end of the text.

Does not own indenting by a step, nor what a step of indentation is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Annotated, ClassVar, Final

from msgspec import Meta

from editorapp.commands.context import Context
from editorapp.commands.decision import Decision
from editorapp.commands.layout import TabWidth
from editorapp.commands.line_block import Block, line_changes, selected_runs, without_lines
from editorapp.commands.specification import DocumentCommand, Nature, Reach, Specification
from editorapp.text import column
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Document, Transaction
from editorapp.text.grapheme import clusters
from editorapp.text.layout_detection import detect_layout
from editorapp.text.pause import Pause, in_turns

_MENU: Final = "Text/4/White Space"
_TRAILING: Final = (
    " \t\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_BLANKS: Final = re.compile("[ \t]+")
_LEADING: Final = re.compile("[ \t]*")


def _blocks(document: Document, pause: Pause) -> Iterator[Block]:
    """Yield the lines that are selected, or all of them where nothing is."""
    buffer = document.buffer
    for first, last in selected_runs(document) or [(0, buffer.line_count - 1)]:
        yield Block.of(buffer, first, last, pause)


def _decided(changes: ChangeSet, done: str, nothing: str) -> Decision:
    """Say how many places were changed; `done` has one `{}` for their number."""
    count = len(changes.changes)
    words = done.format(f"{count:,} place{'' if count == 1 else 's'}")
    return Decision(Transaction(changes), message=words if count else nothing, facts={"changed": count})


class TrimTrailing(DocumentCommand, frozen=True):
    """Take away the space at the end of the selected lines, or of all."""

    spec: ClassVar = Specification("blanks.trim", "Trim Trailing Space", Nature.EDIT, _MENU, reach=Reach.TEXT)

    def run(self, context: Context) -> Decision:
        """Take it away; see the class."""
        changes = ChangeSet(self._changes(context.document, context.pause))
        return _decided(changes, "Trailing space removed in {}.", "There is no trailing space.")

    @staticmethod
    def _changes(document: Document, pause: Pause) -> Iterator[Change]:
        for block in _blocks(document, pause):
            position = block.start
            for text, line_break in in_turns(zip(block.texts, block.breaks, strict=True), pause):
                size = len(text)
                kept = len(text.rstrip(_TRAILING))
                if kept < size:
                    yield Change(position + kept, text[kept:], "")
                position += size + len(line_break)


class TabsToSpaces(DocumentCommand, frozen=True):
    """Put spaces in place of tabs, as wide as these are shown, in the selected lines or in all.

    `leading` leaves the tabs behind the first other character of a line.
    """

    spec: ClassVar = Specification(
        "blanks.tabs_to_spaces", "Tabs to Spaces", Nature.EDIT, _MENU, reach=Reach.TEXT
    )
    leading: bool = False

    def run(self, context: Context) -> Decision:
        """Replace them; see the class."""
        changes = ChangeSet(
            Change(start, old, " " * (end_column - start_column))
            for start, old, start_column, end_column in _runs_of_blanks(context, leading=self.leading)
            if "\t" in old
        )
        return _decided(changes, "Tabs became spaces in {}.", "There are no tabs.")


class SpacesToTabs(DocumentCommand, frozen=True):
    """Put tabs in place of the spaces that lead to a tab stop, in the indentation of the selected lines or of all.

    `leading` set to false takes the spaces behind the first other character of a line too, from two on.
    """

    spec: ClassVar = Specification(
        "blanks.spaces_to_tabs", "Spaces to Tabs", Nature.EDIT, _MENU, reach=Reach.TEXT
    )
    leading: bool = True

    def run(self, context: Context) -> Decision:
        """Replace them; see the class."""
        width = context.document.layout.tab_width
        changes = ChangeSet(
            Change(start, old, new)
            for start, old, start_column, end_column in _runs_of_blanks(context, leading=self.leading)
            if len(old) > 1 and (new := _tabbed(start_column, end_column, width)) != old
        )
        return _decided(changes, "Spaces became tabs in {}.", "There are no spaces that tabs could replace.")


def _tabbed(start: int, end: int, width: int) -> str:
    """Return tabs, and spaces behind them, that lead from one column to another."""
    last_stop = end // width * width
    if last_stop <= start:
        return " " * (end - start)
    return "\t" * (last_stop // width - start // width) + " " * (end - last_stop)


def _runs_of_blanks(context: Context, *, leading: bool) -> Iterator[tuple[int, str, int, int]]:
    """Yield runs of spaces and tabs: where each starts, its text, and the columns of both its ends."""
    document, pause = context.document, context.pause
    width = document.layout.tab_width
    find = _LEADING.match if leading else None
    for block in _blocks(document, pause):
        for start, text in in_turns(zip(block.starts(pause), block.texts, strict=False), pause):
            if "\t" not in text and "  " not in text:
                continue
            found = [find(text)] if find is not None else _BLANKS.finditer(text)
            reached = position = 0
            for blanks in found:
                if blanks is None or not blanks[0]:
                    continue
                reached = _column(text[position : blanks.start()], reached, width)
                begun, reached = reached, _column(blanks[0], reached, width)
                position = blanks.end()
                yield start + blanks.start(), blanks[0], begun, reached


def _column(text: str, reached: int, width: int) -> int:
    """Return the column behind a text that starts at a column."""
    if text.isascii() and "\t" not in text:
        return reached + len(text)
    for cluster in clusters(text):
        reached += column.cluster_width(cluster, reached, width)
    return reached


class Reindent(DocumentCommand, frozen=True):
    """Write the indentation of the selected lines, or of all, as the document has it now: its tab or its spaces.

    Steps of `from_width` cells become steps of the document; without it, what the text itself seems to be
    indented by.
    """

    spec: ClassVar = Specification(
        "text.reindent", "Convert Indentation", Nature.EDIT, "Text/3", reach=Reach.TEXT
    )
    from_width: TabWidth | None = None

    def run(self, context: Context) -> Decision:
        """Write it; see the class."""
        document = context.document
        width = self.from_width or _step_width(document)
        changes = ChangeSet(self._changes(document, width, context.pause))
        return _decided(
            changes, "Indentation converted in {}.", "All lines are indented as the document is already."
        )

    @staticmethod
    def _changes(document: Document, from_width: int, pause: Pause) -> Iterator[Change]:
        layout = document.layout
        known: dict[str, str] = {}
        for block in _blocks(document, pause):
            for start, text in in_turns(zip(block.starts(pause), block.texts, strict=False), pause):
                if not text.startswith((" ", "\t")):
                    continue
                old = text[: len(text) - len(text.lstrip(" \t"))]
                new = known.get(old)
                if new is None:
                    steps, rest = divmod(_column(old, 0, layout.tab_width), from_width)
                    new = known[old] = layout.indent * steps + " " * rest
                if new != old:
                    yield Change(start, old, new)


def _step_width(document: Document) -> int:
    found = detect_layout(document.buffer, document.layout).indent
    return document.layout.tab_width if found == "\t" else len(found)


class CollapseBlankLines(DocumentCommand, frozen=True):
    """Of blank lines that follow each other keep only a few, in the selected lines or in all."""

    spec: ClassVar = Specification(
        "blanks.collapse", "Collapse Blank Lines", Nature.EDIT, _MENU, reach=Reach.TEXT
    )
    keep: Annotated[int, Meta(ge=0)] = 1

    def run(self, context: Context) -> Decision:
        """Remove the others; see the class."""
        return _without_blank_lines(context, self.keep)


class RemoveBlankLines(DocumentCommand, frozen=True):
    """Remove all blank lines among the selected lines, or all of the document."""

    spec: ClassVar = Specification(
        "blanks.remove_lines", "Remove Blank Lines", Nature.EDIT, _MENU, reach=Reach.TEXT
    )

    def run(self, context: Context) -> Decision:
        """Remove them; see the class."""
        return _without_blank_lines(context, 0)


def _without_blank_lines(context: Context, keep: int) -> Decision:
    document, pause = context.document, context.pause
    edits = []
    removed = 0
    for block in _blocks(document, pause):
        kept: list[int] = []
        numbered = in_turns(enumerate(block.texts), pause)
        last = len(block.texts) - 1
        # What stands behind the last line break of a text is no line; it stays, so that the break does.
        stays = last if not block.breaks[last] and not block.texts[last] else -1
        for is_blank, lines in groupby(
            numbered, key=lambda line: line[0] != stays and not line[1].strip(" \t")
        ):
            indices = [index for index, _ in lines]
            kept += indices[:keep] if is_blank else indices
        removed += len(block.texts) - len(kept)
        edits += without_lines(block, kept) if kept else [(block.start, block.end, "")]
    changes = line_changes(document.buffer, edits, pause)
    words = f"{removed:,} blank line{'' if removed == 1 else 's'} removed."
    message = words if removed else "There are no blank lines to remove."
    return Decision(Transaction(changes), message=message, facts={"removed": removed})


class TidyEnd(DocumentCommand, frozen=True):
    """End the document with one line break, and no blank lines; an empty document stays empty."""

    spec: ClassVar = Specification(
        "blanks.tidy_end", "End with One Line Break", Nature.EDIT, _MENU, reach=Reach.TEXT
    )

    def run(self, context: Context) -> Transaction:
        """Do so; see the class."""
        document = context.document
        buffer = document.buffer
        line = buffer.line_count - 1
        while line >= 0 and not buffer.line_text(line).strip(" \t"):
            line -= 1
        if line < 0:
            return Transaction(ChangeSet.replacing(buffer, [(0, len(buffer), "")]))
        if line == buffer.line_count - 1:
            end = len(buffer)
            new = document.layout.line_ending.value
            return Transaction(ChangeSet.replacing(buffer, [(end, end, new)]), document.selection)
        start = buffer.line_start(line + 1)
        return Transaction(ChangeSet.replacing(buffer, [(start, len(buffer), "")]))
