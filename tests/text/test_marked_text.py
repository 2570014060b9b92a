"""The notation that other tests are written in reads and draws the same."""

from __future__ import annotations

import pytest

from editorapp.text.selection import Range
from tests import marked_text


@pytest.mark.parametrize(
    "marked",
    ["|", "a|b", "[a>b", "a<b]", "|a|b|", "|!a|b", "[a><b]c|", "[a>!<b]c|", "a\r\n|b"],
)
def test_drawing_what_was_read_gives_the_same(marked: str) -> None:
    assert marked_text.draw(*marked_text.parse(marked)) == marked


def test_marks_stand_for_anchor_and_head() -> None:
    text, selection = marked_text.parse("a[bc>d<e]|!")
    assert text == "abcde"
    assert selection.ranges == (Range(1, 3), Range(5, 4), Range(5, 5))
    assert selection.primary == 2


def test_without_a_mark_the_caret_is_at_the_end() -> None:
    assert marked_text.parse("abc")[1].ranges == (Range(3, 3),)
