"""Owns the words of `editorapp jobs`: looking at what waits, runs, has failed or is in doubt, and settling it.

Does not own what they do: see `job_work.py`, which is loaded with its database only when one of them is used.
"""

from __future__ import annotations

import argparse
from typing import Final

from editorapp.bus.job import JobState
from editorapp.cli.output import Exit
from editorapp.cli.subparser import subparser
from editorapp.storage.profile import Profile

_EPILOG: Final = """\
States: waiting, running, in_doubt (an effect was begun, and it is not known
whether it has happened: say so with `settle`), dead (a dead letter: `retry` or
`discard` it), done, refused (the outside has said no, and who asked was told),
cancelled, discarded (a dead letter that was given up).

A change is noticed by the process that runs on the work folder within a second;
where none runs, it is taken up at the next start.
"""
_VERBS: Final = {
    "retry": "try dead letters again",
    "discard": "give dead letters up",
    "cancel": "cancel what waits, or ask an effect that runs to stop",
}
_MOST: Final = 100


def add(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
) -> None:
    """Add the subcommand to the command line."""
    summary = "look at queued work and dead letters; retry, discard, settle them"
    parser = subparser(subparsers, name, shared, summary, _EPILOG)
    verbs = parser.add_subparsers(title="what to do", metavar="VERB", dest="verb", required=True)
    lister = verbs.add_parser("list", parents=[shared], help="list jobs, first those that wait for a person")
    states = [state.value for state in JobState]
    lister.add_argument(
        "--state",
        action="append",
        metavar="STATE",
        choices=states,
        help="only those in this state; may be given again",
    )
    lister.add_argument(
        "--limit", metavar="N", type=int, default=_MOST, help=f"at most N of each state (default {_MOST})"
    )
    lister.set_defaults(run=_run_list)
    shower = verbs.add_parser("show", parents=[shared], help="show all of a job, its secrets masked")
    shower.add_argument("id", metavar="ID", help="the id of a job, or the start of it")
    shower.set_defaults(run=_run_show)
    for verb, words in _VERBS.items():
        changer = verbs.add_parser(verb, parents=[shared], help=words)
        changer.add_argument("id", metavar="ID", nargs="+", help="the ids of jobs, or the starts of them")
        changer.set_defaults(run=_run_change)
    settler = verbs.add_parser("settle", parents=[shared], help="say what became of an effect in doubt")
    settler.add_argument("id", metavar="ID", help="the id of a job, or the start of it")
    settler.add_argument(
        "verdict",
        metavar="VERDICT",
        choices=("done", "failed", "again"),
        help="done: it has happened; failed: it never will; again: do it again",
    )
    settler.set_defaults(run=_run_change)
    for each in verbs.choices.values():
        each.add_argument("--work", metavar="NAME", help="only in this work folder (named by `jobs list`)")


def _run_list(profile: Profile, options: argparse.Namespace) -> Exit:
    from editorapp.cli import job_work

    return job_work.run_list(profile, options)


def _run_show(profile: Profile, options: argparse.Namespace) -> Exit:
    from editorapp.cli import job_work

    return job_work.run_show(profile, options)


def _run_change(profile: Profile, options: argparse.Namespace) -> Exit:
    from editorapp.cli import job_work

    return job_work.run_change(profile, options)
