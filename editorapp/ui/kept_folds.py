"""Owns what is kept of a view's folds from one start to the next, and how much of it still fits.

Does not own the file that it is kept in.
"""

from __future__ import annotations

from typing import Final

from editorapp.text.folding import Folds
from editorapp.ui.view import TextView

_MOST: Final = 2_000
"""The state of a window is written after each change of it, so it stays small."""

Lines = tuple[tuple[int, int], ...]
"""First and last line of each fold, from 0."""


def kept_folds(view: TextView) -> Lines:
    """Return the folds of a view that are worth keeping; of very many the first ones."""
    return view.folding.hidden.ranges[:_MOST]


def restore_folds(view: TextView, kept: Lines) -> None:
    """Fold the lines of a view that were folded, if the text still has them."""
    count = view.document.buffer.line_count
    view.folding.hide(Folds(pair for pair in kept if pair[0] >= 0 and pair[1] < count))
