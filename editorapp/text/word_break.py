"""Owns where words of natural languages begin and end: the default word boundaries of Unicode annex 29.

Does not know words of programs, which `word.py` has: annex 29 makes one word of `3.14` and of `don't`, but of
`object.name` as well.
"""

from __future__ import annotations

from enum import IntEnum, auto
from itertools import pairwise
from typing import Final

import regex

from editorapp.text.buffer import Buffer


class _Class(IntEnum):
    """What a code point is for word boundaries; the names are those of the property Word_Break."""

    OTHER = auto()
    CR = auto()
    LF = auto()
    NEWLINE = auto()
    EXTEND = auto()
    ZWJ = auto()
    REGIONAL_INDICATOR = auto()
    KATAKANA = auto()
    HEBREW_LETTER = auto()
    ALETTER = auto()
    SINGLE_QUOTE = auto()
    DOUBLE_QUOTE = auto()
    MIDNUMLET = auto()
    MIDLETTER = auto()
    MIDNUM = auto()
    NUMERIC = auto()
    EXTENDNUMLET = auto()
    WSEGSPACE = auto()


_CLASSES: Final = regex.compile(
    r"(?P<CR>\r)|(?P<LF>\n)|(?P<NEWLINE>\p{WB=Newline})|(?P<ALETTER>\p{WB=ALetter})|(?P<WSEGSPACE>\p{WB=WSegSpace})"
    r"|(?P<NUMERIC>\p{WB=Numeric})|(?P<EXTEND>[\p{WB=Extend}\p{WB=Format}])|(?P<ZWJ>\p{WB=ZWJ})"
    r"|(?P<KATAKANA>\p{WB=Katakana})|(?P<HEBREW_LETTER>\p{WB=Hebrew_Letter})|(?P<SINGLE_QUOTE>')"
    r'|(?P<DOUBLE_QUOTE>")|(?P<MIDNUMLET>\p{WB=MidNumLet})|(?P<MIDLETTER>\p{WB=MidLetter})'
    r"|(?P<MIDNUM>\p{WB=MidNum})|(?P<EXTENDNUMLET>\p{WB=ExtendNumLet})"
    r"|(?P<REGIONAL_INDICATOR>\p{WB=Regional_Indicator})|(?P<OTHER>(?s:.))"
)
_PICTURE: Final = regex.compile(r"\p{Extended_Pictographic}")
_READABLE: Final = regex.compile(r"[_\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{Regional_Indicator}]")
_LAST_SPACE: Final = regex.compile(r"(?r)\s")
_SPACE: Final = regex.compile(r"\s")
_NEAR: Final = 64
_FAR: Final = 2000
"""So much on each side of a position is looked at, in code points, for where a word begins and ends."""

_BREAKS: Final = (_Class.CR, _Class.LF, _Class.NEWLINE)
_IGNORED: Final = (_Class.EXTEND, _Class.ZWJ)
_LETTERS: Final = (_Class.ALETTER, _Class.HEBREW_LETTER)
_MID_LETTER: Final = (_Class.MIDLETTER, _Class.MIDNUMLET, _Class.SINGLE_QUOTE)
_MID_NUMBER: Final = (_Class.MIDNUM, _Class.MIDNUMLET, _Class.SINGLE_QUOTE)
_JOINED: Final = frozenset(
    [(left, right) for left in (*_LETTERS, _Class.NUMERIC) for right in (*_LETTERS, _Class.NUMERIC)]
    + [(_Class.KATAKANA, _Class.KATAKANA), (_Class.EXTENDNUMLET, _Class.EXTENDNUMLET)]
    + [(one, _Class.EXTENDNUMLET) for one in (*_LETTERS, _Class.NUMERIC, _Class.KATAKANA)]
    + [(_Class.EXTENDNUMLET, one) for one in (*_LETTERS, _Class.NUMERIC, _Class.KATAKANA)]
    + [(_Class.HEBREW_LETTER, _Class.SINGLE_QUOTE)]
)
"""Classes between which there is no boundary, whatever stands around them (rules 5, 7a, 8 to 10, 13 to 13b)."""


