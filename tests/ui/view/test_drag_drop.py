"""Text dragged out of the view and into it, and files dropped on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.view.desk import LEFT, NO_KEY, Desk

MakeDesk = Callable[..., Desk]
MOVE, COPY = Qt.DropAction.MoveAction, Qt.DropAction.CopyAction


def drag_over(desk: Desk, data: QMimeData, point: QPointF, action: Qt.DropAction = COPY) -> bool:
    viewport = desk.view.viewport()
    enter = QDragEnterEvent(point.toPoint(), MOVE | COPY, data, LEFT, NO_KEY)
    QApplication.sendEvent(viewport, enter)
    move = QDragMoveEvent(point.toPoint(), action, data, LEFT, NO_KEY)
    QApplication.sendEvent(viewport, move)
    return enter.isAccepted()


def drop(desk: Desk, data: QMimeData, point: QPointF, action: Qt.DropAction = COPY) -> None:
    drag_over(desk, data, point, action)
    event = QDropEvent(point, action, data, LEFT, NO_KEY)
    QApplication.sendEvent(desk.view.viewport(), event)


def text_data(text: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    return data


def drag_selected(desk: Desk, start: int, end: int) -> None:
    desk.select((start, end))
    desk.press((start + end) // 2)
    desk.move(desk.point((start + end) // 2, dx=3 * QApplication.startDragDistance()))


def test_text_from_elsewhere_is_dropped_where_the_mouse_is(desk_with: MakeDesk) -> None:
    desk = desk_with("one two")

    drop(desk, text_data("new "), desk.point(4))

    assert desk.take_requests() == [("text.drop", {"position": 4, "text": "new ", "moved": None})]
    assert desk.text == "one new two"


def test_a_caret_shows_where_dragged_text_would_land(desk_with: MakeDesk) -> None:
    desk = desk_with("one two")
    color = desk.view._appearance.colors.drop_caret.name()
    place = desk.view.caret_rect(4).center()

    drag_over(desk, text_data("x"), desk.point(4))
    assert desk.color_at(place).name() == color

    QApplication.sendEvent(desk.view.viewport(), QDragLeaveEvent())
    assert desk.color_at(place).name() != color


def test_something_that_is_no_text_is_refused(desk_with: MakeDesk) -> None:
    desk = desk_with("one two")
    data = QMimeData()
    data.setData("image/png", b"png")

    assert not drag_over(desk, data, desk.point(4))


def test_dropped_files_are_told_to_the_window(qtbot: QtBot, desk_with: MakeDesk) -> None:
    desk = desk_with("one two")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/some/file.txt"), QUrl("https://example.org/")])

    with qtbot.waitSignal(desk.view.files_dropped) as dropped:
        drop(desk, data, desk.point(4))

    assert dropped.args == [["/some/file.txt"]]
    assert desk.take_requests() == []


def test_a_drag_begins_when_selected_text_is_pressed_and_moved(desk_with: MakeDesk) -> None:
    desk = desk_with("one two three")

    desk.select((4, 7))
    desk.press(5)
    desk.move(desk.point(5, dx=1))
    assert desk.drags == []
    desk.move(desk.point(5, dx=40))

    (drag,) = desk.drags
    assert drag.mimeData().text() == "two"
    assert desk.take_requests() == []


def test_selected_text_that_is_only_clicked_gives_way_to_a_caret(desk_with: MakeDesk) -> None:
    desk = desk_with("one two three")
    desk.select((4, 7))

    desk.click(5)

    assert desk.take_requests() == [("selection.set", {"ranges": [[5, 5]]})]


@pytest.mark.parametrize(("action", "moved"), [(MOVE, [0, 4]), (COPY, None)])
def test_within_the_view_text_is_moved_or_copied(
    desk_with: MakeDesk, action: Qt.DropAction, moved: list[int] | None
) -> None:
    desk = desk_with("one two three")
    desk.drag_result = action
    run = desk.view._drag._run

    def dropped_before_three(drag):
        run(drag)
        drop(desk, drag.mimeData(), desk.point(8), action)
        return action

    desk.view._drag._run = dropped_before_three
    drag_selected(desk, 0, 4)

    assert desk.take_requests() == [("text.drop", {"position": 8, "text": "one ", "moved": moved})]
    assert desk.text == ("two one three" if moved else "one two one three")


@pytest.mark.parametrize("position", [4, 5, 7])
def test_text_moved_into_itself_stays(desk_with: MakeDesk, position: int) -> None:
    desk = desk_with("one two three")

    def dropped_on_itself(drag):
        drop(desk, drag.mimeData(), desk.point(position), MOVE)
        return MOVE

    desk.view._drag._run = dropped_on_itself
    drag_selected(desk, 4, 7)

    assert desk.take_requests() == []


def test_text_moved_to_another_program_is_deleted_here(desk_with: MakeDesk) -> None:
    desk = desk_with("one two three")
    desk.drag_result = MOVE

    drag_selected(desk, 4, 8)

    assert desk.take_requests() == [("text.replace", {"start": 4, "end": 8, "text": ""})]


def test_if_the_document_changed_during_the_drag_no_other_text_is_deleted(desk_with: MakeDesk) -> None:
    desk = desk_with("one two three")

    def changed_meanwhile(drag):
        desk.select((0, 0))
        desk.type("XYZ ")
        desk.take_requests()
        return MOVE

    desk.view._drag._run = changed_meanwhile
    drag_selected(desk, 4, 8)

    assert desk.take_requests() == []


def test_dragged_text_with_invalid_bytes_stays_exact_here_and_is_valid_elsewhere(desk_with: MakeDesk) -> None:
    desk = desk_with("a\udcffb rest")

    def dropped_at_the_end(drag):
        assert drag.mimeData().text() == "a\ufffdb"
        drop(desk, drag.mimeData(), desk.point(8), COPY)
        return COPY

    desk.view._drag._run = dropped_at_the_end
    drag_selected(desk, 0, 3)

    assert desk.text == "a\udcffb resta\udcffb"


def test_near_an_edge_a_drag_scrolls(qtbot: QtBot, desk_with: MakeDesk) -> None:
    desk = desk_with("line\n" * 300)

    drag_over(desk, text_data("x"), QPointF(100, 398))
    qtbot.waitUntil(lambda: desk.view.scroll_position()[0] > 5)
    QApplication.sendEvent(desk.view.viewport(), QDragLeaveEvent())

    assert not desk.view._autoscroll.is_running


def test_a_drop_with_a_closing_nul_loses_only_that(desk_with: MakeDesk) -> None:
    desk = desk_with("")
    data = QMimeData()
    data.setData("text/plain", b"page\0")

    drop(desk, data, desk.point(0))

    assert desk.last[1]["text"] == "page"


@pytest.mark.parametrize(
    ("position", "dx", "is_held"),
    [(4, 1, True), (4, -3, False), (7, -1, True), (7, 3, False), (12, -1, True), (12, 9, False)],
)
def test_selected_text_is_held_where_it_is_and_not_beside_it(
    desk_with: MakeDesk, position: int, dx: float, is_held: bool
) -> None:
    desk = desk_with("one two\nthree")
    desk.select((4, 7) if position < 8 else (8, 12))

    held = desk.view._pointer.range_under(desk.point(position, dx))

    assert (held is not None) == is_held


def test_a_selected_line_break_is_not_text_that_can_be_held(desk_with: MakeDesk) -> None:
    desk = desk_with("one\n\nthree")
    desk.select((0, 5))

    assert desk.view._pointer.range_under(desk.point(1)) is not None
    assert desk.view._pointer.range_under(QPointF(400, desk.point(1).y())) is None
    assert desk.view._pointer.range_under(QPointF(400, desk.point(7).y())) is None
