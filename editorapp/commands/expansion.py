"""Owns the commands that make ranges grow to the next larger part of the text, and shrink back.

Does not parse: what is known of a language comes from the context. Nothing is remembered from one command to the
next. A range shrinks to the part that would have grown to it, which is looked for from the places in it where a
caret may have been; the display column of that caret is kept as the goal of vertical motion.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text import brackets, column, motion, word
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Kind, Transaction
from editorapp.text.language import language_of
from editorapp.text.selection import Range, Selection

_FARTHEST: Final = 100_000
"""How far brackets are looked for, in code points, for all ranges together."""

_LONGEST_LINE: Final = 10_000
"""Quotes are looked for in lines up to this length, in code points."""

_MOST_LINES: Final = 10_000
"""A paragraph is followed so many lines up and down."""

_MOST_STEPS: Final = 200
_MOST_SEEDS: Final = 50
"""In so many lines it is looked for where the caret may have been."""

Part = tuple[int, int]


class Expand(DocumentCommand, frozen=True):
    """Extend every range to the next larger part: word, quoted text, brackets, parts of the language, lines, all."""

    spec: ClassVar = Specification(
        "selection.expand", "Expand Selection", Nature.MOVE, "Selection/2", "Ctrl+Shift+W"
    )

    def run(self, context: Context) -> Transaction:
        """Extend; see the class."""
        selection = context.document.selection
        parts = _Parts(context)
        ranges, goals = [], []
        for index, current in enumerate(selection.ranges):
            larger = parts.around(current.start, current.end)
            ranges.append(current if larger is None else Range(*larger))
            goals.append(selection.goals[index] if selection.goals else parts.column_of(current.head))
        if tuple(ranges) == selection.ranges:
            raise CommandError("nothing_larger", "All is selected already.")
        return Transaction(selection=Selection.of(ranges, selection.primary, goals), kind=Kind.MOVE)


class Shrink(DocumentCommand, frozen=True):
    """Make every range smaller again, down to a caret; the way back of Expand Selection."""

    spec: ClassVar = Specification(
        "selection.shrink", "Shrink Selection", Nature.MOVE, "Selection/2", "Alt+Shift+W"
    )

    def run(self, context: Context) -> Transaction:
        """Make smaller; see the class."""
        selection = context.document.selection
        parts = _Parts(context)
        ranges = []
        for index, current in enumerate(selection.ranges):
            goal = selection.goals[index] if selection.goals else None
            ranges.append(Range(*parts.inside(current.start, current.end, goal)))
        return Transaction(selection=Selection.of(ranges, selection.primary, selection.goals), kind=Kind.MOVE)


class _Parts:
    """The parts of a text around a stretch of it."""

    def __init__(self, context: Context) -> None:
        """Take a document and what is known of its language."""
        self._document: Document = context.document
        self._buffer: Buffer = context.document.buffer
        self._syntax = context.syntax
        self._language = language_of(context.document.layout.language)
        self._reach = max(1000, _FARTHEST // len(context.document.selection.ranges))

    def column_of(self, position: int) -> int:
        """Return the display column of a position."""
        return column.column_of(self._buffer, position, self._document.layout.tab_width)

    def around(self, start: int, end: int) -> Part | None:
        """Return the smallest part that holds a stretch of text and more; None where the stretch is all."""
        known = self._syntax.enclosing(self._buffer, self._language.name, start, end)
        candidates = [*self._by_signs(start, end)]
        candidates += [known] if known is not None else self._by_lines(start, end)
        larger = [part for part in candidates if part[0] <= start and end <= part[1] and part != (start, end)]
        return min(larger, key=lambda part: part[1] - part[0], default=None)

    def inside(self, start: int, end: int, goal: int | None) -> Part:
        """Return the part from which a stretch of text is the next larger one, or the largest one within it."""
        nearest: Part | None = None
        for seed in self._seeds(start, end, goal):
            part: Part = (seed, seed)
            for _ in range(_MOST_STEPS):
                larger = self.around(*part)
                if larger == (start, end):
                    return part
                if larger is None or larger[0] < start or larger[1] > end:
                    break
                part = larger
            if nearest is None and part != (start, end):
                nearest = part
        return (start, start) if nearest is None else nearest

    def _seeds(self, start: int, end: int, goal: int | None) -> Iterator[int]:
        """Yield where the caret may have been from which a stretch of text has grown, the likeliest place first."""
        buffer, tab_width = self._buffer, self._document.layout.tab_width
        first, last = buffer.line_at(start), buffer.line_at(end)
        if goal is not None:
            # A line that is too short for the column is not where the caret was.
            for line in range(first, min(last, first + _MOST_SEEDS) + 1):
                position = column.position_at(buffer, line, goal, tab_width)
                if start <= position <= end and column.column_of(buffer, position, tab_width) == goal:
                    yield position
        yield max(start, min(motion.indent_end(buffer, first), end))
        yield from (start, end, (start + end) // 2)

    def _by_signs(self, start: int, end: int) -> Iterator[Part]:
        """Yield the word, the quoted text and the pair of brackets around a stretch, without and with their signs."""
        buffer = self._buffer
        first, last = word.word_around(buffer, start)
        if first < last and last >= end and word.is_word(buffer.slice(first, first + 1)):
            yield first, last
        yield from self._quoted(start, end)
        pair = brackets.enclosing(buffer, start, end, self._reach)
        if pair is not None:
            yield pair[0] + 1, pair[1]
            yield pair[0], pair[1] + 1

    def _quoted(self, start: int, end: int) -> Iterator[Part]:
        buffer = self._buffer
        line = buffer.line_at(start)
        line_start, line_end = buffer.line_start(line), buffer.line_end(line)
        if end > line_end or line_end - line_start > _LONGEST_LINE:
            return
        text = buffer.slice(line_start, line_end)
        opened, sign = -1, ""
        for offset, character in enumerate(text):
            if character not in self._language.quotes or text[offset - 1 : offset] == "\\":
                continue
            if not sign:
                opened, sign = line_start + offset, character
            elif character == sign:
                closed = line_start + offset
                if opened < start and end <= closed:
                    yield opened + 1, closed
                if opened <= start and end <= closed + 1:
                    yield opened, closed + 1
                sign = ""

    def _by_lines(self, start: int, end: int) -> Iterator[Part]:
        """Yield the text of the line, whole lines, the paragraph and the whole text around a stretch."""
        buffer = self._buffer
        first, last = buffer.line_at(start), buffer.line_at(end)
        if last > first and buffer.line_start(last) == end:
            last -= 1
        yield motion.indent_end(buffer, first), buffer.line_end(last)
        yield buffer.line_start(first), self._behind(last)
        if not self._is_blank(first) and not self._is_blank(last):
            farthest_up, farthest_down = first - _MOST_LINES, last + _MOST_LINES
            while first > max(0, farthest_up) and not self._is_blank(first - 1):
                first -= 1
            while last + 1 < min(buffer.line_count, farthest_down) and not self._is_blank(last + 1):
                last += 1
            yield buffer.line_start(first), self._behind(last)
        yield 0, len(buffer)

    def _behind(self, line: int) -> int:
        buffer = self._buffer
        return buffer.line_start(line + 1) if line + 1 < buffer.line_count else len(buffer)

    def _is_blank(self, line: int) -> bool:
        return motion.indent_end(self._buffer, line) == self._buffer.line_end(line)
