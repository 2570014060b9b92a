"""Owns searching in a buffer: plain text, whole words and regular expressions, onwards, backwards and all.

Does not know the find bar, nor what becomes of a match.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import regex

from editorapp.text.buffer import Buffer
from editorapp.text.line_pattern import with_line_breaks

_BLOCK: Final = 1 << 20
_TIME_LIMIT: Final = 10.0
"""Seconds after which a regular expression is given up, so that no pattern can hang the program."""


class SearchError(Exception):
    """A pattern cannot be used; `field` names the argument at fault."""

    def __init__(self, message: str, field: str = "pattern") -> None:
        """Take what is wrong, in words for the person who wrote the pattern, and where."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a pattern was found: start and end in code points, and its parts where it has any."""

    start: int
    end: int
    found: Any


def _checked(pattern: str, flags: int) -> str:
    try:
        regex.compile(pattern, flags)
    except regex.error as error:
        raise SearchError(f"Not a valid regular expression: {error}.") from error
    return with_line_breaks(pattern)


class Searcher:
    """A pattern, made ready for searching."""

    __slots__ = ("_is_regex", "_overlap", "_pattern")

    def __init__(self, pattern: str, *, is_regex: bool, case: bool, word: bool) -> None:
        """Compile a pattern.

        Args:
            pattern: plain text, or a regular expression as the `regex` package has them.
            is_regex: whether it is a regular expression.
            case: whether upper and lower case are different.
            word: whether only whole words count.

        Raises:
            SearchError: the pattern is empty or no valid regular expression.
        """
        if not pattern:
            raise SearchError("There is nothing to search for.")
        flags = 0 if case else regex.IGNORECASE
        source = _checked(pattern, flags) if is_regex else regex.escape(pattern, literal_spaces=True)
        if word:
            source = rf"(?<!\w)(?:{source})(?!\w)"
        self._pattern = regex.compile(source, flags)
        self._is_regex = is_regex
        self._overlap = len(pattern) + 1

    def matches(self, buffer: Buffer, start: int = 0, end: int | None = None) -> Iterator[Match]:
        """Yield the matches between two positions from first to last; they do not overlap.

        Raises:
            SearchError: a regular expression took too long.
        """
        end = len(buffer) if end is None else end
        # A regular expression may look at any of the text; a plain pattern is found in one block of it.
        block = len(buffer) + 1 if self._is_regex else _BLOCK
        position = start
        while position <= end:
            block_end = min(position + block, end)
            base = 0 if self._is_regex else max(0, position - 1)
            text = buffer.slice(base, len(buffer) if self._is_regex else block_end + self._overlap)
            reached = position
            for match in self._in_text(text, position - base, min(len(text), end - base)):
                if match.start() + base > block_end:
                    break
                reached = match.end() + base
                yield Match(match.start() + base, reached, match)
            if block_end >= end:
                return
            position = max(reached, block_end + 1)

    def _in_text(self, text: str, start: int, end: int) -> Iterator[Any]:
        try:
            for match in self._pattern.finditer(text, start, timeout=_TIME_LIMIT):
                if match.end() > end:
                    return
                yield match
        except TimeoutError as error:
            raise SearchError(
                f"The regular expression was given up after {_TIME_LIMIT:g} seconds. Nothing was changed."
            ) from error

    def next(self, buffer: Buffer, start: int, end: int, *, forward: bool, wrap: bool) -> Match | None:
        """Find the match nearest to a stretch of text (start to end, often the last match), or None.

        An empty match right at an empty stretch does not count, so that a search never stands still.
        """
        if forward:
            candidates = self._ahead(buffer, end, skip=end if start == end else None)
            found = next(candidates, None)
            if found is None and wrap:
                found = next(self.matches(buffer), None)
            return found
        found = self._last_before(buffer, start, skip=start if start == end else None)
        if found is None and wrap:
            found = self._last_before(buffer, len(buffer), skip=None)
        return found

    def _ahead(self, buffer: Buffer, start: int, skip: int | None) -> Iterator[Match]:
        return (m for m in self.matches(buffer, start) if not m.start == m.end == skip)

    def _last_before(self, buffer: Buffer, end: int, skip: int | None) -> Match | None:
        """Look backwards block by block; in each the last match that ends before `end` counts."""
        size = _BLOCK
        start = end
        while start > 0 or start == end == 0:
            start = max(0, start - size)
            last = None
            for match in self.matches(buffer, start, end):
                if not match.start == match.end == skip:
                    last = match
            if last is not None or start == 0:
                return last
            size *= 2
        return None

    def replacement(self, match: Match, template: str) -> str:
        r"""Return what replaces a match: the template, its groups (`\1`, `\g<name>`) filled for an expression.

        Raises:
            SearchError: the template names a group that is not there.
        """
        if not self._is_regex:
            return template
        try:
            return str(match.found.expand(template))
        except (regex.error, IndexError) as error:
            raise SearchError(f"Not a valid replacement: {error}.", "replacement") from error
