"""Undo, redo, going to a revision, saving, reloading: what each does to a document."""

from __future__ import annotations

import pytest

from tests.desk import Desk


def is_modified(desk: Desk) -> bool:
    return desk.open.is_modified


def test_undo_and_redo_walk_through_the_steps_with_their_selections() -> None:
    desk = Desk("|")
    assert desk.do("text.insert", text="ab") == "ab|"
    desk.do("selection.set", ranges=[[0, 1]])
    assert desk.do("text.insert", text="x") == "x|b"
    assert desk.do("edit.undo") == "[a>b"
    assert desk.do("edit.undo") == "|"
    assert desk.refused("edit.undo") == "nothing_to_undo"
    assert desk.do("edit.redo") == "ab|"
    assert desk.do("edit.redo") == "x|b"
    assert desk.refused("edit.redo") == "nothing_to_redo"
    assert desk.open.revision == 6


def test_after_a_new_change_there_is_nothing_to_redo_but_no_text_is_lost() -> None:
    desk = Desk("|")
    desk.do("text.insert", text="one")
    desk.do("edit.undo")
    desk.do("text.insert", text="two")
    assert desk.refused("edit.redo") == "nothing_to_redo"
    assert desk.do("history.go_to", revision=1) == "one|"


def test_a_move_between_undo_and_redo_does_not_hinder_it() -> None:
    desk = Desk("|")
    desk.do("text.insert", text="ab")
    desk.do("edit.undo")
    desk.do("selection.all")
    assert desk.do("edit.redo") == "ab|"


def test_going_to_a_revision_is_a_step_that_can_be_undone() -> None:
    desk = Desk("|")
    for text in ("a", "b", "c"):
        desk.do("text.insert", text=text)
    assert desk.do("history.go_to", revision=1) == "a|"
    assert desk.open.revision == 4
    assert desk.do("edit.undo") == "abc|"
    assert desk.do("history.go_to", revision=0) == "|"
    assert desk.do("history.go_to", revision=4) == "a|"


def test_going_where_one_is_changes_nothing() -> None:
    desk = Desk("|")
    desk.do("text.insert", text="a")
    assert desk.do("history.go_to", revision=1) == "a|"
    assert desk.open.revision == 1


def test_a_revision_that_is_not_there_is_refused() -> None:
    desk = Desk("|")
    for revision in (-1, 1, 10**30):
        assert desk.refused("history.go_to", revision=revision) == "unknown_revision"
    desk.do("text.insert", text="a")
    for revision in (-1, 2):
        assert desk.refused("history.go_to", revision=revision) == "unknown_revision"


def test_saving_is_asked_for_and_changes_nothing() -> None:
    desk = Desk("a|")
    assert desk.do("document.save") == "a|"
    assert desk.saves == ["text"]


def test_what_was_noted_as_saved_is_no_change_any_more() -> None:
    desk = Desk("|")
    assert not is_modified(desk)
    desk.do("text.insert", text="a")
    assert is_modified(desk)
    file = {"path": "/a", "digest": "d", "size": 1, "modified": 2}
    desk.do("document.mark_saved", saved_revision=1, **file)
    assert not is_modified(desk)
    assert desk.open.saved.path == "/a"
    desk.do("text.insert", text="b")
    assert is_modified(desk)


def test_what_another_program_wrote_comes_in_as_a_change_that_can_be_undone() -> None:
    desk = Desk("one| two")
    file = {"path": "/a", "digest": "d", "size": 1, "modified": 2}
    assert desk.do("document.reload", start=4, end=7, text="three", **file) == "one| three"
    assert not is_modified(desk)
    assert desk.do("edit.undo") == "one| two"
    assert is_modified(desk)
    assert desk.refused("document.reload", start=4, end=99, text="", **file) == "invalid_range"


@pytest.mark.parametrize(
    ("before", "end", "text", "after"),
    [
        ("a\nb\nc|c\nd\ne", 10, "A\nbb\ncc\nd\nE", "A\nbb\nc|c\nd\nE"),
        ("a\nb\nc\nd|d\ne", 10, "A\nB", "A\nB|"),
        ("a\nlonger|\nc", 10, "A\nlo\nC", "A\nlo|\nC"),
        ("a\nb|", 3, "entirely\nother\nlines", "entirely\nother\nlines|"),
        ("|a\nb", 3, "A\nB", "|A\nB"),
    ],
)
def test_a_caret_in_what_another_program_wrote_anew_keeps_its_line_and_column(
    before: str, end: int, text: str, after: str
) -> None:
    desk = Desk(before)
    file = {"path": "/a", "digest": "d", "size": 1, "modified": 2}
    shown = desk.do("document.reload", start=0, end=end, text=text, keeps_lines=True, **file)
    assert shown == after