def word_boundaries(text: str) -> list[int]:
    """Return where the words of a text begin and end, and what is between them.

    Args:
        text: the text; for a part of a longer one, a part of whole lines gives the same as the whole.

    Returns:
        Offsets in code points from 0 to the length of the text; nothing for an empty text.
    """
    if not text:
        return []
    classes = [_Class[str(match.lastgroup)] for match in _CLASSES.finditer(text)]
    # What counts of a text: code points that are not ignored, and those that no break is left out before (rule 4).
    counted = [
        index
        for index, kind in enumerate(classes)
        if kind not in _IGNORED or index == 0 or classes[index - 1] in _BREAKS
    ]
    boundaries = [0]
    flags = 0
    for number in range(1, len(counted)):
        index = counted[number]
        flags = flags + 1 if classes[counted[number - 1]] is _Class.REGIONAL_INDICATOR else 0
        if not _is_joined(text, classes, counted, number, flags):
            boundaries.append(index)
    return [*boundaries, len(text)]


def natural_word_around(buffer: Buffer, position: int) -> tuple[int, int] | None:
    """Return the word of a natural language that a position lies in or touches.

    Args:
        buffer: the text.
        position: in code points; between two words it is the one behind it.

    Returns:
        Where the word starts and ends; None where there are only spaces and signs, or a word is very long.
    """
    start, end = _without_spaces(buffer, position)
    found = None
    boundaries = word_boundaries(buffer.slice(start, end))
    for first, last in pairwise(boundaries):
        if start + first <= position <= start + last and _READABLE.search(
            buffer.slice(start + first, start + last)
        ):
            found = start + first, start + last
    is_cut = found is not None and (found[0] == position - _FAR or found[1] == position + _FAR)
    return None if is_cut else found


def _without_spaces(buffer: Buffer, position: int) -> tuple[int, int]:
    """Return the stretch around a position in which there are no spaces: no word reaches over one."""
    for reach in (_NEAR, _FAR):
        base = max(0, position - reach)
        space = _LAST_SPACE.search(buffer.slice(base, position))
        start = base if space is None else base + space.end()
        space = _SPACE.search(buffer.slice(position, position + reach))
        end = min(len(buffer), position + (reach if space is None else space.start()))
        if start > base and end < position + reach:
            break
    return start, end


def _is_joined(text: str, classes: list[_Class], counted: list[int], number: int, flags: int) -> bool:
    """Tell whether there is no boundary before a code point that counts; `flags` are the letters of flags before."""
    index = counted[number]
    left, right = classes[counted[number - 1]], classes[index]
    if left in _BREAKS or right in _BREAKS:
        return left is _Class.CR and right is _Class.LF
    if classes[index - 1] is _Class.ZWJ and _PICTURE.match(text, index):
        return True
    if left is right is _Class.WSEGSPACE:
        return counted[number - 1] == index - 1
    if (left, right) in _JOINED:
        return True
    if left is right is _Class.REGIONAL_INDICATOR:
        return flags % 2 == 1
    before = classes[counted[number - 2]] if number > 1 else None
    after = classes[counted[number + 1]] if number + 1 < len(counted) else None
    return _is_inside(left, right, after) or (before is not None and _is_inside(before, left, right))


def _is_inside(left: _Class, middle: _Class, right: _Class | None) -> bool:
    """Tell whether a sign between two others belongs to one word with them (rules 6, 7, 7b, 7c, 11 and 12)."""
    if left in _LETTERS and right in _LETTERS and middle in _MID_LETTER:
        return True
    if left is right is _Class.NUMERIC and middle in _MID_NUMBER:
        return True
    return left is right is _Class.HEBREW_LETTER and middle is _Class.DOUBLE_QUOTE
