"""Owns the persistent balanced tree of text chunks that stands behind `Buffer`.

Does not know revisions or the place that is being edited: that is `buffer.py`.

A node is immutable and shared between revisions. Its children are chunks of text (level 0) or nodes. A
replacement copies one path from the root, so its cost grows with the logarithm of the size of the text.
A chunk boundary never separates a carriage return from its line feed, so line breaks can be summed up.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from operator import sub
from typing import Final, cast

CHUNK_SIZE: Final = 4096
"""Code points of a chunk that was cut because of an edit."""

BUILT_CHUNK_SIZE: Final = 2 * CHUNK_SIZE
"""The most code points of a chunk of text that nobody has edited yet; an edit there cuts it smaller."""

SMALLEST_CHUNK: Final = CHUNK_SIZE // 4
FAN_OUT: Final = 64
FEWEST_CHILDREN: Final = FAN_OUT // 4
_NEAR_ENOUGH: Final = 32
"""Line breaks that are gone over one by one; what lies further away is found by halving."""


def count_breaks(text: str) -> int:
    """Count the line breaks in a text: LF, CRLF (one break) and CR."""
    breaks = text.count("\n")
    if "\r" in text:
        breaks += text.count("\r") - text.count("\r\n")
    return breaks


def find_break(text: str, number: int) -> int:
    """Find the offset just behind a line break in a text.

    Args:
        text: the text to look in.
        number: which break, from 1 to `count_breaks(text)`.

    Returns:
        The offset of the first code point of the line that follows, in code points from 0.
    """
    if "\r" not in text or text.count("\r") == text.count("\r\n"):
        return _find_feed(text, number) + 1
    offset = 0
    for _ in range(number):
        feed, carriage = text.find("\n", offset), text.find("\r", offset)
        feed_comes_first = carriage < 0 or 0 <= feed < carriage
        length = 1 if feed_comes_first or feed != carriage + 1 else 2
        offset = (feed if feed_comes_first else carriage) + length
    return offset


def _find_feed(text: str, number: int) -> int:
    """Return the offset of a line feed; they are numbered from 1."""
    start, end = 0, len(text)
    while number > _NEAR_ENOUGH:
        middle = (start + end) // 2
        before = text.count("\n", start, middle)
        if before < number:
            number -= before
            start = middle
        else:
            end = middle
    offset = start - 1
    for _ in range(number):
        offset = text.index("\n", offset + 1)
    return offset


def chunked(text: str, size: int) -> list[str]:
    """Cut a text into chunks of at most about `size` code points, never between CR and LF; an empty text has none."""
    if len(text) <= size:
        return [text] if text else []
    count = -(-len(text) // size)
    step = -(-len(text) // count)
    chunks = []
    start = 0
    while start < len(text):
        end = start + step
        if text[end - 1 : end + 1] == "\r\n":
            end += 1
        chunks.append(text[start:end])
        start = end
    return chunks


class Node:
    """An inner node: its children with the running totals of their code points and line breaks.

    Attributes:
        level: 0 where the children are chunks, else one more than the level of the children.
        ends: for each child, the code points up to its end.
        break_ends: for each child, the line breaks up to its end.
    """

    __slots__ = ("break_ends", "children", "ends", "level")

    def __init__(
        self, level: int, children: list[str] | list[Node], ends: list[int], break_ends: list[int]
    ) -> None:
        """Take the parts; `grouped` makes nodes of children alone."""
        self.level = level
        self.children = children
        self.ends = ends
        self.break_ends = break_ends

    @property
    def length(self) -> int:
        """The code points below this node."""
        return self.ends[-1] if self.ends else 0

    @property
    def breaks(self) -> int:
        """The line breaks below this node."""
        return self.break_ends[-1] if self.break_ends else 0

    def chunk_at(self, offset: int) -> tuple[int, str]:
        """Return the start of the chunk that holds an offset, and the chunk; the last one for the end."""
        start = 0
        node = self
        while node.children:
            index = min(bisect_right(node.ends, offset - start), len(node.ends) - 1)
            if index:
                start += node.ends[index - 1]
            child = node.children[index]
            if isinstance(child, str):
                return start, child
            node = child
        return 0, ""

    def breaks_before(self, offset: int) -> int:
        """Count the line breaks that end at or before an offset in code points."""
        node = self
        before = 0
        while True:
            index = bisect_right(node.ends, offset)
            if index == len(node.ends):
                return before + node.breaks
            if index:
                before += node.break_ends[index - 1]
                offset -= node.ends[index - 1]
            child = node.children[index]
            if isinstance(child, str):
                head = child[:offset]
                split_pair = head.endswith("\r") and child.startswith("\n", offset)
                return before + count_breaks(head) - split_pair
            node = child

    def break_end(self, number: int) -> int:
        """Return the offset just behind a line break; breaks are numbered from 1 to `breaks`."""
        node = self
        start = 0
        while True:
            index = bisect_left(node.break_ends, number)
            if index:
                number -= node.break_ends[index - 1]
                start += node.ends[index - 1]
            child = node.children[index]
            if isinstance(child, str):
                return start + find_break(child, number)
            node = child

    def chunks(self, start: int, end: int) -> Iterator[str]:
        """Yield the text between two offsets, chunk by chunk."""
        if start >= end:
            return
        first = bisect_right(self.ends, start)
        for index in range(first, len(self.children)):
            before = self.ends[index - 1] if index else 0
            if before >= end:
                return
            child = self.children[index]
            if isinstance(child, str):
                inside = start <= before and self.ends[index] <= end
                yield child if inside else child[max(0, start - before) : end - before]
            else:
                yield from child.chunks(max(0, start - before), min(end - before, child.length))

    def spliced(self, start: int, end: int, text: str) -> list[Node]:
        """Return nodes of this level for this node's text with `text` in place of start to end."""
        last = len(self.ends) - 1
        first = min(bisect_right(self.ends, start), last)
        final = first if end <= self.ends[first] else min(bisect_left(self.ends, end, first), last)
        first_start = self.ends[first - 1] if first else 0
        final_start = self.ends[final - 1] if final else 0
        if self.level == 0:
            chunks = cast("list[str]", self.children)
            merged = chunks[first][: start - first_start] + text + chunks[final][end - final_start :]
            if len(merged) < SMALLEST_CHUNK:
                if final < last:
                    final += 1
                    merged += chunks[final]
                elif first:
                    first -= 1
                    merged = chunks[first] + merged
            # Chunks may grow to twice their size before they are cut, so that not every edit cuts one.
            pieces = [merged] if 0 < len(merged) <= 2 * CHUNK_SIZE else chunked(merged, CHUNK_SIZE)
            return self._rebuilt(first, final, pieces)
        nodes = cast("list[Node]", self.children)
        if first == final:
            replaced = nodes[first].spliced(start - first_start, end - first_start, text)
        else:
            replaced = nodes[first].spliced(start - first_start, nodes[first].length, text)
            replaced += nodes[final].spliced(0, end - final_start, "")
        first, final, replaced = self._with_neighbour(nodes, first, final, replaced)
        return self._rebuilt(first, final, replaced)

    @staticmethod
    def _with_neighbour(
        nodes: list[Node], first: int, final: int, replaced: list[Node]
    ) -> tuple[int, int, list[Node]]:
        """Join nodes that have become too small with one beside them."""
        if not any(len(node.children) < FEWEST_CHILDREN for node in replaced):
            return first, final, replaced
        if final + 1 < len(nodes):
            final += 1
            replaced = [*replaced, nodes[final]]
        elif first:
            first -= 1
            replaced = [nodes[first], *replaced]
        if not replaced:
            return first, final, replaced
        children = [child for node in replaced for child in node.children]
        return first, final, grouped(replaced[0].level, children)

    def _rebuilt(self, first: int, final: int, replaced: list[str] | list[Node]) -> list[Node]:
        """Return nodes with the children first to final (included) exchanged."""
        if len(replaced) == 1 and first == final:
            # By far the most frequent case, one child for one child, needs no new sums but shifts.
            child = replaced[0]
            if isinstance(child, str):
                length, breaks = len(child), count_breaks(child)
            else:
                length, breaks = child.length, child.breaks
            children = cast("list[str]", self.children.copy())
            children[first] = cast("str", child)
            before = self.ends[first - 1] if first else 0
            more = before + length - self.ends[first]
            breaks_before = self.break_ends[first - 1] if first else 0
            more_breaks = breaks_before + breaks - self.break_ends[first]
            ends = self.ends[:first] + [end + more for end in self.ends[first:]]
            break_ends = self.break_ends
            if more_breaks:
                break_ends = break_ends[:first] + [end + more_breaks for end in break_ends[first:]]
            return [Node(self.level, children, ends, break_ends)]
        new = _sized(self.level, replaced)
        old = self._sized_children()
        return _nodes(self.level, [*old[:first], *new, *old[final + 1 :]])

    def _sized_children(self) -> list[_Sized]:
        """Return the children with their code points and line breaks, without counting these again."""
        lengths = map(sub, self.ends, [0, *self.ends[:-1]])
        breaks = map(sub, self.break_ends, [0, *self.break_ends[:-1]])
        return list(zip(cast("list[str]", self.children), lengths, breaks, strict=True))


