"""Owns `GrammarSyntax`, which answers what commands ask about syntax.

Does not keep up with a document: it parses a bounded part of the text that it is asked about, always afresh, so
that the same question has the same answer whatever happened before.
"""

from __future__ import annotations

from itertools import count
from typing import Final

from editorapp.session.syntax import parts
from editorapp.session.syntax.edits import Stretch
from editorapp.session.syntax.grammar import Grammars
from editorapp.session.syntax.pace import GivenUpError, Pace
from editorapp.session.syntax.stretches import stretch_around
from editorapp.session.syntax.syntax_tree import SyntaxTree, parsed
from editorapp.text.buffer import Buffer

_WHOLE: Final = 60_000
"""Texts up to this many code points are parsed as a whole: it takes less than five milliseconds."""

_MARGIN: Final = 25_000
_MOST_WORK: Final = 2_000
"""Calls of the pace before parsing is given up; a text of this size takes some hundreds."""

_LARGEST: Final = 200_000
"""What is larger than this is not looked at."""


class GrammarSyntax:
    """Knows the syntax of the languages that have grammars; implements `Syntax` of the commands."""

    def __init__(self, grammars: Grammars | None = None) -> None:
        """Take the grammars, which others may use as well; new ones if None."""
        self.grammars = Grammars() if grammars is None else grammars
        self._latest: SyntaxTree | None = None

    def enclosing(self, buffer: Buffer, language: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the smallest part that holds more than a stretch; see `Syntax.enclosing`."""
        tree = self._tree(buffer, language, start, end)
        return None if tree is None else parts.enclosing(tree, start, end)

    def is_in_string_or_comment(self, buffer: Buffer, language: str, position: int) -> bool:
        """Tell whether a caret at a position is inside a string or a comment; False where nothing is known."""
        tree = self._tree(buffer, language, position, position)
        return tree is not None and parts.is_in_string_or_comment(tree, position)

    def _tree(self, buffer: Buffer, language: str, start: int, end: int) -> SyntaxTree | None:
        if not self.grammars.has(language) or end - start > _LARGEST:
            return None
        stretch = Stretch(0, len(buffer))
        if len(buffer) > _WHOLE:
            stretch = stretch_around(buffer, start, end, _MARGIN)
        latest = self._latest
        is_known = latest is not None and latest.buffer is buffer and latest.stretch == stretch
        if latest is not None and is_known and latest.grammar.name == language:
            return latest
        grammar = self.grammars.get(language)
        if grammar is None:
            return None
        try:
            self._latest = parsed(buffer, grammar, stretch, _patience())
        except GivenUpError:
            return None
        return self._latest


def _patience() -> Pace:
    """Return a pace that ends work on a text that a grammar gets lost in; always at the same place."""
    calls = count()
    return lambda: next(calls) > _MOST_WORK
