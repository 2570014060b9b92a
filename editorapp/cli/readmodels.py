"""Owns the words of `editorapp readmodels`: how read models and process managers are doing, and building one anew.

Does not own what they do: see `read_model_work.py`, which is loaded with its database only when one is used.
"""

from __future__ import annotations

import argparse
from typing import Final

from editorapp.cli.output import Exit
from editorapp.cli.subparser import subparser
from editorapp.storage.profile import Profile

_EPILOG: Final = """\
Read models of the journals belong to all windows, and are built anew at once.
Those of a work folder are built anew by the process that runs on it, within a
second; where none runs, at the next start. Commands go on meanwhile.
"""


def add(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
) -> None:
    """Add the subcommand to the command line."""
    summary = "list read models with their lag and errors, or build one anew"
    parser = subparser(subparsers, name, shared, summary, _EPILOG)
    verbs = parser.add_subparsers(title="what to do", metavar="VERB", required=True)
    lister = verbs.add_parser("list", parents=[shared], help="list them")
    lister.set_defaults(run=_run_list)
    rebuilder = verbs.add_parser("rebuild", parents=[shared], help="drop one and make it again")
    rebuilder.add_argument("name", metavar="NAME", help="the name of a read model, as the list has it")
    rebuilder.set_defaults(run=_run_rebuild)
    for each in verbs.choices.values():
        each.add_argument("--work", metavar="NAME", help="only in this work folder (named by the list)")


def _run_list(profile: Profile, options: argparse.Namespace) -> Exit:
    from editorapp.cli import read_model_work

    return read_model_work.run_list(profile, options)


def _run_rebuild(profile: Profile, options: argparse.Namespace) -> Exit:
    from editorapp.cli import read_model_work

    return read_model_work.run_rebuild(profile, options)
