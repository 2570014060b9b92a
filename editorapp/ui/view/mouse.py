"""Owns what the mouse means in the text: which ranges a click, a double click or a drag selects.

Does not know pixels that scroll by themselves (`autoscroll.py`), nor the dragging of text (`drag_drop.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent

from editorapp.text import column
from editorapp.text.document import Document
from editorapp.text.rectangle import Corner
from editorapp.text.selection import Range
from editorapp.text.word import word_of
from editorapp.ui.view.geometry import Geometry, ranges_within

Emit = Callable[[str, dict[str, Any]], None]


class Step(Enum):
    """By what a drag goes on selecting."""

    CHARACTER = auto()
    WORD = auto()
    LINE = auto()
    COLUMN = auto()


class Pointer:
    """Turns presses and moves of the main button into `selection.set`, with Alt into `selection.columns`."""

    def __init__(self, geometry: Geometry, emit: Emit) -> None:
        """Take where everything is, and what emits a command."""
        self._geometry = geometry
        self._emit = emit
        self._step = Step.CHARACTER
        self._origin: Range | None = None
        self._others: tuple[Range, ...] = ()
        self._corner = Corner(0, 0)
        self._columns: tuple[int, int, int, int] | None = None
        self._double_click: tuple[int, QPointF] | None = None
        self.draggable: Range | None = None
        self.pressed_at = QPointF()

    @property
    def is_selecting(self) -> bool:
        """Whether the main button is down and selects."""
        return self._origin is not None

    def press(self, event: QMouseEvent) -> None:
        """Place the caret, extend the selection, add or take a caret, begin a rectangle, or hold what is selected."""
        point = event.position()
        position = self._geometry.position_at(point.x(), point.y())
        modifiers = event.modifiers()
        self.pressed_at = point
        if self._is_third_click(event):
            self._begin(Step.LINE, position)
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            self._begin_columns(point)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._begin(Step.CHARACTER, self._geometry.document.selection.main.anchor, position)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._toggle_caret(position)
        elif (held := self.range_under(point)) is not None:
            self.draggable = held
        else:
            self._begin(Step.CHARACTER, position)

    def double_click(self, event: QMouseEvent) -> None:
        """Select the word under the mouse; a third click soon after selects the line."""
        self._double_click = event.timestamp(), event.position()
        self._begin(Step.WORD, self._geometry.position_at(event.position().x(), event.position().y()))

    def press_margin(self, event: QMouseEvent) -> None:
        """Select the line whose number was pressed, or with Shift from where the selection starts to it."""
        position = self._position_in_margin(event.position().y())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._begin(Step.LINE, self._geometry.document.selection.main.anchor, position)
        else:
            self._begin(Step.LINE, position)

    def move(self, point: QPointF) -> None:
        """The mouse is somewhere else while it selects."""
        if self._step is Step.COLUMN:
            self._select_columns(self._corner_at(point))
        elif self._step is Step.LINE:
            self.select_to(self._position_in_margin(point.y()))
        else:
            self.select_to(self._geometry.position_at(point.x(), point.y()))

    def release(self) -> None:
        """The main button goes up; a selection that was held but not dragged gives way to a caret."""
        self._origin = None
        if self.draggable is not None:
            self.draggable = None
            position = self._geometry.position_at(self.pressed_at.x(), self.pressed_at.y())
            self._set([Range(position, position)])

    def cancel(self) -> None:
        """Forget that the main button is down."""
        self._origin = self.draggable = None

    def select_to(self, position: int) -> None:
        """Select from where the press was to a position, by whole words or lines if it began so."""
        if self._origin is None:
            return
        document, origin = self._geometry.document, self._origin
        unit = _unit_around(document, position, self._step)
        if unit.start < origin.start:
            chosen = Range(origin.end, unit.start)
        else:
            chosen = Range(origin.start, max(origin.end, unit.end))
        self._set([*self._others, chosen])

    def range_under(self, point: QPointF) -> Range | None:
        """Return the selected range whose text is under a point, or None."""
        geometry = self._geometry
        line = geometry.line_at_y(point.y())
        start, end = geometry.start_of(line), geometry.start_of(line + 1)
        for current in ranges_within(geometry.document.selection.ranges, start, end):
            if geometry.is_over(current, point):
                return current
        return None

    def _begin(self, step: Step, position: int, to: int | None = None) -> None:
        self._step = step
        self._others = ()
        self._origin = _unit_around(self._geometry.document, position, step)
        self.select_to(position if to is None else to)

    def _begin_columns(self, point: QPointF) -> None:
        self._step = Step.COLUMN
        self._others = ()
        self._corner = self._corner_at(point)
        self._columns = None
        self._origin = self._geometry.document.selection.main
        self._select_columns(self._corner)

    def _select_columns(self, head: Corner) -> None:
        chosen = (*self._corner, *head)
        if chosen != self._columns:
            self._columns = chosen
            fields = ("anchor_line", "anchor_column", "head_line", "head_column")
            self._emit("selection.columns", dict(zip(fields, chosen, strict=True)))

    def _corner_at(self, point: QPointF) -> Corner:
        """Return line and display column at a point; behind the end of a line columns go on as cells."""
        geometry, document = self._geometry, self._geometry.document
        buffer = document.buffer
        position = geometry.position_at(point.x(), point.y())
        line = buffer.line_at(position)
        reached = column.column_of(buffer, position, document.layout.tab_width)
        if position == buffer.line_end(line):
            beyond = point.x() - geometry.caret_rect(position).center().x()
            reached += max(0, round(beyond / geometry.typeface.cell))
        return Corner(line, reached)

    def _toggle_caret(self, position: int) -> None:
        """Add a caret; on a caret or selection that is there, take that away if another remains."""
        ranges = self._geometry.document.selection.ranges
        others = tuple(r for r in ranges if not r.start <= position <= r.end)
        if others and len(others) < len(ranges):
            self._set(others)
            return
        self._step = Step.CHARACTER
        self._others = others
        self._origin = Range(position, position)
        self.select_to(position)

    def _set(self, ranges: list[Range] | tuple[Range, ...]) -> None:
        selection = self._geometry.document.selection
        if tuple(ranges) != selection.ranges or selection.main != ranges[-1]:
            self._emit("selection.set", {"ranges": [list(current) for current in ranges]})

    def _position_in_margin(self, y: float) -> int:
        return self._geometry.start_of(self._geometry.line_at_y(y))

    def _is_third_click(self, event: QMouseEvent) -> bool:
        double_click, self._double_click = self._double_click, None
        if double_click is None:
            return False
        hints = QGuiApplication.styleHints()
        distance = (event.position() - double_click[1]).manhattanLength()
        in_time = event.timestamp() - double_click[0] < hints.mouseDoubleClickInterval()
        return in_time and distance < hints.startDragDistance()


def _unit_around(document: Document, position: int, step: Step) -> Range:
    if step is Step.CHARACTER:
        return Range(position, position)
    if step is Step.WORD:
        return Range(*word_of(document, position))
    buffer = document.buffer
    line = buffer.line_at(position)
    is_last = line + 1 == buffer.line_count
    return Range(buffer.line_start(line), len(buffer) if is_last else buffer.line_start(line + 1))
