"""Owns `DisplayLines`, the laid-out lines of the revision that is shown, made when they are asked for.

Does not know which lines are in the window, nor which are hidden.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.ui.view.laid_line import LONGEST_WHOLE, LaidLine, WholeLine
from editorapp.ui.view.line_styles import LineStyles, StyledStretch, SyntaxFormats, SyntaxStyle
from editorapp.ui.view.long_line import LongLine, OneRowLine, WrappedLine
from editorapp.ui.view.piece import Preedit
from editorapp.ui.view.placed_piece import LONGEST_INDENT, Formats
from editorapp.ui.view.typeface import Typeface

_LINES_KEPT: Final = 400
_TEXT_KEPT: Final = 200_000
"""How much text stays laid out because it may come again, in code points."""

_READ_AHEAD: Final = 4096
"""How much text is read at a time, in code points: lines are mostly asked for one after the other."""

_FEW_CHANGED: Final = 10
"""Where more lines have changed, none is known to be as it was read."""

_LONGEST_PREPARED: Final = 400
"""Lines of more code points than this are laid out when they are seen, not before."""

_LINE_BREAK: Final = re.compile("\r\n|\n|\r")


class ChangedLines(NamedTuple):
    """Lines whose text may have changed; `moved` tells that all lines behind them have another number."""

    first: int
    last: int
    moved: bool


class DisplayLines:
    """The laid-out lines of one revision of a text.

    Attributes:
        buffer: that revision.
        typeface: the font that all lines are laid out with; `restart` takes another one.
        widest: the width of the widest line seen so far, in logical pixels.
        wrap_width: how wide a row may be, in logical pixels; None where each line has one row.
    """

    def __init__(self, buffer: Buffer, typeface: Typeface) -> None:
        """Lay out nothing yet."""
        self.buffer = buffer
        self.widest = 0.0
        self.wrap_width: float | None = None
        self.typeface = typeface
        self._lines: dict[int, LaidLine] = {}
        self._read: dict[int, str] = {}
        self._by_text: dict[tuple[str, tuple[StyledStretch, ...]], WholeLine] = {}
        self._text_kept = 0
        self._composed: tuple[int, Preedit] | None = None
        self._styles: LineStyles | None = None
        self._formats = SyntaxFormats({})

    def restart(self, buffer: Buffer, typeface: Typeface) -> None:
        """Forget all lines; from now on show another text, or the same one with another font."""
        if typeface != self.typeface:
            self._by_text.clear()
            self._text_kept = 0
        self.buffer, self.typeface = buffer, typeface
        self.widest = 0.0
        self._composed = None
        self._lines.clear()
        self._read.clear()

    def follow(self, buffer: Buffer, changes: ChangeSet) -> ChangedLines:
        """Show the next revision, keeping the lines that did not change.

        Args:
            buffer: the next revision.
            changes: what led to it; not empty.
        """
        self.compose(None)
        old_count, old_length = self.buffer.line_count, len(self.buffer)
        first_start = changes.changes[0].start
        last_end = changes.changes[-1].end + len(buffer) - old_length
        added = buffer.line_count - old_count
        first, last = buffer.line_at(first_start), buffer.line_at(last_end)
        if "\r" in buffer.slice(first_start - 1, first_start) + buffer.slice(last_end - 1, last_end + 1):
            # A change beside a CR can make a pair with a LF, or part one: the neighbours may change too.
            first, last = max(0, first - 1), min(buffer.line_count - 1, last + 1)
        kept: dict[int, LaidLine] = {}
        has_long = False
        for number, line in self._lines.items():
            has_long = has_long or line.is_long
            if number < first:
                kept[number] = line
            elif number + added > last:
                kept[number + added] = line
            elif line.is_long and not added and first_start >= buffer.line_start(number):
                kept[number] = line
        self.buffer, self._lines = buffer, kept
        if added or last - first > _FEW_CHANGED:
            self._read.clear()
        else:
            self._read_again(first, last)
        if has_long:
            self._rebind_long_lines(first_start)
        return ChangedLines(first, last, added != 0)

    def set_wrap(self, width: float | None) -> bool:
        """Let rows be no wider than some logical pixels, or no longer; tell whether that changed anything."""
        if width == self.wrap_width:
            return False
        self.wrap_width = width
        self.widest = 0.0
        self._by_text.clear()
        self._text_kept = 0
        self._lines.clear()
        return True

    def set_styles(self, styles: LineStyles | None) -> None:
        """Ask another one how lines are colored, or nobody; all lines are laid out again."""
        self._styles = styles
        self._lines.clear()

    def set_syntax(self, syntax: Mapping[str, SyntaxStyle]) -> None:
        """Take what the scopes of styles look like."""
        self._formats = SyntaxFormats(syntax)
        self._by_text.clear()
        self._text_kept = 0
        self._lines.clear()

    def restyle(self, first: int, last: int) -> None:
        """Ask again how the lines from first to last, from 0, are colored, when they are next looked at."""
        for number in [number for number in self._lines if first <= number <= last]:
            line = self._lines[number]
            if isinstance(line, LongLine):
                line.restyle()
            else:
                del self._lines[number]

    def at(self, number: int) -> LaidLine:
        """Return a line, from 0, laid out."""
        line = self._lines.get(number)
        if line is None:
            line = self._keep(number)
        if line.width > self.widest:
            self.widest = line.width
        return line

    def prepare(self, number: int) -> bool:
        """Lay out a line, from 0, that may be asked for, and tell whether there was something to do.

        Long lines, and those whose colors are not known yet, are left. What is not seen has no part in `widest`.
        """
        if number in self._lines:
            return False
        text, styles = self._text_of(number), self._styles
        if text is None or len(text) > _LONGEST_PREPARED:
            return False
        if styles is not None and not styles.are_known(number, text):
            return False
        self._keep(number)
        return True

    def _keep(self, number: int) -> LaidLine:
        line = self._laid_out(number)
        if len(self._lines) >= _LINES_KEPT:
            del self._lines[next(iter(self._lines))]
        self._lines[number] = line
        return line

    def head(self, number: int, length: int) -> str:
        """Return the first code points of a line, at most `length`, without laying it out."""
        text = self._read.get(number)
        if text is None:
            start = self.buffer.line_start(number)
            text = self.buffer.slice(start, min(start + length, self.buffer.line_end(number)))
        return text[:length]

    def is_composed(self, number: int) -> bool:
        """Tell whether an input method composes in a line."""
        return self._composed is not None and self._composed[0] == number

    def compose(self, composed: tuple[int, Preedit] | None) -> None:
        """Show in a line (its number, from 0) what an input method composes, or no longer."""
        for shown in (self._composed, composed):
            if shown is not None:
                self._lines.pop(shown[0], None)
        self._composed = composed

    def _laid_out(self, number: int) -> LaidLine:
        composed = self._composed
        preedit = composed[1] if composed is not None and composed[0] == number else None
        text = self._text_of(number)
        if text is None:
            start, end = self.buffer.line_start(number), self.buffer.line_end(number)
            if end - start > LONGEST_WHOLE:
                formats_of = partial(self._formats_of_part, number)
                parts = (self.buffer, start, end - start, self.typeface, preedit, formats_of)
                return OneRowLine(*parts) if self.wrap_width is None else WrappedLine(self.wrap_width, *parts)
            text = self.buffer.slice(start, end)
        styles = () if self._styles is None else tuple(self._styles.styles(number, text))
        if preedit is not None:
            return WholeLine(text, self.typeface, preedit, self._formats_of(styles), self.wrap_width)
        return self._by_text.get((text, styles)) or self._kept_by_text(text, styles)

    def _formats_of_part(self, number: int, start: int, text: str) -> Formats:
        styles = self._styles
        return () if styles is None else self._formats_of(styles.styles_of_part(number, start, text))

    def _formats_of(self, styles: Sequence[StyledStretch]) -> Formats:
        of = self._formats.of
        return [(start, end, look) for start, end, scope in styles if (look := of(scope)) is not None]

    def _text_of(self, number: int) -> str | None:
        """The text of a line that ends within what is read at a time, else None."""
        if number not in self._read:
            start = self.buffer.line_start(number)
            # The last part goes on behind what was read, or is the last line of the text.
            parts = _LINE_BREAK.split(self.buffer.slice(start, start + _READ_AHEAD))[:-1]
            self._read = {number + index: part for index, part in enumerate(parts)}
        text = self._read.get(number)
        return None if text is None or len(text) > LONGEST_WHOLE else text

    def _read_again(self, first: int, last: int) -> None:
        """Read lines anew that were read; no line has another number."""
        for number in range(first, last + 1):
            if number in self._read:
                start = self.buffer.line_start(number)
                end = min(self.buffer.line_end(number), start + LONGEST_WHOLE + 1)
                self._read[number] = self.buffer.slice(start, end)

    def _kept_by_text(self, text: str, styles: tuple[StyledStretch, ...]) -> WholeLine:
        line = WholeLine(text, self.typeface, None, self._formats_of(styles), self.wrap_width)
        self._by_text[text, styles] = line
        self._text_kept += len(text) + 20
        while self._text_kept > _TEXT_KEPT and len(self._by_text) > 1:
            oldest = next(iter(self._by_text))
            del self._by_text[oldest]
            self._text_kept -= len(oldest[0]) + 20
        return line

    def _rebind_long_lines(self, changed_from: int) -> None:
        for number, line in list(self._lines.items()):
            if not isinstance(line, LongLine):
                continue
            start, end = self.buffer.line_start(number), self.buffer.line_end(number)
            is_head_changed = self.wrap_width is not None and changed_from - start <= LONGEST_INDENT
            if end - start <= LONGEST_WHOLE or (is_head_changed and changed_from >= start):
                del self._lines[number]
            else:
                line.formats_of = partial(self._formats_of_part, number)
                same = changed_from - start if changed_from >= start else end - start
                line.follow(self.buffer, start, end - start, same)
