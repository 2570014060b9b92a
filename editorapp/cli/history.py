"""Owns `editorapp history`: the revisions of a file, and the text of any of them.

Does not change anything.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from editorapp.bus.json_text import from_json
from editorapp.cli.documents import document_of_file
from editorapp.cli.output import CliError, Exit, say, show, show_json, write_bytes
from editorapp.commands.document import MarkSaved
from editorapp.commands.families import all_commands
from editorapp.session.entry import Entry
from editorapp.storage.journal_reader import read_entries, read_revision
from editorapp.storage.profile import Profile
from editorapp.storage.text_file import encoded


def run(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp history`.

    Raises:
        CliError: there is no such revision.
        JournalError: the journal cannot be read.
    """
    document_id = document_of_file(profile, options.file)
    if document_id is None:
        if not Path(options.file).is_file():
            raise CliError(f"There is no file {options.file}, and no history of one.", Exit.UNREADABLE)
        if options.revision is not None:
            raise CliError(
                f"{options.file} has no history, so it has no revision {options.revision}.", Exit.UNREADABLE
            )
        if options.json:
            show_json([])
        say(f"{options.file} has no history.")
        return Exit.DONE
    if options.revision is not None:
        record, document = read_revision(profile, document_id, options.revision, all_commands())
        if options.json:
            show_json({"revision": options.revision, "text": str(document.buffer)})
            return Exit.DONE
        for block in encoded(document.buffer, record.format):
            write_bytes(block)
        return Exit.DONE
    entries = read_entries(profile, document_id, all_commands())
    saved = _saved_revisions(entries)
    revisions = list(_revisions(entries, saved))
    if options.json:
        show_json(revisions)
    else:
        for revision in revisions:
            show(_line(revision))
    return Exit.DONE


def _saved_revisions(entries: list[Entry]) -> set[int]:
    return {
        from_json(entry.payload, dict)["saved_revision"]
        for entry in entries
        if entry.name == MarkSaved.spec.name and entry.effects is not None
    }


def _revisions(entries: list[Entry], saved: set[int]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        effects = entry.effects
        if effects is None or not effects.changes:
            continue
        yield {
            "revision": entry.revision,
            "seq": entry.seq,
            "time": datetime.fromtimestamp(entry.time / 1e6).astimezone().isoformat(),
            "command": entry.name,
            "source": entry.source,
            "removed": sum(len(removed) for _, removed, _ in effects.changes),
            "inserted": sum(len(inserted) for _, _, inserted in effects.changes),
            "saved": entry.revision in saved,
        }


def _line(revision: dict[str, Any]) -> str:
    mark = "  saved" if revision["saved"] else ""
    return (
        f"{revision['revision']:>8}  {revision['time'][:19].replace('T', ' ')}  {revision['command']:<18}"
        f"  -{revision['removed']} +{revision['inserted']}{mark}"
    )
