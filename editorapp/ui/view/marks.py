"""Owns what stands in for code points that have no picture: control characters, bytes that are no text.

Does not paint them. A stand-in takes one code point as well, so positions stay what they are.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

STAND_IN: Final = "_"
"""Laid out in place of a marked code point; it has no direction of its own and is in every font."""

_UNSHOWABLE: Final = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffc\ufff9-\ufffb\ud800-\udfff]"
)

# fmt: off
_C0_NAMES: Final = (
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
)
# fmt: on
_NAMES: Final = {"\x7f": "DEL", "\u2028": "LS", "\u2029": "PS", "\ufeff": "BOM", "\ufffc": "OBJ"}


class Mark(NamedTuple):
    """One code point that is shown as a labelled box.

    Attributes:
        offset: where it is in its text, in code points.
        character: the code point itself.
    """

    offset: int
    character: str

    @property
    def is_invalid_byte(self) -> bool:
        """Whether it stands for a byte, 0x80 to 0xFF, that was no valid text in the file."""
        return "\udc80" <= self.character <= "\udcff"

    @property
    def label(self) -> str:
        """What the box says: the byte in hexadecimal, or a short name, or the code point."""
        code = ord(self.character)
        if self.is_invalid_byte:
            return f"{code - 0xDC00:02X}"
        if code < 0x20:
            return _C0_NAMES[code]
        return _NAMES.get(self.character) or f"{code:02X}"


def with_stand_ins(text: str) -> tuple[str, list[Mark]]:
    """Return a text as it can be laid out, of the same length, and what was replaced in it, in order."""
    if text.isascii() and text.isprintable():
        return text, []
    marks = [Mark(match.start(), match.group()) for match in _UNSHOWABLE.finditer(text)]
    return (_UNSHOWABLE.sub(STAND_IN, text), marks) if marks else (text, marks)


def without_stand_ins(text: str, marks: list[Mark]) -> str:
    """Return the text that `with_stand_ins` was given."""
    characters = list(text)
    for mark in marks:
        characters[mark.offset] = mark.character
    return "".join(characters)
