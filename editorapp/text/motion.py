"""Owns how a range moves: by character, word, line, page, paragraph, to the ends of lines and documents.

Does not know keys, nor the wrapped lines of a view: a line here ends at a line break.
"""

from __future__ import annotations

from enum import StrEnum

from editorapp.text import column, grapheme, word
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection


class Unit(StrEnum):
    """How far a motion goes; `LINE_TEXT` is the first character of a line that is no space, or its ends."""

    GRAPHEME = "grapheme"
    WORD = "word"
    LINE = "line"
    PAGE = "page"
    PARAGRAPH = "paragraph"
    DOCUMENT = "document"
    LINE_BOUNDARY = "line_boundary"
    LINE_TEXT = "line_text"


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
            head = _target(document.buffer, current.head, unit, forward=forward)
        ranges.append(Range(current.anchor if extend else head, head))
    return Selection.of(ranges, selection.primary)


def _target(buffer: Buffer, position: int, unit: Unit, *, forward: bool) -> int:
    match unit:
        case Unit.GRAPHEME:
            step = grapheme.next_boundary if forward else grapheme.previous_boundary
            return step(buffer, position)
        case Unit.WORD:
            jump = word.next_word_end if forward else word.previous_word_start
            return jump(buffer, position)
        case Unit.PARAGRAPH:
            return _paragraph(buffer, position, forward=forward)
        case Unit.LINE_BOUNDARY:
            line = buffer.line_at(position)
            return buffer.line_end(line) if forward else buffer.line_start(line)
        case Unit.LINE_TEXT:
            return _line_text(buffer, position, forward=forward)
        case _:
            return len(buffer) if forward else 0


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
    while line != last:
        line += step
        start = buffer.line_start(line)
        blank = indent_end(buffer, line) == buffer.line_end(line)
        if blank and seen_text:
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
