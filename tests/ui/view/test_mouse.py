"""What presses, drags and clicks select."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.view.desk import Desk

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
TEXT = "one two three\nfour (five) six\n\nlast line"

MakeDesk = Callable[..., Desk]


def at(text: str, offset: int = 0) -> int:
    return TEXT.index(text) + offset


def test_a_click_places_the_caret_nearest_to_it(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    cell = desk.view.caret_rect(1).x() - desk.view.caret_rect(0).x()

    desk.click(desk.point(5, dx=0.4 * cell))
    desk.click(desk.point(5, dx=0.6 * cell))

    assert desk.take_requests() == [
        ("selection.set", {"ranges": [[5, 5]]}),
        ("selection.set", {"ranges": [[6, 6]]}),
    ]


def test_a_click_beside_or_below_the_text_takes_the_nearest_line_and_its_end(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)

    desk.click(QPointF(650, desk.point(0).y()))
    assert desk.ranges == [(13, 13)]
    desk.click(QPointF(650, 390))
    assert desk.ranges == [(len(TEXT), len(TEXT))]
    desk.click(QPointF(1, 390))
    assert desk.ranges == [(at("last"), at("last"))]


def test_a_drag_selects_from_press_to_mouse_and_asks_only_when_that_changes(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)

    desk.press(4)
    desk.move(6)
    desk.move(desk.point(6, dx=1))
    desk.move(1)
    desk.release(1)
    desk.move(9)

    assert desk.take_requests() == [
        ("selection.set", {"ranges": [[4, 4]]}),
        ("selection.set", {"ranges": [[4, 6]]}),
        ("selection.set", {"ranges": [[4, 1]]}),
    ]


def test_a_double_click_selects_the_word(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)

    desk.double_press(at("two", 1))

    assert desk.ranges == [(4, 7)]


def test_a_drag_after_a_double_click_goes_on_by_words(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)

    desk.double_press(at("two", 1))
    desk.move(at("three", 1))
    assert desk.ranges == [(4, 13)]
    desk.move(at("one", 1))
    assert desk.ranges == [(7, 0)]
    desk.release()

    assert desk.requested[-1] == ("selection.set", {"ranges": [[7, 0]]})


def test_a_triple_click_selects_the_line_and_a_drag_goes_on_by_lines(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)

    desk.triple_press(at("five"))
    assert desk.ranges == [(14, 30)]
    desk.move(at("last"))
    assert desk.ranges == [(14, len(TEXT))]
    desk.move(2)
    assert desk.ranges == [(30, 0)]


def test_a_third_click_that_comes_late_is_a_single_one(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)

    desk.double_press(at("five", 2))
    desk.release(at("five", 2))
    desk.pass_time(5000)
    desk.click(at("two"))

    assert desk.ranges == [(4, 4)]


def test_shift_click_extends_from_the_anchor(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    desk.select((6, 9))

    desk.click(2, SHIFT)

    assert desk.take_requests() == [("selection.set", {"ranges": [[6, 2]]})]


def test_control_click_adds_a_caret_that_becomes_the_main_one(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    desk.select((9, 9))

    desk.click(2, CTRL)
    desk.type("X")

    assert desk.requested[0] == ("selection.set", {"ranges": [[9, 9], [2, 2]]})
    assert desk.text.startswith("onXe two tXhree")


def test_control_click_on_a_caret_takes_it_away_but_not_the_last_one(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    desk.select((2, 2), (9, 9))

    desk.click(2, CTRL)
    assert desk.ranges == [(9, 9)]
    desk.click(9, CTRL)
    assert desk.ranges == [(9, 9)]


def test_control_drag_adds_a_selection(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    desk.select((0, 3))

    desk.press(8, CTRL)
    desk.move(11)

    assert desk.last == ("selection.set", {"ranges": [[0, 3], [8, 11]]})


def test_dragging_below_the_window_scrolls_and_selects_on(qtbot: QtBot, desk_with: MakeDesk) -> None:
    desk = desk_with("word\n" * 300)

    desk.press(0)
    desk.move(QPointF(20, 500))
    qtbot.waitUntil(lambda: desk.view.scroll_position()[0] > 20)

    assert desk.ranges[0][1] > 20 * 5
    desk.release()
    stopped = desk.view.scroll_position()
    qtbot.wait(100)
    assert desk.view.scroll_position() == stopped


def test_dragging_above_the_window_scrolls_back(qtbot: QtBot, desk_with: MakeDesk) -> None:
    desk = desk_with("word\n" * 300)
    desk.view.set_scroll_position(200, 0)

    desk.press(210 * 5)
    desk.move(QPointF(20, -300))

    qtbot.waitUntil(lambda: desk.view.scroll_position() == (0, 0))
    assert desk.ranges == [(1050, 1)] or desk.ranges[0][1] < 5


def test_a_click_on_a_line_number_selects_the_line(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    margin = desk.view._margin

    QTest.mouseClick(margin, Qt.MouseButton.LeftButton, pos=QPoint(5, int(desk.point(20).y())))

    assert desk.take_requests() == [("selection.set", {"ranges": [[14, 30]]})]


def test_a_drag_along_the_line_numbers_selects_lines(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    margin = desk.view._margin
    second, first = int(desk.point(20).y()), int(desk.point(0).y())

    QTest.mousePress(margin, Qt.MouseButton.LeftButton, pos=QPoint(5, second))
    QTest.mouseMove(margin, QPoint(5, first))
    QTest.mouseRelease(margin, Qt.MouseButton.LeftButton, pos=QPoint(5, first))

    assert desk.ranges == [(30, 0)]


def test_shift_click_on_a_line_number_extends_by_lines(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    desk.select((3, 3))
    y = int(desk.point(20).y())

    QTest.mouseClick(desk.view._margin, Qt.MouseButton.LeftButton, SHIFT, QPoint(5, y))

    assert desk.ranges == [(0, 30)]


def test_a_middle_click_pastes_the_primary_selection_where_it_was(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)

    desk.mouse(QEvent.Type.MouseButtonPress, 6, Qt.MouseButton.MiddleButton)
    desk.mouse(QEvent.Type.MouseButtonRelease, 6, Qt.MouseButton.MiddleButton)

    assert desk.take_requests() == [("clipboard.paste_primary", {"position": 6})]


def test_a_right_click_moves_the_caret_but_keeps_a_selection_under_it(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    desk.select((4, 7))

    desk.mouse(QEvent.Type.MouseButtonPress, 5, Qt.MouseButton.RightButton)
    assert desk.take_requests() == []
    desk.mouse(QEvent.Type.MouseButtonPress, 10, Qt.MouseButton.RightButton)
    assert desk.take_requests() == [("selection.set", {"ranges": [[10, 10]]})]


def test_a_context_menu_is_asked_for_at_the_mouse_or_at_the_caret(qtbot: QtBot, desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    desk.select((20, 20))
    viewport = desk.view.viewport()
    asked: list[QPoint] = []
    desk.view.context_menu_requested.connect(asked.append)

    reasons = QContextMenuEvent.Reason
    by_mouse = QContextMenuEvent(reasons.Mouse, QPoint(50, 60), QPoint(150, 160))
    QApplication.sendEvent(viewport, by_mouse)
    by_key = QContextMenuEvent(reasons.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(viewport, by_key)

    caret = desk.view.caret_rect(20)
    assert asked == [QPoint(150, 160), viewport.mapToGlobal(caret.bottomLeft().toPoint())]


def test_over_selected_text_the_mouse_pointer_is_an_arrow(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    desk.select((4, 7))

    desk.mouse(QEvent.Type.MouseMove, 5, Qt.MouseButton.NoButton)
    assert desk.view.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor
    desk.mouse(QEvent.Type.MouseMove, 9, Qt.MouseButton.NoButton)
    assert desk.view.viewport().cursor().shape() == Qt.CursorShape.IBeamCursor


def test_a_drag_with_alt_selects_columns(desk_with: MakeDesk) -> None:
    desk = desk_with("abcd\ne\tf\nijkl")

    desk.press(1, ALT)
    assert desk.ranges == [(1, 1)]
    desk.move(desk.point(12))  # behind the c of the third line
    desk.move(desk.point(12, dx=1))
    desk.release(12)

    corners = {"anchor_line": 0, "anchor_column": 1, "head_line": 2, "head_column": 3}
    assert desk.last == ("selection.columns", corners)
    assert len(desk.take_requests()) == 2  # it asks only when a corner is another one
    assert desk.ranges == [(1, 3), (6, 6), (10, 12)]


def test_columns_go_on_behind_the_ends_of_lines(desk_with: MakeDesk) -> None:
    desk = desk_with("abcdef\n\nabcdefgh")
    cell = desk.view.caret_rect(1).x() - desk.view.caret_rect(0).x()

    desk.press(4, ALT | SHIFT)  # where the desktop takes a drag with Alt alone for itself
    desk.move(desk.point(7, dx=6 * cell))
    assert desk.last[1] == {"anchor_line": 0, "anchor_column": 4, "head_line": 1, "head_column": 6}
    assert desk.ranges == [(4, 6), (7, 7)]
    desk.move(desk.point(14))
    assert desk.ranges == [(4, 6), (12, 14)]


def test_a_click_with_alt_gives_way_to_the_next_plain_one(desk_with: MakeDesk) -> None:
    desk = desk_with("abc\nabc")

    desk.press(0, ALT)
    desk.move(5)
    desk.release(5)
    desk.click(2)

    assert desk.ranges == [(2, 2)]
