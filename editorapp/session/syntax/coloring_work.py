"""Owns one piece of coloring: from what is known of a text and what has changed to what is known then.

Does not know threads; it is run in one, with a pace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from editorapp.session.syntax.colored_text import Block, ColoredText
from editorapp.session.syntax.edits import Stretch
from editorapp.session.syntax.grammar import Grammar
from editorapp.session.syntax.injections import Coloring
from editorapp.session.syntax.pace import GivenUpError, Pace, unhurried
from editorapp.session.syntax.spans import Span
from editorapp.session.syntax.stretches import stretch_around
from editorapp.session.syntax.syntax_tree import WHOLE_LIMIT, SyntaxTree, followed, parsed
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet, compose_all

_AT_ONCE: Final = 100_000
"""Of texts of more code points than this the part in the window is colored before the whole is parsed."""

_MARGIN: Final = 24_000
"""How much is parsed on either side where the whole is not, in code points."""

_AHEAD: Final = 3_000
"""How much is colored on either side of what is wanted, in code points, because it is likely to be looked at."""

_MOST_CLUSTERS: Final = 8
_BLOCK_LINES: Final = 8
_BLOCK_LENGTH: Final = 800


@dataclass(frozen=True)
class Known:
    """What is known of one revision of a text.

    Attributes:
        buffer: the text.
        tree: what the grammar has made of it, or of a stretch of it, or of the revision before `changes`.
        colored: the colors that are known.
        changes: what has changed since the tree was made, in order.
    """

    buffer: Buffer
    tree: SyntaxTree | None = None
    colored: ColoredText = field(default_factory=ColoredText)
    changes: tuple[ChangeSet, ...] = ()

    def after(self, buffer: Buffer, changes: ChangeSet) -> Known:
        """Return what is left of it when the text changes."""
        told = (*self.changes, changes) if self.tree is not None else ()
        return Known(buffer, self.tree, self.colored.after(changes), told)


@dataclass(frozen=True)
class Colored:
    """What a piece of work came to.

    Attributes:
        known: what is known now.
        has_more: whether there is more to find out about the same text: only a part was parsed so far.
    """

    known: Known
    has_more: bool = False


def color(
    known: Known, grammar: Grammar, coloring: Coloring, wanted: Sequence[Stretch], pace: Pace = unhurried
) -> Colored:
    """Find out the colors of what is wanted.

    Args:
        known: what is known before.
        grammar: the grammar of the language.
        coloring: runs the rules.
        wanted: the stretches that are looked at.
        pace: called every so often.

    Raises:
        GivenUpError: the pace has ended it.
    """
    buffer = known.buffer
    wanted = [Stretch(max(0, s.start), min(s.end, len(buffer))) for s in wanted if s.start < len(buffer)]
    tree, colored = _caught_up(known, pace)
    if len(buffer) > WHOLE_LIMIT or (tree is None and len(buffer) > _AT_ONCE and not colored.blocks):
        has_more = len(buffer) <= WHOLE_LIMIT
        for cluster in _clusters(wanted):
            if tree is None or not all(_is_inside(stretch, tree) for stretch in cluster):
                around = stretch_around(buffer, cluster[0].start, cluster[-1].end, _MARGIN)
                tree = parsed(buffer, grammar, around, pace)
            colored = _with_colors(tree, colored, coloring, cluster, pace)
        return Colored(Known(buffer, None if has_more else tree, colored), has_more and bool(wanted))
    if tree is None or not tree.is_whole:
        tree = parsed(buffer, grammar, pace=pace)
        # What was colored by a part alone may have been taken for something else.
        colored = colored.without_freshness([Stretch(0, len(buffer))])
        wanted = [*wanted, *(Stretch(block.start, block.end) for block in colored.blocks)]
    return Colored(Known(buffer, tree, _with_colors(tree, colored, coloring, wanted, pace)))


def _caught_up(known: Known, pace: Pace) -> tuple[SyntaxTree | None, ColoredText]:
    """Let the tree follow the changes since it was made."""
    tree, colored = known.tree, known.colored
    if tree is None or not known.changes:
        return tree, colored
    following = followed(tree, known.buffer, compose_all(known.changes), pace)
    if following is None:
        return None, colored.without_freshness([Stretch(0, len(known.buffer))])
    return following[0], colored.without_freshness(following[1])


def _is_inside(wanted: Stretch, tree: SyntaxTree) -> bool:
    start, end = tree.stretch
    # Near an edge that is none of the text too little is known of what is around.
    is_in_front = wanted.start >= start + _MARGIN // 8 or start == 0
    is_behind = wanted.end <= end - _MARGIN // 8 or end == len(tree.buffer)
    return is_in_front and is_behind


def _clusters(wanted: Sequence[Stretch]) -> list[list[Stretch]]:
    """Put together what is near to each other, and of what is long the beginning."""
    clusters: list[list[Stretch]] = []
    for start, end in sorted(wanted):
        stretch = Stretch(start, min(end, start + 2 * _MARGIN))
        if clusters and stretch.end - clusters[-1][0].start <= 2 * _MARGIN:
            clusters[-1].append(stretch)
        elif len(clusters) < _MOST_CLUSTERS:
            clusters.append([stretch])
    return clusters


def _with_colors(
    tree: SyntaxTree, colored: ColoredText, coloring: Coloring, wanted: Sequence[Stretch], pace: Pace
) -> ColoredText:
    for stretch in wanted:
        colored = colored.with_blocks(list(_blocks(tree, colored, coloring, stretch, pace)))
    return colored


def _blocks(
    tree: SyntaxTree, colored: ColoredText, coloring: Coloring, wanted: Stretch, pace: Pace
) -> Iterator[Block]:
    """Yield blocks for what is not known, or not fresh, in a stretch and shortly around it."""
    origin, limit = tree.stretch
    start, end = max(origin, wanted.start - _AHEAD), min(limit, wanted.end + _AHEAD)
    for missing in colored.unknown(start, end):
        for stretch in _cut(tree.buffer, missing):
            spans = coloring.spans(tree, stretch, pace)
            first = stretch.start
            relative = tuple(Span(s - first, e - first, scope) for s, e, scope in spans)
            yield Block(first, stretch.end, relative)
            if pace():
                raise GivenUpError


def _cut(buffer: Buffer, stretch: Stretch) -> Iterator[Stretch]:
    """Cut a stretch into blocks of some lines, or of parts of a line that is long."""
    position, end = stretch
    while position < end:
        line = buffer.line_at(position) + _BLOCK_LINES
        stop = buffer.line_start(line) if line < buffer.line_count else len(buffer)
        stop = min(stop, position + _BLOCK_LENGTH, end)
        yield Stretch(position, stop)
        position = stop
