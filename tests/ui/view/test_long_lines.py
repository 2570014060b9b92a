"""Lines of any length: only what is looked at is laid out, and positions are right all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from editorapp.session.view_options import ViewOptions, WrapMode
from editorapp.text.buffer import Buffer
from editorapp.ui.view import Colors
from editorapp.ui.view import long_line as long_lines
from editorapp.ui.view.geometry import Geometry
from editorapp.ui.view.laid_line import LONGEST_WHOLE, WholeLine
from editorapp.ui.view.long_line import OneRowLine
from editorapp.ui.view.piece import Piece, Span
from editorapp.ui.view.typeface import Typeface
from tests.ui.view.desk import Desk

MakeDesk = Callable[..., Desk]
CTRL = Qt.KeyboardModifier.ControlModifier
MIXED = "abc 漢字\tde 😀 e\u0301 "


@pytest.fixture
def typeface(desk_with: MakeDesk) -> Typeface:
    return desk_with().view._geometry.typeface


def long_line(text: str, typeface: Typeface) -> OneRowLine:
    return OneRowLine(Buffer(text), 0, len(text), typeface)


def test_a_line_of_ten_million_characters_lays_out_a_few_pieces(
    desk_with: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    class CountedPiece(Piece):
        def __init__(self, text: str, *rest: object) -> None:
            made.append(len(text))
            super().__init__(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(long_lines, "Piece", CountedPiece)
    desk = desk_with("lorem ipsum " * 1_000_000)

    desk.key(Qt.Key.Key_End)
    desk.type("!")
    desk.picture()

    assert desk.text.endswith("ipsum !")
    assert sum(made) < 20_000
    rect = desk.view.caret_rect(12_000_001)
    assert 0 < rect.x() < 700
    assert desk.view.shown_text().endswith("lorem ipsum !")


def test_in_plain_text_every_position_is_where_the_grid_has_it(typeface: Typeface) -> None:
    line = long_line("x" * 50_000, typeface)

    for offset in (0, 1, 999, 1000, 1001, 25_123, 49_999, 50_000):
        assert line.x_of(offset) == pytest.approx(offset * typeface.cell, abs=0.5)
        assert line.offset_at(0, offset * typeface.cell) == offset


def test_pieces_end_between_clusters(typeface: Typeface) -> None:
    line = long_line("e\u0301" * 5000, typeface)

    starts = [placed.offset for placed in line.pieces(0, line.width, 0, 0)]

    assert len(starts) == 10
    assert all(start % 2 == 0 for start in starts)


def test_a_line_that_was_looked_at_all_over_is_as_if_laid_out_whole(typeface: Typeface) -> None:
    text = MIXED.replace("\t", " ") * 400
    line, whole = long_line(text, typeface), WholeLine(text, typeface)

    assert len(text) > LONGEST_WHOLE
    list(line.pieces(0, 10 * whole.width, 0, 0))  # looks at all of it
    assert line.width == pytest.approx(whole.width, abs=2)
    for offset in range(0, len(text) - 15, 150):
        assert line.x_of(offset) == pytest.approx(whole.x_of(offset), abs=2)


def test_after_an_edit_the_pieces_before_it_are_kept(typeface: Typeface) -> None:
    text = "x" * 10_000
    line = long_line(text, typeface)
    before = [placed.piece for placed in line.pieces(0, line.width, 0, 0)]
    buffer = Buffer(text).replace(5500, 5500, "NEW")

    line.follow(buffer, 0, 10_003, 5500)
    after = [placed.piece for placed in line.pieces(0, line.width, 0, 0)]

    assert after[:4] == before[:4]
    assert "".join(piece.text for piece in after) == str(buffer)


def test_edits_in_a_long_line_show_at_once(desk_with: MakeDesk) -> None:
    desk = desk_with("start\n" + MIXED * 1000 + "\nend")
    desk.select((8000, 8000))

    for _ in range(5):
        desk.type("Z")
        desk.key(Qt.Key.Key_Delete)
        desk.key(Qt.Key.Key_Left, CTRL)

    shown = desk.view.shown_text().split("\n")
    assert "Z" in shown[1]
    assert shown[1] in desk.text
    assert shown[0] == "start"


def test_lines_around_a_long_one_come_and_go(desk_with: MakeDesk) -> None:
    desk = desk_with("x" * 6000 + "\nshort")

    desk.key(Qt.Key.Key_Home, CTRL)
    desk.key(Qt.Key.Key_Return)
    assert desk.view.shown_text().split("\n")[0] == ""
    desk.select((3000, 3000))
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Home, CTRL)
    assert desk.view_shows_the_document()
    desk.select((3000, 3001))
    desk.key(Qt.Key.Key_Delete)
    desk.key(Qt.Key.Key_Delete)
    desk.key(Qt.Key.Key_Home, CTRL)

    assert desk.view.shown_text().split("\n")[2] == "short"


def test_a_click_far_to_the_right_finds_its_position(desk_with: MakeDesk) -> None:
    desk = desk_with("0123456789" * 10_000)
    cell = desk.view._geometry.typeface.cell
    desk.view.set_scroll_position(0, round(50_000 * cell))

    desk.click(QPointF(100, 5))

    ((anchor, _),) = desk.ranges
    assert anchor == pytest.approx(50_000 + 100 / cell, abs=2)
    assert desk.view.caret_rect(anchor).center().x() == pytest.approx(100, abs=cell)


def test_a_selection_over_a_long_line_is_seen(desk_with: MakeDesk) -> None:
    desk = desk_with("x" * 100_000 + "\nnext")
    desk.view.set_scroll_position(0, 300_000)
    desk.view.show_document(desk.view.document, reveal=False)
    desk.select((10, 100_003))
    desk.view.set_scroll_position(0, 300_000)

    color = desk.view._appearance.colors.selection
    assert desk.color_at(QPointF(3, 2)) == color


def test_text_can_be_composed_in_a_long_line(desk_with: MakeDesk) -> None:
    desk = desk_with("x" * 20_000)
    desk.select((12_345, 12_345))
    before = desk.view.caret_rect(12_400).x()

    QApplication.sendEvent(desk.view, QInputMethodEvent("漢字", []))
    assert desk.view.caret_rect(12_400).x() > before + 10
    caret = desk.view._geometry.main_caret_rect()
    assert caret is not None
    assert caret.x() > desk.view.caret_rect(12_345).x()

    QApplication.sendEvent(desk.view, QInputMethodEvent("", []))
    assert desk.view.caret_rect(12_400).x() == pytest.approx(before)


def test_a_cluster_without_end_does_not_stall(typeface: Typeface) -> None:
    line = long_line("e" + "\u0301" * 20_000, typeface)

    assert line.offset_at(0, 5.0) >= 0
    assert sum(len(placed.piece.text) for placed in line.pieces(0, 1e9, 0, 0)) == 20_001


@pytest.mark.parametrize("wrap", [WrapMode.NONE, WrapMode.WINDOW])
def test_of_very_many_marks_in_a_line_those_in_the_window_are_painted(
    desk_with: MakeDesk, monkeypatch: pytest.MonkeyPatch, wrap: WrapMode
) -> None:
    desk = desk_with("ab " * 100_000 + "end")
    desk.view.set_options(ViewOptions(wrap=wrap, smooth_scroll=False))
    desk.view.set_matches([(at, at + 1) for at in range(0, 300_000, 3)])
    desk.select(*((at + 1, at + 2) for at in range(0, 300_000, 3)))
    colors = Colors.light()
    asked: list[int] = []
    spans = Geometry.spans

    def counted(self: Geometry, *given: Any) -> Iterator[Span]:
        asked.append(1)
        return spans(self, *given)

    monkeypatch.setattr(Geometry, "spans", counted)

    for middle in (30, 150_000, 299_990):
        desk.view.reveal(middle)
        middle -= middle % 3
        asked.clear()
        assert colors.match.name() in desk.colors_between(middle, middle + 1)
        assert colors.selection.name() in desk.colors_between(middle + 1, middle + 2)
        assert 0 < len(asked) < 12_000


def test_of_a_long_line_the_part_in_the_window_is_told(desk_with: MakeDesk) -> None:
    desk = desk_with("short\n" + "lorem ipsum " * 100_000 + "\nlast")

    assert desk.view.shown_range()[0] == 0
    desk.view.reveal(600_000)
    start, end = desk.view.shown_range()

    assert start == 0, "the first line is there as well"
    assert end == len(desk.text), "and the last one"

    desk = desk_with("lorem ipsum " * 100_000)
    desk.view.reveal(600_000)
    start, end = desk.view.shown_range()
    assert 590_000 < start <= 600_000 <= end < 610_000
