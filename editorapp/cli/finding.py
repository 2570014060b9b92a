"""Owns a search in files for the command line: what is written of it, and how it ends.

Does not own its options, nor what becomes of the matches.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any, Final

from editorapp.cli.output import CliError, Exit, say, show_json, write_bytes
from editorapp.session.finding.file_matches import FileMatches, LineMatch, SkippedFile
from editorapp.session.finding.file_search import FileSearch, Query
from editorapp.session.finding.path_patterns import PathPatternError
from editorapp.session.finding.scope import Scope
from editorapp.storage.finding.reading import FileTexts
from editorapp.storage.finding.walking import FileWalk
from editorapp.text.patience import Patience
from editorapp.text.search import SearchError

_FOUND: Final = Exit.DONE
_NOT_FOUND: Final = Exit.FAILED
WRONG: Final = Exit.USAGE
"""As grep says it, which is not quite what these codes mean elsewhere."""


class Finding:
    """A search, with what went wrong on its way."""

    def __init__(self, query: Query, scope: Scope, paths: list[str], *, as_json: bool) -> None:
        """Make ready; raises CliError where the pattern is none."""
        try:
            patience = lambda: Patience(now=time.monotonic)  # noqa: E731
            texts = FileTexts(query, largest=scope.largest)
            self.search = FileSearch(query, texts, patience, longest=None)
            self._walk = FileWalk(paths or ["."], scope)
        except (SearchError, PathPatternError) as error:
            raise CliError(str(error), WRONG) from error
        self._shown_from = 0 if paths else len("./")
        self._as_json = as_json
        self.problems = 0

    def files(self) -> Iterator[FileMatches]:
        """Yield what is found; files that are not searched are told of, but for those that usually are not."""
        for each in self.search.through(self._walk):
            if isinstance(each, FileMatches):
                yield each
            elif not each.reason.is_usual:
                self.tell(each)

    def tell(self, skipped: SkippedFile) -> None:
        """Say what is wrong with a file."""
        self.problems += 1
        say(f"editorapp: {skipped.words}")

    def name(self, path: str) -> str:
        """Return a path as a person wants to read it."""
        return path[self._shown_from :]

    def write(self) -> None:
        """Search, and write what is found as it is."""
        for file in self.files():
            if self._as_json:
                for match in file.matches:
                    show_json(_as_data(self.name(file.path), match))
            else:
                write_bytes(b"".join(_lines(self.name(file.path), file.matches)))

    def end(self, was_found: bool) -> Exit:
        """Return the exit code."""
        if self.problems:
            return WRONG
        return _FOUND if was_found else _NOT_FOUND


def _lines(name: str, matches: tuple[LineMatch, ...]) -> Iterator[bytes]:
    shown = os.fsencode(name)
    last = -1
    for match in matches:
        if match.line != last:
            last = match.line
            where = b":%d:%d:" % (match.line + 1, match.column + 1)
            yield b"%s%s%s\n" % (shown, where, match.text.encode("utf-8", "surrogateescape"))


def _as_data(name: str, match: LineMatch) -> dict[str, Any]:
    return {
        "path": name,
        "line": match.line + 1,
        "column": match.column + 1,
        "text": match.text,
        "start": match.start,
        "end": match.end,
    }
