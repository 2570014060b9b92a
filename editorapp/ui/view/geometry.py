"""Owns `Geometry`: which pixel of the window shows which code point of the document, and the other way.

Pixels are logical ones and count from the top left of the text area. Does not paint and moves no scroll bar.

The window stands on a row: nothing is counted from the top of the document, so that no place needs the heights of all
lines before it.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF

from editorapp.session.view_options import ViewOptions, WrapMode
from editorapp.text.document import Document
from editorapp.text.folding import Folds
from editorapp.text.grapheme import boundary_at_or_before
from editorapp.text.selection import Range
from editorapp.ui.view.display_lines import DisplayLines
from editorapp.ui.view.laid_line import LaidLine
from editorapp.ui.view.piece import Span
from editorapp.ui.view.rows import RowStart, RowWalk
from editorapp.ui.view.typeface import Typeface

PADDING: Final = 5
"""Empty space at both sides of the text."""

CARET_WIDTH: Final = 2

_FEWEST_COLUMNS: Final = 8
"""A row is never narrower than this, in cells."""

_MOST_LOOKED_AT: Final = 2000
_NEIGHBOUR: Final = 400
"""Code points of a line beside others that are looked at."""


class Place(NamedTuple):
    """A position as a line, from 0, and an offset in it, in code points."""

    line: int
    offset: int


class Anchor(NamedTuple):
    """What the window stands on.

    Attributes:
        place: the first row that is at least partly in the window.
        pixels: how much of that row is above the window, from 0 to less than its height.
    """

    place: RowStart = RowStart(0, 0)
    pixels: float = 0.0


class ShownLine(NamedTuple):
    """A line that is at least partly in the window: its number, where its first row is, and the line laid out."""

    line: int
    top: float
    laid: LaidLine


class Geometry:
    """Where everything is in the window.

    Attributes:
        document: what is shown.
        lines: its laid-out lines.
        walk: its rows.
        width: the width of the window, in logical pixels.
        height: its height.
        anchor: which row it stands on.
        left: how far it is scrolled to the right, in logical pixels.
    """

    def __init__(self, document: Document, typeface: Typeface) -> None:
        """Show a document from its start, in a window without extent."""
        self.document = document
        self.lines = DisplayLines(document.buffer, typeface)
        self.walk = RowWalk(self.lines)
        self.width = 0
        self.height = 0
        self.anchor = Anchor()
        self.left = 0.0

    @property
    def typeface(self) -> Typeface:
        """The font of the text and its measures."""
        return self.lines.typeface

    @property
    def line_height(self) -> int:
        """From one row to the next, in logical pixels."""
        return self.lines.typeface.line_height

    @property
    def folds(self) -> Folds:
        """Which lines are hidden."""
        return self.walk.folds

    @property
    def content_width(self) -> float:
        """How wide all lines seen so far are, with the space beside them."""
        return self.lines.widest + 2 * PADDING + CARET_WIDTH

    @property
    def first_line(self) -> int:
        """The first line that is at least partly in the window, from 0."""
        return min(self.anchor.place.line, self.lines.buffer.line_count - 1)

    @property
    def last_line(self) -> int:
        """The last line that is at least partly in the window."""
        return self.line_at_y(self.height - 1)

    def shown_lines(self, top: float = 0.0, bottom: float | None = None) -> Iterator[ShownLine]:
        """Yield the lines that are at least partly between two heights of the window; by default all in it."""
        bottom = self.height - 1 if bottom is None else bottom
        line, height, count = self.first_line, self.line_height, self.lines.buffer.line_count
        # Rows are counted and not heights added up, so that a line has the same top wherever one starts to look.
        above, row = self.anchor.pixels, -self.walk.row_of(self.anchor.place)
        skipped = int((top + above) // height) - row
        if skipped > 0 and not self.walk.is_wrapped:
            # Every line has one row: those above need not be laid out.
            index = self.folds.index_of(line) + skipped
            if index >= self.walk.shown_count:
                return
            line, row = self.folds.line_of(index), row + skipped
        while (y := row * height - above) <= bottom and line < count:
            laid = self.lines.at(line)
            row += laid.row_count
            if row * height - above > top:
                yield ShownLine(line, y, laid)
            line = self.folds.behind(line)

    def shown_pieces(self) -> Iterator[tuple[int, int, str]]:
        """Yield what is laid out in the window: the line of each piece, where in it that starts, and its text."""
        height = self.line_height
        for line, top, laid in self.shown_lines():
            left = self.line_left(laid)
            rows = max(0, int(-top // height)), min(laid.row_count, int((self.height - top) // height))
            for placed in laid.pieces(-left, self.width - left, *rows):
                yield line, placed.offset, placed.piece.shown_text()

    def row_width(self, options: ViewOptions) -> float | None:
        """Return how wide rows may be, in logical pixels; None where a line has one row."""
        if options.wrap is WrapMode.COLUMN:
            return options.wrap_column * self.typeface.cell + 0.5
        if options.wrap is WrapMode.WINDOW:
            least = _FEWEST_COLUMNS * self.typeface.cell
            return max(least, float(self.width - 2 * PADDING - CARET_WIDTH))
        return None

    def edges_of(self, first: int, last: int | None) -> tuple[int, int] | None:
        """Return the top and the bottom of what some lines take of the window; None where that is nothing.

        Args:
            first: the first of the lines, from 0.
            last: the last one; None for all of the window below the first.
        """
        count, height, first_line = self.lines.buffer.line_count, self.height, self.first_line
        top = 0.0 if first <= first_line else self.line_top(first) if first < count else height
        bottom: float = height
        if last is not None:
            last = min(last, count - 1)
            if last < first_line:
                return None
            bottom = top if last == first > first_line else self.line_top(last)
            if bottom < height:
                bottom += self.walk.rows_of(last) * self.line_height
            # What stands high or low may reach into the rows of its neighbours.
            spill = 0 if self._is_plain(first, last) else 1
            top, bottom = top - spill, bottom + spill
        top, bottom = max(0, math.floor(top)), min(height, math.ceil(bottom))
        return (top, bottom) if top < bottom else None

    def _is_plain(self, first: int, last: int) -> bool:
        """Tell whether some lines and their neighbours surely hold nothing but signs that keep within their rows."""
        buffer = self.lines.buffer
        start, end = self.start_of(first), self.start_of(last + 1)
        if end - start > _MOST_LOOKED_AT:
            return False
        before = buffer.slice(start - _NEIGHBOUR, start)
        behind = buffer.slice(end, end + _NEIGHBOUR)
        # A neighbour that does not end within what is looked at may hold anything farther away.
        are_whole = (len(before) < _NEIGHBOUR or "\n" in before[:-1]) and (
            len(behind) < _NEIGHBOUR or "\n" in behind
        )
        return are_whole and before.isascii() and behind.isascii() and buffer.slice(start, end).isascii()

    # --- up and down -------------------------------------------------------------------------------------

    def row_at_y(self, y: float) -> RowStart:
        """Return the row at a height, or the nearest one."""
        rows = math.floor((y + self.anchor.pixels) / self.line_height)
        return self.walk.stepped(self.anchor.place, rows)[0]

    def line_at_y(self, y: float) -> int:
        """Return the line at a height, or the nearest one."""
        return self.row_at_y(y).line

    def row_top(self, place: RowStart) -> float:
        """Return where the top of a row is in the window; far outside, only that it is there and on which side."""
        limit = 3 * (self.height // self.line_height) + 10
        return self.walk.distance(self.anchor.place, place, limit) * self.line_height - self.anchor.pixels

    def line_top(self, line: int) -> float:
        """Return where the top of the first row of a line is; see `row_top`."""
        return self.row_top(RowStart(line, 0))

    def anchored(self, place: RowStart, y: float) -> Anchor:
        """Return the anchor of a window in which the top of a row is at a height, as far as there are rows."""
        rows = math.ceil(y / self.line_height)
        first, moved = self.walk.stepped(place, -rows)
        return Anchor(first, rows * self.line_height - y if moved == -rows else 0.0)

    def lowest(self, *, past_end: bool) -> Anchor:
        """Return the anchor of the lowest window: with the last row as its last, or, past the end, as its first."""
        last = self.walk.last()
        if past_end:
            return self.anchored(last, 0.0)
        return self.anchored(last, max(0.0, self.height - self.line_height))

    # --- left and right ----------------------------------------------------------------------------------

    def line_left(self, laid: LaidLine) -> float:
        """Return where the x of 0 of a line is in the window; right-to-left lines stand at the right."""
        if not laid.is_right_to_left or self.walk.is_wrapped:
            return PADDING - self.left
        return PADDING + max(0.0, self.width - 2 * PADDING - CARET_WIDTH - laid.width) - self.left

    def spans(
        self, line: int, start: int, end: int, left: float, right: float, rows: tuple[int, int]
    ) -> Iterator[Span]:
        """Yield where the text from start to end is, as far as it belongs to a line; rows are those of the line.

        Args:
            line: the line, from 0.
            start: a position, also one before the line.
            end: a position, also one behind the line.
            left: pieces of the line that end before this x of the window may be left out.
            right: pieces of the line that start behind this x may be left out.
            rows: the first and the last row that are wanted.
        """
        laid = self.lines.at(line)
        origin, line_start = self.line_left(laid), self.lines.buffer.line_start(line)
        for x, first_row, offset, piece in laid.pieces(left - origin, right - origin, *rows):
            piece_start = line_start + offset
            for span in piece.spans(max(0, start - piece_start), min(end - piece_start, len(piece.text))):
                yield Span(first_row + span.row, origin + x + span.left, origin + x + span.right)

    # --- positions ---------------------------------------------------------------------------------------

    def place_of(self, position: int) -> Place:
        """Return the line that a position is in, and where in it."""
        buffer = self.lines.buffer
        line = buffer.line_at(position)
        return Place(line, min(position - buffer.line_start(line), self.lines.at(line).length))

    def line_at_position(self, position: int) -> int:
        """Return the line, from 0, that a position is in."""
        return self.lines.buffer.line_at(position)

    def position_in_row(self, place: RowStart, x: float) -> int:
        """Return the position in a row whose caret is nearest to an x of the window."""
        laid = self.lines.at(place.line)
        row = self.walk.row_of(place)
        position = self.lines.buffer.line_start(place.line) + laid.offset_at(row, x - self.line_left(laid))
        # Qt parts a cluster whose signs come from several fonts.
        return boundary_at_or_before(self.lines.buffer, position)

    def position_at(self, x: float, y: float) -> int:
        """Return the position whose caret is nearest to a point, inside the window or outside."""
        return self.position_in_row(self.row_at_y(y), x)

    def caret_rect(self, position: int) -> QRectF:
        """Return where the caret at a position is; in a hidden line it is behind the line that hides it."""
        line, offset = self.place_of(position)
        shown = self.folds.shown_for(line)
        laid = self.lines.at(shown)
        if shown != line:
            offset = laid.length
        return self.caret_at(RowStart(shown, offset), self.line_left(laid) + laid.x_of(offset))

    def caret_at(self, place: RowStart, x: float) -> QRectF:
        """Return the rectangle of a caret in a row at an x of the window."""
        return QRectF(x - CARET_WIDTH / 2, self.row_top(place), CARET_WIDTH, self.line_height)

    def main_caret_rect(self) -> QRectF | None:
        """Return where the primary caret is, in composed text if there is some; None where that hides it."""
        head = self.document.selection.main.head
        line = self.lines.buffer.line_at(head)
        if not self.lines.is_composed(line):
            return self.caret_rect(head)
        laid = self.lines.at(line)
        found = laid.preedit_caret()
        if found is None:
            return None
        top = self.line_top(line) + found[0] * self.line_height
        return QRectF(self.line_left(laid) + found[1] - CARET_WIDTH / 2, top, CARET_WIDTH, self.line_height)

    def is_over(self, chosen: Range, point: QPointF) -> bool:
        """Tell whether a point is over the text of a range."""
        place, x = self.row_at_y(point.y()), point.x()
        if not 0 <= point.y() - self.row_top(place) < self.line_height:
            return False
        row = self.walk.row_of(place)
        spans = self.spans(place.line, chosen.start, chosen.end, x, x, (row, row))
        return any(span.row == row and span.left <= x <= span.right for span in spans)

    def shown_range(self) -> tuple[int, int]:
        """Return the positions where the first line in the window starts and the last one ends.

        Of a wrapped line only the rows in the window count, of a long one only the pieces.
        """
        first, last = self.anchor.place, self.row_at_y(self.height - 1)
        if not self.walk.is_wrapped:
            return self._seen_in(first.line)[0], self._seen_in(last.line)[1]
        laid = self.lines.at(last.line)
        row = self.walk.row_of(last)
        start = self.start_of(first.line) + self.lines.at(first.line).row_span(self.walk.row_of(first))[0]
        if row + 1 == laid.row_count:
            return start, self.start_of(last.line + 1)
        return start, self.start_of(last.line) + laid.row_span(row)[1]

    def _seen_in(self, line: int) -> tuple[int, int]:
        """The positions between which a line that has one row is in the window, pieces counted whole."""
        laid, start, end = self.lines.at(line), self.start_of(line), self.start_of(line + 1)
        origin = self.line_left(laid)
        pieces = list(laid.pieces(-origin, self.width - origin, 0, 0))
        if not pieces:
            return start, end
        last = pieces[-1].offset + len(pieces[-1].piece.text)
        return start + pieces[0].offset, end if last >= laid.length else start + last

    def start_of(self, line: int) -> int:
        """Return the position where a line starts; the end of the text for the number behind the last."""
        buffer = self.lines.buffer
        return buffer.line_start(line) if line < buffer.line_count else len(buffer)


def ranges_within(ranges: Sequence[Range], start: int, end: int) -> Iterator[Range]:
    """Yield those of some ranges, in order and apart, that lie at least partly between two positions."""
    for index in range(bisect_left(ranges, start, key=lambda r: r.end), len(ranges)):
        if ranges[index].start > end:
            return
        yield ranges[index]
