"""What is colored how, in each language; and that every language which has a grammar gets colors at all."""

from __future__ import annotations

from itertools import pairwise

import pytest

from editorapp.session.syntax.edits import Stretch
from editorapp.session.syntax.grammar import Grammars
from editorapp.session.syntax.grammar_table import GRAMMARS as TABLE
from editorapp.session.syntax.injections import Coloring, language_named
from editorapp.session.syntax.query_text import TextQuestions, fitting, rules
from editorapp.session.syntax.syntax_tree import parsed
from editorapp.text.buffer import Buffer
from editorapp.text.language import LANGUAGES

GRAMMARS = Grammars()
WITHOUT = {"", "ini"}
"""Languages that have no grammar."""

EXAMPLES = {
    "bash": ('# note\nfor x in a; do echo "$x"; done\n', {"# note": "comment", "for": "keyword"}),
    "c": (
        "int f(char *s) { return MAX + 1; } // note\n",
        {"int": "type", "f": "function", "MAX": "constant"},
    ),
    "cpp": ("class A { int f() { return 1; } };", {"class": "keyword", "A": "type", "1": "number"}),
    "csharp": ("class A { int F() { return G(1); } }", {"A": "type", "F": "function", "G": "function"}),
    "css": ("a { color: red; } /* note */", {"a": "tag", "color": "property", "/* note */": "comment"}),
    "go": ("package a\nfunc f() { g(1) }\n", {"package": "keyword", "f": "function", "1": "number"}),
    "html": ('<p class="x">text</p>', {"p": "tag", "class": "attribute", '"x"': "string"}),
    "java": ("class A { int f() { return 1; } }", {"class": "keyword", "f": "function", "int": "type"}),
    "javascript": ("const f = (a) => g(a, `x`);", {"const": "keyword", "g": "function", "`x`": "string"}),
    "json": (
        '{"key": "text", "b": [1, true]}',
        {'"key"': "property", '"text"': "string", "true": "constant"},
    ),
    "lua": ("local x = f(1) -- note\n", {"local": "keyword", "f": "function", "-- note": "comment"}),
    "make": ("all: x\n\techo $(Y)\n# note\n", {"Y": "constant", "# note": "comment"}),
    "markdown": ("# Head\n\nsome **bold**\n", {"Head": "heading", "bold": "strong"}),
    "markdown_inline": ("*x* `y`", {"x": "emphasis", "y": "string"}),
    "php": ("<?php function f() { return 1; }", {"function": "keyword", "f": "function", "1": "number"}),
    "python": ("def f(x): return x.y(1, 'z')\n", {"def": "keyword", "y": "function", "'z'": "string"}),
    "ruby": ("def f(x)\n  y = 1\nend\n", {"def": "keyword", "f": "function", "1": "number"}),
    "rust": ('fn f() { g(MAX_A, 1, "x") }', {"fn": "keyword", "MAX_A": "constant", "1": "number"}),
    "sql": ("SELECT a FROM b WHERE c = 'x'; -- note\n", {"SELECT": "keyword", "'x'": "string"}),
    "toml": ('[head]\nkey = "x"\n', {"head": "type", "key": "property", '"x"': "string"}),
    "tsx": ("const x: A = <b c='d'>e</b>;", {"const": "keyword", "A": "type", "b": "tag", "c": "attribute"}),
    "typescript": ("interface A { b: string }", {"interface": "keyword", "A": "type", "string": "type"}),
    "xml": ('<a b="c"/>', {"a": "tag", "b": "property"}),
    "yaml": ("key: 1\nother: 'x'\n", {"key": "property", "1": "number", "'x'": "string"}),
}


def colored(language: str, text: str) -> list[tuple[str, str]]:
    grammar = GRAMMARS.get(language)
    assert grammar is not None
    tree = parsed(Buffer(text), grammar)
    return [
        (text[span.start : span.end], span.scope)
        for span in Coloring(GRAMMARS).spans(tree, Stretch(0, len(text)))
    ]


def test_every_language_has_a_grammar_or_is_known_to_have_none() -> None:
    assert {language.name for language in LANGUAGES} - set(TABLE) == WITHOUT
    assert set(EXAMPLES) == set(TABLE)


@pytest.mark.parametrize("language", EXAMPLES)
def test_words_of_each_language_have_their_colors(language: str) -> None:
    text, wanted = EXAMPLES[language]

    found = {word.strip(): scope for word, scope in colored(language, text)}

    assert {word: found.get(word) for word in wanted} == wanted


