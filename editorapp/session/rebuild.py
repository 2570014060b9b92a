"""Owns bringing a document back from its journal: its text at any number, its undo tree, what is not saved.

Does not decide whether it should be brought back.

Recorded effects are applied, commands are not run again; only a command that was accepted and has no outcome
is still to be run, by whoever opens the document for writing.
"""

from __future__ import annotations

from dataclasses import dataclass

from editorapp.session.entry import Effects, Entry, LayoutRecord, Position, Snapshot
from editorapp.session.node_reading import NodeReader
from editorapp.session.ports import Journal
from editorapp.session.undo_tree import UndoTree
from editorapp.text.change import ChangeSet, compose_all
from editorapp.text.document import Document, Layout
from editorapp.text.pause import Pause, go_on


class RebuildError(Exception):
    """A journal does not fit together; the message says where."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A document as its journal leads to it.

    Attributes:
        document: its text and selection after the last outcome.
        node: the node of the undo tree that is current then.
        unfinished: commands that were accepted and have no outcome, in order.
    """

    document: Document
    node: int
    unfinished: tuple[Entry, ...]


def rebuild(
    journal: Journal, layout: Layout, base: Snapshot | None = None, last_revision: int | None = None
) -> Rebuilt:
    """Return a document at the end of its journal, or where it first reached a revision.

    Args:
        journal: its journal.
        layout: how the document is written at the start of the journal.
        base: a snapshot to start from; the newest of the journal if None.
        last_revision: the revision to stop at; the last one if None.

    Raises:
        RebuildError: there is nothing to start from, or an effect does not fit the text before it.
    """
    start = base or journal.snapshot_before(_last_seq_of(journal, last_revision))
    if start is None:
        raise RebuildError("There is no text to start from: the journal has no snapshot.")
    buffer, selection = start.text, start.selection
    revision, node = start.revision, start.node
    state = _latest_effects(journal, start.seq)
    unfinished = []
    for entry in journal.entries(start.seq + 1):
        if last_revision is not None and revision >= last_revision:
            break
        effects = entry.effects
        if effects is None:
            if entry.revision is None:
                unfinished.append(entry)
            continue
        if effects.changes:
            try:
                buffer = effects.change_set().apply(buffer)
            except IndexError as error:
                raise RebuildError(
                    f"Command {entry.seq} of the journal does not fit its text: {error}."
                ) from error
        selection, node, revision = effects.selection, effects.node, entry.revision or revision
        state = effects
    if state is not None and state.layout is not None:
        layout = state.layout.layout()
    bookmarks = () if state is None else tuple(min(mark, len(buffer)) for mark in state.bookmarks)
    document = Document(buffer, selection.selection().clamped(len(buffer)), revision, layout, bookmarks)
    return Rebuilt(document, node, tuple(unfinished))


def _latest_effects(journal: Journal, seq: int) -> Effects | None:
    """Return the last effects up to a number, or None where there are none."""
    if seq == 0:
        return None
    entries = journal.entries(seq, backward=True)
    return next((entry.effects for entry in entries if entry.effects is not None), None)


def _last_seq_of(journal: Journal, revision: int | None) -> int:
    """Return a number that is surely not behind the revision; an early snapshot only means more to apply."""
    if revision is None:
        return 1 << 62
    for entry in journal.entries(1 << 62, backward=True):
        if entry.revision is not None and entry.revision <= revision:
            return entry.seq
    return 0


def end_of(journal: Journal) -> Position | None:
    """Return where the recorded effects end, or None where there are none."""
    for entry in journal.entries(1 << 62, backward=True):
        if entry.effects is not None and entry.revision is not None:
            effects = entry.effects
            return Position(
                entry.seq, entry.revision, effects.node, effects.selection, effects.layout, effects.bookmarks
            )
    return None


def unfinished_commands(journal: Journal) -> list[Entry]:
    """Return the commands at the end of a journal that have no outcome, in order."""
    found = []
    for entry in journal.entries(1 << 62, backward=True):
        if entry.revision is not None:
            break
        found.append(entry)
    return found[::-1]


def undo_tree(journal: Journal, node: int) -> UndoTree:
    """Return the undo tree of a journal at a node; its nodes are read when they are needed."""
    tree = UndoTree(NodeReader(lambda: journal), lambda revision: changes_since(journal, revision), node)
    tree.set_redo(_redo_chain(journal))
    return tree


def _redo_chain(journal: Journal) -> list[int]:
    """Return the nodes that redo leads to when the journal ends with steps back, nearest first."""
    chain: list[int] = []
    for entry in journal.entries(1 << 62, backward=True):
        if entry.effects is None or not entry.effects.step:
            continue
        if entry.effects.step != "walk":
            if chain and chain[-1] != entry.effects.node:
                chain.append(entry.effects.node)
            break
        chain.append(entry.effects.node)
    return chain[1:]


def layout_at(journal: Journal, revision: int) -> LayoutRecord | None:
    """Return how a document was written when a revision was its latest; None for as at the start of its journal."""
    for entry in journal.entries(1 << 62, backward=True):
        if entry.effects is not None and entry.revision is not None and entry.revision <= revision:
            return entry.effects.layout
    return None


def changes_since(journal: Journal, revision: int, pause: Pause = go_on) -> ChangeSet | None:
    """Return what has changed in the text since a revision, or None where the journal does not know it."""
    steps = []
    reached: int | None = None
    for entry in journal.entries(1 << 62, backward=True):
        if entry.effects is None or entry.revision is None:
            continue
        pause()
        reached = entry.revision
        if reached <= revision:
            break
        if entry.effects.changes:
            steps.append(entry.effects.change_set())
            reached -= 1
    if reached is None:
        return ChangeSet() if revision == 0 else None
    if revision < 0 or reached > revision or (not steps and reached < revision):
        return None
    return compose_all(steps[::-1], pause)
