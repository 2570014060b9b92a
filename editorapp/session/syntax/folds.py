"""Owns `folds`: which lines of a text can be folded away, by its syntax.

Does not know what is folded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from editorapp.session.syntax.edits import Stretch
from editorapp.session.syntax.fed_text import UNIT
from editorapp.session.syntax.pace import GivenUpError, Pace, unhurried
from editorapp.session.syntax.syntax_tree import SyntaxTree

_CLOSERS: Final = ("}", ")", "]", "</")
_CLOSING_WORDS: Final = frozenset(("end", "fi", "done", "esac", "endef", "endif", "*/", "```", "end;", "};"))
_LEAST_LINES: Final = 2


class Fold(NamedTuple):
    """Lines that can be folded.

    Attributes:
        first: the line that stays, from 0.
        last: the last line that goes away.
    """

    first: int
    last: int


class _Run(NamedTuple):
    """Parts of the same sort that follow each other: lines of comments, imports."""

    sort: str
    first: int
    last: int

    @property
    def is_long(self) -> bool:
        """Whether it is worth folding."""
        return self.last - self.first + 1 >= _LEAST_LINES


def folds(tree: SyntaxTree, wanted: Stretch | None = None, pace: Pace = unhurried) -> list[Fold]:
    """Return what can be folded, in the order of its first lines, of each first line the most.

    Args:
        tree: the text.
        wanted: only what touches this stretch of the text; None for all that was parsed.
        pace: called every so often.

    Raises:
        GivenUpError: the pace has ended it.
    """
    found: dict[int, int] = {}
    for first, last in _found(tree, tree.stretch if wanted is None else wanted, pace):
        last = _without_closer(tree, last)
        if last > first and last > found.get(first, 0):
            found[first] = last
    return [Fold(first, last) for first, last in sorted(found.items())]


def _found(tree: SyntaxTree, wanted: Stretch, pace: Pace) -> Iterator[tuple[int, int]]:
    source = tree.grammar.source
    kinds = frozenset((*source.folds, *source.comments))
    first_row = tree.buffer.line_at(tree.stretch.start)
    runs: list[_Run | None] = [None]
    for node, depth in _nodes(tree, wanted):
        while len(runs) > depth + 1:
            run = runs.pop()
            if run is not None and run.is_long:
                yield first_row + run.first, first_row + run.last
        while len(runs) < depth + 1:
            runs.append(None)
        first, last = _lines(node)
        runs[-1], done = _run_with(runs[-1], node, first, last, tree)
        if done is not None:
            yield first_row + done.first, first_row + done.last
        header = _header(node, first)
        if last > header and node.type in kinds:
            yield first_row + header, first_row + last
        if pace():
            raise GivenUpError
    yield from ((first_row + run.first, first_row + run.last) for run in runs if run and run.is_long)


def _nodes(tree: SyntaxTree, wanted: Stretch) -> Iterator[tuple[Any, int]]:
    """Yield the nodes that touch a stretch, each with its depth; of what is on one line only the outermost."""
    origin = tree.stretch.start
    first_byte, last_byte = (wanted.start - origin) * UNIT, (wanted.end - origin) * UNIT
    cursor = tree.tree.walk()
    while True:
        node = cursor.node
        if node.end_byte > first_byte and node.start_byte <= last_byte:
            yield node, cursor.depth
            first, last = _lines(node)
            if last > first and cursor.goto_first_child():
                continue
        while cursor.node.start_byte > last_byte or not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def _lines(node: Any) -> tuple[int, int]:
    first, (last, column) = node.start_point[0], node.end_point
    # What ends with a line break ends on the line before.
    return first, last - 1 if column == 0 and last > first else last


def _header(node: Any, first: int) -> int:
    """A block that starts on a line of its own is folded below the line that leads to it."""
    if node.type == "block":
        before = node.prev_sibling
        if before is not None and before.end_point[0] == first - 1:
            return first - 1
    return first


def _run_with(
    run: _Run | None, node: Any, first: int, last: int, tree: SyntaxTree
) -> tuple[_Run | None, _Run | None]:
    """Return the run that a node continues or begins, and the one that it ends."""
    source = tree.grammar.source
    sort = "comment" if node.type in source.comments else "import" if node.type in source.imports else ""
    if run is not None and sort == run.sort and first <= run.last + 1:
        return _Run(sort, run.first, last), None
    done = run if run is not None and run.is_long else None
    if run is not None and not sort and not node.is_named and first == run.last:
        return run, None
    return (_Run(sort, first, last) if sort else None), done


def _without_closer(tree: SyntaxTree, last: int) -> int:
    """The line that only closes what was folded stays to be seen."""
    start = tree.buffer.line_start(last)
    text = tree.buffer.slice(start, start + 200).lstrip(" \t")
    word = text.split(maxsplit=1)[0] if text.strip() else ""
    return last - 1 if text.startswith(_CLOSERS) or word in _CLOSING_WORDS else last
