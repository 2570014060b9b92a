r"""Owns `Template`, what comes in the place of a match: groups, changes of case, the case of what was found.

Does not search. In the replacement of a regular expression `\1` and `\g<name>` stand for groups, `\n`, `\t`,
`\x41` and the like for characters; `\u` and `\l` make the next character upper or lower case, `\U` and `\L` all
that follow up to `\E`. Before four hexadecimal digits `\u`, and before eight `\U`, is a character by its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import regex

from editorapp.text.buffer import Buffer
from editorapp.text.match_walk import Match
from editorapp.text.patience import Patience
from editorapp.text.search import LARGEST_STEP, Searcher, SearchError, next_step

_PART: Final = regex.compile(
    r"""
      \\ g< (?<name> [^>]* ) >
    | \\ (?<number> (?! [0-7]{3} ) [1-9] \d? )
    | \\ (?<case> u (?! [0-9a-fA-F]{4} ) | U (?! [0-9a-fA-F]{8} ) | [LlE] )
    | (?<plain> (?: [^\\] | \\ [0-7]{3} | \\ [uU] [0-9a-fA-F]{4} | \\ N \{ [^}]* \} | \\ [^gULEul1-9] )+ | \\ .? )
    """,
    regex.VERBOSE | regex.DOTALL,
)
_NOTHING: Final[Any] = regex.match("", "")
"""Writes out the characters that a replacement names by their numbers."""

_JOINTS: Final = regex.compile(r"([-_ ])")

_Case = Callable[[str], str]


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _first_lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def like(found: str, text: str) -> str:
    """Return a text in the case of what it replaces, as far as that has one: FOO, foo, Foo or fooBar.

    Where both are of the same number of parts with hyphen, underscore or space, each part has its own.
    """
    found_parts, parts = _JOINTS.split(found), _JOINTS.split(text)
    if len(parts) > 1 and len(parts) == len(found_parts):
        return "".join(like_one(old, new) for old, new in zip(found_parts, parts, strict=True))
    return like_one(found, text)


def like_one(found: str, text: str) -> str:
    """Return a text in the case of what it replaces, taken as a whole."""
    if found.isupper() and (len(found) > 1 or len(text) == 1):
        return text.upper()
    if found.islower():
        return text.lower()
    letter = found[:1]
    if letter.isupper():
        return _first_upper(text.lower() if found[1:].islower() and text.isupper() else text)
    return _first_lower(text) if letter.islower() else text


class Template:
    """What comes in the place of matches of one pattern.

    Attributes:
        constant: the one text that comes in the place of every match, or None where it depends on the match.
    """

    __slots__ = ("_format", "_groups", "_is_like_found", "_literal", "_parts", "constant")

    def __init__(self, searcher: Searcher, text: str, *, preserve_case: bool = False) -> None:
        """Read a replacement.

        Args:
            searcher: finds the matches.
            text: the replacement; of a regular expression, see the module.
            preserve_case: whether what comes is written in the case of what goes.

        Raises:
            SearchError: it names a group that is not there, or is none for another reason.
        """
        self._is_like_found = preserve_case
        pattern = searcher.template_pattern
        self._parts: list[tuple[str, Any]] = [("plain", text)] if pattern is None else _parts(pattern, text)
        is_plain = all(kind == "plain" for kind, _ in self._parts)
        whole = "".join(value for _, value in self._parts) if is_plain else None
        self.constant = None if preserve_case else whole
        self._literal = searcher.literal
        self._groups: tuple[int | str, ...] = ()
        self._format = ""
        if not any(kind == "case" for kind, _ in self._parts):
            # By far the most frequent templates, text and groups, are filled in one go; the match itself is asked
            # for as well, so that there are always at least two.
            groups = tuple(value for kind, value in self._parts if kind == "group")
            self._groups = (*groups, 0) if groups else ()
            self._format = "".join(
                "%s" if kind == "group" else value.replace("%", "%%") for kind, value in self._parts
            ) + ("%.0s" if groups else "")

    def text_for(self, match: Match) -> str:
        """Return what comes in the place of a match."""
        if self.constant is not None:
            return self.constant
        if self._groups:
            groups = match.found.group(*self._groups)
            text = self._format % groups if None not in groups else self._filled(match.found)
        else:
            text = self._filled(match.found)
        if self._is_like_found:
            return like(self._literal if match.found is None else match.found[0], text)
        return text

    def _filled(self, found: Any) -> str:
        filled: list[str] = []
        lasting: _Case | None = None
        once: _Case | None = None
        for kind, value in self._parts:
            if kind == "case":
                if value in "UL":
                    lasting = str.upper if value == "U" else str.lower
                elif value == "E":
                    lasting = once = None
                else:
                    once = _first_upper if value == "u" else _first_lower
                continue
            text = value if kind == "plain" else found[value] or ""
            if lasting is not None:
                text = lasting(text)
            if once is not None and text:
                text, once = once(text), None
            filled.append(text)
        return "".join(filled)


def replacements(
    searcher: Searcher, template: Template, buffer: Buffer, start: int, end: int, patience: Patience
) -> Iterator[tuple[int, int, str]]:
    """Yield what is replaced between two positions: start, end and new text of each match.

    Args:
        searcher: finds the matches.
        template: what comes in their place.
        buffer: the text.
        start: where to begin; what is before it is seen, but not part of a match.
        end: where matches must end at the latest.
        patience: how long it may take.

    Raises:
        SearchError: as for `Searcher.matches`.
    """
    if template.constant is None:
        for match in searcher.matches(buffer, start, end, patience):
            yield match.start, match.end, template.text_for(match)
        return
    position, size = start, LARGEST_STEP
    while position <= end:
        patience.pause()
        part = searcher.block(buffer, position, size, patience)
        for first, last in zip(part.starts or (), part.ends or (), strict=True):
            if position + last > end:
                return
            yield position + first, position + last, template.constant
        size = next_step(size, part.number)
        position = part.next


def _parts(pattern: Any, text: str) -> list[tuple[str, Any]]:
    parts: list[tuple[str, Any]] = []
    try:
        for part in _PART.finditer(text):
            name = part["name"] if part["number"] is None else part["number"]
            if name is not None:
                parts.append(("group", _group(pattern, name)))
            elif part["case"] is not None:
                parts.append(("case", part["case"]))
            else:
                parts.append(("plain", _NOTHING.expand(part["plain"])))
    except (regex.error, IndexError, ValueError) as error:
        raise SearchError(f"Not a valid replacement: {error}.", "replacement") from error
    return parts


def _group(pattern: Any, name: str) -> int | str:
    known: int | str = int(name) if name.isdecimal() else name
    if isinstance(known, int) and known <= pattern.groups:
        return known
    if known in pattern.groupindex:
        return known
    raise SearchError(f"Not a valid replacement: there is no group {name!r}.", "replacement")
