"""Owns the commands that add, take away and turn carets and ranges by lines and columns.

Does not own motions of the carets that are there (`selection.py`), nor those that search (`match_ranges.py`).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from msgspec import Meta

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.match_ranges import MOST_RANGES, move_to, too_many
from editorapp.commands.specification import DocumentCommand, Nature, Reach, Specification
from editorapp.text import column, motion, rectangle
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Transaction
from editorapp.text.rectangle import Corner, Side
from editorapp.text.selection import Range, Selection

Natural = Annotated[int, Meta(ge=1)]


# --- lines and columns -------------------------------------------------------------------------------------


class SplitLines(DocumentCommand, frozen=True):
    """Make of every range one range for each line that it holds something of, without the line breaks."""

    spec: ClassVar = Specification(
        "selection.split_lines",
        "Split into Lines",
        Nature.MOVE,
        "Selection/4",
        "Alt+Shift+I",
        reach=Reach.SELECTION,
    )

    def run(self, context: Context) -> Transaction:
        """Split; see the class."""
        buffer, selection = context.document.buffer, context.document.selection
        ranges: list[Range] = []
        primary = 0
        for index, current in enumerate(selection.ranges):
            first, last = buffer.line_at(current.start), buffer.line_at(current.end)
            if last > first and buffer.line_start(last) == current.end:
                last -= 1
            if len(ranges) + last - first >= MOST_RANGES:
                raise too_many("lines")
            ranges += [_part(buffer, current, line) for line in range(first, last + 1)]
            if index == selection.primary:
                primary = (
                    len(ranges) - 1 if current.anchor <= current.head else len(ranges) - 1 - (last - first)
                )
        return move_to(Selection.of(ranges, primary))


def _part(buffer: Buffer, current: Range, line: int) -> Range:
    start = max(current.start, buffer.line_start(line))
    end = max(start, min(current.end, buffer.line_end(line)))
    return Range(start, end) if current.anchor <= current.head else Range(end, start)


class AddCaretAbove(DocumentCommand, frozen=True):
    """Add a caret a line above every one, in the same display column or at the end of a shorter line."""

    spec: ClassVar = Specification(
        "selection.add_caret_above", "Add Caret Above", Nature.MOVE, "Selection/4", "Ctrl+Alt+Up"
    )

    def run(self, context: Context) -> Transaction:
        """Add; see the class."""
        return move_to(_with_carets(context.document, -1))


class AddCaretBelow(DocumentCommand, frozen=True):
    """Add a caret a line below every one, in the same display column or at the end of a shorter line."""

    spec: ClassVar = Specification(
        "selection.add_caret_below", "Add Caret Below", Nature.MOVE, "Selection/4", "Ctrl+Alt+Down"
    )

    def run(self, context: Context) -> Transaction:
        """Add; see the class."""
        return move_to(_with_carets(context.document, 1))


def _with_carets(document: Document, lines: int) -> Selection:
    """Add carets above or below; the outermost one becomes primary, so that it is seen and `undo_caret` takes it."""
    buffer, selection, tab_width = document.buffer, document.selection, document.layout.tab_width
    if 2 * len(selection.ranges) > MOST_RANGES:
        raise too_many("carets")
    goals = list(selection.goals) or [column.column_of(buffer, r.head, tab_width) for r in selection.ranges]
    ranges = list(selection.ranges)
    for current, goal in zip(selection.ranges, list(goals), strict=True):
        line = buffer.line_at(current.head) + lines
        if 0 <= line < buffer.line_count:
            position = column.position_at(buffer, line, goal, tab_width)
            ranges.append(Range(position, position))
            goals.append(goal)
    if len(ranges) == len(selection.ranges):
        return selection
    both = Selection.of(ranges, 0, goals)
    return Selection(both.ranges, 0 if lines < 0 else len(both.ranges) - 1, both.goals)


class SelectColumns(DocumentCommand, frozen=True):
    """Select a rectangle of text between two corners, each a line and a display column from 0."""

    spec: ClassVar = Specification("selection.columns", "Select Columns", Nature.MOVE)
    anchor_line: int
    anchor_column: int
    head_line: int
    head_column: int

    def run(self, context: Context) -> Transaction:
        """Select; see the class."""
        document = context.document
        count = document.buffer.line_count
        for field in ("anchor_line", "head_line"):
            if not 0 <= getattr(self, field) < count:
                raise CommandError(
                    "invalid_range", f"There is no line {getattr(self, field)}: the text has {count}.", field
                )
        for field in ("anchor_column", "head_column"):
            if not 0 <= getattr(self, field) <= len(document.buffer) + _FARTHEST_COLUMN:
                raise CommandError("invalid_range", f"There is no column {getattr(self, field)}.", field)
        anchor, head = Corner(self.anchor_line, self.anchor_column), Corner(self.head_line, self.head_column)
        return move_to(_rectangle(document, anchor, head))


_FARTHEST_COLUMN: Final = 100_000


class ExtendColumns(DocumentCommand, frozen=True):
    """Select a rectangle of text, or make it larger or smaller by a character or by `lines`."""

    spec: ClassVar = Specification("selection.extend_columns", "Extend Columns", Nature.MOVE)
    side: Side
    lines: Natural = 1

    def run(self, context: Context) -> Transaction:
        """Extend; see the class."""
        document = context.document
        anchor, head = rectangle.corners(document)
        return move_to(
            _rectangle(document, anchor, rectangle.moved(document, anchor, head, self.side, self.lines))
        )


def _rectangle(document: Document, anchor: Corner, head: Corner) -> Selection:
    if abs(anchor.line - head.line) >= MOST_RANGES:
        raise too_many("lines")
    return rectangle.selected(document, anchor, head)


# --- fewer carets, and turned ones -------------------------------------------------------------------------


class UndoCaret(DocumentCommand, frozen=True):
    """Take the primary range away, which is the one that was added last; the nearest other one takes its place."""

    spec: ClassVar = Specification(
        "selection.undo_caret", "Undo Last Caret", Nature.MOVE, "Selection/5", "Ctrl+U"
    )

    def run(self, context: Context) -> Transaction:
        """Take it away; see the class."""
        selection = context.document.selection
        index = selection.primary
        if len(selection.ranges) == 1:
            raise CommandError("invalid_range", "There is only one caret.")
        before, behind = index - 1, index + 1
        is_last = behind == len(selection.ranges)
        takes_before = before >= 0 and (is_last or _gap(selection, before) <= _gap(selection, index))
        ranges = selection.ranges[:index] + selection.ranges[behind:]
        goals = selection.goals[:index] + selection.goals[behind:]
        return move_to(Selection(ranges, before if takes_before else index, goals))


def _gap(selection: Selection, index: int) -> int:
    return selection.ranges[index + 1].start - selection.ranges[index].end


class KeepPrimary(DocumentCommand, frozen=True):
    """Take all ranges away but the primary one."""

    spec: ClassVar = Specification(
        "selection.keep_primary", "Keep Only One Caret", Nature.MOVE, "Selection/5"
    )

    def run(self, context: Context) -> Transaction:
        """Take them away; see the class."""
        return move_to(Selection((context.document.selection.main,)))


class SwapEnds(DocumentCommand, frozen=True):
    """Put the caret of every range at its other end."""

    spec: ClassVar = Specification("selection.swap_ends", "Caret to Other End", Nature.MOVE, "Selection/5")

    def run(self, context: Context) -> Transaction:
        """Turn them; see the class."""
        selection = context.document.selection
        return move_to(Selection([Range(r.head, r.anchor) for r in selection.ranges], selection.primary))


class ToBracket(DocumentCommand, frozen=True):
    """Move every caret from a bracket to its partner, or to the bracket that opens around it."""

    spec: ClassVar = Specification(
        "selection.to_bracket", "Go to Matching Bracket", Nature.MOVE, "Selection/6", "Ctrl+M"
    )
    extend: bool = False

    def run(self, context: Context) -> Transaction:
        """Move; see the class."""
        selection = context.document.selection
        ranges = []
        found = False
        for current in selection.ranges:
            head = motion.matching_bracket(context.document.buffer, current.head)
            found = found or head is not None
            head = current.head if head is None else head
            ranges.append(Range(current.anchor if self.extend else head, head))
        if not found:
            raise CommandError("not_found", "There is no bracket around the caret.")
        return move_to(Selection.of(ranges, selection.primary))
