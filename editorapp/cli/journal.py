"""Owns `editorapp journal`: counting what is in a file's journal, and checking it.

Does not change anything.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import datetime
from typing import Any

import msgspec

from editorapp.cli.documents import find_document
from editorapp.cli.output import Exit, say, show, show_json
from editorapp.commands.families import all_commands
from editorapp.session.verification import verify
from editorapp.storage.errors import JournalError
from editorapp.storage.journal import SqliteJournal
from editorapp.storage.journal_copy import reading
from editorapp.storage.journal_reader import record_and_start
from editorapp.storage.profile import Profile


def run_stats(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp journal stats`; CliError or JournalError where the journal cannot be found or read."""
    document_id = find_document(profile, options.file)
    with reading(profile, document_id) as journal:
        stats = _stats(journal, document_id)
    if options.json:
        show_json(stats)
        return Exit.DONE
    for key, value in stats.items():
        if key == "commands":
            for name, count in value.items():
                show(f"  {name:<24} {count:>9}")
        else:
            show(f"{key.replace('_', ' '):<26} {value}")
    return Exit.DONE


def _stats(journal: SqliteJournal, document_id: str) -> dict[str, Any]:
    commands: Counter[str] = Counter()
    completed = failed = unfinished = revision = 0
    first = last = None
    for entry in journal.entries():
        commands[entry.name] += 1
        first = entry.time if first is None else first
        last = entry.time
        if entry.failure is not None:
            failed += 1
        elif entry.revision is None:
            unfinished += 1
        else:
            completed += 1
        revision = entry.revision or revision
    saved = journal.saved_state()
    return {
        "document": document_id,
        "accepted": commands.total(),
        "completed": completed,
        "failed": failed,
        "unfinished": unfinished,
        "revision": revision,
        "saved_revision": None if saved is None else saved.revision,
        "sessions": len(journal.sessions()),
        "first_command": _iso(first),
        "last_command": _iso(last),
        "bytes": sum(path.stat().st_size for path in journal.path.parent.iterdir()),
        "commands": dict(commands.most_common()),
    }


def _iso(time: int | None) -> str | None:
    return None if time is None else datetime.fromtimestamp(time / 1e6).astimezone().isoformat()


def run_verify(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp journal verify`; CliError or JournalError where the journal cannot be found or read."""
    document_id = find_document(profile, options.file)
    with reading(profile, document_id) as journal:
        record, start = record_and_start(journal)
        if start is None:
            raise JournalError(f"The journal of {record.name} has no text to start from.")
        starts = {first for _, _, first, _, _ in journal.sessions()}
        found = verify(journal, all_commands(), record.layout(), start, starts)
    if options.json:
        show_json({"document": document_id, "agrees": found.agrees, **msgspec.to_builtins(found)})
    else:
        show(
            f"{record.name}: {found.commands} commands run again, {found.skipped} skipped,"
            f" {found.unfinished} unfinished: {'all as recorded' if found.agrees else 'not as recorded'}."
        )
    for difference in found.differences:
        say(f"editorapp: {difference}")
    return Exit.DONE if found.agrees else Exit.FAILED
