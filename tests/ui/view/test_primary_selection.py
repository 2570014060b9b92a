"""The primary selection of X11 is offered as soon as something is selected, and made only when asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from editorapp.text.buffer import Buffer
from editorapp.text.selection import Range
from editorapp.ui.view.lazy_text import LazyText
from tests.ui.view.desk import Desk

MakeDesk = Callable[..., Desk]
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def test_what_is_selected_by_keys_is_offered(desk_with: MakeDesk) -> None:
    desk = desk_with("one two")

    desk.key(Qt.Key.Key_Right, SHIFT)
    desk.key(Qt.Key.Key_Right, SHIFT | CTRL)

    assert [data.text() for data in desk.clipboard.offered] == ["o", "one"]


def test_a_drag_with_the_mouse_is_offered_once_at_its_end(desk_with: MakeDesk) -> None:
    desk = desk_with("one two")

    desk.press(0)
    for position in range(1, 6):
        desk.move(position)
    assert desk.clipboard.offered == []
    desk.release()

    assert [data.text() for data in desk.clipboard.offered] == ["one t"]


def test_a_caret_takes_nothing_from_what_is_offered(desk_with: MakeDesk) -> None:
    desk = desk_with("one two")

    desk.click(3)
    desk.key(Qt.Key.Key_Left)

    assert desk.clipboard.offered == []


def test_an_edit_offers_nothing(desk_with: MakeDesk) -> None:
    desk = desk_with("one two")
    desk.select((0, 3))
    offered = len(desk.clipboard.offered)

    desk.key(Qt.Key.Key_Tab)

    assert desk.ranges == [(4, 7)]
    assert len(desk.clipboard.offered) == offered


def test_the_same_place_with_another_text_is_offered_anew(desk_with: MakeDesk) -> None:
    desk = desk_with("one two")
    desk.select((0, 3))
    desk.type("X")
    desk.select((0, 3))

    assert [data.text() for data in desk.clipboard.offered] == ["one", "X t"]


def test_a_view_without_the_keyboard_offers_nothing(desk_with: MakeDesk) -> None:
    desk = desk_with("one two")
    desk.view.clearFocus()

    desk.select((0, 3))

    assert desk.clipboard.offered == []


class CountingBuffer(Buffer):
    """Tells how often its text was read."""

    reads = 0

    def slice(self, start: int, end: int) -> str:
        self.reads += 1
        return super().slice(start, end)


def test_the_text_is_made_only_when_asked_for_and_from_the_revision_of_then() -> None:
    buffer = CountingBuffer("one two three")
    offered = LazyText(buffer, [Range(3, 0), Range(5, 5), Range(8, 13)], "\n")

    assert offered.hasText()
    assert offered.formats() == ["text/plain", "text/plain;charset=utf-8"]
    assert buffer.reads == 0
    buffer.replace(0, 13, "")
    assert offered.text() == "one\nthree"
    assert bytes(offered.data("text/plain").data()) == b"one\nthree"
    assert not offered.hasFormat("text/html")
