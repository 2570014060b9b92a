"""Folded lines in a view: not seen, not walked over, opened by a click and when the caret goes in."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from editorapp.session.view_options import ViewOptions, WrapMode
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Transaction
from editorapp.text.folding import Folds
from editorapp.ui.view.decoration import fold_box
from tests.ui.view.desk import Desk

MakeDesk = Callable[..., Desk]
TEXT = "zero\none:\n  two\n  three\nfour\nfive\n"
LINES = "".join(f"head {number}\n  body\n  body\n" for number in range(2000))


@pytest.fixture(params=[WrapMode.NONE, WrapMode.WINDOW])
def folded(request: pytest.FixtureRequest, desk_with: MakeDesk) -> Desk:
    desk = desk_with(TEXT)
    desk.view.set_options(ViewOptions(wrap=request.param, smooth_scroll=False))
    desk.view.folding.hide(Folds([(1, 3)]))
    return desk


def line_start(desk: Desk, line: int) -> int:
    return desk.view.document.buffer.line_start(line)


def test_folded_lines_are_not_in_the_window(folded: Desk) -> None:
    height = folded.view._geometry.line_height

    assert folded.view.shown_text() == "zero\none:\nfour\nfive\n"
    assert folded.view.caret_rect(line_start(folded, 4)).top() == 2 * height
    assert folded.view.position_at(QPointF(5, 2.5 * height)) == line_start(folded, 4)


def test_up_and_down_go_past_folded_lines(folded: Desk) -> None:
    folded.select((5, 5))

    folded.key(Qt.Key.Key_Down)
    assert folded.ranges == [(line_start(folded, 4),) * 2]
    folded.key(Qt.Key.Key_Up)
    assert folded.ranges == [(5, 5)]
    assert folded.view.folding.hidden == Folds([(1, 3)])


def test_a_caret_that_goes_in_unfolds(folded: Desk) -> None:
    folded.select((line_start(folded, 2), line_start(folded, 2)))

    assert not folded.view.folding.hidden
    assert folded.view.shown_text() == TEXT


def test_folds_go_with_their_lines(folded: Desk) -> None:
    document = folded.view.document
    changes = ChangeSet([Change(0, "", "new\nnew\n")])
    folded.view.show_document(document.after(Transaction(changes)), changes)

    assert folded.view.folding.hidden == Folds([(3, 5)])
    assert folded.view.shown_text() == "new\nnew\nzero\none:\nfour\nfive\n"


def test_a_click_on_the_box_or_the_triangle_asks_to_unfold(folded: Desk) -> None:
    geometry = folded.view._geometry
    (header,) = [shown for shown in geometry.shown_lines() if shown.line == 1]

    folded.click(fold_box(geometry, header).center())
    margin = folded.view._margin
    middle = int(header.top + geometry.line_height / 2)
    QTest.mouseClick(
        margin, Qt.MouseButton.LeftButton, pos=margin.rect().topRight() - QPointF(10, -middle).toPoint()
    )

    assert folded.take_requests() == [("view.toggle_fold", {"line": 1})] * 2


def test_beside_the_triangles_a_click_selects_the_line(folded: Desk) -> None:
    margin = folded.view._margin
    middle = int(folded.view._geometry.line_height * 2.5)

    QTest.mouseClick(margin, Qt.MouseButton.LeftButton, pos=QPointF(4, middle).toPoint())

    assert folded.ranges == [(line_start(folded, 4), line_start(folded, 5))]


def test_there_is_a_triangle_where_lines_can_be_folded(desk_with: MakeDesk) -> None:
    desk = desk_with(TEXT)
    desk.view.folding.hide(Folds([(1, 3)]))

    assert [desk.view.folding.source.can_fold(line) for line in range(4)] == [False, True, False, False]
    image = desk.view._margin.grab().toImage()
    height = desk.view._geometry.line_height
    strip = range(image.width() - height, image.width() - 3)
    ground = image.pixelColor(2, 1)
    marked = [
        any(image.pixelColor(x, y) != ground for x in strip for y in range(row * height, (row + 1) * height))
        for row in range(4)
    ]
    assert marked == [False, True, False, False]


def test_the_bar_counts_the_lines_that_are_seen(desk_with: MakeDesk) -> None:
    desk = desk_with(LINES)
    before = desk.view.verticalScrollBar().maximum()

    desk.view.folding.hide(Folds((line, line + 2) for line in range(0, 6000, 3)))

    bar = desk.view.verticalScrollBar()
    assert bar.maximum() == before - 4000
    bar.setValue(1000)
    assert desk.view.scroll_position() == (3000, 0)
    bar.setValue(bar.maximum())
    assert desk.view.caret_rect(len(LINES)).bottom() == desk.view.viewport().height()


def test_what_is_folded_away_in_the_window_leaves_its_header_there(desk_with: MakeDesk) -> None:
    desk = desk_with("head\n" + "  body\n" * 500 + "end\n" * 100)
    desk.view.scroll_by(300)

    desk.view.folding.hide(Folds([(0, 500)]))

    assert desk.view.scroll_position() == (0, 0)
    assert desk.view.shown_text().startswith("head\nend\n")


def test_another_document_has_no_folds(folded: Desk) -> None:
    other = Desk("else")
    folded.view.show_document(other.view.document)
    other.view.close()

    assert not folded.view.folding.hidden


def test_the_mark_of_a_line_end_gives_way_to_the_box_of_what_is_folded(folded: Desk) -> None:
    geometry = folded.view._geometry
    box = next(fold_box(geometry, shown) for shown in geometry.shown_lines() if shown.line == 1)
    around = box.adjusted(-4, 0, 4, 0).toAlignedRect()
    before = folded.picture().copy(around)

    folded.view.set_options(msgspec.structs.replace(folded.view._appearance.options, whitespace=True))

    assert folded.picture().copy(around) == before
