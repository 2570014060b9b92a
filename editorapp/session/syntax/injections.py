"""Owns how the parts of a text that are written in another language get their colors.

Does not keep trees of whole documents: a part is parsed when it is looked at, and known until its text changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, Final

from editorapp.session.syntax.edits import Stretch
from editorapp.session.syntax.fed_text import UNIT
from editorapp.session.syntax.grammar import Grammar, Grammars
from editorapp.session.syntax.grammar_table import GRAMMARS, Injection
from editorapp.session.syntax.pace import Pace, unhurried
from editorapp.session.syntax.spans import Capture, Span, captures, spans
from editorapp.session.syntax.syntax_tree import SyntaxTree, parsed
from editorapp.text.buffer import Buffer
from editorapp.text.language import LANGUAGES

_LONGEST: Final = 200_000
"""Parts of more code points than this stay plain."""

_KEPT: Final = 400_000
"""How much text is known at a time, in code points."""

_DEEPEST: Final = 3
_NAMES: Final = {
    "c#": "csharp",
    "c++": "cpp",
    "console": "bash",
    "golang": "go",
    "js": "javascript",
    "jsx": "javascript",
    "makefile": "make",
    "py": "python",
    "rb": "ruby",
    "rs": "rust",
    "sh": "bash",
    "shell": "bash",
    "ts": "typescript",
    "yml": "yaml",
    "zsh": "bash",
}


class Coloring:
    """Colors stretches of texts, with what is injected into them; belongs to one thread at a time."""

    def __init__(self, grammars: Grammars) -> None:
        """Take the grammars."""
        self._grammars = grammars
        self._trees: OrderedDict[tuple[str, str], SyntaxTree] = OrderedDict()
        self._length = 0

    def spans(self, tree: SyntaxTree, wanted: Stretch, pace: Pace = unhurried) -> list[Span]:
        """Return the parts of a stretch of a text that are not plain, in order and apart.

        Raises:
            GivenUpError: the pace has ended it.
        """
        return self._spans(tree, wanted, pace, 0)

    def _spans(self, tree: SyntaxTree, wanted: Stretch, pace: Pace, depth: int) -> list[Span]:
        made = spans(sorted(captures(tree, wanted)), wanted)
        if not tree.grammar.source.injections or depth >= _DEEPEST:
            return made
        for start, end, language in list(_injected(tree, wanted)):
            grammar = self._grammars.get(language)
            if grammar is None or end - start > _LONGEST:
                continue
            inner = self._tree(tree.buffer.slice(start, end), grammar, pace)
            seen = Stretch(max(wanted.start, start) - start, min(wanted.end, end) - start)
            parts = [
                Span(start + part.start, start + part.end, part.scope)
                for part in self._spans(inner, seen, pace, depth + 1)
            ]
            made = _overlaid(made, parts)
        return made

    def _tree(self, text: str, grammar: Grammar, pace: Pace) -> SyntaxTree:
        key = (grammar.name, text)
        tree = self._trees.get(key)
        if tree is None:
            tree = self._trees[key] = parsed(Buffer(text), grammar, pace=pace)
            self._length += len(text)
            while self._length > _KEPT and len(self._trees) > 1:
                (_, oldest), _ = self._trees.popitem(last=False)
                self._length -= len(oldest)
        else:
            self._trees.move_to_end(key)
        return tree


def language_named(name: str) -> str:
    """Return the language that a person means by a name, as behind a code fence; empty if none is known."""
    name = name.strip().strip("{}").split()[0].lower() if name.strip().strip("{}").split() else ""
    name = _NAMES.get(name.lstrip("."), name.lstrip("."))
    if name in GRAMMARS:
        return name
    return next((language.name for language in LANGUAGES if f"*.{name}" in language.patterns), "")


def injected_around(tree: SyntaxTree, start: int, end: int) -> tuple[int, int, str] | None:
    """Return the smallest part in another language that holds a stretch of text: start, end, language.

    Args:
        tree: the text.
        start: where the stretch starts, in code points.
        end: where it ends.
    """
    node = tree.node_at(start, end)
    while node is not None:
        for injection in tree.grammar.source.injections:
            language = _language_of(tree, node, injection) if node.type == injection.kind else ""
            if language:
                return (*tree.span(node), language)
        node = node.parent
    return None


def _injected(tree: SyntaxTree, wanted: Stretch) -> Iterator[tuple[int, int, str]]:
    """Yield the parts in other languages that touch a stretch: start, end, language."""
    by_kind: dict[str, list[Injection]] = {}
    for injection in tree.grammar.source.injections:
        by_kind.setdefault(injection.kind, []).append(injection)
    for node in _nodes(tree, wanted):
        for injection in by_kind.get(node.type, ()):
            language = _language_of(tree, node, injection)
            if language:
                start, end = tree.span(node)
                yield start, end, language
                break


def _language_of(tree: SyntaxTree, node: Any, injection: Injection) -> str:
    parent = node.parent
    if injection.parent and (parent is None or parent.type != injection.parent):
        return ""
    if not injection.named_by:
        return injection.language
    named_by = next((child for child in parent.children if child.type == injection.named_by), None)
    return "" if named_by is None else language_named(tree.buffer.slice(*tree.span(named_by)))


def _nodes(tree: SyntaxTree, wanted: Stretch) -> Iterator[Any]:
    """Yield the named nodes that touch a stretch."""
    origin = tree.stretch.start
    first, last = (wanted.start - origin) * UNIT, (wanted.end - origin) * UNIT
    cursor = tree.tree.walk()
    while True:
        node = cursor.node
        if node.end_byte > first and node.start_byte < last:
            if node.is_named:
                yield node
            if cursor.goto_first_child_for_byte(max(first, node.start_byte)) is not None:
                continue
        while not (_is_before(cursor.node, last) and cursor.goto_next_sibling()):
            if not cursor.goto_parent():
                return


def _is_before(node: Any, last: int) -> bool:
    return bool(node.end_byte < last)


def _overlaid(below: list[Span], above: list[Span]) -> list[Span]:
    """Return what is seen where some spans lie over others, all in order and apart."""
    if not above:
        return below
    first, last = above[0].start, above[-1].end
    kept = [part for part in below if part.end <= first or part.start >= last]
    touched = [part for part in below if part.end > first and part.start < last]
    layers = [Capture(part.start, -part.end, rank, part.scope) for rank, part in _ranked(touched, above)]
    merged = spans(_nested(layers), Stretch(0, max(last, touched[-1].end) if touched else last))
    return sorted(kept + merged)


def _ranked(below: list[Span], above: list[Span]) -> Iterator[tuple[int, Span]]:
    for part in below:
        yield 0, part
    for part in above:
        yield 1, part


def _nested(layers: list[Capture]) -> list[Capture]:
    """Cut what is below where something above begins or ends inside it, so that nothing crosses."""
    above = [layer for layer in layers if layer.rank]
    cut: list[Capture] = []
    for layer in layers:
        if layer.rank:
            cut.append(layer)
            continue
        start, end = layer.start, -layer.inverse_end
        for over in above:
            over_start, over_end = over.start, -over.inverse_end
            if over_end <= start or over_start >= end:
                continue
            if over_start > start:
                cut.append(Capture(start, -over_start, 0, layer.scope))
            start = max(start, over_end)
        if start < end:
            cut.append(Capture(start, -end, 0, layer.scope))
    return sorted(cut)
