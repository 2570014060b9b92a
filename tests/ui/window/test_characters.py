"""A character is looked for by its name and inserted, and so is a new GUID."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from editorapp.ui.character_dialog import CharacterDialog
from tests.ui.window.opened_window import OpenedWindow


def test_a_character_is_found_by_its_name_and_inserted_in_place_of_what_is_selected(
    window: OpenedWindow, qtbot: QtBot
) -> None:
    window.write("a")
    window.choose("selection.all")
    window.choose("insert.character_dialog")
    dialog = window.dialog(CharacterDialog)
    qtbot.keyClicks(dialog.words, "arrow rightwards")
    window.wait(lambda: "→\tU+2192   rightwards arrow" in dialog.labels())
    assert dialog.labels()[0] == "→\tU+2192   rightwards arrow"
    qtbot.keyClick(dialog.words, Qt.Key.Key_Return)

    assert window.text == "→"
    assert window.held.document.tree.undo_label() == "insert.character"


def test_keys_move_in_the_list_and_what_cannot_be_seen_is_told(window: OpenedWindow, qtbot: QtBot) -> None:
    window.choose("insert.character_dialog")
    dialog = window.dialog(CharacterDialog)
    assert not dialog.insert.isEnabled()
    qtbot.keyClicks(dialog.words, "no-break space")
    window.wait(lambda: len(dialog.labels()) > 1)
    assert dialog.note.text() == "U+00A0 No-break space. It cannot be seen."
    qtbot.keyClick(dialog.words, Qt.Key.Key_Down)
    assert "Narrow no-break space" in dialog.note.text()
    qtbot.keyClick(dialog.words, Qt.Key.Key_Return)
    assert window.text == "\u202f"


def test_a_number_needs_no_names(qtbot: QtBot) -> None:
    dialog = CharacterDialog()
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.words, "euro")
    assert dialog.labels() == []
    assert dialog.note.text() == "The names are being gathered."
    dialog.words.setText("20ac")
    with qtbot.waitSignal(dialog.command_requested) as chosen:
        dialog.insert.click()
    assert chosen.args == ["insert.character", {"code": 0x20AC}]


def test_a_guid_is_new_each_time(window: OpenedWindow) -> None:
    window.choose("insert.guid")
    window.choose("insert.guid")
    assert len(window.text) == 72
    assert window.text[:36] != window.text[36:]
    window.choose("edit.undo")
    assert len(window.text) == 36
