"""Owns `PathPatterns`: patterns of paths as .gitignore files have them, asked about one path at a time.

Does not know which patterns hold where: that is `ignoring.py`.

Whoever walks folders from the top never asks about what lies in a folder that is left out. So a pattern is asked
about a path itself only, as git does it, and not about the folders that it lies in.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from pathspec import GitIgnoreSpec

_ANYWHERE: Final = "^(?:.+/)?"
_FOLDER_BELOW: Final = "(?P<ps_d>/)"
_NEVER: Final = re.compile(r"(?!)")

_WITH_CLASS: Final = re.compile(
    r"\[[!^]?(?:\[:[a-z]+:\]|[^\]\[\\/])*\[:[a-z]+:\](?:\[:[a-z]+:\]|[^\]\[\\/])*\]"
)
_CLASS: Final = re.compile(r"\[:([a-z]+):\]")
_CLASSES: Final = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \t",
    "cntrl": "\0-\x1f\x7f",
    "digit": "0-9",
    "graph": '"-.0-~!',
    "lower": "a-z",
    "print": " -.0-~",
    "punct": ':-@"-.!{-~[-`',
    "space": " \t\n\v\f\r",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
"""What git takes the classes of characters for, without the / that no bracket fits; pathspec knows none of them."""


class PathPatternError(Exception):
    """A pattern that a person has written is none."""


class _Pattern(NamedTuple):
    """A pattern: what it says, of the last part of a path or of all of it, and how it knows one."""

    leaves_out: bool
    is_of_name: bool
    regex: re.Pattern[str]


class PathPatterns:
    """Patterns of one place; where several fit a path, the last one counts."""

    def __init__(self, lines: Iterable[str], *, is_strict: bool = False) -> None:
        """Take the patterns.

        Args:
            lines: a pattern each, as in a .gitignore file; those that are none are passed over.
            is_strict: whether one that is none is an error.

        Raises:
            PathPatternError: a line is no pattern, where that is an error.
        """
        self._patterns: list[_Pattern] = []
        self._covering: list[tuple[bool, Any]] = []
        for line in lines:
            self._add(line, is_strict=is_strict)
        self._patterns.reverse()
        self._names = _any_of(pattern.regex for pattern in self._patterns if pattern.is_of_name)
        self._paths = _any_of(pattern.regex for pattern in self._patterns if not pattern.is_of_name)

    def _add(self, line: str, *, is_strict: bool) -> None:
        with _unwarned():
            self._add_unwarned(_WITH_CLASS.sub(_without_classes, line), is_strict=is_strict)

    def _add_unwarned(self, line: str, *, is_strict: bool) -> None:
        try:
            [pattern] = GitIgnoreSpec.from_lines([line]).patterns
        except (ValueError, re.error) as error:
            if is_strict:
                raise PathPatternError(f"{line!r} is no pattern of file names.") from error
            return
        if pattern.include is None or pattern.regex is None:
            return
        source: str = pattern.regex.pattern
        self._covering.append((pattern.include, pattern.regex))
        bare = line.strip().removeprefix("!").rstrip("/")
        itself = _of_itself(source, is_of_all_within=bare.endswith("/**"))
        is_of_name = "/" not in bare and itself.startswith(_ANYWHERE)
        regex = re.compile(itself.removeprefix(_ANYWHERE) if is_of_name else itself)
        self._patterns.append(_Pattern(pattern.include, is_of_name, regex))

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def verdict(self, path: str, name: str) -> bool | None:
        """Return whether a path fits: True, or False where a later pattern with ! says no, or None for neither.

        Args:
            path: the path from the place of the patterns, with / between its parts and behind a folder.
            name: its last part, likewise.
        """
        if self._names.fullmatch(name) is None and self._paths.fullmatch(path) is None:
            return None
        for pattern in self._patterns:
            if pattern.regex.fullmatch(name if pattern.is_of_name else path):
                return pattern.leaves_out
        return None

    def covers(self, path: str) -> bool:
        """Return whether a file fits, or a folder that it lies in.

        Args:
            path: the path from the place of the patterns, with / between its parts.
        """
        found = False
        for includes, regex in self._covering:
            if includes != found and regex.match(path):
                found = includes
        return found


def _of_itself(source: str, *, is_of_all_within: bool) -> str:
    """Return the source of a pattern for a whole path, from that for any path that begins with it."""
    if source == ".":
        return ".+"
    if source == _FOLDER_BELOW:
        return ".+/"
    if _FOLDER_BELOW not in source:
        return f"{source}.+"
    # What is said of all within a folder is not said of the folder.
    return source.replace(_FOLDER_BELOW, "/.+/" if is_of_all_within else "/")


def _any_of(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    sources = [pattern.pattern for pattern in patterns]
    with _unwarned():
        return re.compile("|".join(f"(?:{source})" for source in sources)) if sources else _NEVER


def _without_classes(found: re.Match[str]) -> str:
    return _CLASS.sub(lambda name: _CLASSES.get(name[1], name[0]), found[0])


@contextmanager
def _unwarned() -> Iterator[None]:
    """Compile what strangers have written, such as `[[x]`, without a word on what it may mean in later Pythons."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield
