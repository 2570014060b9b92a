"""Owns `editorapp find`: searching files without a window, what is written of it, and how it ends.

Does not own the search, nor how files are changed: a replacement is a run of a macro, see `macro_run.py`.

It ends as grep does: 0 where something was found, 1 where nothing was, 2 where something went wrong.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from typing import Any, Final

from editorapp.cli.output import CliError, Exit, say, show_json, write_bytes
from editorapp.cli.subparser import subparser
from editorapp.session.finding.file_matches import FileMatches, LineMatch, SkippedFile
from editorapp.session.finding.file_search import FileSearch, Query
from editorapp.session.finding.path_patterns import PathPatternError
from editorapp.session.finding.scope import LARGEST, Scope
from editorapp.storage.finding.reading import FileTexts
from editorapp.storage.finding.walking import FileWalk
from editorapp.storage.profile import Profile
from editorapp.text.patience import Patience
from editorapp.text.search import SearchError

_FOUND: Final = Exit.DONE
_NOT_FOUND: Final = Exit.FAILED
_WRONG: Final = Exit.USAGE
"""As grep says it, which is not quite what these codes mean elsewhere."""

_EPILOG: Final = """\
A line that holds a match is written as PATH:LINE:COLUMN:TEXT, both from 1; with
--json each match is an object, a line each. Files are read as the editor opens
them; what is no text is passed over, and so is what .gitignore and .ignore files
leave out, and hidden files.

GLOB is a pattern as in a .gitignore file: *.py, src/, docs/**/*.md.

exit codes: 0 something was found, 1 nothing was, 2 something went wrong.
"""


def add(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
) -> None:
    """Add the subcommand."""
    parser = subparser(subparsers, name, shared, "find text in files, or replace it there", _EPILOG)
    parser.add_argument("pattern", metavar="PATTERN", help="what to find")
    parser.add_argument("paths", metavar="PATH", nargs="*", help="folders and files (default: this folder)")
    parser.add_argument("--regex", action="store_true", help="PATTERN is a regular expression")
    parser.add_argument("--word", action="store_true", help="whole words only")
    parser.add_argument("--ignore-case", action="store_true", help="upper and lower case are the same")
    parser.add_argument(
        "--include", metavar="GLOB", action="append", default=[], help="only files like this; may be repeated"
    )
    parser.add_argument(
        "--exclude", metavar="GLOB", action="append", default=[], help="no files or folders like this"
    )
    parser.add_argument("--hidden", action="store_true", help="hidden files and folders, too")
    parser.add_argument("--no-ignore", action="store_true", help="what ignore files leave out, too")
    parser.add_argument(
        "--largest", metavar="BYTES", type=int, default=LARGEST, help=f"no larger files (default {LARGEST:,})"
    )
    parser.add_argument("--replace", metavar="TEXT", help="put TEXT in the place of the matches")
    parser.add_argument(
        "--preserve-case", action="store_true", help="with --replace: in the case of what is replaced"
    )
    parser.add_argument("--diff", action="store_true", help="with --replace: print what would change")
    parser.add_argument(
        "--in-place", action="store_true", help="with --replace: save the files; the history can undo it"
    )
    parser.set_defaults(run=run)


def run(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp find`.

    Raises:
        CliError: the pattern is none, or the options do not fit together.
    """
    if options.replace is None and (options.diff or options.in_place or options.preserve_case):
        raise CliError("--diff, --in-place and --preserve-case belong to --replace.", _WRONG)
    if options.replace is not None and not (options.diff or options.in_place):
        raise CliError("With --replace say --diff to see what would change, or --in-place.", _WRONG)
    query = Query(
        options.pattern,
        options.regex,
        not options.ignore_case,
        options.word,
        options.replace,
        options.preserve_case,
    )
    scope = Scope(
        tuple(options.include), tuple(options.exclude), options.hidden, options.no_ignore, options.largest
    )
    found = Finding(query, scope, options.paths, as_json=options.json)
    if options.replace is None:
        found.write()
        return found.end(found.search.found > 0)
    # What changes files is loaded only for it.
    from editorapp.cli.find_replace import replace

    return found.end(replace(profile, query, found, options))


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
            raise CliError(str(error), _WRONG) from error
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
            return _WRONG
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
