"""Where a range goes: a marked text before, a motion, a marked text after."""

from __future__ import annotations

import pytest

from editorapp.text.document import Document, Layout
from editorapp.text.motion import Direction, Unit, moved
from tests.marked_text import document, draw, drawn

BACK, ON = Direction.BACKWARD, Direction.FORWARD


def after(
    start: Document, unit: Unit, direction: Direction, *, extend: bool = False, page: int = 2
) -> Document:
    return Document(
        start.buffer, moved(start, unit, direction, extend=extend, page_lines=page), layout=start.layout
    )


MOTIONS = [
    (Unit.GRAPHEME, ON, "|ab", "a|b"),
    (Unit.GRAPHEME, ON, "ab|", "ab|"),
    (Unit.GRAPHEME, ON, "|", "|"),
    (Unit.GRAPHEME, ON, "a|\r\nb", "a\r\n|b"),
    (Unit.GRAPHEME, ON, "|👨\u200d👧b", "👨\u200d👧|b"),
    (Unit.GRAPHEME, ON, "a[bc>d", "abc|d"),  # to the end of what is selected
    (Unit.GRAPHEME, ON, "a<bc]d", "abc|d"),
    (Unit.GRAPHEME, BACK, "a[bc>d", "a|bcd"),
    (Unit.GRAPHEME, BACK, "|ab", "|ab"),
    (Unit.GRAPHEME, BACK, "a\r\n|b", "a|\r\nb"),
    (Unit.GRAPHEME, ON, "|a|b", "a|b|"),
    (Unit.GRAPHEME, ON, "ab|c|", "abc|"),  # carets that meet become one
    (Unit.WORD, ON, "|one two", "one| two"),
    (Unit.WORD, ON, "one| two", "one two|"),
    (Unit.WORD, BACK, "one two|", "one |two"),
    (Unit.WORD, BACK, "|one", "|one"),
    (Unit.LINE, ON, "a|b\ncd", "ab\nc|d"),
    (Unit.LINE, ON, "ab|\nc", "ab\nc|"),
    (Unit.LINE, ON, "a|b", "ab|"),  # on the last line, to its end
    (Unit.LINE, BACK, "a|b\ncd", "|ab\ncd"),  # on the first line, to its start
    (Unit.LINE, BACK, "ab\r\nc|d", "a|b\r\ncd"),
    (Unit.LINE, ON, "a|\tb\nabcdefg", "a\tb\na|bcdefg"),
    (Unit.LINE, ON, "a\t|b\nabcdefg", "a\tb\nabcd|efg"),  # columns, not code points
    (Unit.LINE, ON, "中|x\nabc", "中x\nab|c"),
    (Unit.LINE, ON, "|a\n|b\n|c", "a\n|b\n|c|"),
    (Unit.PAGE, ON, "a|b\n\ncd\nef", "ab\n\nc|d\nef"),
    (Unit.PAGE, ON, "ab\nc|d\nef", "ab\ncd\ne|f"),  # a page less than a page leads to the last line
    (Unit.PAGE, ON, "ab\nc|d", "ab\ncd|"),
    (Unit.PAGE, BACK, "ab\nc|d\nef", "a|b\ncd\nef"),
    (Unit.PAGE, BACK, "a|b", "|ab"),
    (Unit.PARAGRAPH, ON, "a|\nb\n\nc", "a\nb\n|\nc"),
    (Unit.PARAGRAPH, ON, "a\n|\n\n \t\nc\n\nd", "a\n\n\n \t\nc\n|\nd"),  # blank lines together are one
    (Unit.PARAGRAPH, ON, "a\nb|", "a\nb|"),
    (Unit.PARAGRAPH, BACK, "a\n\nb\nc|", "a\n|\nb\nc"),
    (Unit.PARAGRAPH, BACK, "a\nb|\nc", "|a\nb\nc"),
    (Unit.DOCUMENT, ON, "a|b\nc", "ab\nc|"),
    (Unit.DOCUMENT, BACK, "a|b\n|c", "|ab\nc"),
    (Unit.LINE_BOUNDARY, ON, "a|b\r\nc", "ab|\r\nc"),
    (Unit.LINE_BOUNDARY, BACK, "a\r\nbc|", "a\r\n|bc"),
    (Unit.LINE_TEXT, BACK, "  ab|", "  |ab"),
    (Unit.LINE_TEXT, BACK, "  |ab", "|  ab"),  # again: to the very start
    (Unit.LINE_TEXT, BACK, "|  ab", "  |ab"),  # and back
    (Unit.LINE_TEXT, BACK, " | ab", "|  ab"),
    (Unit.LINE_TEXT, ON, "|  ab\n", "  ab|\n"),
    (Unit.LINE_TEXT, BACK, " \t|\n", "| \t\n"),
    (Unit.WORD_START, ON, "o|ne  two", "one  |two"),
    (Unit.WORD_START, ON, "a.|b", "a.b|"),
    (Unit.WORD_START, ON, "a|\n  b", "a\n  |b"),
    (Unit.WORD_START, BACK, "one  t|wo", "one  |two"),
    (Unit.WORD_END, ON, "one|  two", "one  two|"),
    (Unit.WORD_END, BACK, "one  t|wo", "one|  two"),
    (Unit.WORD_END, BACK, "a  \n|b", "a|  \nb"),
    (Unit.SUB_WORD, ON, "|camelCase", "camel|Case"),
    (Unit.SUB_WORD, ON, "camel|Case x", "camelCase| x"),
    (Unit.SUB_WORD, ON, "|HTTPServer2", "HTTP|Server2"),
    (Unit.SUB_WORD, ON, "HTTP|Server2", "HTTPServer|2"),
    (Unit.SUB_WORD, ON, "snake|_case", "snake_case|"),
    (Unit.SUB_WORD, ON, "__|", "__|"),
    (Unit.SUB_WORD, ON, "|E\u0301Ab", "E\u0301|Ab"),
    (Unit.SUB_WORD, ON, "a|  (b", "a  (|b"),
    (Unit.SUB_WORD, BACK, "camelCase|", "camel|Case"),
    (Unit.SUB_WORD, BACK, "camelC|ase", "camel|Case"),
    (Unit.SUB_WORD, BACK, "HTTPS|erver", "HTTP|Server"),
    (Unit.SUB_WORD, BACK, "snake_|case", "|snake_case"),
    (Unit.SUB_WORD, BACK, "snake_case|", "snake_|case"),
    (Unit.SUB_WORD, BACK, "v12|", "v|12"),
    (Unit.SUB_WORD, BACK, "_|", "|_"),
    (Unit.SUB_WORD, BACK, "a  |", "|a  "),
    (Unit.LINE_INDENT, ON, "|  ab", "  |ab"),
    (Unit.LINE_INDENT, BACK, "  |ab", "  |ab"),
    (Unit.INDENT, ON, " |a\n  b\n\n c", " a\n  b\n\n |c"),
    (Unit.INDENT, ON, "|a\n b", "|a\n b"),  # there is none
    (Unit.INDENT, ON, "\t|a\n     b\n    c", "\ta\n     b\n    |c"),  # columns, not code points
    (Unit.INDENT, BACK, "a\n  b\n |c", "|a\n  b\n c"),
    (Unit.LESS_INDENT, BACK, "a\n b\n b\n |c", "|a\n b\n b\n c"),
    (Unit.LESS_INDENT, ON, "  |a\n  b\n c", "  a\n  b\n |c"),
    (Unit.BRACKET, ON, "f|(a(b)) c", "f(a(b))| c"),
    (Unit.BRACKET, ON, "f(a|(b) c)", "f(a(b)| c)"),
    (Unit.BRACKET, ON, "f(a|, (b))", "f(a, (b)|)"),
    (Unit.BRACKET, BACK, "f((a) b)|", "f|((a) b)"),
    (Unit.BRACKET, BACK, "f((a) |b)", "f(|(a) b)"),
    (Unit.BRACKET, BACK, "f a|", "f a|"),
]


