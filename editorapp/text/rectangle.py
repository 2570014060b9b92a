"""Owns rectangles of text: the ranges between two display columns of the lines between two lines.

Does not know pixels: a column is a cell of a fixed grid, as `column.py` has them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from editorapp.text import column, grapheme
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection


class Corner(NamedTuple):
    """A corner of a rectangle; its line may be shorter than its column.

    Attributes:
        line: from 0.
        column: a display column from 0.
    """

    line: int
    column: int


class Side(StrEnum):
    """Where a corner moves to."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"


def selected(document: Document, anchor: Corner, head: Corner) -> Selection:
    """Return the selection of a rectangle, one range for each line that reaches into it.

    The lines of the corners always have one, if only a caret at their ends; that of the head is the primary one.
    A rectangle without width is a caret in each line, at the end of those that are shorter.

    Args:
        document: what is selected in.
        anchor: the corner that stays.
        head: the corner that moves.
    """
    buffer, tab_width = document.buffer, document.layout.tab_width
    first, last = sorted((anchor.line, head.line))
    left = min(anchor.column, head.column)
    ranges: list[Range] = []
    primary = 0
    for line in range(first, last + 1):
        to = column.position_at(buffer, line, head.column, tab_width)
        start = (
            to if anchor.column == head.column else column.position_at(buffer, line, anchor.column, tab_width)
        )
        if start == to and anchor.column != head.column and line not in (anchor.line, head.line):
            is_at_end = to == buffer.line_end(line)
            if is_at_end and column.column_of(buffer, to, tab_width) <= left:
                # A line that ends before the rectangle, or at its edge, has no part in it.
                continue
        if line == head.line:
            primary = len(ranges)
        ranges.append(Range(start, to))
    return Selection.of(ranges, primary, [head.column] * len(ranges))


def corners(document: Document) -> tuple[Corner, Corner]:
    """Return anchor and head of the rectangle that a selection was made by, or comes nearest to."""
    selection = document.selection
    main = selection.main
    other = main
    if len(selection.ranges) > 1:
        is_below = selection.primary >= len(selection.ranges) / 2
        other = selection.ranges[0 if is_below else -1]
    anchor, head = _corner(document, other.anchor), _corner(document, main.head)
    if selection.goals and not (len(selection.ranges) == 1 and main.is_caret):
        goal = selection.goals[selection.primary]
        # Behind the end of a line a column is known by what the motion aimed at.
        if goal > head.column and main.head == document.buffer.line_end(head.line):
            head = Corner(head.line, goal)
    return anchor, head


def _corner(document: Document, position: int) -> Corner:
    buffer = document.buffer
    return Corner(buffer.line_at(position), column.column_of(buffer, position, document.layout.tab_width))


def moved(document: Document, anchor: Corner, head: Corner, side: Side, lines: int) -> Corner:
    """Return where a head goes: some lines up or down, or a character to the left or right.

    It goes to the right as far as any line of the rectangle reaches.
    """
    last = document.buffer.line_count - 1
    match side:
        case Side.UP:
            return Corner(max(0, head.line - lines), head.column)
        case Side.DOWN:
            return Corner(min(last, head.line + lines), head.column)
        case Side.LEFT:
            return Corner(head.line, _column_before(document, head))
        case Side.RIGHT:
            return Corner(head.line, _column_behind(document, anchor, head))


def _column_before(document: Document, head: Corner) -> int:
    buffer, tab_width = document.buffer, document.layout.tab_width
    end = buffer.line_end(head.line)
    if head.column > column.column_of(buffer, end, tab_width):
        return head.column - 1
    position = column.position_at(buffer, head.line, head.column, tab_width)
    if position == buffer.line_start(head.line):
        return 0
    return column.column_of(buffer, grapheme.previous_boundary(buffer, position), tab_width)


def _column_behind(document: Document, anchor: Corner, head: Corner) -> int:
    buffer, tab_width = document.buffer, document.layout.tab_width
    position = column.position_at(buffer, head.line, head.column, tab_width)
    if position < buffer.line_end(head.line):
        return column.column_of(buffer, grapheme.next_boundary(buffer, position), tab_width)
    first, last = sorted((anchor.line, head.line))
    reaches = any(
        column.position_at(buffer, line, head.column, tab_width) < buffer.line_end(line)
        for line in range(first, last + 1)
    )
    return head.column + 1 if reaches else head.column
