"""Owns the conversion between offsets in code points, Python's, and in UTF-16 units, Qt's.

Does not know lines or documents: an offset counts from the start of the text it is asked about.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Utf16Index:
    """The offsets of one text, both ways, in logarithmic time."""

    __slots__ = ("_astral", "_astral_units")

    def __init__(self, text: str) -> None:
        """Index a text; one without code points above U+FFFF costs next to nothing."""
        self._astral = [] if text.isascii() else [match.start() for match in _ASTRAL.finditer(text)]
        self._astral_units = (
            [offset + index for index, offset in enumerate(self._astral)] if self._astral else []
        )

    @property
    def is_identity(self) -> bool:
        """Whether every offset is the same in both."""
        return not self._astral

    def to_units(self, offset: int) -> int:
        """Return the offset in UTF-16 units of an offset in code points."""
        return offset + bisect_left(self._astral, offset) if self._astral else offset

    def to_code_points(self, units: int) -> int:
        """Return the offset in code points of one in UTF-16 units; inside a pair it is that of the pair."""
        return units - bisect_left(self._astral_units, units) if self._astral else units


def length_in_units(text: str) -> int:
    """Return how many UTF-16 units a text takes."""
    return len(text) if text.isascii() else len(text) + len(_ASTRAL.findall(text))


def without_lone_surrogates(text: str) -> str:
    """Return a text that other programs can hold: half surrogate pairs become replacement characters."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
