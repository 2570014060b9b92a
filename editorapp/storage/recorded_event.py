"""Owns making the event of a recorded command again, and the line of Python that does it, for logs.

Does not hold events: they follow from the journal.
"""

from __future__ import annotations

from pathlib import Path

from editorapp.bus.expression import expression
from editorapp.bus.message import Command
from editorapp.commands.families import all_commands
from editorapp.session.entry import SavedState
from editorapp.session.journal_so_far import JournalSoFar
from editorapp.session.open_document import DocumentAdvanced, OpenDocument
from editorapp.session.rebuild import rebuild, undo_tree
from editorapp.session.syntax.late_syntax import LateSyntax
from editorapp.storage.errors import JournalError
from editorapp.storage.journal_copy import reading
from editorapp.storage.journal_reader import record_and_start
from editorapp.storage.profile import Profile


def event_expression(profile: Profile, message: object) -> str:
    """Return a line of Python that makes a message again; pasted in a shell it gives an equal one.

    The event of a document is named by its place in the journal: itself it holds the whole text twice. Of a command
    only its name is given, since its arguments may be text.
    """
    if isinstance(message, Command):
        return message.name
    if isinstance(message, DocumentAdvanced):
        folder = str(profile.documents / message.target)
        call = f"recorded_event({folder!r}, {message.seq})"
        return f"from editorapp.storage.recorded_event import recorded_event; {call}"
    return expression(message)


def recorded_event(folder: str, seq: int) -> DocumentAdvanced:
    """Return the event that followed from a command.

    Args:
        folder: the folder of the document's journal.
        seq: the number of the command, from 1.

    Raises:
        JournalError: there is no such command, it failed, or the journal cannot be read.
    """
    path = Path(folder)
    documents = path.parent
    profile = Profile(documents.parent, documents.parent, documents.parent, documents.parent)
    registry = all_commands()
    with reading(profile, path.name) as journal:
        record, start = record_and_start(journal)
        before = JournalSoFar(journal, seq - 1)
        rebuilt = rebuild(before, record.layout(), start)
        document = OpenDocument(
            path.name,
            before,
            rebuilt.document,
            undo_tree(before, rebuilt.node),
            registry,
            SavedState("", 0),
            syntax=LateSyntax(),
        )
        entry = next(journal.entries(seq), None)
        if entry is None or entry.seq != seq or entry.failure is not None:
            raise JournalError(f"Command {seq} of {folder} is not there, or has failed: no event followed.")
        payload = registry.read_stored(entry.name, entry.version, entry.payload)
        command = Command(
            entry.name, payload, path.name, entry.time, entry.source, entry.id, version=entry.version
        )
        return document.decide(seq, command).event
