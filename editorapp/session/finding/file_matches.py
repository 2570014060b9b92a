"""Owns what was found in a file: the lines with their matches, or why it was not searched.

Does not search: `file_search.py` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec

from editorapp.text.buffer import Buffer
from editorapp.text.patience import Patience
from editorapp.text.replacement import Template
from editorapp.text.search import Searcher

ELLIPSIS: Final = "…"
_WINDOW: Final = 1 << 16
_WITHOUT_PAUSE: Final = 64
_BEFORE: Final = 60
"""Code points that are shown before a match in a long line."""


class Reason(StrEnum):
    """Why a file was not searched."""

    BINARY = "binary"
    LARGE = "large"
    UNREADABLE = "unreadable"
    GONE = "gone"
    FAILED = "failed"

    @property
    def is_usual(self) -> bool:
        """Whether nobody needs to hear of each such file."""
        return self in (Reason.BINARY, Reason.LARGE)


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file or folder that was not searched, or not to its end.

    Attributes:
        path: which.
        reason: why.
        words: the same for a person.
    """

    path: str
    reason: Reason
    words: str


class LineMatch(msgspec.Struct, frozen=True, gc=False):
    """A match, with the line that it starts in.

    There can be very many: they hold nothing that the garbage collector would have to look at.

    Attributes:
        start: where it starts in the text, in code points.
        end: where it ends.
        line: the line, from 0.
        column: where it starts in the line, in code points.
        text: the line, or what is shown of it.
        first: where the match starts in that.
        last: where it ends in that, at its end at the latest.
        replacement: what would come in its place; None where nothing is to be replaced.
    """

    start: int
    end: int
    line: int
    column: int
    text: str
    first: int
    last: int
    replacement: str | None = None


class FileMatches(msgspec.Struct, frozen=True, gc=False):
    """Matches in a file, in their order.

    Attributes:
        path: the file.
        matches: the matches, at least one.
        digest: tells this text from any other, where something is to be replaced; else empty.
        is_more: whether they belong to the file that was told of before.
    """

    path: str
    matches: tuple[LineMatch, ...]
    digest: str = ""
    is_more: bool = False


def line_matches(
    buffer: Buffer,
    searcher: Searcher,
    patience: Patience,
    template: Template | None = None,
    longest: int | None = None,
) -> Iterator[LineMatch]:
    """Yield the matches in a text with their lines.

    Args:
        buffer: the text.
        searcher: finds them.
        patience: how long it may take.
        template: what comes in their place; None where nothing is to be replaced.
        longest: how many code points of a line are shown at most, about; None for all.

    Raises:
        SearchError: as for `Searcher.matches`.
    """
    lines = _Lines(buffer)
    for number, match in enumerate(searcher.matches(buffer, patience=patience)):
        if number % _WITHOUT_PAUSE == 0:
            patience.pause()
        line, start, end = lines.at(match.start)
        first, last = start, end
        if longest is not None and end - start > longest:
            first = max(start, min(match.start - _BEFORE, end - longest))
            last = min(end, first + longest)
        text, shift = lines.text(first, last), first
        if first > start:
            text, shift = ELLIPSIS + text, first - 1
        shown = min(match.end, last) - shift
        if last < end:
            text += ELLIPSIS
        new = None if template is None else template.text_for(match)
        yield LineMatch(
            match.start, match.end, line, match.start - start, text, match.start - shift, shown, new
        )


class _Lines:
    """Tells in which lines positions are that grow; most are near each other, and cost less so."""

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self._window = ""
        self._has_lone_returns = False
        self._far = (0, -1, -1)
        self._base = self._known = 0
        self._last = -1
        self._line = self._start = 0

    def at(self, position: int) -> tuple[int, int, int]:
        """Return the line of a position, and where its text starts and ends."""
        if self._far[1] <= position <= self._far[2]:
            return self._far
        if not self._known <= position <= self._last:
            if not self._has_lone_returns:
                self._look_at(position)
            if position > self._last:
                return self._at_far(position)
        window, base = self._window, self._base
        breaks = window.count("\n", self._known - base, position - base)
        if breaks:
            self._line += breaks
            self._start = base + window.rfind("\n", self._known - base, position - base) + 1
        self._known = position
        end = window.find("\n", position - base)
        end = len(window) if end < 0 else end
        if end > self._start - base and window[end - 1] == "\r":
            end -= 1
        return self._line, self._start, base + end

    def _at_far(self, position: int) -> tuple[int, int, int]:
        buffer = self._buffer
        line = buffer.line_at(position)
        self._far = line, buffer.line_start(line), buffer.line_end(line)
        return self._far

    def _look_at(self, position: int) -> None:
        buffer = self._buffer
        self._line = buffer.line_at(position)
        self._base = self._known = self._start = buffer.line_start(self._line)
        self._window = buffer.slice(self._base, self._base + _WINDOW)
        if self._base + len(self._window) == len(buffer):
            self._last = len(buffer)
        else:
            self._last = self._base + self._window.rfind("\n")
        window = self._window
        if "\r" in window and window.count("\r") != window.count("\r\n") + window.endswith("\r"):
            # Hardly any text has them. Here only line feeds are counted, which is quick.
            self._has_lone_returns, self._last = True, -1

    def text(self, start: int, end: int) -> str:
        """Return the text between two positions of the line that was asked about last."""
        if self._base <= start and end <= self._last:
            return self._window[start - self._base : end - self._base]
        return self._buffer.slice(start, end)
