"""Owns the check of a journal: running its commands again must do what the journal says they did.

Does not change the journal, nor anything outside.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from editorapp.bus.errors import CommandError, UnreadableError
from editorapp.bus.message import Command
from editorapp.commands.registry import Registry
from editorapp.commands.specification import DocumentCommand
from editorapp.session.entry import Effects, Entry, SavedState, Snapshot
from editorapp.session.journal_so_far import JournalSoFar
from editorapp.session.node_reading import NodeReader
from editorapp.session.open_document import OpenDocument
from editorapp.session.ports import Journal
from editorapp.session.rebuild import changes_since
from editorapp.session.syntax.late_syntax import LateSyntax
from editorapp.session.undo_tree import UndoTree
from editorapp.text.document import Document, Layout

_MOST_DIFFERENCES = 20


@dataclass(slots=True)
class Verification:
    """What a check has found.

    Attributes:
        commands: how many commands were run again.
        skipped: how many were not, since they act on no document.
        unfinished: how many were accepted and have no outcome to compare with.
        differences: what is not as recorded, in words, the first twenty.
    """

    commands: int = 0
    skipped: int = 0
    unfinished: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Whether everything is as recorded."""
        return not self.differences

    def note(self, entry: Entry, what: str) -> None:
        """Note a difference."""
        if len(self.differences) < _MOST_DIFFERENCES:
            self.differences.append(f"command {entry.seq} ({entry.name}): {what}")


def verify(
    journal: Journal, registry: Registry, layout: Layout, start: Snapshot, session_starts: set[int]
) -> Verification:
    """Run the commands of a journal again and compare what they do with what is recorded.

    Args:
        journal: the journal.
        registry: the commands.
        layout: how the document is written.
        start: the snapshot to start from.
        session_starts: the numbers of commands at which a process opened the document; typing is not
            joined across them.
    """
    found = Verification()
    so_far = JournalSoFar(journal)
    tree = UndoTree(
        NodeReader(lambda: so_far),
        lambda revision: changes_since(so_far, revision),
        start.node,
    )
    document = OpenDocument(
        "verified",
        so_far,
        Document(start.text, start.selection.selection(), start.revision, layout),
        tree,
        registry,
        SavedState("", start.revision),
        syntax=LateSyntax(),
    )
    for entry in journal.entries(start.seq + 1):
        so_far.last = entry.seq - 1
        if entry.seq in session_starts:
            tree.close_group()
        _check(entry, document, registry, found)
    return found


def _check(entry: Entry, document: OpenDocument, registry: Registry, found: Verification) -> None:
    try:
        payload = registry.read_stored(entry.name, entry.version, entry.payload)
    except UnreadableError as error:
        found.note(entry, f"cannot be run: {error}")
        return
    if not isinstance(payload, DocumentCommand):
        found.skipped += 1
        return
    if entry.revision is None:
        found.unfinished += 1
        return
    found.commands += 1
    command = Command(entry.name, payload, document.target, entry.time, entry.source, entry.id)
    try:
        decision = document.decide(entry.seq, command)
    except CommandError as error:
        if entry.failure is None:
            found.note(entry, f"failed now: {error.message}")
        elif entry.failure.code != error.code:
            found.note(entry, f"failed with {error.code}, recorded is {entry.failure.code}")
        return
    if entry.effects is None:
        reason = entry.failure.message if entry.failure else "no effects"
        found.note(entry, f"completed now, recorded is: {reason}")
        return
    _compare(entry, decision.step, entry.effects, found)
    document.commit(decision)
    if document.revision != entry.revision:
        found.note(entry, f"leads to revision {document.revision}, recorded is {entry.revision}")


def _compare(entry: Entry, now: Effects, recorded: Effects, found: Verification) -> None:
    if tuple(now.changes) != tuple(tuple(change) for change in recorded.changes):
        found.note(entry, "changes the text in another way than recorded")
    elif now.selection != recorded.selection:
        found.note(entry, "leaves another selection than recorded")
    elif (now.step, now.node) != (recorded.step, recorded.node):
        found.note(entry, "takes another place in the undo tree than recorded")
