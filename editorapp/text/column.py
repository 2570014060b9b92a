"""Owns display columns: how many cells of a fixed grid the text of a line takes.

Does not know pixels; a view with another font measures for itself.
"""

from __future__ import annotations

import unicodedata

from editorapp.text.buffer import Buffer
from editorapp.text.grapheme import clusters

_LONGEST: int = 10_000
"""Columns are counted this far into a line, in code points; on longer lines a code point is a column."""


def cluster_width(cluster: str, column: int, tab_width: int) -> int:
    """Return the cells that a grapheme cluster takes when it starts at a column."""
    if cluster == "\t":
        return tab_width - column % tab_width
    first = cluster[0]
    if first.isascii():
        return 1
    return 2 if unicodedata.east_asian_width(first) in "WF" or "\ufe0f" in cluster else 1


def column_of(buffer: Buffer, position: int, tab_width: int) -> int:
    """Return the display column, from 0, of a position."""
    start = buffer.line_start(buffer.line_at(position))
    if position - start > _LONGEST:
        return position - start
    column = 0
    text = buffer.slice(start, position)
    if text.isascii() and "\t" not in text:
        return len(text)
    for cluster in clusters(text):
        column += cluster_width(cluster, column, tab_width)
    return column


def position_at(buffer: Buffer, line: int, column: int, tab_width: int) -> int:
    """Return the position in a line, from 0, that is nearest before or at a display column."""
    start, end = buffer.line_start(line), buffer.line_end(line)
    if column > _LONGEST:
        return min(start + column, end)
    text = buffer.slice(start, min(end, start + column + _LONGEST))
    if text.isascii() and "\t" not in text:
        return min(start + column, end)
    reached = 0
    position = start
    for cluster in clusters(text):
        reached += cluster_width(cluster, reached, tab_width)
        if reached > column:
            break
        position += len(cluster)
    return position
