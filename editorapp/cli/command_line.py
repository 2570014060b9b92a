"""Owns what holds for the whole command line: its words, the names of subcommands, the options of all of them.

Does not own what a subcommand is: a start of the window reads this, and loads none of them.
"""

from __future__ import annotations

import argparse
from typing import Final

from editorapp.storage.profile import PROFILE_VARIABLE

NAMES: Final = (
    "exec",
    "send",
    "recover",
    "history",
    "export",
    "find",
    "macro",
    "journal",
    "jobs",
    "readmodels",
    "commands",
)
"""The subcommands, in the order in which the help lists them; each is made in `subcommands.py`."""

USAGE: Final = """editorapp [--profile DIR] [FILE[:LINE[:COLUMN]] ...]
       editorapp [--profile DIR] [--json] SUBCOMMAND ..."""

PROGRAM_EPILOG: Final = """\
Without a subcommand the window is opened, with the given files; FILE:LINE or
FILE:LINE:COLUMN (both from 1) puts the caret there. To open a file that has
the name of a subcommand, write ./NAME.

exit codes:
  0 done
  1 something failed (said on stderr)
  2 usage
  3 not readable or invalid input
"""


def global_options(default: object) -> argparse.ArgumentParser:
    """The options that may stand before and behind a subcommand; behind it they have no default."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--profile",
        metavar="DIR",
        default=default,
        help=f"keep all state, data, configuration and cache below DIR (or set {PROFILE_VARIABLE})",
    )
    options.add_argument(
        "--json",
        action="store_true",
        default=False if default is None else default,
        help="write results for programs to stdout; words for people go to stderr",
    )
    return options
