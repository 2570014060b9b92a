"""Input methods at several carets, in rows of wrapped lines, beside folded lines, and where the window was moved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QApplication

from editorapp.session.view_options import ViewOptions, WrapMode
from editorapp.text.folding import Folds
from tests.ui.view.desk import Desk
from tests.ui.view.test_input_method import ask, commit, compose

MakeDesk = Callable[..., Desk]
CURSOR = Qt.InputMethodQuery.ImCursorRectangle


def told_place(desk: Desk) -> QRectF:
    """Where input methods are told that the caret is, in the viewport."""
    rectangle = ask(desk, CURSOR)
    assert isinstance(rectangle, QRectF)
    return rectangle.translated(-desk.view.viewport().pos().toPointF())


def test_what_is_committed_is_inserted_at_every_caret_and_composed_at_the_one_that_is_followed(
    desk_with: MakeDesk,
) -> None:
    desk = desk_with("a\nb\nc")
    desk.select((1, 1), (3, 3), (5, 5))

    compose(desk, "に")
    assert desk.view._geometry.lines.is_composed(2)
    assert not desk.view._geometry.lines.is_composed(0)
    commit(desk, "日")

    assert desk.text == "a日\nb日\nc日"
    assert desk.take_requests() == [("text.insert", {"text": "日"})]


@pytest.mark.parametrize("length", [300, 20_000])
def test_the_caret_that_is_told_stands_in_its_row(desk_with: MakeDesk, length: int) -> None:
    desk = desk_with("word " * (length // 5), width=400)
    desk.view.set_options(ViewOptions(wrap=WrapMode.WINDOW, smooth_scroll=False))
    desk.select((length - 7, length - 7))

    assert told_place(desk) == desk.view.caret_rect(length - 7)
    assert QRectF(desk.view.viewport().rect()).contains(told_place(desk))

    compose(desk, "かな")
    assert QRectF(desk.view.viewport().rect()).contains(told_place(desk))


def test_the_caret_that_is_told_moves_with_the_window(desk_with: MakeDesk) -> None:
    desk = desk_with("line\n" * 200)
    desk.select((52, 52))
    before = told_place(desk)

    desk.view.scroll_by(3)
    QApplication.processEvents()

    height = desk.view._geometry.line_height
    assert told_place(desk).top() == before.top() - 3 * height


def test_text_is_composed_before_and_behind_folded_lines(desk_with: MakeDesk) -> None:
    desk = desk_with("head\n    one\n    two\nend")
    desk.view.folding.hide(Folds([(0, 2)]))

    for position in (4, len(desk.text)):
        desk.select((position, position))
        compose(desk, "xyz")
        shown = desk.view._geometry.main_caret_rect()
        assert shown is not None
        assert shown.left() > desk.view.caret_rect(position).left() - 1
        compose(desk, "")
        assert desk.view.folding.hidden
