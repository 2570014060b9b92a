"""Owns `OpenDocument`: a document that commands change, with its undo tree and its journal.

Does not dispatch commands and does not read or write files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from editorapp.bus.errors import CommandError
from editorapp.bus.message import Command
from editorapp.commands.context import Context, NoSyntax, Syntax
from editorapp.commands.decision import HistoryStep, Request
from editorapp.commands.document import MarkSaved, Reload, Save
from editorapp.commands.edit import GoToRevision, Redo, Undo
from editorapp.commands.encoding import SaveWithEncoding
from editorapp.commands.merging import Merge
from editorapp.commands.registry import Registry
from editorapp.commands.specification import DocumentCommand
from editorapp.session.entry import Effects, LayoutRecord, SavedState, SelectionRecord
from editorapp.session.foresight import Foreseen, Situation, settled
from editorapp.session.history_plan import PlannedHistory
from editorapp.session.json_parts import JsonParts
from editorapp.session.ports import Journal, ReadApart
from editorapp.session.rebuild import changes_since, layout_at
from editorapp.session.recording import Recording
from editorapp.session.undo_tree import UndoTree
from editorapp.session.written_effects import WrittenEffects
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document, Layout, Transaction
from editorapp.text.patience import Patience
from editorapp.text.pause import Pause


class DocumentAdvanced(msgspec.Struct, frozen=True, gc=False):
    """A command on a document has completed.

    Attributes:
        target: the id of the document.
        seq: the number of the command.
        command: the command, complete.
        before: the document before it.
        after: the document after it.
        changes: what has changed in the text.
        requests: what is wanted of the outside.
        message: something for the person to read, or empty.
        facts: what scripts may want to know.
        undone_from: for an undo, the number of the first command that was undone; else 0.
    """

    target: str
    seq: int
    command: Command
    before: Document
    after: Document
    changes: ChangeSet
    requests: tuple[Request, ...]
    message: str
    facts: dict[str, Any]
    undone_from: int


class DocumentDecision:
    """What a command will do to a document once it is committed; implements the bus's `Decision`."""

    __slots__ = ("command", "document", "effects", "event", "seq", "step", "transaction")

    def __init__(
        self,
        seq: int,
        command: Command,
        document: Document,
        transaction: Transaction,
        step: Effects,
        event: DocumentAdvanced,
        written: WrittenEffects,
    ) -> None:
        """Take the parts; `written` are those of its effects that are written down already."""
        self.seq = seq
        self.command = command
        self.document = document
        self.transaction = transaction
        self.step = step
        self.effects: Effects | JsonParts = written.put_into(step)
        self.event = event

    @property
    def events(self) -> tuple[DocumentAdvanced]:
        """The one fact: the document has advanced."""
        return (self.event,)


