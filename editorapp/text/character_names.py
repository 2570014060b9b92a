"""Owns `CharacterNames`: which characters there are in Unicode, found by words of their names or by their numbers.

Does not show them. What is named after its number only, as Chinese characters are, is found by that number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from editorapp.text.pause import Pause, go_on

_LAST: Final = 0x10FFFF
_SLICE: Final = 512
"""So many numbers are looked at between two pauses."""

_NUMBER: Final = re.compile(r"(?:u\+|0x|\\u|&#x)?([0-9a-f]{2,6});?", re.IGNORECASE)
_NAMED_BY_NUMBER: Final = re.compile(r"-[0-9A-F]{4,6}$|^HANGUL SYLLABLE ")


class Character(NamedTuple):
    """A character of Unicode.

    Attributes:
        code: its number.
        name: its name, in capitals.
    """

    code: int
    name: str


class CharacterNames:
    """The characters that have names of their own."""

    def __init__(self, characters: Iterable[Character] = ()) -> None:
        """Take the characters; `named_characters` yields all, in the order of their numbers."""
        by_length: dict[int, list[tuple[str, Character]]] = {}
        for character in characters:
            words = character.name.replace("-", " ")
            by_length.setdefault(words.count(" "), []).append((f" {words} ", character))
        # The fewer words there are besides those that are asked for, the better a name fits.
        self._rows = [row for length in sorted(by_length) for row in by_length[length]]

    def found(self, words: str, most: int) -> list[Character]:
        """Return the characters that somebody means, those that fit best first.

        Args:
            words: parts of words of its name in any order, its number as in `U+20AC` or `20ac`, or the character.
            most: how many are returned at most.
        """
        words = words.strip() or words
        exact = [character for character in _by_number_or_itself(words) if character is not None]
        wanted = words.upper().replace("-", " ").split()
        fitting = self._rows if wanted else []
        for word in wanted:
            fitting = [row for row in fitting if word in row[0]]
        for word in wanted:
            whole = f" {word} "
            fitting = [row for row in fitting if whole in row[0]] + [
                row for row in fitting if whole not in row[0]
            ]
        return [*exact, *(character for _, character in fitting[:most] if character not in exact)][:most]


def named_characters(pause: Pause = go_on) -> Iterator[Character]:
    """Yield all characters with names of their own, in the order of their numbers; it takes a while.

    Args:
        pause: called now and then.
    """
    for start in range(0, _LAST + 1, _SLICE):
        pause()
        for code in range(start, start + _SLICE):
            name = unicodedata.name(chr(code), "")
            if name and not _NAMED_BY_NUMBER.search(name):
                yield Character(code, name)


def _by_number_or_itself(words: str) -> Iterator[Character | None]:
    if len(words) == 1:
        yield character_of(ord(words))
    found = _NUMBER.fullmatch(words)
    if found is not None:
        yield character_of(int(found[1], 16))


def character_of(code: int) -> Character | None:
    """Return the character of a number; None where there is none, or one without a name."""
    name = unicodedata.name(chr(code), "") if 0 <= code <= _LAST else ""
    return Character(code, name) if name else None
