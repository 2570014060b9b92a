"""Running a macro on many files in a whole window: what it would change, how far it is, what became of each file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from editorapp.commands.macro import Step
from editorapp.session.macros import Macro
from editorapp.storage.macro_folder import MacroFolder
from editorapp.storage.profile import Profile
from editorapp.ui.macro_run_dialog import MacroRunDialog
from editorapp.ui.macro_run_results import MacroRunResults
from tests.desk import REGISTRY
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "files"
    folder.mkdir()
    files = [folder / f"{name}.txt" for name in ("a", "b", "c")]
    for file in files:
        file.write_text(f"file {file.stem}\n", encoding="utf-8")
    return files


@pytest.fixture
def quote(profile: Profile) -> None:
    """A saved macro that puts a mark at the start of a text."""
    MacroFolder(profile.macros, REGISTRY).save(Macro("quote", (Step("text.insert", {"text": "> "}),)))


@pytest.fixture
def window(open_window: OpenWindow, quote: None) -> OpenedWindow:
    return open_window()


def _ask(window: OpenedWindow, files: list[Path]) -> MacroRunDialog:
    window.choose("macro.run_on_files_dialog")
    dialog: MacroRunDialog = window.dialog(MacroRunDialog)
    dialog.add_files([str(file) for file in files])
    return dialog


def _press(dialog: MacroRunDialog | MacroRunResults, words: str) -> None:
    button = next(each for each in dialog.findChildren(QPushButton) if each.text().replace("&", "") == words)
    assert button.isEnabled()
    button.click()


def _run(window: OpenedWindow, files: list[Path]) -> MacroRunResults:
    _press(_ask(window, files), "Run")
    results: MacroRunResults = window.dialog(MacroRunResults)
    window.wait(lambda: "changed" in results._note.text())
    return results


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def test_what_would_change_is_shown_before_anything_does(window: OpenedWindow, files: list[Path]) -> None:
    dialog = _ask(window, [*files, files[0].parent / "gone.txt"])
    window.wait(lambda: dialog._note.text() == "3 of 4 files would change, 1 would be left alone.")
    window.wait(lambda: "+ > file a" in dialog._diff.toPlainText())
    dialog._list.setCurrentRow(3)
    window.wait(lambda: "gone.txt does not exist" in dialog._diff.toPlainText())
    dialog.reject()
    assert [_text(file) for file in files] == ["file a\n", "file b\n", "file c\n"]


def test_the_files_of_a_folder_that_fit_a_pattern_are_added(
    window: OpenedWindow, files: list[Path], tmp_path: Path
) -> None:
    folder = files[0].parent
    (folder / ".hidden.txt").write_text("x", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"x")
    (folder / "inner").mkdir()
    (folder / "inner" / "d.txt").write_text("x", encoding="utf-8")
    dialog = _ask(window, [])
    dialog._pattern.setText("*.txt")
    dialog.add_folder(str(folder))
    window.wait(lambda: dialog.files == tuple(map(str, files)))
    dialog._deep.setChecked(True)
    dialog.add_folder(str(folder))
    window.wait(lambda: dialog.files == (*map(str, files), str(folder / "inner" / "d.txt")))
    dialog._list.clearSelection()
    dialog._list.setCurrentRow(3)
    _press(dialog, "Remove")
    assert dialog.files == tuple(map(str, files))
    dialog.reject()


def test_every_file_is_changed_and_what_became_of_it_is_told(window: OpenedWindow, files: list[Path]) -> None:
    results = _run(window, [*files, files[0].parent / "gone.txt"])
    assert [_text(file) for file in files] == ["> file a\n", "> file b\n", "> file c\n"]
    rows = results.rows()
    assert rows[:3] == [("a.txt", "1 change"), ("b.txt", "1 change"), ("c.txt", "1 change")]
    assert "does not exist" in rows[3][1]
    assert results._note.text() == "3 files changed, 1 failed."
    assert window.status() == "Ran quote: 3 files changed, 1 failed."


def test_a_file_of_the_results_is_opened_and_can_be_undone(window: OpenedWindow, files: list[Path]) -> None:
    results = _run(window, files)
    results._list.setCurrentItem(results._lines[1])
    _press(results, "Open")
    window.wait(lambda: window.held.name == "b.txt")
    assert window.text == "> file b\n"
    window.choose("edit.undo")
    assert window.text == "file b\n"


def test_a_file_in_a_tab_is_changed_there_and_saved(
    open_window: OpenWindow, quote: None, files: list[Path]
) -> None:
    window = open_window(files[0])
    results = _run(window, files)
    assert results.rows()[0] == ("a.txt", "1 change, in its tab")
    window.wait(lambda: _text(files[0]) == "> file a\n")
    window.wait(lambda: not window.held.document.is_modified)
    assert window.text == "> file a\n"
    window.choose("edit.undo")
    assert window.text == "file a\n"


def test_a_tab_with_unsaved_changes_is_changed_and_not_saved(
    open_window: OpenWindow, quote: None, files: list[Path]
) -> None:
    window = open_window(files[0])
    window.write("mine ")
    results = _run(window, files)
    assert "not saved" in results.rows()[0][1]
    window.settle()
    assert window.text == "> mine file a\n"
    assert _text(files[0]) == "file a\n"
    assert _text(files[1]) == "> file b\n"


def test_a_macro_that_does_not_fit_a_tab_leaves_it_as_it_was(
    open_window: OpenWindow, profile: Profile, files: list[Path]
) -> None:
    steps = (Step("find.next", {"pattern": "b"}), Step("text.insert", {"text": "B"}))
    MacroFolder(profile.macros, REGISTRY).save(Macro("find b", steps))
    window = open_window(files[0])
    window.parts.dispatcher.request("selection.set", {"ranges": [[2, 4]]}, "mouse")
    results = _run(window, files)
    rows = dict(results.rows())
    assert "find.next" in rows["a.txt"]
    assert rows["b.txt"] == "1 change"
    assert window.text == "file a\n"
    assert [tuple(pair) for pair in window.held.document.document.selection.ranges] == [(2, 4)]


def test_a_run_that_is_stopped_leaves_the_other_files_alone(window: OpenedWindow, files: list[Path]) -> None:
    folder = files[0].parent
    many = [folder / f"{number:03}.txt" for number in range(300)]
    for file in many:
        file.write_text("x\n", encoding="utf-8")
    _press(_ask(window, many), "Run")
    results: MacroRunResults = window.dialog(MacroRunResults)
    window.wait(lambda: results._ended > 3)
    _press(results, "Stop")
    window.wait(lambda: "left alone" in results._note.text())
    done = [file for file in many if _text(file) == "> x\n"]
    assert 3 < len(done) < 300
    words = [words for _, words in results.rows()]
    assert words.count("1 change") == len(done)
    assert words.count("left alone") == 300 - len(done)


def test_a_run_goes_on_at_the_next_start_and_its_end_is_told(
    open_window: OpenWindow, window: OpenedWindow, files: list[Path]
) -> None:
    folder = files[0].parent
    many = [folder / f"{number:03}.txt" for number in range(120)]
    for file in many:
        file.write_text("x\n", encoding="utf-8")
    _press(_ask(window, many), "Run")
    results: MacroRunResults = window.dialog(MacroRunResults)
    window.wait(lambda: results._ended > 3)
    window.end()
    assert sum(_text(file) == "> x\n" for file in many) < 120
    again = open_window()
    again.wait(lambda: any("Ran quote: 120 files changed." in text for text in again.messages()))
    assert {_text(file) for file in many} == {"> x\n"}
    again.answer_message("Show")
    again.wait(lambda: again.parts.window.findChildren(MacroRunResults))
    [shown] = again.parts.window.findChildren(MacroRunResults)
    assert {words for _, words in shown.rows()} == {"1 change"}


def test_without_a_macro_or_files_there_is_nothing_to_run(open_window: OpenWindow) -> None:
    window = open_window()
    window.choose("macro.run_on_files_dialog")
    dialog: MacroRunDialog = window.dialog(MacroRunDialog)
    assert not dialog._run.isEnabled()
    assert "record one first" in dialog._macro.currentText()
    dialog.reject()
