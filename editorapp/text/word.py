"""Owns where words start and end for motion, deletion, double click and whole-word search.

A word is a run of letters, digits and underscores, or of other signs. Does not know the words of natural languages,
which `word_break.py` has; only `word_of` asks for them.
"""

from __future__ import annotations

from typing import Final

import regex

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.grapheme import boundary_at_or_before, next_boundary
from editorapp.text.word_break import natural_word_around

_WINDOW: Final = 4096
_NATURAL: Final = ("", "markdown")
"""Languages of texts that people read."""

_SPACE, _BREAK, _WORD, _SIGN = range(4)

_CLASSES: Final = {
    _BREAK: r"[\r\n]",
    _SPACE: r"[^\S\r\n]",
    _WORD: r"[_\p{L}\p{N}\p{M}]",
    _SIGN: r"[^\s_\p{L}\p{N}\p{M}]",
}
_SUB_WORD: Final = regex.compile(
    r"_+|(?:\p{N}\p{M}*+)+|(?:[\p{Lu}\p{Lt}]\p{M}*+)+(?!\p{Ll})|[\p{Lu}\p{Lt}]?[^_\p{N}\p{Lu}\p{Lt}]+|."
)
"""A part of a word: underscores, digits, capitals, or small letters with a capital before them."""

_RUNS: Final = {kind: regex.compile(f"{one}+") for kind, one in _CLASSES.items()}
_RUNS_BEFORE: Final = {kind: regex.compile(f"(?r){one}+") for kind, one in _CLASSES.items()}


def kind_of(character: str) -> int:
    """Return a number that is the same for characters that belong together in one word."""
    return next(kind for kind, run in _RUNS.items() if run.match(character))


def is_word(character: str) -> bool:
    """Tell whether a character is a letter, a digit or an underscore, or a mark on one."""
    return kind_of(character) == _WORD


def _skip_forward(buffer: Buffer, position: int, kind: int) -> int:
    size = 64
    while position < len(buffer):
        text = buffer.slice(position, position + size)
        run = _RUNS[kind].match(text)
        skipped = run.end() if run else 0
        position += skipped
        if skipped < len(text):
            break
        size = _WINDOW
    return position


def _skip_backward(buffer: Buffer, position: int, kind: int) -> int:
    size = 64
    while position > 0:
        text = buffer.slice(position - size, position)
        run = _RUNS_BEFORE[kind].match(text)
        skipped = len(text) - run.start() if run else 0
        position -= skipped
        if skipped < len(text):
            break
        size = _WINDOW
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


def word_of(document: Document, position: int) -> tuple[int, int]:
    """Return start and end of the word at a position as `word_around` does, by what the document is written in.

    In texts that people read, "don't" and "3.14" are one word, as are signs of a picture that belong together.
    """
    is_natural = document.layout.language in _NATURAL
    found = natural_word_around(document.buffer, position) if is_natural else None
    return word_around(document.buffer, position) if found is None else found


def next_word_start(buffer: Buffer, position: int) -> int:
    """Return where the next word behind a position starts; a line break between is a stop of its own."""
    if position >= len(buffer):
        return position
    kind = kind_of(buffer.slice(position, position + 1))
    if kind == _BREAK:
        return _skip_forward(buffer, next_boundary(buffer, position), _SPACE)
    if kind != _SPACE:
        position = _skip_forward(buffer, position, kind)
    return _skip_forward(buffer, position, _SPACE)


def previous_word_end(buffer: Buffer, position: int) -> int:
    """Return where the last word before a position ends; a line break between is a stop of its own."""
    if position <= 0:
        return 0
    kind = kind_of(buffer.slice(position - 1, position))
    if kind == _BREAK:
        return _skip_backward(buffer, boundary_at_or_before(buffer, position - 1), _SPACE)
    if kind != _SPACE:
        position = _skip_backward(buffer, position, kind)
    return _skip_backward(buffer, position, _SPACE)


def next_sub_word_end(buffer: Buffer, position: int) -> int:
    """Return where the part of a word at or behind a position ends: of camelCase, snake_case or HTML5Page."""
    end = next_word_end(buffer, position)
    start = _skip_forward(buffer, position, _SPACE)
    text = buffer.slice(start, min(end, start + _WINDOW))
    if not text or kind_of(text[0]) != _WORD:
        return end
    parts = _SUB_WORD.finditer(text)
    part = next(parts)
    if text[part.start()] == "_":
        part = next(parts, part)
    return start + int(part.end())


def previous_sub_word_start(buffer: Buffer, position: int) -> int:
    """Return where the part of a word at or before a position starts; see `next_sub_word_end`."""
    start = previous_word_start(buffer, position)
    end = _skip_backward(buffer, position, _SPACE)
    start = max(start, end - _WINDOW)
    # What follows tells whether the last capital belongs to the word before it.
    text = buffer.slice(start, end + 1)
    if end <= start or kind_of(text[0]) != _WORD:
        return start
    starts = [part.start() for part in _SUB_WORD.finditer(text) if part.start() < end - start]
    while len(starts) > 1 and text[starts[-1]] == "_":
        starts.pop()
    return start + int(starts[-1])
