"""Owns how highlighting rules are read before a grammar sees them: rule by rule, and what they ask for.

Does not run them. A rule that names what a grammar does not have is left out here: the binding must never be
given one, since its way of saying so is not safe.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final, Protocol

_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+|;[^\n]*)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<capture>@[\w.\-]+)
    |(?P<predicate>\#[\w.\-]+[?!]?)
    |(?P<field>[A-Za-z_][\w\-]*:)
    |(?P<negated>![A-Za-z_][\w\-]*)
    |(?P<name>[A-Za-z_][\w.\-/]*)
    |(?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_KNOWN_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_ANY: Final = ("_", "ERROR", "MISSING")
_TEXT_PREDICATE: Final = re.compile(r"\#((?:any-)?(?:not-)?(?:match|eq|any-of)\?)")

Token = tuple[str, str]
"""What a token is, and its text."""


class Names(Protocol):
    """What a grammar has."""

    def id_for_node_kind(self, kind: str, named: bool, /) -> int | None:
        """Return the number of a kind of node, or None or 0."""
        ...

    def field_id_for_name(self, name: str, /) -> int | None:
        """Return the number of a field, or None or 0."""
        ...


def rules(text: str) -> Iterator[list[Token]]:
    """Yield the rules of a file, each as its tokens, without comments."""
    rule: list[Token] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        kind, token = str(match.lastgroup), match[0]
        if kind == "space":
            continue
        if depth == 0 and rule and (token in "([" or kind in ("string", "name")):
            yield rule
            rule = []
        rule.append((kind, token))
        if kind == "sign":
            depth += (token in "([") - (token in ")]")
    if rule:
        yield rule


def fitting(text: str, grammar: Names, dropped: str = "") -> str:
    """Return the rules of a file that a grammar can be given.

    Args:
        text: the rules.
        grammar: that grammar.
        dropped: rules that hold this are left out; empty for none.

    Returns:
        The rules, of which those that compare texts ask the caller to do that.
    """
    kept = []
    for rule in rules(text):
        if dropped and any(token == dropped for _, token in rule):
            continue
        known = _without_unknown_choices(rule, grammar)
        is_empty = any(pair == (("sign", "["), ("sign", "]")) for pair in pairwise(known))
        if not is_empty and all(_is_known(*entry, grammar) for entry in _asked(known)):
            kept.append(" ".join(token for _, token in known))
    return _TEXT_PREDICATE.sub(r"#ask-\1", "\n".join(kept))


def _asked(rule: list[Token]) -> Iterator[Token]:
    """Yield the tokens that name something of the grammar, with what they are."""
    inside = 0
    for index, (kind, token) in enumerate(rule):
        if kind == "predicate":
            inside = 1
        elif inside:
            inside += (token == "(") - (token == ")")
        elif kind in ("string", "field", "negated") or (kind == "name" and rule[index - 1][1] == "("):
            yield kind, token


def _is_known(kind: str, token: str, grammar: Names) -> bool:
    if kind == "field":
        return bool(grammar.field_id_for_name(token[:-1]))
    if kind == "negated":
        return bool(grammar.field_id_for_name(token[1:]))
    if kind == "string":
        return bool(grammar.id_for_node_kind(unquoted(token), False))
    return token in _ANY or all(grammar.id_for_node_kind(name, True) for name in token.split("/"))


def _without_unknown_choices(rule: list[Token], grammar: Names) -> list[Token]:
    """Leave out of lists of choices, as in `["if" "else"]`, those that the grammar does not have."""
    kept: list[Token] = []
    open_signs: list[str] = []
    index = 0
    while index < len(rule):
        kind, token = rule[index]
        in_list = bool(open_signs) and open_signs[-1] == "["
        if in_list and kind == "string" and not _is_known(kind, token, grammar):
            index += 1
            continue
        node = [entry[1] for entry in rule[index : index + 3]]
        if in_list and node[0] == "(" and node[-1] == ")" and not _is_known("name", node[1], grammar):
            index += 3
            continue
        if token in "([":
            open_signs.append(token)
        elif token in ")]" and open_signs:
            open_signs.pop()
        kept.append((kind, token))
        index += 1
    return kept


def unquoted(token: str) -> str:
    """Return what a quoted text in a rule stands for."""
    return _ESCAPE.sub(lambda match: _KNOWN_ESCAPES.get(match[1], match[1]), token[1:-1])


TextOf = Callable[[int, int], str]
"""Returns the text between two offsets in what was fed, in bytes."""


class TextQuestions:
    """Answers what rules ask about texts; one for each set of rules."""

    def __init__(self) -> None:
        """Begin with nothing asked."""
        self._patterns: dict[str, re.Pattern[str] | None] = {}

    def answer(self, question: str, arguments: list[tuple[str, str]], texts: list[str]) -> bool:
        """Answer one question.

        Args:
            question: its name, as in `ask-match?`.
            arguments: what it is asked with, each with `capture` or `string`; the first is the capture.
            texts: the texts of what the first argument has captured.
        """
        name = question.removeprefix("ask-").removeprefix("any-") if "any-of" not in question else "any-of?"
        wanted = not (name.startswith("not-") or question == "ask-not-any-of?")
        name = name.removeprefix("not-")
        given = [value for kind, value in arguments[1:] if kind == "string"]
        if name == "match?":
            pattern = self._pattern(given[0]) if given else None
            return pattern is None or all((pattern.search(text) is not None) == wanted for text in texts)
        if name in ("eq?", "any-of?") and given:
            return all((text in given) == wanted for text in texts)
        return True

    def _pattern(self, text: str) -> re.Pattern[str] | None:
        if text not in self._patterns:
            try:
                self._patterns[text] = re.compile(text)
            except re.error:
                self._patterns[text] = None
        return self._patterns[text]
