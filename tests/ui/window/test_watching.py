"""Files that other programs change, replace, delete or bring back while they are open here."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from editorapp.session.work.watching import KIND, FileChangedOutside, FileUnchanged, WatchState
from editorapp.ui.compare_dialog import CompareDialog
from tests.ui.window import other_program
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow

LINES = "one\ntwo\nthree\n"


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


def _caret(window: OpenedWindow, line: int, column: int = 1) -> None:
    window.parts.dispatcher.request("selection.go_to_line", {"line": line, "column": column}, "dialog")


def _position(window: OpenedWindow) -> str:
    document = window.held.document.document
    line = document.buffer.line_at(document.selection.main.head)
    return f"{line + 1}:{document.selection.main.head - document.buffer.line_start(line) + 1}"


def _shows(window: OpenedWindow, text: str) -> bool:
    return window.text == text


CHANGES = [
    pytest.param(other_program.write, id="written over"),
    pytest.param(other_program.replace, id="replaced by another file"),
]


# --- a document without unsaved changes ------------------------------------------------------------------


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_by_another_program_is_shown_and_said(
    window: OpenedWindow, path: Path, change: Callable[[Path, str], None]
) -> None:
    change(path, "one\n2\nthree\n")
    window.wait(lambda: window.text == "one\n2\nthree\n")
    assert "changed by another program" in window.status()
    assert window.messages() == []
    assert window.title == "notes.txt - editorapp"


def test_the_second_replacement_of_a_file_is_noticed_as_well_as_the_first(
    window: OpenedWindow, path: Path
) -> None:
    other_program.replace(path, "first")
    window.wait(lambda: window.text == "first")
    other_program.replace(path, "second")
    window.wait(lambda: window.text == "second")
    other_program.write(path, "third")
    window.wait(lambda: window.text == "third")


def test_a_change_by_another_program_is_one_step_that_can_be_undone(window: OpenedWindow, path: Path) -> None:
    other_program.write(path, "1\n2\n3\n")
    window.wait(lambda: window.text == "1\n2\n3\n")
    window.choose("edit.undo")
    assert window.text == LINES
    assert window.title == "notes.txt* - editorapp"
    window.save()
    assert path.read_text(encoding="utf-8") == LINES
    assert window.messages() == []


def test_the_caret_stays_with_the_text_around_it(window: OpenedWindow, path: Path) -> None:
    _caret(window, 3, 4)
    other_program.write(path, "zero\none\ntwo\nthree\n")
    window.wait(lambda: window.text.startswith("zero"))
    assert _position(window) == "4:4"


def test_a_caret_at_the_end_of_a_log_stays_at_its_end(window: OpenedWindow, path: Path) -> None:
    window.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    text = LINES
    for line in ("four\n", "five\n", "six\n"):
        other_program.append(path, line)
        text += line
        window.wait(partial(_shows, window, text))
        assert window.held.document.document.selection.main.head == len(window.text)


def test_a_log_does_not_cover_the_status_bar_for_good(window: OpenedWindow, path: Path) -> None:
    window.parts.watching._clock = lambda: 100.0
    other_program.append(path, "four\n")
    window.wait(partial(_shows, window, LINES + "four\n"))
    assert window.status() != ""
    window.parts.status.clearMessage()
    other_program.append(path, "five\n")
    window.wait(partial(_shows, window, LINES + "four\nfive\n"))
    assert window.status() == ""


def test_who_reads_in_the_middle_of_a_log_is_not_moved(window: OpenedWindow, path: Path) -> None:
    long = "".join(f"line {number}\n" for number in range(500))
    other_program.write(path, long)
    window.wait(lambda: window.text == long)
    _caret(window, 250)
    window.view.set_scroll_position(100, 0)
    other_program.append(path, "more\n")
    window.wait(lambda: window.text.endswith("more\n"))
    assert window.view.scroll_position()[0] == 100


def test_the_encoding_that_another_program_chose_is_taken_over(window: OpenedWindow, path: Path) -> None:
    other_program.run(f"a.write_text({LINES + 'ä'!r}, encoding='utf-16')", path)
    window.wait(lambda: window.text.endswith("ä"))
    window.press(Qt.Key.Key_X)
    window.save()
    assert path.read_bytes().decode("utf-16") == "x" + LINES + "ä"


def test_a_document_in_the_background_is_kept_up_to_date(
    window: OpenedWindow, path: Path, tmp_path: Path
) -> None:
    held = window.held
    other = tmp_path / "other.txt"
    other.write_text("other", encoding="utf-8")
    window.open(other)
    other_program.write(path, "news")
    window.wait(lambda: str(held.document.document.buffer) == "news")
    assert window.held.name == "other.txt"


def test_a_file_that_is_made_by_another_program_is_shown_in_the_tab_that_waits_for_it(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path = tmp_path / "later.txt"
    window = open_window(path)
    other_program.write(path, "here it is")
    window.wait(lambda: window.text == "here it is")
    assert window.title == "later.txt - editorapp"


def test_after_a_save_under_another_name_that_file_is_watched(
    window: OpenedWindow, path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    window.parts.dispatcher.request("document.save_as", {"path": str(other)}, "dialog")
    window.settle()
    other_program.write(path, "not mine any more")
    other_program.write(other, "mine")
    window.wait(lambda: window.text == "mine")


def test_what_happened_while_the_person_was_away_is_found_on_return(window: OpenedWindow, path: Path) -> None:
    files = window.parts.watching.files
    files._system.removePaths(
        [*files._system.files(), *files._system.directories()]
    )  # The system says nothing.
    other_program.write(path, "news")
    files.sign_all()
    window.wait(lambda: window.text == "news")


def test_saves_of_ones_own_lead_to_no_look(window: OpenedWindow, path: Path) -> None:
    for letter in "abc":
        window.write(letter)
        window.save()
        window.parts.watching.files.sign_all()
        window.wait(lambda: window.parts.watching.files._lookout.next_glance() is None)
        window.settle()
    looks = window.service.database.value("select count(*) from accepted where name like 'file.%'")
    assert looks == 0


def test_a_file_that_was_only_touched_is_left_alone(window: OpenedWindow, path: Path) -> None:
    revision = window.held.document.revision
    os.utime(path, ns=(1, 1))
    target = KIND.target(window.held.id)
    window.wait(lambda: _events(window, FileUnchanged))
    assert window.held.document.revision == revision
    assert window.messages() == []
    assert window.service.state(target) == WatchState()


def _events(window: OpenedWindow, event_type: type) -> int:
    """How often something was seen of the file of the document that is shown."""
    return sum(
        isinstance(event, event_type) for event in window.service.log.events_of(KIND.target(window.held.id))
    )


# --- a document with unsaved changes ---------------------------------------------------------------------


@pytest.fixture
def torn(window: OpenedWindow, path: Path) -> OpenedWindow:
    """A window whose document and file have both changed."""
    window.write("mine ")
    other_program.write(path, "theirs\n")
    window.wait_for_message("unsaved changes")
    return window


def test_unsaved_changes_stay_and_a_person_is_asked(torn: OpenedWindow, path: Path) -> None:
    assert torn.text == "mine " + LINES
    (message,) = torn.messages()
    assert "Another program has changed notes.txt" in message
    assert "Both are safe" in message
    assert path.read_text(encoding="utf-8") == "theirs\n"


def test_the_keyboard_reaches_what_a_message_offers(torn: OpenedWindow) -> None:
    window = torn.parts.window
    torn.press(Qt.Key.Key_F6)
    reload = window.focusWidget()
    assert isinstance(reload, QPushButton)
    assert reload.text() == "Reload"
    QTest.keyClick(reload, Qt.Key.Key_Escape)
    assert window.focusWidget() is torn.view
    torn.press(Qt.Key.Key_F6)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    torn.wait(lambda: torn.text == "theirs\n")
    assert window.focusWidget() is torn.view


def test_another_change_does_not_ask_twice(torn: OpenedWindow, path: Path) -> None:
    seen = _events(torn, FileChangedOutside)
    other_program.write(path, "theirs, too\n")
    torn.wait(lambda: _events(torn, FileChangedOutside) > seen)
    assert len(torn.messages()) == 1
    torn.answer_message("Reload")
    torn.wait(lambda: torn.text == "theirs, too\n")


def test_reload_takes_what_the_other_program_wrote_and_undo_brings_yours_back(
    torn: OpenedWindow, path: Path
) -> None:
    torn.answer_message("Reload")
    torn.wait(lambda: torn.text == "theirs\n")
    assert torn.title == "notes.txt - editorapp"
    assert torn.messages() == []
    torn.choose("edit.undo")
    assert torn.text == "mine " + LINES
    torn.save()
    assert path.read_text(encoding="utf-8") == "mine " + LINES
    assert torn.messages() == []


def test_keep_mine_lets_the_next_save_overwrite_what_was_seen(torn: OpenedWindow, path: Path) -> None:
    torn.answer_message("Keep Mine")
    assert path.read_text(encoding="utf-8") == "theirs\n"
    torn.save()
    assert torn.messages() == []
    assert path.read_text(encoding="utf-8") == "mine " + LINES


def test_keep_mine_does_not_hold_for_what_comes_after_it(torn: OpenedWindow, path: Path) -> None:
    torn.answer_message("Keep Mine")
    other_program.write(path, "theirs again\n")
    torn.wait_for_message("unsaved changes")
    torn.save()
    assert path.read_text(encoding="utf-8") == "theirs again\n"
    assert "was not saved" in torn.messages()[0]


def test_compare_shows_what_differs_and_can_be_put_off(torn: OpenedWindow) -> None:
    torn.answer_message("Compare...")
    dialog = torn.dialog(CompareDialog)
    torn.wait(lambda: "+ theirs" in dialog.text())
    assert "- mine one" in dialog.text()
    dialog.reject()
    assert len(torn.messages()) == 1
    assert torn.text == "mine " + LINES


@pytest.mark.parametrize(
    ("answer", "text"), [("reload_wanted", "theirs\n"), ("keep_wanted", "mine " + LINES)]
)
def test_what_is_chosen_while_comparing_is_done(torn: OpenedWindow, answer: str, text: str) -> None:
    torn.answer_message("Compare...")
    dialog = torn.dialog(CompareDialog)
    getattr(dialog, answer).emit()
    dialog.accept()
    torn.wait(lambda: torn.text == text)
    torn.settle()
    assert torn.messages() == []


def test_a_save_that_was_refused_is_not_followed_by_a_second_question(
    window: OpenedWindow, path: Path
) -> None:
    window.write("mine ")
    path.write_text("theirs\n", encoding="utf-8")
    window.save()
    window.wait(lambda: _events(window, FileChangedOutside))
    assert len(window.messages()) == 1
    window.answer_message("Overwrite")
    window.settle()
    assert window.messages() == []


def test_the_other_program_takes_its_change_back(torn: OpenedWindow, path: Path) -> None:
    other_program.write(path, LINES)
    torn.wait(lambda: torn.messages() == [])
    torn.save()
    assert path.read_text(encoding="utf-8") == "mine " + LINES


# --- gone and back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("moved", [False, True])
def test_a_file_that_is_gone_is_told_of_and_save_writes_it_again(
    window: OpenedWindow, path: Path, tmp_path: Path, moved: bool
) -> None:
    other_program.move(path, tmp_path / "elsewhere") if moved else other_program.delete(path)
    window.wait_for_message("is gone")
    assert window.text == LINES
    assert window.title == "notes.txt* - editorapp"
    window.answer_message("Save")
    window.settle()
    assert path.read_text(encoding="utf-8") == LINES
    assert window.messages() == []
    assert window.title == "notes.txt - editorapp"


def test_a_file_that_comes_back_as_it_was_is_no_matter_any_more(window: OpenedWindow, path: Path) -> None:
    other_program.delete(path)
    window.wait_for_message("is gone")
    other_program.write(path, LINES)
    window.wait(lambda: window.messages() == [])
    assert window.title == "notes.txt - editorapp"


def test_a_file_that_comes_back_with_another_text_is_taken_over(window: OpenedWindow, path: Path) -> None:
    other_program.delete(path)
    window.wait_for_message("is gone")
    other_program.write(path, "new")
    window.wait(lambda: window.text == "new")
    assert window.messages() == []
    assert window.title == "notes.txt - editorapp"


def test_a_tab_whose_file_is_gone_asks_before_it_is_closed(window: OpenedWindow, path: Path) -> None:
    other_program.delete(path)
    window.wait_for_message("is gone")
    window.choose("document.close")
    assert "notes.txt" in window.answer_question("Cancel")


def test_the_text_of_a_file_that_is_gone_outlives_the_window(
    open_window: OpenWindow, window: OpenedWindow, path: Path
) -> None:
    assert window.held.journal is None  # Nothing was ever changed here.
    other_program.delete(path)
    window.wait_for_message("is gone")
    window.end()
    again = open_window(path)
    again.choose("edit.undo")
    assert again.text == LINES


def test_a_whole_folder_that_goes_away_is_noticed(open_window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "notes.txt"
    path.parent.mkdir()
    path.write_text(LINES, encoding="utf-8")
    window = open_window(path)
    other_program.move(path.parent, tmp_path / "elsewhere")
    window.wait_for_message("is gone")
    other_program.move(tmp_path / "elsewhere", path.parent)
    window.parts.watching.files.sign_all()  # The person comes back.
    window.wait(lambda: window.messages() == [])
