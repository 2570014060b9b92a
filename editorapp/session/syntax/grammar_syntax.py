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
from editorapp.session.syntax.grammar_table import GRAMMARS
from editorapp.session.syntax.injections import injected_around
from editorapp.session.syntax.pace import GivenUpError, Pace
from editorapp.session.syntax.stretches import stretch_around
from editorapp.session.syntax.syntax_tree import SyntaxTree, parsed
from editorapp.text.buffer import Buffer
from editorapp.text.language import language_of

_WHOLE: Final = 60_000
"""Texts up to this many code points are parsed as a whole: it takes less than five milliseconds."""

_MARGIN: Final = 25_000
_MOST_WORK: Final = 2_000
"""Calls of the pace before parsing is given up; a text of this size takes some hundreds."""

_DEEPEST: Final = 3
"""So deep languages are looked for in each other."""

_LARGEST: Final = 200_000
"""What is larger than this is not looked at."""


class GrammarSyntax:
    """Knows the syntax of the languages that have grammars; implements `Syntax` of the commands."""

    def __init__(self, grammars: Grammars | None = None) -> None:
        """Take the grammars, which others may use as well; new ones if None."""
        self.grammars = Grammars(have_rules=False) if grammars is None else grammars
        self._latest: SyntaxTree | None = None

    def enclosing(self, buffer: Buffer, language: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the smallest part that holds more than a stretch; see `Syntax.enclosing`."""
        tree = self._tree(buffer, language, start, end)
        return None if tree is None else parts.enclosing(tree, start, end)

    def is_in_string_or_comment(self, buffer: Buffer, language: str, position: int) -> bool:
        """Tell whether a caret at a position is inside a string or a comment; False where nothing is known."""
        layers = self._layers(buffer, language, position, position)
        if not layers:
            return False
        tree, origin = layers[-1]
        return parts.is_in_string_or_comment(tree, position - origin)

    def language_at(self, buffer: Buffer, language: str, start: int, end: int) -> str:
        """Return the language of a stretch of text; see `Syntax.language_at`."""
        if language not in GRAMMARS or not GRAMMARS[language].injections:
            return language
        # Some grammars are parts of others, and no language by themselves.
        known = (tree.grammar.name for tree, _ in reversed(self._layers(buffer, language, start, end)))
        return next((name for name in known if language_of(name).name), language)

    def _layers(self, buffer: Buffer, language: str, start: int, end: int) -> list[tuple[SyntaxTree, int]]:
        """Return the trees of all that a stretch lies in, from the outside, each with where it starts in the text."""
        tree = self._tree(buffer, language, start, end)
        layers = [] if tree is None else [(tree, 0)]
        while tree is not None and len(layers) <= _DEEPEST:
            origin = layers[-1][1]
            found = injected_around(tree, start - origin, end - origin)
            if found is None or found[1] - found[0] > _LARGEST:
                break
            grammar = self.grammars.get(found[2])
            if grammar is None:
                break
            try:
                tree = parsed(Buffer(tree.buffer.slice(found[0], found[1])), grammar, pace=_patience())
            except GivenUpError:
                break
            layers.append((tree, origin + found[0]))
        return layers

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
