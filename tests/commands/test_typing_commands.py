"""What is typed at the keyboard: pairs of brackets and quotes, steps over, new lines, undo groups."""

from __future__ import annotations

import pytest

from editorapp.commands.context import Context, NoHistory, NoSyntax
from editorapp.commands.typing import TypeText
from editorapp.session.syntax.late_syntax import LateSyntax
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout, LineEnding
from tests.desk import REGISTRY, Desk
from tests.marked_text import document, drawn

PYTHON = Layout(language="python")


def typed(before: str, text: str, layout: Layout = PYTHON) -> str:
    """What a document looks like after a text was typed, a key at a time."""
    desk = Desk(document(before, layout))
    for character in text:
        desk.press("text.type", text=character)
    assert desk.bugs == []
    return desk.marked


@pytest.mark.parametrize(
    ("before", "keys", "after"),
    [
        ("|", "(", "(|)"),
        ("|", "f(a)", "f(a)|"),
        ("|", "{[(", "{[(|)]}"),
        ("|", "a['b']", "a['b']|"),
        ("f(|)", "(", "f((|))"),
        ("| b", "(", "(|) b"),
        ("|b", "(", "(|b"),  # what follows is meant to come into it
        ("|)", "(", "(|)"),  # the partner is there already
        ("((a|)", ")", "((a)|)"),  # the one that is missing
        ("((a|))", ")", "((a)|)"),
        ("a|", ")", "a)|"),
        ("|", '"', '"|"'),
        ("|", '"a"', '"a"|'),
        ("don|", "'", "don'|"),  # no quote within a word
        ("f|", '"', 'f"|"'),  # but behind what belongs to it
        ("rb|", "'", "rb'|'"),
        ("xf|", '"', 'xf"|'),
        ('"a|', '"', '"a"|'),  # the quote that ends a text
        ('"|"', "'", "\"'|'\""),
        ('""|', '"', '"""|'),
        ('"\\|"', '"', '"\\"|"'),
        ("# it|", "'", "# it'|"),
        ("# |", '"', '# "|'),
        ("(|)\n(|)", "(a)", "((a)|)\n((a)|)"),
        ("a| b|c", "(", "a(|) b(|c"),  # each caret for itself
    ],
)
def test_signs_that_are_typed(before: str, keys: str, after: str) -> None:
    assert typed(before, keys) == after


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("a [bc> d", "(", "a ([bc>) d"),
        ("<a]b[c>", "{", "{<a]}b{[c>}"),
        ("[a>", '"', '"[a>"'),
        ("[a>b|", "{", "{[a>}b{|}"),
        ("[a>", ")", ")|"),
    ],
)
def test_an_opening_sign_stands_around_what_is_selected(before: str, key: str, after: str) -> None:
    assert typed(before, key) == after


def test_the_quotes_are_those_of_the_language() -> None:
    assert typed("|", "'", Layout()) == "'|"
    assert typed("|", "`", Layout(language="javascript")) == "`|`"


def test_without_the_option_it_is_plain_text() -> None:
    desk = Desk("|")
    assert desk.do("text.type", text="(", auto_close=False) == "(|"
    assert desk.do("text.type", text=")", auto_close=False) == "()|"
    assert Desk("(|)").do("text.type_backspace", auto_close=False) == "|)"
    assert Desk("(|)").do("text.type_newline", auto_close=False) == "(\n|)"
    assert Desk("[a>").do("text.type", text="(", auto_close=False) == "(|"


def test_plain_insertion_stays_plain() -> None:
    assert Desk("|").do("text.insert", text="(") == "(|"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("(|)", "|"),
        ("a{|}b", "a|b"),
        ('"|"', "|"),
        ("(|}", "|}"),
        ("(a|)", "(|)"),
        ("(|)(|)", "|"),
        ("[(a>)", "|)"),
        ("|()", "|()"),
        ("e\u0301|", "|"),
    ],
)
def test_backspace_deletes_an_empty_pair(before: str, after: str) -> None:
    assert Desk(document(before, PYTHON)).do("text.type_backspace") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f {|}", "f {\n    |\n}"),
        ("  {|}", "  {\n      |\n  }"),
        ("  a|b", "  a\n  |b"),
        ("[a>", "\n|"),
        ("{|} {|}", "{\n    |\n} {\n    |\n}"),
        ('"|"', '"\n|"'),
    ],
)
def test_enter(before: str, after: str) -> None:
    assert Desk(document(before, PYTHON)).do("text.type_newline") == after


def test_enter_writes_what_the_document_is_written_in() -> None:
    start = Document(document("{|}").buffer, document("{|}").selection, layout=Layout(LineEnding.CRLF, "\t"))
    assert Desk(start).do("text.type_newline") == "{\r\n\t|\r\n}"


