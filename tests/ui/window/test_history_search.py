"""Find in History in a window: what was typed a moment ago, or long ago in a file that is gone, is found."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from editorapp.ui.history_search_dialog import HistorySearchDialog
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


def _look_for(qtbot: QtBot, window: OpenedWindow, text: str) -> HistorySearchDialog:
    window.choose("history.search")
    dialog: HistorySearchDialog = window.dialog(HistorySearchDialog)
    qtbot.keyClicks(dialog._line, text)
    return dialog


def test_what_was_typed_just_now_is_found_with_what_it_changed(qtbot: QtBot, window: OpenedWindow) -> None:
    window.write("some treasure")
    dialog = _look_for(qtbot, window, "treasure")
    window.wait(lambda: len(dialog.hits()) == 1)
    window.wait(lambda: "+ some treasure" in dialog._diff.toPlainText())
    dialog._copy.click()
    assert QGuiApplication.clipboard().text() == "some treasure"
    dialog.reject()


def test_what_was_removed_and_whose_file_is_gone_is_found(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("a treasure\n", encoding="utf-8")
    window = open_window(path)
    window.choose("selection.all")
    window.press(Qt.Key.Key_Delete)
    window.save()
    window.choose("document.close")
    window.settle()
    path.unlink()
    dialog = _look_for(qtbot, window, "treasure")
    window.wait(lambda: len(dialog.hits()) == 1)
    assert "Removed in notes.txt" in dialog.hits()[0]
    window.wait(lambda: "- a treasure" in dialog._diff.toPlainText())
    dialog.reject()


def test_it_begins_with_what_is_selected(window: OpenedWindow) -> None:
    window.write("some treasure")
    window.choose("selection.word")
    window.choose("history.search")
    dialog = window.dialog(HistorySearchDialog)
    assert dialog._line.text() == "treasure"
    window.wait(lambda: len(dialog.hits()) == 1)
    dialog.reject()


def test_a_window_that_ends_takes_the_dialog_along(qtbot: QtBot, window: OpenedWindow) -> None:
    window.write("some treasure")
    dialog = _look_for(qtbot, window, "trea")
    with qtbot.waitSignal(dialog.finished):
        window.end()
