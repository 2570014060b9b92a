"""What is painted beside the text: guides, marks of white space, brackets, the current line; and what switches it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editorapp.session.view_options import ViewOptions
from editorapp.ui.view.line_styles import Styled
from tests.ui.view.desk import Desk

MakeDesk = Callable[..., Desk]
QUIET = ViewOptions(guides=False, current_line=False, smooth_scroll=False)


class PaintWatch(QObject):
    """Notes the top of each part of a widget that is painted."""

    def __init__(self, tops: list[int]) -> None:
        super().__init__()
        self._tops = tops

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._tops.append(event.rect().top())
        return False


def column_colors(desk: Desk, column: int, line: int) -> set[str]:
    """The colors of the pixels at the left edge of a column of a line."""
    geometry = desk.view._geometry
    image = desk.picture()
    x = int(5 + column * geometry.typeface.cell)
    return {
        image.pixelColor(x, y).name()
        for y in range(line * geometry.line_height + 1, (line + 1) * geometry.line_height - 1)
    }


def test_guides_go_through_blank_lines_as_far_as_the_text_around_them(desk_with: MakeDesk) -> None:
    desk = desk_with("if\n        two\n\n        two\n    one\n\nnone\n")
    desk.view.set_options(ViewOptions(current_line=False))
    guide = desk.view._appearance.colors.guide.name()

    seen = {
        (column, line)
        for column in (0, 4, 8)
        for line in range(7)
        if guide in column_colors(desk, column, line)
    }

    assert seen == {(0, 1), (4, 1), (0, 2), (4, 2), (0, 3), (4, 3), (0, 4)}
    desk.view.set_options(QUIET)
    assert guide not in column_colors(desk, 0, 1)


def test_guides_of_blank_lines_follow_what_is_typed_beside_them(desk_with: MakeDesk) -> None:
    text = "if\n    a\n\n\n\n    b\n"
    desk = desk_with(text)
    desk.view.set_options(ViewOptions(current_line=False))
    guide = desk.view._appearance.colors.guide.name()
    assert guide in column_colors(desk, 0, 3)
    painted: list[int] = []
    start = text.index("    b")
    desk.select((start + 4, start + 4))
    QApplication.processEvents()
    watcher = PaintWatch(painted)
    desk.view.viewport().installEventFilter(watcher)

    desk.key(Qt.Key.Key_Backspace)
    QApplication.processEvents()

    assert min(painted) <= 2 * desk.view._geometry.line_height


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0"])
def test_white_space_has_marks_when_they_are_wanted(desk_with: MakeDesk, blank: str) -> None:
    desk = desk_with(f"a{blank}b")
    desk.view.set_options(QUIET)
    ground = desk.view._appearance.colors.background.name()
    assert desk.colors_between(1, 2) == {ground}

    desk.view.set_options(ViewOptions(whitespace=True, current_line=False))

    assert len(desk.colors_between(1, 2)) > 1


def test_the_end_of_a_line_has_a_mark_but_not_that_of_the_text(desk_with: MakeDesk) -> None:
    desk = desk_with("ab\nab")
    desk.view.set_options(ViewOptions(whitespace=True, current_line=False))
    image = desk.picture()
    height = desk.view._geometry.line_height
    start = int(desk.view.caret_rect(2).right()) + 1

    def is_marked(line: int) -> bool:
        ground = desk.view._appearance.colors.background
        area = [(x, y) for x in range(start, start + 20) for y in range(line * height, (line + 1) * height)]
        return any(image.pixelColor(x, y) != ground for x, y in area)

    assert is_marked(0)
    assert not is_marked(1)


def test_the_current_line_has_its_ground_if_that_is_wanted(desk_with: MakeDesk) -> None:
    desk = desk_with("one\ntwo")
    point = QPointF(300, 5)

    assert desk.color_at(point) == desk.view._appearance.colors.current_line
    desk.view.set_options(QUIET)
    assert desk.color_at(point) == desk.view._appearance.colors.background


def test_ligatures_can_be_switched_off(desk_with: MakeDesk) -> None:
    desk = desk_with("fi")
    desk.view.set_options(ViewOptions(ligatures=False))
    font = desk.view._geometry.typeface.font

    assert font.featureValue(QFont.Tag("liga")) == 0
    assert font.isFeatureSet(QFont.Tag("calt"))
    desk.view.set_options(ViewOptions())
    assert not desk.view._geometry.typeface.font.isFeatureSet(QFont.Tag("liga"))


# ---------------------------------------------------------------------------------------------- brackets


class Quotes:
    """Knows that what is between the first and the last quote of a line is a text."""

    def styles(self, line: int, text: str) -> list[Styled]:
        first, last = text.find('"'), text.rfind('"')
        return [Styled(first, last + 1, "string")] if 0 <= first < last else []

    def are_known(self, line: int, text: str) -> bool:
        return True

    def styles_of_part(self, line: int, start: int, text: str) -> list[Styled]:
        return []


@pytest.mark.parametrize(
    ("text", "caret", "boxed"),
    [
        ("f(a[1])", 1, (1, 6)),
        ("f(a[1])", 7, (1, 6)),
        ("f(a[1])", 4, (3, 5)),
        ("f(a", 1, ()),
        ("f(a]", 1, (1,) * 0),
        ("plain", 3, ()),
        ("(" + "x" * 60_000 + ")", 0, ()),
        ("(" + "x" * 6_000 + ")", 6_002, (0, 6_001)),
        ('( ")" )', 0, (0, 6)),
        ('( ")" )', 3, ()),
    ],
)
def test_the_bracket_at_the_caret_and_its_partner_are_boxed(
    qtbot: QtBot, desk_with: MakeDesk, text: str, caret: int, boxed: tuple[int, ...]
) -> None:
    desk = desk_with(text)
    desk.view.set_line_styles(Quotes())

    desk.select((caret, caret))
    watch = desk.view._brackets
    qtbot.waitUntil(lambda: not watch._soon.isActive())

    assert desk.view._appearance.brackets == boxed


def test_the_box_is_seen(qtbot: QtBot, desk_with: MakeDesk) -> None:
    desk = desk_with("(abc)\n")
    color = desk.view._appearance.colors.bracket

    desk.select((5, 5))
    qtbot.waitUntil(lambda: desk.view._appearance.brackets == (0, 4))

    rect = desk.view.caret_rect(0)
    assert desk.color_at(rect.center()) == QColor(color)
    desk.select((6, 6))
    assert desk.view._appearance.brackets == ()