@pytest.mark.parametrize("language", TABLE)
def test_what_is_said_of_a_grammar_is_in_it(language: str) -> None:
    grammar = GRAMMARS.get(language)
    assert grammar is not None
    source = grammar.source
    kinds = (*source.folds, *source.strings, *source.comments, *source.imports)
    injected = [injection.kind for injection in source.injections]
    known = grammar.language
    missing = [k for k in (*kinds, *injected) if not known.id_for_node_kind(k, True)]
    assert missing in ([], ["comment"], ["string"], ["string", "comment"])


def test_what_is_put_into_a_string_has_its_own_colors() -> None:
    assert ("1", "number") in colored("python", "f'a{x + 1}b'")
    assert colored("python", "f'a{x}b'") == [
        ("f'a", "string"),
        ("{", "punctuation"),
        ("}", "punctuation"),
        ("b'", "string"),
    ]


def test_a_lone_carriage_return_ends_a_comment() -> None:
    assert colored("python", "# note\rpass") == [("# note", "comment"), ("pass", "keyword")]


def test_code_in_other_languages_has_their_colors() -> None:
    assert ("def", "keyword") in colored("markdown", "```py\ndef f(): pass\n```\n")
    assert ("let", "keyword") in colored("html", "<p><script>let x;</script></p>")
    assert ("color", "property") in colored("html", "<style>a { color: red }</style>")
    assert ("b", "tag") in colored("php", "<b>x</b> <?php echo 1;")


def test_spans_are_in_order_apart_and_within_what_was_asked_for() -> None:
    text = "".join(example for example, _ in EXAMPLES.values()) * 3
    grammar = GRAMMARS.get("markdown")
    assert grammar is not None
    wanted = Stretch(100, 900)
    found = Coloring(GRAMMARS).spans(parsed(Buffer(text), grammar), wanted)

    assert found
    assert all(span.start < span.end for span in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert found[0].start >= wanted.start
    assert found[-1].end <= wanted.end


@pytest.mark.parametrize(
    ("name", "language"), [("py", "python"), ("C++", "cpp"), ("{.rust}", "rust"), ("", ""), ("nonsense", "")]
)
def test_people_call_languages_by_several_names(name: str, language: str) -> None:
    assert language_named(name) == language


class Names:
    def id_for_node_kind(self, kind: str, named: bool, /) -> int | None:
        return 1 if kind in ("known", "if") else None

    def field_id_for_name(self, name: str, /) -> int | None:
        return 1 if name == "field" else None


@pytest.mark.parametrize(
    ("rule", "is_kept"),
    [
        ("(known) @a", True),
        ("(unknown) @a", False),
        ("(known (unknown)) @a", False),
        ("(known field: (known)) @a", True),
        ("(known other: (known)) @a", False),
        ("(known !other) @a", False),
        ('["if" "unless"] @a', True),
        ('["unless"] @a', False),
        ('((known) @a (#match? @a "^(x|unknown)$"))', True),
        ("; (known) @a", False),
    ],
)
def test_rules_that_a_grammar_cannot_be_given_are_left_out(rule: str, is_kept: bool) -> None:
    assert bool(fitting(rule, Names())) == is_kept


def test_rules_are_told_apart() -> None:
    assert len(list(rules('"if" @a (known) @b ; note (\n["x" (y)] @c ((z) @d (#eq? @d "(")) _ @e'))) == 5


@pytest.mark.parametrize(
    ("question", "argument", "texts", "answer"),
    [
        ("ask-match?", "^A", ["Ab"], True),
        ("ask-match?", "^A", ["b"], False),
        ("ask-not-match?", "^A", ["b"], True),
        ("ask-match?", "(", ["b"], True),
        ("ask-eq?", "x", ["x"], True),
        ("ask-not-eq?", "x", ["x"], False),
        ("ask-any-of?", "x", ["x"], True),
        ("ask-any-of?", "x", ["y"], False),
        ("ask-not-any-of?", "x", ["y"], True),
        ("unheard-of?", "x", ["y"], True),
    ],
)
def test_questions_about_texts(question: str, argument: str, texts: list[str], answer: bool) -> None:
    assert TextQuestions().answer(question, [("capture", "a"), ("string", argument)], texts) == answer
