"""Owns when a sign that is typed brings its partner with it, and when it steps over one that is there.

Does not change text; it looks at one line around the caret, and no farther than `_LOOK` code points. Whether a
place lies in a quoted text or a comment is guessed from that line alone.
"""

from __future__ import annotations

from typing import Final

from editorapp.text.brackets import CLOSING_OF, OPENING_OF
from editorapp.text.buffer import Buffer
from editorapp.text.language import Language
from editorapp.text.nearby import Nearby

_LOOK: Final = 1000
"""How far to each side of the caret a line is looked at, in code points."""

_MAY_FOLLOW: Final = frozenset(" \t\r\n,;") | frozenset(OPENING_OF)
"""What may stand behind a pair that is made; anything else is meant to come into it."""


def pair_of(sign: str, language: Language) -> tuple[str, str] | None:
    """Return the pair that a sign opens in a language, or None."""
    if sign in CLOSING_OF:
        return sign, CLOSING_OF[sign]
    return (sign, sign) if len(sign) == 1 and sign in language.quotes else None


def reader(buffer: Buffer) -> Nearby:
    """Return what reads as much of a text around carets as is looked at here."""
    return Nearby(buffer, _LOOK)


class Surroundings:
    """The line around a caret.

    Attributes:
        before: the code point before the caret, or nothing.
        after: the code point behind it, or nothing.
    """

    __slots__ = ("_line", "_offset", "_text", "after", "before")

    def __init__(self, nearby: Nearby, position: int) -> None:
        """Look at what a reader, made by `reader`, finds around a position."""
        self._text, self._offset = text, offset = nearby.around(position)
        self._line: tuple[str, str] | None = None
        self.before = text[offset - 1] if offset else ""
        self.after = text[offset : offset + 1]

    def _sides(self) -> tuple[str, str]:
        if self._line is None:
            text, offset = self._text, self._offset
            first, last = max(0, offset - _LOOK), offset + _LOOK
            start = max(text.rfind("\n", first, offset), text.rfind("\r", first, offset), first - 1) + 1
            ends = [end for end in (text.find("\n", offset, last), text.find("\r", offset, last)) if end >= 0]
            self._line = text[start:offset], text[offset : min(ends, default=last)]
        return self._line

    def indent(self) -> str | None:
        """Return the spaces and tabs that the line begins with, before the caret; None where it is too long."""
        before, _ = self._sides()
        return None if len(before) >= _LOOK else before[: len(before) - len(before.lstrip(" \t"))]

    def is_behind_plain(self) -> bool:
        """Tell whether the code point before the caret is a character of its own, whatever follows it."""
        behind = self._text[max(0, self._offset - 2) : self._offset]
        return behind.isascii() and "\r" not in behind and "\n" not in behind and bool(behind)

    def closes(self, sign: str, language: Language) -> bool:
        """Tell whether an opening sign that is typed here is to bring its partner with it."""
        closing = CLOSING_OF.get(sign)
        if closing is None:
            return self._closes_quote(sign, language)
        if not self._may_follow(language):
            return False
        # A partner that stands there already, and has no other one, is enough.
        before, after = self._sides()
        return _excess(before, sign, closing) + _excess(after, sign, closing) >= 0

    def _may_follow(self, language: Language) -> bool:
        return (
            not self.after
            or self.after in _MAY_FOLLOW
            or (self.after in language.quotes and self._is_quoted(self.after))
        )

    def _closes_quote(self, sign: str, language: Language) -> bool:
        before, _ = self._sides()
        is_word = self.before.isalnum() or self.before in ("_", "\\", sign)
        if self.before and is_word and not self._is_prefix(before, language):
            return False
        if not self._may_follow(language) or self._is_quoted(sign):
            return False
        return not (language.line_comment and language.line_comment in before)

    def _is_prefix(self, before: str, language: Language) -> bool:
        """Tell whether what stands before a quote belongs to it, as in f"..." and r"..."."""
        if language.name != "python" or not before[-1:].isalpha():
            return False
        letters = before[len(before.rstrip("fFrRbBuU")) :]
        rest = before[: len(before) - len(letters)]
        return 0 < len(letters) <= 2 and not (rest[-1:].isalnum() or rest[-1:] == "_")

    def _is_quoted(self, sign: str) -> bool:
        """Tell whether a quoted text that begins with a sign in this line is open here."""
        before, _ = self._sides()
        return (before.count(sign) - before.count("\\" + sign)) % 2 == 1

    def steps_over(self, sign: str, language: Language) -> bool:
        """Tell whether a closing sign that is typed here is to lead behind the one that is there."""
        if self.after != sign:
            return False
        opening = OPENING_OF.get(sign)
        if opening is None:
            return sign in language.quotes and self.before != "\\" and self._is_quoted(sign)
        before, after = self._sides()
        # Where an opening sign of the line has no partner yet, this is the partner.
        return _excess(before, opening, sign) + _excess(after, opening, sign) <= 0

    def is_empty_pair(self, language: Language) -> bool:
        """Tell whether the caret stands in a pair with nothing in it."""
        pair = pair_of(self.before, language) if self.before else None
        return pair is not None and self.after == pair[1]

    def is_empty_brackets(self) -> bool:
        """Tell whether the caret stands between two brackets with nothing in them."""
        return bool(self.before) and CLOSING_OF.get(self.before) == self.after


def _excess(text: str, opening: str, closing: str) -> int:
    return text.count(opening) - text.count(closing)
