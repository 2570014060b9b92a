"""What is around a place in a text, whether it is code, and what can be folded."""

from __future__ import annotations

import pytest

from editorapp.session.syntax import grammar_syntax
from editorapp.session.syntax.folds import folds
from editorapp.session.syntax.grammar import Grammars
from editorapp.session.syntax.grammar_syntax import GrammarSyntax
from editorapp.session.syntax.known_folds import KnownFolds
from editorapp.session.syntax.late_syntax import LateSyntax
from editorapp.session.syntax.syntax_tree import parsed
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.folding import FoldRange

GRAMMARS = Grammars()


def growing(language: str, text: str, word: str) -> list[str]:
    """Select a word, and more and more around it."""
    syntax, buffer = GrammarSyntax(GRAMMARS), Buffer(text)
    start = text.index(word)
    found = start, start + len(word)
    parts = []
    while (larger := syntax.enclosing(buffer, language, *found)) is not None:
        found = larger
        parts.append(text[found[0] : found[1]])
    return parts


def test_a_selection_grows_from_a_word_to_the_whole() -> None:
    text = "def f():\n    return foo(bär, 'a b')\n"

    assert growing("python", text, "bär") == [
        "(bär, 'a b')",
        "foo(bär, 'a b')",
        "return foo(bär, 'a b')",
        text.rstrip(),
    ]
    assert growing("json", '{"a": [1, 2]}', "1") == ["[1, 2]", '"a": [1, 2]', '{"a": [1, 2]}']


@pytest.mark.parametrize("offset", [0, 1, 3])
def test_a_caret_in_front_of_inside_and_behind_a_name_means_the_name(offset: int) -> None:
    text = "foo(bar)\n"
    found = GrammarSyntax(GRAMMARS).enclosing(Buffer(text), "python", 4 + offset, 4 + offset)

    assert found == (4, 7)


def test_nothing_is_around_the_whole_and_plain_text_has_no_parts() -> None:
    syntax = GrammarSyntax(GRAMMARS)

    assert syntax.enclosing(Buffer("x = 1"), "python", 0, 5) is None
    assert syntax.enclosing(Buffer("some words"), "", 2, 3) is None
    assert syntax.enclosing(Buffer("[a]"), "ini", 1, 1) is None


def test_what_is_loaded_late_says_the_same() -> None:
    buffer = Buffer("f('x')\n")

    assert LateSyntax().enclosing(buffer, "python", 2, 5) == GrammarSyntax().enclosing(buffer, "python", 2, 5)
    assert LateSyntax().enclosing(buffer, "", 2, 5) is None
    assert LateSyntax().is_in_string_or_comment(buffer, "python", 4)
    assert LateSyntax().language_at(buffer, "python", 2, 5) == "python"
    assert LateSyntax().language_at(buffer, "", 2, 5) == ""


def test_of_a_large_text_only_what_is_near_is_parsed() -> None:
    before = "x = (1,\n  2)\n\n" * 20_000
    text = before + "def f(a):\n    return g(a, 1)\n" + before
    start = len(before) + text[len(before) :].index("g(a")
    syntax = GrammarSyntax(GRAMMARS)

    found = syntax.enclosing(Buffer(text), "python", start, start + 1)

    assert found is not None
    assert text[found[0] : found[1]] == "g(a, 1)"
    assert syntax._latest is not None
    start, end = syntax._latest.stretch
    assert end - start < 100_000


@pytest.mark.parametrize(
    ("language", "text", "inside"),
    [
        ("python", "f('ab') # c", "___xxx___xxx"),
        ("python", "f'a{b}c'", "_xxx__xx_"),
        ("c", "/*a*/ b", "_xxxx___"),
        ("rust", "//a\nb", "_xxx__"),
        ("", "'a'", "____"),
    ],
)
def test_where_a_caret_is_inside_a_string_or_a_comment(language: str, text: str, inside: str) -> None:
    syntax, buffer = GrammarSyntax(GRAMMARS), Buffer(text)

    found = [syntax.is_in_string_or_comment(buffer, language, at) for at in range(len(text) + 1)]

    assert "".join("x" if is_inside else "_" for is_inside in found) == inside


FOLDED = {
    "python": (
        "import a\nimport b\n# x\n# y\n\ndef f(\n  a,\n):\n    if a:\n        b\n    else:\n        c\n",
        [(0, 1), (2, 3), (5, 6), (7, 11), (8, 9), (10, 11)],
    ),
    "json": ('{\n "a": [\n 1,\n 2\n ]\n}\n', [(0, 4), (1, 3)]),
    "markdown": ("# A\n\nx\n\n## B\n\ny\n\n# C\nz\n", [(0, 7), (4, 7), (8, 9)]),
    "rust": ("use a;\nuse b;\nfn f() {\n  x;\n}\n/* a\n b */\n", [(0, 1), (2, 3), (5, 6)]),
    "html": ("<p>\n<b>\nx\n</b>\n</p>\n", [(0, 3), (1, 2)]),
}


