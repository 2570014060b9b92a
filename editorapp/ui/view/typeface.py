"""Owns `Typeface`: a font with the measures that the whole view shares, the cell and the height of a line.

Does not lay out text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout

_LEADING = 0.12
"""Space between lines, as a part of the height of the font."""


@dataclass(frozen=True)
class Typeface:
    """A font and its measures, in logical pixels.

    Attributes:
        font: the font of the text.
        cell: the width of one character of a fixed grid.
        line_height: from one line to the next, a whole number.
        baseline: from the top of a line to its baseline.
        tab_width: the cells from one tab stop to the next.
    """

    font: QFont
    cell: float
    line_height: int
    baseline: float
    tab_width: int

    @classmethod
    def measured(cls, font: QFont, tab_width: int) -> Typeface:
        """Measure a font the way text is laid out with it."""
        metrics = QFontMetricsF(font)
        layout = QTextLayout("x" * 32, font)
        layout.beginLayout()
        line = layout.createLine()
        line.setPosition(QPointF(0, 0))
        layout.endLayout()
        cell = max(1.0, line.naturalTextWidth() / 32)
        height = metrics.ascent() + metrics.descent()
        extra = max(metrics.leading(), height * _LEADING)
        return cls(font, cell, math.ceil(height + extra), round(extra / 2 + metrics.ascent()), tab_width)
