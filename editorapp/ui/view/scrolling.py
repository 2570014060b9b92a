"""Owns `Scroller`: which part of the document is in the window, and the scroll bars that say so.

Does not know why it is scrolled. The vertical bar counts lines, so that it can hold any document; the window
itself stands on any pixel.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtWidgets import QScrollBar

from editorapp.ui.view.geometry import Geometry

_WIDEST_RANGE: Final = 1_000_000_000
"""A scroll bar holds 32 bits; wider contents are scrolled in steps of several pixels."""

_CELLS_AROUND: Final = 4
"""What is kept visible beside a revealed caret, in cells."""


class Scroller:
    """Moves the window over the document."""

    def __init__(
        self, geometry: Geometry, vertical: QScrollBar, horizontal: QScrollBar, moved: Callable[[bool], None]
    ) -> None:
        """Take what it moves, and what is called after each move: with whether it went up or down."""
        self._geometry = geometry
        self._vertical = vertical
        self._horizontal = horizontal
        self._moved = moved
        self._step = 1
        self._is_showing = False
        self._known_width = 0.0
        self.pixel_ratio = 1.0
        vertical.valueChanged.connect(self._vertical_moved)
        horizontal.valueChanged.connect(self._horizontal_moved)

    @property
    def page_lines(self) -> int:
        """The lines that are wholly in the window, at least 1."""
        return max(1, self._geometry.height // self._geometry.line_height)

    def scroll_to(self, *, top: float | None = None, left: float | None = None) -> None:
        """Move the window, as far as there is text.

        Args:
            top: the new distance from the top of the document, in logical pixels.
            left: the new distance from its left edge.
        """
        geometry = self._geometry
        before = geometry.top, geometry.left
        if top is not None:
            limit = max(0.0, geometry.content_height - geometry.height)
            geometry.top = self._snapped(max(0.0, min(top, limit)))
        if left is not None:
            limit = max(0.0, geometry.content_width - geometry.width)
            geometry.left = self._snapped(max(0.0, min(left, limit)))
        self._show_values()
        if (geometry.top, geometry.left) != before:
            self._moved(geometry.top != before[0])

    def scroll_by(self, dx: float, dy: float) -> None:
        """Move the window by logical pixels to the right and down."""
        self.scroll_to(
            top=self._geometry.top + dy if dy else None, left=self._geometry.left + dx if dx else None
        )

    def update_ranges(self) -> None:
        """Take in that the window, the font or the text has another extent."""
        geometry = self._geometry
        lines = max(0, math.ceil((geometry.content_height - geometry.height) / geometry.line_height))
        self._known_width = geometry.content_width
        width = max(0, math.ceil(geometry.content_width - geometry.width))
        self._step = max(1, math.ceil(width / _WIDEST_RANGE))
        with self._showing():
            self._vertical.setRange(0, lines)
            self._vertical.setPageStep(self.page_lines)
            self._horizontal.setRange(0, width // self._step)
            self._horizontal.setPageStep(max(1, geometry.width // self._step))
            self._horizontal.setSingleStep(max(1, round(geometry.typeface.cell * 2 / self._step)))
        self.scroll_to(top=geometry.top, left=geometry.left)

    def is_outgrown(self) -> bool:
        """Tell whether wider lines have been seen than the horizontal scroll bar knows of."""
        return self._geometry.content_width > self._known_width

    def reveal(self, position: int) -> None:
        """Move the window no more than is needed to see the caret at a position; far away, to its middle."""
        geometry = self._geometry
        rect = geometry.caret_rect(position)
        height, around = geometry.height, min(_CELLS_AROUND * geometry.typeface.cell, geometry.width / 4)
        top: float | None = None
        left: float | None = None
        if rect.bottom() < -height or rect.top() > 2 * height:
            top = geometry.top + rect.center().y() - height / 2
        elif rect.top() < 0:
            top = geometry.top + rect.top()
        elif rect.bottom() > height:
            top = geometry.top + rect.bottom() - max(height, rect.height())
        if rect.left() < around:
            left = geometry.left + rect.left() - around
        elif rect.right() > geometry.width - around:
            left = geometry.left + rect.right() + around - geometry.width
        if self.is_outgrown():
            self.update_ranges()
        self.scroll_to(top=top, left=left)

    def _snapped(self, pixels: float) -> float:
        return round(pixels * self.pixel_ratio) / self.pixel_ratio

    def _show_values(self) -> None:
        geometry = self._geometry
        with self._showing():
            self._vertical.setValue(math.ceil(geometry.top / geometry.line_height))
            self._horizontal.setValue(round(geometry.left / self._step))

    @contextmanager
    def _showing(self) -> Iterator[None]:
        """While the bars are told where the window is, they do not move it."""
        outer, self._is_showing = self._is_showing, True
        try:
            yield
        finally:
            self._is_showing = outer

    def _vertical_moved(self, line: int) -> None:
        if not self._is_showing:
            self.scroll_to(top=line * self._geometry.line_height)

    def _horizontal_moved(self, value: int) -> None:
        if not self._is_showing:
            self.scroll_to(left=value * self._step)