@pytest.mark.parametrize("language", FOLDED)
def test_what_can_be_folded(language: str) -> None:
    text, wanted = FOLDED[language]
    grammar = GRAMMARS.get(language)
    assert grammar is not None

    assert [tuple(fold) for fold in folds(parsed(Buffer(text), grammar))] == wanted
    assert [tuple(fold) for fold in folds(parsed(Buffer(text.replace("\n", "\r")), grammar))] == wanted


def known_folds() -> tuple[KnownFolds, Buffer]:
    text, _ = FOLDED["python"]
    grammar = GRAMMARS.get("python")
    assert grammar is not None
    return KnownFolds(folds(parsed(Buffer(text), grammar))), Buffer(text)


def test_folds_are_told_by_their_first_lines() -> None:
    known, _ = known_folds()

    assert known.range_at(7) == 11
    assert known.can_fold(8)
    assert not known.can_fold(9)
    assert [fold for fold in known.every() if fold is not None][3:5] == [
        FoldRange(7, 11, 1),
        FoldRange(8, 9, 2),
    ]


@pytest.mark.parametrize(
    ("line", "new", "first", "last"),
    [(0, "x\nx\n", 9, 13), (9, "x\nx\n", 7, 13), (12, "x\n", 7, 11), (9, "x", 7, 11)],
)
def test_folds_move_with_lines_that_are_put_in(line: int, new: str, first: int, last: int) -> None:
    known, buffer = known_folds()
    place = buffer.line_start(line)
    changes = ChangeSet.replacing(buffer, [(place, place, new)])

    known.follow(buffer, changes.apply(buffer), changes)

    assert known.range_at(first) == last


def test_folds_move_with_lines_that_go_away() -> None:
    known, buffer = known_folds()
    changes = ChangeSet.replacing(buffer, [(0, buffer.line_start(4), "")])

    known.follow(buffer, changes.apply(buffer), changes)

    assert known.range_at(3) == 7
    assert all(fold is None or fold.first < fold.last for fold in known.every())


def test_a_text_that_takes_a_grammar_too_much_work_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = Buffer("f(a)\n" * 1000)
    assert GrammarSyntax(GRAMMARS).enclosing(buffer, "python", 2, 2) == (2, 3)

    monkeypatch.setattr(grammar_syntax, "_MOST_WORK", 3)

    assert GrammarSyntax(GRAMMARS).enclosing(buffer, "python", 2, 2) is None


PAGE = """<style>
p { color: red }
</style>
<p title="a b">text</p>
<script>
/* one
two */ f('x y');
</script>
"""


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("color: red", "css"),
        ("two */ f('x y');", "javascript"),
        ("text", "html"),
        ("<style>\np { color", "html"),  # not all of it is CSS
    ],
)
def test_a_part_of_a_page_has_a_language_of_its_own(words: str, language: str) -> None:
    start = PAGE.index(words)
    syntax, buffer = GrammarSyntax(GRAMMARS), Buffer(PAGE)

    assert syntax.language_at(buffer, "html", start, start + len(words)) == language
    assert syntax.language_at(buffer, "", start, start + len(words)) == ""
    assert syntax.language_at(buffer, "python", start, start + len(words)) == "python"


def test_languages_lie_in_each_other_as_deep_as_they_go() -> None:
    text = "# Title\n\n<div>\n<script>\nf()\n</script>\n</div>\n\n```py\nx = 1\n```\n\nsome *words*\n"
    syntax, buffer = GrammarSyntax(GRAMMARS), Buffer(text)

    def language(words: str) -> str:
        return syntax.language_at(buffer, "markdown", text.index(words), text.index(words) + len(words))

    assert [language(words) for words in ("f()", "x = 1", "words")] == ["javascript", "python", "markdown"]


@pytest.mark.parametrize(
    ("words", "expected"), [("one", True), ("f(", False), ("x y", True), ("a b", True), ("text", False)]
)
def test_strings_and_comments_of_a_part_are_those_of_its_language(words: str, expected: bool) -> None:
    position = PAGE.index(words) + 1

    assert GrammarSyntax(GRAMMARS).is_in_string_or_comment(Buffer(PAGE), "html", position) is expected
