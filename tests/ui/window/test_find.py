"""Finding and replacing in a whole window: what is shown while typing, long texts, previews, marks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from editorapp.ui import searching
from editorapp.ui.replace_preview import ReplacePreview
from editorapp.ui.view.scroll_marks import ScrollMarks

LINES = "".join(f"line {n} has foo and Foo\n" for n in range(400))


@pytest.fixture
def found(open_window, tmp_path):
    path = tmp_path / "long.txt"
    path.write_text(LINES)
    window = open_window(path)
    window.choose("find.show_replace")
    return window


def says(window, words):
    window.wait(lambda: words in window.parts.find_bar._form.status.text())


def type_in(qtbot, edit, text):
    edit.setFocus()
    edit.clear()
    qtbot.keyClicks(edit, text)


def test_typing_shows_the_first_match_and_selects_nothing(found, qtbot):
    form = found.parts.find_bar._form
    type_in(qtbot, form.pattern, "line 333")
    says(found, "1 match")
    shown = found.view.shown_range()
    place = found.text.index("line 333")
    assert shown[0] <= place < shown[1]
    assert found.held.document.document.selection.main == (0, 0)
    assert found.held.journal is None


def test_matches_are_marked_on_the_scroll_bar_as_long_as_the_bar_is_there(found, qtbot):
    form = found.parts.find_bar._form
    type_in(qtbot, form.pattern, "line 200 ")
    marks = found.view.verticalScrollBar().findChild(ScrollMarks)
    found.wait(lambda: len(marks.match_rows()) == 1)
    (row,) = marks.match_rows()
    assert row == pytest.approx(marks._rows() / 2, abs=2)
    found.parts.find_bar.close_bar()
    found.wait(lambda: marks.match_rows() == [])


def test_marked_are_also_matches_that_an_edit_brings(found, qtbot):
    type_in(qtbot, found.parts.find_bar._form.pattern, "nowhere else")
    says(found, "No matches")
    found.parts.dispatcher.request("text.insert", {"text": "nowhere else"}, "keyboard")
    says(found, "1 match")
    marks = found.view.verticalScrollBar().findChild(ScrollMarks)
    found.wait(lambda: marks.match_rows() == [0])


def test_scrolling_shows_matches_that_lie_far_away(found, qtbot, monkeypatch):
    monkeypatch.setattr("editorapp.ui.find_bar.MOST_SHOWN", 20)
    type_in(qtbot, found.parts.find_bar._form.pattern, "foo")
    says(found, "800")
    found.view.set_scroll_position(300, 0)
    start, end = found.view.shown_range()
    assert any(start <= m.start < end for m in found.view._appearance.matches)


def test_in_a_long_text_a_thread_looks_and_the_command_is_one_step(found, qtbot, monkeypatch):
    monkeypatch.setattr(searching, "_AT_ONCE", 100)
    form = found.parts.find_bar._form
    type_in(qtbot, form.pattern, "foo")
    form.replacement.setText("bar")
    form.preserve_case.setChecked(True)
    before = found.text
    qtbot.mouseClick(form.replace_all, Qt.MouseButton.LeftButton)
    assert found.text == before
    found.wait(lambda: found.held.document.revision == 1)
    assert found.text == before.replace("foo", "bar").replace("Foo", "Bar")
    found.parts.dispatcher.request("edit.undo", {}, "menu")
    assert found.text == before


def test_what_changes_meanwhile_is_replaced_as_it_is_then(found, qtbot, monkeypatch):
    monkeypatch.setattr(searching, "_AT_ONCE", 100)
    form = found.parts.find_bar._form
    type_in(qtbot, form.pattern, "foo")
    form.case.setChecked(True)
    form.replacement.setText("bar")
    before = found.text
    qtbot.mouseClick(form.replace_all, Qt.MouseButton.LeftButton)
    found.parts.dispatcher.request("text.insert", {"text": "foo "}, "keyboard")
    found.wait(lambda: found.held.document.revision == 2)
    assert found.text == "bar " + before.replace("foo", "bar")


def test_a_refusal_of_what_a_thread_looked_for_is_said(found, qtbot, monkeypatch):
    monkeypatch.setattr(searching, "_AT_ONCE", 100)
    form = found.parts.find_bar._form
    type_in(qtbot, form.pattern, "nowhere")
    said: list[str] = []
    found.parts.dispatcher.refused.connect(said.append)
    qtbot.keyClick(form.pattern, Qt.Key.Key_Return)
    found.wait(lambda: said)
    assert said == ["'nowhere' was not found."]


def test_a_catastrophic_pattern_is_given_up_soon(found, qtbot):
    found.parts.dispatcher.request("text.insert", {"text": "a" * 5000 + "!"}, "keyboard")
    said: list[str] = []
    found.parts.dispatcher.refused.connect(said.append)
    found.parts.dispatcher.request("find.next", {"pattern": "(a+)+$", "regex": True, "wrap": True}, "menu")
    # From the end of the line on it is found at once; around the end it never would be.
    found.parts.dispatcher.request("selection.set", {"ranges": [[0, 0]]}, "menu")
    found.parts.dispatcher.request("find.next", {"pattern": "(a+)+;", "regex": True}, "menu")
    found.parts.dispatcher.request("find.next", {"pattern": "(a|aa)+$", "regex": True}, "menu")
    assert any("given up after 1 second" in words for words in said)


def preview(found):
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, ReplacePreview) and w.isVisible()]
    assert len(dialogs) == 1
    return dialogs[0]


def test_a_preview_shows_what_would_change_and_leaves_out_what_is_unchecked(found, qtbot):
    form = found.parts.find_bar._form
    type_in(qtbot, form.pattern, "foo")
    form.replacement.setText("bar")
    before = found.text
    qtbot.mouseClick(form.preview, Qt.MouseButton.LeftButton)
    dialog = preview(found)
    found.wait(lambda: "800 matches would be replaced" in dialog._words.text())
    rows = dialog._model.rows
    assert (rows[1].line, rows[1].before, rows[1].removed, rows[1].inserted) == (
        0,
        "line 0 has foo and ",
        "Foo",
        "bar",
    )
    assert found.text == before
    for number in (0, 799):
        index = dialog._model.index(number, 0)
        dialog._model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert dialog._replace.text() == "&Replace 798"
    dialog._replace.click()
    found.wait(lambda: found.held.document.revision == 1)
    first, last = before.index("foo"), before.rindex("Foo")
    middle = before[first + 3 : last].replace("foo", "bar").replace("Foo", "bar")
    assert found.text == before[: first + 3] + middle + before[last:]


def test_a_preview_follows_the_text(found, qtbot):
    form = found.parts.find_bar._form
    type_in(qtbot, form.pattern, "foo")
    qtbot.mouseClick(form.preview, Qt.MouseButton.LeftButton)
    dialog = preview(found)
    found.wait(lambda: "800 matches" in dialog._words.text())
    found.parts.dispatcher.request("text.insert", {"text": "foo "}, "keyboard")
    found.wait(lambda: "801 matches" in dialog._words.text())
    dialog.reject()
    assert found.held.document.revision == 1
