"""Scrolling by wheel, bars, keys and commands; what is revealed; what a session restores."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editorapp.session.view_options import ViewOptions, WrapMode
from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Document, Transaction
from editorapp.text.selection import Selection
from editorapp.ui.view import TextView
from editorapp.ui.view.scrolling import Scroller
from tests.ui.view.desk import NO_KEY, Desk

MakeDesk = Callable[..., Desk]
LINES = "".join(f"line {number}\n" for number in range(1000))


def turn(
    desk: Desk,
    dx: int = 0,
    dy: int = 0,
    pixels: QPoint | None = None,
    keys: Qt.KeyboardModifier = NO_KEY,
) -> None:
    viewport = desk.view.viewport()
    point = QPointF(50, 50)
    event = QWheelEvent(
        point,
        viewport.mapToGlobal(point),
        pixels or QPoint(),
        QPoint(dx, dy),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def test_a_notch_of_the_wheel_scrolls_by_the_lines_of_the_desktop(desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)

    turn(desk, dy=-120)
    assert desk.view.scroll_position() == (QApplication.wheelScrollLines(), 0)
    turn(desk, dy=240)
    assert desk.view.scroll_position() == (0, 0)
    assert desk.take_requests() == []


def test_a_touchpad_scrolls_by_single_pixels(desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)
    top = desk.view.caret_rect(0).y()

    for _ in range(3):
        turn(desk, pixels=QPoint(0, -2))

    assert desk.view.caret_rect(0).y() == top - 6
    assert desk.view.scroll_position() == (0, 0)


def test_fine_wheels_add_up(desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)

    for _ in range(8):
        turn(desk, dy=-15)

    assert desk.view.scroll_position() == (QApplication.wheelScrollLines(), 0)


def test_shift_turns_the_wheel_sideways(desk_with: MakeDesk) -> None:
    desk = desk_with("wide " * 200)
    desk.picture()

    turn(desk, dy=-120, keys=Qt.KeyboardModifier.ShiftModifier)
    line, left = desk.view.scroll_position()
    assert line == 0
    assert left > 10
    turn(desk, dx=600)
    assert desk.view.scroll_position() == (0, 0)


def test_control_and_wheel_ask_for_zoom(desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)
    steps: list[int] = []
    desk.view.zoom_requested.connect(steps.append)

    for dy in (120, -240, 60, 60):
        turn(desk, dy=dy, keys=Qt.KeyboardModifier.ControlModifier)

    assert steps == [1, -2, 1]
    assert desk.view.scroll_position() == (0, 0)


def test_the_bar_counts_lines_and_ends_with_the_last_one_at_the_bottom(desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)
    bar = desk.view.verticalScrollBar()

    bar.setValue(100)
    assert desk.view.scroll_position() == (100, 0)
    bar.setValue(bar.maximum())
    last = desk.view.caret_rect(len(LINES))
    assert last.bottom() == desk.view.viewport().height()
    bar.setValue(0)
    assert desk.view.scroll_position() == (0, 0)


def test_the_bar_follows_when_the_view_scrolls_itself(desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)

    desk.view.scroll_by(250)

    assert desk.view.verticalScrollBar().value() == 250
    assert desk.view.scroll_position() == (250, 0)


def test_scroll_by_stays_within_the_document(desk_with: MakeDesk) -> None:
    desk = desk_with("one\ntwo")

    desk.view.scroll_by(5, 5)

    assert desk.view.scroll_position() == (0, 0)


def test_thirteen_million_lines_can_be_scrolled_to_the_last(desk_with: MakeDesk) -> None:
    desk = desk_with("\n" * 13_000_000)
    bar = desk.view.verticalScrollBar()

    bar.setValue(bar.maximum())

    assert desk.view._geometry.last_line == 13_000_000
    assert bar.maximum() > 12_900_000
    desk.key(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert desk.view.scroll_position() == (0, 0)


def test_a_far_caret_is_brought_to_the_middle_and_a_near_one_just_into_the_window(
    desk_with: MakeDesk,
) -> None:
    desk = desk_with(LINES)
    height = desk.view.viewport().height()
    buffer = desk.view.document.buffer

    desk.select((buffer.line_start(500),) * 2)
    far = desk.view.caret_rect(buffer.line_start(500))
    assert far.center().y() == pytest.approx(height / 2, abs=2)

    first, _ = desk.view.scroll_position()
    desk.select((buffer.line_start(first - 1),) * 2)
    assert desk.view.scroll_position() == (first - 1, 0)


def test_a_document_may_be_shown_without_scrolling_to_its_caret(desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)
    document = desk.view.document

    desk.view.show_document(Document(document.buffer, Selection.caret(5000)), reveal=False)

    assert desk.view.scroll_position() == (0, 0)


def test_typing_at_the_right_edge_scrolls_along(desk_with: MakeDesk) -> None:
    desk = desk_with()

    for _ in range(200):
        desk.type("w")

    rect = desk.view.caret_rect(200)
    assert 0 < rect.x() < desk.view.viewport().width()
    assert desk.view.scroll_position()[1] > 0
    desk.key(Qt.Key.Key_Home)
    assert desk.view.scroll_position() == (0, 0)


def test_the_horizontal_bar_reaches_as_far_as_the_widest_line_seen(qtbot: QtBot, desk_with: MakeDesk) -> None:
    desk = desk_with("short\n" * 100 + "wide " * 300 + "\n" + "short\n" * 100)
    bar = desk.view.horizontalScrollBar()
    assert bar.maximum() == 0

    desk.view.scroll_by(100)
    desk.picture()

    qtbot.waitUntil(lambda: bar.maximum() > 5000)


def test_lines_added_above_the_window_do_not_move_what_is_seen(desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)
    desk.view.scroll_by(500)
    before = desk.view.shown_text()
    document = desk.view.document
    changes_at = Document(document.buffer, Selection.caret(0))
    changes = ChangeSet([Change(0, "", "new\nnew\n")])
    desk.view.show_document(changes_at.after(Transaction(changes)), changes, reveal=False)

    assert desk.view.scroll_position() == (502, 0)
    assert desk.view.shown_text() == before


def test_a_session_finds_the_place_again(qtbot: QtBot, desk_with: MakeDesk) -> None:
    text = LINES + "wide " * 1000
    desk = desk_with(text)
    desk.view.set_scroll_position(300, 700)
    assert desk.view.scroll_position() == (300, 700)

    again = TextView()
    qtbot.addWidget(again)
    again.show_document(Document(Buffer(text)), reveal=False)
    again.set_scroll_position(*desk.view.scroll_position())
    again.resize(700, 400)
    again.show()

    assert again.scroll_position() == (300, 700)


def test_a_place_behind_the_end_is_the_end(desk_with: MakeDesk) -> None:
    desk = desk_with("one\ntwo")

    desk.view.set_scroll_position(5000, 0)

    assert desk.view.scroll_position() == (0, 0)


def test_a_caret_that_was_revealed_before_the_window_had_its_size_is_in_it(qtbot: QtBot) -> None:
    view = TextView()
    qtbot.addWidget(view)
    position = len(LINES) + 30

    view.show_document(Document(Buffer(LINES + "x" * 50), Selection.caret(position)))
    view.resize(700, 400)
    view.show()

    rect = view.caret_rect(position)
    assert view.viewport().rect().contains(rect.toRect())
    assert view.scroll_position()[1] == 0


def test_zoom_keeps_the_first_line_and_shows_fewer_of_them(desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)
    desk.view.scroll_by(300)
    lines, width = desk.view.page_lines(), desk.view._margin.width()

    desk.view.set_zoom(10)

    assert desk.view.scroll_position() == (300, 0)
    assert desk.view.page_lines() < lines
    assert desk.view._margin.width() > width
    desk.view.set_zoom(0)
    assert desk.view.page_lines() == lines
    desk.view.set_zoom(-100)
    assert desk.view.page_lines() > lines


def test_another_font_is_measured_anew(desk_with: MakeDesk) -> None:
    desk = desk_with("some text")
    before = desk.view.caret_rect(9).x()
    font = QFont(desk.view._geometry.typeface.font)
    font.setPointSizeF(30)

    desk.view.set_editor_font(font)

    assert desk.view.caret_rect(9).x() > before * 2
    assert desk.view._geometry.typeface.font.pointSizeF() == 30


def test_a_font_whose_size_is_given_in_pixels_keeps_it(desk_with: MakeDesk) -> None:
    desk = desk_with("some text")
    font = QFont(desk.view._geometry.typeface.font)
    font.setPixelSize(40)

    desk.view.set_editor_font(font)

    assert desk.view._geometry.typeface.line_height > 40


def test_scrolling_is_told(qtbot: QtBot, desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)
    start, end = desk.view.shown_range()
    assert start == 0
    assert LINES[:end].count("\n") >= desk.view.page_lines()

    with qtbot.waitSignal(desk.view.scrolled):
        desk.view.scroll_by(10)

    assert desk.view.shown_range()[0] == LINES.index("line 10\n")


def test_the_window_stands_on_whole_pixels_of_the_screen(desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)
    scroller: Scroller = desk.view._scroller
    scroller.pixel_ratio = 1.5

    scroller.scroll_by(0, 10.4)

    assert (desk.view._geometry.anchor.pixels * 1.5) % 1 == 0


def test_the_slider_is_as_long_as_the_part_of_a_wrapped_line_that_is_seen(desk_with: MakeDesk) -> None:
    desk = desk_with("word " * 20_000, width=400, height=300)
    desk.view.set_options(ViewOptions(wrap=WrapMode.WINDOW))
    bar = desk.view.verticalScrollBar()

    assert 0 < bar.pageStep() < 0.05 * bar.maximum()
