"""Files that are read again only when a person says so."""

from __future__ import annotations

from pathlib import Path

import pytest

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


@pytest.fixture
def asking(window: OpenedWindow) -> OpenedWindow:
    """A window in which files are not read again without a question."""
    assert window.parts.actions["application.auto_reload"].isChecked()
    window.choose("application.auto_reload")
    assert not window.parts.actions["application.auto_reload"].isChecked()
    return window


@pytest.mark.parametrize(("answer", "text"), [("Reload", "theirs\n"), ("Ignore", LINES)])
def test_a_file_without_unsaved_changes_is_asked_about_where_that_is_wanted(
    asking: OpenedWindow, path: Path, answer: str, text: str
) -> None:
    other_program.write(path, "theirs\n")
    asking.wait_for_message("Another program has changed notes.txt.")
    assert asking.text == LINES
    asking.answer_message(answer)
    asking.wait(lambda: asking.text == text)
    asking.settle()
    assert asking.messages() == []


def test_what_was_ignored_is_not_overwritten_unasked_and_the_next_change_is_told_of(
    asking: OpenedWindow, path: Path
) -> None:
    other_program.write(path, "theirs\n")
    asking.wait_for_message("Another program has changed")
    asking.answer_message("Ignore")
    asking.write("mine ")
    asking.save()
    assert "was not saved" in asking.messages()[0]
    assert path.read_text(encoding="utf-8") == "theirs\n"


def test_an_ignored_change_does_not_silence_the_next_one(asking: OpenedWindow, path: Path) -> None:
    other_program.write(path, "theirs\n")
    asking.wait_for_message("Another program has changed")
    asking.answer_message("Ignore")
    other_program.write(path, "theirs again\n")
    asking.wait_for_message("Another program has changed")
    asking.answer_message("Compare...")
    dialog = asking.dialog(CompareDialog)
    asking.wait(lambda: "+ theirs again" in dialog.text())
    dialog.keep_wanted.emit()
    dialog.accept()
    assert asking.messages() == []


def test_the_option_is_there_again_at_the_next_start(open_window: OpenWindow, asking: OpenedWindow) -> None:
    asking.end()
    again = open_window()
    assert not again.parts.auto_reload.is_on
    assert not again.parts.actions["application.auto_reload"].isChecked()
