"""Owns `Foreseen`: what a command will decide, worked out before it is submitted, away from whoever waits.

Does not submit it, and does not know threads.

A command decides from nothing but its arguments and the document, which are immutable values. So it makes no
difference who asked it, when, or in which thread: as long as the document is the same one, the result is too, and
recovery, which asks the command again, gets the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from editorapp.commands.context import Context, NoHistory
from editorapp.commands.decision import Decision
from editorapp.commands.registry import Registry
from editorapp.commands.specification import DocumentCommand
from editorapp.text.document import Document, Transaction
from editorapp.text.patience import Patience


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a command decides on a document.

    Attributes:
        command: the command, complete. It must be one that does not ask for the history.
        document: the document that it was asked for.
        result: what it decided.
    """

    command: DocumentCommand
    document: Document
    result: Transaction | Decision

    def holds_for(self, command: DocumentCommand, document: Document) -> bool:
        """Tell whether this is what a command decides on a document."""
        return document is self.document and command == self.command

    @property
    def transaction(self) -> Transaction:
        """What it does to the document."""
        return self.result.transaction if isinstance(self.result, Decision) else self.result


def foresee(command: DocumentCommand, document: Document, registry: Registry, patience: Patience) -> Foreseen:
    """Ask a command what it decides on a document; may be called from any thread.

    Args:
        command: the command; it must not ask for the history.
        document: the document as it is.
        registry: all commands.
        patience: how long it may take.

    Raises:
        CommandError: it is refused.
    """
    result = command.run(Context(document, NoHistory(), registry, patience=lambda: patience))
    foreseen = Foreseen(command, document, result)
    foreseen.transaction.changes.apply_ahead(document.buffer, patience.pause)
    return foreseen