@pytest.mark.parametrize(("unit", "direction", "before", "expected"), MOTIONS)
def test_a_motion(unit: Unit, direction: Direction, before: str, expected: str) -> None:
    assert drawn(after(document(before), unit, direction)) == expected


@pytest.mark.parametrize(
    ("unit", "direction", "before", "expected"),
    [
        (Unit.GRAPHEME, ON, "a|bc", "a[b>c"),
        (Unit.GRAPHEME, ON, "a[b>c", "a[bc>"),
        (Unit.GRAPHEME, BACK, "a[b>c", "a|bc"),
        (Unit.GRAPHEME, BACK, "a|bc", "<a]bc"),
        (Unit.GRAPHEME, ON, "|a|b", "[a>[b>"),
        (Unit.GRAPHEME, ON, "[a>bc|d", "[ab>c[d>"),
        (Unit.GRAPHEME, ON, "[a>[b>c", "[abc>"),  # ranges that come to overlap become one
        (Unit.WORD, ON, "|one two", "[one> two"),
        (Unit.LINE, ON, "a|b\ncd", "a[b\nc>d"),
        (Unit.DOCUMENT, BACK, "ab|c", "<ab]c"),
        (Unit.LINE_BOUNDARY, ON, "a|b\n", "a[b>\n"),
    ],
)
def test_extending_leaves_the_anchor(unit: Unit, direction: Direction, before: str, expected: str) -> None:
    assert drawn(after(document(before), unit, direction, extend=True)) == expected


def test_going_up_and_down_comes_back_to_the_column_it_began_in() -> None:
    start = document("abcdef|g\nab\n\nabcdefghi")
    down = after(after(after(start, Unit.LINE, ON), Unit.LINE, ON), Unit.LINE, ON)
    assert drawn(down) == "abcdefg\nab\n\nabcdef|ghi"
    up = after(after(after(down, Unit.LINE, BACK), Unit.LINE, BACK), Unit.LINE, BACK)
    assert drawn(up) == "abcdef|g\nab\n\nabcdefghi"


def test_each_of_several_carets_has_its_own_column() -> None:
    start = document("abc|d|\n\nabcd\n")
    twice = after(after(start, Unit.LINE, ON), Unit.LINE, ON)
    assert twice.selection.goals == (3,)  # they met on the empty line
    assert drawn(twice) == "abcd\n\nabc|d\n"


def test_a_sideways_motion_forgets_the_column() -> None:
    down = after(document("abcd|\n\nabcd"), Unit.LINE, ON)
    assert down.selection.goals
    assert not after(down, Unit.GRAPHEME, ON).selection.goals


def test_the_primary_caret_stays_the_primary_one() -> None:
    assert drawn(after(document("|!a|b"), Unit.GRAPHEME, ON)) == "a|!b|"
    assert drawn(after(document("|!a|b"), Unit.DOCUMENT, ON)) == "ab|"


def test_tabs_are_as_wide_as_the_layout_says() -> None:
    wide = document("\t|x\nabcdefghij", Layout(tab_width=8))
    assert drawn(after(wide, Unit.LINE, ON)) == "\tx\nabcdefgh|ij"


def test_an_indentation_may_be_longer_than_what_is_looked_at_first() -> None:
    start = document(" " * 1000 + "x|")
    assert after(start, Unit.LINE_TEXT, BACK).selection.main.head == 1000
    assert draw("", after(document(""), Unit.LINE_TEXT, BACK).selection) == "|"
