"""Finding and replacing in files in a window: what is found, where it leads, what is replaced and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from editorapp.ui.find_in_files.panel import FileFindPanel
from editorapp.ui.macro_run_results import MacroRunResults
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("one old\ntwo\nold old\n", encoding="utf-8")
    (folder / "b.txt").write_text("nothing\n", encoding="utf-8")
    (folder / "sub" / "c.txt").write_text("😀 Old\n", encoding="utf-8")
    (folder / "made.log").write_text("old\n", encoding="utf-8")
    (folder / ".gitignore").write_text("*.log\n", encoding="utf-8")
    return folder


def _panel(window: OpenedWindow, folder: Path, name: str = "files.show_find") -> FileFindPanel:
    window.choose(name)
    dock = window.parts.file_finding.dock
    assert dock is not None
    dock.panel.form.folder.setText(str(folder))
    return dock.panel


def _search(window: OpenedWindow, panel: FileFindPanel, text: str) -> str:
    """Search, and return what is said at the end."""
    panel.form.pattern.setText(text)
    panel.search()
    window.wait(lambda: not panel._is_busy)
    return panel.form.status.text()


def _rows(panel: FileFindPanel) -> dict[str, list[str]]:
    """What is read: the matches of each file."""
    model = panel.model
    tops = [model.index(row, 0) for row in range(model.rowCount())]
    return {
        top.data(): [model.index(row, 0, top).data() for row in range(model.rowCount(top))] for top in tops
    }


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _finished(window: OpenedWindow) -> MacroRunResults:
    results: MacroRunResults = window.dialog(MacroRunResults)
    window.wait(lambda: not results._stop.isEnabled() and "changed" in results._note.text())
    return results


def test_matches_are_listed_by_file_and_line(window: OpenedWindow, folder: Path) -> None:
    panel = _panel(window, folder)
    panel.form.case.setChecked(True)
    assert _search(window, panel, "old") == "3 matches in 1 file; 3 files searched."
    assert _rows(panel) == {"a.txt (3 matches)": ["1: one old", "3: old old", "3: old old"]}


def test_case_counts_only_where_that_is_wanted(window: OpenedWindow, folder: Path) -> None:
    panel = _panel(window, folder)
    _search(window, panel, "old")
    assert list(_rows(panel)) == ["a.txt (3 matches)", "sub/c.txt (1 match)"]


def test_what_git_ignores_is_searched_where_that_is_wanted(window: OpenedWindow, folder: Path) -> None:
    panel = _panel(window, folder)
    panel.form.ignored.setChecked(True)
    panel.form.include.setText("*.log, sub/")
    _search(window, panel, "old")
    assert list(_rows(panel)) == ["made.log (1 match)", "sub/c.txt (1 match)"]


def test_a_match_is_opened_and_selected_behind_wide_characters(window: OpenedWindow, folder: Path) -> None:
    panel = _panel(window, folder)
    _search(window, panel, "Old")
    panel.tree.setCurrentIndex(panel.model.index(0, 0, panel.model.index(1, 0)))
    panel.tree.activated.emit(panel.tree.currentIndex())
    window.wait(lambda: window.held.name == "c.txt")
    window.settle()
    main = window.held.document.document.selection.main
    assert (main.start, main.end) == (2, 5)
    assert window.view.hasFocus()


def test_f4_goes_from_match_to_match_and_around(window: OpenedWindow, folder: Path) -> None:
    panel = _panel(window, folder)
    _search(window, panel, "old")

    def go(name: str) -> tuple[str, int]:
        window.choose(name)
        window.settle()
        return window.held.name, window.held.document.document.selection.main.start

    onwards = [go("files.next_result") for _ in range(5)]
    assert onwards == [("a.txt", 4), ("a.txt", 12), ("a.txt", 16), ("c.txt", 2), ("a.txt", 4)]
    assert go("files.previous_result") == ("c.txt", 2)


def test_without_results_f4_says_so(window: OpenedWindow) -> None:
    window.choose("files.next_result")
    assert window.status() == "There are no results: find something in files first."


def test_what_is_written_in_a_tab_is_found_before_it_is_saved(open_window: OpenWindow, folder: Path) -> None:
    window = open_window(folder / "b.txt")
    window.write("unsaved ")
    panel = _panel(window, folder)
    _search(window, panel, "unsaved")
    assert _rows(panel) == {"b.txt (1 match)": ["1: unsaved nothing"]}
    _search(window, panel, "nothing there")
    assert _rows(panel) == {}


def test_what_is_no_pattern_is_said(window: OpenedWindow, folder: Path) -> None:
    panel = _panel(window, folder)
    panel.form.regex.setChecked(True)
    assert _search(window, panel, "(").startswith("Not a valid regular expression")
    panel.form.folder.setText(str(folder / "gone"))
    assert _search(window, panel, "x") == f"There is no folder {folder / 'gone'}."


def test_escape_stops_a_search_then_leads_back_to_the_text(
    window: OpenedWindow, folder: Path, qtbot: QtBot
) -> None:
    panel = _panel(window, folder)
    panel.form.pattern.setText("old")
    panel.search()
    qtbot.keyClick(panel.form.pattern, Qt.Key.Key_Escape)
    assert panel.form.status.text().startswith("Stopped.")
    assert panel.model.rowCount() == 0
    qtbot.keyClick(panel.form.pattern, Qt.Key.Key_Escape)
    assert window.view.hasFocus()
    window.settle()
    assert panel.model.rowCount() == 0


# --- replacing -------------------------------------------------------------------------------------------


def _asked_to_replace(window: OpenedWindow, folder: Path) -> FileFindPanel:
    panel = _panel(window, folder, "files.show_replace")
    panel.form.replacement.setText("new")
    _search(window, panel, "old")
    return panel


def _press(panel: FileFindPanel) -> None:
    assert panel.form.replace.isEnabled(), panel.form.replace.toolTip()
    panel.form.replace.click()


def test_what_was_not_looked_at_cannot_be_replaced(window: OpenedWindow, folder: Path) -> None:
    panel = _asked_to_replace(window, folder)
    assert panel.form.replace.isEnabled()
    panel.form.replacement.setText("other")
    assert not panel.form.replace.isEnabled()


def test_what_is_chosen_is_replaced_in_all_files_and_saved(window: OpenedWindow, folder: Path) -> None:
    panel = _asked_to_replace(window, folder)
    top = panel.model.index(0, 0)
    panel.model.setData(panel.model.index(1, 0, top), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert top.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.PartiallyChecked
    assert panel.form.replace.text() == "Replace &All (3)"
    _press(panel)
    assert _finished(window)._note.text() == "2 files changed."
    assert _text(folder / "a.txt") == "one new\ntwo\nold new\n"
    assert _text(folder / "sub" / "c.txt") == "😀 new\n"
    assert not panel.form.replace.isEnabled()


def test_a_file_of_which_nothing_is_chosen_is_left_alone(window: OpenedWindow, folder: Path) -> None:
    panel = _asked_to_replace(window, folder)
    panel.model.setData(
        panel.model.index(0, 0, QModelIndex()), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole
    )
    _press(panel)
    assert [name for name, _ in _finished(window).rows()] == ["c.txt"]
    assert "old" in _text(folder / "a.txt")


def test_a_file_that_was_changed_since_is_not_overwritten_but_told(
    window: OpenedWindow, folder: Path
) -> None:
    panel = _asked_to_replace(window, folder)
    (folder / "a.txt").write_text("old, by another program\n", encoding="utf-8")
    _press(panel)
    rows = dict(_finished(window).rows())
    assert "changed since it was searched" in rows["a.txt"]
    assert rows["c.txt"] == "1 change"
    assert _text(folder / "a.txt") == "old, by another program\n"


def test_a_tab_is_changed_in_its_tab_where_its_caret_stays(open_window: OpenWindow, folder: Path) -> None:
    window = open_window(folder / "a.txt")
    window.parts.dispatcher.request("selection.set", {"ranges": [[9, 9]]}, "mouse")
    _press(_asked_to_replace(window, folder))
    results = _finished(window)
    window.settle()
    assert dict(results.rows())["a.txt"] == "3 changes, in its tab"
    assert window.text == "one new\ntwo\nnew new\n"
    assert window.held.document.document.selection.main.head == 9
    window.wait(lambda: _text(folder / "a.txt") == window.text)
    window.choose("edit.undo")
    assert window.text == "one old\ntwo\nold old\n"


def test_what_was_typed_in_a_tab_since_is_not_replaced(open_window: OpenWindow, folder: Path) -> None:
    window = open_window(folder / "a.txt")
    panel = _asked_to_replace(window, folder)
    window.write("old ")
    _press(panel)
    assert "changed since it was searched" in dict(_finished(window).rows())["a.txt"]
    assert window.text.startswith("old one old")


def test_the_whole_run_is_taken_back_where_nothing_came_after(window: OpenedWindow, folder: Path) -> None:
    before = [_text(folder / name) for name in ("a.txt", "sub/c.txt")]
    _press(_asked_to_replace(window, folder))
    _finished(window).reject()
    window.open(folder / "sub" / "c.txt")
    window.write("more ")
    window.save()
    window.choose("files.undo_replace")
    rows = dict(_finished(window).rows())
    assert rows["a.txt"] == "3 changes"
    assert "changed again since" in rows["c.txt"]
    assert _text(folder / "a.txt") == before[0]
    assert _text(folder / "sub" / "c.txt") == "more 😀 new\n"


def test_a_tab_of_the_run_is_taken_back_in_its_tab(open_window: OpenWindow, folder: Path) -> None:
    window = open_window(folder / "a.txt")
    _press(_asked_to_replace(window, folder))
    results = _finished(window)
    window.settle()
    button = next(each for each in results.findChildren(QPushButton) if each.text() == "&Undo")
    results.reject()
    button.click()
    assert dict(_finished(window).rows())["a.txt"] == "3 changes, in its tab"
    assert window.text == "one old\ntwo\nold old\n"


def test_thousands_of_files_are_shown_as_somebody_scrolls_to_them(
    window: OpenedWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(700):
        (folder / f"{number:04}.txt").write_text("match\n", encoding="utf-8")
    panel = _panel(window, folder)
    assert _search(window, panel, "match").startswith("700 matches in 700 files")
    assert panel.model.rowCount() < 300
    while panel.model.canFetchMore(QModelIndex()):
        panel.model.fetchMore(QModelIndex())
    assert panel.model.rowCount() == 700


def test_the_list_is_used_by_keys(window: OpenedWindow, folder: Path, qtbot: QtBot) -> None:
    panel = _asked_to_replace(window, folder)
    panel.tree.setFocus()
    panel.tree.setCurrentIndex(panel.model.index(0, 0))
    qtbot.keyClick(panel.tree, Qt.Key.Key_Down)
    qtbot.keyClick(panel.tree, Qt.Key.Key_Space)
    assert panel.form.replace.text() == "Replace &All (3)"
    qtbot.keyClick(panel.tree, Qt.Key.Key_Return)
    window.wait(lambda: window.held.name == "a.txt")
    window.settle()
    assert window.held.document.document.selection.main.start == 4


def test_keys_of_the_panel_belong_to_it_alone(window: OpenedWindow, folder: Path, qtbot: QtBot) -> None:
    panel = _panel(window, folder)
    window.choose("find.show")
    bar = window.parts.find_bar
    before = bar.query().case
    panel.form.pattern.setFocus()
    qtbot.keyClick(panel.form.pattern, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    assert (panel.form.case.isChecked(), bar.query().case) == (True, before)
