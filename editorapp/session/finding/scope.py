"""Owns `Scope`: which files of a folder a person wants to be searched.

Does not walk folders, nor know what ignore files say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from editorapp.session.finding.path_patterns import PathPatterns

LARGEST: Final = 256 << 20
"""Bytes; larger files are passed over where nobody says otherwise."""

_BETWEEN: Final = re.compile(r"[,;\s]+")


@dataclass(frozen=True)
class Scope:
    """Which files count.

    Attributes:
        include: patterns of files, or of folders with all that is in them; without any, all files count.
        exclude: patterns of files and folders that do not.
        hidden: whether those count whose names begin with a dot.
        ignored: whether those count that ignore files leave out.
        largest: how many bytes a file may have; None for any number.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    hidden: bool = False
    ignored: bool = False
    largest: int | None = LARGEST

    @cached_property
    def _included(self) -> PathPatterns:
        return PathPatterns(self.include, is_strict=True)

    @cached_property
    def _excluded(self) -> PathPatterns:
        return PathPatterns(self.exclude, is_strict=True)

    def check(self) -> None:
        """Look whether the patterns are patterns.

        Raises:
            PathPatternError: one is none.
        """
        _ = self._included, self._excluded

    def takes(self, path: str, name: str) -> bool:
        """Return whether a file or folder counts, where the folders above it do.

        Args:
            path: its path from the folder that is searched, with / behind a folder.
            name: its last part, likewise.
        """
        if not self.hidden and name.startswith("."):
            return False
        if self._excluded and self._excluded.verdict(path, name):
            return False
        return name.endswith("/") or not self._included or self._included.covers(path)


def patterns_of(words: str) -> tuple[str, ...]:
    """Return the patterns that a person has entered, with commas or blanks between them."""
    return tuple(word for word in _BETWEEN.split(words) if word)
