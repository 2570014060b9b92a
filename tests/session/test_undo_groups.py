"""Which steps are undone together: the rules of undo_tree.py, one test a rule."""

from __future__ import annotations

import pytest

from editorapp.session.undo_tree import PAUSE, UndoTree
from tests.desk import SECOND, Desk, open_document


def backspace(desk: Desk) -> str:
    return desk.press("text.delete", direction="backward")


def test_what_is_typed_in_one_go_is_undone_in_one_step() -> None:
    desk = Desk("|")
    desk.type("word")
    assert desk.do("edit.undo") == "|"
    assert desk.do("edit.redo") == "word|"


def test_what_is_erased_in_one_go_is_undone_in_one_step() -> None:
    desk = Desk("word|")
    for _ in range(3):
        backspace(desk)
    desk.press("text.delete", direction="forward")
    assert desk.do("edit.undo") == "word|"


def test_typing_and_erasing_do_not_join() -> None:
    desk = Desk("|")
    desk.type("ab")
    backspace(desk)
    assert desk.marked == "a|"
    assert desk.do("edit.undo") == "ab|"
    assert desk.do("edit.undo") == "|"


def test_only_what_comes_from_the_keyboard_joins() -> None:
    desk = Desk("|")
    desk.do("text.insert", text="a")
    desk.type("b")
    desk.do("text.insert", text="c")
    assert desk.do("edit.undo") == "ab|"
    assert desk.do("edit.undo") == "a|"
    assert desk.do("edit.undo") == "|"


@pytest.mark.parametrize("text", ["\n", "x" * 33])
def test_a_line_break_or_a_long_piece_is_a_step_of_its_own(text: str) -> None:
    desk = Desk("|")
    desk.type("a")
    desk.press("text.insert", text=text)
    desk.type("b")
    assert desk.do("edit.undo") == f"a{text}|"
    assert desk.do("edit.undo") == "a|"


def test_typing_over_a_selection_begins_a_group_that_goes_on() -> None:
    desk = Desk("[ab>")
    desk.type("xyz")
    assert desk.do("edit.undo") == "x|"
    assert desk.do("edit.undo") == "[ab>"


def test_a_step_joins_where_the_caret_was_left_only() -> None:
    desk = Desk("|")
    desk.type("ab")
    desk.press("selection.set", ranges=[[0, 0]])
    desk.type("x")
    assert desk.do("edit.undo") == "|ab"
    assert desk.do("edit.undo") == "|"


def test_a_caret_that_went_away_and_came_back_begins_a_new_group() -> None:
    desk = Desk("|")
    desk.type("ab")
    desk.press("selection.move", unit="grapheme", direction="backward")
    desk.press("selection.move", unit="grapheme", direction="forward")
    desk.type("c")
    assert desk.do("edit.undo") == "ab|"


@pytest.mark.parametrize(("seconds", "undone"), [(PAUSE / SECOND, "|"), (PAUSE / SECOND + 0.001, "a|")])
def test_a_pause_ends_a_group(seconds: float, undone: str) -> None:
    desk = Desk("|")
    desk.type("a")
    desk.type("b", seconds)
    assert desk.do("edit.undo") == undone


def test_anything_else_that_happens_ends_a_group() -> None:
    for other in ("document.save", "clipboard.copy"):
        desk = Desk("|")
        desk.type("a")
        desk.press(other)
        desk.type("b")
        assert desk.do("edit.undo") == "a|"


def test_what_is_typed_after_an_undo_does_not_join_what_is_left() -> None:
    desk = Desk("|")
    desk.type("a")
    desk.press("text.newline")
    desk.press("edit.undo")
    desk.type("b")
    assert desk.do("edit.undo") == "a|"
    assert desk.do("edit.undo") == "|"


def test_several_carets_type_in_one_group_too() -> None:
    desk = Desk("|a|")
    desk.type("xy")
    assert desk.do("edit.undo") == "|a|"


def test_labels_name_the_command_that_would_be_undone_or_redone() -> None:
    desk = Desk("|")
    assert (desk.open.tree.undo_label(), desk.open.tree.redo_label()) == (None, None)
    desk.type("a")
    desk.press("text.newline")
    assert desk.open.tree.undo_label() == "text.newline"
    desk.press("edit.undo")
    assert (desk.open.tree.undo_label(), desk.open.tree.redo_label()) == ("text.insert", "text.newline")


# --- groups that are not in memory -------------------------------------------------------------------------


def reopened(desk: Desk) -> Desk:
    """Forget the tree, as closing does, and take it from the journal again."""
    node = desk.open.tree.current
    desk.editor.documents[desk.target] = open_document(desk.target, desk.open.document, desk.journal, node)
    return desk


def test_groups_come_from_the_journal_when_they_are_needed() -> None:
    desk = Desk("|")
    desk.type("ab")
    desk.press("text.newline")
    desk.type("cd")
    reopened(desk)
    assert desk.do("edit.undo") == "ab\n|"
    reopened(desk)
    assert desk.do("edit.undo") == "ab|"
    assert desk.do("edit.undo") == "|"
    reopened(desk)
    assert desk.do("edit.redo") == "ab|"
    assert desk.do("edit.redo") == "ab\n|"
    reopened(desk)
    assert desk.do("edit.redo") == "ab\ncd|"
    assert desk.refused("edit.redo") == "nothing_to_redo"


def test_redo_after_reopening_goes_where_the_last_walk_came_from() -> None:
    desk = Desk("|")
    for text in ("a", "b", "c"):
        desk.do("text.insert", text=text)
    for name in ("edit.undo", "edit.redo", "edit.undo", "edit.undo", "edit.undo", "edit.redo"):
        desk.do(name)
    desk.do("selection.all")
    reopened(desk)
    assert desk.do("edit.redo") == "ab|"
    assert desk.do("edit.redo") == "abc|"


def test_redo_after_reopening_follows_the_newest_branch() -> None:
    desk = Desk("|")
    desk.do("text.insert", text="a")
    desk.do("text.insert", text="b")
    desk.do("edit.undo")
    desk.do("text.insert", text="c")
    desk.do("edit.undo")
    desk.do("edit.undo")
    reopened(desk)
    assert desk.do("edit.redo") == "a|"
    assert desk.do("edit.redo") == "ac|"
    assert desk.refused("edit.redo") == "nothing_to_redo"


def test_what_is_typed_after_reopening_begins_a_new_group() -> None:
    desk = Desk("|")
    desk.type("a")
    reopened(desk)
    desk.type("b")
    assert desk.do("edit.undo") == "a|"


def test_ten_thousand_groups_are_all_undone_though_not_all_are_kept_in_memory() -> None:
    desk = Desk("|")
    for _ in range(10_000):
        desk.do("text.insert", text="x")
    assert len(desk.open.tree._nodes) < 9_000
    for _ in range(10_000):
        desk.editor.submit(desk.editor.registry.build("edit.undo", {}), desk.target, "script")
    assert desk.marked == "|"


def test_a_node_that_the_journal_lacks_ends_the_history_without_harm() -> None:
    tree = UndoTree(lambda number: None, lambda revision: None, current=7)
    assert tree.undo_step() is None
    assert tree.redo_step() is None
    assert tree.step_to_revision(3) is None
