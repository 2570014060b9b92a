"""Owns what `.`, `^` and `$` of a regular expression mean, and whether a match of it can hold a line break.

Does not compile or run the expression. Lines end with LF, CRLF or CR, as in `Buffer`. The regex package knows
LF alone, so its `$` and `.` would go between a CR and its LF and tear the line break apart.
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
           | \\ (?: x [0-9a-fA-F]{2} | u [0-9a-fA-F]{4} | U [0-9a-fA-F]{8} | [0-7]{2,3} )
           | \\ .                                             # anything else that is escaped
           | \[ \^? \]? (?: \\ . | \[: .*? :\] | [^\]\\] )* \]   # a set
           | \( \? \# [^)]* \)                                # a comment
    )
    | (?<line> [.^$] )
    """,
    regex.VERBOSE | regex.DOTALL,
)
_DOT_IS_ANYTHING: Final = regex.compile(r"\(\?[a-zA-Z01]*s")

_HARMLESS_FLAGS: Final = frozenset("aiLu")
_FLAGS: Final = regex.compile(r"\(\?([a-zA-Z01-]+)[:)]")
_REVERSE: Final = regex.compile(r"\(\?[a-zA-Z01]*r[a-zA-Z01]*(?:-[a-zA-Z01]*)?[:)]")
_FUZZY: Final = regex.compile(r"\{[^}]*[eids]")
_STARTS_ANYWHERE: Final = r"\G"
_BREAKS: Final = ("\n", "\r", "\r\n")


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


def goes_backwards(pattern: str) -> bool:
    """Tell whether a valid regular expression asks to be searched for from the end of the text, by `(?r)`."""
    return _REVERSE.search(_TOKEN.sub("", pattern)) is not None


def is_line_bound(pattern: str, flags: int) -> bool:
    """Tell whether neither a match of a valid regular expression nor what it looks at can hold a line break.

    Where that is not sure the answer is no. Anchors and word borders look at one character on each side.

    Args:
        pattern: the expression as a person wrote it.
        flags: the flags of the regex package that it is compiled with.
    """
    if _DOT_IS_ANYTHING.search(pattern) is not None or _STARTS_ANYWHERE in pattern:
        return False
    rest = _TOKEN.sub(" ", pattern)
    if any(sign in rest for sign in "\r\n") or _FUZZY.search(rest) is not None:
        return False
    if any(not set(found[1]) <= _HARMLESS_FLAGS for found in _FLAGS.finditer(rest)):
        return False
    kept = {match["kept"] for match in _TOKEN.finditer(pattern)} - {None}
    return not any(_matches_break(token, flags) for token in kept)


def _matches_break(token: str, flags: int) -> bool:
    try:
        alone = regex.compile(token, flags)
    except regex.error:
        # What means something only in its pattern, such as a group that was found before, adds nothing new.
        return False
    return any(alone.fullmatch(text) is not None for text in _BREAKS)


_REPEATED: Final = regex.compile(r"(?:[*+]|\{\d*,\})(?!\?)")
_GROUP_REPEATED: Final = regex.compile(r"\)(?:[*+]|\{\d*,\})(?!\?)")


def looks_far(pattern: str, flags: int) -> bool:
    """Tell whether a valid expression takes as much as it can get of something that goes over lines.

    Such a one may look much further than its match reaches: what it finds depends on text far behind it.
    """
    is_anything = _DOT_IS_ANYTHING.search(pattern) is not None
    if _GROUP_REPEATED.search(_TOKEN.sub(" ", pattern)) is not None:
        return True
    for token in _TOKEN.finditer(pattern):
        if _REPEATED.match(pattern, token.end()) is None:
            continue
        if (is_anything and token[0] == ".") or (token["kept"] and _matches_break(token["kept"], flags)):
            return True
    return False
