"""Owns `ViewOptions`: how text is shown in all views of a window.

Does not know who keeps it, nor how any of it is painted.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec


class WrapMode(StrEnum):
    """Where lines are wrapped: nowhere, at the width of the window, or at a column."""

    NONE = "none"
    WINDOW = "window"
    COLUMN = "column"


class Scheme(StrEnum):
    """What a person wants: what the desktop has, or always light, or always dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class ViewOptions(msgspec.Struct, frozen=True, omit_defaults=True):
    """How text is shown.

    Attributes:
        wrap: where lines are wrapped.
        wrap_column: the column to wrap at, in cells.
        line_numbers: whether the numbers of lines are shown.
        whitespace: whether spaces, tabs and line ends have marks.
        guides: whether lines show how far text is indented.
        current_line: whether the line of the caret has another ground.
        ligatures: whether signs that the font joins are joined.
        smooth_scroll: whether the window glides where it scrolls far.
        scroll_past_end: whether it may be scrolled until the last line is at the top.
    """

    wrap: WrapMode = WrapMode.NONE
    wrap_column: Annotated[int, msgspec.Meta(ge=10, le=1000)] = 80
    line_numbers: bool = True
    whitespace: bool = False
    guides: bool = True
    current_line: bool = True
    ligatures: bool = True
    smooth_scroll: bool = True
    scroll_past_end: bool = False
