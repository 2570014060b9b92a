"""Owns `LineStyles`, what the view asks for the colors of a line, and `SyntaxFormats`, how they are laid out.

Does not know languages: who answers names a scope for each stretch, and `Colors.syntax` says what it looks like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from PySide6.QtGui import QColor, QFont, QTextCharFormat

StyledStretch = tuple[int, int, str]
"""What `Styled` says, by place: any tuple will do where there are many."""


class Styled(NamedTuple):
    """A stretch of a line, or of a part of it, that looks different from plain text.

    Attributes:
        start: its first offset, in code points from the start of the text that was asked about.
        end: the offset behind it.
        scope: what it is, as `Colors.syntax` names it; "function.builtin" looks like "function" where the
            longer name is not known.
    """

    start: int
    end: int
    scope: str


class LineStyles(Protocol):
    """Says how the lines of the document that is shown are to be colored; must answer at once."""

    def styles(self, line: int, text: str) -> Sequence[StyledStretch]:
        """Return the stretches of a line that are not plain, in order and apart.

        Args:
            line: its number in the revision that is shown, from 0.
            text: its text without the line break.
        """
        ...

    def are_known(self, line: int, text: str) -> bool:
        """Tell whether the stretches of a line are known, and need not be found out first; asks for nothing."""
        ...

    def styles_of_part(self, line: int, start: int, text: str) -> Sequence[StyledStretch]:
        """Return the same for a part of a line that is too long to be laid out as a whole.

        Args:
            line: its number, from 0.
            start: where in the line the part starts, in code points.
            text: the text of the part; the answer counts from its start.
        """
        ...


@dataclass(frozen=True)
class SyntaxStyle:
    """What a scope looks like.

    Attributes:
        color: the color of its text.
        bold: whether it is bold.
        italic: whether it is italic.
    """

    color: QColor
    bold: bool = False
    italic: bool = False


class SyntaxFormats:
    """The formats of all scopes of one set of colors."""

    def __init__(self, syntax: Mapping[str, SyntaxStyle]) -> None:
        """Take what the scopes look like."""
        self._syntax = syntax
        self._made: dict[str, QTextCharFormat | None] = {}

    def of(self, scope: str) -> QTextCharFormat | None:
        """Return the format of a scope, or of the nearest that holds it; None if none is known."""
        if scope not in self._made:
            known = scope
            while known not in self._syntax and "." in known:
                known = known.rpartition(".")[0]
            style = self._syntax.get(known)
            self._made[scope] = None if style is None else _format(style)
        return self._made[scope]


def _format(style: SyntaxStyle) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(style.color)
    if style.bold:
        made.setFontWeight(QFont.Weight.Bold)
    if style.italic:
        made.setFontItalic(True)
    return made
