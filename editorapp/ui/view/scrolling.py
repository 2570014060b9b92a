"""Owns `Scroller`: which part of the document is in the window, and the scroll bars that say so.

Does not know why it is scrolled. The vertical bar counts the lines that are not hidden, in parts where lines are
wrapped; so it can hold any document, and needs to know the height of none. The window itself stands on any pixel.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractSlider, QScrollBar

from editorapp.ui.view.geometry import Anchor, Geometry
from editorapp.ui.view.glide import Glide
from editorapp.ui.view.rows import RowStart

_WIDEST_RANGE: Final = 1_000_000_000
"""A scroll bar holds 32 bits; wider contents are scrolled in steps of several pixels."""

_CELLS_AROUND: Final = 4
"""What is kept visible beside a revealed caret, in cells."""

_PAUSE: Final = 100
"""Milliseconds until the bars know what was typed into wrapped lines."""

_STEPS: Final = QAbstractSlider.SliderAction


class Scroller:
    """Moves the window over the document.

    Attributes:
        pixel_ratio: the pixels of the screen in a logical one.
        past_end: whether it may be scrolled until the last row is the first in the window.
    """

    def __init__(
        self,
        geometry: Geometry,
        vertical: QScrollBar,
        horizontal: QScrollBar,
        moved: Callable[[bool], None],
        glide: Glide,
    ) -> None:
        """Take what it moves, what is called after each move with whether it went up or down, and its motion."""
        self._geometry = geometry
        self._vertical = vertical
        self._horizontal = horizontal
        self._moved = moved
        self._glide = glide
        self._step = 1
        self._parts = 1
        self._is_showing = False
        self._known_width = 0.0
        self.pixel_ratio = 1.0
        self.past_end = False
        glide.moved = self._glided
        self._soon = QTimer(glide, singleShot=True, interval=_PAUSE)
        self._soon.timeout.connect(self.update_ranges)
        vertical.valueChanged.connect(self._vertical_moved)
        vertical.actionTriggered.connect(self._vertical_stepped)
        horizontal.valueChanged.connect(self._horizontal_moved)

    @property
    def page_lines(self) -> int:
        """The rows that are wholly in the window, at least 1."""
        return max(1, self._geometry.height // self._geometry.line_height)

    def place(self, anchor: Anchor, left: float | None = None) -> None:
        """Let the window stand on a row, as far as there are rows, and on a distance from the left edge."""
        self._glide.stop()
        self._place(anchor, left)

    def _place(self, anchor: Anchor, left: float | None = None) -> None:
        geometry = self._geometry
        before = geometry.anchor, geometry.left
        geometry.anchor = self._within(self._snapped_anchor(anchor))
        if left is not None:
            limit = 0.0 if self._is_in_window else max(0.0, geometry.content_width - geometry.width)
            geometry.left = self._snapped(max(0.0, min(left, limit)))
        self._show_values()
        if (geometry.anchor, geometry.left) != before:
            self._moved(geometry.anchor != before[0])

    def scroll_by(self, dx: float, dy: float, *, smooth: bool = False) -> None:
        """Move the window by logical pixels to the right and down; smoothly only up and down."""
        geometry = self._geometry
        if smooth and dy and self._glide.start(dy, longest=3.0 * geometry.height):
            dy = 0.0
        elif not smooth:
            self._glide.stop()
        if dx or dy:
            anchor = self._moved_by(dy) if dy else geometry.anchor
            self._place(anchor, geometry.left + dx if dx else None)

    def _glided(self, dy: float) -> bool:
        """Go a part of a motion; False at the end of the document, where it goes no farther."""
        before = self._geometry.anchor
        self._place(self._moved_by(dy))
        return self._geometry.anchor != before or abs(dy) < 1

    def _moved_by(self, dy: float, anchor: Anchor | None = None) -> Anchor:
        """The anchor that is some pixels below another one, by default below where the window stands."""
        anchor, height = anchor or self._geometry.anchor, self._geometry.line_height
        rows = math.floor((anchor.pixels + dy) / height)
        place, moved = self._geometry.walk.stepped(anchor.place, rows)
        if moved != rows:
            return Anchor(place, 0.0)
        return Anchor(place, anchor.pixels + dy - rows * height)

    def _within(self, anchor: Anchor) -> Anchor:
        """The nearest anchor that shows no more empty space below the text than is allowed."""
        geometry = self._geometry
        walk = geometry.walk
        line = walk.folds.shown_for(max(0, min(anchor.place.line, geometry.lines.buffer.line_count - 1)))
        if line != anchor.place.line:
            anchor = Anchor(RowStart(line, 0))
        behind = walk.shown_count - walk.folds.index_of(line)
        if behind > geometry.height // geometry.line_height + 1:
            return anchor
        lowest = self._snapped_anchor(geometry.lowest(past_end=self.past_end))
        return min(anchor, lowest, key=self._height_of)

    def _height_of(self, anchor: Anchor) -> tuple[int, int, float]:
        return anchor.place.line, self._geometry.walk.row_of(anchor.place), anchor.pixels

    @property
    def _is_in_window(self) -> bool:
        """Whether lines are wrapped so that none is wider than the window."""
        width = self._geometry.lines.wrap_width
        return width is not None and width <= self._geometry.width

    def update_ranges_soon(self) -> None:
        """Take in shortly that lines may have more rows or fewer; typing does not wait for it."""
        if not self._soon.isActive():
            self._soon.start()

    def update_ranges(self) -> None:
        """Take in that the window, the font or the text has another extent."""
        self._soon.stop()
        geometry = self._geometry
        self._parts = self._wanted_parts()
        self._known_width = geometry.content_width
        width = 0 if self._is_in_window else max(0, math.ceil(geometry.content_width - geometry.width))
        self._step = max(1, math.ceil(width / _WIDEST_RANGE))
        with self._showing():
            self._vertical.setRange(0, self._value_of(geometry.lowest(past_end=self.past_end)))
            self._vertical.setSingleStep(self._parts)
            self._vertical.setPageStep(self._shown_part())
            self._horizontal.setRange(0, width // self._step)
            self._horizontal.setPageStep(max(1, geometry.width // self._step))
            self._horizontal.setSingleStep(max(1, round(geometry.typeface.cell * 2 / self._step)))
        self._place(geometry.anchor, geometry.left)

    def _wanted_parts(self) -> int:
        """How many steps of the vertical bar a line is: 1, or some power of 10 where lines are wrapped."""
        if not self._geometry.walk.is_wrapped:
            return 1
        return int(10 ** math.floor(math.log10(_WIDEST_RANGE / self._geometry.walk.shown_count)))

    def _shown_part(self) -> int:
        """How much of the range of the vertical bar one window shows: what is left of it behind the lowest one."""
        geometry = self._geometry
        if not geometry.walk.is_wrapped:
            return min(_WIDEST_RANGE, self.page_lines)
        lowest = self._value_of(geometry.lowest(past_end=False))
        return max(1, geometry.walk.shown_count * self._parts - lowest)

    def is_outgrown(self) -> bool:
        """Tell whether wider lines have been seen than the horizontal scroll bar knows of."""
        return self._geometry.content_width > self._known_width and not self._is_in_window

    def reveal(self, position: int, *, smooth: bool = False) -> None:
        """Move the window no more than is needed to see the caret at a position; far away, to its middle."""
        geometry = self._geometry
        self._glide.finish()
        rect = geometry.caret_rect(position)
        height, around = geometry.height, min(_CELLS_AROUND * geometry.typeface.cell, geometry.width / 4)
        left: float | None = None
        wanted: float | None = None
        if rect.bottom() < -height or rect.top() > 2 * height:
            wanted = (height - rect.height()) / 2
        elif rect.top() < 0:
            wanted = 0.0
        elif rect.bottom() > height:
            wanted = max(height, rect.height()) - rect.height()
        if rect.left() < around:
            left = geometry.left + rect.left() - around
        elif rect.right() > geometry.width - around:
            left = geometry.left + rect.right() + around - geometry.width
        if (wanted is not None or left is not None) and self.is_outgrown():
            self.update_ranges()
        self._reveal_at(position, wanted, left, rect.top(), smooth=smooth)

    def _reveal_at(
        self, position: int, wanted: float | None, left: float | None, top: float, *, smooth: bool
    ) -> None:
        geometry = self._geometry
        if wanted is None:
            if left is not None:
                self._place(geometry.anchor, left)
            return
        line, offset = geometry.place_of(position)
        shown = geometry.folds.shown_for(line)
        place = RowStart(shown, offset if shown == line else geometry.lines.at(shown).length)
        goal = self._within(self._snapped_anchor(geometry.anchored(place, wanted)))
        is_short = abs(top - wanted) <= geometry.line_height
        if is_short or not smooth or not self._glide.is_wanted or goal == geometry.anchor:
            self._place(goal, left)
            return
        # It is shown to come there over the last stretch, which from nearby is where it stands.
        way = max(-geometry.height, min(top - wanted, geometry.height))
        self._place(self._moved_by(-way, goal), left)
        self._glide.start(way, longest=3.0 * geometry.height)

    def _snapped(self, pixels: float) -> float:
        return round(pixels * self.pixel_ratio) / self.pixel_ratio

    def _snapped_anchor(self, anchor: Anchor) -> Anchor:
        pixels = self._snapped(anchor.pixels)
        if pixels < self._geometry.line_height:
            return Anchor(anchor.place, pixels)
        place, moved = self._geometry.walk.stepped(anchor.place, 1)
        return Anchor(place, pixels - self._geometry.line_height if moved else 0.0)

    def _value_of(self, anchor: Anchor) -> int:
        walk = self._geometry.walk
        rest = anchor.pixels / self._geometry.line_height / walk.rows_of(anchor.place.line)
        return math.ceil((walk.fraction_of(anchor.place) + rest) * self._parts - 1e-6)

    def _show_values(self) -> None:
        with self._showing():
            self._vertical.setValue(self._value_of(self._geometry.anchor))
            self._horizontal.setValue(round(self._geometry.left / self._step))

    @contextmanager
    def _showing(self) -> Iterator[None]:
        """While the bars are told where the window is, they do not move it."""
        outer, self._is_showing = self._is_showing, True
        try:
            yield
        finally:
            self._is_showing = outer

    def _vertical_moved(self, value: int) -> None:
        if self._is_showing:
            return
        if value == self._vertical.maximum():
            self.place(self._geometry.lowest(past_end=self.past_end))
        else:
            self.place(Anchor(self._geometry.walk.at_fraction(value / self._parts)))

    def _vertical_stepped(self, action: int) -> None:
        """A step of the bar is one of rows, not of lines, which may have any number of them."""
        height, page = self._geometry.line_height, max(1, self.page_lines - 1)
        rows = {
            _STEPS.SliderSingleStepAdd.value: 1,
            _STEPS.SliderSingleStepSub.value: -1,
            _STEPS.SliderPageStepAdd.value: page,
            _STEPS.SliderPageStepSub.value: -page,
        }.get(action)
        if rows is not None and self._geometry.walk.is_wrapped:
            self.scroll_by(0, rows * height)
            self._vertical.setSliderPosition(self._vertical.value())

    def _horizontal_moved(self, value: int) -> None:
        if not self._is_showing:
            self._glide.stop()
            self._place(self._geometry.anchor, value * self._step)
