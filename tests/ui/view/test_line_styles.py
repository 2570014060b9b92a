"""Colors of syntax: who is asked for them, when, and what is seen of the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtGui import QColor, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from editorapp.ui.view.colors import Colors
from editorapp.ui.view.line_styles import Styled
from tests.ui.view.desk import Desk

MakeDesk = Callable[..., Desk]


class Words:
    """Colors each word "red" as an error, and notes what it is asked."""

    def __init__(self, scope: str = "error") -> None:
        self.scope = scope
        self.asked: list[tuple[int, str]] = []
        self.parts: list[tuple[int, int]] = []

    def styles(self, line: int, text: str) -> Sequence[Styled]:
        self.asked.append((line, text))
        return [Styled(*match.span(), self.scope) for match in re.finditer("red", text)]

    def are_known(self, line: int, text: str) -> bool:
        return True

    def styles_of_part(self, line: int, start: int, text: str) -> Sequence[Styled]:
        self.parts.append((line, start))
        return [Styled(*match.span(), self.scope) for match in re.finditer("red", text)]


def redness(desk: Desk, start: int, end: int) -> bool:
    """Whether a color between two positions is far more red than anything in plain text."""
    colors = [QColor(name) for name in desk.colors_between(start, end)]
    return any(color.red() - color.green() > 100 for color in colors)


def test_stretches_are_painted_in_the_color_of_their_scope(desk_with: MakeDesk) -> None:
    desk = desk_with("plain red plain")

    desk.view.set_line_styles(Words())

    assert redness(desk, 6, 9)
    assert not redness(desk, 0, 5)
    assert not redness(desk, 10, 15)


def test_a_scope_that_is_not_known_looks_like_the_one_that_holds_it_or_plain(desk_with: MakeDesk) -> None:
    desk = desk_with("red")

    desk.view.set_line_styles(Words("error.of.some.kind"))
    assert redness(desk, 0, 3)
    desk.view.set_line_styles(Words("unheard"))
    assert not redness(desk, 0, 3)


def test_lines_of_the_same_text_may_look_different(desk_with: MakeDesk) -> None:
    class FirstOnly(Words):
        def styles(self, line: int, text: str) -> Sequence[Styled]:
            return super().styles(line, text) if line == 0 else []

    desk = desk_with("red red\nred red")
    desk.view.set_line_styles(FirstOnly())

    assert redness(desk, 0, 7)
    assert not redness(desk, 8, 15)


def test_only_lines_in_the_window_are_asked_about(desk_with: MakeDesk) -> None:
    desk = desk_with("red\n" * 100_000)
    words = Words()

    desk.view.set_line_styles(words)
    desk.picture()

    assert 0 < len(words.asked) < 100


def test_restyled_lines_are_asked_about_again_and_no_others(desk_with: MakeDesk) -> None:
    desk = desk_with("red\nred\nred\nred")
    words = Words("unheard")
    desk.view.set_line_styles(words)
    desk.picture()
    words.asked.clear()
    words.scope = "error"

    desk.view.restyle(1, 2)
    desk.picture()

    assert [line for line, _ in words.asked] == [1, 2]
    assert not redness(desk, 0, 3)
    assert redness(desk, 4, 7)
    assert redness(desk, 8, 11)


def test_of_a_long_line_only_the_parts_in_the_window_are_asked_about(desk_with: MakeDesk) -> None:
    desk = desk_with("first\n" + "red blue " * 20_000)
    words = Words()

    desk.view.set_line_styles(words)
    desk.picture()

    assert redness(desk, 6, 9)
    assert words.parts
    assert all(line == 1 and start < 5000 for line, start in words.parts)
    words.parts.clear()
    desk.view.restyle(1, 1)
    desk.picture()
    assert words.parts


def test_new_colors_are_seen(desk_with: MakeDesk) -> None:
    desk = desk_with("red")
    desk.view.set_line_styles(Words())
    before = desk.colors_between(0, 3)

    desk.view.set_colors(Colors.dark())

    assert desk.colors_between(0, 3) != before
    assert redness(desk, 0, 3)


def test_composed_text_moves_what_is_behind_it_and_keeps_its_own_look(desk_with: MakeDesk) -> None:
    desk = desk_with("red \x01 red")
    desk.view.set_line_styles(Words())
    desk.select((0, 0))

    QApplication.sendEvent(desk.view, QInputMethodEvent("wwww", []))

    start = desk.view.caret_rect(0).x()
    after = desk.view.caret_rect(1).x()
    image = desk.picture()
    y = int(desk.view.caret_rect(0).center().y())
    rows = range(y - 8, y + 8)
    composed = [image.pixelColor(int(x), row) for x in range(int(start) + 2, int(start) + 20) for row in rows]
    assert not any(color.red() - color.green() > 100 for color in composed)
    assert after > start + 20
    assert desk.view.shown_text() == "red \x01 red"
