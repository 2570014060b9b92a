"""Owns running what a journal has accepted and holds no outcome of, so that a reader sees what it leads to.

Does not record the outcome: whoever opens the document for writing does that.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from editorapp.bus.errors import CommandError, UnreadableError
from editorapp.bus.message import Command
from editorapp.commands.registry import Registry
from editorapp.session.entry import Entry, SavedState
from editorapp.session.open_document import DocumentDecision, OpenDocument
from editorapp.session.ports import Journal
from editorapp.session.rebuild import Rebuilt, undo_tree
from editorapp.session.syntax.late_syntax import LateSyntax


def finish(
    journal: Journal, document_id: str, rebuilt: Rebuilt, registry: Registry
) -> Iterator[tuple[Entry, DocumentDecision]]:
    """Run the unfinished commands of a rebuilt document; yield those that complete, with what they do."""
    document = OpenDocument(
        document_id,
        journal,
        rebuilt.document,
        undo_tree(journal, rebuilt.node),
        registry,
        journal.saved_state() or SavedState("", 0),
        syntax=LateSyntax(),
    )
    for entry in rebuilt.unfinished:
        with contextlib.suppress(CommandError, UnreadableError):
            payload = registry.read_stored(entry.name, entry.version, entry.payload)
            command = Command(entry.name, payload, document_id, entry.time, entry.source, entry.id)
            decision = document.decide(entry.seq, command)
            document.commit(decision)
            yield entry, decision
