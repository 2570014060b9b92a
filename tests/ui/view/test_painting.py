"""What can be seen: selections, carets, the current line, matches, line numbers, in the colors that were set."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editorapp.session.view_options import ViewOptions
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.ui.view import Colors
from tests.ui.view.desk import Desk, shown_differences

MakeDesk = Callable[..., Desk]
LIGHT = Colors.light()


def row_of(desk: Desk, line: int, x: float = 600) -> QPointF:
    """A point in a line, far right of its text."""
    return QPointF(x, (line + 0.5) * desk.view._geometry.line_height)


def test_selected_text_has_the_color_of_selections_and_other_text_has_not(desk_with: MakeDesk) -> None:
    desk = desk_with("one two three\nnext")
    desk.select((4, 7))

    assert LIGHT.selection.name() in desk.colors_between(4, 7)
    assert LIGHT.selection.name() not in desk.colors_between(0, 4) | desk.colors_between(7, 13)


def test_a_selected_line_break_is_seen_up_to_the_edge(desk_with: MakeDesk) -> None:
    desk = desk_with("one\n\nthree\nfour")
    desk.select((1, 12))

    assert desk.color_at(row_of(desk, 0)) == LIGHT.selection
    assert desk.color_at(row_of(desk, 1)) == LIGHT.selection
    assert desk.color_at(row_of(desk, 2)) == LIGHT.selection
    assert desk.color_at(row_of(desk, 3)) == LIGHT.current_line


def test_without_the_keyboard_a_selection_is_paler_and_carets_are_hidden(desk_with: MakeDesk) -> None:
    desk = desk_with("one two three")
    desk.select((4, 7))
    assert desk.color_at(desk.view.caret_rect(7).center()) == LIGHT.caret

    desk.view.clearFocus()

    assert LIGHT.selection_inactive.name() in desk.colors_between(4, 7)
    assert desk.color_at(desk.view.caret_rect(7).center()) != LIGHT.caret


def test_every_caret_is_seen(desk_with: MakeDesk) -> None:
    desk = desk_with("one\ntwo\nthree")
    desk.select((1, 1), (5, 5), (9, 12))

    for head in (1, 5, 12):
        assert desk.color_at(desk.view.caret_rect(head).center()) == LIGHT.caret


def test_a_caret_is_two_pixels_wide_and_as_high_as_its_line(desk_with: MakeDesk) -> None:
    desk = desk_with("")
    image = desk.picture()
    seen = [
        (x, y)
        for x in range(image.width())
        for y in range(60)
        if image.pixelColor(x, y).name() == LIGHT.caret.name()
    ]

    assert len({x for x, _ in seen}) == 2
    assert len({y for _, y in seen}) == desk.view._geometry.line_height


def test_a_caret_blinks_while_nothing_happens(qtbot: QtBot, desk_with: MakeDesk) -> None:
    desk = desk_with("one")
    blink = desk.view._blink
    assert blink.is_on
    blink._turn(False)
    assert desk.color_at(desk.view.caret_rect(0).center()) != LIGHT.caret

    desk.key(Qt.Key.Key_Right)

    assert blink.is_on
    assert desk.color_at(desk.view.caret_rect(1).center()) == LIGHT.caret


def test_a_caret_follows_the_rhythm_of_the_desktop(qtbot: QtBot, desk_with: MakeDesk) -> None:
    hints = QGuiApplication.styleHints()
    usual = hints.cursorFlashTime()
    desk = desk_with("one")
    try:
        hints.setCursorFlashTime(20)
        qtbot.waitUntil(lambda: not desk.view._blink.is_on)
        hints.setCursorFlashTime(0)
        assert desk.view._blink.is_on
        assert desk.view._blink._timer == 0
    finally:
        hints.setCursorFlashTime(usual)


def test_the_line_of_the_main_caret_is_marked(desk_with: MakeDesk) -> None:
    desk = desk_with("one\ntwo\nthree")

    desk.select((5, 5))

    colors = [desk.color_at(row_of(desk, line)) for line in range(3)]
    assert colors == [LIGHT.background, LIGHT.current_line, LIGHT.background]


def test_matches_are_marked_and_follow_edits(desk_with: MakeDesk) -> None:
    desk = desk_with("one two three two")
    desk.view.set_matches([(4, 7), (14, 17)])
    assert LIGHT.match.name() in desk.colors_between(4, 7)
    assert LIGHT.match.name() in desk.colors_between(14, 17)
    assert LIGHT.match.name() not in desk.colors_between(8, 13)

    desk.type("xx")
    assert LIGHT.match.name() in desk.colors_between(6, 9)
    assert LIGHT.match.name() not in desk.colors_between(0, 5)

    desk.view.set_matches([])
    assert LIGHT.match.name() not in desk.colors_between(0, 19)


def test_a_match_is_outlined_even_where_it_is_selected(desk_with: MakeDesk) -> None:
    desk = desk_with("one two three two")
    desk.view.set_matches([(4, 7)])
    desk.select((0, 17))

    assert LIGHT.match_border.name() in desk.colors_between(4, 7)
    assert LIGHT.selection.name() in desk.colors_between(4, 7)


def test_matches_of_one_document_are_not_shown_in_another(desk_with: MakeDesk) -> None:
    desk = desk_with("one two")
    desk.view.set_matches([(0, 3)])

    desk.view.show_document(Document(Buffer("two one")))

    assert LIGHT.match.name() not in desk.colors_between(0, 7)


@pytest.mark.parametrize("colors", [Colors.light(), Colors.dark()], ids=["light", "dark"])
def test_the_colors_are_those_that_were_set_whatever_the_palette(desk_with: MakeDesk, colors: Colors) -> None:
    desk = desk_with("text\nmore")
    desk.view.setPalette(QPalette(Qt.GlobalColor.magenta))

    desk.view.set_colors(colors)

    assert desk.color_at(row_of(desk, 1)) == colors.background
    assert desk.color_at(row_of(desk, 0)) == colors.current_line
    margin = desk.view._margin.grab().toImage()
    assert margin.pixelColor(2, 100).name() == colors.margin.name()


@pytest.mark.parametrize("colors", [Colors.light(), Colors.dark()], ids=["light", "dark"])
def test_everything_can_be_read_on_its_ground(colors: Colors) -> None:
    grounds = (
        colors.background,
        colors.current_line,
        colors.selection,
        colors.selection_inactive,
        colors.match,
    )
    for ground in grounds:
        assert _contrast(colors.text, ground) >= 7
    assert _contrast(colors.line_number, colors.margin) >= 4.5
    assert _contrast(colors.line_number_current, colors.margin) >= 7
    assert _contrast(colors.caret, colors.current_line) >= 3
    assert _contrast(colors.mark, colors.background) >= 4.5
    assert _contrast(colors.invalid, colors.background) >= 4.5


def _contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two colors as web accessibility guidelines define it."""

    def luminance(color: QColor) -> float:
        parts = (color.redF(), color.greenF(), color.blueF())
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_an_edit_repaints_only_its_own_lines(
    qtbot: QtBot, desk_with: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with("line\n" * 15)
    desk.select((20, 20))
    QApplication.processEvents()
    painted: list[QRect] = []
    monkeypatch.setattr(desk.view, "paintEvent", lambda event: painted.append(event.rect()))

    desk.type("x")
    qtbot.waitUntil(lambda: bool(painted))

    height = desk.view._geometry.line_height
    assert all(rect.height() <= 4 * height for rect in painted)
    assert any(rect.contains(30, int(4.5 * height)) for rect in painted)


def test_what_is_repainted_looks_as_if_all_was(qtbot: QtBot, desk_with: MakeDesk) -> None:
    desk = desk_with("alpha\nbeta\ngamma\ndelta\n")

    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Right, Qt.Key.Key_Tab):
        desk.key(key)
        desk.key(Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
        incremental = desk.view.grab().toImage()
        desk.view.viewport().update()
        assert not shown_differences(incremental, desk.view.grab().toImage())


def test_the_margin_is_as_wide_as_the_numbers_need_it(desk_with: MakeDesk) -> None:
    narrow, wide = desk_with("x\n" * 50), desk_with("x\n" * 123_456)
    hidden = desk_with("x")
    cell = narrow.view._geometry.typeface.cell

    assert wide.view._margin.width() - narrow.view._margin.width() == pytest.approx(3 * cell, abs=1)
    hidden.view.set_options(ViewOptions(line_numbers=False))
    assert 0 < hidden.view.viewport().x() < narrow.view._margin.width() - 3 * cell
    hidden.view.set_options(ViewOptions())
    assert hidden.view.viewport().x() == narrow.view._margin.width()
