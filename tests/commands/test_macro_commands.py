"""Runs of macros: one command, one undo step, wholly or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from editorapp.bus.errors import CommandError
from editorapp.commands.macro import Step
from editorapp.session.macros import Macro
from tests.desk import Desk

DOWN = {"command": "selection.move", "args": {"unit": "line", "direction": "forward"}}
HOME = {"command": "selection.move", "args": {"unit": "line_boundary", "direction": "backward"}}


def insert(text: str) -> dict[str, Any]:
    return {"command": "text.insert", "args": {"text": text}}


def find(pattern: str, **more: Any) -> dict[str, Any]:
    return {"command": "find.next", "args": {"pattern": pattern, **more}}


def facts(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = desk.events[-1].facts
    return found


def error_of(desk: Desk, **arguments: Any) -> CommandError:
    before = desk.marked
    outcome = desk.submit("macro.play", arguments)
    assert outcome.error is not None
    assert (desk.marked, desk.open.revision) == (before, 0)
    return CommandError(outcome.error.code, outcome.error.message, outcome.error.field)


# --- times -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("times", "after"), [(1, "-\n|b\nc"), (2, "-\n-\n|c"), (3, "-\n-\n|-")])
def test_the_steps_run_one_after_the_other_as_often_as_asked(times: int, after: str) -> None:
    desk = Desk("|a\nb\nc")
    steps = [insert("-"), {"command": "text.delete", "args": {"direction": "forward"}}, DOWN, HOME]
    assert desk.do("macro.play", steps=steps, times=times) == after
    assert facts(desk) == {"runs": times}
    assert desk.do("edit.undo") == "|a\nb\nc"


def test_a_run_of_five_hundred_is_one_undo_step() -> None:
    start = "|" + "line\n" * 500
    desk = Desk(start)
    desk.do("macro.play", steps=[insert("> "), DOWN, HOME], times=500)
    assert desk.text == "> line\n" * 500
    assert desk.open.revision == 1
    assert desk.do("edit.undo") == start
    assert desk.refused("edit.undo") == "nothing_to_undo"
    desk.do("edit.redo")
    assert desk.text == "> line\n" * 500


def test_a_run_that_only_moves_is_no_undo_step() -> None:
    desk = Desk("|a\nb")
    assert desk.do("macro.play", steps=[DOWN]) == "a\n|b"
    assert desk.refused("edit.undo") == "nothing_to_undo"


# --- to the end --------------------------------------------------------------------------------------------


def test_to_the_end_stops_at_the_end_of_the_document() -> None:
    desk = Desk("|a\nb\nc\n")
    desk.do("macro.play", steps=[insert("-"), DOWN, HOME], to_end=True)
    assert desk.text == "-a\n-b\n-c\n"
    assert facts(desk) == {"runs": 3}


def test_the_last_line_needs_no_line_break() -> None:
    desk = Desk("|a\nb")
    desk.do("macro.play", steps=[insert("-"), DOWN, HOME], to_end=True)
    assert desk.text == "-a\n-b"


END = {"command": "selection.move", "args": {"unit": "line_boundary", "direction": "forward"}}


@pytest.mark.parametrize("start", ["|a\nb\nc", "|a\nb\nc\n", "|long\nb\nc", "|a\nlong\nc\n"])
@pytest.mark.parametrize(
    ("steps", "change"),
    [
        ([HOME, insert("-"), DOWN], "-{}"),
        ([END, insert(";"), DOWN], "{};"),
        ([insert("-"), DOWN, HOME], "-{}"),
    ],
    ids=["home, insert, down", "end, insert, down", "insert, down, home"],
)
def test_every_line_is_reached_once_in_whatever_order_the_steps_are(
    start: str, steps: list[dict[str, Any]], change: str
) -> None:
    desk = Desk(start)
    desk.do("macro.play", steps=steps, to_end=True)
    lines = start.removeprefix("|").split("\n")
    assert desk.text.split("\n") == [change.format(line) if line else "" for line in lines]


def test_a_last_line_that_was_worked_on_is_not_worked_on_again() -> None:
    desk = Desk("|a\nb\nc")
    desk.do("macro.play", steps=[DOWN, END, insert(";")], to_end=True)
    assert desk.text == "a\nb;\nc;"


def test_to_the_end_stops_when_a_run_makes_no_progress() -> None:
    desk = Desk("a|b")
    assert desk.do("macro.play", steps=[insert("-")], to_end=True) == "a-|b"
    assert facts(desk) == {"runs": 1}


def test_to_the_end_does_not_go_around_it() -> None:
    desk = Desk("x|x\nab\nab\nyy")
    desk.do("macro.play", steps=[find("ab"), insert("c")], to_end=True)
    assert desk.text == "xx\nc\nc\nyy"
    assert facts(desk) == {"runs": 2}


def test_what_a_run_has_put_in_is_not_found_again_from_the_start() -> None:
    desk = Desk("|ab ab x")
    desk.do("macro.play", steps=[find("ab"), insert("(ab)")], to_end=True)
    assert desk.text == "(ab) (ab) x"


def test_a_run_that_begins_and_finds_nothing_more_is_taken_back() -> None:
    desk = Desk("|1a2b3")
    steps = [insert("("), find("[ab]", regex=True), insert(")")]
    desk.do("macro.play", steps=steps, to_end=True)
    assert desk.text == "(1)(2)3"


def test_when_nothing_is_found_at_all_it_fails() -> None:
    assert error_of(Desk("ab|c"), steps=[insert("-"), find("x")], to_end=True).code == "not_found"


def test_at_the_end_already_it_runs_once() -> None:
    desk = Desk("|")
    assert desk.do("macro.play", steps=[insert("-")], to_end=True) == "-|"
    assert facts(desk) == {"runs": 1}


def test_another_error_than_not_found_stops_the_whole_of_it() -> None:
    desk = Desk("|abcdef")
    step = {"command": "selection.go_to_line", "args": {"line": 2}}
    error = error_of(
        desk, steps=[{"command": "text.delete", "args": {"direction": "forward"}}, step], to_end=True
    )
    assert error.code == "invalid_range"


# --- failures ----------------------------------------------------------------------------------------------


def test_a_step_that_fails_is_named_and_nothing_has_changed() -> None:
    error = error_of(Desk("ab|c\nab"), steps=[insert("x"), find("ab", wrap=False)], times=3)
    assert error.code == "not_found"
    assert error.message.startswith("Run 2, step 2 (find.next)")
    assert error.message.endswith("Nothing was changed.")


@pytest.mark.parametrize(
    ("step", "code", "part"),
    [
        ({"command": "text.explode"}, "unknown_command", "Step 2 (text.explode)"),
        ({"command": "text.insert", "args": {"text": 1}}, "invalid_argument", "Step 2 (text.insert)"),
        ({"command": "edit.undo"}, "not_recordable", "one undo step"),
        ({"command": "document.close"}, "not_recordable", "acts on the window"),
        ({"command": "\udc80"}, "unknown_command", "Step 2"),
    ],
)
def test_a_step_that_no_macro_can_hold_is_refused_before_anything_runs(
    step: dict[str, Any], code: str, part: str
) -> None:
    error = error_of(Desk("a|"), steps=[insert("x"), step])
    assert error.code == code
    assert part in error.message
    assert "Nothing was changed." in error.message


def test_without_a_macro_there_is_nothing_to_play() -> None:
    assert error_of(Desk("a|"), steps=[]).code == "empty_macro"
    assert error_of(Desk("a|")).code == "empty_macro"
    with pytest.raises(CommandError) as refused:
        Desk("a|").submit("macro.play", {"name": "none"})
    assert (refused.value.code, refused.value.field) == ("unknown_macro", "name")


# --- what a run has of its own -----------------------------------------------------------------------------


def test_what_a_step_copies_a_later_one_pastes() -> None:
    desk = Desk("[ab>c")
    desk.clipboard.content = "old"
    to_end = {"command": "selection.move", "args": {"unit": "document", "direction": "forward"}}
    steps = [{"command": "clipboard.cut"}, to_end, {"command": "clipboard.paste"}]
    assert desk.do("macro.play", steps=steps) == "cab|"
    assert desk.clipboard.content == "ab"


def test_before_anything_is_copied_the_clipboard_is_that_of_the_desktop() -> None:
    desk = Desk("|")
    desk.clipboard.content = "old"
    assert desk.do("macro.play", steps=[{"command": "clipboard.paste"}], times=2) == "oldold|"
    (entry,) = desk.journal.entries()
    assert b'"clipboard":"old"' in entry.payload


def test_a_macro_inside_a_macro_shares_its_clipboard() -> None:
    desk = Desk("[ab>")
    inner = {"command": "macro.play", "args": {"steps": [{"command": "clipboard.paste"}], "times": 2}}
    assert desk.do("macro.play", steps=[{"command": "clipboard.copy"}, inner]) == "abab|"
    desk = Desk("|")
    desk.clipboard.content = "x"
    assert desk.do("macro.play", steps=[inner]) == "xx|"


def test_a_macro_named_inside_a_macro_is_filled_in_too() -> None:
    desk = Desk("|")
    desk.macros.save(Macro("inner", (Step("text.insert", {"text": "ab"}),)))
    assert desk.do("macro.play", steps=[{"command": "macro.play", "args": {"name": "inner"}}]) == "ab|"


def test_a_macro_that_names_itself_is_refused() -> None:
    desk = Desk("|")
    desk.macros.save(Macro("self", (Step("macro.play", {"name": "self"}),)))
    with pytest.raises(CommandError) as refused:
        desk.submit("macro.play", {"name": "self"})
    assert refused.value.code == "macro_recursion"


def test_what_is_wanted_of_the_outside_is_wanted_once() -> None:
    desk = Desk("|a")
    steps = [{"command": "document.save"}, {"command": "clipboard.copy"}, insert("x")]
    desk.do("macro.play", steps=steps, times=3)
    assert desk.saves == ["text"]
    assert desk.clipboard.content == "xxa"


def test_a_saved_macro_is_played_by_its_name() -> None:
    desk = Desk("|")
    desk.macros.save(Macro("twice", (Step("text.insert", {"text": "ab"}),)))
    assert desk.do("macro.play", name="twice", times=2) == "abab|"
