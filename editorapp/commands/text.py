"""Owns the commands that change text: insert, replace, delete, new line, indentation, drop.

Does not own searching, the clipboard or undo.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Final

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.line_block import line_changes, lines_of, runs_of
from editorapp.commands.positions import check_range, check_text, replace_ranges
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text import column, grapheme, motion, word
from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Document, Kind, Transaction
from editorapp.text.motion import Direction
from editorapp.text.selection import Range, Selection

_LONGEST_TYPED: Final = 32
"""Longer insertions are pieces of text, not typing, and so undo steps of their own (code points)."""


class InsertText(DocumentCommand, frozen=True):
    """Put a text in place of every range of the selection."""

    spec: ClassVar = Specification("text.insert", "Typing", Nature.EDIT)
    text: str

    def run(self, context: Context) -> Transaction:
        """Insert; see the class."""
        check_text(self.text)
        document = context.document
        changes, selection = replace_ranges(document.buffer, document.selection, (self.text,))
        is_typed = len(self.text) <= _LONGEST_TYPED and document.selection.is_empty and "\n" not in self.text
        return Transaction(changes, selection, Kind.TYPING if is_typed else Kind.EDIT)


class ReplaceText(DocumentCommand, frozen=True):
    """Put a text in place of the code points from start to end; the selection stays on what it was on."""

    spec: ClassVar = Specification("text.replace", "Replace Text", Nature.EDIT)
    start: int
    end: int
    text: str

    def run(self, context: Context) -> Transaction:
        """Replace; see the class."""
        buffer = context.document.buffer
        check_range(buffer, self.start, self.end)
        check_text(self.text)
        return Transaction(ChangeSet.replacing(buffer, ((self.start, self.end, self.text),)))


class DeletionUnit(StrEnum):
    """How much a deletion takes: a character, to the edge of a word or of a part of one, or of the line."""

    GRAPHEME = "grapheme"
    WORD = "word"
    SUB_WORD = "sub_word"
    LINE = "line"


class DeleteText(DocumentCommand, frozen=True):
    """Delete what is selected, or at each caret a unit before or behind it."""

    spec: ClassVar = Specification("text.delete", "Delete", Nature.EDIT)
    direction: Direction
    unit: DeletionUnit = DeletionUnit.GRAPHEME

    def run(self, context: Context) -> Transaction:
        """Delete; see the class."""
        document = context.document
        forward = self.direction is Direction.FORWARD
        ranges = []
        for current in document.selection.ranges:
            if current.is_caret:
                other = _deletion_end(document.buffer, current.head, self.unit, forward=forward)
                current = Range(current.head, other)
            ranges.append(current)
        doomed = Selection.of(ranges, document.selection.primary)
        changes, selection = replace_ranges(document.buffer, doomed, ("",))
        is_erasing = document.selection.is_empty and self.unit is DeletionUnit.GRAPHEME
        return Transaction(changes, selection, Kind.ERASING if is_erasing else Kind.EDIT)


def _deletion_end(buffer: Buffer, position: int, unit: DeletionUnit, *, forward: bool) -> int:
    match unit:
        case DeletionUnit.GRAPHEME:
            step = grapheme.next_boundary if forward else grapheme.previous_boundary
        case DeletionUnit.WORD:
            step = word.next_word_end if forward else word.previous_word_start
        case DeletionUnit.SUB_WORD:
            step = word.next_sub_word_end if forward else word.previous_sub_word_start
        case DeletionUnit.LINE:
            step = _line_edge_forward if forward else _line_edge_backward
    return step(buffer, position)


def _line_edge_forward(buffer: Buffer, position: int) -> int:
    """The end of the line; from there, behind the line break."""
    end = buffer.line_end(buffer.line_at(position))
    return end if end > position else grapheme.next_boundary(buffer, position)


def _line_edge_backward(buffer: Buffer, position: int) -> int:
    """The start of the line; from there, before the line break."""
    start = buffer.line_start(buffer.line_at(position))
    return start if start < position else grapheme.previous_boundary(buffer, position)


class DeleteLines(DocumentCommand, frozen=True):
    """Delete the lines that the selection touches, with their line breaks."""

    spec: ClassVar = Specification("text.delete_lines", "Delete Line", Nature.EDIT, "Text/1", "Ctrl+Shift+K")

    def run(self, context: Context) -> Transaction:
        """Delete; see the class."""
        buffer = context.document.buffer
        runs = touched_lines(context.document)
        edits = []
        for first, last in runs:
            start = buffer.line_start(first)
            end = buffer.line_start(last + 1) if last + 1 < buffer.line_count else len(buffer)
            if end == len(buffer) and first and last + 1 == buffer.line_count:
                start = buffer.line_end(first - 1)
            edits.append((start, end, ""))
        changes = line_changes(buffer, edits)
        heads = changes.map([end for _, end, _ in edits])
        main_line = buffer.line_at(context.document.selection.main.start)
        primary = next(index for index, (_, last) in enumerate(runs) if main_line <= last)
        return Transaction(changes, Selection.of([Range(head, head) for head in heads], primary))


def touched_lines(document: Document) -> list[tuple[int, int]]:
    """Return runs of lines (first and last, from 0) that a selection touches, in order and apart.

    A range that ends at the start of a line does not touch that line.
    """
    return runs_of(document.buffer, document.selection.ranges)


class NewLine(DocumentCommand, frozen=True):
    """Start a new line at every range of the selection, indented as the line before it."""

    spec: ClassVar = Specification("text.newline", "New Line", Nature.EDIT)

    def run(self, context: Context) -> Transaction:
        """Break the line; see the class."""
        document = context.document
        buffer = document.buffer
        texts = []
        for current in document.selection.ranges:
            line = buffer.line_at(current.start)
            indent_end = min(motion.indent_end(buffer, line), current.start)
            texts.append(document.layout.line_ending + buffer.slice(buffer.line_start(line), indent_end))
        changes, selection = replace_ranges(buffer, document.selection, texts)
        return Transaction(changes, selection)


class Indent(DocumentCommand, frozen=True):
    """Indent the selected lines by one step; with carets only, fill up to the next step at each of them."""

    spec: ClassVar = Specification("text.indent", "Tab", Nature.EDIT)

    def run(self, context: Context) -> Transaction:
        """Indent; see the class."""
        document = context.document
        buffer = document.buffer
        if document.selection.is_empty:
            texts = [_fill(document, r.head) for r in document.selection.ranges]
            changes, selection = replace_ranges(buffer, document.selection, texts)
            return Transaction(changes, selection)
        return _indented(document)


class IndentLines(DocumentCommand, frozen=True):
    """Indent the lines that the selection touches by one step, wherever in them the carets are."""

    spec: ClassVar = Specification("text.indent_lines", "Indent", Nature.EDIT, "Text/3", "Ctrl+]")

    def run(self, context: Context) -> Transaction:
        """Indent; see the class."""
        return _indented(context.document)


def _indented(document: Document) -> Transaction:
    step = document.layout.indent
    lines = lines_of(document.buffer, touched_lines(document))
    return Transaction(ChangeSet(Change(start, "", step) for start, text in lines if text))


def _fill(document: Document, position: int) -> str:
    step = document.layout.indent
    if step == "\t":
        return step
    reached = column.column_of(document.buffer, position, document.layout.tab_width)
    return " " * (len(step) - reached % len(step))


class Unindent(DocumentCommand, frozen=True):
    """Take one step of indentation from the lines that the selection touches."""

    spec: ClassVar = Specification("text.unindent", "Unindent", Nature.EDIT, "Text/3", "Ctrl+[")

    def run(self, context: Context) -> Transaction:
        """Unindent; see the class."""
        document = context.document
        width = document.layout.tab_width if document.layout.indent == "\t" else len(document.layout.indent)
        changes = []
        for start, text in lines_of(document.buffer, touched_lines(document)):
            head = text[:width]
            indent = head[: len(head) - len(head.lstrip(" \t"))]
            tab = indent.find("\t")
            taken = indent if tab < 0 else indent[: tab + 1]
            if taken:
                changes.append(Change(start, taken, ""))
        return Transaction(ChangeSet(changes))


class DropText(DocumentCommand, frozen=True):
    """Put a dragged text at a position and select it; `moved` is what it was taken from in this document."""

    spec: ClassVar = Specification("text.drop", "Drag and Drop", Nature.EDIT)
    position: int
    text: str
    moved: tuple[int, int] | None = None

    def run(self, context: Context) -> Transaction:
        """Drop; see the class."""
        buffer = context.document.buffer
        check_range(buffer, self.position, self.position, ("position", "position"))
        check_text(self.text)
        edits = [(self.position, self.position, self.text)]
        if self.moved is not None:
            start, end = self.moved
            check_range(buffer, start, end, ("moved", "moved"))
            if start <= self.position <= end:
                raise CommandError("invalid_range", "A text cannot be moved into itself.", "position")
            edits.append((start, end, ""))
        changes = ChangeSet.replacing(buffer, sorted(edits))
        (dropped_end,) = changes.map([self.position])
        return Transaction(changes, Selection([Range(dropped_end - len(self.text), dropped_end)]))
