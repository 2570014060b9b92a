"""The commands that break paragraphs into lines and join them: marked text in, command, marked text out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout
from editorapp.text.selection import Range, Selection
from tests.commands.undone import check
from tests.desk import Desk
from tests.marked_text import document


def wrapped(before: str, width: int, after: str, language: str = "", **arguments: Any) -> None:
    check(document(before, Layout(language=language)), "text.wrap", {"column": width, **arguments}, after)


@pytest.mark.parametrize(
    ("before", "width", "after"),
    [
        ("one two three|", 8, "one two\nthree|"),
        ("one\ntwo|\nthree", 9, "one two|\nthree"),
        ("a b\nc|\n\nd\ne", 80, "a b c|\n\nd\ne"),  # the paragraph of the caret only
        ("[a\nb\n\nc\nd>", 80, "[a b\n\nc d>"),
        ("a\nb|\n\nc\nd|", 80, "a b|\n\nc d|"),
        ("abcdefgh ij|", 4, "abcdefgh\nij|"),  # a word is never broken
        ("  one two|", 6, "  one\n  two|"),
        ("\tone two|", 8, "\tone\n\ttwo|"),
        ("   one two\nthree four|", 10, "   one two\nthree four|"),
        ("- one two three|", 9, "- one two\n  three|"),
        ("- one\n  two\n- three|", 80, "- one\n  two\n- three|"),
        ("[- one\n  two\n- three>", 80, "[- one two\n- three>"),
        ("12. one two|", 8, "12. one\n    two|"),
        ("one  two  |", 80, "one two  |"),
        ("one two\r\nthree|", 80, "one two three|"),
        ("one two\r\nthree|", 3, "one\r\ntwo\r\nthree|"),
        ("\u4e2d\u6587\u5b57|", 4, "\u4e2d\u6587\n\u5b57|"),  # wide characters take two cells
        ("\u4e2d\u6587\u3002|", 4, "\u4e2d\n\u6587\u3002|"),  # a full stop does not begin a line
        ("\u4e2d\n\u6587|", 80, "\u4e2d\u6587|"),
        ("\ud55c\uad6d \ub9d0|", 5, "\ud55c\uad6d\n\ub9d0|"),
        ("a\udc80 b|", 2, "a\udc80\nb|"),
        ("|", 5, "|"),
        ("\n|\n", 5, "\n|\n"),
    ],
)
def test_wrap(before: str, width: int, after: str) -> None:
    wrapped(before, width, after)


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("python", "# one two three|", "# one two\n# three|"),
        ("python", "    # one two|", "    # one\n    # two|"),
        ("python", "x = 1\n# one two three|", "x = 1\n# one two\n# three|"),
        ("python", "# a\n#\n# b|\n# c", "# a\n#\n# b| c"),
        ("rust", "/// one two three|", "/// one\n/// two\n/// three|"),
        ("c", "/*\n * one two|\n * three four\n */", "/*\n * one two|\n * three\n * four\n */"),
        ("c", "//one two three|", "//one two\n//three|"),
        ("python", "# - one two three|", "# - one\n#   two\n#   three|"),
        ("markdown", "# one two three|", "# one two three|"),  # a heading is one line
        ("markdown", "[a b c d e f\n# h\ng h>", "[a b c d e\nf\n# h\ng h>"),
    ],
)
def test_comments_keep_their_marks(language: str, before: str, after: str) -> None:
    wrapped(before, 10, after, language)


def test_lines_are_only_broken_where_they_are_not_joined() -> None:
    wrapped("[a\nb\none two three>", 8, "[a\nb\none two\nthree>", join=False)


@pytest.mark.parametrize(
    ("before", "width", "after"),
    [
        ("> one two\n> three", 7, "> one\n> two\n> three"),
        ("> > one two", 7, "> > one\n> > two"),
        ("* [x] one two", 10, "* [x] one\n      two"),
    ],
)
def test_quotes_and_boxes(before: str, width: int, after: str) -> None:
    desk = Desk(Document(Buffer(before)))
    desk.do("text.wrap", column=width)
    assert desk.text == after


def test_unwrap() -> None:
    check("[# a\n# b\n\n- c\n  d\n- e>", "text.unwrap", {}, "[# a # b\n\n- c d\n- e>")
    check(document("# a\n# b|", Layout(language="python")), "text.unwrap", {}, "# a b|")
    check("a\nb|", "text.unwrap", {}, "a b|")


@given(st.text(st.sampled_from("ab\u4e2d.- \n\t"), max_size=60), st.integers(1, 20), st.booleans())
def test_only_space_changes_and_again_changes_nothing(text: str, width: int, join: bool) -> None:
    def signs(shown: str) -> str:
        return "".join(shown.split())

    desk = Desk(Document(Buffer(text), Selection([Range(0, len(text))])))
    desk.do("text.wrap", column=width, join=join)
    assert signs(desk.text) == signs(text)
    once = desk.text
    if "-" not in text:  # a dash that begins a line is a bullet from then on
        desk.do("selection.all")
        desk.do("text.wrap", column=width, join=join)
        assert desk.text == once
