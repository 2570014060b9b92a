"""Input methods: what is composed is shown in place, what is committed becomes a command."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QInputMethodEvent, QInputMethodQueryEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication

from tests.ui.view.desk import Desk, shown_differences

MakeDesk = Callable[..., Desk]
Query = Qt.InputMethodQuery
Attribute = QInputMethodEvent.Attribute
Type = QInputMethodEvent.AttributeType


def compose(desk: Desk, text: str, *attributes: QInputMethodEvent.Attribute) -> None:
    QApplication.sendEvent(desk.view, QInputMethodEvent(text, list(attributes)))


def commit(desk: Desk, text: str, start: int = 0, length: int = 0) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text, start, length)
    QApplication.sendEvent(desk.view, event)


def ask(desk: Desk, query: Qt.InputMethodQuery) -> object:
    event = QInputMethodQueryEvent(query)
    QApplication.sendEvent(desk.view, event)
    return event.value(query)


def test_composed_text_is_shown_at_the_caret_and_is_no_part_of_the_document(desk_with: MakeDesk) -> None:
    desk = desk_with("before after")
    desk.select((7, 7))
    before, after_x = desk.picture(), desk.view.caret_rect(12).x()

    compose(desk, "にほん")

    assert desk.take_requests() == []
    assert desk.text == "before after"
    assert desk.view.shown_text() == "before after"
    assert desk.view.caret_rect(12).x() > after_x + 10
    assert shown_differences(before, desk.picture())

    compose(desk, "")

    assert desk.view.caret_rect(12).x() == after_x
    assert not shown_differences(before, desk.picture())


def test_what_is_committed_is_inserted_as_typed_text_is(desk_with: MakeDesk) -> None:
    desk = desk_with("ab")
    desk.select((1, 1))

    compose(desk, "に")
    commit(desk, "日本")

    assert desk.take_requests() == [("text.insert", {"text": "日本"})]
    assert desk.text == "a日本b"
    assert desk.view.shown_text() == "a日本b"


def test_a_commit_may_go_on_composing(desk_with: MakeDesk) -> None:
    desk = desk_with("ab")
    desk.select((2, 2))

    event = QInputMethodEvent("xyz", [])
    event.setCommitString("C")
    QApplication.sendEvent(desk.view, event)

    assert desk.text == "abC"
    composed_caret = desk.view._geometry.main_caret_rect()
    assert composed_caret is not None
    assert desk.view.caret_rect(3).x() < composed_caret.x()


@pytest.mark.parametrize(
    ("text", "caret", "start", "length", "replaced"),
    [
        ("a teh", 5, -3, 3, (2, 5)),
        ("😀😀x", 2, -2, 2, (1, 2)),
        ("line\nteh", 8, -3, 3, (5, 8)),
        ("line\nteh", 6, -9, 99, (5, 8)),
    ],
)
def test_a_correction_replaces_text_near_the_caret(
    desk_with: MakeDesk, text: str, caret: int, start: int, length: int, replaced: tuple[int, int]
) -> None:
    desk = desk_with(text)
    desk.select((caret, caret))

    commit(desk, "the", start, length)

    wanted = {"start": replaced[0], "end": replaced[1], "text": "the"}
    assert desk.take_requests() == [("text.replace", wanted)]


def test_the_look_that_the_input_method_wants_is_painted(desk_with: MakeDesk) -> None:
    desk = desk_with("")
    look = QTextCharFormat()
    look.setBackground(QColor("#ff0000"))

    compose(desk, "abc", Attribute(Type.TextFormat, 1, 1, look))

    image = desk.picture()
    red = {x for x in range(image.width()) if image.pixelColor(x, 3).name() == "#ff0000"}
    cell = desk.view._geometry.typeface.cell
    assert red
    assert 5 + cell - 2 <= min(red) <= max(red) <= 5 + 2 * cell + 1


def test_composed_text_is_underlined_where_nothing_else_is_wanted(desk_with: MakeDesk) -> None:
    desk = desk_with("")

    compose(desk, "    ")

    desk.view._blink.stop()
    assert len(desk.colors_between(0, 0) | _colors(desk)) > 1


def _colors(desk: Desk) -> set[str]:
    image = desk.picture()
    return {image.pixelColor(12, y).name() for y in range(desk.view._geometry.line_height)}


def test_the_caret_stands_where_the_input_method_has_it_or_is_hidden(desk_with: MakeDesk) -> None:
    desk = desk_with("")
    cell = desk.view._geometry.typeface.cell
    origin = desk.view.caret_rect(0).x()

    compose(desk, "abc", Attribute(Type.Cursor, 1, 1, None))
    shown = desk.view._geometry.main_caret_rect()
    assert shown is not None
    assert shown.x() == pytest.approx(origin + cell, abs=1)

    compose(desk, "abc", Attribute(Type.Cursor, 1, 0, None))
    assert desk.view._geometry.main_caret_rect() is None


def test_leaving_the_view_forgets_what_is_composed(desk_with: MakeDesk) -> None:
    desk = desk_with("ab")
    width = desk.view.caret_rect(2).x()

    compose(desk, "xyz")
    desk.view.clearFocus()

    assert desk.view.caret_rect(2).x() == width
    assert desk.take_requests() == []


def test_composed_text_follows_the_caret_when_the_document_changes_meanwhile(desk_with: MakeDesk) -> None:
    desk = desk_with("one\ntwo")
    desk.select((7, 7))
    compose(desk, "x")

    desk.select((0, 0))

    assert desk.view._geometry.lines.is_composed(0)
    assert desk.view_shows_the_document()


def test_input_methods_are_told_of_caret_and_text_in_units_of_qt(desk_with: MakeDesk) -> None:
    desk = desk_with("first\na😀b word\nlast")
    desk.select((8, 13))

    assert ask(desk, Query.ImEnabled) is True
    assert ask(desk, Query.ImSurroundingText) == "a😀b word"
    assert ask(desk, Query.ImCursorPosition) == 8
    assert ask(desk, Query.ImAnchorPosition) == 3
    assert ask(desk, Query.ImCurrentSelection) == "b wor"
    assert ask(desk, Query.ImTextBeforeCursor) == "a😀b wor"
    assert ask(desk, Query.ImTextAfterCursor) == "d"
    assert ask(desk, Query.ImFont) == desk.view._geometry.typeface.font
    assert int(Qt.InputMethodHint(ask(desk, Query.ImHints)).value) & Qt.InputMethodHint.ImhMultiLine.value


def test_the_caret_rectangle_is_that_of_the_whole_view(desk_with: MakeDesk) -> None:
    desk = desk_with("some text")
    desk.select((4, 4))

    rect = ask(desk, Query.ImCursorRectangle)

    assert isinstance(rect, QRectF)
    assert rect.topLeft() - desk.view.caret_rect(4).topLeft() == desk.view.viewport().pos().toPointF()


def test_half_surrogates_never_reach_input_methods(desk_with: MakeDesk) -> None:
    desk = desk_with("a\udcffb")

    assert ask(desk, Query.ImSurroundingText) == "a\ufffdb"
    assert ask(desk, Query.ImCursorPosition) == 0


def test_of_a_very_long_line_only_what_is_near_is_told(desk_with: MakeDesk) -> None:
    desk = desk_with("x" * 100_000)
    desk.select((50_000, 50_000))

    assert len(str(ask(desk, Query.ImSurroundingText))) <= 2000
    compose(desk, "yy")
    commit(desk, "zz")
    assert desk.last == ("text.insert", {"text": "zz"})
