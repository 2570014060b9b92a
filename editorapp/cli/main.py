"""Owns the command line: the subcommands, their options, and how each ends.

Does not own what a subcommand does, nor the window.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from editorapp import __version__
from editorapp.cli.exec import execute
from editorapp.cli.output import CliError, Exit, say
from editorapp.commands.families import all_commands
from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.errors import Owner
from editorapp.storage.profile import Profile

OpenWindow = Callable[[Profile, Sequence[str]], int]


def _run_exec(profile: Profile, options: argparse.Namespace) -> Exit:
    registry = all_commands()
    left = Left.RECOVER if options.recover else Left.DISCARD if options.discard else Left.REFUSE
    store = DocumentStore(
        profile,
        registry,
        Owner(os.getpid()),
        synced=options.durability == "power",
        journals_moves=True,
        report=say,
    )
    return execute(store, registry, Path(options.file), left, writes=options.write)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="editorapp")
    top.add_argument("--version", action="version", version=__version__)
    top.add_argument("--profile", metavar="DIR")
    sub = top.add_subparsers(dest="subcommand")
    e = sub.add_parser("exec")
    e.add_argument("file")
    e.add_argument("--write", action="store_true")
    e.add_argument("--durability", choices=("process", "power"), default="process")
    e.add_argument("--recover", action="store_true")
    e.add_argument("--discard", action="store_true")
    e.set_defaults(run=_run_exec)
    return top


def main(argv: Sequence[str]) -> int:
    options = parser().parse_args(argv)
    try:
        return int(options.run(Profile.find(options.profile), options))
    except CliError as error:
        say(f"editorapp: {error}")
        return int(error.code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
