"""Owns the commands that change how words are written: upper and lower case, and the ways of joined words.

Does not own replacing with the same case, which is with searching.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

import regex

from editorapp.commands.context import Context
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Transaction
from editorapp.text.pause import Pause, in_turns
from editorapp.text.selection import Range, Selection

_MENU: Final = "Text/4/Change Case"
_AT_ONCE: Final = 1 << 16
"""Code points that are changed between two pauses, and the rest of their line."""

_LONGEST_WORD: Final = 1000
"""How far to both sides of a caret its word may go, in code points."""

_WORD: Final = regex.compile(r"\w+")
_JOINED: Final = regex.compile(r"\w+(?:-\w+)*")
_NATURAL_WORD: Final = regex.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_PHRASE: Final = regex.compile(r"[^\W_]+(?:[-_ \t]+[^\W_]+)*")
_BETWEEN: Final = regex.compile(r"[-_ \t]")
_PART: Final = regex.compile(r"\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[^\p{Lu}\W_]+|\p{Lu}+\p{N}*")

Change = Callable[[str], str]


def _changed(context: Context, change: Change, word: regex.Pattern[str] = _WORD) -> Transaction:
    """Change what is selected, and the word at every caret; the ranges stay on it."""
    document, pause = context.document, context.pause
    buffer = document.buffer
    edits = []
    ranges = []
    done = shift = 0
    for index, current in enumerate(in_turns(document.selection.ranges, pause)):
        start, end = current
        if current.is_caret:
            limit = _next_range_start(document.selection, index, len(buffer))
            start, end = _word_at(buffer, current.head, word, done, limit)
        start, end = min(start, end), max(start, end)
        old = buffer.slice(start, end)
        new = _in_parts(old, change, pause) if len(old) > _AT_ONCE else change(old)
        if new != old:
            edits.append((start, end, new))
        if current.is_caret:
            head = start + shift + _same_place(old, new, current.head - start)
            ranges.append(Range(head, head))
        else:
            stretch = (start + shift, start + shift + len(new))
            ranges.append(Range(*stretch) if current.anchor < current.head else Range(*reversed(stretch)))
        shift += len(new) - len(old)
        done = max(done, end)
    selection = Selection.of(ranges, document.selection.primary)
    return Transaction(ChangeSet.replacing(buffer, edits), selection)


def _in_parts(text: str, change: Change, pause: Pause) -> str:
    """Change a long text in parts; no word goes on behind the line feed that a part ends with."""
    parts = []
    start = 0
    while start < len(text):
        end = text.find("\n", start + _AT_ONCE) + 1 or len(text)
        parts.append(change(text[start:end]))
        start = end
        pause()
    return "".join(parts)


def _same_place(old: str, new: str, place: int) -> int:
    """Return the offset behind as many letters of a changed word as before, or its end for the end."""
    if place == len(old) or len(old) == len(new):
        return place if len(old) == len(new) else len(new)
    letters = len(_BETWEEN.sub("", old[:place]))
    for offset, character in enumerate(new):
        if letters == 0:
            return offset
        letters -= not _BETWEEN.match(character)
    return len(new)


def _next_range_start(selection: Selection, index: int, length: int) -> int:
    """Where the range behind one starts; carets there may stand in the same word, which is changed once."""
    following = selection.ranges[index + 1 : index + 2]
    return following[0].start if following and not following[0].is_caret else length


def _word_at(buffer: Buffer, position: int, word: regex.Pattern[str], low: int, high: int) -> tuple[int, int]:
    """Return start and end of the word at a position, within bounds; nothing where it is done already."""
    base = max(low, buffer.line_start(buffer.line_at(position)), position - _LONGEST_WORD)
    text = buffer.slice(base, min(high, position + _LONGEST_WORD))
    for found in word.finditer(text):
        if found.start() + base <= position <= found.end() + base:
            return found.start() + base, found.end() + base
    return position, position


def _title(text: str) -> str:
    return _NATURAL_WORD.sub(lambda found: found[0].capitalize(), text)


def _joined(text: str, separator: str, first: Change, other: Change) -> str:
    """Join the words of every phrase of a text, each changed."""

    def one(phrase: regex.Match[str]) -> str:
        head, *rest = _PART.findall(phrase[0]) or [phrase[0]]
        return separator.join([first(head), *map(other, rest)])

    return _PHRASE.sub(one, text)


class UpperCase(DocumentCommand, frozen=True):
    """Make the selected text, or the word at every caret, upper case."""

    spec: ClassVar = Specification("case.upper", "UPPER CASE", Nature.EDIT, _MENU, "Ctrl+Alt+U")

    def run(self, context: Context) -> Transaction:
        """Change it; see the class."""
        return _changed(context, str.upper)


class LowerCase(DocumentCommand, frozen=True):
    """Make the selected text, or the word at every caret, lower case."""

    spec: ClassVar = Specification("case.lower", "lower case", Nature.EDIT, _MENU, "Ctrl+Alt+L")

    def run(self, context: Context) -> Transaction:
        """Change it; see the class."""
        return _changed(context, str.lower)


class TitleCase(DocumentCommand, frozen=True):
    """Begin every word of the selected text, or the word at every caret, with a capital."""

    spec: ClassVar = Specification("case.title", "Title Case", Nature.EDIT, _MENU)

    def run(self, context: Context) -> Transaction:
        """Change it; see the class."""
        return _changed(context, _title)


class SwapCase(DocumentCommand, frozen=True):
    """Turn upper into lower case and lower into upper, in the selected text or the word at every caret."""

    spec: ClassVar = Specification("case.swap", "sWAP cASE", Nature.EDIT, _MENU)

    def run(self, context: Context) -> Transaction:
        """Change it; see the class."""
        return _changed(context, str.swapcase)


class CamelCase(DocumentCommand, frozen=True):
    """Join words as `camelCase`, in the selected text or the name at every caret."""

    spec: ClassVar = Specification("case.camel", "camelCase", Nature.EDIT, _MENU)

    def run(self, context: Context) -> Transaction:
        """Change it; see the class."""
        return _changed(context, lambda text: _joined(text, "", str.lower, str.capitalize), _JOINED)


class PascalCase(DocumentCommand, frozen=True):
    """Join words as `PascalCase`, in the selected text or the name at every caret."""

    spec: ClassVar = Specification("case.pascal", "PascalCase", Nature.EDIT, _MENU)

    def run(self, context: Context) -> Transaction:
        """Change it; see the class."""
        return _changed(context, lambda text: _joined(text, "", str.capitalize, str.capitalize), _JOINED)


class SnakeCase(DocumentCommand, frozen=True):
    """Join words as `snake_case`, in the selected text or the name at every caret."""

    spec: ClassVar = Specification("case.snake", "snake_case", Nature.EDIT, _MENU)

    def run(self, context: Context) -> Transaction:
        """Change it; see the class."""
        return _changed(context, lambda text: _joined(text, "_", str.lower, str.lower), _JOINED)


class ConstantCase(DocumentCommand, frozen=True):
    """Join words as `CONSTANT_CASE`, in the selected text or the name at every caret."""

    spec: ClassVar = Specification("case.constant", "CONSTANT_CASE", Nature.EDIT, _MENU)

    def run(self, context: Context) -> Transaction:
        """Change it; see the class."""
        return _changed(context, lambda text: _joined(text, "_", str.upper, str.upper), _JOINED)


class KebabCase(DocumentCommand, frozen=True):
    """Join words as `kebab-case`, in the selected text or the name at every caret."""

    spec: ClassVar = Specification("case.kebab", "kebab-case", Nature.EDIT, _MENU)

    def run(self, context: Context) -> Transaction:
        """Change it; see the class."""
        return _changed(context, lambda text: _joined(text, "-", str.lower, str.lower), _JOINED)
