"""The commands that turn lines and ranges into comments: marked text in, command, marked text out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.commands.comments import ToggleComment
from editorapp.commands.context import Context, NoHistory, NoSyntax
from editorapp.commands.specification import DocumentCommand
from editorapp.session.syntax.late_syntax import LateSyntax
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout, Transaction
from editorapp.text.selection import Range, Selection
from tests.commands.undone import check
from tests.desk import REGISTRY, Desk
from tests.marked_text import document, drawn

SYNTAX = LateSyntax()


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


class PartsInC(NoSyntax):
    """Knows that lines with a semicolon are in C, whatever is around them."""

    def __init__(self) -> None:
        self.asked = 0

    def language_at(self, buffer: Buffer, language: str, start: int, end: int) -> str:
        self.asked += 1
        lines = buffer.slice(start, end).splitlines()
        return "c" if lines and all(";" in line for line in lines) else language


def toggled(before: str, name: str = "comments.toggle", syntax: PartsInC | None = None) -> str:
    start = document(before, Layout(language="html"))
    command = REGISTRY.build(name, {})
    assert isinstance(command, DocumentCommand)
    result = command.run(Context(start, NoHistory(), REGISTRY, syntax=syntax or PartsInC()))
    assert isinstance(result, Transaction)
    return drawn(start.after(result))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("p\na;|\nq", "p\n// a;|\nq"),
        ("p\n// a;|\nq", "p\na;|\nq"),
        ("p|\na;\nq", "<!-- p| -->\na;\nq"),
        ("p\na;|\nb\nc;|", "p\n// a;|\nb\n// c;|"),
        ("[p\na;>", "<!-- [p\na;> -->"),  # not all of it is in C
        ("p|\na;|", "<!-- p|\na;| -->"),
    ],
)
def test_the_comments_are_those_of_the_language_that_the_lines_are_in(before: str, after: str) -> None:
    assert toggled(before) == after


def test_a_comment_around_a_range_is_that_of_the_language_that_it_is_in() -> None:
    assert toggled("p\nx [a;>\n", "comments.toggle_block") == "p\nx /* [a;> */\n"
    assert toggled("[p>\na;\n", "comments.toggle_block") == "<!-- [p> -->\na;\n"


def test_for_the_language_of_many_lines_the_syntax_is_asked_once() -> None:
    syntax = PartsInC()
    assert toggled("a;|\nb\n" * 1_000, syntax=syntax).startswith("<!-- a;| -->\nb\n<!-- a;| -->\n")
    assert syntax.asked == 1


@pytest.mark.parametrize(
    ("line", "commented"), [("p {}", "/* p {} */"), ("f()", "// f()"), ("<hr>", "<!-- <hr> -->")]
)
def test_in_a_page_styles_and_scripts_have_comments_of_their_own(line: str, commented: str) -> None:
    page = "<style>\np {}\n</style>\n<script>\nf()\n</script>\n<hr>\n"
    start = Document(Buffer(page), Selection.caret(page.index(line)), layout=Layout(language="html"))
    context = Context(start, NoHistory(), REGISTRY, syntax=SYNTAX)
    assert str(start.after(ToggleComment().run(context)).buffer) == page.replace(line, commented)
