"""Owns `ViewFolds`, which lines of a view are hidden and where they can be, as the rest of the window asks for it.

Does not find out what can be folded, and does not lay out or paint.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF

from editorapp.text.folding import Folds, FoldSource
from editorapp.text.indentation_folds import IndentationFolds
from editorapp.ui.view.decoration import fold_box
from editorapp.ui.view.geometry import Anchor, Geometry
from editorapp.ui.view.margin import LineNumberMargin
from editorapp.ui.view.rows import RowStart


class ViewFolds:
    """The folds of one view."""

    def __init__(self, geometry: Geometry, margin: LineNumberMargin, changed: Callable[[], None]) -> None:
        """Take what shows the folds.

        Args:
            geometry: where everything is.
            margin: shows beside which lines there can be folds.
            changed: is called when other lines are hidden.
        """
        self._geometry = geometry
        self._margin = margin
        self._changed = changed

    @property
    def hidden(self) -> Folds:
        """Which lines are hidden."""
        return self._geometry.folds

    def hide(self, folds: Folds) -> None:
        """Hide these lines and no others; where the window stands stays in sight."""
        geometry = self._geometry
        if folds == geometry.folds:
            return
        geometry.walk.folds = folds
        place = geometry.anchor.place
        shown = folds.shown_for(place.line)
        if shown != place.line:
            geometry.anchor = Anchor(RowStart(shown, 0))
        self._changed()

    @property
    def source(self) -> FoldSource:
        """What says where lines can be folded."""
        return self._margin.fold_source

    def set_source(self, source: FoldSource | None) -> None:
        """Ask another one where lines can be folded; None for how far they are indented."""
        self._margin.fold_source = source or IndentationFolds(lambda: self._geometry.document)
        self._margin.update()

    def box_at(self, point: QPointF) -> int | None:
        """Return the line, from 0, whose box of hidden lines is under a point of the viewport, or None."""
        geometry = self._geometry
        for shown in geometry.shown_lines(point.y(), point.y()) if geometry.folds else ():
            if geometry.folds.folded_at(shown.line) is not None and fold_box(geometry, shown).contains(point):
                return shown.line
        return None
