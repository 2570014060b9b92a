"""The commands that change text: marked text in, command, marked text out."""

from __future__ import annotations

from typing import Any

import pytest

from editorapp.text.document import Document, Layout, LineEnding
from tests.desk import Desk
from tests.marked_text import document


def check(before: str | Document, name: str, arguments: dict[str, Any], after: str) -> None:
    desk = Desk(before)
    original = desk.marked
    assert desk.do(name, **arguments) == after
    if desk.open.revision:
        assert desk.do("edit.undo") == original
        assert desk.do("edit.redo") == after


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("|", "a", "a|"),
        ("a|b", "xy", "axy|b"),
        ("a[bc>d", "x", "ax|d"),
        ("a<bc]d", "", "a|d"),
        ("|a|b|", "x", "x|ax|bx|"),
        ("[ab>c<d]|", "x", "x|cx|x|"),
        ("[ab><cd]", "x", "x|x|"),
        ("[a><b]", "", "|"),  # carets that meet become one
        ("|!a|", "x", "x|!ax|"),
        ("a|", "\r\n", "a\r\n|"),
        ("a\r|", "\n", "a\r\n|"),
        ("a|", "😀\udc80", "a😀\udc80|"),
    ],
)
def test_insert_puts_a_text_in_place_of_every_range(before: str, text: str, after: str) -> None:
    check(before, "text.insert", {"text": text}, after)


@pytest.mark.parametrize("number", [0xD800, 0xDBFF, 0xDC00, 0xDC7F, 0xDD00, 0xDFFF])
def test_half_of_a_surrogate_pair_is_refused(number: int) -> None:
    half = chr(number)
    assert Desk("a|").refused("text.insert", text=half) == "invalid_argument"
    assert Desk("a|").refused("text.replace", start=0, end=0, text=half) == "invalid_argument"
    assert Desk("a|").refused("find.replace_all", pattern="a", replacement=half) == "invalid_argument"
    assert Desk("a|").refused("clipboard.paste", text=half) == "invalid_argument"
    assert Desk("a|").refused("text.drop", position=0, text=half) == "invalid_argument"


@pytest.mark.parametrize(
    ("before", "start", "end", "text", "after"),
    [
        ("|", 0, 0, "a", "a|"),
        ("ab|c", 0, 1, "xyz", "xyzb|c"),
        ("ab|c", 2, 3, "", "ab|"),
        ("a[bc>d", 0, 4, "x", "x|"),
        ("a<bc]d", 0, 0, "x", "xa<bc]d"),
        ("a|", 0, 0, "", "a|"),
        ("|a\r\nb", 2, 2, "x", "|a\rx\nb"),
    ],
)
def test_replace_changes_a_range_and_the_selection_stays_on_its_text(
    before: str, start: int, end: int, text: str, after: str
) -> None:
    check(before, "text.replace", {"start": start, "end": end, "text": text}, after)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [(-1, 0, "start"), (4, 4, "start"), (0, 4, "end"), (2, 1, "end"), (10**30, 0, "start")],
)
def test_replace_outside_the_text_is_refused(start: int, end: int, field: str) -> None:
    desk = Desk("abc|")
    outcome = desk.submit("text.replace", {"start": start, "end": end, "text": "x"})
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.field) == ("invalid_range", field)
    assert desk.marked == "abc|"


