"""Owns `Grammar`, a loaded grammar with its rules, and `Grammars`, which loads each when it is first asked for.

Does not parse. Loading takes some milliseconds, for the largest grammars some dozens: it belongs in a thread.
"""

from __future__ import annotations

import logging
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

from editorapp.session.syntax.grammar_table import GRAMMARS, GrammarSource
from editorapp.session.syntax.query_text import TextQuestions, fitting
from editorapp.session.syntax.scopes import scope_of

_OWN: Path = Path(__file__).parent / "queries"
_DEFAULT_FILE = "queries/highlights.scm"


class Grammar:
    """A loaded grammar.

    Attributes:
        name: the name of its language.
        source: what is known of it.
        language: what the parser takes.
        rules: the highlighting rules.
        scopes: what the captures of the rules stand for.
        questions: answers what the rules ask about texts.
    """

    __slots__ = ("language", "name", "questions", "rules", "scopes", "source")

    def __init__(self, name: str, *, has_rules: bool = True) -> None:
        """Load the grammar of a language, with its rules or, where nobody asks for colors, without them.

        Raises:
            KeyError: the language has none.
            ImportError: its module is not installed.
            ValueError: the module does not fit the parser, or its rules do not fit it.
        """
        import tree_sitter

        self.name = name
        self.source = source = GRAMMARS[name]
        module: Any = import_module(source.module)
        self.language = tree_sitter.Language(getattr(module, source.function)())
        self.rules: Any = None
        self.scopes: dict[str, str] = {}
        self.questions = TextQuestions()
        if has_rules:
            self._load_rules(source)

    def _load_rules(self, source: GrammarSource) -> None:
        import tree_sitter

        files = source.queries or ((source.module, _DEFAULT_FILE),)
        texts = [fitting(_read(*file), self.language, source.dropped) for file in files]
        texts.append(fitting(_read_own(source), self.language))
        self.rules = tree_sitter.Query(self.language, "\n".join(texts))
        names = [self.rules.capture_name(index) for index in range(self.rules.capture_count)]
        found = {name: scope_of(name) for name in names}
        self.scopes = {name: scope for name, scope in found.items() if scope is not None}

    def parser(self) -> Any:
        """Return a parser for it; one parser belongs to one thread."""
        import tree_sitter

        return tree_sitter.Parser(self.language)


def _read(module: str, file: str) -> str:
    # Loading it takes several milliseconds, which a start of the program has no use for.
    from importlib import resources

    found = resources.files(module).joinpath(file)
    return found.read_text(encoding="utf-8") if found.is_file() else ""


def _read_own(source: GrammarSource) -> str:
    return (_OWN / f"{source.own}.scm").read_text(encoding="utf-8") if source.own else ""


class Grammars:
    """The grammars that were asked for so far; may be used from any thread."""

    def __init__(self, *, have_rules: bool = True) -> None:
        """Load nothing yet; without rules a grammar knows no colors, and is there sooner."""
        self._have_rules = have_rules
        self._lock = threading.Lock()
        self._loaded: dict[str, Grammar | None] = {}

    @staticmethod
    def has(language: str) -> bool:
        """Tell whether a language has a grammar, without loading it."""
        return language in GRAMMARS

    def loaded(self, language: str) -> Grammar | None:
        """Return a grammar if it was loaded before, else None."""
        return self._loaded.get(language)

    def get(self, language: str) -> Grammar | None:
        """Return the grammar of a language, loading it where that was not done yet; None where it has none."""
        if language not in GRAMMARS:
            return None
        with self._lock:
            if language not in self._loaded:
                self._loaded[language] = _load(language, has_rules=self._have_rules)
            return self._loaded[language]


def _load(language: str, *, has_rules: bool) -> Grammar | None:
    try:
        return Grammar(language, has_rules=has_rules)
    except (ImportError, OSError, ValueError, TypeError) as error:
        logging.getLogger(__name__).warning("no colors for %s: %s", language, error)
        return None
