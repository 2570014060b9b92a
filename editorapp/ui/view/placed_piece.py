"""Owns `PlacedPiece`, a piece with its place in a line, and what lines in one piece and in many have in common.

Does not lay anything out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtGui import QTextCharFormat

from editorapp.ui.view.piece import Piece
from editorapp.ui.view.typeface import Typeface

LONGEST_INDENT: Final = 200
"""Space of more code points than this at the start of a line is not taken for its indentation."""

Formats = Sequence[tuple[int, int, QTextCharFormat]]
"""Start and end of stretches of a text, in code points, and what they look like."""


class PlacedPiece(NamedTuple):
    """A piece and where in its line it is.

    Attributes:
        x: its left edge, in logical pixels.
        row: its first row.
        offset: where its text starts in the line, in code points.
        piece: the piece.
    """

    x: float
    row: int
    offset: int
    piece: Piece


def hanging_of(text: str, typeface: Typeface, width: float) -> float:
    """Return how far the rows behind the first are indented: as far as the line, if that leaves them room."""
    space = text[: len(text) - len(text.lstrip(" \t"))]
    if not space or len(space) > LONGEST_INDENT:
        return 0.0
    indent = len(space.expandtabs(typeface.tab_width)) * typeface.cell
    return indent if indent <= width / 2 else 0.0
