"""Owns how one line is laid out: in one piece, or, when it is long, only in the pieces that are looked at.

Does not know which line of a document it is, nor where the window is: x counts from the line's left edge.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from PySide6.QtGui import QTextCharFormat

from editorapp.text.buffer import Buffer
from editorapp.text.grapheme import boundary_at_or_before
from editorapp.ui.view.piece import Piece, Preedit
from editorapp.ui.view.typeface import Typeface

LONGEST_WHOLE: Final = 4000
"""Lines of more code points than this are laid out in pieces."""

PIECE_LENGTH: Final = 1000
_PIECES_KEPT: Final = 24
_LONGEST_CLUSTER: Final = 64
"""A piece ends at a cluster boundary if there is one this near, in code points."""

Formats = Sequence[tuple[int, int, QTextCharFormat]]
"""Start and end of stretches of a text, in code points, and what they look like."""


def _plain(start: int, text: str) -> Formats:
    return ()


class WholeLine:
    """A line that is laid out in one piece.

    Attributes:
        length: its code points, without the line break.
    """

    __slots__ = ("_piece", "length")

    def __init__(
        self, text: str, typeface: Typeface, preedit: Preedit | None = None, formats: Formats = ()
    ) -> None:
        """Lay out the text of a line."""
        self._piece = Piece(text, typeface, preedit, formats)
        self.length = len(text)

    @property
    def width(self) -> float:
        """How wide it is, in logical pixels."""
        return self._piece.width

    @property
    def is_right_to_left(self) -> bool:
        """Whether it starts at the right."""
        return self._piece.is_right_to_left

    def x_of(self, offset: int) -> float:
        """Return where the caret stands at an offset from 0 to the length, in code points."""
        return self._piece.x_of(offset)

    def preedit_caret_x(self) -> float | None:
        """Return where the caret stands in text that is being composed; None where it is hidden."""
        return self._piece.preedit_caret_x()

    def offset_at(self, x: float) -> int:
        """Return the offset of the cluster boundary that is nearest to an x."""
        return self._piece.offset_at(x)

    def pieces(self, left: float, right: float) -> Iterator[tuple[float, int, Piece]]:
        """Yield the pieces between two x, each with its own x and the offset where it starts."""
        yield 0.0, 0, self._piece


class LongLine:
    """A line of any length; the x of a place that was never looked at is that of a fixed grid.

    On lines of one cell for each code point, such as ASCII without tabs, this is exact. Elsewhere the pieces
    that were looked at are known exactly, and what lies behind them moves as they are wider than the grid.

    Attributes:
        length: its code points, without the line break.
        formats_of: what looks different in a part of it.
    """

    is_right_to_left: Final = False

    def __init__(
        self,
        buffer: Buffer,
        start: int,
        length: int,
        typeface: Typeface,
        preedit: Preedit | None = None,
        formats_of: Callable[[int, str], Formats] = _plain,
    ) -> None:
        """Take where the line is in a text; nothing is laid out yet.

        Args:
            buffer: the text.
            start: where in it the line starts.
            length: its code points, without the line break.
            typeface: its font.
            preedit: what is being composed in it.
            formats_of: what looks different in a part of it, given by where it starts and its text.
        """
        self._buffer = buffer
        self._start = start
        self.length = length
        self._typeface = typeface
        self._pieces: dict[int, Piece] = {}
        self._excess: dict[int, float] = {}
        self._sums: tuple[list[int], list[float]] | None = None
        self._preedit = preedit
        self.formats_of = formats_of

    def restyle(self) -> None:
        """Forget the pieces, because they are to look different; how wide they are stays known."""
        self._pieces.clear()

    def follow(self, buffer: Buffer, start: int, length: int, changed_from: int) -> None:
        """Go on as the line of the next revision, whose text is the same before an offset."""
        self._buffer, self._start, self.length = buffer, start, length
        first = max(0, changed_from // PIECE_LENGTH - 1)
        self._pieces = {index: piece for index, piece in self._pieces.items() if index < first}
        self._excess = {index: excess for index, excess in self._excess.items() if index < first}
        self._sums = None

    @property
    def width(self) -> float:
        """How wide it is, in logical pixels, as far as that is known."""
        return self._x_of_piece(self._count)

    def x_of(self, offset: int) -> float:
        """Return where the caret stands at an offset from 0 to the length, in code points."""
        index = self._index_of(offset)
        return self._x_of_piece(index) + self._piece(index).x_of(offset - self._boundary(index))

    def preedit_caret_x(self) -> float | None:
        """Return where the caret stands in text that is being composed; None where it is hidden."""
        if self._preedit is None:
            return None
        index = self._index_of(self._preedit.offset)
        x = self._piece(index).preedit_caret_x()
        return None if x is None else self._x_of_piece(index) + x

    def offset_at(self, x: float) -> int:
        """Return the offset of the cluster boundary that is nearest to an x."""
        index = self._index_at(x)
        return self._boundary(index) + self._piece(index).offset_at(x - self._x_of_piece(index))

    def pieces(self, left: float, right: float) -> Iterator[tuple[float, int, Piece]]:
        """Yield the pieces between two x, each with its own x and the offset where it starts."""
        for index in range(self._index_at(left), self._count):
            x = self._x_of_piece(index)
            if x > right:
                return
            yield x, self._boundary(index), self._piece(index)

    @property
    def _count(self) -> int:
        return -(-self.length // PIECE_LENGTH)

    def _boundary(self, index: int) -> int:
        """Where a piece starts: a multiple of the length of pieces, or shortly before, between clusters."""
        offset = index * PIECE_LENGTH
        if index <= 0 or offset >= self.length:
            return min(offset, self.length)
        near = boundary_at_or_before(self._buffer, self._start + offset) - self._start
        return near if offset - near <= _LONGEST_CLUSTER else offset

    def _index_of(self, offset: int) -> int:
        index = min(offset // PIECE_LENGTH, self._count - 1)
        if index + 1 < self._count and offset >= self._boundary(index + 1):
            index += 1
        return index

    def _index_at(self, x: float) -> int:
        first, last = 0, self._count - 1
        while first < last:
            middle = (first + last + 1) // 2
            if self._x_of_piece(middle) <= x:
                first = middle
            else:
                last = middle - 1
        return first

    def _x_of_piece(self, index: int) -> float:
        if self._sums is None:
            known = sorted(self._excess)
            self._sums = known, list(accumulate((self._excess[i] for i in known), initial=0.0))
        known, sums = self._sums
        return self._boundary(index) * self._typeface.cell + sums[bisect_left(known, index)]

    def _piece(self, index: int) -> Piece:
        piece = self._pieces.pop(index, None)
        if piece is None:
            start, end = self._boundary(index), self._boundary(index + 1)
            text = self._buffer.slice(self._start + start, self._start + end)
            preedit = self._preedit
            if preedit is not None:
                is_here = self._index_of(preedit.offset) == index
                preedit = preedit.at(preedit.offset - start) if is_here else None
            piece = Piece(text, self._typeface, preedit, self.formats_of(start, text))
            excess = piece.width - (end - start) * self._typeface.cell
            if abs(excess) > 0.01 and self._excess.get(index) != excess:
                self._excess[index] = excess
                self._sums = None
            while len(self._pieces) >= _PIECES_KEPT:
                self._pieces.pop(next(iter(self._pieces)))
        self._pieces[index] = piece
        return piece


LaidLine = WholeLine | LongLine
