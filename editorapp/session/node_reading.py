"""Owns `NodeReader`, which reads nodes of the undo tree from a journal when they are needed.

Does not own the tree. What is long is left to be read by another thread: a node of which not all is read yet tells
what it is called, and how it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from editorapp.session.ports import Journal, ReadApart, RecordedEffects
from editorapp.session.undo_tree import Node, node_of

_NEIGHBOURS: Final = 128
"""How many commands before and behind a node are read with it."""

LONG: Final = 1 << 18
"""Bytes of effects that are left to another thread, where one can read them."""


class NodeReader:
    """Reads nodes of the undo tree from a journal, some of the neighbours at once: a walk goes on to them."""

    def __init__(self, journal: Callable[[], Journal]) -> None:
        """Take the way to the journal, which may begin later."""
        self._journal = journal
        self._read: dict[int, Node] = {}
        self._unread: dict[int, Node] = {}

    def __call__(self, number: int) -> Node | None:
        """Return a node, perhaps one that is not read yet, or None where the journal does not hold it."""
        node = self._read.pop(number, None) or self._unread.get(number)
        if node is None:
            journal = self._journal()
            first, last = max(1, number - _NEIGHBOURS), number + _NEIGHBOURS
            found = read_nodes(_short_effects(journal, first), last)
            node = found.pop(number, None)
            self._read = {key: other for key, other in found.items() if other.read is None}
            if node is not None and node.read is not None:
                node.read = lambda: self._read_apart(number)
                self._unread = {number: node}
        return node

    def _read_apart(self, number: int) -> Node | None:
        """Read a node with all that is long in it, in any thread."""
        journal = self._journal()
        if not isinstance(journal, ReadApart):
            return None
        with journal.apart() as other:
            node = read_nodes(_effects(other, number), number).get(number)
        if node is not None:
            self._unread[number] = node
        return node


def _effects(journal: Journal, first: int) -> Iterator[RecordedEffects]:
    for entry in journal.entries(first):
        if entry.effects is not None:
            yield RecordedEffects(entry.seq, entry.name, entry.effects)


def _short_effects(journal: Journal, first: int) -> Iterator[RecordedEffects]:
    return journal.effects(first, LONG) if isinstance(journal, ReadApart) else _effects(journal, first)


def read_nodes(recorded: Iterator[RecordedEffects], last: int) -> dict[int, Node]:
    """Read the nodes of the undo tree that begin up to the number of a command.

    Args:
        recorded: effects in order; those that are too long are None.
        last: the last number that a node may have.

    Returns:
        The nodes by their numbers. Whatever a long effect may belong to is not read.
    """
    nodes: dict[int, Node] = {}
    current = 0
    for seq, name, effects in recorded:
        if seq > last and (effects is None or effects.step == "new"):
            break
        if effects is None:
            # It begins a node, or joins the present one, or walks.
            nodes[seq] = Node.unread(seq, name)
            if current in nodes:
                nodes[current] = Node.unread(current, nodes[current].label)
            continue
        if effects.step == "new":
            nodes[seq] = node_of(seq, name, effects)
        current = effects.node
        node = nodes.get(effects.node)
        if node is not None and effects.step in ("new", "join"):
            node.steps.append(effects.change_set())
            node.after = effects.selection
    return nodes
