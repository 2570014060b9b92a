"""Owns `editorapp find --replace`: what would change, and the run that changes it.

Does not own the search, nor how a run goes: that is `macro_run.py`, and a run that was cut short is gone on with by
`editorapp macro resume`.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from editorapp.bus.errors import CommandError
from editorapp.cli.macro_run import follow_run, run_applier, unified_diff
from editorapp.cli.output import Exit, say, show, write_bytes
from editorapp.commands.families import all_commands
from editorapp.session.finding.file_search import Query
from editorapp.session.finding.replacing import application_of
from editorapp.session.work.file_step import play_of
from editorapp.session.work.particulars import Particulars
from editorapp.storage.errors import FileError
from editorapp.storage.profile import Profile
from editorapp.storage.text_file import read_file
from editorapp.storage.work.macro_applier import played

if TYPE_CHECKING:
    from editorapp.cli.finding import Finding


def replace(profile: Profile, query: Query, finding: Finding, options: argparse.Namespace) -> bool:
    """Show or do it; return whether anything was found."""
    digests = {each.path: each.digest for each in finding.files() if not each.is_more}
    if options.diff:
        _show(query, list(digests), finding)
    if options.in_place and digests:
        _run(profile, query, digests, finding, as_json=options.json)
    return bool(digests)


def _show(query: Query, paths: list[str], finding: Finding) -> None:
    play, registry = play_of(application_of(query)), all_commands()
    for path in paths:
        try:
            before = read_file(Path(path)).buffer
            after, _ = played(play, before, None, registry)
        except (FileError, CommandError) as error:
            finding.problems += 1
            say(f"editorapp: {path}: {error}")
            continue
        diff = unified_diff(Path(finding.name(path)), before, after)
        write_bytes(diff.encode("utf-8", "surrogateescape"))


def _run(profile: Profile, query: Query, digests: dict[str, str], finding: Finding, *, as_json: bool) -> None:
    from editorapp.storage.work.macro_run_folder import MacroRunFolder, left_runs

    for left in left_runs(profile):
        say(f"editorapp: the run {left} was cut short. Go on with it: editorapp macro resume {left}")
    names = [finding.name(path) for path in digests]
    particulars = [Particulars(digest) for digest in digests.values()]
    files = [os.path.abspath(path) for path in digests]  # noqa: PTH100
    applier = run_applier(profile, all_commands())
    with MacroRunFolder.begin(profile, applier, application_of(query), files, particulars) as run:
        code = follow_run(run, names, {}, as_json=as_json)
        state = run.state
    finding.problems += code is not Exit.DONE
    if not as_json:
        count = finding.search.found
        matches = f"{count:,} match{'' if count == 1 else 'es'}"
        failed = f" {state.failed} files were left alone." if state.failed else ""
        show(f"Of {matches}, those in {state.changed} of {len(files)} files were replaced.{failed}")
