"""Owns the commands that walk the undo tree.

Does not own the tree itself.
"""

from __future__ import annotations

from typing import ClassVar

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.decision import Decision, HistoryStep
from editorapp.commands.specification import DocumentCommand, Nature, Specification

_IN_A_RUN = "a run of a macro is one undo step; while recording, an undo takes back the recorded steps"


class Undo(DocumentCommand, frozen=True):
    """Undo the latest group of changes, and select what was selected before it."""

    spec: ClassVar = Specification(
        "edit.undo", "Undo", Nature.EDIT, "Edit/1", "Ctrl+Z", not_recorded=_IN_A_RUN, icon="undo"
    )

    def run(self, context: Context) -> Decision:
        """Undo; see the class."""
        return _decision(context.history.undo_step(), "nothing_to_undo", "There is nothing to undo.")


class Redo(DocumentCommand, frozen=True):
    """Do again what was undone last."""

    spec: ClassVar = Specification(
        "edit.redo",
        "Redo",
        Nature.EDIT,
        "Edit/1",
        "Ctrl+Shift+Z Ctrl+Y",
        not_recorded=_IN_A_RUN,
        icon="redo",
    )

    def run(self, context: Context) -> Decision:
        """Redo; see the class."""
        return _decision(context.history.redo_step(), "nothing_to_redo", "There is nothing to do again.")


class GoToRevision(DocumentCommand, frozen=True):
    """Bring back the text of an earlier revision; the way there can be undone step by step."""

    spec: ClassVar = Specification(
        "history.go_to",
        "Go to Revision",
        Nature.EDIT,
        not_recorded="revisions belong to one document and mean nothing in another",
    )
    revision: int

    def run(self, context: Context) -> Decision:
        """Go there; see the class."""
        step = context.history.step_to_revision(self.revision)
        return _decision(step, "unknown_revision", f"There is no revision {self.revision}.", "revision")


def _decision(step: HistoryStep | None, code: str, message: str, field: str | None = None) -> Decision:
    if step is None:
        raise CommandError(code, message, field)
    return Decision(step.transaction, node=step.node, message=step.label)
