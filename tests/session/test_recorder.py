"""Recording a macro: what becomes a step of it."""

from __future__ import annotations

import pytest

from editorapp.commands.macro import Step
from editorapp.session.macros import Macro
from tests.desk import REGISTRY, Desk, open_document
from tests.marked_text import document
from tests.memory_journal import MemoryJournal


def recorded(desk: Desk) -> list[tuple[str, dict[str, object]]]:
    """Stop recording and return the steps."""
    desk.do("macro.stop")
    return [(step.command, step.args) for step in desk.editor.recorder.last]


def recording(marked: str = "|") -> Desk:
    desk = Desk(marked)
    desk.do("macro.record")
    return desk


def test_commands_become_steps_with_their_full_arguments() -> None:
    desk = recording("|ab")
    desk.type("xy")
    desk.do("selection.move", unit="word", direction="forward", extend=True)
    desk.do("find.next", pattern="a")
    assert recorded(desk) == [
        ("text.insert", {"text": "x"}),
        ("text.insert", {"text": "y"}),
        ("selection.move", {"unit": "word", "direction": "forward", "extend": True}),
        ("find.next", {"pattern": "a"}),
    ]


def test_what_is_recorded_plays_again() -> None:
    desk = recording("|a\nb\n")
    desk.type("- ")
    desk.do("selection.move", unit="line", direction="forward")
    desk.do("selection.move", unit="line_boundary", direction="backward")
    desk.do("macro.stop")
    assert desk.do("macro.play") == "- a\n- b\n|"


def test_before_and_after_nothing_is_recorded() -> None:
    desk = Desk("|")
    desk.type("a")
    desk.do("macro.record")
    desk.type("b")
    desk.do("macro.stop")
    desk.type("c")
    assert [step.args for step in desk.editor.recorder.last] == [{"text": "b"}]


def test_a_command_that_failed_is_no_step() -> None:
    desk = recording("ab|")
    desk.refused("find.next", pattern="x")
    assert recorded(desk) == []


def test_what_no_macro_can_hold_is_left_out() -> None:
    desk = recording("|")
    desk.do("document.mark_saved", path="/a", saved_revision=0, digest="", size=0, modified=0)
    desk.do("view.zoom_in")
    desk.type("a")
    desk.do("history.go_to", revision=0)
    assert recorded(desk) == [("text.insert", {"text": "a"})]


def test_a_paste_is_recorded_as_a_paste_of_what_is_on_the_clipboard_then() -> None:
    desk = recording("|")
    desk.clipboard.content = "now"
    desk.do("clipboard.paste")
    assert recorded(desk) == [("clipboard.paste", {})]
    desk.clipboard.content = "then"
    assert desk.do("macro.play") == "nowthen|"


def test_a_paste_of_a_given_text_keeps_it() -> None:
    desk = recording("|")
    desk.do("clipboard.paste", text="given")
    assert recorded(desk) == [("clipboard.paste", {"text": "given"})]


def test_a_middle_click_is_recorded_with_the_text_it_brought() -> None:
    desk = recording("|")
    desk.clipboard.primary = "picked"
    desk.do("clipboard.paste_primary", position=0)
    assert recorded(desk) == [("clipboard.paste_primary", {"position": 0, "text": "picked"})]
    assert desk.do("macro.play") == "picked|picked"


# --- undo and redo while recording -------------------------------------------------------------------------


def test_an_undo_takes_the_steps_back_and_a_redo_brings_them_again() -> None:
    desk = recording("|")
    desk.do("text.insert", text="a")
    desk.do("text.insert", text="b")
    desk.do("edit.undo")
    assert desk.editor.recorder.step_count == 1
    desk.do("edit.redo")
    assert recorded(desk) == [("text.insert", {"text": "a"}), ("text.insert", {"text": "b"})]


def test_an_undo_takes_back_a_whole_group_and_the_moves_behind_it() -> None:
    desk = recording("|")
    desk.do("selection.all")
    desk.type("abc")
    desk.press("selection.all")
    desk.press("edit.undo")
    assert recorded(desk) == [("selection.all", {})]


def test_after_a_new_change_what_was_taken_back_does_not_return() -> None:
    desk = recording("|")
    desk.do("text.insert", text="a")
    desk.do("edit.undo")
    desk.do("text.insert", text="b")
    desk.refused("edit.redo")
    assert recorded(desk) == [("text.insert", {"text": "b"})]


def test_an_undo_of_what_came_before_the_recording_is_not_in_the_way() -> None:
    desk = Desk("|")
    desk.do("text.insert", text="old")
    desk.do("macro.record")
    desk.do("text.insert", text="a")
    desk.do("edit.undo")
    desk.do("edit.undo")
    desk.do("edit.redo")  # brings back what came before the recording: no step of it
    assert desk.editor.recorder.step_count == 0
    desk.do("edit.redo")
    assert recorded(desk) == [("text.insert", {"text": "a"})]


def test_an_undo_in_one_document_leaves_the_steps_in_another() -> None:
    desk = recording("|")
    start = document("|")
    desk.editor.documents["other"] = open_document("other", start, MemoryJournal(start))
    desk.do("text.insert", text="a")
    desk.editor.submit(REGISTRY.build("text.insert", {"text": "elsewhere"}), "other", "script")
    desk.do("edit.undo")
    assert recorded(desk) == [("text.insert", {"text": "elsewhere"})]


# --- record, stop, save, delete ----------------------------------------------------------------------------


def test_recording_begins_once_and_ends_once() -> None:
    desk = Desk("|")
    assert desk.refused("macro.stop") == "not_recording"
    desk.do("macro.record")
    assert desk.refused("macro.record") == "already_recording"
    desk.do("macro.stop")
    assert desk.refused("macro.stop") == "not_recording"


def test_while_recording_the_recorded_macro_cannot_be_played_but_a_saved_one_can() -> None:
    desk = recording("|")
    desk.macros.save(Macro("kept", (Step("text.insert", {"text": "k"}),)))
    with pytest.raises(Exception, match="Stop recording"):
        desk.submit("macro.play", {})
    desk.submit("macro.play", {"name": "kept"})
    desk.do("macro.stop")
    assert desk.do("macro.play", times=2) == "kkk|"


def test_a_recording_is_saved_under_a_name_at_its_end_or_later() -> None:
    desk = recording("|")
    desk.type("a")
    desk.submit("macro.stop", {"name": "one"})
    assert desk.submit("macro.save", {"name": "two"}).error is None
    assert desk.macros.names() == ["one", "two"]
    assert desk.macros.load("one").steps == desk.macros.load("two").steps
    assert desk.submit("macro.delete", {"name": "one"}).error is None
    assert desk.macros.names() == ["two"]


@pytest.mark.parametrize("name", ["", " ", " a", "a/b", "..", ".hidden", "a\nb", "a:b", "x" * 101, "con\x00"])
def test_a_name_that_cannot_be_a_file_is_refused_and_recording_goes_on(name: str) -> None:
    desk = recording("|")
    desk.type("a")
    outcome = desk.submit("macro.stop", {"name": name})
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.field) == ("invalid_argument", "name")
    assert desk.editor.recorder.is_recording


def test_nothing_recorded_is_nothing_saved() -> None:
    desk = recording("|")
    outcome = desk.submit("macro.stop", {"name": "none"})
    assert outcome.error is not None
    assert outcome.error.code == "empty_macro"
    assert desk.submit("macro.save", {}).error is not None
    outcome = desk.submit("macro.delete", {"name": "none"})
    assert outcome.error is not None
    assert outcome.error.code == "unknown_macro"
