"""Owns `Planned`, what a replacement of all matches would do, as lines before and after to look at first.

Does not replace anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final, NamedTuple

from editorapp.text.buffer import Buffer

_CONTEXT: Final = 60
"""Code points that are shown before and behind a match, as far as its line goes."""

_LONGEST: Final = 200
"""Of a longer match or replacement the first part is shown."""


class Planned(NamedTuple):
    """One match and what would come in its place.

    Attributes:
        start: where the match starts, in code points.
        line: its line, from 0.
        before: what stands before it in its line.
        removed: the match.
        inserted: what would come in its place.
        behind: what stands behind it in its line.
    """

    start: int
    line: int
    before: str
    removed: str
    inserted: str
    behind: str


def planned(buffer: Buffer, edits: Iterable[tuple[int, int, str]], most: int) -> list[Planned]:
    """Return the first of the edits, start, end and new text, with what is around them.

    Args:
        buffer: the text.
        edits: what would be replaced, in order.
        most: how many are returned at most.
    """
    return [_planned(buffer, *edit) for edit in islice(edits, most)]


def _planned(buffer: Buffer, start: int, end: int, inserted: str) -> Planned:
    line = buffer.line_at(start)
    first = max(buffer.line_start(line), start - _CONTEXT)
    last = min(buffer.line_end(buffer.line_at(end)), end + _CONTEXT)
    removed = buffer.slice(start, min(end, start + _LONGEST + 1))
    return Planned(
        start,
        line,
        buffer.slice(first, start),
        _cut(removed),
        _cut(inserted),
        buffer.slice(end, max(end, last)),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
