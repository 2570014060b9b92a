"""The palette: all that is done in it is done at the keyboard, and what cannot be done now says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QListView, QMainWindow, QPushButton

from editorapp.ui.palette import CommandPalette
from editorapp.ui.palette_list import PaletteModel
from editorapp.ui.palette_order import FoundEntry, PaletteEntry

ENTRIES = [
    PaletteEntry("document.new", "New", "File", "Ctrl+N"),
    PaletteEntry("document.save", "Save", "File", "Ctrl+S"),
    PaletteEntry("edit.undo", "Undo", "Edit", "Ctrl+Z", "there is nothing to undo"),
    PaletteEntry("find.show", "Find...", "Search", "Ctrl+F"),
]


@pytest.fixture
def desk(qtbot):
    """A window with something that has the keyboard."""
    window = QMainWindow()
    button = QPushButton("text")
    window.setCentralWidget(button)
    window.resize(700, 500)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitActive(window)
    button.setFocus()
    CommandPalette(window).ask(ENTRIES)
    return window


@pytest.fixture
def palette(desk):
    return desk.findChild(CommandPalette)


@pytest.fixture
def line(palette):
    return palette.findChild(QLineEdit)


def _chosen(palette):
    return palette.findChild(QListView).currentIndex().data()


def _note(palette):
    return palette._note.text()


def test_it_takes_the_keyboard_and_shows_all(palette, line):
    assert line.hasFocus()
    assert palette.labels() == ["New", "Save", "Undo", "Find..."]
    assert _chosen(palette) == "New"


def test_letters_and_enter_choose_and_give_the_keyboard_back(desk, palette, line, qtbot):
    qtbot.keyClicks(line, "fi")
    assert palette.labels()[0] == "Find..."
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen.args == ["find.show"]
    assert not palette.isVisible()
    assert desk.centralWidget().hasFocus()


def test_the_arrows_go_round_and_pages_end_at_the_ends(palette, line, qtbot):
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert _chosen(palette) == "Find..."
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert _chosen(palette) == "New"
    qtbot.keyClick(line, Qt.Key.Key_PageDown)
    assert _chosen(palette) == "Find..."
    qtbot.keyClick(line, Qt.Key.Key_PageUp)
    assert _chosen(palette) == "New"


def test_escape_closes_and_chooses_nothing(desk, palette, line, qtbot):
    with qtbot.assertNotEmitted(palette.chosen):
        qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert desk.centralWidget().hasFocus()


def test_what_cannot_be_done_now_says_why_and_is_not_done(palette, line, qtbot):
    qtbot.keyClicks(line, "undo")
    assert _note(palette) == "Not now: there is nothing to undo."
    with qtbot.assertNotEmitted(palette.chosen):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_letters_that_find_nothing_say_so(palette, line, qtbot):
    qtbot.keyClicks(line, "qqq")
    assert palette.labels() == []
    assert "No command" in _note(palette)
    with qtbot.assertNotEmitted(palette.chosen):
        for key in (Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_Return):
            qtbot.keyClick(line, key)


def test_a_click_chooses(palette, qtbot):
    shown = palette.findChild(QListView)
    where = shown.visualRect(shown.model().index(1)).center()
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert chosen.args == ["document.save"]


def test_it_goes_when_the_keyboard_goes_elsewhere(desk, palette, qtbot):
    desk.centralWidget().setFocus()
    assert not palette.isVisible()


def test_usage_that_comes_late_orders_what_is_shown(palette, line, qtbot):
    palette.use_ranks({"find.show": 3.0})
    assert palette.labels() == ["Find...", "New", "Save", "Undo"]
    assert _chosen(palette) == "Find..."


def test_usage_that_comes_late_does_not_take_away_what_was_gone_to(palette, line, qtbot):
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert _chosen(palette) == "Save"
    palette.use_ranks({"find.show": 3.0})
    assert _chosen(palette) == "Save"
    assert palette.labels()[0] == "Find..."


def test_each_time_it_begins_without_letters(palette, line, qtbot):
    qtbot.keyClicks(line, "fi")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    palette.ask(ENTRIES)
    assert line.text() == ""
    assert len(palette.labels()) == 4


@pytest.mark.parametrize("size", [(360, 240), (700, 500), (1600, 1000)])
def test_it_stays_within_the_window(desk, palette, size, qtbot):
    desk.resize(*size)
    qtbot.waitUntil(lambda: (desk.width(), desk.height()) == size)
    qtbot.waitUntil(lambda: desk.rect().contains(palette.geometry()))
    assert abs(palette.geometry().center().x() - desk.rect().center().x()) <= 1
    assert palette.childAt(QPoint(palette.width() // 2, 20)) is not None


def test_who_listens_hears_all_that_a_row_shows():
    model = PaletteModel()
    model.show([FoundEntry(entry) for entry in ENTRIES])
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(1).data(role) == "Save, File, Ctrl+S"
    assert model.index(2).data(role) == "Undo, Edit, Ctrl+Z, not now: there is nothing to undo"
    assert model.index(9).data(role) is None
