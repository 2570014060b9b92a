"""Owns `HistoryPlan`, a step along the undo tree that is still to be worked out, and the history made of such.

Does not own the tree. A plan holds nothing that changes, so it can be worked out in any thread; a step with
millions of changes takes a while.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from editorapp.commands.decision import HistoryStep
from editorapp.session.entry import SelectionRecord
from editorapp.text.change import ChangeSet, compose_all
from editorapp.text.document import Layout, Transaction
from editorapp.text.pause import Pause, go_on

_LOOKED_AT: Final = 1000
"""Of steps with more changes it is known without a look at each that they are much work."""


@dataclass(frozen=True, slots=True)
class HistoryPlan:
    """A step along the undo tree.

    Attributes:
        steps: the changes of the group, in order.
        is_back: whether the group is undone, or done again.
        selection: the selection after the step.
        layout: the layout after it, where the group has changed that; else None.
        node: the number of the node that is current after it.
        label: the name of the command that began the group.
    """

    steps: tuple[ChangeSet, ...]
    is_back: bool
    selection: SelectionRecord
    layout: Layout | None
    node: int
    label: str

    def weight(self) -> int:
        """Return about how much there is to change: places, each counted for at least `PLACE`, and their text."""
        return sum(map(_weight, self.steps))

    def step(self, pause: Pause = go_on) -> HistoryStep:
        """Work it out; `pause` is called now and then where it is long."""
        changes = compose_all(self.steps, pause)
        if self.is_back:
            changes = changes.inverted(pause)
        transaction = Transaction(changes, self.selection.selection(), layout=self.layout)
        return HistoryStep(transaction, self.node, self.label)


@dataclass(frozen=True, slots=True)
class UnreadPlan:
    """A step along the undo tree whose changes are still to be read from the journal.

    Attributes:
        read: reads them, in any thread; None where the journal does not hold them.
    """

    read: Callable[[], HistoryPlan | UnreadPlan | None]

    def weight(self) -> int:
        """Return that there is much to do, as far as is known."""
        return _MUCH

    def step(self, pause: Pause = go_on) -> HistoryStep | None:
        """Read it and work it out; None where there is no such step."""
        plan = self.read()
        return None if plan is None else plan.step(pause)


_MUCH: Final = 1 << 62

PLACE: Final = 64
"""Code points of text whose replacement is about as much work as one more place."""


def _weight(step: ChangeSet) -> int:
    changes: Sequence[tuple[int, str, str]] = step.changes
    weight = len(changes) * PLACE
    if len(changes) <= _LOOKED_AT:
        weight += sum(len(removed) + len(inserted) for _, removed, inserted in changes)
    return weight


@dataclass(frozen=True, slots=True)
class PlannedHistory:
    """The ways back and forth from one node of an undo tree; implements the history that commands see.

    Attributes:
        back: how the latest group is undone, or None where there is none.
        forth: how what was undone last is done again, or None where there is nothing.
        pause: called while they are worked out.
        revisit: works out the step to an earlier revision; None where nobody has asked for that.
    """

    back: HistoryPlan | UnreadPlan | None = None
    forth: HistoryPlan | UnreadPlan | None = None
    pause: Pause = go_on
    revisit: Callable[[int, Pause], HistoryStep | None] | None = None

    def with_pause(self, pause: Pause) -> PlannedHistory:
        """Return this with another pause."""
        return replace(self, pause=pause)

    def undo_step(self) -> HistoryStep | None:
        """Return the step that undoes the latest group, or None where there is none."""
        return None if self.back is None else self.back.step(self.pause)

    def redo_step(self) -> HistoryStep | None:
        """Return the step that does again what was undone last, or None where there is none."""
        return None if self.forth is None else self.forth.step(self.pause)

    def step_to_revision(self, revision: int) -> HistoryStep | None:
        """Return the step to the text of an earlier revision, or None where it is not known."""
        return None if self.revisit is None else self.revisit(revision, self.pause)
