"""The commands that move, copy, insert, join and exchange lines and words: marked text in, command, marked out."""

from __future__ import annotations

from typing import Any

import pytest

from editorapp.text.document import Document, Layout, LineEnding
from tests.commands.undone import check
from tests.desk import Desk
from tests.marked_text import document


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb|\nc", "b|\na\nc"),
        ("|a\nb", "|a\nb"),  # the first line stays
        ("a\nb|", "b|\na"),  # the last line has no break, whichever it is
        ("a\n[b\nc>\nd", "[b\nc>\na\nd"),
        ("a\n[b\n>c", "[b\n>a\nc"),  # a range that ends at the start of a line does not take it along
        ("a\n<b\nc]", "<b\nc]\na"),
        ("a\nb|\nc\nd|", "b|\na\nd|\nc"),
        ("a\nb|\nc|\nd", "b|\nc|\na\nd"),
        ("|a\nb\nc|", "|a\nc|\nb"),
        ("a\n|", "a\n|"),  # behind the last line break is no line to move
        ("a\nb|\n", "b|\na\n"),
        ("a\r\nb|", "b|\r\na"),
        ("a\r\n|b\nc", "|b\na\r\nc"),  # lines keep their own line breaks
        ("x\ra\n|\nc", "x\r\n|\na\nc"),  # a CR and a LF never become one line break
        ("", "|"),
    ],
)
def test_move_up(before: str, after: str) -> None:
    check(before, "lines.move_up", {}, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a|\nb\nc", "b\na|\nc"),
        ("a\nb|", "a\nb|"),
        ("a|\nb", "b\na|"),
        ("a\nb|\n", "a\nb|\n"),  # the last line break stays the last
        ("[a\nb>\nc\nd", "c\n[a\nb>\nd"),
        ("[a\n>b\nc", "b\n[a\n>c"),
        ("|!a\nb\n|c\nd", "b\n|!a\nd\n|c"),
        ("|a\n|b\nc", "c\n|a\n|b"),
        ("a|\r\nb", "b\r\na|"),
    ],
)
def test_move_down(before: str, after: str) -> None:
    check(before, "lines.move_down", {}, after)


def test_bookmarks_move_with_their_lines() -> None:
    start = document("a\nbb|\ncc\n")
    start = Document(start.buffer, start.selection, bookmarks=(0, 3, 6))
    desk = Desk(start)
    desk.do("lines.move_up")
    assert desk.open.document.bookmarks == (1, 3, 6)
    desk.do("lines.sort", reverse=True)
    assert desk.text == "cc\nbb\na\n"
    assert desk.open.document.bookmarks == (1, 4, 6)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("lines.copy_down", "a|\nb", "a\na|\nb"),
        ("lines.copy_up", "a|\nb", "a|\na\nb"),
        ("lines.copy_down", "a|", "a\na|"),
        ("lines.copy_up", "a|", "a|\na"),
        ("lines.copy_up", "|", "|\n"),
        ("lines.copy_down", "a[b\nc>d\ne", "ab\ncd\na[b\nc>d\ne"),
        ("lines.copy_down", "[a\n>b", "a\n[a\n>b"),
        ("lines.copy_up", "[a\n>b", "[a\n>a\nb"),
        ("lines.copy_down", "a|\nb\nc|", "a\na|\nb\nc\nc|"),
        ("lines.copy_up", "a|\nb\nc|", "a|\na\nb\nc|\nc"),
    ],
)
def test_copy(name: str, before: str, after: str) -> None:
    check(before, name, {}, after)


def test_a_copied_last_line_gets_the_line_break_of_the_document() -> None:
    check(document("a|", Layout(LineEnding.CRLF)), "lines.copy_down", {}, "a\r\na|")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("lines.insert_below", "a|b\nc", "ab\n|\nc"),
        ("lines.insert_below", "  a|", "  a\n  |"),
        ("lines.insert_below", "a|\r\nb", "a\r\n|\r\nb"),
        ("lines.insert_below", "a|b|\nc|", "ab\n|\nc\n|"),
        ("lines.insert_below", "[a\nb>\nc", "a\nb\n|\nc"),
        ("lines.insert_above", "a|b", "|\nab"),
        ("lines.insert_above", "a\n\tb|", "a\n\t|\n\tb"),
        ("lines.insert_above", " a|\r\n", " |\r\n a\r\n"),
        ("lines.insert_above", "[a\nb>", "|\na\nb"),
        ("lines.insert_above", "a\r|b\n", "a\r|\rb\n"),
    ],
)
def test_insert_a_line(name: str, before: str, after: str) -> None:
    check(before, name, {}, after)


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        ("a|\nb", {}, "a| b"),
        ("|a  \n  b\nc", {}, "a| b\nc"),
        ("a|", {}, "a|"),
        ("[a\nb\nc>\nd", {}, "[a b c>\nd"),
        ("a|\nb|\nc", {}, "a| b| c"),
        ("a|\nb\nc|\nd", {}, "a| b\nc| d"),
        ("[a\n\n \nb>", {}, "[a b>"),
        ("[\n  a\nb>", {}, "[  a b>"),
        ("a|\n\nb", {}, "a|\nb"),
        ("a|\r\nb", {"separator": ", "}, "a|, b"),
        ("a|\nb", {"separator": ""}, "a|b"),
    ],
)
def test_join(before: str, arguments: dict[str, Any], after: str) -> None:
    check(before, "lines.join", arguments, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a|b", "ba|"),
        ("ab|", "ba|"),
        ("|ab", "|ab"),
        ("a|", "a|"),
        ("ab|\ncd|", "ba|\ndc|"),
        ("x\n|ab", "x\n|ab"),
        ("e\u0301|b", "be\u0301|"),
        ("a|b|c", "ba|c"),  # what overlaps is exchanged once
        ("[a>b[cd>e|", "[cd>b[a>e|"),
        ("[a>b|!c[de><f]", "[f>b|!c[a><de]"),
    ],
)
def test_transpose_characters(before: str, after: str) -> None:
    check(before, "transpose.characters", {}, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("one| two", "two one|"),
        ("on|e, two three", "two, one| three"),
        ("one |two three", "one three two|"),
        ("one | two", "two  one|"),
        ("one two|", "two one|"),
        ("|one", "|one"),
        ("|\none two", "|\none two"),
        ("a b|\nc d|", "b a|\nd c|"),
    ],
)
def test_transpose_words(before: str, after: str) -> None:
    check(before, "transpose.words", {}, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [("a\nb|", "b|\na"), ("|a\nb", "|a\nb"), ("a\n|b\nc\n|d", "|b\na\n|d\nc"), ("a\n|b\n|c", "|b\na\n|c")],
)
def test_transpose_lines(before: str, after: str) -> None:
    check(before, "transpose.lines", {}, after)
