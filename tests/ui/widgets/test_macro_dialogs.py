"""The dialogs about macros: which, how often, under what name, and what they do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from editorapp.commands.macro import Step
from editorapp.session.macros import Macro
from editorapp.storage.macro_folder import MacroFolder
from editorapp.ui.macro_dialogs import PlayMacroDialog, SaveMacroDialog
from editorapp.ui.macro_list import MacroListDialog
from editorapp.ui.step_text import step_text


@pytest.fixture
def commands():
    return []


@pytest.fixture
def shown(qtbot, commands):
    """Shows a dialog and notes the commands that it asks for."""

    def show(dialog):
        qtbot.addWidget(dialog)
        dialog.command_requested.connect(lambda name, arguments: commands.append((name, arguments)))
        dialog.show()
        return dialog

    return show


# ------------------------------------------------------------------------------------------------------- play


def test_the_macro_recorded_last_is_offered_first(shown, commands):
    dialog = shown(PlayMacroDialog(["Quote", "Tidy"], 12))
    assert dialog._macro.currentText() == "Last recorded (12 steps)"
    dialog.accept()
    assert commands == [("macro.play", {"name": None, "times": 1, "to_end": False})]


def test_a_saved_macro_is_played_some_times(shown, commands, qtbot):
    dialog = shown(PlayMacroDialog(["Quote", "Tidy"], 0, chosen="Tidy"))
    dialog._times.setValue(500)
    qtbot.mouseClick(dialog._play, Qt.MouseButton.LeftButton)
    assert commands == [("macro.play", {"name": "Tidy", "times": 500, "to_end": False})]
    assert dialog.isHidden()


def test_a_macro_is_played_to_the_end_of_the_document(shown, commands):
    dialog = shown(PlayMacroDialog(["Quote"], 0))
    dialog._times.setValue(7)
    dialog._to_end.setChecked(True)
    assert not dialog._times.isEnabled()
    dialog.accept()
    assert commands == [("macro.play", {"name": "Quote", "times": 1, "to_end": True})]


def test_without_a_macro_there_is_nothing_to_play(shown):
    dialog = shown(PlayMacroDialog([], 0))
    assert not dialog._play.isEnabled()
    assert "record one first" in dialog._macro.currentText()


def test_cancelling_asks_for_nothing(shown, commands, qtbot):
    dialog = shown(PlayMacroDialog(["Quote"], 1))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()
    assert commands == []


# ------------------------------------------------------------------------------------------------------- save


def test_a_macro_is_saved_under_a_name(shown, commands, qtbot):
    dialog = shown(SaveMacroDialog([]))
    assert not dialog._save.isEnabled()
    qtbot.keyClicks(dialog._name, " Tidy up ")
    qtbot.keyClick(dialog._name, Qt.Key.Key_Return)
    assert commands == [("macro.save", {"name": "Tidy up"})]


@pytest.mark.parametrize("name", ["a/b", "what?", ".hidden", "x" * 101])
def test_a_name_that_files_cannot_have_is_refused_in_words(shown, commands, qtbot, name):
    dialog = shown(SaveMacroDialog([]))
    dialog._name.setText(name)
    qtbot.keyClick(dialog._name, Qt.Key.Key_Return)
    assert "name" in dialog._hint.text().lower()
    assert not dialog._save.isEnabled()
    assert commands == []
    assert dialog.isVisible()


def test_a_name_that_is_taken_is_warned_of(shown, commands):
    dialog = shown(SaveMacroDialog(["Quote"]))
    dialog._name.setText("quote")
    assert dialog._hint.text() == "There is a macro of this name; it will be replaced."
    assert dialog._save.text() == "&Replace"
    dialog._name.setText("quotes")
    assert dialog._save.text() == "&Save"
    assert dialog._hint.text() == ""


# ------------------------------------------------------------------------------------------------------- list


@pytest.fixture
def store(tmp_path, registry):
    store = MacroFolder(tmp_path, registry)
    store.save(Macro("Quote", (Step("text.insert", {"text": '"'}),)))
    find = Step("find.next", {"pattern": "TODO", "word": True})
    store.save(Macro("Tidy", (find, Step("text.delete", {"direction": "backward", "unit": "word"}))))
    return store


@pytest.fixture
def macro_list(shown, store, registry, tmp_path, qtbot):
    dialog = shown(MacroListDialog(store, registry, tmp_path))
    qtbot.waitUntil(lambda: dialog._list.count() == 2)
    return dialog


def rows(widget):
    return [widget.item(row).text() for row in range(widget.count())]


def choose(dialog, name):
    dialog._list.setCurrentItem(dialog._list.findItems(name, Qt.MatchFlag.MatchExactly)[0])


def test_the_list_shows_names_and_what_the_chosen_one_does(macro_list):
    assert rows(macro_list._list) == ["Quote", "Tidy"]
    assert rows(macro_list._steps) == ['1.  Typing “"”']
    choose(macro_list, "Tidy")
    assert rows(macro_list._steps) == ["1.  Find “TODO”, whole words", "2.  Delete, backward, word"]


def test_a_macro_of_the_list_is_played(macro_list, commands, qtbot):
    choose(macro_list, "Tidy")
    qtbot.mouseClick(macro_list._play, Qt.MouseButton.LeftButton)
    assert commands == [("macro.play", {"name": "Tidy", "times": 1, "to_end": False})]


def test_a_macro_is_deleted_after_a_question(macro_list, commands, store, qtbot):
    choose(macro_list, "Quote")
    qtbot.mouseClick(macro_list._delete, Qt.MouseButton.LeftButton)
    assert macro_list._question.isVisible()
    assert "Quote" in macro_list._question.text()
    assert commands == []
    (delete,) = (b for b in macro_list._question.buttons() if b.text() == "&Delete")
    qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)
    assert commands == [("macro.delete", {"name": "Quote"})]
    store.delete("Quote")
    macro_list.refresh()
    qtbot.waitUntil(lambda: rows(macro_list._list) == ["Tidy"])
    assert macro_list._chosen() == "Tidy"


def test_a_macro_stays_when_the_question_is_answered_with_no(macro_list, commands, qtbot):
    qtbot.keyClick(macro_list._list, Qt.Key.Key_Delete)
    cancel = macro_list._question.button(QMessageBox.StandardButton.Cancel)
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert not macro_list._question.isVisible()
    assert commands == []


def test_a_file_that_is_no_macro_says_why_and_can_only_be_deleted(macro_list, tmp_path, qtbot):
    (tmp_path / "Zap.macro").write_text("text.nonsense {}\n", encoding="utf-8")
    macro_list.refresh()
    qtbot.waitUntil(lambda: macro_list._list.count() == 3)
    choose(macro_list, "Zap")
    assert macro_list._note.text().startswith("Line 1 of the macro Zap: ")
    assert not macro_list._play.isEnabled()
    assert macro_list._delete.isEnabled()


def test_without_macros_the_list_says_how_to_get_one(shown, registry, tmp_path, qtbot):
    dialog = shown(MacroListDialog(MacroFolder(tmp_path / "none", registry), registry, tmp_path))
    qtbot.waitUntil(lambda: "Record one" in dialog._note.text())
    assert not dialog._play.isEnabled()
    assert not dialog._delete.isEnabled()


class FileManager(QObject):
    """Opens folders in the place of the desktop's."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_the_folder_of_the_files_is_shown(macro_list, tmp_path, qtbot):
    manager = FileManager()
    QDesktopServices.setUrlHandler("file", manager, "open")  # type: ignore[arg-type]
    try:
        qtbot.mouseClick(macro_list._show_file, Qt.MouseButton.LeftButton)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert manager.opened == [str(tmp_path)]


# ------------------------------------------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("text.newline", {}), "New Line"),
        (Step("text.insert", {"text": "a\tb\n"}), "Typing “a⇥b⏎”"),
        (Step("text.insert", {"text": "x" * 100}), f"Typing “{'x' * 59}…”"),
        (
            Step("selection.move", {"unit": "line_text", "direction": "forward", "extend": True}),
            "Move, line text, forward, selecting",
        ),
        (Step("selection.set", {"ranges": [[0, 5], [9, 9]]}), "Select, ranges 0 to 5, 9 to 9"),
        (Step("selection.go_to_line", {"line": 12, "column": 3}), "Go to Line, line 12, column 3"),
        (
            Step("find.replace_all", {"pattern": "a", "replacement": "b", "regex": True, "case": False}),
            "Replace All “a”, replacement “b”, regular expression, upper or lower case",
        ),
        (Step("clipboard.paste", {"text": None}), "Paste"),
        (Step("no.such", {"text": "a"}), "no.such “a”"),
    ],
)
def test_a_step_reads_as_words(registry, step, words):
    assert step_text(step, registry) == words
