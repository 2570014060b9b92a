"""Owns where words start and end for motion, deletion, double click and whole-word search.

Does not know natural languages: a word is a run of letters, digits and underscores, or of other signs.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from editorapp.text.buffer import Buffer
from editorapp.text.grapheme import boundary_at_or_before, next_boundary

_WINDOW: Final = 256
_SPACE, _BREAK, _WORD, _SIGN = range(4)


def kind_of(character: str) -> int:
    """Return a number that is the same for characters that belong together in one word."""
    if character in "\r\n":
        return _BREAK
    if character.isspace():
        return _SPACE
    if character == "_" or unicodedata.category(character)[0] in "LNM":
        return _WORD
    return _SIGN


def _skip_forward(buffer: Buffer, position: int, kind: int) -> int:
    while position < len(buffer):
        text = buffer.slice(position, position + _WINDOW)
        for offset, character in enumerate(text):
            if kind_of(character) != kind:
                return position + offset
        position += len(text)
    return position


def _skip_backward(buffer: Buffer, position: int, kind: int) -> int:
    while position > 0:
        text = buffer.slice(position - _WINDOW, position)
        for offset in range(len(text), 0, -1):
            if kind_of(text[offset - 1]) != kind:
                return position - len(text) + offset
        position -= len(text)
    return position


def next_word_end(buffer: Buffer, position: int) -> int:
    """Return where the word at or behind a position ends; a line break between is a stop of its own."""
    start = position
    position = _skip_forward(buffer, position, _SPACE)
    if position >= len(buffer):
        return position
    kind = kind_of(buffer.slice(position, position + 1))
    if kind == _BREAK:
        return next_boundary(buffer, position) if position == start else position
    return _skip_forward(buffer, position, kind)


def previous_word_start(buffer: Buffer, position: int) -> int:
    """Return where the word at or before a position starts; a line break between is a stop of its own."""
    start = position
    position = _skip_backward(buffer, position, _SPACE)
    if position <= 0:
        return 0
    kind = kind_of(buffer.slice(position - 1, position))
    if kind == _BREAK:
        return boundary_at_or_before(buffer, position - 1) if position == start else position
    return _skip_backward(buffer, position, kind)


def word_around(buffer: Buffer, position: int) -> tuple[int, int]:
    """Return start and end of the word, run of signs or run of spaces that a position lies in or touches."""
    behind, ahead = buffer.slice(position - 1, position), buffer.slice(position, position + 1)
    ahead_kind = kind_of(ahead) if ahead else _BREAK
    behind_kind = kind_of(behind) if behind else _BREAK
    kind = ahead_kind
    if ahead_kind == _BREAK or (behind_kind == _WORD and ahead_kind != _WORD):
        kind = behind_kind
    if kind == _BREAK:
        return position, position
    start = _skip_backward(buffer, position, kind) if behind_kind == kind else position
    end = _skip_forward(buffer, position, kind) if ahead_kind == kind else position
    return start, end