_Sized = tuple["str | Node", int, int]
"""A child of a node with its code points and its line breaks."""


def _sized(level: int, children: list[str] | list[Node] | list[str | Node]) -> list[_Sized]:
    if level == 0:
        return [(chunk, len(chunk), count_breaks(chunk)) for chunk in cast("list[str]", children)]
    return [(node, node.length, node.breaks) for node in cast("list[Node]", children)]


def _nodes(level: int, sized: list[_Sized]) -> list[Node]:
    """Gather children into as few evenly filled nodes of a level as they need."""
    if not sized:
        return []
    count = -(-len(sized) // FAN_OUT)
    step = -(-len(sized) // count)
    return [_node(level, sized[start : start + step]) for start in range(0, len(sized), step)]


def _node(level: int, sized: list[_Sized]) -> Node:
    children, lengths, breaks = zip(*sized, strict=True)
    return Node(level, list(children), list(accumulate(lengths)), list(accumulate(breaks)))


def grouped(level: int, children: list[str] | list[Node] | list[str | Node]) -> list[Node]:
    """Gather children into as few evenly filled nodes of a level as they need."""
    return _nodes(level, _sized(level, children))


def rooted(nodes: list[Node]) -> Node:
    """Put nodes of one level under a single root, as low as it can be."""
    if not nodes:
        return EMPTY
    while len(nodes) > 1:
        nodes = grouped(nodes[0].level + 1, nodes)
    root = nodes[0]
    while root.level and len(root.children) == 1:
        root = cast("Node", root.children[0])
    return root


class Builder:
    """Builds a tree of texts that follow each other, from left to right; it can be had at any time on the way.

    Its time and memory grow with what is added, and to have the tree takes only a look at its nodes.
    """

    def __init__(self) -> None:
        """Begin with no text."""
        self._nodes: list[Node] = []
        self._chunks: list[_Sized] = []
        self._carried = ""

    def add(self, text: str) -> None:
        """Add a text of any size, cut anywhere."""
        if self._carried:
            text, self._carried = self._carried + text, ""
        if text.endswith("\r"):
            # Its line feed may be the first of the next text.
            text, self._carried = text[:-1], "\r"
        if 0 < len(text) <= BUILT_CHUNK_SIZE:
            self._chunks.append((text, len(text), count_breaks(text)))
        else:
            self._chunks += _sized(0, chunked(text, BUILT_CHUNK_SIZE))
        while len(self._chunks) >= FAN_OUT:
            self._nodes.append(_node(0, self._chunks[:FAN_OUT]))
            del self._chunks[:FAN_OUT]

    def root(self) -> Node:
        """Return the tree of all that was added so far."""
        chunks = self._chunks
        if self._carried:
            chunks = [*chunks, (self._carried, 1, 1)]
        return rooted(self._nodes + _nodes(0, chunks))


def built(texts: Iterable[str]) -> Node:
    """Build a tree from texts that follow each other; they may be of any size and cut anywhere."""
    builder = Builder()
    for text in texts:
        builder.add(text)
    return builder.root()


def replaced(root: Node, start: int, end: int, text: str) -> Node:
    """Return a tree with `text` in place of the code points from start to end."""
    if not root.children:
        return built([text])
    # A pair of CR and LF must come to lie in one chunk, wherever its halves come from.
    if start and (text.startswith("\n") or not text):
        before = next(root.chunks(start - 1, start))
        if before == "\r":
            start, text = start - 1, "\r" + text
    if end < root.length and text.endswith("\r"):
        after = next(root.chunks(end, end + 1))
        if after == "\n":
            end, text = end + 1, text + "\n"
    return rooted(root.spliced(start, end, text))


EMPTY: Final = Node(0, [], [], [])
