"""The commands that turn lines and ranges into comments: marked text in, command, marked text out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout
from editorapp.text.selection import Range, Selection
from tests.commands.undone import check
from tests.desk import Desk
from tests.marked_text import document


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a|", "# a|"),
        ("# a|", "a|"),
        ("#a|", "a|"),
        ("  |a", "  # |a"),
        ("|", "# |"),
        ("[a\n  b\n\nc>", "[# a\n#   b\n\n# c>"),  # one column, and nothing on a blank line
        ("[  a\n    b>", "[  # a\n  #   b>"),
        ("[# a\n  # b>", "[a\n  b>"),
        ("[# a\nb>", "[# # a\n# b>"),  # so that the way back leads here again
        ("# a|\nb|", "# # a|\n# b|"),
        ("\ta|\n  x\n    b|", "\t# a|\n  x\n    # b|"),
        ("[a\r\n>b", "[# a\r\n>b"),
        ("[\ta\n    b>", "[# \ta\n#     b>"),
    ],
)
def test_lines_become_comments_and_back(before: str, after: str) -> None:
    check(document(before, Layout(language="python")), "comments.toggle", {}, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  a|", "  /* a| */"),
        ("  /* a| */", "  a|"),
        ("[a\n b>\n", "/* [a\n b> */\n"),
        ("/* [a\n b> */\n", "[a\n b>\n"),
        ("a|\nx\nb|", "/* a| */\nx\n/* b| */"),
        ("|", "|"),
    ],
)
def test_a_language_that_has_only_comments_around_text(before: str, after: str) -> None:
    check(document(before, Layout(language="css")), "comments.toggle", {}, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a[b>c", "a/* [b> */c"),
        ("a/* [b> */c", "a[b>c"),
        ("a[/* b */>c", "a[b>c"),
        ("a/* b|b */c", "ab|bc"),
        ("a|b", "a/* | */b"),
        ("/* a */|", "/* a *//* | */"),
        ("/**/|", "/**//* | */"),
        ("a/*|*/", "a|"),
        ("[a>b<c]", "/* [a> */b/* <c] */"),
        ("/* |a|b */", "|a|b"),
        ("[a\nb>", "/* [a\nb> */"),
    ],
)
def test_a_range_becomes_a_comment_and_back(before: str, after: str) -> None:
    check(document(before, Layout(language="c")), "comments.toggle_block", {}, after)


def test_without_comments_around_text_lines_become_comments() -> None:
    check(document("a[b>c", Layout(language="python")), "comments.toggle_block", {}, "# a[b>c")


@pytest.mark.parametrize("language", ["", "json"])
def test_a_language_without_comments_is_told(language: str) -> None:
    desk = Desk(document("a|", Layout(language=language)))
    assert desk.refused("comments.toggle") == "no_comments"
    assert desk.refused("comments.toggle_block") == "no_comments"


@given(st.lists(st.text(st.sampled_from("a #\t"), max_size=5), min_size=1).map("\n".join))
def test_twice_is_back_at_the_same_text(text: str) -> None:
    start = Document(Buffer(text), Selection([Range(0, len(text))]), layout=Layout(language="python"))
    desk = Desk(start)
    desk.do("comments.toggle")
    was_commented = len(desk.text) < len(text)
    commented = text if was_commented else desk.text
    desk.do("comments.toggle")
    if not was_commented and text.strip(" \t\n"):
        assert desk.text == text
    assert commented.count("#") >= desk.text.count("#") or was_commented
