"""Automatic saves in a window: a pause, another program in front, and what stands in the way."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from editorapp.session.work import saving
from editorapp.session.work.saving import (
    SUPERSEDED,
    FileSaved,
    RequestSave,
    SaveFailed,
    SaveRequested,
)
from editorapp.storage.work.file_writer import look_at
from tests.ui.window import other_program
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text("one\n", encoding="utf-8")
    return path


@pytest.fixture
def window(open_window: OpenWindow, path: Path) -> OpenedWindow:
    """A window that saves automatically."""
    window = open_window(path)
    assert window.service is not None
    window.choose("application.autosave")
    window.wait(lambda: window.parts.autosave.is_on)
    return window


def _pause(window: OpenedWindow) -> None:
    """Let the timer fire that finds no command since it fired last."""
    window.parts.autosave.timer.timeout.emit()
    window.parts.autosave.timer.timeout.emit()


def _is_marked(window: OpenedWindow) -> bool:
    return window.parts.actions["application.autosave"].isChecked()


def _is_switched(window: OpenedWindow, on: bool) -> bool:
    return window.parts.autosave.is_on is on and _is_marked(window) is on


def _rows(window: OpenedWindow) -> int:
    """How many commands the window's service has recorded."""
    return window.service.log.last_seq


def test_it_is_off_until_it_is_chosen(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    assert window.service is not None
    window.settle()
    window.write("x")
    _pause(window)
    window.settle()
    assert not _is_marked(window)
    assert _rows(window) == 0
    assert path.read_text(encoding="utf-8") == "one\n"


def test_a_pause_saves_and_says_so_in_passing(window: OpenedWindow, path: Path) -> None:
    window.write("x")
    _pause(window)
    window.wait(lambda: window.title == "notes.txt - editorapp")
    assert path.read_text(encoding="utf-8") == "xone\n"
    assert window.status() == f"Saved {path}"
    assert window.messages() == []
    assert window.view.hasFocus()


def test_who_types_does_not_pause(window: OpenedWindow) -> None:
    timer = window.parts.autosave.timer
    for letter in "abc":
        window.write(letter)
        timer.timeout.emit()
    window.settle()
    assert window.title == "notes.txt* - editorapp"
    assert timer.isActive()


def test_looking_at_another_program_saves(window: OpenedWindow, path: Path) -> None:
    window.write("x")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    window.wait(lambda: window.title == "notes.txt - editorapp")
    assert path.read_text(encoding="utf-8") == "xone\n"


def test_documents_in_the_background_are_saved_and_untitled_ones_left(
    window: OpenedWindow, path: Path
) -> None:
    window.write("x")
    window.choose("document.new")
    window.write("untitled")
    _pause(window)
    window.wait(lambda: window.tab_texts() == ["notes.txt", "• Untitled"])
    window.settle()
    assert not window.has_dialog()
    assert window.title == "Untitled* - editorapp"


def test_it_is_marked_in_the_menu_and_there_again_at_the_next_start(
    open_window: OpenWindow, window: OpenedWindow, path: Path
) -> None:
    assert _is_marked(window)
    window.end()
    again = open_window()
    again.wait(lambda: _is_marked(again))
    again.write("x")
    _pause(again)
    again.wait(lambda: path.read_text(encoding="utf-8") == "xone\n")


def test_chosen_again_it_is_off(window: OpenedWindow, path: Path) -> None:
    window.choose("application.autosave")
    window.wait(lambda: not window.parts.autosave.is_on)
    window.write("x")
    _pause(window)
    window.settle()
    assert not _is_marked(window)
    assert path.read_text(encoding="utf-8") == "one\n"


def test_a_script_says_on_or_off(window: OpenedWindow) -> None:
    for on in (True, False, False, True):
        window.parts.dispatcher.request("application.autosave", {"on": on}, "script")
        window.wait(partial(_is_switched, window, on))


def test_what_is_typed_meanwhile_is_saved_at_the_next_pause(window: OpenedWindow, path: Path) -> None:
    window.write("a")
    _pause(window)
    window.write("b")
    _pause(window)
    window.wait(lambda: path.read_text(encoding="utf-8") == "abone\n")
    window.wait(lambda: window.title == "notes.txt - editorapp")
    assert window.messages() == []


def test_a_person_saves_while_an_automatic_save_is_under_way(window: OpenedWindow, path: Path) -> None:
    window.write("a")
    _pause(window)
    window.write("b")
    window.save()
    window.wait(lambda: window.title == "notes.txt - editorapp")
    assert path.read_text(encoding="utf-8") == "abone\n"
    assert window.messages() == []


def test_what_another_program_wrote_is_not_overwritten_and_asked_about_once(
    window: OpenedWindow, path: Path
) -> None:
    window.write("x")
    other_program.write(path, "theirs\n")
    for letter in "yz":
        _pause(window)
        window.wait(lambda: window.messages())
        window.settle()
        window.write(letter)
    _pause(window)
    window.settle()
    assert path.read_text(encoding="utf-8") == "theirs\n"
    assert len(window.messages()) == 1


def test_after_keep_mine_it_goes_on(window: OpenedWindow, path: Path) -> None:
    window.write("x")
    other_program.write(path, "theirs\n")
    window.wait(lambda: any("unsaved changes" in message for message in window.messages()))
    window.answer_message("Keep Mine")
    _pause(window)
    window.wait(lambda: path.read_text(encoding="utf-8") == "xone\n")


def test_a_file_that_was_deleted_does_not_come_back_by_itself(window: OpenedWindow, path: Path) -> None:
    window.write("x")
    path.unlink()
    _pause(window)
    window.wait(lambda: any("is gone" in message for message in window.messages()))
    window.write("y")
    _pause(window)
    window.settle()
    assert not path.exists()
    assert len(window.messages()) == 1


def test_a_save_that_fails_is_told_once_until_something_changes(
    open_window: OpenWindow, window: OpenedWindow, tmp_path: Path
) -> None:
    path = tmp_path / "folder" / "new.txt"
    path.parent.mkdir()
    window.open(path)
    window.write("x")
    path.parent.rmdir()
    _pause(window)
    window.wait(lambda: any("cannot be written" in message for message in window.messages()))
    window.settle()
    before = _rows(window)
    window.press(Qt.Key.Key_Home)
    _pause(window)
    window.settle()
    assert _rows(window) == before


def test_a_pause_with_nothing_new_to_save_is_not_recorded(window: OpenedWindow) -> None:
    window.write("x")
    _pause(window)
    window.wait(lambda: window.title == "notes.txt - editorapp")
    window.settle()
    before = _rows(window)
    for _ in range(3):
        window.press(Qt.Key.Key_Right)
        _pause(window)
        window.settle()
    assert _rows(window) == before


def test_nothing_that_was_kept_to_be_saved_stays_in_memory(window: OpenedWindow) -> None:
    for letter in "abc":
        window.write(letter)
        _pause(window)
    window.wait(lambda: window.title == "notes.txt - editorapp")
    window.settle()
    window.choose("document.close")
    window.settle()
    writer = window.parts.autosave._writer
    assert writer._kept == {}


def test_a_save_that_the_window_did_not_hear_of_is_no_change_by_another_program(
    open_window: OpenWindow, window: OpenedWindow, path: Path
) -> None:
    window.write("x")
    held = window.held
    # As if the window died at once behind the write: its service knows of the save, the document does not.
    service = window.service
    window.parts.saving.blockSignals(True)
    window.parts.work._listeners.clear()
    window.parts.autosave.note_idle()
    window.wait(lambda: path.read_text(encoding="utf-8") == "xone\n")
    window.wait(service.is_idle)
    window.end()
    again = open_window()
    assert again.text == "xone\n"
    again.wait(lambda: again.title == "notes.txt - editorapp")
    assert again.messages() == []
    assert again.held.id == held.id


def test_a_text_that_has_changed_before_it_could_be_written_is_no_matter_for_a_message(
    window: OpenedWindow, path: Path
) -> None:
    window.write("x")
    late = RequestSave(window.held.id, 0, str(path), is_automatic=True)
    told: list[SaveFailed] = []
    window.parts.work.listen(SaveFailed, told.append)
    window.parts.work.send(saving.KIND.target(window.held.id), late, "test")
    window.wait(lambda: told)
    assert told[0].code == SUPERSEDED
    assert window.messages() == []


def test_the_end_of_an_automatic_save_is_not_taken_for_that_of_a_persons_own(
    window: OpenedWindow, path: Path
) -> None:
    before = look_at(str(path))
    window.write("x")
    held = window.held
    window.choose("document.save")
    earlier = SaveRequested(held.id, 0, str(path), is_automatic=True)
    window.parts.saving._end(FileSaved(earlier, before))
    assert window.parts.saving.is_under_way(held.id)
    window.wait(lambda: window.title == "notes.txt - editorapp")
    assert not window.parts.saving.is_under_way(held.id)


def test_what_is_being_saved_is_kept_though_another_pause_comes(window: OpenedWindow, path: Path) -> None:
    window.write("a")
    autosave, held = window.parts.autosave, window.held
    autosave.note_idle()
    # The service has asked for the save before the window pauses again.
    autosave._requested(SaveRequested(held.id, held.document.revision, str(path), is_automatic=True))
    first = held.id, held.document.revision
    window.write("b")
    autosave.note_idle()
    assert first in autosave._writer._kept
    window.wait(lambda: window.title == "notes.txt - editorapp")
