"""Owns what `.`, `^` and `$` of a regular expression mean: lines end with LF, CRLF or CR, as in `Buffer`.

Does not compile or run the expression. The regex package knows LF alone, so its `$` and `.` would go between
a CR and its LF and tear the line break apart.
"""

from __future__ import annotations

from typing import Final

import regex

_INSIDE_BREAK: Final = r"(?<!\r(?=\n))"
_MEANINGS: Final = {
    ".": r"[^\r\n]",
    "^": rf"(?:(?<![^\r\n]){_INSIDE_BREAK})",
    "$": rf"(?:(?![^\r\n]){_INSIDE_BREAK})",
}
_TOKEN: Final = regex.compile(
    r"""
    (?<kept> \\ [pPN] \{ [^}]* \}                             # a property or a name
           | \\ .                                             # anything else that is escaped
           | \[ \^? \]? (?: \\ . | \[: .*? :\] | [^\]\\] )* \]   # a set
           | \( \? \# [^)]* \)                                # a comment
    )
    | (?<line> [.^$] )
    """,
    regex.VERBOSE | regex.DOTALL,
)
_DOT_IS_ANYTHING: Final = regex.compile(r"\(\?[a-zA-Z01]*s")


def with_line_breaks(pattern: str) -> str:
    """Return a valid regular expression with its dots and anchors spelled out for every kind of line break.

    In one that asks for it, by `(?s)`, a dot still is any character.
    """
    is_anything = _DOT_IS_ANYTHING.search(pattern) is not None

    def spelled(match: regex.Match[str]) -> str:
        sign = match["line"]
        if sign is None or (sign == "." and is_anything):
            return match[0]
        return _MEANINGS[sign]

    return _TOKEN.sub(spelled, pattern)
