"""Owns `RowWalk`: which row comes how many rows behind another one, over wrapped and folded lines.

Does not know the window. Nothing here looks at all lines: where many lie between two rows, it reckons one for each.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from editorapp.text.folding import Folds
from editorapp.ui.view.display_lines import DisplayLines
from editorapp.ui.view.laid_line import LaidLine
from editorapp.ui.view.long_line import WrappedLine

_FAR: Final = 2000
"""Steps of more rows than this are not counted line by line."""


class RowStart(NamedTuple):
    """A row, by the line that it is in, from 0, and an offset in that line that the row holds."""

    line: int
    offset: int


class RowWalk:
    """The rows of the document that is shown.

    Attributes:
        lines: its laid-out lines.
        folds: which of them are hidden.
    """

    def __init__(self, lines: DisplayLines) -> None:
        """Walk over lines of which none is hidden."""
        self.lines = lines
        self.folds = Folds()

    @property
    def is_wrapped(self) -> bool:
        """Whether a line may have several rows."""
        return self.lines.wrap_width is not None

    @property
    def shown_count(self) -> int:
        """How many lines are not hidden."""
        return self.folds.shown_count(self.lines.buffer.line_count)

    @property
    def last_line(self) -> int:
        """The last line that is not hidden."""
        return self.folds.shown_for(self.lines.buffer.line_count - 1)

    def rows_of(self, line: int) -> int:
        """Return how many rows a line has."""
        return self.lines.at(line).row_count if self.is_wrapped else 1

    def row_of(self, place: RowStart) -> int:
        """Return the number of a row in its line, from 0."""
        if not self.is_wrapped:
            return 0
        laid = self.lines.at(place.line)
        return laid.row_of(min(place.offset, laid.length))

    def last(self) -> RowStart:
        """Return the last row."""
        line = self.last_line
        return RowStart(line, self.lines.at(line).length if self.is_wrapped else 0)

    def stepped(self, place: RowStart, count: int) -> tuple[RowStart, int]:
        """Return the row that comes some rows behind another, or before it below 0, and how many rows that were.

        At the first and the last row it stops.
        """
        if not self.is_wrapped or (abs(count) > _FAR and not self._is_inside(place, count)):
            index = self.folds.index_of(place.line)
            target = max(0, min(index + count, self.shown_count - 1))
            return RowStart(self.folds.line_of(target), 0), target - index
        return self._walked_down(place, count) if count >= 0 else self._walked_up(place, count)

    def _is_inside(self, place: RowStart, count: int) -> bool:
        return 0 <= self.row_of(place) + count < self.rows_of(place.line)

    def _walked_down(self, place: RowStart, count: int) -> tuple[RowStart, int]:
        line, laid = place.line, self._settled(place.line, place.offset, count)
        row, left = laid.row_of(min(place.offset, laid.length)), count
        while row + left >= laid.row_count:
            following = self.folds.behind(line)
            if following >= self.lines.buffer.line_count:
                last = laid.row_count - 1
                return RowStart(line, laid.row_span(last)[0]), count - left + last - row
            left -= laid.row_count - row
            line, row = following, 0
            laid = self._settled(line, 0, left)
        return RowStart(line, laid.row_span(row + left)[0]), count

    def _walked_up(self, place: RowStart, count: int) -> tuple[RowStart, int]:
        line, laid = place.line, self._settled(place.line, place.offset, count)
        row, left = laid.row_of(min(place.offset, laid.length)), count
        while row + left < 0:
            left += row
            if line == 0:
                return RowStart(0, 0), count - left
            line = self.folds.shown_for(line - 1)
            laid = self._settled(line, self.lines.at(line).length, left)
            row = laid.row_count
        return RowStart(line, laid.row_span(row + left)[0]), count

    def _settled(self, line: int, offset: int, rows: int) -> LaidLine:
        laid = self.lines.at(line)
        if isinstance(laid, WrappedLine):
            laid.settle(min(offset, laid.length), rows)
        return laid

    def distance(self, start: RowStart, end: RowStart, limit: int) -> int:
        """Return how many rows one row is behind another; below 0 where it is before it.

        Args:
            start: the one row.
            end: the other one.
            limit: farther than so many rows the answer is only some number that is larger than it.
        """
        indices = self.folds.index_of(end.line) - self.folds.index_of(start.line)
        if not self.is_wrapped or abs(indices) > limit:
            return indices
        if start.line == end.line:
            return self.row_of(end) - self.row_of(start)
        if indices < 0:
            return -self.distance(end, start, limit)
        line, rows = start.line, -self.row_of(start)
        while line < end.line and rows <= limit:
            rows += self.lines.at(line).row_count
            line = self.folds.behind(line)
        return rows + (self.row_of(end) if rows <= limit else 0)

    def fraction_of(self, place: RowStart) -> float:
        """Return how many lines can be seen before a row; a part of a line for the rows of it before that row."""
        index = self.folds.index_of(place.line)
        return index + self.row_of(place) / self.rows_of(place.line) if self.is_wrapped else index

    def at_fraction(self, fraction: float) -> RowStart:
        """Return the row before which so many lines can be seen, or parts of them."""
        index = max(0, min(int(fraction), self.shown_count - 1))
        line = self.folds.line_of(index)
        if not self.is_wrapped:
            return RowStart(line, 0)
        laid = self.lines.at(line)
        row = max(0, min(int((fraction - index) * laid.row_count + 1e-6), laid.row_count - 1))
        return RowStart(line, laid.row_span(row)[0])
