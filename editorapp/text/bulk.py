"""Owns many replacements in a tree at once, for changes at thousands of places.

Does not know revisions: that is `buffer.py`. The tree is walked once from left to right. Chunks that no change
touches are taken over, and so are whole nodes of them; the cost is that of the chunks that are touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, cast

from editorapp.text.pause import Pause, go_on
from editorapp.text.tree import (
    CHUNK_SIZE,
    FEWEST_CHILDREN,
    SMALLEST_CHUNK,
    Node,
    chunked,
    grouped,
    rooted,
)

Replacement = tuple[int, str, str]
"""Where it starts in the text before, what goes away, and what comes in its place."""

_NEVER: Final = 1 << 62


def replaced_many(root: Node, replacements: Sequence[Replacement], pause: Pause = go_on) -> Node:
    """Return a tree with many stretches replaced.

    Args:
        root: the tree.
        replacements: in order and apart; they may touch. Each lies within the text.
        pause: called now and then; it may wait, and raise an exception to end the work.
    """
    walk = _Walk(replacements, pause)
    start = 0
    for leaf in _leaves(root):
        walk.take_leaf(leaf, start)
        start += leaf.length
    return walk.finished()


def _leaves(node: Node) -> Iterator[Node]:
    if node.level == 0:
        yield node
        return
    for child in cast("list[Node]", node.children):
        yield from _leaves(child)


class _Walk:
    """The nodes so far, the chunks of the next one, and the text of the next chunk."""

    def __init__(self, replacements: Sequence[Replacement], pause: Pause) -> None:
        self._replacements = replacements
        self._pause = pause
        self._leaves: list[Node] = []
        self._chunks: list[str] = []
        self._parts: list[str] = []
        self._next = 0
        self._start = replacements[0][0] if replacements else _NEVER
        # Where text of the tree is wanted again, once what a replacement takes away lies behind.
        self._wanted = 0

    def take_leaf(self, leaf: Node, start: int) -> None:
        """Go over a node of chunks that starts at an offset of the text before."""
        is_clean = not self._chunks and not self._parts and self._wanted <= start
        if is_clean and start + leaf.length < self._start:
            self._leaves.append(leaf)
            return
        for chunk in cast("list[str]", leaf.children):
            end = start + len(chunk)
            # A chunk that ends where a replacement starts is touched: a line feed may come behind its CR.
            if end < self._start and not self._parts and self._wanted <= start:
                self._chunks.append(chunk)
            else:
                self._take_chunk(chunk, start, end)
            start = end
        if len(self._chunks) >= FEWEST_CHILDREN:
            self._close_leaf()

    def _take_chunk(self, chunk: str, start: int, end: int) -> None:
        position = max(start, self._wanted)
        parts, replacements, following = self._parts, self._replacements, self._next
        at = self._start
        while at <= end:
            _, removed, inserted = replacements[following]
            parts.append(chunk[position - start : at - start])
            parts.append(inserted)
            position = at + len(removed)
            following += 1
            at = replacements[following][0] if following < len(replacements) else _NEVER
        self._next, self._start, self._wanted = following, at, position
        if position < end:
            parts.append(chunk[position - start :])
        text = "".join(parts)
        if len(text) < SMALLEST_CHUNK or text.endswith("\r"):
            # Something is still to come to it, perhaps the line feed of its CR.
            parts[:] = [text] if text else []
        else:
            self._add(text)

    def _add(self, text: str) -> None:
        self._chunks += [text] if 0 < len(text) <= 2 * CHUNK_SIZE else chunked(text, CHUNK_SIZE)
        self._parts.clear()
        self._pause()

    def _close_leaf(self) -> None:
        self._leaves += grouped(0, self._chunks)
        self._chunks = []

    def finished(self) -> Node:
        """Return the tree of everything that was gone over."""
        # In a text without chunks they all stand at its end.
        self._parts += [inserted for _, _, inserted in self._replacements[self._next :]]
        self._add("".join(self._parts))
        if self._chunks and self._leaves and len(self._chunks) < FEWEST_CHILDREN:
            last = self._leaves.pop()
            self._chunks = [*cast("list[str]", last.children), *self._chunks]
        self._leaves += grouped(0, self._chunks)
        return rooted(self._leaves)
