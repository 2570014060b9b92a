"""How much is done for a key: counts of what is painted and laid out, so that typing stays quick at any size."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from editorapp.session.view_options import ViewOptions
from editorapp.ui.view.line_styles import Styled
from editorapp.ui.view.margin import LineNumberMargin
from tests.ui.view.desk import Desk

MakeDesk = Callable[..., Desk]
LINES = "".join(f"line {number}\n" for number in range(200))


class Paints(QObject):
    """The rectangles that a widget was asked to paint."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.rects: list[QRect] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.rects.append(event.rect())
        return False


class AskedLines:
    """Colors nothing and notes the lines that are laid out, for each is asked about then."""

    def __init__(self) -> None:
        self.lines: list[int] = []

    def styles(self, line: int, text: str) -> Sequence[Styled]:
        self.lines.append(line)
        return ()

    def are_known(self, line: int, text: str) -> bool:
        return False

    def styles_of_part(self, line: int, start: int, text: str) -> Sequence[Styled]:
        self.lines.append(line)
        return ()


class Measured:
    """A desk whose work is counted from now on, with the caret at a position and no blinking in between."""

    def __init__(self, desk: Desk, caret: int) -> None:
        # Bracket, caret and margin have settled when nothing is left to be painted.
        self.desk = desk
        desk.select((caret, caret))
        self.asked = AskedLines()
        desk.view.set_line_styles(self.asked)
        QApplication.processEvents()
        numbers = desk.view.findChild(LineNumberMargin)
        assert numbers is not None
        self.numbers = numbers
        self.text, self.margin = Paints(desk.view.viewport()), Paints(numbers)
        self.asked.lines.clear()

    def line(self, number: int, *, last: int | None = None) -> QRect:
        """The rectangle of a line, or of lines, in the window."""
        buffer, view = self.desk.view.document.buffer, self.desk.view
        rect = view.caret_rect(buffer.line_start(number)).toRect()
        bottom = view.caret_rect(buffer.line_start(number if last is None else last)).toRect().bottom()
        return QRect(0, rect.top(), view.viewport().width(), bottom - rect.top() + 1)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.desk.view, text)
        QApplication.processEvents()


def test_a_letter_paints_its_line_once_and_no_number(desk_with: MakeDesk) -> None:
    measured = Measured(desk_with(LINES), caret=LINES.index("5"))
    measured.type("x")
    assert measured.text.rects == [measured.line(5)]
    assert measured.margin.rects == []


def test_a_letter_lays_out_its_line_only(desk_with: MakeDesk) -> None:
    measured = Measured(desk_with(LINES), caret=LINES.index("5"))
    measured.type("xyz")
    assert measured.asked.lines == [5, 5, 5]


def test_erasing_a_letter_is_no_more_than_typing_one(desk_with: MakeDesk) -> None:
    measured = Measured(desk_with(LINES), caret=LINES.index("5"))
    QTest.keyClick(measured.desk.view, Qt.Key.Key_Backspace)
    QApplication.processEvents()
    assert measured.text.rects == [measured.line(5)]
    assert measured.asked.lines == [5]


def test_a_step_of_the_caret_in_its_line_lays_out_nothing(desk_with: MakeDesk) -> None:
    measured = Measured(desk_with(LINES), caret=LINES.index("5"))
    QTest.keyClick(measured.desk.view, Qt.Key.Key_Left)
    QApplication.processEvents()
    assert measured.text.rects == [measured.line(5)]
    assert (measured.margin.rects, measured.asked.lines) == ([], [])


def test_numbers_are_painted_where_the_caret_leaves_and_comes(desk_with: MakeDesk) -> None:
    measured = Measured(desk_with(LINES), caret=LINES.index("5"))
    QTest.keyClick(measured.desk.view, Qt.Key.Key_Down)
    QApplication.processEvents()
    both = measured.line(5, last=6)
    assert [(r.top(), r.bottom()) for r in measured.margin.rects] == [(both.top(), both.bottom())]
    assert measured.asked.lines == []


def test_a_new_line_paints_what_is_below_it(desk_with: MakeDesk) -> None:
    measured = Measured(desk_with(LINES), caret=LINES.index("5"))
    QTest.keyClick(measured.desk.view, Qt.Key.Key_Return)
    QApplication.processEvents()
    height = measured.desk.view.viewport().height()
    assert {rect.top() for rect in measured.text.rects} == {measured.line(5).top()}
    assert {rect.bottom() + 1 for rect in (*measured.text.rects, *measured.margin.rects)} == {height}


def test_a_key_is_on_the_screen_before_the_key_press_is_over(desk_with: MakeDesk) -> None:
    measured = Measured(desk_with(LINES), caret=LINES.index("5"))
    painted_when_shown: list[int] = []
    measured.desk.view.document_shown.connect(lambda *_: painted_when_shown.append(len(measured.text.rects)))
    measured.type("x")
    assert painted_when_shown == [1]


def test_signs_that_stand_high_are_painted_with_their_neighbours(desk_with: MakeDesk) -> None:
    measured = Measured(desk_with(LINES.replace("line 6", "zeile 6 😀")), caret=LINES.index("5"))
    measured.type("x")
    (rect,) = measured.text.rects
    assert (rect.top(), rect.bottom()) == (measured.line(5).top() - 1, measured.line(5).bottom() + 1)


def test_guides_of_blank_lines_are_painted_only_where_text_beside_them_is_indented_otherwise(
    desk_with: MakeDesk,
) -> None:
    text = "def f():\n    one\n\n\n    two\n"
    desk = desk_with(text)
    desk.view.set_options(ViewOptions(guides=True))
    measured = Measured(desk, caret=text.index("one") + 1)
    measured.type("x")
    assert measured.text.rects == [measured.line(1)]
    desk.select((text.index("one"), text.index("one")))
    QApplication.processEvents()
    measured.text.rects.clear()
    measured.type(" ")
    assert measured.text.rects == [measured.line(1, last=3)]


def test_a_triangle_comes_shortly_after_its_line_can_be_folded(desk_with: MakeDesk, qtbot: QtBot) -> None:
    text = "head\nbody\nend\n"
    measured = Measured(desk_with(text), caret=text.index("body"))
    measured.type(" ")
    assert measured.margin.rects == []
    qtbot.waitUntil(lambda: bool(measured.margin.rects), timeout=5000)
    assert measured.margin.rects[-1].top() <= measured.line(0).top()


def test_letters_that_fold_nothing_never_paint_the_margin(desk_with: MakeDesk, qtbot: QtBot) -> None:
    text = "head\n    body\nend\n"
    measured = Measured(desk_with(text), caret=text.index("body"))
    measured.type("x")
    qtbot.waitUntil(lambda: not measured.numbers.is_looking, timeout=5000)
    QApplication.processEvents()
    assert measured.margin.rects == []