def test_what_is_typed_in_one_go_is_one_undo_step_steps_over_included() -> None:
    desk = Desk(document("|", PYTHON))
    for character in "f(a)[1]":
        desk.press("text.type", text=character)
    assert desk.marked == "f(a)[1]|"
    assert desk.do("edit.undo") == "|"
    assert desk.do("edit.redo").replace("|", "") == "f(a)[1]"
    assert desk.do("edit.undo") == "|"


def test_erasing_pairs_is_one_undo_step() -> None:
    desk = Desk(document("a((|))", PYTHON))
    for _ in range(3):
        desk.press("text.type_backspace")
    assert desk.marked == "|"
    assert desk.do("edit.undo") == "a((|))"


def test_a_step_over_changes_no_text() -> None:
    desk = Desk(document("(|)", PYTHON))
    assert desk.press("text.type", text=")") == "()|"
    assert desk.open.revision == 0
    assert desk.refused("edit.undo") == "nothing_to_undo"


def test_a_pause_before_a_step_over_ends_the_undo_step() -> None:
    desk = Desk(document("|", PYTHON))
    desk.press("text.type", text="(")
    desk.clock.pass_seconds(5)
    desk.press("text.type", text=")")
    desk.press("text.type", text="a")
    assert desk.do("edit.undo") == "()|"


def test_a_move_between_ends_the_undo_step() -> None:
    desk = Desk(document("|", PYTHON))
    desk.press("text.type", text="(")
    desk.press("text.type", text="a")
    desk.press("selection.move", unit="grapheme", direction="forward")
    desk.press("text.type", text="b")
    assert desk.do("edit.undo") == "(a)|"


def test_text_that_no_file_could_hold_is_refused() -> None:
    assert Desk("|").refused("text.type", text="\ud800") == "invalid_argument"


def test_keys_typed_at_many_carets_are_one_undo_step() -> None:
    before = "\n".join("a|b" for _ in range(100))
    desk = Desk(document(before, PYTHON))
    for character in "x(y)":
        desk.press("text.type", text=character)
    desk.press("text.type_newline")
    desk.press("text.type", text="z")
    desk.press("text.type_backspace")
    assert desk.text == "\n".join("ax(y)\nb" for _ in range(100))
    for _ in range(3):
        desk.do("edit.undo")
    assert desk.do("edit.undo") == before
    assert desk.do("edit.redo").replace("|", "") == "\n".join("ax(y)b" for _ in range(100))
    assert desk.do("edit.undo") == before


class Asked(NoSyntax):
    """Knows syntax, and how often it was asked."""

    def __init__(self) -> None:
        self.count = 0

    def is_in_string_or_comment(self, buffer: Buffer, language: str, position: int) -> bool:
        self.count += 1
        return SYNTAX.is_in_string_or_comment(buffer, language, position)


SYNTAX = LateSyntax()


def typed_once(before: str, key: str, asked: Asked, layout: Layout = PYTHON) -> str:
    start = document(before, layout)
    result = TypeText(key).run(Context(start, NoHistory(), REGISTRY, syntax=asked))
    return drawn(start.after(result))


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ('"""\nin | a text\n"""', '"', '"""\nin "| a text\n"""'),
        ('"""\nin | a text\n"""', "'", '"""\nin \'| a text\n"""'),
        ('"""\nin | a text\n"""', "(", '"""\nin (|) a text\n"""'),  # brackets have partners in texts too
        ('"""\na text\n"""\n|', '"', '"""\na text\n"""\n"|"'),
        ('f"""\n{|}\n"""', "'", 'f"""\n{\'|\'}\n"""'),  # code again
        ('"""\n[in> a text\n"""', '"', '"""\n"[in>" a text\n"""'),
        ('"""\n|\n"""\n|', '"', '"""\n"|\n"""\n"|"'),  # each caret for itself
    ],
)
def test_a_quote_within_a_text_or_a_comment_of_several_lines_stays_alone(
    before: str, key: str, after: str
) -> None:
    assert typed_once(before, key, Asked()) == after


def test_a_quote_within_a_comment_of_several_lines_stays_alone() -> None:
    c = Layout(language="c")
    assert typed_once("/* a\n | */", '"', Asked(), c) == '/* a\n "| */'
    assert typed_once("/* a */\n |", '"', Asked(), c) == '/* a */\n "|"'


def test_only_a_quote_that_its_line_would_close_and_few_carets_ask_what_syntax_knows() -> None:
    asked = Asked()
    for key in "a(){}[]# ":
        typed_once("x = |", key, asked)
    typed_once("don|", "'", asked)
    typed_once("'|'", "'", asked)
    typed_once("|\n" * 1_000, "'", asked)
    assert asked.count == 0
    typed_once("x = |", "'", asked)
    assert asked.count == 1
