"""Marks over a scroll bar: where they are, and what they look like."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from editorapp.ui.view import Colors
from editorapp.ui.view.scroll_marks import ScrollMarks
from tests.ui.view.desk import Desk

MakeDesk = Callable[..., Desk]
LINES = "line\n" * 1000


@pytest.fixture
def desk(desk_with: MakeDesk, qtbot: QtBot) -> Desk:
    desk = desk_with(LINES)
    bar = desk.view.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    ScrollMarks(bar, lambda: desk.view.colors).show()
    return desk


def marks_of(desk: Desk) -> ScrollMarks:
    found = desk.view.verticalScrollBar().findChild(ScrollMarks)
    assert isinstance(found, ScrollMarks)
    return found


def test_places_keep_their_share_of_the_bar_when_the_window_is_resized(desk: Desk, qtbot: QtBot) -> None:
    marks = marks_of(desk)
    marks.show_places("caret", desk.view.document.buffer, [0, len(LINES) // 2])
    _, middle = marks.place_rows("caret")

    desk.view.resize(700, 800)

    qtbot.waitUntil(lambda: marks.place_rows("caret")[1] > 1.5 * middle)
    assert marks.place_rows("caret")[0] == 0


def test_marks_have_the_colors_of_the_text(desk: Desk) -> None:
    marks = marks_of(desk)
    marks.show_places("caret", desk.view.document.buffer, [0])
    marks.show_places("bookmark", desk.view.document.buffer, [len(LINES) // 2])

    for colors in (Colors.light(), Colors.dark()):
        desk.view.set_colors(colors)

        assert {colors.caret.name(), colors.bookmark.name()} <= seen_colors(marks)


def seen_colors(marks: ScrollMarks) -> set[str]:
    bar = marks.parentWidget()
    assert bar is not None
    image = bar.grab().toImage()
    return {QColor(image.pixel(3, y)).name() for y in range(image.height())}
