"""The palette in a window: it does what menus do, and learns what is used most."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from editorapp.commands.application import ShowPalette
from editorapp.commands.families import all_commands
from editorapp.session.command_usage import CommandUsage
from editorapp.ui.macro_dialogs import SaveMacroDialog
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


def _open(window: OpenedWindow) -> None:
    window.choose(ShowPalette.spec.name)
    assert window.parts.palette.palette.isVisible()


def _type(qtbot: QtBot, window: OpenedWindow, letters: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    line = window.parts.palette.palette._line
    qtbot.keyClicks(line, letters)
    qtbot.keyClick(line, key)


def test_every_command_of_the_menus_is_there_but_itself(window: OpenedWindow) -> None:
    _open(window)
    labels = {action.text().replace("&", "") for action in window.parts.actions}
    own = ShowPalette.spec.label
    assert set(window.parts.palette.palette.labels()) == labels - {own}


@pytest.mark.parametrize("key", ["F1", "Ctrl+Shift+A"])
def test_its_keys_belong_to_no_other_command(key: str) -> None:
    assert [spec.name for spec in (c.spec for c in all_commands()) if key in spec.key.split()] == [
        ShowPalette.spec.name
    ]


def test_a_command_that_is_chosen_is_done_and_the_text_has_the_keyboard(
    qtbot: QtBot, window: OpenedWindow
) -> None:
    window.write("words")
    _open(window)
    _type(qtbot, window, "select all")
    assert not window.parts.palette.palette.isVisible()
    assert window.view.hasFocus()
    assert window.held.document.document.selection.main.anchor == 0
    entry = list(window.held.document.log.entries())[-1]
    assert (entry.name, entry.source) == ("selection.all", "palette")


def test_a_command_that_asks_for_something_asks_as_from_its_menu(qtbot: QtBot, window: OpenedWindow) -> None:
    window.choose("macro.record")
    window.write("x")
    window.choose("macro.stop")
    _open(window)
    _type(qtbot, window, "save macro")
    window.dialog(SaveMacroDialog).reject()


def test_what_cannot_be_done_now_is_not_done(qtbot: QtBot, window: OpenedWindow) -> None:
    _open(window)
    _type(qtbot, window, "stop rec")
    assert window.parts.palette.palette._note.text() == "Not now: no macro is being recorded."
    assert window.parts.palette.palette.isVisible()


def test_what_was_used_is_at_the_front_the_next_time(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "notes.txt")
    window.write("words")
    for _ in range(3):
        window.choose("selection.line")
    window.choose("selection.all")
    window.end()
    again = open_window(tmp_path / "notes.txt")
    again.wait(lambda: again.parts.given.journal_models.ask(CommandUsage()).get("selection.line"))
    _open(again)
    again.wait(lambda: again.parts.palette.palette.labels()[:2] == ["Select Line", "Select All"])


def test_it_works_where_nothing_is_known_about_usage(qtbot: QtBot, window: OpenedWindow) -> None:
    (window.parts.given.profile.state / "read_models.sqlite").unlink(missing_ok=True)
    (window.parts.given.profile.state / "read_models.sqlite").mkdir()
    window.write("words")
    _open(window)
    window.settle()
    _type(qtbot, window, "select all")
    assert window.held.document.document.selection.main.anchor == 0
