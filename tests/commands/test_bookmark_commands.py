"""Marked lines: marking them, going to them, taking up what is in them, and what becomes of marks as text changes."""

from __future__ import annotations

import pytest

from editorapp.commands import bookmarks
from editorapp.text.document import Document
from tests.desk import Desk
from tests.marked_text import document


def desk_with(marked: str, *lines: int) -> Desk:
    """A desk whose document has marks in some lines, from 0."""
    start = document(marked)
    marks = tuple(start.buffer.line_start(line) for line in lines)
    return Desk(Document(start.buffer, start.selection, bookmarks=marks))


def lines_of(desk: Desk) -> list[int]:
    return bookmarks.marked_lines(desk.open.document)


def test_a_line_is_marked_and_no_longer() -> None:
    desk = Desk("one\ntw|o\nthree")
    assert desk.do("bookmark.toggle") == "one\ntw|o\nthree"
    assert lines_of(desk) == [1]
    assert desk.open.revision == 0
    desk.do("bookmark.toggle")
    assert lines_of(desk) == []


def test_with_several_carets_all_lines_are_marked_before_any_mark_goes() -> None:
    desk = desk_with("a|b|\n|\nc|", 0)
    desk.do("bookmark.toggle")
    assert lines_of(desk) == [0, 1, 2]
    desk.do("bookmark.toggle")
    assert lines_of(desk) == []


def test_a_mark_goes_with_its_text() -> None:
    desk = desk_with("|one\ntwo\nthree", 1)
    desk.do("text.insert", text="zero\n")
    assert lines_of(desk) == [2]
    desk.do("edit.undo")
    assert lines_of(desk) == [1]
    desk.do("selection.set", ranges=[[5, 5]])
    desk.do("text.insert", text="x")  # in the marked line
    desk.do("bookmark.toggle")
    assert lines_of(desk) == []


@pytest.mark.parametrize(
    ("before", "lines", "name", "after"),
    [
        ("|a\nb\nc", (1, 2), "bookmark.next", "a\n|b\nc"),
        ("a\nb|\nc", (1, 2), "bookmark.next", "a\nb\n|c"),
        ("a\nb\nc|", (1, 2), "bookmark.next", "a\n|b\nc"),  # from the last one to the first
        ("a\nb|\nc", (1,), "bookmark.next", "a\n|b\nc"),
        ("a\nb\nc|", (1, 2), "bookmark.previous", "a\n|b\nc"),
        ("a\nb|\nc", (1, 2), "bookmark.previous", "a\nb\n|c"),
        ("|a\nb\nc", (0, 1), "bookmark.previous", "a\n|b\nc"),
    ],
)
def test_from_mark_to_mark(before: str, lines: tuple[int, ...], name: str, after: str) -> None:
    assert desk_with(before, *lines).do(name) == after


@pytest.mark.parametrize(
    "verb", ["next", "previous", "select_lines", "copy_lines", "cut_lines", "delete_lines"]
)
def test_without_a_mark_it_says_so(verb: str) -> None:
    assert Desk("a|").refused(f"bookmark.{verb}") == "no_bookmarks"


def test_all_marks_go() -> None:
    desk = desk_with("a|\nb\nc", 0, 2)
    desk.do("bookmark.clear")
    assert lines_of(desk) == []


def test_marked_lines_are_taken_up() -> None:
    assert desk_with("|a\nb\nc\nd", 1, 3).do("bookmark.select_lines") == "a\n[b\n>c\n[d>"
    desk = desk_with("|a\nb\nc\nd", 1, 3)
    desk.do("bookmark.copy_lines")
    assert (desk.clipboard.content, desk.text) == ("b\nd", "a\nb\nc\nd")
    desk.do("bookmark.cut_lines")
    assert (desk.clipboard.content, desk.text, lines_of(desk)) == ("b\nd", "a\nc\n", [])
    assert desk.do("edit.undo") == "|a\nb\nc\nd"
    desk = desk_with("|a\nb\nc\nd", 0)
    assert desk.do("bookmark.delete_lines") == "|b\nc\nd"


def test_more_marks_than_there_may_be_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bookmarks, "MOST_BOOKMARKS", 2)
    desk = desk_with("a\nb\nc|", 0, 1)
    assert desk.refused("bookmark.toggle") == "too_many_bookmarks"
    assert lines_of(desk) == [0, 1]
