"""A text and what another program has made of its file become one, in a view and by one command."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from editorapp.session.work.watching import KIND, WatchState
from editorapp.ui import outside_choices
from editorapp.ui.compare_dialog import CompareDialog
from editorapp.ui.merge_rows import Column
from editorapp.ui.merge_view import MergeView
from tests.ui.window import other_program
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow

LINES = "one\ntwo\nthree\nfour\nfive\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_bytes(LINES.encode())
    return path


@pytest.fixture
def window(open_window: OpenWindow, path: Path) -> OpenedWindow:
    window = open_window(path)
    assert window.service is not None
    return window


def merge_view(window: OpenedWindow) -> MergeView:
    """Choose to merge, and wait until it is known what there is to merge."""
    window.answer_message("Merge...")
    view = window.dialog(MergeView)
    assert isinstance(view, MergeView)
    window.wait(lambda: view.material is not None)
    return view


def torn(window: OpenedWindow, path: Path, theirs: str) -> MergeView:
    """Type before the first line here, change the file outside, and choose to merge."""
    window.write("mine ")
    other_program.write(path, theirs)
    window.wait_for_message("unsaved changes")
    return merge_view(window)


def apply(window: OpenedWindow, view: MergeView) -> None:
    view.apply.click()
    window.wait(lambda: not window.has_dialog())


def column(view: MergeView, which: Column) -> list[str]:
    model = view.table.merge_model
    return [model.words(row, which) for row in range(model.rowCount())]


def test_changes_in_different_lines_are_merged_without_a_decision(window: OpenedWindow, path: Path) -> None:
    view = torn(window, path, LINES.replace("five", "FIVE"))
    assert view.told() == "No conflicts; 1 changed here only, 1 in the file only"
    assert view.apply.hasFocus()
    QTest.keyPress(view, Qt.Key.Key_Return)
    window.wait(lambda: window.text == "mine one\ntwo\nthree\nfour\nFIVE\n")
    window.settle()
    assert window.messages() == []
    assert window.title == "notes.txt* - editorapp"
    window.choose("edit.undo")
    assert window.text == "mine " + LINES
    window.choose("edit.redo")
    window.save()
    assert window.messages() == []
    assert path.read_text(encoding="utf-8") == "mine one\ntwo\nthree\nfour\nFIVE\n"
    assert window.title == "notes.txt - editorapp"
    state = window.service.state(KIND.target(window.held.id))
    assert state == WatchState()


def test_after_undo_of_a_merge_a_save_writes_what_was_mine_unasked(window: OpenedWindow, path: Path) -> None:
    apply(window, torn(window, path, LINES.replace("five", "FIVE")))
    window.choose("edit.undo")
    window.save()
    assert window.messages() == []
    assert path.read_text(encoding="utf-8") == "mine " + LINES


def test_carets_and_bookmarks_stay_with_their_text(window: OpenedWindow, path: Path) -> None:
    window.parts.dispatcher.request("selection.go_to_line", {"line": 4, "column": 3}, "dialog")
    window.parts.dispatcher.request("bookmark.toggle", {}, "menu")
    window.parts.dispatcher.request("text.replace", {"start": 0, "end": 3, "text": "mine"}, "dialog")
    other_program.write(path, LINES.replace("three", "THREE\nand more"))
    window.wait_for_message("unsaved changes")
    apply(window, merge_view(window))
    document = window.held.document.document
    assert document.buffer.line_text(4) == "four"
    assert document.selection.main.head == document.buffer.line_start(4) + 2
    assert [document.buffer.line_at(mark) for mark in document.bookmarks] == [4]


def test_a_conflict_waits_for_a_decision(window: OpenedWindow, path: Path) -> None:
    view = torn(window, path, LINES.replace("one", "theirs"))
    assert "1 of 1 conflict left" in view.told()
    assert not view.apply.isEnabled()
    assert "? not decided" in column(view, Column.MERGED)
    assert view.table.hasFocus()
    QTest.keyClick(view.table, Qt.Key.Key_2)
    assert "0 of 1 conflict left" in view.told()
    assert view.choices.about().endswith("That of the file is taken.")
    assert view.apply.isEnabled()
    apply(window, view)
    assert window.text == LINES.replace("one", "theirs")
    assert window.title == "notes.txt - editorapp"  # that is what the file holds


@pytest.mark.parametrize(
    ("key", "first"),
    [
        (Qt.Key.Key_1, "mine one\n"),
        (Qt.Key.Key_2, "theirs\n"),
        (Qt.Key.Key_3, "mine one\ntheirs\n"),
        (Qt.Key.Key_4, "theirs\nmine one\n"),
        (Qt.Key.Key_5, "one\n"),
    ],
)
def test_each_choice_has_a_key(window: OpenedWindow, path: Path, key: Qt.Key, first: str) -> None:
    view = torn(window, path, LINES.replace("one", "theirs"))
    QTest.keyClick(view.table, key)
    apply(window, view)
    assert window.text == first + LINES.removeprefix("one\n")


def test_a_conflict_can_be_written_by_hand_and_taken_back(window: OpenedWindow, path: Path) -> None:
    view = torn(window, path, LINES.replace("one", "theirs"))
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    assert view.choices.written.hasFocus()
    QTest.keyClicks(view.choices.written, "by hand")
    assert view.choices.about().endswith("What you have written is taken.")
    assert "by hand" in column(view, Column.MERGED)
    QTest.keyClick(view.choices.written, Qt.Key.Key_Escape)
    assert view.table.hasFocus()
    QTest.keyClick(view.table, Qt.Key.Key_0)
    assert not view.apply.isEnabled()
    QTest.keyClick(view.table, Qt.Key.Key_F2)
    QTest.keyClicks(view.choices.written, "at last")
    apply(window, view)
    assert window.text == "at last\n" + LINES.removeprefix("one\n")


def test_conflicts_that_are_left_can_stand_in_the_text_between_marks(
    window: OpenedWindow, path: Path
) -> None:
    view = torn(window, path, LINES.replace("one", "theirs"))
    view.with_marks.click()
    window.wait(lambda: not window.has_dialog())
    marked = "<<<<<<< mine\nmine one\n=======\ntheirs\n>>>>>>> in the file\n"
    assert window.text == marked + LINES.removeprefix("one\n")
    assert "1 conflict stands between marks" in window.status()


def test_keys_lead_from_conflict_to_conflict(window: OpenedWindow, path: Path) -> None:
    window.parts.dispatcher.request("text.replace", {"start": 14, "end": 18, "text": "4 mine"}, "dialog")
    view = torn(window, path, "1 theirs\ntwo\nthree\n4 theirs\nfive\n")
    model = view.table.merge_model
    first, last = view.material.plan.conflicts if view.material else (0, 0)
    assert model.current == first
    QTest.keyClick(view.table, Qt.Key.Key_F8)
    assert model.current == last
    QTest.keyClick(view.table, Qt.Key.Key_1)
    QTest.keyClick(view.table, Qt.Key.Key_F8)
    assert model.current == first  # the only one that is left
    QTest.keyClick(view.table, Qt.Key.Key_F7)
    assert model.current == last
    assert "1 of 2 conflicts left" in view.told()


def test_what_the_file_has_changed_can_be_left_out(window: OpenedWindow, path: Path) -> None:
    view = torn(window, path, LINES.replace("five", "FIVE"))
    view.table.setFocus()
    QTest.keyClick(view.table, Qt.Key.Key_F7)
    assert view.choices.about() == "Changed in the file only; that is taken."
    QTest.keyClick(view.table, Qt.Key.Key_5)
    apply(window, view)
    assert window.text == "mine " + LINES
    assert window.title == "notes.txt* - editorapp"
    window.save()
    assert window.messages() == []
    assert path.read_text(encoding="utf-8") == "mine " + LINES


def test_leaving_changes_nothing_and_asks_again(window: OpenedWindow, path: Path) -> None:
    view = torn(window, path, LINES.replace("one", "theirs"))
    revision = window.held.document.revision
    QTest.keyClick(view.table, Qt.Key.Key_1)
    QTest.keyClick(view.table, Qt.Key.Key_Escape)
    assert "Once more to leave" in view.told()
    QTest.keyClick(view.table, Qt.Key.Key_Escape)
    window.wait(lambda: not window.has_dialog())
    assert window.held.document.revision == revision
    assert len(window.messages()) == 1
    assert path.read_text(encoding="utf-8") == LINES.replace("one", "theirs")


def test_the_next_change_is_merged_with_what_was_taken_in(window: OpenedWindow, path: Path) -> None:
    apply(window, torn(window, path, LINES.replace("five", "FIVE")))
    other_program.write(path, LINES.replace("five", "FIVE").replace("three", "THREE"))
    window.wait_for_message("unsaved changes")
    view = merge_view(window)
    assert "No conflicts; 1 changed here only, 1 in the file only" in view.told()
    apply(window, view)
    assert window.text == "mine one\ntwo\nTHREE\nfour\nFIVE\n"


def test_a_file_that_changes_once_more_is_told_of_and_it_can_begin_again(
    window: OpenedWindow, path: Path
) -> None:
    view = torn(window, path, LINES.replace("five", "FIVE"))
    other_program.write(path, LINES.replace("five", "FIVE FIVE"))
    window.wait(lambda: "once more" in view.told())
    again = next(b for b in view.findChildren(type(view.apply)) if b.text() == "Be&gin Again")
    again.click()
    window.wait(lambda: view.material is not None)
    apply(window, view)
    assert window.text == "mine one\ntwo\nthree\nfour\nFIVE FIVE\n"


def test_a_file_that_changed_once_more_and_was_not_looked_at_is_asked_about_after_the_merge(
    window: OpenedWindow, path: Path
) -> None:
    view = torn(window, path, LINES.replace("five", "FIVE"))
    other_program.write(path, LINES.replace("five", "FIVE FIVE"))
    window.wait(lambda: "once more" in view.told())
    apply(window, view)
    window.wait_for_message("unsaved changes")
    assert window.text == "mine one\ntwo\nthree\nfour\nFIVE\n"


def test_a_file_that_is_gone_by_then_is_told_of(window: OpenedWindow, path: Path) -> None:
    window.write("mine ")
    other_program.write(path, "theirs\n")
    window.wait_for_message("unsaved changes")
    path.unlink()
    window.answer_message("Merge...")
    view = window.dialog(MergeView)
    window.wait(lambda: "cannot be merged" in view.told())
    assert "does not exist" in view.told()
    assert not view.apply.isEnabled()
    view.reject()
    assert window.text == "mine " + LINES


def test_a_text_that_changes_meanwhile_is_not_merged_over(window: OpenedWindow, path: Path) -> None:
    view = torn(window, path, LINES.replace("five", "FIVE"))
    window.parts.dispatcher.request("text.insert", {"text": "more "}, "script", window.held.id)
    view.apply.click()
    window.wait(lambda: "has changed meanwhile" in view.told())
    assert window.text == "mine more " + LINES
    view.reject()


# --- encodings and line breaks ---------------------------------------------------------------------------


def test_the_encoding_that_another_program_chose_is_taken_in(window: OpenedWindow, path: Path) -> None:
    window.write("mine ")
    theirs = LINES.replace("five", "fünf")
    other_program.run(f"a.write_text({theirs!r}, encoding='utf-16')", path)
    window.wait_for_message("unsaved changes")
    view = merge_view(window)
    assert "The file is in UTF-16" in view.told()
    apply(window, view)
    window.save()
    assert path.read_bytes().decode("utf-16") == "mine " + theirs


def test_line_breaks_that_another_program_has_changed_are_no_conflict(
    window: OpenedWindow, path: Path
) -> None:
    view = torn(window, path, LINES.replace("\n", "\r\n"))
    assert "line breaks" in view.told()
    assert "No conflicts" in view.told()
    apply(window, view)
    assert window.text == ("mine " + LINES).replace("\n", "\r\n")
    window.press(Qt.Key.Key_Return)
    window.save()
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


# --- what cannot be merged -------------------------------------------------------------------------------


def test_very_large_texts_are_not_merged(
    window: OpenedWindow, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside_choices, "MOST", 10)
    window.write("mine ")
    other_program.write(path, "theirs\n")
    window.wait_for_message("too large to be compared")
    with pytest.raises(AssertionError, match="no message offers"):
        window.answer_message("Merge...")
    window.answer_message("Keep Mine")


def test_where_it_is_not_known_what_the_file_was_both_are_compared(window: OpenedWindow, path: Path) -> None:
    window.write("mine ")
    saved = window.held.document.saved
    window.held.document.saved = type(saved)(saved.path, 99, saved.digest, saved.size, saved.modified)
    other_program.write(path, "theirs\n")
    window.wait_for_message("unsaved changes")
    window.answer_message("Merge...")
    dialog = window.dialog(CompareDialog)
    window.wait(lambda: "+ theirs" in dialog.text())
    dialog.reject()
    assert len(window.messages()) == 1


# --- other ways there ------------------------------------------------------------------------------------


def test_a_save_that_was_refused_offers_to_merge(window: OpenedWindow, path: Path) -> None:
    window.write("mine ")
    path.write_text(LINES.replace("five", "FIVE"), encoding="utf-8")
    window.save()
    assert "was not saved" in window.messages()[0]
    apply(window, merge_view(window))
    window.save()
    assert window.messages() == []
    assert path.read_text(encoding="utf-8") == "mine one\ntwo\nthree\nfour\nFIVE\n"


def test_unsaved_changes_of_the_last_session_can_be_merged_with_a_file_that_changed_meanwhile(
    open_window: OpenWindow, window: OpenedWindow, path: Path
) -> None:
    window.write("mine ")
    window.end()
    other_program.write(path, LINES.replace("five", "FIVE"))
    again = open_window()
    assert again.service is not None
    again.wait(lambda: again.text == "mine " + LINES)
    again.wait_for_message("which has unsaved changes here")
    apply(again, merge_view(again))
    assert again.text == "mine one\ntwo\nthree\nfour\nFIVE\n"
    again.save()
    assert again.messages() == []
