"""Owns `Foreseen`: what a command will decide, worked out before it is submitted, away from whoever waits.

Does not submit it, and does not know threads.

A command decides from nothing but its arguments, the document and, where it walks along the undo tree, the group
that it undoes or does again: all of them values that never change. So it makes no difference who asked it, when,
or in which thread: as long as the document is the same one, the result is too, and recovery, which asks the
command again, gets the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from editorapp.commands.context import Context, NoSyntax, Syntax
from editorapp.commands.decision import Decision
from editorapp.commands.registry import Registry
from editorapp.commands.specification import DocumentCommand
from editorapp.session.history_plan import PlannedHistory
from editorapp.session.json_parts import JsonParts
from editorapp.session.written_effects import WrittenEffects, write_ahead, write_payload
from editorapp.text import collector
from editorapp.text.document import Document, Transaction
from editorapp.text.patience import Patience


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a command decides on a document.

    Attributes:
        command: the command, complete.
        document: the document that it was asked for.
        result: what it decided.
        node: the node of the undo tree that was current.
        after: the document after it; None if it is still to be worked out.
        written: the large parts of its effects as the journal will hold them.
        payload: the command's arguments as the journal will hold them, where they are large.
    """

    command: DocumentCommand
    document: Document
    result: Transaction | Decision
    node: int | None = None
    after: Document | None = None
    written: WrittenEffects = field(default_factory=WrittenEffects)
    payload: JsonParts | None = None

    def holds_for(self, command: DocumentCommand, document: Document, node: int | None = None) -> bool:
        """Tell whether this is what a command decides on a document, at a node of its undo tree."""
        is_there = self.node is None or self.node == node
        return is_there and is_same(document, self.document) and command == self.command

    @property
    def is_large(self) -> bool:
        """Whether there is so much to be recorded that nobody should wait for it."""
        return self.payload is not None or any(part is not None for part in self.written)

    @property
    def transaction(self) -> Transaction:
        """What it does to the document."""
        return self.result.transaction if isinstance(self.result, Decision) else self.result


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a command decides from besides its arguments; nothing in it ever changes.

    Attributes:
        document: the document as it is.
        registry: all commands.
        history: the ways along the undo tree; none for commands that do not ask for them.
        syntax: what is known of languages.
        node: the node of the undo tree that is current; None where it makes no difference.
    """

    document: Document
    registry: Registry
    history: PlannedHistory = field(default_factory=PlannedHistory)
    syntax: Syntax = field(default_factory=NoSyntax)
    node: int | None = None


def is_same(one: Document, other: Document) -> bool:
    """Tell whether two documents are the same for every command; one may have been noted as saved since."""
    return one is other or (
        one.buffer is other.buffer
        and one.selection is other.selection
        and one.revision == other.revision
        and one.layout == other.layout
        and one.bookmarks == other.bookmarks
    )


def settled(result: Transaction | Decision, before: Document) -> Decision:
    """Return what a command has decided, with what a step along the undo tree leaves as it is."""
    decision = result if isinstance(result, Decision) else Decision(result)
    transaction = decision.transaction
    if decision.node is None or transaction.layout is None:
        return decision
    # Undo and redo bring line breaks and indentation back; the language is no part of what was undone.
    present = before.layout
    layout = replace(transaction.layout, language=present.language)
    if not layout.encoding:
        layout = replace(layout, encoding=present.encoding, has_mark=present.has_mark)
    return replace(decision, transaction=replace(transaction, layout=layout))


def foresee(command: DocumentCommand, situation: Situation, patience: Patience) -> Foreseen:
    """Ask a command what it decides, what the document is then, and how that is written down; in any thread.

    Args:
        command: the command.
        situation: what it decides from.
        patience: how long it may take.

    Raises:
        CommandError: it is refused.
    """
    document, go_on = situation.document, patience.pause

    def pause() -> None:
        collector.set_aside()
        go_on()

    patience.pause = pause
    context = Context(
        document,
        situation.history.with_pause(pause),
        situation.registry,
        syntax=situation.syntax,
        patience=lambda: patience,
    )
    decision = settled(command.run(context), document)
    transaction = decision.transaction
    transaction.changes.apply_ahead(document.buffer, pause)
    after = document.after(transaction)
    written = write_ahead(transaction.changes, document.selection, after.selection, pause)
    payload = write_payload(command, pause)
    collector.set_aside()
    return Foreseen(command, document, decision, situation.node, after, written, payload)
