"""Owns finding the text that a document's file was last known to hold, from which a merge with it begins.

Does not merge.
"""

from __future__ import annotations

from editorapp.commands.merging import Merge
from editorapp.commands.registry import Registry
from editorapp.session.entry import SavedState
from editorapp.session.ports import Journal
from editorapp.session.rebuild import changes_since, end_of
from editorapp.storage.errors import JournalError
from editorapp.storage.journal_copy import reading
from editorapp.storage.profile import Profile
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document


def saved_text(
    profile: Profile, document_id: str, document: Document, saved: SavedState, registry: Registry
) -> Buffer | None:
    """Return the text that the file of a document held when it was last read or written.

    Its journal is read, so this is not for the thread of a window; what is held back of it must be written before.

    Args:
        profile: where the journal is.
        document_id: the id of the document.
        document: the document as it is now.
        saved: what is known to be on disk.
        registry: every command.

    Returns:
        None where that is not known any more.
    """
    if not saved.digest:
        return None
    if not saved.unsaved_until(document.revision):
        return document.buffer
    try:
        with reading(profile, document_id) as journal:
            return _from_journal(journal, document, saved, registry)
    except (JournalError, IndexError):
        return None


def _from_journal(
    journal: Journal, document: Document, saved: SavedState, registry: Registry
) -> Buffer | None:
    end = end_of(journal)
    if end is None or end.revision != document.revision:
        return None
    changes = changes_since(journal, saved.revision)
    if changes is None or not changes.inverted().fits(document.buffer):
        return None
    text = changes.inverted().apply(document.buffer)
    if not saved.is_merged:
        return text
    for entry in journal.entries(end.seq, backward=True):
        if entry.name == Merge.spec.name and entry.revision == saved.revision:
            command = registry.read_stored(entry.name, entry.version, entry.payload)
            if isinstance(command, Merge):
                return ChangeSet.replacing(text, command.theirs).apply(text)
    return None
