"""Owns the list of encodings that a document can be written in, with the names that people know them by.

Does not decode or encode anything.
"""

from __future__ import annotations

import codecs
from typing import Final, NamedTuple


class Encoding(NamedTuple):
    """A way to write text as bytes.

    Attributes:
        name: its name in Python, which is also what journals hold.
        label: its name for people.
        region: what it is for, in a word or two.
    """

    name: str
    label: str
    region: str

    @property
    def can_have_mark(self) -> bool:
        """Whether a byte-order mark may come first."""
        return self.name.startswith("utf-")


ENCODINGS: Final = tuple(
    Encoding(*row)
    for row in (
        ("utf-8", "UTF-8", "all languages"),
        ("utf-16-le", "UTF-16 LE", "all languages"),
        ("utf-16-be", "UTF-16 BE", "all languages"),
        ("utf-32-le", "UTF-32 LE", "all languages"),
        ("utf-32-be", "UTF-32 BE", "all languages"),
        ("cp1252", "Windows-1252", "Western European"),
        ("iso8859-1", "ISO-8859-1", "Western European, Latin-1"),
        ("iso8859-15", "ISO-8859-15", "Western European, Latin-9"),
        ("mac-roman", "Mac Roman", "Western European"),
        ("cp437", "CP437", "DOS, US"),
        ("cp850", "CP850", "DOS, Western European"),
        ("cp858", "CP858", "DOS, Western European with euro"),
        ("cp1250", "Windows-1250", "Central European"),
        ("iso8859-2", "ISO-8859-2", "Central European, Latin-2"),
        ("iso8859-16", "ISO-8859-16", "South-Eastern European, Latin-10"),
        ("mac-latin2", "Mac Central European", "Central European"),
        ("cp852", "CP852", "DOS, Central European"),
        ("cp1251", "Windows-1251", "Cyrillic"),
        ("koi8-r", "KOI8-R", "Cyrillic, Russian"),
        ("koi8-u", "KOI8-U", "Cyrillic, Ukrainian"),
        ("iso8859-5", "ISO-8859-5", "Cyrillic"),
        ("mac-cyrillic", "Mac Cyrillic", "Cyrillic"),
        ("cp855", "CP855", "DOS, Cyrillic"),
        ("cp866", "CP866", "DOS, Russian"),
        ("cp1253", "Windows-1253", "Greek"),
        ("iso8859-7", "ISO-8859-7", "Greek"),
        ("cp737", "CP737", "DOS, Greek"),
        ("cp1254", "Windows-1254", "Turkish"),
        ("iso8859-9", "ISO-8859-9", "Turkish, Latin-5"),
        ("cp857", "CP857", "DOS, Turkish"),
        ("cp1255", "Windows-1255", "Hebrew"),
        ("iso8859-8", "ISO-8859-8", "Hebrew"),
        ("cp862", "CP862", "DOS, Hebrew"),
        ("cp1256", "Windows-1256", "Arabic"),
        ("iso8859-6", "ISO-8859-6", "Arabic"),
        ("cp1257", "Windows-1257", "Baltic"),
        ("iso8859-13", "ISO-8859-13", "Baltic, Latin-7"),
        ("iso8859-4", "ISO-8859-4", "Northern European, Latin-4"),
        ("cp775", "CP775", "DOS, Baltic"),
        ("iso8859-10", "ISO-8859-10", "Nordic, Latin-6"),
        ("iso8859-3", "ISO-8859-3", "Southern European, Latin-3"),
        ("iso8859-14", "ISO-8859-14", "Celtic, Latin-8"),
        ("cp1258", "Windows-1258", "Vietnamese"),
        ("iso8859-11", "ISO-8859-11", "Thai"),
        ("cp874", "Windows-874", "Thai"),
        ("shift_jis", "Shift_JIS", "Japanese"),
        ("cp932", "Windows-932", "Japanese"),
        ("euc_jp", "EUC-JP", "Japanese"),
        ("iso2022_jp", "ISO-2022-JP", "Japanese"),
        ("gb18030", "GB18030", "Chinese, simplified"),
        ("gbk", "GBK", "Chinese, simplified"),
        ("big5", "Big5", "Chinese, traditional"),
        ("cp950", "Windows-950", "Chinese, traditional"),
        ("big5hkscs", "Big5-HKSCS", "Chinese, Hong Kong"),
        ("euc_kr", "EUC-KR", "Korean"),
        ("cp949", "Windows-949", "Korean"),
    )
)
"""Every encoding that can be chosen, the usual ones of each region first."""

_BY_NAME: Final = {encoding.name: encoding for encoding in ENCODINGS}
_MEANT: Final = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8", "ascii": "utf-8"}
"""What is meant by names that Python gives to something that is not in the list."""


def find_encoding(name: str) -> Encoding | None:
    """Return the encoding that a person means by a name such as `latin1` or `Windows-1252`, or None."""
    wanted = name.strip()
    for encoding in ENCODINGS:
        if wanted.casefold() in (encoding.name, encoding.label.casefold()):
            return encoding
    try:
        found = codecs.lookup(wanted.replace(" ", "-")).name
    except (LookupError, ValueError):
        # A lookup of a name with a null character in it is a ValueError.
        return None
    return _BY_NAME.get(_MEANT.get(found, found))


def encoding_named(name: str) -> Encoding | None:
    """Return the encoding that has a name in Python, as layouts and journals hold it, or None."""
    return _BY_NAME.get(name)


def encoding_label(name: str, *, has_mark: bool = False) -> str:
    """Return what people read for an encoding by Python's name."""
    known = _BY_NAME.get(name)
    return (name.upper() if known is None else known.label) + (" with mark" if has_mark else "")
