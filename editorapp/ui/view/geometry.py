"""Owns `Geometry`: which pixel of the window shows which code point of the document, and the other way.

Pixels are logical ones and count from the top left of the text area. Does not paint and moves no scroll bar.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QRectF

from editorapp.text.document import Document
from editorapp.text.grapheme import boundary_at_or_before
from editorapp.text.selection import Range
from editorapp.ui.view.display_lines import DisplayLines
from editorapp.ui.view.laid_line import LaidLine
from editorapp.ui.view.typeface import Typeface

PADDING: Final = 5
"""Empty space at both sides of the text."""

CARET_WIDTH: Final = 2


class Place(NamedTuple):
    """A position as a line, from 0, and an offset in it, in code points."""

    line: int
    offset: int


class Geometry:
    """Where everything is in the window.

    Attributes:
        document: what is shown.
        lines: its laid-out lines.
        width: the width of the window, in logical pixels.
        height: its height.
        top: how far it is scrolled down, in logical pixels from the top of the first line.
        left: how far it is scrolled to the right, in logical pixels.
    """

    def __init__(self, document: Document, typeface: Typeface) -> None:
        """Show a document from its start, in a window without extent."""
        self.document = document
        self.lines = DisplayLines(document.buffer, typeface)
        self.width = 0
        self.height = 0
        self.top = 0.0
        self.left = 0.0

    @property
    def typeface(self) -> Typeface:
        """The font of the text and its measures."""
        return self.lines.typeface

    @property
    def line_height(self) -> int:
        """From one line to the next, in logical pixels."""
        return self.lines.typeface.line_height

    @property
    def content_width(self) -> float:
        """How wide all lines seen so far are, with the space beside them."""
        return self.lines.widest + 2 * PADDING + CARET_WIDTH

    @property
    def content_height(self) -> int:
        """How high all lines are."""
        return self.lines.buffer.line_count * self.line_height

    @property
    def first_line(self) -> int:
        """The first line that is at least partly in the window, from 0."""
        return min(int(self.top // self.line_height), self.lines.buffer.line_count - 1)

    @property
    def last_line(self) -> int:
        """The last line that is at least partly in the window."""
        return self.line_at_y(self.height - 1)

    def place_of(self, position: int) -> Place:
        """Return the line that a position is in, and where in it."""
        buffer = self.lines.buffer
        line = buffer.line_at(position)
        return Place(line, min(position - buffer.line_start(line), self.lines.at(line).length))

    def line_at_position(self, position: int) -> int:
        """Return the line, from 0, that a position is in."""
        return self.lines.buffer.line_at(position)

    def line_at_y(self, y: float) -> int:
        """Return the line at a height, or the nearest one."""
        line = int((y + self.top) // self.line_height)
        return max(0, min(line, self.lines.buffer.line_count - 1))

    def line_top(self, line: int) -> float:
        """Return where the top of a line is in the window; it may lie outside."""
        return line * self.line_height - self.top

    def line_left(self, laid: LaidLine) -> float:
        """Return where the x of 0 of a line is in the window; right-to-left lines stand at the right."""
        spare = self.width - 2 * PADDING - CARET_WIDTH - laid.width if laid.is_right_to_left else 0
        return PADDING + max(0.0, spare) - self.left

    def position_at(self, x: float, y: float) -> int:
        """Return the position whose caret is nearest to a point, inside the window or outside."""
        line = self.line_at_y(y)
        laid = self.lines.at(line)
        position = self.lines.buffer.line_start(line) + laid.offset_at(x - self.line_left(laid))
        # Qt parts a cluster whose signs come from several fonts.
        return boundary_at_or_before(self.lines.buffer, position)

    def caret_rect(self, position: int) -> QRectF:
        """Return where the caret at a position is."""
        line, offset = self.place_of(position)
        laid = self.lines.at(line)
        return self.caret_at(line, self.line_left(laid) + laid.x_of(offset))

    def caret_at(self, line: int, x: float) -> QRectF:
        """Return the rectangle of a caret in a line at an x of the window."""
        return QRectF(x - CARET_WIDTH / 2, self.line_top(line), CARET_WIDTH, self.line_height)

    def spans(
        self, line: int, start: int, end: int, left: float, right: float
    ) -> Iterator[tuple[float, float]]:
        """Yield where in the window the text from start to end is, as far as it belongs to a line.

        Args:
            line: the line, from 0.
            start: a position, also one before the line.
            end: a position, also one behind the line.
            left: pieces of the line that end before this x may be left out.
            right: pieces of the line that start behind this x may be left out.
        """
        laid = self.lines.at(line)
        origin, line_start = self.line_left(laid), self.lines.buffer.line_start(line)
        for x, offset, piece in laid.pieces(left - origin, right - origin):
            piece_start = line_start + offset
            for span in piece.spans(max(0, start - piece_start), min(end - piece_start, len(piece.text))):
                yield origin + x + span[0], origin + x + span[1]

    def main_caret_rect(self) -> QRectF | None:
        """Return where the primary caret is, in composed text if there is some; None where that hides it."""
        head = self.document.selection.main.head
        line = self.lines.buffer.line_at(head)
        if not self.lines.is_composed(line):
            return self.caret_rect(head)
        laid = self.lines.at(line)
        x = laid.preedit_caret_x()
        return None if x is None else self.caret_at(line, self.line_left(laid) + x)

    def shown_range(self) -> tuple[int, int]:
        """Return the positions where the first line in the window starts and the last one ends."""
        return self.start_of(self.first_line), self.start_of(self.last_line + 1)

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
