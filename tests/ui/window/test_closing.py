"""Closing tabs and the window: what is asked, and what becomes of unsaved changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QToolButton

from editorapp.ui.unsaved_dialog import UnsavedDialog
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with a word in it."""
    path = tmp_path / "notes.txt"
    path.write_text("word", encoding="utf-8")
    return path


def test_a_tab_without_changes_closes_unasked(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    window.choose("document.close")
    assert window.tab_texts() == ["Untitled"]


def test_an_empty_untitled_tab_closes_unasked(window: OpenedWindow) -> None:
    window.write("a")
    window.press(Qt.Key.Key_Backspace)
    window.choose("document.close")
    assert not window.has_dialog()


def test_the_middle_button_and_the_cross_close_a_tab(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    window.choose("document.new")
    window.write("x")
    window.close_tab(0)
    assert window.tab_texts() == ["• Untitled"]
    window.open(path)
    bar = window.parts.tabs.tabBar()
    cross = bar.tabButton(1, bar.ButtonPosition.RightSide)
    assert isinstance(cross, QToolButton)
    cross.click()
    assert window.tab_texts() == ["• Untitled"]


@pytest.mark.parametrize(
    ("answer", "tabs", "content"),
    [
        ("Save", ["Untitled"], "!word"),
        ("Discard", ["Untitled"], "word"),
        ("Cancel", ["• notes.txt"], "word"),
    ],
)
def test_unsaved_changes_are_asked_about(
    open_window: OpenWindow, path: Path, answer: str, tabs: list[str], content: str
) -> None:
    window = open_window(path)
    window.write("!")
    window.choose("document.close")
    assert "Save the changes of notes.txt?" in window.answer_question(answer)
    window.settle()
    assert window.tab_texts() == tabs
    assert path.read_text(encoding="utf-8") == content


def test_discarded_changes_are_not_there_when_the_file_is_opened_again(
    open_window: OpenWindow, path: Path
) -> None:
    window = open_window(path)
    window.write("!")
    window.choose("document.close")
    window.answer_question("Discard")
    window.settle()
    window.open(path)
    assert window.text == "word"
    assert window.title == "notes.txt - editorapp"


def test_a_tab_whose_save_fails_stays_open(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    window.write("!")
    path.write_text("from outside", encoding="utf-8")
    window.choose("document.close")
    window.answer_question("Save")
    window.settle()
    assert window.tab_texts() == ["• notes.txt"]
    assert "Another program" in window.messages()[0]


def test_saving_an_untitled_tab_on_closing_asks_for_a_file(window: OpenedWindow, tmp_path: Path) -> None:
    window.write("text")
    window.choose("document.close")
    window.answer_question("Save")
    window.answer_file_dialog(tmp_path / "text.txt")
    assert (tmp_path / "text.txt").read_text(encoding="utf-8") == "text"
    assert window.tab_texts() == ["Untitled"]


def test_giving_up_the_file_dialog_keeps_the_tab(window: OpenedWindow) -> None:
    window.write("text")
    window.choose("document.close")
    window.answer_question("Save")
    window.answer_file_dialog(None)
    assert window.tab_texts() == ["• Untitled"]


def test_a_closed_tab_comes_back_with_its_text_and_caret(window: OpenedWindow) -> None:
    window.write("text")
    window.press(Qt.Key.Key_Left)
    window.choose("document.close")
    window.answer_question("Discard")
    window.settle()
    window.choose("document.reopen_closed")
    window.settle()
    assert window.text == "text"
    assert window.held.document.document.selection.main.head == 3


def test_closed_tabs_come_back_the_last_one_first(open_window: OpenWindow, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.txt", "b.txt", "c.txt")]
    for path in paths:
        path.write_text(path.name, encoding="utf-8")
    window = open_window(*paths)
    for _ in paths:
        window.close_tab(window.parts.tabs.count() - 1)
    window.settle()
    window.choose("document.reopen_closed")
    window.settle()
    assert window.tab_texts() == ["a.txt"]
    window.choose("document.reopen_closed")
    window.settle()
    assert window.tab_texts() == ["a.txt", "b.txt"]


# --- the window ------------------------------------------------------------------------------------------


def test_a_window_with_untitled_text_closes_unasked_and_keeps_it(
    open_window: OpenWindow, window: OpenedWindow
) -> None:
    window.write("untitled")
    window.parts.window.close()
    window.wait(lambda: window.has_ended)
    assert open_window().text == "untitled"


def test_unsaved_files_are_asked_about_all_at_once(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(tmp_path / "a.txt", tmp_path / "b.txt")
    window.write("b")
    window.choose("view.previous_tab")
    window.write("a")
    window.choose("application.quit")
    box = window.dialog(UnsavedDialog)
    names = box.findChild(QListWidget)
    assert names is not None
    assert [names.item(row).text() for row in range(names.count())] == [
        str(tmp_path / "a.txt"),
        str(tmp_path / "b.txt"),
    ]
    window.answer_quit("Cancel")
    assert window.parts.window.isVisible()
    assert not window.has_ended


def test_save_all_saves_and_ends(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    window.write("!")
    window.choose("application.quit")
    window.answer_quit("Save")
    window.wait(lambda: window.has_ended)
    assert path.read_text(encoding="utf-8") == "!word"


def test_a_failing_save_stops_the_end(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    window.write("!")
    path.write_text("from outside", encoding="utf-8")
    window.choose("application.quit")
    window.answer_quit("Save")
    window.settle()
    assert not window.has_ended
    assert window.parts.window.isVisible()
    assert "Another program" in window.messages()[0]


def test_kept_changes_are_there_at_the_next_start_and_not_in_the_file(
    open_window: OpenWindow, path: Path
) -> None:
    window = open_window(path)
    window.write("!")
    window.choose("application.quit")
    window.answer_quit("Keep for Next Start")
    window.wait(lambda: window.has_ended)
    assert path.read_text(encoding="utf-8") == "word"
    again = open_window()
    assert again.text == "!word"
    assert again.title == "notes.txt* - editorapp"
    again.choose("edit.undo")
    assert again.text == "word"


def test_discarded_changes_are_gone_at_the_next_start(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    window.write("!")
    window.choose("application.quit")
    window.answer_quit("Discard")
    window.wait(lambda: window.has_ended)
    assert path.read_text(encoding="utf-8") == "word"
    again = open_window()
    assert again.text == "word"
    assert again.title == "notes.txt - editorapp"


def test_ending_with_the_system_asks_nothing_and_keeps_everything(
    open_window: OpenWindow, path: Path
) -> None:
    window = open_window(path)
    window.write("!")
    window.end()
    assert open_window().text == "!word"
