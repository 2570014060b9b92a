"""Owns `Ignoring`: which files and folders the ignore files of the folders above them leave out.

Does not read ignore files, nor walk: whoever walks gives their lines, folder by folder from the top.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from editorapp.session.finding.path_patterns import PathPatterns

GIT_FOLDER: Final = ".git"
"""What is in the top folder of a repository."""

GIT_FILE: Final = ".gitignore"
"""What git leaves out of a folder and those in it."""

OWN_FILE: Final = ".ignore"
"""What searches leave out; it comes before what git leaves out."""


class _Layer(NamedTuple):
    """Patterns; which part of a path is behind their folder, and what has to be put before that."""

    start: int
    before: str
    patterns: PathPatterns


class Ignoring(NamedTuple):
    """The patterns that hold in a folder, those nearest to a file first: the first that says anything counts.

    Attributes:
        own: those of searches alone, the nearest first.
        git: those of git, the nearest first.
    """

    own: tuple[_Layer, ...] = ()
    git: tuple[_Layer, ...] = ()

    def entered(
        self,
        start: int,
        before: str = "",
        *,
        git: Iterable[str] = (),
        own: Iterable[str] = (),
        exclude: Iterable[str] = (),
        is_repository: bool = False,
    ) -> Ignoring:
        """Return what holds in a folder within this one.

        Args:
            start: how much of the paths that are asked about leads to it, with the sign behind it; where these
                begin in a folder within it, how much leads to that one.
            before: the path to that one from it, with / behind it; else empty.
            git: the lines of its .gitignore.
            own: the lines of its .ignore.
            exclude: the lines of .git/info/exclude in it.
            is_repository: whether it is the top folder of a repository, for which those above do not speak.
        """
        mine = tuple(
            _Layer(start, before, each) for each in (PathPatterns(git), PathPatterns(exclude)) if each
        )
        above = () if is_repository else self.git
        patterns = PathPatterns(own)
        own_layers = (_Layer(start, before, patterns), *self.own) if patterns else self.own
        return Ignoring(own_layers, (*mine, *above))

    def leaves_out(self, path: str, name: str) -> bool:
        """Return whether a path is left out, where nothing above it is.

        Args:
            path: the path, with / behind a folder.
            name: its last part, likewise.
        """
        for layers in self:
            for start, before, patterns in layers:
                verdict = patterns.verdict(before + path[start:], name)
                if verdict is not None:
                    return verdict
        return False
