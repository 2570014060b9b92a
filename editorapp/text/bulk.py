"""Owns many replacements in a tree at once, for changes at thousands of places.

Does not know revisions: that is `buffer.py`. The tree is walked once from left to right. Chunks that no change
touches are taken over, and so are whole nodes of them; the cost is that of the chunks that are touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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

Replacement = tuple[int, int, str]
"""Start and end in the text before, and what comes in their place."""

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

    def __init__(self, replacements: Iterable[Replacement], pause: Pause) -> None:
        self._coming = iter(replacements)
        self._pause = pause
        self._leaves: list[Node] = []
        self._chunks: list[str] = []
        self._parts: list[str] = []
        self._size = 0
        self._start, self._end, self._text = next(self._coming, (_NEVER, _NEVER, ""))
        self._is_inside = False

    def take_leaf(self, leaf: Node, start: int) -> None:
        """Go over a node of chunks that starts at an offset of the text before."""
        if not (self._chunks or self._parts or self._is_inside) and start + leaf.length < self._start:
            self._leaves.append(leaf)
            return
        for chunk in cast("list[str]", leaf.children):
            end = start + len(chunk)
            # A chunk that ends where a replacement starts is touched: a line feed may come behind its CR.
            if end < self._start and not self._parts and not self._is_inside:
                self._chunks.append(chunk)
            else:
                self._take_chunk(chunk, start, end)
            start = end
        if len(self._chunks) >= FEWEST_CHILDREN:
            self._close_leaf()

    def _take_chunk(self, chunk: str, start: int, end: int) -> None:
        position = start
        parts = self._parts
        while self._start <= end:
            if not self._is_inside:
                parts += (chunk[position - start : self._start - start], self._text)
                self._size += self._start - position + len(self._text)
            if self._end > end:
                self._is_inside = True
                position = end
                break
            self._is_inside = False
            position = self._end
            self._start, self._end, self._text = next(self._coming, (_NEVER, _NEVER, ""))
        if position < end:
            parts.append(chunk[position - start :])
            self._size += end - position
        if self._size >= SMALLEST_CHUNK:
            self._close_chunk()

    def _close_chunk(self) -> None:
        text = "".join(self._parts)
        if text.endswith("\r"):
            # Its line feed may come.
            self._parts[:] = [text]
            return
        self._add(text)

    def _add(self, text: str) -> None:
        self._chunks += [text] if 0 < len(text) <= 2 * CHUNK_SIZE else chunked(text, CHUNK_SIZE)
        self._parts.clear()
        self._size = 0
        self._pause()

    def _close_leaf(self) -> None:
        self._leaves += grouped(0, self._chunks)
        self._chunks = []

    def finished(self) -> Node:
        """Return the tree of everything that was gone over."""
        while self._start < _NEVER:
            # What is left stands at the end of a text without chunks.
            self._parts.append(self._text)
            self._start, _, self._text = next(self._coming, (_NEVER, _NEVER, ""))
        self._add("".join(self._parts))
        if self._chunks and self._leaves and len(self._chunks) < FEWEST_CHILDREN:
            last = self._leaves.pop()
            self._chunks = [*cast("list[str]", last.children), *self._chunks]
        self._leaves += grouped(0, self._chunks)
        return rooted(self._leaves)
