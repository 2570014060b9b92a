"""The commands that set how a document is written."""

from __future__ import annotations

import pytest

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, LineEnding
from tests.commands.undone import check
from tests.desk import Desk


@pytest.mark.parametrize(
    ("before", "ending", "after"),
    [
        ("a|\nb\r\nc\rd", LineEnding.CRLF, "a|\r\nb\r\nc\r\nd"),
        ("a\r\n|b\r\n", LineEnding.LF, "a\n|b\n"),
        ("a\n[b\n>c", LineEnding.CR, "a\r[b\r>c"),
        ("\r\n\n\r|", LineEnding.LF, "\n\n\n|"),
        ("|", LineEnding.CRLF, "|"),
    ],
)
def test_all_line_breaks_become_the_same(before: str, ending: LineEnding, after: str) -> None:
    desk = check(before, "document.convert_line_endings", {"line_ending": ending.value}, after)
    assert desk.open.document.layout.line_ending is ending
    own = f"document.convert_to_{ending.name.lower()}"
    assert check(before, own, {}, after).open.document.layout.line_ending is ending


def test_undo_brings_the_line_ending_of_new_lines_back() -> None:
    desk = Desk("a\nb|")
    desk.do("document.convert_to_crlf")
    desk.do("edit.undo")
    assert desk.open.document.layout.line_ending is LineEnding.LF


@pytest.mark.parametrize("size", range(4090, 4103))
def test_a_break_at_the_edge_of_what_is_read_at_once_is_one(size: int) -> None:
    text = "a" * size + "\r\n" + "b" * 5000
    desk = Desk(Document(Buffer([text[: size + 1], text[size + 1 :]])))
    desk.do("document.convert_to_lf")
    assert desk.text == text.replace("\r\n", "\n")


def test_new_lines_get_what_was_chosen_and_old_ones_stay() -> None:
    desk = Desk("a\nb|")
    desk.do("document.set_line_ending", line_ending="\r\n")
    assert desk.do("text.newline") == "a\nb\r\n|"
    desk.do("document.set_indentation", indent="\t", tab_width=8)
    assert desk.do("text.indent") == "a\nb\r\n\t|"
    assert desk.open.document.layout.tab_width == 8
    desk.do("document.set_indentation", indent="  ")
    assert (desk.open.document.layout.indent, desk.open.document.layout.tab_width) == ("  ", 8)


@pytest.mark.parametrize("indent", ["", "\t\t", " " * 17, " \t", "x"])
def test_an_indentation_that_is_none_is_refused(indent: str) -> None:
    assert Desk("a|").refused("document.set_indentation", indent=indent) == "invalid_argument"


def test_language() -> None:
    desk = Desk("a|")
    desk.do("document.set_language", language="python")
    assert desk.do("comments.toggle") == "# a|"
    assert desk.refused("document.set_language", language="klingon") == "invalid_argument"
    desk.do("document.set_language", language="")
    assert desk.open.document.layout.language == ""
