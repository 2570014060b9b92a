"""Owns the commands that move the selection and change no text.

Does not own scrolling, which moves only what is seen.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta, field

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.positions import selection_from
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text import grapheme, motion, word
from editorapp.text.document import Kind, Transaction
from editorapp.text.motion import Direction, Unit
from editorapp.text.selection import Range, Selection

Natural = Annotated[int, Meta(ge=1)]


def _move(selection: Selection) -> Transaction:
    return Transaction(selection=selection, kind=Kind.MOVE)


class SetSelection(DocumentCommand, frozen=True):
    """Select given ranges; the last one becomes the primary one. `goals` are the columns that Up and Down aim at."""

    spec: ClassVar = Specification("selection.set", "Select", Nature.MOVE)
    ranges: list[tuple[int, int]]
    goals: list[Annotated[int, Meta(ge=0)]] = field(default_factory=list)

    def run(self, context: Context) -> Transaction:
        """Select; see the class."""
        return _move(selection_from(context.document.buffer, self.ranges, self.goals))


class MoveSelection(DocumentCommand, frozen=True):
    """Move every caret by a unit, or extend every range by it; `lines` is the height of a page."""

    spec: ClassVar = Specification("selection.move", "Move", Nature.MOVE)
    unit: Unit
    direction: Direction
    extend: bool = False
    lines: Natural = 30

    def run(self, context: Context) -> Transaction:
        """Move; see the class."""
        return _move(
            motion.moved(
                context.document, self.unit, self.direction, extend=self.extend, page_lines=self.lines
            )
        )


class SelectAll(DocumentCommand, frozen=True):
    """Select the whole text."""

    spec: ClassVar = Specification("selection.all", "Select All", Nature.MOVE, "Edit/3", "Ctrl+A")

    def run(self, context: Context) -> Transaction:
        """Select; see the class."""
        return _move(Selection([Range(0, len(context.document.buffer))]))


class SelectWord(DocumentCommand, frozen=True):
    """Select the word at every caret."""

    spec: ClassVar = Specification("selection.word", "Select Word", Nature.MOVE, "Selection/1")

    def run(self, context: Context) -> Transaction:
        """Select; see the class."""
        document = context.document
        ranges = [Range(*word.word_of(document, r.head)) for r in document.selection.ranges]
        return _move(Selection.of(ranges, document.selection.primary))


class SelectLine(DocumentCommand, frozen=True):
    """Extend every range to whole lines with their line breaks; again, to the next line."""

    spec: ClassVar = Specification("selection.line", "Select Line", Nature.MOVE, "Selection/1", "Ctrl+L")

    def run(self, context: Context) -> Transaction:
        """Select; see the class."""
        buffer = context.document.buffer
        ranges = []
        for current in context.document.selection.ranges:
            start = buffer.line_start(buffer.line_at(current.start))
            line = buffer.line_at(current.end) + 1
            end = buffer.line_start(line) if line < buffer.line_count else len(buffer)
            ranges.append(Range(start, end))
        return _move(Selection.of(ranges, context.document.selection.primary))


class GoToLine(DocumentCommand, frozen=True):
    """Put the caret in a line and column, both counted from 1; a line behind the last one is refused."""

    spec: ClassVar = Specification("selection.go_to_line", "Go to Line", Nature.MOVE)
    line: Natural
    column: Natural = 1

    def run(self, context: Context) -> Transaction:
        """Go there; see the class."""
        buffer = context.document.buffer
        if self.line > buffer.line_count:
            raise CommandError(
                "invalid_range", f"There is no line {self.line}: the text has {buffer.line_count}.", "line"
            )
        start, end = buffer.line_start(self.line - 1), buffer.line_end(self.line - 1)
        position = grapheme.boundary_at_or_before(buffer, min(start + self.column - 1, end))
        return _move(Selection.caret(position))
