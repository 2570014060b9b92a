"""Owns how a line of a usual length is laid out, in one piece, and `LaidLine`, a line of any length.

Does not know which line of a document it is, nor where the window is: x counts from the line's left edge, rows from
its first one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from editorapp.ui.view.long_line import OneRowLine, WrappedLine
from editorapp.ui.view.piece import Piece, Preedit, Wrap
from editorapp.ui.view.placed_piece import Formats, PlacedPiece, hanging_of
from editorapp.ui.view.typeface import Typeface

LONGEST_WHOLE: Final = 4000
"""Lines of more code points than this are laid out in pieces."""


class WholeLine:
    """A line that is laid out in one piece.

    Attributes:
        length: its code points, without the line break.
        row_count: how many rows it has, at least 1.
    """

    __slots__ = ("_piece", "length", "row_count")
    is_long: Final = False

    def __init__(
        self,
        text: str,
        typeface: Typeface,
        preedit: Preedit | None = None,
        formats: Formats = (),
        wrap_width: float | None = None,
    ) -> None:
        """Lay out the text of a line, in rows of a width in logical pixels, or in one row."""
        wrap = None if wrap_width is None else Wrap(wrap_width, 0.0, hanging_of(text, typeface, wrap_width))
        self._piece = Piece(text, typeface, preedit, formats, wrap)
        self.length = len(text)
        self.row_count = self._piece.row_count

    @property
    def head(self) -> str:
        """What it starts with: all of its text."""
        return self._piece.text

    @property
    def width(self) -> float:
        """How wide it is, in logical pixels."""
        return self._piece.width

    @property
    def is_right_to_left(self) -> bool:
        """Whether it starts at the right."""
        return self._piece.is_right_to_left

    def row_of(self, offset: int) -> int:
        """Return the row that an offset is in; between two rows it is the second."""
        return self._piece.row_of(offset)

    def row_span(self, row: int) -> tuple[int, int]:
        """Return the offsets where a row starts and ends."""
        return self._piece.row_span(row)

    def x_of(self, offset: int) -> float:
        """Return where the caret stands in its row at an offset from 0 to the length, in code points."""
        return self._piece.x_of(offset)

    def preedit_caret(self) -> tuple[int, float] | None:
        """Return row and x of the caret in text that is being composed; None where it is hidden."""
        return self._piece.preedit_caret()

    def offset_at(self, row: int, x: float) -> int:
        """Return the offset of the cluster boundary of a row that is nearest to an x."""
        return self._piece.offset_at(row, x)

    def pieces(self, left: float, right: float, first: int, last: int) -> Iterator[PlacedPiece]:
        """Yield the pieces that are between two x and in the rows from first to last."""
        yield PlacedPiece(0.0, 0, 0, self._piece)


LaidLine = WholeLine | OneRowLine | WrappedLine
