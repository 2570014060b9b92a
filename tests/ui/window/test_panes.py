"""A tab that is split: panes on one document, each with its own carets and its own place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from editorapp.text.folding import Folds
from editorapp.text.selection import Range, Selection
from editorapp.ui.panes import MOST_PANES
from editorapp.ui.panes_splitter import PaneSplitter
from tests.ui.window.opened_window import OpenedWindow
from tests.ui.window.split_window import (
    LINES,
    OpenWindow,
    click,
    commands_of,
    journaled,
    open_lines,
    panes_of,
    select,
    split,
)


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path) -> OpenedWindow:
    """A window with a file of many lines."""
    return open_lines(open_window, tmp_path)


# --- splitting -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("way", "is_beside"), [("beside", True), ("below", False)])
def test_a_tab_is_split_and_the_new_pane_has_the_keyboard(
    window: OpenedWindow, way: str, is_beside: bool
) -> None:
    first, second = split(window, way)
    assert second.hasFocus()
    assert window.view is second
    corners = first.mapToGlobal(QPoint()), second.mapToGlobal(QPoint())
    assert (corners[0].y() == corners[1].y()) is is_beside
    assert (corners[0].x() == corners[1].x()) is not is_beside


def test_a_new_pane_stands_where_the_other_one_stands_and_hides_what_it_hides(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path = tmp_path / "code.txt"
    path.write_text("head\n    body\n" * LINES)
    window = open_window(path)
    window.view.set_scroll_position(100, 0)
    window.parts.dispatcher.request("view.fold", {"line": 100}, "menu")
    first, second = split(window)
    assert first.folding.hidden == second.folding.hidden == Folds([(100, 101)])
    assert first.scroll_position() == second.scroll_position() == (100, 0)
    window.parts.dispatcher.request("view.unfold", {"line": 100}, "menu")
    assert first.folding.hidden
    assert not second.folding.hidden


def test_there_are_four_panes_at_most_and_then_it_is_said(window: OpenedWindow) -> None:
    for way in ("beside", "below", "beside"):
        window.choose(f"view.split_{way}")
    assert len(panes_of(window).views) == MOST_PANES
    window.parts.availability.refresh()
    assert not window.parts.actions["view.split_below"].isEnabled()
    window.parts.dispatcher.request("view.split_below", {}, "keyboard")
    assert len(panes_of(window).views) == MOST_PANES
    assert "4 panes" in window.status()


def test_nested_panes_come_in_the_order_in_which_they_are_read(window: OpenedWindow) -> None:
    left, right = split(window, "beside")
    window.choose("view.split_below")
    lower = window.view
    assert panes_of(window).views == (left, right, lower)
    window.choose("view.next_pane")
    assert window.view is left
    window.choose("view.split_below")
    assert panes_of(window).views[:2] == (left, window.view)
    assert [view.accessibleName() for view in panes_of(window).views][:2] == [
        "Text, pane 1 of 4",
        "Text, pane 2 of 4",
    ]


def test_f8_goes_round_the_panes_and_back(window: OpenedWindow) -> None:
    first, second = split(window)
    window.parts.availability.refresh()
    window.press(Qt.Key.Key_F8)
    assert window.view is first
    assert first.hasFocus()
    window.press(Qt.Key.Key_F8)
    assert window.view is second
    assert second.hasFocus()
    window.press(Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert window.view is first


def test_the_handle_makes_panes_equal_with_a_double_click(window: OpenedWindow) -> None:
    first, second = split(window)
    splitter = first.parentWidget()
    assert isinstance(splitter, PaneSplitter)
    splitter.setSizes([100, 900])
    assert first.width() < second.width() / 2
    QTest.mouseDClick(splitter.handle(1), Qt.MouseButton.LeftButton)
    assert abs(first.width() - second.width()) <= 1


def test_a_caret_in_sight_stays_in_sight_in_both_panes(window: OpenedWindow) -> None:
    window.press(Qt.Key.Key_PageDown)
    window.press(Qt.Key.Key_Up)
    caret = window.view.document.selection.main.head
    for view in split(window, "below"):
        assert view.viewport().rect().contains(view.caret_rect(caret).toRect().adjusted(2, 0, 0, 0))


# --- closing ---------------------------------------------------------------------------------------------


def test_closing_a_pane_gives_its_room_and_the_keyboard_to_the_one_before(window: OpenedWindow) -> None:
    first, _ = split(window)
    select(window, (50, 50))
    window.choose("view.close_split")
    assert panes_of(window).views == (first,)
    assert first.hasFocus()
    assert window.held.document.document.selection == Selection.caret(0)
    window.wait(lambda: first.width() > window.parts.tabs.width() * 0.9)
    assert first.accessibleName() == "Text"


@pytest.mark.parametrize("closed", range(MOST_PANES))
def test_any_of_the_nested_panes_can_be_closed(window: OpenedWindow, closed: int) -> None:
    for way in ("beside", "below", "beside"):
        window.choose(f"view.split_{way}")
    views = panes_of(window).views
    panes_of(window).activate(views[closed])
    window.choose("view.close_split")
    left = [view for view in views if view is not views[closed]]
    assert list(panes_of(window).views) == left
    window.write("x")
    assert {view.document.buffer.slice(0, 6) for view in left} == {"xline "}
    while len(panes_of(window).views) > 1:
        window.choose("view.close_split")
    window.wait(lambda: window.view.width() > window.parts.tabs.width() * 0.9)
    assert window.view.isVisible()


def test_closing_the_tab_closes_all_panes(window: OpenedWindow) -> None:
    split(window)
    window.choose("document.close")
    assert window.tab_texts() == ["Untitled"]
    assert len(panes_of(window).views) == 1


# --- one text, several places ----------------------------------------------------------------------------


def test_what_is_typed_in_one_pane_is_in_the_other_at_once_and_it_stays_where_it_is(
    window: OpenedWindow,
) -> None:
    first, second = split(window)
    first.set_scroll_position(200, 0)
    seen = first.shown_text()
    window.write("new")
    window.press(Qt.Key.Key_Return)
    assert first.document.buffer is second.document.buffer
    assert first.scroll_position() == (201, 0)
    assert first.shown_text() == seen
    window.press(Qt.Key.Key_Up)
    first.set_scroll_position(0, 0)
    assert first.shown_text().startswith("new\nline 0\n")


def test_each_pane_has_its_own_carets(window: OpenedWindow) -> None:
    first, second = split(window)
    select(window, (20, 25))
    assert second.document.selection.ranges == (Range(20, 25),)
    assert first.document.selection == Selection.caret(0)
    first.setFocus()
    select(window, (0, 0), (7, 7))
    assert second.document.selection.ranges == (Range(20, 25),)
    assert window.held.document.document.selection.ranges == (Range(0, 0), Range(7, 7))
    window.write("ab")
    assert second.document.selection.ranges == (Range(24, 29),)


def test_undo_and_redo_move_the_carets_of_the_pane_with_the_keyboard_only(window: OpenedWindow) -> None:
    first, second = split(window)
    window.write("ab")
    first.setFocus()
    select(window, (100, 104))
    first.set_scroll_position(150, 0)
    second.setFocus()
    window.choose("edit.undo")
    assert window.text.startswith("line 0")
    assert second.document.selection == Selection.caret(0)
    assert first.document.selection.ranges == (Range(98, 102),)
    assert first.scroll_position() == (150, 0)
    window.choose("edit.redo")
    assert first.document.selection.ranges == (Range(100, 104),)
    assert first.scroll_position() == (150, 0)


def test_the_pane_that_gets_the_keyboard_makes_its_selection_the_documents_by_a_command(
    window: OpenedWindow,
) -> None:
    first, second = split(window)
    window.write("x")
    select(window, (30, 40))
    names = commands_of(window)
    first.setFocus()
    assert names == ["selection.set"]
    assert window.held.document.document.selection == Selection.caret(1)
    second.setFocus()
    assert names == ["selection.set"] * 2
    assert window.held.document.document.selection.ranges == (Range(30, 40),)
    assert journaled(window)[-2:] == names


def test_where_both_have_the_same_selection_there_is_no_command(window: OpenedWindow) -> None:
    first, second = split(window)
    names = commands_of(window)
    first.setFocus()
    second.setFocus()
    assert names == []
    window.write("x")
    assert second.document.selection == Selection.caret(1)


def test_the_primary_caret_and_the_columns_aimed_at_come_back_with_the_keyboard(window: OpenedWindow) -> None:
    first, second = split(window)
    kept = Selection.of([Range(2, 2), Range(9, 9), Range(20, 20)], 1, [7, 8, 9])
    window.parts.dispatcher.request(
        "selection.set", {"ranges": [(20, 20), (2, 2), (9, 9)], "goals": [9, 7, 8]}, "mouse"
    )
    assert second.document.selection == kept
    first.setFocus()
    select(window, (0, 0))
    second.setFocus()
    found = window.held.document.document.selection
    assert (found, found.goals) == (kept, kept.goals)


def test_a_click_in_a_pane_that_was_scrolled_away_from_its_caret_does_not_scroll_it(
    window: OpenedWindow,
) -> None:
    first, second = split(window)
    select(window, (30, 30))
    first.set_scroll_position(200, 0)
    position = first.document.buffer.line_start(205) + 3
    click(first, position)
    assert window.view is first
    assert first.scroll_position() == (200, 0)
    assert window.held.document.document.selection == Selection.caret(position)
    window.write("x")
    assert window.text[position] == "x"
    assert second.document.selection == Selection.caret(30)


def test_a_command_of_a_pane_without_the_keyboard_acts_on_its_own_carets(window: OpenedWindow) -> None:
    first, second = split(window)
    select(window, (30, 30))
    assert first.document.selection == Selection.caret(0)
    first.command_requested.emit("text.type", {"text": "x"})
    assert window.view is first
    assert window.text.startswith("xline 0")
    assert second.document.selection == Selection.caret(31)


def test_the_wheel_scrolls_the_pane_under_the_mouse_and_leaves_the_keyboard(window: OpenedWindow) -> None:
    first, second = split(window)
    first.scroll_by(20)
    assert first.scroll_position()[0] == 20
    assert second.scroll_position()[0] == 0
    assert window.view is second


def test_text_that_is_dragged_from_pane_to_pane_is_moved_by_one_command(window: OpenedWindow) -> None:
    first, second = split(window)
    select(window, (7, 14))
    start = second.document.buffer.line_start(3)
    names = commands_of(window)

    def drop(drag: QDrag) -> Qt.DropAction:
        move, point = Qt.DropAction.MoveAction, first.caret_rect(start).center()
        button, key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        data = drag.mimeData()
        QApplication.sendEvent(first.viewport(), QDragEnterEvent(point.toPoint(), move, data, button, key))
        QApplication.sendEvent(first.viewport(), QDropEvent(point, move, data, button, key))
        return move

    second._drag._run = drop
    second._drag.start(second.document.selection.main)
    assert window.text.startswith("line 0\nline 2\nline 1\nline 3\n")
    assert [name for name in names if name != "selection.set"] == ["text.drop"]
    assert window.view is first
    window.choose("edit.undo")
    assert window.text.startswith("line 0\nline 1\nline 2\n")


def test_a_refused_selection_leaves_the_documents_carets_in_the_pane(
    window: OpenedWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = split(window)
    select(window, (30, 40))
    panes = panes_of(window)
    panes.selection_wanted.disconnect()
    first.setFocus()
    assert window.view is first
    assert first.document is window.held.document.document
