"""Owns `editorapp history`: the revisions of a file, the text of any of them, and finding text in all of them.

Does not change anything but what is known about journals and can be had from them again.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from editorapp.bus.json_text import from_json
from editorapp.cli.documents import document_of_file, find_document
from editorapp.cli.output import CliError, Exit, say, show, show_json, write_bytes
from editorapp.commands.document import MarkSaved
from editorapp.commands.families import all_commands
from editorapp.session.entry import Entry
from editorapp.session.history_queries import FindInHistory, FoundInHistory, HistoryGroup, HistoryOf, one_line
from editorapp.storage.journal_reader import read_entries, read_revision
from editorapp.storage.profile import Profile
from editorapp.storage.text_encoding import FileFormat, encoded


def run(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp history`.

    Raises:
        CliError: there is no such revision.
        JournalError: the journal cannot be read.
    """
    if options.search is not None:
        return _search(profile, options)
    if options.file is None:
        raise CliError("history needs a FILE, or --search TEXT.", Exit.USAGE)
    document_id = document_of_file(profile, options.file)
    if document_id is None:
        return _tell_nothing(options)
    if options.revision is not None:
        return _print_revision(profile, document_id, options)
    if options.groups:
        return _list_groups(profile, document_id, options)
    return _list_revisions(profile, document_id, options)


def _tell_nothing(options: argparse.Namespace) -> Exit:
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


def _print_revision(profile: Profile, document_id: str, options: argparse.Namespace) -> Exit:
    _, document = read_revision(profile, document_id, options.revision, all_commands())
    if options.json:
        show_json({"revision": options.revision, "text": str(document.buffer)})
        return Exit.DONE
    for block in encoded(document.buffer, FileFormat.of(document.layout)):
        write_bytes(block)
    return Exit.DONE


def _list_revisions(profile: Profile, document_id: str, options: argparse.Namespace) -> Exit:
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
            "time": _iso(entry.time),
            "command": entry.name,
            "source": entry.source,
            "removed": sum(len(removed) for _, removed, _ in effects.changes),
            "inserted": sum(len(inserted) for _, _, inserted in effects.changes),
            "saved": entry.revision in saved,
        }


def _iso(time: int) -> str:
    return datetime.fromtimestamp(time / 1e6).astimezone().isoformat()


def _ask(profile: Profile, query: Any) -> Any:
    """Answer a query when all that is recorded has been taken in."""
    # Loading it takes time that every other subcommand would pay for.
    from editorapp.storage.journal_read_models import open_journal_read_models

    models = open_journal_read_models(profile)
    try:
        models.catch_up()
        for error in dict.fromkeys(health.error for health in models.health() if health.error):
            say(f"editorapp: {error}")
        return models.ask(query)
    finally:
        models.close()


def _list_groups(profile: Profile, document_id: str, options: argparse.Namespace) -> Exit:
    found: list[HistoryGroup] = _ask(profile, HistoryOf(document_id))
    if options.json:
        show_json([{**msgspec.to_builtins(group), "time": _iso(group.ended)} for group in found])
        return Exit.DONE
    for group in found:
        changes = [f"-{one_line(group.removed_text)}"] if group.removed else []
        changes += [f"+{one_line(group.inserted_text)}"] if group.inserted else []
        saved = "" if group.saved is None else "  saved"
        show(f"{_place(group.revision, group.ended, group.command)}  {'  '.join(changes)}{saved}")
    return Exit.DONE


def _search(profile: Profile, options: argparse.Namespace) -> Exit:
    if not options.search:
        raise CliError("There is nothing to look for: TEXT is empty.", Exit.USAGE)
    document_id = None
    if options.file is not None:
        document_id = find_document(profile, options.file)
    found: FoundInHistory = _ask(profile, FindInHistory(options.search, document_id))
    if options.json:
        show_json([{**msgspec.to_builtins(hit), "time": _iso(hit.time)} for hit in found.hits])
    else:
        for hit in found.hits:
            sign = "-" if hit.is_removal else "+"
            place = _place(hit.revision, hit.time, hit.command)
            show(f"{hit.path or hit.document}  {place}  {sign}{hit.snippet()}")
    if not found.hits:
        say("Nothing that was ever inserted or removed holds this text.")
    if found.has_more:
        say(f"These are the latest {len(found.hits)}; there are more.")
    return Exit.DONE


def _place(revision: int, time: int, command: str) -> str:
    return f"{revision:>8}  {_iso(time)[:19].replace('T', ' ')}  {command:<18}"


def _line(revision: dict[str, Any]) -> str:
    mark = "  saved" if revision["saved"] else ""
    return (
        f"{revision['revision']:>8}  {revision['time'][:19].replace('T', ' ')}  {revision['command']:<18}"
        f"  -{revision['removed']} +{revision['inserted']}{mark}"
    )
