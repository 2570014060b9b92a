"""Owns `LateSyntax`, which loads what knows the grammars when it is first asked.

Does not know any syntax itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from editorapp.text.buffer import Buffer

if TYPE_CHECKING:
    from editorapp.session.syntax.grammar_syntax import GrammarSyntax


class LateSyntax:
    """Implements `Syntax` of the commands by `GrammarSyntax`, which takes some milliseconds to load."""

    def __init__(self) -> None:
        """Load nothing."""
        self._syntax: GrammarSyntax | None = None

    def enclosing(self, buffer: Buffer, language: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the smallest part that holds more than a stretch; see `Syntax.enclosing`."""
        return self._loaded().enclosing(buffer, language, start, end) if language else None

    def language_at(self, buffer: Buffer, language: str, start: int, end: int) -> str:
        """Return the language of a stretch of text; see `Syntax.language_at`."""
        return self._loaded().language_at(buffer, language, start, end) if language else language

    def is_in_string_or_comment(self, buffer: Buffer, language: str, position: int) -> bool:
        """Tell whether a caret at a position is inside a string or a comment; False where nothing is known."""
        return bool(language) and self._loaded().is_in_string_or_comment(buffer, language, position)

    def _loaded(self) -> GrammarSyntax:
        if self._syntax is None:
            from editorapp.session.syntax.grammar_syntax import GrammarSyntax

            self._syntax = GrammarSyntax()
        return self._syntax
