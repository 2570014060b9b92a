"""Owns how a long line is laid out: only in the pieces that are looked at, in one row or wrapped.

Does not know which line of a document it is, nor where the window is: x counts from the line's left edge, rows from
its first one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Final

from editorapp.text.buffer import Buffer
from editorapp.text.grapheme import boundary_at_or_before
from editorapp.ui.view.piece import Piece, Preedit, Wrap
from editorapp.ui.view.placed_piece import LONGEST_INDENT, Formats, PlacedPiece, hanging_of
from editorapp.ui.view.typeface import Typeface

PIECE_LENGTH: Final = 1000
_WRAPPED_LENGTH: Final = 2400
"""About so long, in code points, are the pieces of a long line that is wrapped; each starts a row."""

_PIECES_KEPT: Final = 24
_BOUNDARIES_KEPT: Final = 1000
_LONGEST_CLUSTER: Final = 64
"""A piece ends at a cluster boundary if there is one this near, in code points."""

_LONGEST_WORD: Final = 32
"""A piece of a wrapped line ends behind a space if there is one this near, in code points."""

_MOST_SETTLED: Final = 8
"""So many pieces of a wrapped line are laid out to know how far it is from one row to another."""


def _plain(start: int, text: str) -> Formats:
    return ()


class LongLine(ABC):
    """A line of any length, in pieces of which only those that are looked at are laid out.

    Where a piece lies that was never looked at is reckoned on a fixed grid, by the pieces before it: those that were
    looked at are known exactly, and what lies behind them moves as they take more than the grid says.

    Attributes:
        length: its code points, without the line break.
        formats_of: what looks different in a part of it.
    """

    is_long: Final = True
    is_right_to_left: Final = False

    def __init__(
        self,
        buffer: Buffer,
        start: int,
        length: int,
        typeface: Typeface,
        preedit: Preedit | None = None,
        formats_of: Callable[[int, str], Formats] = _plain,
        piece_length: int = PIECE_LENGTH,
    ) -> None:
        """Take where the line is in a text; nothing is laid out yet.

        Args:
            buffer: the text.
            start: where in it the line starts.
            length: its code points, without the line break.
            typeface: its font.
            preedit: what is being composed in it.
            formats_of: what looks different in a part of it, given by where it starts and its text.
            piece_length: how many code points a piece has, about.
        """
        self._piece_length = piece_length
        self._buffer = buffer
        self._start = start
        self.length = length
        self._typeface = typeface
        self._pieces: dict[int, Piece] = {}
        self._excess: dict[int, float] = {}
        self._boundaries: dict[int, int] = {}
        self._sums: tuple[list[int], list[float]] | None = None
        self._preedit = preedit
        self.formats_of = formats_of

    @property
    def head(self) -> str:
        """The text that it starts with."""
        return self._buffer.slice(self._start, self._start + min(self.length, LONGEST_INDENT))

    def restyle(self) -> None:
        """Forget the pieces, because they are to look different; how large they are stays known."""
        self._pieces.clear()

    def follow(self, buffer: Buffer, start: int, length: int, changed_from: int) -> None:
        """Go on as the line of the next revision, whose text is the same before an offset."""
        self._buffer, self._start, self.length = buffer, start, length
        first = max(0, changed_from // self._piece_length - 1)
        self._pieces = {index: piece for index, piece in self._pieces.items() if index < first}
        self._excess = {index: excess for index, excess in self._excess.items() if index < first}
        self._boundaries = {index: offset for index, offset in self._boundaries.items() if index < first}
        self._sums = None

    @abstractmethod
    def _reckoned(self, index: int) -> float:
        """Where a piece starts, were all before it as the grid has them."""

    @abstractmethod
    def _laid_out(self, index: int, start: int, text: str, preedit: Preedit | None) -> tuple[Piece, float]:
        """Lay out a piece, and return with it how much it takes."""

    @property
    def _count(self) -> int:
        return -(-self.length // self._piece_length)

    def _boundary(self, index: int) -> int:
        """Where a piece starts."""
        found = self._boundaries.get(index)
        if found is None:
            found = self._boundary_near(index)
            if len(self._boundaries) >= _BOUNDARIES_KEPT:
                self._boundaries.clear()
            self._boundaries[index] = found
        return found

    def _boundary_near(self, index: int) -> int:
        """Find where a piece starts: a multiple of the length of pieces, or shortly before, between clusters."""
        offset = index * self._piece_length
        if index <= 0 or offset >= self.length:
            return min(offset, self.length)
        near = boundary_at_or_before(self._buffer, self._start + offset) - self._start
        return near if offset - near <= _LONGEST_CLUSTER else offset

    def _index_of(self, offset: int) -> int:
        index = min(offset // self._piece_length, self._count - 1)
        if index + 1 < self._count and offset >= self._boundary(index + 1):
            index += 1
        return index

    def _index_at(self, extent: float) -> int:
        first, last = 0, self._count - 1
        while first < last:
            middle = (first + last + 1) // 2
            if self._start_of(middle) <= extent:
                first = middle
            else:
                last = middle - 1
        return first

    def _start_of(self, index: int) -> float:
        if self._sums is None:
            known = sorted(self._excess)
            self._sums = known, list(accumulate((self._excess[i] for i in known), initial=0.0))
        known, sums = self._sums
        return self._reckoned(index) + sums[bisect_left(known, index)]

    def _piece(self, index: int) -> Piece:
        piece = self._pieces.pop(index, None)
        if piece is None:
            start, end = self._boundary(index), self._boundary(index + 1)
            text = self._buffer.slice(self._start + start, self._start + end)
            preedit = self._preedit
            if preedit is not None:
                is_here = self._index_of(preedit.offset) == index
                preedit = preedit.at(preedit.offset - start) if is_here else None
            piece, size = self._laid_out(index, start, text, preedit)
            excess = size - (self._reckoned(index + 1) - self._reckoned(index))
            if abs(excess - self._excess.get(index, 0.0)) > 0.01:
                self._excess[index] = excess
                self._sums = None
            while len(self._pieces) >= _PIECES_KEPT:
                self._pieces.pop(next(iter(self._pieces)))
        self._pieces[index] = piece
        return piece


class OneRowLine(LongLine):
    """A long line in one row; exact from the start where each code point takes one cell, as ASCII without tabs."""

    row_count: Final = 1

    @property
    def width(self) -> float:
        """How wide it is, in logical pixels, as far as that is known."""
        return self._start_of(self._count)

    def row_of(self, offset: int) -> int:
        """Return the row that an offset is in."""
        return 0

    def row_span(self, row: int) -> tuple[int, int]:
        """Return the offsets where a row starts and ends."""
        return 0, self.length

    def x_of(self, offset: int) -> float:
        """Return where the caret stands at an offset from 0 to the length, in code points."""
        index = self._index_of(offset)
        piece = self._piece(index)
        return self._start_of(index) + piece.x_of(offset - self._boundary(index))

    def preedit_caret(self) -> tuple[int, float] | None:
        """Return row and x of the caret in text that is being composed; None where it is hidden."""
        if self._preedit is None:
            return None
        index = self._index_of(self._preedit.offset)
        found = self._piece(index).preedit_caret()
        return None if found is None else (0, self._start_of(index) + found[1])

    def offset_at(self, row: int, x: float) -> int:
        """Return the offset of the cluster boundary that is nearest to an x."""
        index = self._index_at(x)
        return self._boundary(index) + self._piece(index).offset_at(0, x - self._start_of(index))

    def pieces(self, left: float, right: float, first: int, last: int) -> Iterator[PlacedPiece]:
        """Yield the pieces that are between two x and in the rows from first to last."""
        for index in range(self._index_at(left), self._count):
            x = self._start_of(index)
            if x > right:
                return
            yield PlacedPiece(x, 0, self._boundary(index), self._piece(index))

    def _reckoned(self, index: int) -> float:
        return self._boundary(index) * self._typeface.cell

    def _laid_out(self, index: int, start: int, text: str, preedit: Preedit | None) -> tuple[Piece, float]:
        piece = Piece(text, self._typeface, preedit, self.formats_of(start, text))
        return piece, piece.width


class WrappedLine(LongLine):
    """A long line in rows; each of its pieces starts a row, so that none depends on all before it."""

    def __init__(
        self,
        wrap_width: float,
        buffer: Buffer,
        start: int,
        length: int,
        typeface: Typeface,
        preedit: Preedit | None = None,
        formats_of: Callable[[int, str], Formats] = _plain,
    ) -> None:
        """Take the width of a row, in logical pixels, and where the line is; nothing is laid out yet."""
        head = buffer.slice(start, start + min(length, LONGEST_INDENT))
        self._width = wrap_width
        self._hanging = hanging_of(head, typeface, wrap_width)
        self._columns = max(1, int((wrap_width - self._hanging + 0.01) / typeface.cell))
        self._rows_in_piece = max(1, round(_WRAPPED_LENGTH / self._columns))
        piece_length = self._columns * self._rows_in_piece
        super().__init__(buffer, start, length, typeface, preedit, formats_of, piece_length)

    @property
    def width(self) -> float:
        """How wide it is, in logical pixels."""
        return self._width

    @property
    def row_count(self) -> int:
        """How many rows it has, as far as that is known."""
        return max(1, int(self._start_of(self._count)))

    def row_of(self, offset: int) -> int:
        """Return the row that an offset is in; between two rows it is the second."""
        index = self._index_of(offset)
        row = self._piece(index).row_of(offset - self._boundary(index))
        return int(self._start_of(index)) + row

    def row_span(self, row: int) -> tuple[int, int]:
        """Return the offsets where a row starts and ends; of the last row, for a number that is too large."""
        index, row = self._place_of_row(row)
        start, end = self._piece(index).row_span(row)
        boundary = self._boundary(index)
        return boundary + start, boundary + end

    def settle(self, offset: int, rows: int) -> None:
        """Lay out what is between an offset and some rows behind it, or before it below 0, so that rows are exact."""
        index = self._index_of(offset)
        step = 1 if rows > 0 else -1
        left = abs(rows)
        for _ in range(_MOST_SETTLED):
            left -= self._piece(index).row_count
            if not 0 <= index + step < self._count or left < -self._rows_in_piece:
                return
            index += step

    def x_of(self, offset: int) -> float:
        """Return where the caret stands in its row at an offset from 0 to the length, in code points."""
        index = self._index_of(offset)
        return self._piece(index).x_of(offset - self._boundary(index))

    def preedit_caret(self) -> tuple[int, float] | None:
        """Return row and x of the caret in text that is being composed; None where it is hidden."""
        if self._preedit is None:
            return None
        index = self._index_of(self._preedit.offset)
        found = self._piece(index).preedit_caret()
        return None if found is None else (int(self._start_of(index)) + found[0], found[1])

    def offset_at(self, row: int, x: float) -> int:
        """Return the offset of the cluster boundary of a row that is nearest to an x."""
        index, row = self._place_of_row(row)
        piece = self._piece(index)
        offset = piece.offset_at(row, x)
        if offset == len(piece.text) and index + 1 < self._count:
            # The end of a piece is the start of the next row.
            offset = max(piece.row_span(row)[0], offset - 1)
        return self._boundary(index) + offset

    def pieces(self, left: float, right: float, first: int, last: int) -> Iterator[PlacedPiece]:
        """Yield the pieces that are between two x and in the rows from first to last."""
        index, _ = self._place_of_row(first)
        while index < self._count:
            row = int(self._start_of(index))
            if row > last:
                return
            yield PlacedPiece(0.0, row, self._boundary(index), self._piece(index))
            index += 1

    def _boundary_near(self, index: int) -> int:
        """Find where a piece starts; behind a space, if there is one near, so that it parts no word."""
        offset = super()._boundary_near(index)
        if 0 < offset < self.length:
            near = self._buffer.slice(self._start + offset - _LONGEST_WORD, self._start + offset)
            offset -= len(near) - 1 - near.rfind(" ") if " " in near else 0
        return offset

    def _place_of_row(self, row: int) -> tuple[int, int]:
        """The piece that a row is in, laid out and so known to have it, and its number there."""
        index = self._index_at(row)
        while row >= int(self._start_of(index)) + self._piece(index).row_count and index + 1 < self._count:
            index += 1
        piece = self._piece(index)
        return index, max(0, min(row - int(self._start_of(index)), piece.row_count - 1))

    def _reckoned(self, index: int) -> float:
        if index < self._count:
            return index * self._rows_in_piece
        rest = self.length - (self._count - 1) * self._piece_length
        return (self._count - 1) * self._rows_in_piece + max(1, -(-rest // self._columns))

    def _laid_out(self, index: int, start: int, text: str, preedit: Preedit | None) -> tuple[Piece, float]:
        wrap = Wrap(self._width, 0.0 if index == 0 else self._hanging, self._hanging)
        piece = Piece(text, self._typeface, preedit, self.formats_of(start, text), wrap)
        return piece, piece.row_count
