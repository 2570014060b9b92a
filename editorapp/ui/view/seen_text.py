"""Owns which stretches of the document are seen: of usual lines all, of long ones only the pieces in sight.

Does not know pixels beyond those it is asked about, and paints nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from editorapp.text.selection import Range
from editorapp.ui.view.geometry import Geometry, ShownLine
from editorapp.ui.view.laid_line import WholeLine


class Seen(NamedTuple):
    """A stretch of the document, from one position to another."""

    start: int
    end: int


def seen_stretches(
    geometry: Geometry,
    lines: Iterable[ShownLine],
    left: float,
    right: float,
    rows: Callable[[ShownLine], tuple[int, int]],
) -> list[Seen]:
    """Return the stretches that can be seen of some lines, in order and apart.

    Args:
        geometry: where everything is.
        lines: the lines, in order.
        left: the x of the window where what is looked at starts, in logical pixels.
        right: where it ends.
        rows: returns the first and the last row of a line that are looked at.
    """
    found: list[Seen] = []
    for is_usual, group in groupby(lines, lambda shown: isinstance(shown.laid, WholeLine)):
        if is_usual:
            usual = list(group)
            found.append(Seen(geometry.start_of(usual[0].line), geometry.start_of(usual[-1].line + 1)))
        else:
            found += [_seen_of_long(geometry, shown, left, right, rows(shown)) for shown in group]
    return found


def _seen_of_long(
    geometry: Geometry, shown: ShownLine, left: float, right: float, rows: tuple[int, int]
) -> Seen:
    """The part of a long line that is seen; with its line break, where it is seen up to its end."""
    laid = shown.laid
    origin, start = geometry.line_left(laid), geometry.start_of(shown.line)
    pieces = [(p.offset, len(p.piece.text)) for p in laid.pieces(left - origin, right - origin, *rows)]
    if not pieces:
        return Seen(start, start)
    end = pieces[-1][0] + pieces[-1][1]
    return Seen(
        start + pieces[0][0], geometry.start_of(shown.line + 1) if end >= laid.length else start + end
    )


def ranges_seen(ranges: Sequence[Range], stretches: Iterable[Seen]) -> Iterator[Range]:
    """Yield those of some ranges, in order and apart, that lie at least partly in some stretches, each once."""
    index = 0
    for stretch in stretches:
        index = bisect_left(ranges, stretch.start, index, key=lambda r: r.end)
        while index < len(ranges) and ranges[index].start <= stretch.end:
            yield ranges[index]
            index += 1