class OpenDocument:
    """A document that is open.

    Attributes:
        target: its id.
        log: its journal.
        document: its present state.
        tree: its undo tree.
        saved: what is known to be on disk.
        base_layout: how it was written at the start of its journal.
        patience: begins to count the time that a search of a command may take.
        foreseen: what the next command will decide, where somebody has worked that out; else None.
        recording: a command that is recorded by another thread before it is done; else None.
    """

    def __init__(
        self,
        target: str,
        log: Journal,
        document: Document,
        tree: UndoTree,
        registry: Registry,
        saved: SavedState,
        base_layout: Layout | None = None,
        syntax: Syntax | None = None,
    ) -> None:
        """Take the parts; see the attributes.

        Args:
            target: its id.
            log: its journal.
            document: its present state.
            tree: its undo tree.
            registry: the commands.
            saved: what is known to be on disk.
            base_layout: the layout at the start of the journal; the present one if None.
            syntax: what is known of languages; nothing if None.
        """
        self.target = target
        self.log = log
        self.document = document
        self.tree = tree
        self.saved = saved
        self._registry = registry
        self.base_layout = document.layout if base_layout is None else base_layout
        self.patience: Callable[[], Patience] = Patience
        self.foreseen: Foreseen | None = None
        self.recording: Recording | None = None
        self._syntax: Syntax = NoSyntax() if syntax is None else syntax
        # The node of the undo tree whose text is on disk, and the place where the latest save was asked for.
        self._saved_node = None if saved.unsaved_until(document.revision) else tree.current
        self._asked_at = (document.revision, tree.current)

    @property
    def revision(self) -> int:
        """How many changes led to the present text."""
        return self.document.revision

    @property
    def is_modified(self) -> bool:
        """Whether the text is another one than that on disk; undoing back to that one counts as the same."""
        return bool(self.saved.unsaved_until(self.revision)) and self.tree.current != self._saved_node

    def decide(self, seq: int, command: Command) -> DocumentDecision:
        """Run a command on the present state, changing nothing.

        Raises:
            CommandError: the command is refused.
        """
        payload = command.payload
        if not isinstance(payload, DocumentCommand):
            raise CommandError("not_for_documents", f"{command.name} does not act on a document.", "command")
        before = self.document
        foreseen, self.foreseen = self.foreseen, None
        if foreseen is not None and not foreseen.holds_for(payload, before, self.tree.current):
            foreseen = None
        result = payload.run(self._context(before)) if foreseen is None else foreseen.result
        decided = settled(result, before)
        transaction = decided.transaction
        after = None if foreseen is None else foreseen.after
        if isinstance(payload, GoToRevision) and foreseen is None:
            transaction, after = self._as_written_at(payload.revision, transaction), None
        if after is None:
            after = before.after(transaction)
        effects = self._effects(seq, command, transaction, decided.node, after)
        undone_from = self.tree.current if effects.step == "walk" and effects.node < self.tree.current else 0
        event = DocumentAdvanced(
            self.target,
            seq,
            command,
            before,
            after,
            transaction.changes,
            decided.requests,
            decided.message,
            decided.facts,
            undone_from,
        )
        written = WrittenEffects() if foreseen is None else foreseen.written
        return DocumentDecision(seq, command, after, transaction, effects, event, written)

    def situation(self, command: DocumentCommand) -> Situation:
        """Return what a command would decide from now, to be asked in another thread."""
        if isinstance(command, GoToRevision):
            history = PlannedHistory(revisit=self._revisit)
        else:
            history = self.tree.plans() if isinstance(command, Undo | Redo) else PlannedHistory()
        return Situation(self.document, self._registry, history, self._syntax, self.tree.current)

    def _context(self, document: Document) -> Context:
        return Context(document, self.tree, self._registry, syntax=self._syntax, patience=self.patience)

    def _revisit(self, revision: int, pause: Pause) -> HistoryStep | None:
        """Work out the step to an earlier revision, in any thread."""
        log = self.log
        if not isinstance(log, ReadApart):
            return None
        with log.apart() as journal:
            changes = changes_since(journal, revision, pause)
            if changes is None:
                return None
            transaction = Transaction(changes.inverted(pause))
            return HistoryStep(self._as_written_at(revision, transaction, journal), None, "history.go_to")

    def _as_written_at(
        self, revision: int, transaction: Transaction, journal: Journal | None = None
    ) -> Transaction:
        """Return a step to an earlier text that brings back the encoding which that one was read in."""
        record = layout_at(journal or self.log, revision)
        then = self.base_layout if record is None else record.layout()
        present = self.document.layout
        if (then.encoding, then.has_mark) == (present.encoding, present.has_mark):
            return transaction
        return replace(transaction, layout=replace(present, encoding=then.encoding, has_mark=then.has_mark))

    def _effects(
        self, seq: int, command: Command, transaction: Transaction, node: int | None, after: Document
    ) -> Effects:
        selection = SelectionRecord.of(after.selection)
        current = self.tree.current
        changes = transaction.changes.changes
        before, old_layout, layout, marks = self.document.selection, None, None, after.bookmarks
        if after.layout != self.document.layout:
            old_layout = LayoutRecord.of(self.document.layout)
        if old_layout is not None or after.layout != self.base_layout:
            layout = LayoutRecord.of(after.layout)
        if node is not None:
            return Effects(selection, node, changes, "walk", layout=layout, bookmarks=marks)
        if not changes:
            return Effects(selection, current, layout=layout, bookmarks=marks)
        if old_layout is None and self.tree.joins(transaction, before, command.time, command.source):
            return Effects(selection, current, changes, "join", layout=layout, bookmarks=marks)
        record = SelectionRecord.of(before)
        return Effects(selection, seq, changes, "new", current, record, layout, old_layout, marks)

    def commit(self, decision: DocumentDecision) -> None:
        """Take a decision over as the present state."""
        self.document = decision.document
        command = decision.command
        self.tree.record(
            decision.seq,
            command.name,
            decision.step,
            decision.transaction.kind,
            command.time,
            command.source,
        )
        if isinstance(command.payload, Save | SaveWithEncoding):
            self._asked_at = (self.revision, self.tree.current)
        elif isinstance(command.payload, MarkSaved):
            saved = command.payload
            self._saved_node = self._node_at(saved.saved_revision)
            self.saved = SavedState(
                saved.path, saved.saved_revision, saved.digest, saved.size, saved.modified
            )
        elif isinstance(command.payload, Reload | Merge):
            taken = command.payload
            is_merged = isinstance(taken, Merge) and bool(taken.theirs)
            self._saved_node = None if is_merged else self.tree.current
            self.saved = SavedState(
                taken.path, self.revision, taken.digest, taken.size, taken.modified, is_merged
            )

    def _node_at(self, revision: int) -> int | None:
        """Return the node of a revision that was current lately, or None where that is not known."""
        if revision == self.revision:
            return self.tree.current
        asked_revision, asked_node = self._asked_at
        return asked_node if revision == asked_revision else None
