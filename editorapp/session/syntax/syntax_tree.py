"""Owns `SyntaxTree`, what a grammar has made of a text or of a stretch of it, and how it follows changes.

Does not know what its parts mean. It is immutable: the next one is made beside it, and shares with it what is
the same. So it may be read from any thread; making one takes long, and belongs in a thread with a pace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from editorapp.session.syntax.edits import Stretch, edits, moved_stretch
from editorapp.session.syntax.fed_text import ENCODING, UNIT, FedText
from editorapp.session.syntax.grammar import Grammar
from editorapp.session.syntax.pace import GivenUpError, Pace, progress, unhurried
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet

WHOLE_LIMIT: Final = 1_000_000
"""Texts of more code points than this are only parsed in stretches: a tree takes some thirty bytes for each."""

_MOST_COMPARED: Final = 60_000
"""Trees of more nodes are not compared: it takes more than two milliseconds, and cannot be interrupted."""


class SyntaxTree:
    """What a grammar has made of a stretch of a text.

    Attributes:
        buffer: the text.
        grammar: the grammar.
        stretch: which part of the text was parsed.
        tree: the parser's tree; its positions count from the start of the stretch, in bytes.
    """

    __slots__ = ("buffer", "grammar", "stretch", "tree")

    def __init__(self, buffer: Buffer, grammar: Grammar, stretch: Stretch, tree: Any) -> None:
        """Take the parts; `parsed` makes one."""
        self.buffer = buffer
        self.grammar = grammar
        self.stretch = stretch
        self.tree = tree

    @property
    def root(self) -> Any:
        """The root of the tree."""
        return self.tree.root_node

    @property
    def is_whole(self) -> bool:
        """Whether it is of the whole text."""
        return self.stretch == (0, len(self.buffer))

    def span(self, node: Any) -> tuple[int, int]:
        """Return where a node starts and ends in the text, in code points."""
        start, end = self.stretch
        return start + node.start_byte // UNIT, min(start + node.end_byte // UNIT, end)

    def node_at(self, start: int, end: int) -> Any:
        """Return the smallest node that holds a part of the stretch, or None where that is not in it."""
        origin, limit = self.stretch
        if not origin <= start <= end <= limit:
            return None
        return self.root.descendant_for_byte_range((start - origin) * UNIT, (end - origin) * UNIT)


def parsed(
    buffer: Buffer, grammar: Grammar, stretch: Stretch | None = None, pace: Pace = unhurried
) -> SyntaxTree:
    """Parse a text.

    Args:
        buffer: the text.
        grammar: the grammar of its language.
        stretch: which part of it; None for all of it.
        pace: called every so often.

    Raises:
        GivenUpError: the pace has ended it.
    """
    stretch = Stretch(0, len(buffer)) if stretch is None else stretch
    return SyntaxTree(buffer, grammar, stretch, _tree(buffer, grammar, stretch, None, pace))


def followed(
    before: SyntaxTree, after: Buffer, changes: ChangeSet, pace: Pace = unhurried
) -> tuple[SyntaxTree, Sequence[Stretch]] | None:
    """Parse the next revision of a text, taking over what has not changed.

    Args:
        before: the tree of the text before.
        after: the text after.
        changes: what leads from one to the other.
        pace: called every so often.

    Returns:
        The next tree, and the stretches of the text after in which it means something else than before,
        besides those that were changed; None where it cannot follow and has to be made anew.

    Raises:
        GivenUpError: the pace has ended it.
    """
    is_whole = before.is_whole
    old = before.stretch
    new = Stretch(0, len(after)) if is_whole else moved_stretch(old, changes)
    if new is None:
        return None
    tree = before.tree.copy()
    for edit in edits(before.buffer, after, changes, old, new, is_whole=is_whole):
        tree.edit(*edit)
    next_tree = _tree(after, before.grammar, new, tree, pace)
    if next_tree.root_node.descendant_count > _MOST_COMPARED:
        return SyntaxTree(after, before.grammar, new, next_tree), [new]
    differing = [
        Stretch(
            new.start + changed.start_byte // UNIT,
            min(new.end, new.start + -(-changed.end_byte // UNIT)),
        )
        for changed in tree.changed_ranges(next_tree)
    ]
    return SyntaxTree(after, before.grammar, new, next_tree), differing


def _tree(buffer: Buffer, grammar: Grammar, stretch: Stretch, old: Any, pace: Pace) -> Any:
    given: dict[str, Any] = {"encoding": ENCODING}
    if old is not None:
        given["old_tree"] = old
    called = progress(pace)
    if called is not None:
        given["progress_callback"] = called
    feed = FedText(buffer, *stretch)
    try:
        return grammar.parser().parse(feed, **given)
    except ValueError as error:
        raise GivenUpError from error
    finally:
        feed.close()
