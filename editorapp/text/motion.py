"""Owns how a range moves: by character, word, line, page, paragraph, bracket, to the ends of lines and documents.

Does not know keys, nor the wrapped lines of a view: a line here ends at a line break.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from editorapp.text import brackets, column, grapheme, word
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection

_MOST_LINES: Final = 20_000
"""So many lines are looked at to find a blank one, or one with less indentation; no motion takes a whole file."""


class Unit(StrEnum):
    """How far a motion goes.

    `LINE_TEXT` is the first character of a line that is no space, or its ends; `LINE_INDENT` always that
    character. `WORD` stops where words end going forward and where they start going backward, `WORD_START` and
    `WORD_END` at the same side both ways; `SUB_WORD` stops within camelCase and snake_case too. `INDENT` is the
    next line that is not indented further, `LESS_INDENT` one that is indented less. `BRACKET` is the sign around
    the caret that closes or opens, or the partner of the bracket that it stands before or behind.
    """

    GRAPHEME = "grapheme"
    WORD = "word"
    WORD_START = "word_start"
    WORD_END = "word_end"
    SUB_WORD = "sub_word"
    LINE = "line"
    PAGE = "page"
    PARAGRAPH = "paragraph"
    DOCUMENT = "document"
    LINE_BOUNDARY = "line_boundary"
    LINE_TEXT = "line_text"
    LINE_INDENT = "line_indent"
    INDENT = "indent"
    LESS_INDENT = "less_indent"
    BRACKET = "bracket"


class Direction(StrEnum):
    """Towards the start or the end of the text."""

    BACKWARD = "backward"
    FORWARD = "forward"


def moved(
    document: Document, unit: Unit, direction: Direction, *, extend: bool, page_lines: int
) -> Selection:
    """Return the selection after every range of a document has moved.

    Args:
        document: where the motion starts.
        unit: how far it goes.
        direction: which way.
        extend: whether the anchors stay, so that text is selected.
        page_lines: the lines of one page, at least 1.
    """
    selection = document.selection
    forward = direction is Direction.FORWARD
    if unit in (Unit.LINE, Unit.PAGE):
        lines = page_lines if unit is Unit.PAGE else 1
        return _moved_vertically(document, lines if forward else -lines, extend=extend)
    ranges = []
    for current in selection.ranges:
        if unit is Unit.GRAPHEME and not extend and not current.is_caret:
            head = current.end if forward else current.start
        else:
            head = _target(document, current.head, unit, forward=forward)
        ranges.append(Range(current.anchor if extend else head, head))
    return Selection.of(ranges, selection.primary)


_STEPS: Final[dict[Unit, tuple[Callable[[Buffer, int], int], Callable[[Buffer, int], int]]]] = {
    Unit.GRAPHEME: (grapheme.previous_boundary, grapheme.next_boundary),
    Unit.WORD: (word.previous_word_start, word.next_word_end),
    Unit.WORD_START: (word.previous_word_start, word.next_word_start),
    Unit.WORD_END: (word.previous_word_end, word.next_word_end),
    Unit.SUB_WORD: (word.previous_sub_word_start, word.next_sub_word_end),
}
"""What leads backward and forward from a position."""


def _target(document: Document, position: int, unit: Unit, *, forward: bool) -> int:
    buffer = document.buffer
    if unit in _STEPS:
        return _STEPS[unit][forward](buffer, position)
    match unit:
        case Unit.PARAGRAPH:
            return _paragraph(buffer, position, forward=forward)
        case Unit.LINE_BOUNDARY:
            line = buffer.line_at(position)
            return buffer.line_end(line) if forward else buffer.line_start(line)
        case Unit.LINE_TEXT:
            return _line_text(buffer, position, forward=forward)
        case Unit.LINE_INDENT:
            return indent_end(buffer, buffer.line_at(position))
        case Unit.INDENT | Unit.LESS_INDENT:
            return _by_indent(document, position, less=unit is Unit.LESS_INDENT, forward=forward)
        case Unit.BRACKET:
            return _bracket(buffer, position, forward=forward)
        case _:
            return len(buffer) if forward else 0


def _bracket(buffer: Buffer, position: int, *, forward: bool) -> int:
    """Go over the pair that begins (or ends) at a position, else to the end (or start) of the pair around it."""
    touched = position if forward else position - 1
    other = brackets.partner(buffer, touched) if touched >= 0 else None
    if other is not None and (other > touched) is forward:
        return other + 1 if forward else other
    pair = brackets.enclosing(buffer, position, position)
    if pair is None:
        return position
    return pair[1] if forward else pair[0] + 1


def matching_bracket(buffer: Buffer, position: int) -> int | None:
    """Return where a caret goes that looks for the other bracket, or None where there is no pair.

    Beside a bracket it goes to the same side of its partner, elsewhere before the opening bracket of the pair
    around it.
    """
    pair = brackets.matching(buffer, position)
    if pair is not None:
        touched, other = pair
        # It comes to stand at the same side, inside or outside of the pair, so that it goes there and back.
        return other + 1 if touched == position else other
    around = brackets.enclosing(buffer, position, position)
    return None if around is None else around[0]


def _by_indent(document: Document, position: int, *, less: bool, forward: bool) -> int:
    """Go to the text of the next line that is indented no further, or less; stay where there is none."""
    buffer, tab_width = document.buffer, document.layout.tab_width
    line = buffer.line_at(position)
    text = indent_end(buffer, line)
    most = column.column_of(buffer, text, tab_width) - less
    step = 1 if forward else -1
    for _ in range(_MOST_LINES):
        line += step
        if not 0 <= line < buffer.line_count:
            break
        text = indent_end(buffer, line)
        if text < buffer.line_end(line) and column.column_of(buffer, text, tab_width) <= most:
            return text
    return position


def _line_text(buffer: Buffer, position: int, *, forward: bool) -> int:
    line = buffer.line_at(position)
    start, end = buffer.line_start(line), buffer.line_end(line)
    if forward:
        return end
    indented = indent_end(buffer, line)
    return indented if position > indented or position == start else start


def indent_end(buffer: Buffer, line: int) -> int:
    """Return the position of the first code point of a line that is neither space nor tab, or its end."""
    position, end = buffer.line_start(line), buffer.line_end(line)
    while position < end:
        text = buffer.slice(position, min(end, position + 256))
        blank = len(text) - len(text.lstrip(" \t"))
        position += blank
        if blank < len(text):
            break
    return position


def _paragraph(buffer: Buffer, position: int, *, forward: bool) -> int:
    """Go to the next blank line behind text, or to the end."""
    line = buffer.line_at(position)
    step = 1 if forward else -1
    last = buffer.line_count - 1 if forward else 0
    seen_text = False
    farthest = line + step * _MOST_LINES
    while line != last:
        line += step
        start = buffer.line_start(line)
        blank = indent_end(buffer, line) == buffer.line_end(line)
        if (blank and seen_text) or line == farthest:
            return start
        seen_text = seen_text or not blank
    return len(buffer) if forward else 0


def _moved_vertically(document: Document, lines: int, *, extend: bool) -> Selection:
    selection = document.selection
    goals = selection.goals or [
        column.column_of(document.buffer, r.head, document.layout.tab_width) for r in selection.ranges
    ]
    ranges = []
    for current, goal in zip(selection.ranges, goals, strict=True):
        head = _vertical_target(document, current.head, lines, goal)
        ranges.append(Range(current.anchor if extend else head, head))
    return Selection.of(ranges, selection.primary, goals)


def _vertical_target(document: Document, position: int, lines: int, goal: int) -> int:
    buffer = document.buffer
    line = buffer.line_at(position)
    target = line + lines
    if target < 0:
        return (
            0 if line == 0 or lines == -1 else column.position_at(buffer, 0, goal, document.layout.tab_width)
        )
    last = buffer.line_count - 1
    if target > last:
        if line == last or lines == 1:
            return len(buffer)
        target = last
    return column.position_at(buffer, target, goal, document.layout.tab_width)
