"""Owns `editorapp recover`: what processes that died have left, as a list and as text.

Does not change anything: recovering for work is done by opening the document.
"""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from editorapp.cli.documents import find_document
from editorapp.cli.output import CliError, Exit, say, show, show_json, write_bytes
from editorapp.commands.families import all_commands
from editorapp.storage.errors import FileError, JournalError
from editorapp.storage.file_writing import write_file
from editorapp.storage.journal_reader import LeftDocument, left_documents, read_damaged, read_document
from editorapp.storage.profile import Profile
from editorapp.storage.text_encoding import FileFormat, encoded


def run(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp recover`.

    Raises:
        CliError, JournalError: the document cannot be found, read or written.
    """
    if options.document is None:
        if not options.list:
            raise CliError("Say which document, or --list.", Exit.USAGE)
        return _list(profile, as_json=options.json)
    document_id = find_document(profile, options.document)
    result = Exit.DONE
    try:
        record, document = read_document(profile, document_id, all_commands())
    except JournalError as error:
        found = read_damaged(profile, document_id, all_commands())
        if found is None:
            raise
        record, document, last = found
        say(f"editorapp: {error} This is the text after command {last}, the last that can be read.")
        result = Exit.FAILED
    if options.output is not None:
        try:
            write_file(Path(options.output), document.buffer, FileFormat.of(document.layout))
        except FileError as error:
            raise CliError(str(error)) from error
        say(f"{record.name}: {len(document.buffer)} characters written to {options.output}.")
    if options.json:
        text = {} if options.output is not None else {"text": str(document.buffer)}
        show_json({"document": document_id, "name": record.name, "path": record.path, **text})
    elif options.output is None:
        for block in encoded(document.buffer, FileFormat.of(document.layout)):
            write_bytes(block)
    return result


def _list(profile: Profile, *, as_json: bool) -> Exit:
    found = left_documents(profile, all_commands())
    if as_json:
        show_json([_plain(left) for left in found])
        return Exit.DONE
    if not found:
        say("No process that died has left unsaved changes.")
    for left in found:
        if left.problem:
            show(f"{left.document}  damaged: {left.problem}")
            continue
        changes = (
            "1 unsaved change" if left.unsaved_commands == 1 else f"{left.unsaved_commands} unsaved changes"
        )
        show(
            f"{left.document}  {left.name}  {_time(left):%Y-%m-%d %H:%M:%S}  {changes}  {left.path or 'no file'}"
        )
    return Exit.DONE


def _time(left: LeftDocument) -> datetime:
    return datetime.fromtimestamp(left.last_change / 1e6).astimezone()


def _plain(left: LeftDocument) -> dict[str, object]:
    plain: dict[str, object] = {
        "document": left.document,
        "name": left.name,
        "path": left.path,
        "last_change": _time(left).isoformat() if left.last_change else None,
        "unsaved_commands": left.unsaved_commands,
    }
    if left.problem:
        plain["problem"] = left.problem
    return plain
