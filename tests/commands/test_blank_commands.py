"""The commands on white space: marked text in, command, marked text out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout, LineEnding
from tests.commands.undone import check
from tests.desk import Desk
from tests.marked_text import document


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a |", "a|"),
        ("a  \n\tb\t \r\n  \rc|", "a\n\tb\r\n\rc|"),
        ("a \n[b  \nc >\nd |", "a \n[b\nc>\nd |"),  # the selected lines only
        ("a\u3000\n\u00a0|", "a\n|"),
        ("a \udc80 |", "a \udc80|"),
        ("a|", "a|"),
    ],
)
def test_trim(before: str, after: str) -> None:
    check(before, "blanks.trim", {}, after)


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        ("\ta\tb|", {}, "    a   b|"),
        ("\ta\tb|", {"leading": True}, "    a\tb|"),
        (" \t|a", {}, "    |a"),
        ("\u4e2d\ta|", {}, "\u4e2d  a|"),  # a wide character takes two cells
        ("\t[a\n\tb>\n\tc", {}, "    [a\n    b>\n\tc"),
        ("a b|", {}, "a b|"),
    ],
)
def test_tabs_to_spaces(before: str, arguments: dict[str, Any], after: str) -> None:
    check(before, "blanks.tabs_to_spaces", arguments, after)


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        ("    a   b|", {}, "\ta   b|"),
        ("    a   b|", {"leading": False}, "\ta\tb|"),
        ("      |a", {}, "\t  |a"),
        ("  \ta|", {}, "\ta|"),
        ("a b c d|", {"leading": False}, "a b c d|"),  # one space stays a space
        ("  a|", {}, "  a|"),
    ],
)
def test_spaces_to_tabs(before: str, arguments: dict[str, Any], after: str) -> None:
    check(before, "blanks.spaces_to_tabs", arguments, after)


TABBED = st.lists(st.text(st.sampled_from("a \t\u4e2d"), max_size=12), max_size=4).map("\n".join)


@given(TABBED, st.booleans())
def test_tabs_and_spaces_look_the_same(text: str, leading: bool) -> None:
    def cells(shown: str) -> list[str]:
        return [line.replace("\u4e2d", "\u4e2d\0").expandtabs(4) for line in shown.split("\n")]

    for name in ("blanks.tabs_to_spaces", "blanks.spaces_to_tabs"):
        desk = Desk(Document(Buffer(text)))
        desk.do(name, leading=leading)
        assert cells(desk.text) == cells(text)


@pytest.mark.parametrize(
    ("before", "layout", "arguments", "after"),
    [
        ("\ta\n\t\t|b", Layout(), {}, "    a\n        |b"),
        ("  a\n    b|", Layout(), {}, "    a\n        b|"),  # steps of two became steps of four
        ("  a\n    b|", Layout(indent="\t"), {}, "\ta\n\t\tb|"),
        ("   a|", Layout(), {"from_width": 2}, "     a|"),
        ("    a\n[    b>", Layout(indent="\t"), {"from_width": 4}, "    a\n[\tb>"),
        ("    a|", Layout(), {}, "    a|"),
    ],
)
def test_reindent(before: str, layout: Layout, arguments: dict[str, Any], after: str) -> None:
    check(document(before, layout), "text.reindent", arguments, after)


@pytest.mark.parametrize(
    ("before", "keep", "after"),
    [
        ("a\n\n \n\nb|", 1, "a\n\nb|"),
        ("a\n\n\n\nb|", 2, "a\n\n\nb|"),
        ("\n\na\n|", 0, "a\n|"),
        ("a\n\n|", 0, "a\n|"),
        ("a\n\n\n|", 1, "a\n\n|"),
        ("[a\n\n\nb>\n\n\nc", 1, "[a\n\nb>\n\n\nc"),
        ("a\r\n\r\n\r\nb|", 0, "a\r\nb|"),
        ("x\ra\n\n\rb|", 0, "x\ra\nb|"),
        ("\n\n|", 0, "|"),
        ("|", 0, "|"),
    ],
)
def test_blank_lines(before: str, keep: int, after: str) -> None:
    check(before, "blanks.collapse", {"keep": keep}, after)
    if not keep:
        check(before, "blanks.remove_lines", {}, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a|", "a|\n"),
        ("a\n|", "a\n|"),
        ("a|\n\n \n", "a|\n"),
        ("a\n\n|", "a\n|"),
        (" \n|", "|"),
        ("|", "|"),
    ],
)
def test_the_end(before: str, after: str) -> None:
    check(before, "blanks.tidy_end", {}, after)


def test_the_last_line_gets_the_line_break_of_the_document() -> None:
    check(document("a|", Layout(LineEnding.CRLF)), "blanks.tidy_end", {}, "a|\r\n")
