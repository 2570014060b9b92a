"""Owns how lines make paragraphs, with their indentation, comment marks, quote marks and bullets.

Does not break paragraphs into lines of a width: that is `commands/fill.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from editorapp.text.language import Language

_BULLET: Final = re.compile(r"(?:[-*+\u2022\u2023\u2013]|\(?\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_BLANKS: Final = re.compile(r"[ \t]*")
_QUOTE: Final = r"(?:>[ \t]?)+"
_KEPT_MARKDOWN: Final = re.compile(r"#{1,6}[ \t]|\||```|~~~|={3,}[ \t]*$|-{3,}[ \t]*$")


@dataclass(slots=True)
class Line:
    """A line of a paragraph.

    Attributes:
        number: its index among the lines that were given.
        indent: its indentation.
        mark: the comment or quote mark behind that, with the space behind it.
        bullet: the bullet behind that, with the space behind it.
        body: the offset in the line where the text itself begins.
    """

    number: int
    indent: str
    mark: str
    bullet: str
    body: int


@dataclass(slots=True)
class Paragraph:
    """Lines that are one paragraph; the lines of its text begin with `rest` from the second on."""

    lines: list[Line] = field(default_factory=list)

    @property
    def rest(self) -> str:
        """What lines behind the first one begin with."""
        first = self.lines[0]
        if len(self.lines) > 1:
            second = self.lines[1]
            return second.indent + second.mark
        return first.indent + first.mark + " " * len(first.bullet)

    def takes(self, line: Line) -> bool:
        """Tell whether a line goes on with this paragraph."""
        first, last = self.lines[0], self.lines[-1]
        if line.bullet or line.mark.strip() != first.mark.strip():
            return False
        here = len(line.indent) + len(line.mark)
        if first.bullet:
            return here >= len(first.indent) + len(first.mark)
        before = len(last.indent) + len(last.mark)
        return here <= before if len(self.lines) == 1 else here == before


def paragraphs(texts: Sequence[str], language: Language, *, join: bool = True) -> Iterator[Paragraph]:
    """Yield the paragraphs of some lines; blank lines, and those that must stay as they are, are in none.

    Args:
        texts: the lines without line breaks.
        language: what they are written in.
        join: whether lines can go on with a paragraph; if not, every line is one.
    """
    mark = _mark_pattern(language)
    keeps_lines = language.name == "markdown"
    current: Paragraph | None = None
    for number, text in enumerate(texts):
        line = _line(number, text, mark)
        is_kept = keeps_lines and _KEPT_MARKDOWN.match(text, len(line.indent)) is not None
        if line.body >= len(text.rstrip(" \t")) or is_kept:
            if current is not None:
                yield current
            current = None
            continue
        if current is not None and join and current.takes(line):
            current.lines.append(line)
            continue
        if current is not None:
            yield current
        current = Paragraph([line])
    if current is not None:
        yield current


def is_blank(text: str, language: Language) -> bool:
    """Tell whether a line has no text behind indentation and marks."""
    return _line(0, text, _mark_pattern(language)).body >= len(text.rstrip(" \t"))


def _mark_pattern(language: Language) -> re.Pattern[str]:
    choices = []
    if language.line_comment:
        choices.append(re.escape(language.line_comment) + r"[!/#*-]*[ \t]*")
    if language.block_comment[0] == "/*":
        choices.append(r"\*(?=[ \t]|$)[ \t]*")
    if language.name in ("", "markdown"):
        choices.append(_QUOTE)
    return re.compile("|".join(choices) or "(?!)")


def _line(number: int, text: str, mark_pattern: re.Pattern[str]) -> Line:
    blanks = _BLANKS.match(text)
    indent = blanks[0] if blanks else ""
    position = len(indent)
    found = mark_pattern.match(text, position)
    mark = found[0] if found else ""
    position += len(mark)
    found = _BULLET.match(text, position)
    bullet = found[0] if found else ""
    return Line(number, indent, mark, bullet, position + len(bullet))
