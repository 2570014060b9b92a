"""Wrapped lines: where rows end, what is where, how the window moves over them and keys in them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from editorapp.session.view_options import ViewOptions, WrapMode
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Transaction
from editorapp.ui.view.laid_line import LONGEST_WHOLE
from tests.ui.view.desk import Desk

MakeDesk = Callable[..., Desk]
WORDS = (
    "some words that fill more than one row of the window, and some more of them to fill a third one as well"
)
AT_WINDOW = ViewOptions(wrap=WrapMode.WINDOW, smooth_scroll=False)
SHIFT = Qt.KeyboardModifier.ShiftModifier


def wrapped(desk: Desk, column: int = 0) -> Desk:
    mode = WrapMode.COLUMN if column else WrapMode.WINDOW
    desk.view.set_options(ViewOptions(wrap=mode, wrap_column=column or 80, smooth_scroll=False))
    return desk


def rows_of(desk: Desk, line: int) -> list[str]:
    laid = desk.view._geometry.lines.at(line)
    text = desk.view.document.buffer.line_text(line)
    return [text[slice(*laid.row_span(row))] for row in range(laid.row_count)]


def test_rows_end_between_words_at_the_width_of_the_window(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with(f"{WORDS}\nshort", width=360))
    rows = rows_of(desk, 0)
    cells = desk.view.viewport().width() / desk.view._geometry.typeface.cell

    assert "".join(rows) == WORDS
    assert len(rows) > 2
    assert all(row.endswith(" ") and len(row.rstrip()) <= cells for row in rows[:-1])
    assert rows_of(desk, 1) == ["short"]
    assert desk.view.horizontalScrollBar().maximum() == 0


def test_another_width_of_the_window_is_another_width_of_rows(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with(WORDS, width=360))
    before = len(rows_of(desk, 0))

    desk.view.resize(700, 400)
    assert len(rows_of(desk, 0)) < before
    desk.view.set_options(ViewOptions())
    assert rows_of(desk, 0) == [WORDS]


def test_rows_end_at_a_column(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("x" * 95), column=40)

    assert [len(row) for row in rows_of(desk, 0)] == [40, 40, 15]


def test_rows_keep_the_indentation_of_their_line(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("        " + WORDS, width=460))
    laid = desk.view._geometry.lines.at(0)

    starts = [laid.x_of(laid.row_span(row)[0]) for row in range(1, laid.row_count)]
    assert starts == pytest.approx([laid.x_of(8)] * len(starts))


def test_carets_and_clicks_agree_in_every_row(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with(f"first\n  {WORDS}\nlast", width=360))
    view = desk.view

    tops = set()
    for position in range(6, 6 + len(WORDS) + 2):
        rect = view.caret_rect(position)
        tops.add(rect.top())
        assert view.position_at(rect.center()) == position
    assert len(tops) == len(rows_of(desk, 1))
    assert view.caret_rect(len(desk.text)).top() == max(tops) + view._geometry.line_height


def test_right_to_left_rows_stand_at_the_right(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("שלום עולם " * 20, width=360))
    view = desk.view
    laid = view._geometry.lines.at(0)

    assert laid.row_count > 2
    for row in range(laid.row_count):
        x = view.caret_rect(laid.row_span(row)[0]).x()
        assert x == pytest.approx(view.viewport().width() - 6, abs=8)


def test_a_selection_is_marked_in_all_its_rows(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("x" * 300, width=360))
    desk.select((0, 0))
    first = len(rows_of(desk, 0)[0])
    color = desk.view._appearance.colors.selection

    desk.select((first - 2, 2 * first + 2))

    image = desk.picture()
    height = desk.view._geometry.line_height

    def is_marked(position: int) -> bool:
        rect = desk.view.caret_rect(position)
        return image.pixelColor(int(rect.center().x()) + 3, int(rect.top()) + 1) == color

    assert [is_marked(at) for at in (first - 3, first - 2, first, 2 * first - 1, 2 * first, 2 * first + 1)] == [
        False, True, True, True, True, True
    ]  # fmt: skip
    assert not is_marked(2 * first + 3)
    assert height > 0


def test_down_and_up_go_by_rows_and_keep_their_column(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with(f"{WORDS}\nend", width=360))
    laid = desk.view._geometry.lines.at(0)
    starts = [laid.row_span(row)[0] for row in range(laid.row_count)]
    desk.select((20, 20))

    for start in starts[1:]:
        desk.key(Qt.Key.Key_Down)
        assert desk.ranges == [(start + 20, start + 20)] or start == starts[-1]
    desk.key(Qt.Key.Key_Down)
    assert desk.ranges == [(len(desk.text),) * 2]
    for _ in starts:
        desk.key(Qt.Key.Key_Up)
    assert desk.ranges == [(20, 20)]
    desk.key(Qt.Key.Key_Up)
    assert desk.ranges == [(0, 0)]


def test_shift_extends_by_rows(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with(WORDS, width=360))
    row = len(rows_of(desk, 0)[0])

    desk.key(Qt.Key.Key_Down, SHIFT)

    assert desk.ranges == [(0, row)]


def test_home_and_end_stop_at_the_row_and_then_at_the_line(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("  " + WORDS, width=360))
    laid = desk.view._geometry.lines.at(0)
    start, end = laid.row_span(1)
    desk.select((start + 4, start + 4))

    desk.key(Qt.Key.Key_End)
    assert desk.ranges == [(end - 1, end - 1)]
    assert desk.view.caret_rect(end - 1).top() == desk.view.caret_rect(start).top()
    desk.key(Qt.Key.Key_End)
    assert desk.ranges == [(len(desk.text),) * 2]
    desk.select((start + 4, start + 4))
    desk.key(Qt.Key.Key_Home)
    assert desk.ranges == [(start, start)]
    desk.key(Qt.Key.Key_Home)
    assert desk.ranges == [(2, 2)]


def test_where_each_line_is_one_row_motions_stay_what_a_macro_can_repeat(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("one\ntwo\nthree\n"))
    desk.take_requests()

    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageDown):
        desk.key(key)

    assert {name for name, _ in desk.requested} == {"selection.move"}


def test_typing_over_the_end_of_a_row_moves_what_is_below(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("x" * 20 + "\nbelow", width=360))
    desk.select((20, 20))
    before = desk.view.caret_rect(len(desk.text)).top()

    desk.type("y" * 60)

    height = desk.view._geometry.line_height
    assert desk.view.caret_rect(len(desk.text)).top() == before + height * (len(rows_of(desk, 0)) - 1)
    assert desk.view_shows_the_document()


def test_text_is_composed_over_the_end_of_a_row(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("x" * 30, width=300))
    desk.select((30, 30))

    QApplication.sendEvent(desk.view, QInputMethodEvent("y" * 40, []))

    caret = desk.view._geometry.main_caret_rect()
    assert caret is not None
    assert caret.top() >= desk.view._geometry.line_height
    assert caret.right() <= desk.view.viewport().width()


def test_a_control_character_has_its_box_in_its_row(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("x" * 100 + "\x01" + "x" * 20, width=300))
    (piece,) = desk.view._geometry.lines.at(0).pieces(0, 300, 0, 9)
    (box,) = piece.piece.mark_boxes(0, 300)

    assert box.row == desk.view._geometry.lines.at(0).row_of(100)
    assert 0 <= box.left < box.right <= 300


# ------------------------------------------------------------------------------------------ scrolling

PARAGRAPHS = "".join(f"{number}: {WORDS}\n" for number in range(500))


def test_the_window_goes_over_all_rows_and_back(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with(PARAGRAPHS, width=360))
    geometry = desk.view._geometry

    places = [geometry.anchor]
    for _ in range(60):
        desk.view.scroll_by(7)
        places.append(geometry.anchor)
    assert len(set(places)) == 61
    for place in reversed(places[:-1]):
        desk.view.scroll_by(-7)
        assert geometry.anchor == place
    assert desk.view.verticalScrollBar().value() == 0


def test_the_bar_ends_with_the_last_row_at_the_bottom(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with(PARAGRAPHS, width=360))
    bar = desk.view.verticalScrollBar()

    bar.setValue(bar.maximum())

    assert desk.view.caret_rect(len(desk.text)).bottom() == desk.view.viewport().height()
    desk.view.scroll_by(-1)
    assert bar.value() < bar.maximum()


def test_a_place_keeps_its_row_when_rows_get_another_width(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with(PARAGRAPHS, width=360))
    desk.view.scroll_by(601)
    place = desk.view._geometry.anchor.place

    desk.view.resize(500, 400)

    laid = desk.view._geometry.lines.at(place.line)
    start, end = laid.row_span(desk.view._geometry.walk.row_of(desk.view._geometry.anchor.place))
    assert desk.view._geometry.anchor.place.line == place.line
    assert start <= place.offset < end


def test_text_added_above_the_window_does_not_move_what_is_seen(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with(PARAGRAPHS, width=360))
    desk.view.scroll_by(600)
    before = desk.view.position_at(QPointF(5, 5))
    desk.view.show_document(desk.view.document, reveal=False)

    changes = ChangeSet([Change(0, "", WORDS * 3)])
    desk.view.show_document(desk.view.document.after(Transaction(changes)), changes, reveal=False)

    assert desk.view.position_at(QPointF(5, 5)) == before + len(WORDS) * 3


def test_the_caret_is_revealed_wherever_it_goes(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with(PARAGRAPHS, width=360))
    chance = random.Random(1)

    for _ in range(60):
        position = chance.randrange(len(desk.text))
        desk.select((position, position))
        rect = desk.view.caret_rect(position)
        assert 0 <= rect.top() <= desk.view.viewport().height() - rect.height()


# ------------------------------------------------------------------------------------------ long lines


def test_a_long_line_is_wrapped_in_full_rows(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("x" * 3 * LONGEST_WHOLE), column=50)
    laid = desk.view._geometry.lines.at(0)

    assert laid.row_count == 3 * LONGEST_WHOLE // 50
    assert all(laid.row_span(row) == (row * 50, row * 50 + 50) for row in range(laid.row_count))


def test_every_row_of_a_long_line_is_followed_by_the_next(desk_with: MakeDesk) -> None:
    text = "".join(f"word{number} " for number in range(3000))
    desk = wrapped(desk_with(text, width=360))
    laid = desk.view._geometry.lines.at(0)
    list(laid.pieces(0, 400, 0, 10**6))  # looks at all of it

    spans = [laid.row_span(row) for row in range(laid.row_count)]
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(span[1] == following[0] for span, following in itertools.pairwise(spans))
    assert all(text[end - 1] == " " for _, end in spans)
    assert [laid.row_of(start) for start, _ in spans] == list(range(len(spans)))


def test_a_long_line_is_scrolled_row_by_row_and_back(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("lorem ipsum dolor " * 50_000, width=360))
    geometry = desk.view._geometry
    bar = desk.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    start = geometry.shown_range()[0]
    assert start == pytest.approx(450_000, rel=0.1)

    tops = [start]
    for _ in range(300):
        desk.view.scroll_by(1)
        tops.append(geometry.shown_range()[0])
    assert all(0 < after - before < 60 for before, after in itertools.pairwise(tops))
    for top in reversed(tops[:-1]):
        desk.view.scroll_by(-1)
        assert geometry.shown_range()[0] == top


def test_typing_in_the_middle_of_a_long_line_stays_where_it_is(desk_with: MakeDesk) -> None:
    desk = wrapped(desk_with("lorem ipsum dolor " * 50_000, width=360))
    desk.select((400_000, 400_000))
    before = desk.view.caret_rect(400_000).top()

    desk.type("some more words in between")

    head = desk.ranges[0][1]
    assert head == 400_026
    assert abs(desk.view.caret_rect(head).top() - before) <= 3 * desk.view._geometry.line_height
    assert "some more words in between" in desk.view.shown_text()


@pytest.mark.parametrize("length", [2000, 200_000])
def test_a_caret_in_sight_stays_so_when_its_line_is_wrapped(desk_with: MakeDesk, length: int) -> None:
    desk = desk_with("word " * (length // 5) + "\nend", height=200)
    desk.select((length - 20, length - 20))

    wrapped(desk)

    shown = QRectF(desk.view.viewport().rect())
    assert shown.contains(desk.view.caret_rect(length - 20))
