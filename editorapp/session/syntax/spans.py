"""Owns `spans`: which parts of a text are what, by the highlighting rules of its grammar.

Does not know what they look like.

Where rules disagree, what lies inside ranks before what is around it, and of two that name the same part the
one that stands further down in the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from editorapp.session.syntax.edits import Stretch
from editorapp.session.syntax.fed_text import UNIT
from editorapp.session.syntax.grammar import Grammar
from editorapp.session.syntax.scopes import PLAIN
from editorapp.session.syntax.syntax_tree import SyntaxTree


class Span(NamedTuple):
    """A part of a text that is not plain.

    Attributes:
        start: where it starts, in code points.
        end: where it ends.
        scope: what it is, as in `scopes.py`.
    """

    start: int
    end: int
    scope: str


class Capture(NamedTuple):
    """What one rule says of one part of a text; sorted, they are in the order in which they lie over each other."""

    start: int
    inverse_end: int
    rank: int
    scope: str


def captures(tree: SyntaxTree, wanted: Stretch) -> list[Capture]:
    """Return what the rules say of the parts that touch a stretch of the text, in no order."""
    import tree_sitter

    origin, limit = tree.stretch
    start, end = max(wanted.start, origin), min(wanted.end, limit)
    if start >= end:
        return []
    grammar = tree.grammar
    cursor = tree_sitter.QueryCursor(grammar.rules)
    cursor.set_byte_range((start - origin) * UNIT, (end - origin) * UNIT)
    asked = _Asked(tree, start, end)
    found: list[Capture] = []
    # Without a pace: the binding keeps its callback where it does not last. So stretches must be short.
    for rank, match in cursor.matches(tree.root, asked.answer):
        for name, nodes in match.items():
            scope = grammar.scopes.get(name)
            if scope is None:
                continue
            for node in nodes:
                node_start, node_end = origin + node.start_byte // UNIT, origin + node.end_byte // UNIT
                if node_start < end and node_end > start and node_end > node_start:
                    found.append(Capture(node_start, -node_end, rank, scope))
    return found


class _Asked:
    """Answers the questions of rules from the text."""

    def __init__(self, tree: SyntaxTree, start: int, end: int) -> None:
        self._buffer = tree.buffer
        self._origin = tree.stretch.start
        self._start = start
        self._text = tree.buffer.slice(start, end)
        self._grammar: Grammar = tree.grammar

    def answer(
        self,
        predicate: str,
        args: list[tuple[str, Literal["capture", "string"]]],
        pattern_index: int,
        captures: dict[str, list[Any]],
    ) -> bool:
        if not args or args[0][1] != "capture":
            return True
        nodes = captures.get(args[0][0], ())
        texts = [self._text_of(node) for node in nodes]
        # The binding gives (value, kind).
        return self._grammar.questions.answer(predicate, [(kind, value) for value, kind in args], texts)

    def _text_of(self, node: Any) -> str:
        start, end = self._origin + node.start_byte // UNIT, self._origin + node.end_byte // UNIT
        if start >= self._start and end <= self._start + len(self._text):
            return self._text[start - self._start : end - self._start]
        # Rules ask about names; whatever is longer than one is none.
        return self._buffer.slice(start, min(end, start + 1000))


def spans(found: Iterable[Capture], wanted: Stretch) -> list[Span]:
    """Return the parts of a stretch that are not plain, in order and apart.

    Args:
        found: what rules say, in the order in which it lies over each other.
        wanted: the stretch.
    """
    made: list[Span] = []
    for start, end, scope in _flat(found):
        start, end = max(start, wanted.start), min(end, wanted.end)
        if scope == PLAIN or start >= end:
            continue
        if made and made[-1].end == start and made[-1].scope == scope:
            made[-1] = Span(made[-1].start, end, scope)
        else:
            made.append(Span(start, end, scope))
    return made


def _flat(found: Iterable[Capture]) -> Iterator[tuple[int, int, str]]:
    """Yield what is on top of what lies over each other."""
    open_parts: list[tuple[int, str]] = []
    position = 0
    for start, inverse_end, _, scope in found:
        while open_parts and open_parts[-1][0] <= start:
            end, below = open_parts.pop()
            if end > position:
                yield position, end, below
                position = end
        if open_parts and start > position:
            yield position, start, open_parts[-1][1]
        position = max(position, start)
        end = -inverse_end
        if open_parts and end > open_parts[-1][0]:
            end = open_parts[-1][0]
        if end > position or not open_parts:
            open_parts.append((end, scope))
    while open_parts:
        end, below = open_parts.pop()
        if end > position:
            yield position, end, below
            position = end
