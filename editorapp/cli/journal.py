"""Owns `editorapp journal`: counting, checking, showing, exporting and importing what is in a file's journal.

Does not change a journal that is there.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from editorapp.bus.json_text import from_json
from editorapp.cli.documents import find_document
from editorapp.cli.output import CliError, Exit, say, show, show_json, write_bytes
from editorapp.commands.families import all_commands
from editorapp.session.verification import verify
from editorapp.storage.errors import JournalError
from editorapp.storage.journal import SqliteJournal
from editorapp.storage.journal_copy import reading
from editorapp.storage.journal_reader import record_and_start
from editorapp.storage.journal_text import entry_lines, export_lines, import_lines
from editorapp.storage.ownership import is_held
from editorapp.storage.profile import Profile, private_folder

_FOLLOW_INTERVAL: Final = 0.2
"""Seconds between two looks at a journal that is followed."""


def run_stats(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp journal stats`; CliError or JournalError where the journal cannot be found or read."""
    if options.file is None:
        # Loads the databases of messages and read models, which the journal of one file does not need.
        from editorapp.cli.pipelines import run_pipelines

        return run_pipelines(profile, options)
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


def run_export(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp journal export`; CliError or JournalError where the journal cannot be found or read."""
    with reading(profile, find_document(profile, options.file)) as journal:
        if options.output is None:
            for line in export_lines(journal):
                write_bytes(line.encode() + b"\n")
            return Exit.DONE
        with Path(options.output).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in export_lines(journal))
    return Exit.DONE


def run_import(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp journal import`: the lines become the journal of a document that has none yet.

    Raises:
        CliError: there is such a document, or the lines cannot be read.
        JournalError: a line is no line of a journal.
    """
    try:
        lines = Path(options.lines).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise CliError(f"{options.lines} cannot be read: {error}.", Exit.UNREADABLE) from error
    document_id = f"imported-{secrets.token_hex(5)}"
    folder = private_folder(profile.documents / document_id)
    try:
        import_lines(lines, folder)
    except BaseException:
        shutil.rmtree(folder)
        raise
    if options.json:
        show_json({"document": document_id})
    else:
        show(document_id)
    return Exit.DONE


def run_tail(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp journal tail`: the last commands, and with --follow those that come."""
    document_id = find_document(profile, options.file)
    with reading(profile, document_id) as journal:
        first = max(1, journal.value("select coalesce(max(seq), 0) from accepted") - options.lines + 1)
    while True:
        with reading(profile, document_id) as journal:
            for line in entry_lines(journal, first):
                entry = from_json(line, dict[str, Any])
                is_open = "completed" not in entry and "failed" not in entry
                if is_open and options.follow and is_held(profile.documents / document_id):
                    # Its outcome is written with the next command, or when the writer has nothing else to do.
                    break
                write_bytes(line.encode() + b"\n")
                first = entry["accepted"]["seq"] + 1
        if not options.follow:
            return Exit.DONE
        time.sleep(_FOLLOW_INTERVAL)
