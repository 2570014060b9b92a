"""Owns the undo tree of a document: groups of changes, each with the group that it grew from.

Does not apply changes, and keeps only the groups used lately in memory: older ones come from the journal.

A group is a new node of the tree unless it joins the current one. It joins when all of this holds:
* both steps were typed at the keyboard, and are of the same kind: typing, or erasing;
* the caret stands where the step before has left it;
* not more than `PAUSE` lies between them;
* nothing else happened between them, but that a closing bracket was typed where one stood, which only moves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from editorapp.commands.decision import HistoryStep
from editorapp.session.entry import Effects, LayoutRecord, SelectionRecord
from editorapp.session.history_plan import HistoryPlan, PlannedHistory, UnreadPlan
from editorapp.text.change import ChangeSet, compose_all
from editorapp.text.document import Kind, Layout, Transaction
from editorapp.text.selection import Selection

PAUSE: Final = 2_000_000
"""Microseconds without typing after which a new undo group begins."""

_KEPT_NODES: Final = 4096

_MANY_CHANGES: Final = 64
"""Steps of so many changes are put together when they join, not only when they are undone."""


class Node:
    """One group of changes.

    Attributes:
        number: the number of its first command.
        parent: the node that it grew from; 0 is the start of the journal.
        label: the name of its first command.
        steps: its changes in order.
        before: the selection before it.
        after: the selection after it.
        layout_before: the layout before it, where it has changed that; else None.
        layout_after: the layout after it, where it has changed that; else None.
        read: reads it, in any thread, where nothing but number and name are known yet; else None.
    """

    __slots__ = (
        "after",
        "before",
        "label",
        "layout_after",
        "layout_before",
        "number",
        "parent",
        "read",
        "steps",
    )

    def __init__(self, number: int, parent: int, label: str, before: SelectionRecord) -> None:
        """Take what is known when the group begins."""
        self.number = number
        self.parent = parent
        self.label = label
        self.before = before
        self.after = before
        self.steps: list[ChangeSet] = []
        self.layout_before: LayoutRecord | None = None
        self.layout_after: LayoutRecord | None = None
        self.read: Callable[[], Node | None] | None = None

    @classmethod
    def unread(cls, number: int, label: str) -> Node:
        """Return a node of which nothing else is known yet."""
        node = cls(number, -1, label, SelectionRecord(((0, 0),)))
        node.read = lambda: None
        return node

    def changes(self) -> ChangeSet:
        """Return what all its steps do together, which takes their place."""
        self.steps = [compose_all(self.steps)]
        return self.steps[0]

    def layout(self, *, after: bool) -> Layout | None:
        """Return the layout before or after it, where it has changed that; else None.

        The encoding is empty where it has not changed that: the file may be saved in another one since.
        """
        record, other = self.layout_before, self.layout_after
        if after:
            record, other = other, record
        if record is None or other is None:
            return None
        is_same = (record.encoding, record.has_mark) == (other.encoding, other.has_mark)
        return replace(record.layout(), encoding="") if is_same else record.layout()


def undoing(node: Node) -> HistoryPlan | UnreadPlan:
    """Return how a node is undone."""
    if node.read is not None:
        read = node.read
        return UnreadPlan(lambda: _plan(read(), undoing))
    layout = node.layout(after=False)
    return HistoryPlan(tuple(node.steps), True, node.before, layout, node.parent, node.label)


def redoing(node: Node, parent: int) -> HistoryPlan | UnreadPlan | None:
    """Return how a node is done again, or None where it has another parent than it should."""
    if node.read is not None:
        read = node.read
        return UnreadPlan(lambda: _plan(read(), lambda found: redoing(found, parent)))
    if node.parent != parent:
        return None
    layout = node.layout(after=True)
    return HistoryPlan(tuple(node.steps), False, node.after, layout, node.number, node.label)


def _plan(
    node: Node | None, plan: Callable[[Node], HistoryPlan | UnreadPlan | None]
) -> HistoryPlan | UnreadPlan | None:
    return None if node is None or node.read is not None else plan(node)


def node_of(number: int, label: str, effects: Effects) -> Node:
    """Return the node that the effects of its first command begin; they are not among its steps yet."""
    node = Node(number, effects.parent, label, effects.before or effects.selection)
    if effects.layout_before is not None:
        node.layout_before, node.layout_after = effects.layout_before, effects.layout
    return node


class UndoTree:
    """The undo tree and the place in it; implements the history that commands see."""

    def __init__(
        self,
        load_node: Callable[[int], Node | None],
        changes_since: Callable[[int], ChangeSet | None],
        current: int = 0,
    ) -> None:
        """Take the place in the tree and the ways to the journal.

        Args:
            load_node: returns a node that is not in memory, or None where the journal does not hold it.
            changes_since: returns what has changed since a revision, or None where that is not known.
            current: the number of the current node.
        """
        self.current = current
        self._load_node = load_node
        self._changes_since = changes_since
        self._nodes: dict[int, Node] = {}
        self._redo: dict[int, int] = {}
        self._open_kind: Kind | None = None
        self._open_until = 0
        self._open_at: tuple[tuple[int, int], ...] = ()

    def set_redo(self, chain: list[int]) -> None:
        """Take over which nodes a redo leads to, one after the other from the current one."""
        for parent, child in zip([self.current, *chain], chain, strict=False):
            self._redo[parent] = child

    def close_group(self) -> None:
        """Let the next step begin a group of its own, whatever it is."""
        self._open_kind = None

    def joins(self, transaction: Transaction, before: Selection, time: int, source: str) -> bool:
        """Tell whether a step joins the current node; see the module for the rules."""
        node = self._nodes.get(self.current)
        return (
            node is not None
            and source == "keyboard"
            and transaction.kind is self._open_kind
            and time <= self._open_until
            and self._open_at == before.ranges
        )

    def record(self, seq: int, label: str, effects: Effects, kind: Kind, time: int, source: str) -> None:
        """Take the effects of a command over.

        Args:
            seq: the command's number.
            label: its name.
            effects: what it did.
            kind: what sort of step it was.
            time: when it was issued, in microseconds.
            source: what issued it.
        """
        was_open, self._open_kind = self._open_kind, None
        is_typed = source == "keyboard" and kind in (Kind.TYPING, Kind.ERASING)
        if effects.step == "walk":
            self._walk(effects.node)
            return
        if effects.step:
            self._grow(seq, label, effects)
        elif was_open is not kind or time > self._open_until:
            return
        if is_typed:
            self._open_kind = kind
            self._open_until = time + PAUSE
            self._open_at = effects.selection.ranges

    def _grow(self, seq: int, label: str, effects: Effects) -> None:
        node = self._node(self.current) if effects.step == "join" else None
        if node is None:
            node = node_of(seq, label, effects)
            self._keep(node)
            self.current = seq
        node.after = effects.selection
        step = effects.change_set()
        if node.steps and len(step.changes) >= _MANY_CHANGES:
            # With keys typed at many carets an undo is to be as quick as each key was.
            both = node.steps[-1].composed_evenly(step)
            if both is not None:
                node.steps[-1] = both
                return
        node.steps.append(step)

    def _walk(self, target: int) -> None:
        node = self._node(self.current)
        if node is not None and node.parent == target:
            self._redo[target] = self.current
        self.current = target

    def _keep(self, node: Node) -> None:
        self._nodes[node.number] = node
        if len(self._nodes) > 2 * _KEPT_NODES:
            for number in list(self._nodes)[:_KEPT_NODES]:
                del self._nodes[number]

    def _node(self, number: int) -> Node | None:
        if number == 0:
            return None
        node = self._nodes.get(number)
        if node is None:
            node = self._load_node(number)
            if node is not None and node.read is None:
                self._keep(node)
        return node

    def undo_step(self) -> HistoryStep | None:
        """Return the step that undoes the latest group, or None where there is none."""
        node = self._node(self.current)
        return None if node is None else undoing(_joined(node)).step()

    def redo_step(self) -> HistoryStep | None:
        """Return the step that does again what was undone last, or None where there is none."""
        node = self._redo_node()
        plan = None if node is None else redoing(_joined(node), self.current)
        return None if plan is None else plan.step()

    def plans(self) -> PlannedHistory:
        """Return the ways back and forth from the present node, to be worked out by another thread."""
        back, forth = self._node(self.current), self._redo_node()
        return PlannedHistory(
            None if back is None else undoing(back), None if forth is None else redoing(forth, self.current)
        )

    def _redo_node(self) -> Node | None:
        child = self._redo.get(self.current)
        node = None if child is None else self._node(child)
        is_child = node is not None and (node.read is not None or node.parent == self.current)
        return node if is_child else None

    def step_to_revision(self, revision: int) -> HistoryStep | None:
        """Return the step to the text of an earlier revision, or None where it is not known."""
        changes = self._changes_since(revision)
        if changes is None:
            return None
        return HistoryStep(Transaction(changes.inverted()), None, "history.go_to")

    def undo_label(self) -> str | None:
        """Return the name of the command that an undo would undo, or None."""
        node = self._node(self.current)
        return None if node is None else node.label

    def redo_label(self) -> str | None:
        """Return the name of the command that a redo would do again, or None."""
        node = self._redo_node()
        return None if node is None else node.label


def _joined(node: Node) -> Node:
    """Put the steps of a node together, where they are known."""
    if node.read is None:
        node.changes()
    return node