@pytest.mark.parametrize(
    ("before", "direction", "unit", "after"),
    [
        ("ab|c", "backward", "grapheme", "a|c"),
        ("ab|c", "forward", "grapheme", "ab|"),
        ("|a", "backward", "grapheme", "|a"),
        ("a|", "forward", "grapheme", "a|"),
        ("|", "backward", "grapheme", "|"),
        ("a\r\n|b", "backward", "grapheme", "a|b"),
        ("a|\r\nb", "forward", "grapheme", "a|b"),
        ("a👨\u200d👧|", "backward", "grapheme", "a|"),
        ("e\u0301|", "backward", "grapheme", "|"),
        ("a[bc>d", "backward", "word", "a|d"),  # what is selected, whatever the unit
        ("a<bc]d", "forward", "line", "a|d"),
        ("ab|c[de>", "backward", "grapheme", "a|c|"),
        ("a|b|", "backward", "grapheme", "|"),
        ("|ab|", "backward", "grapheme", "|a|"),
        ("one two|", "backward", "word", "one |"),
        ("|one two", "forward", "word", "| two"),
        ("one t|w|o", "backward", "word", "one |o"),  # deletions that overlap become one
        ("one two| x", "backward", "line", "| x"),
        ("a|bc\nd", "forward", "line", "a|\nd"),
        ("abc|\nd", "forward", "line", "abc|d"),
        ("abc\r\n|d", "backward", "line", "abc|d"),
        ("a|", "forward", "line", "a|"),
    ],
)
def test_delete(before: str, direction: str, unit: str, after: str) -> None:
    check(before, "text.delete", {"direction": direction, "unit": unit}, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n|b\nc", "a\n|c"),
        ("a\nb|", "a|"),
        ("a\r\n|", "a|"),
        ("|a\nb", "|b"),
        ("a|", "|"),
        ("|", "|"),
        ("a[a\nb>b\nc", "|c"),
        ("a[a\n>bb\nc", "|bb\nc"),  # a range that ends at the start of a line does not touch it
        ("|a\nb\n|c", "|b|"),
        ("|a\n\n|c", "|"),
        ("|a\n|b\nc", "|c"),
        ("|!a\nb\n|c\nd", "|!b\n|d"),
        ("a\rb|\n\nc", "a\r\n|\nc"),  # a CR and a LF that meet stay two line breaks
    ],
)
def test_delete_lines(before: str, after: str) -> None:
    check(before, "text.delete_lines", {}, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("|", "\n|"),
        ("a|b", "a\n|b"),
        ("    a|b", "    a\n    |b"),
        ("  |  a", "  \n  |  a"),  # no more indentation than stands before the caret
        ("\t a|", "\t a\n\t |"),
        (" [a\n>b", " \n |b"),
        (" a|\n\tb|", " a\n |\n\tb\n\t|"),
    ],
)
def test_a_new_line_is_indented_as_the_one_before(before: str, after: str) -> None:
    check(before, "text.newline", {}, after)


def test_a_new_line_ends_as_the_lines_of_the_document_do() -> None:
    check(document("a|", Layout(LineEnding.CRLF)), "text.newline", {}, "a\r\n|")
    check(document("a|", Layout(LineEnding.CR)), "text.newline", {}, "a\r|")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("|", "    |"),
        ("a|b", "a   |b"),  # up to the next step
        ("abcd|", "abcd    |"),
        ("a|\nab|", "a   |\nab  |"),
        ("[a\nb>", "    [a\n    b>"),
        ("[a\n\n>b", "    [a\n\n>b"),  # empty lines stay empty; the line behind is not touched
        ("a<b\r\nc]d", "    a<b\r\n    c]d"),
        ("\t|x", "\t    |x"),  # a tab is as wide as it is shown
        ("中|x", "中  |x"),
    ],
)
def test_indent(before: str, after: str) -> None:
    check(before, "text.indent", {}, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [("a|b", "    a|b"), ("a|\n\n|\tb", "    a|\n\n    |\tb"), ("[a\n>b", "    [a\n>b"), ("|", "|")],
)
def test_indent_lines(before: str, after: str) -> None:
    check(before, "text.indent_lines", {}, after)


def test_indent_with_tabs() -> None:
    check(document("a|", Layout(indent="\t")), "text.indent", {}, "a\t|")
    check(document("[a\nb>", Layout(indent="\t")), "text.indent", {}, "\t[a\n\tb>")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("      a|", "  a|"),
        ("  a|", "a|"),
        ("a|", "a|"),
        ("|", "|"),
        ("\ta|", "a|"),
        ("  \ta|", "a|"),
        ("  |  a", "|a"),
        ("[    a\n\n  b>", "[a\n\nb>"),
        ("    a|\n    b\n    c|", "a|\n    b\nc|"),
    ],
)
def test_unindent(before: str, after: str) -> None:
    check(before, "text.unindent", {}, after)


def test_unindent_with_tabs() -> None:
    check(document("\t\ta|", Layout(indent="\t", tab_width=8)), "text.unindent", {}, "\ta|")
    check(document("        a|", Layout(indent="\t", tab_width=8)), "text.unindent", {}, "a|")


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        ("|abc", {"position": 1, "text": "xy"}, "a[xy>bc"),
        ("|", {"position": 0, "text": "x"}, "[x>"),
        ("[ab>cd", {"position": 3, "text": "ab", "moved": [0, 2]}, "c[ab>d"),
        ("ab[cd>", {"position": 0, "text": "cd", "moved": [2, 4]}, "[cd>ab"),
    ],
)
def test_drop(before: str, arguments: dict[str, Any], after: str) -> None:
    check(before, "text.drop", arguments, after)


@pytest.mark.parametrize(
    "arguments",
    [
        {"position": 5, "text": "x"},
        {"position": 1, "text": "ab", "moved": [0, 2]},
        {"position": 0, "text": "ab", "moved": [0, 2]},
        {"position": 0, "text": "ab", "moved": [2, 9]},
        {"position": 0, "text": "ab", "moved": [2, 1]},
    ],
)
def test_a_drop_that_makes_no_sense_is_refused(arguments: dict[str, Any]) -> None:
    assert Desk("abcd|").refused("text.drop", **arguments) == "invalid_range"
