"""Owns `editorapp find`: searching files without a window, what is written of it, and how it ends.

Does not own the search, nor how files are changed: a replacement is a run of a macro, see `macro_run.py`.

It ends as grep does: 0 where something was found, 1 where nothing was, 2 where something went wrong.
"""

from __future__ import annotations

import argparse
from typing import Final

from editorapp.cli.finding import WRONG, Finding
from editorapp.cli.output import CliError, Exit
from editorapp.cli.subparser import subparser
from editorapp.session.finding.file_search import Query
from editorapp.session.finding.scope import LARGEST, Scope
from editorapp.storage.profile import Profile

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
        raise CliError("--diff, --in-place and --preserve-case belong to --replace.", WRONG)
    if options.replace is not None and not (options.diff or options.in_place):
        raise CliError("With --replace say --diff to see what would change, or --in-place.", WRONG)
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
