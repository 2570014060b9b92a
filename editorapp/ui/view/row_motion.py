"""Owns how keys move by rows as they are displayed, where lines are wrapped or folded.

Does not know keys: it takes the motion that a key asks for, and where that means rows puts the places in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from editorapp.text.grapheme import previous_boundary
from editorapp.text.selection import Range
from editorapp.ui.view.geometry import Geometry
from editorapp.ui.view.rows import RowStart

Request = tuple[str, dict[str, Any]]

_MOST: Final = 500
"""More carets than these move by lines."""

_VERTICAL: Final = ("line", "page")
_HORIZONTAL: Final = ("line_text", "line_boundary")


def by_rows(geometry: Geometry, request: Request) -> Request:
    """Return what a motion is where rows are displayed; the same, where each line is one row and none is hidden.

    Args:
        geometry: where everything is.
        request: a command and its arguments, any.
    """
    name, arguments = request
    walk, selection = geometry.walk, geometry.document.selection
    is_plain = not walk.is_wrapped and not geometry.folds
    if name != "selection.move" or is_plain or len(selection.ranges) > _MOST:
        return request
    unit, forward = arguments["unit"], arguments["direction"] == "forward"
    if unit in _VERTICAL:
        rows = arguments.get("lines", 1) if unit == "page" else 1
        return _vertical(geometry, request, rows if forward else -rows)
    if unit in _HORIZONTAL and walk.is_wrapped:
        return _horizontal(geometry, request, _row_end if forward else _row_start)
    return request


def _vertical(geometry: Geometry, request: Request, rows: int) -> Request:
    """Go up or down; where that is the same as by lines, a macro shall hold it as that."""
    selection = geometry.document.selection
    cell, is_plain = geometry.typeface.cell, True
    goals, heads = [], []
    for index, current in enumerate(selection.ranges):
        line, offset = geometry.place_of(current.head)
        laid = geometry.lines.at(line)
        goal = selection.goals[index] if selection.goals else max(0, round(laid.x_of(offset) / cell))
        target, moved = geometry.walk.stepped(RowStart(line, offset), rows)
        is_plain = is_plain and target.line - line == moved and _is_one_row(geometry, line, target.line)
        heads.append(_in_row(geometry, target, moved, rows, goal))
        goals.append(goal)
    return request if is_plain else _set(geometry, request, heads, goals)


def _is_one_row(geometry: Geometry, *lines: int) -> bool:
    return all(geometry.walk.rows_of(line) == 1 for line in lines)


def _in_row(geometry: Geometry, place: RowStart, moved: int, rows: int, goal: int) -> int:
    """The position in a row that is at a goal; beyond the first and the last row it is their end."""
    if not moved or (moved != rows and abs(rows) == 1):
        start = geometry.start_of(place.line)
        return 0 if rows < 0 else start + geometry.lines.at(place.line).length
    x = geometry.line_left(geometry.lines.at(place.line)) + goal * geometry.typeface.cell
    return geometry.position_in_row(place, x)


def _horizontal(
    geometry: Geometry, request: Request, end_of: Callable[[Geometry, int], int | None]
) -> Request:
    """Go to an end of the row; from there, and where a line is one row, to that of the line."""
    heads: list[int] = []
    for current in geometry.document.selection.ranges:
        head = end_of(geometry, current.head)
        if head is None or head == current.head:
            return request
        heads.append(head)
    return _set(geometry, request, heads, [])


def _row_start(geometry: Geometry, position: int) -> int | None:
    line, offset = geometry.place_of(position)
    laid = geometry.lines.at(line)
    row = laid.row_of(offset)
    return geometry.start_of(line) + laid.row_span(row)[0] if row else None


def _row_end(geometry: Geometry, position: int) -> int | None:
    line, offset = geometry.place_of(position)
    laid = geometry.lines.at(line)
    row = laid.row_of(offset)
    if row + 1 >= laid.row_count:
        return None
    start, end = laid.row_span(row)
    buffer, origin = geometry.lines.buffer, geometry.start_of(line)
    # The end of the row is displayed as the start of the next one.
    return max(origin + start, previous_boundary(buffer, origin + end))


def _set(geometry: Geometry, request: Request, heads: list[int], goals: list[int]) -> Request:
    selection, extend = geometry.document.selection, request[1].get("extend", False)
    pairs = list(zip(selection.ranges, heads, strict=True))
    ranges = [Range(current.anchor if extend else head, head) for current, head in pairs]
    # The last range given becomes the primary one.
    order = [index for index in range(len(ranges)) if index != selection.primary] + [selection.primary]
    arguments: dict[str, Any] = {"ranges": [list(ranges[index]) for index in order]}
    if goals:
        arguments["goals"] = [goals[index] for index in order]
    return "selection.set", arguments
