"""Documents that a killed process has left are shown, and come back with text and history."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QDeadlineTimer
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton

from editorapp.storage.profile import Profile
from editorapp.ui.recovery_view import RecoveryView
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


def _leave(profile: Profile, path: Path) -> Path:
    """Make a file with unsaved changes of a process that was killed."""
    path.write_text("word", encoding="utf-8")
    command = [sys.executable, "-m", "editorapp", "--profile", str(profile.state.parent), "exec", str(path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    for text in ("lost ", "and found "):
        line = json.dumps({"command": "text.insert", "args": {"text": text}})
        process.stdin.write(line.encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["status"] == "completed"
    process.kill()
    process.communicate()
    return path


@pytest.fixture
def left(profile: Profile, tmp_path: Path) -> Path:
    """A file with unsaved changes of a process that was killed."""
    return _leave(profile, tmp_path / "notes.txt")


def _press(view: RecoveryView, words: str) -> None:
    button = next(b for b in view.findChildren(QPushButton) if b.text().replace("&", "") == words)
    deadline = QDeadlineTimer(20_000)
    while not (button.isEnabled() and button.isVisible()) and not deadline.hasExpired():
        QApplication.processEvents()
    button.click()


def test_what_was_left_is_shown_at_the_start(open_window: OpenWindow, left: Path) -> None:
    window = open_window()
    view = window.dialog(RecoveryView)
    entries = view.findChild(QListWidget)
    assert entries is not None
    assert entries.count() == 1
    assert "notes.txt" in entries.item(0).text()
    assert "2 unsaved changes" in entries.item(0).text()


def test_recovering_brings_text_and_history(open_window: OpenWindow, left: Path) -> None:
    window = open_window()
    _press(window.dialog(RecoveryView), "Recover")
    window.wait(lambda: window.held.path == left)
    assert window.text == "lost and found word"
    assert window.title == "notes.txt* - editorapp"
    window.choose("edit.undo")
    window.choose("edit.undo")
    assert window.text == "word"


def test_opening_the_saved_one_leaves_the_file_as_it_is(open_window: OpenWindow, left: Path) -> None:
    window = open_window()
    _press(window.dialog(RecoveryView), "Open the Saved One")
    window.wait(lambda: window.held.path == left)
    assert window.text == "word"
    assert window.title == "notes.txt - editorapp"


def test_deciding_later_asks_again_when_the_file_is_opened(open_window: OpenWindow, left: Path) -> None:
    window = open_window()
    _press(window.dialog(RecoveryView), "Decide Later")
    window.wait(lambda: not window.has_dialog())
    window.open(left)
    view = window.dialog(RecoveryView)
    assert view.waiting() != []
    _press(view, "Recover")
    window.wait(lambda: window.held.path == left)
    assert window.text == "lost and found word"


def test_deciding_later_asks_again_at_the_next_start(open_window: OpenWindow, left: Path) -> None:
    window = open_window()
    _press(window.dialog(RecoveryView), "Decide Later")
    window.wait(lambda: not window.has_dialog())
    window.end()
    assert open_window().dialog(RecoveryView).waiting() != []


def test_a_file_of_the_command_line_that_was_left_is_not_opened_silently(
    open_window: OpenWindow, left: Path
) -> None:
    window = open_window(left)
    view = window.dialog(RecoveryView)
    assert window.tab_texts() == ["Untitled"]
    _press(view, "Recover")
    window.wait(lambda: window.text == "lost and found word")


def test_what_was_not_there_to_be_found_at_first_joins_the_list(
    open_window: OpenWindow, profile: Profile, left: Path, tmp_path: Path
) -> None:
    window = open_window()
    view = window.dialog(RecoveryView)
    assert len(view.waiting()) == 1
    # As a file whose opening was under way, and held it, while the others were found.
    window.parts.workspace.open_path(str(_leave(profile, tmp_path / "more.txt")))
    window.wait(lambda: len(view.waiting()) == 2)
    _press(view, "Recover All")
    window.wait(lambda: sorted(window.tab_texts()) == ["• more.txt", "• notes.txt"])


def test_what_is_offered_already_is_not_looked_for_again(open_window: OpenWindow, left: Path) -> None:
    window = open_window()
    view = window.dialog(RecoveryView)
    (document,) = view.waiting()
    window.parts.workspace.left_found.emit(document)  # an opening of it was under way since the start
    _press(view, "Recover")
    window.wait(lambda: window.text == "lost and found word")
    window.settle()
    assert not window.has_dialog()


def test_what_is_refused_while_others_are_looked_for_is_not_forgotten(
    open_window: OpenWindow, profile: Profile, left: Path, tmp_path: Path
) -> None:
    window = open_window(left, _leave(profile, tmp_path / "more.txt"))
    view = window.dialog(RecoveryView)
    window.wait(lambda: len(view.waiting()) == 2)


def test_a_file_that_is_gone_by_now_is_not_called_changed(open_window: OpenWindow, left: Path) -> None:
    left.unlink()
    window = open_window()
    _press(window.dialog(RecoveryView), "Recover")
    window.wait(lambda: any("is gone" in text for text in window.messages()))
    assert len(window.messages()) == 1


def test_where_nothing_was_left_the_menu_says_so(window: OpenedWindow) -> None:
    window.choose("recovery.show")
    window.settle()
    assert "nothing to recover" in window.status()
