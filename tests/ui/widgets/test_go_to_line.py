"""The box that asks for a line: what it takes, what it refuses and how it says so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from editorapp.ui.go_to_line import GoToLine, position_in


class Window(QWidget):
    """A window with a text and the box over it."""

    def __init__(self) -> None:
        super().__init__()
        self.text = QLineEdit()
        QVBoxLayout(self).addWidget(self.text)
        self.box = GoToLine(self)
        self.resize(600, 200)
        self.accepted: list[tuple[int, int]] = []
        self.box.accepted_position.connect(lambda line, column: self.accepted.append((line, column)))


@pytest.fixture
def window(qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.box.ask(1234, 12)
    qtbot.waitUntil(window.box._edit.hasFocus)
    return window


def enter(window: Window, text: str, qtbot) -> None:
    qtbot.keyClicks(window.box._edit, text)
    qtbot.keyClick(window.box._edit, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("7", (7, 1)),
        (" 7 ", (7, 1)),
        ("7:3", (7, 3)),
        ("7 : 3", (7, 3)),
        ("7:", (7, 1)),
        ("1,234:5", (1234, 5)),
        ("1 234", (1234, 1)),
        ("0", (0, 1)),
        ("٣", (3, 1)),
        ("", None),
        ("x", None),
        ("-1", None),
        ("7:x", None),
        (":3", None),
        ("7:3:1", None),
    ],
)
def test_a_position_is_a_line_and_perhaps_a_column(text, position):
    assert position_in(text) == position


def test_it_offers_the_line_of_the_caret_and_says_which_there_are(window):
    assert window.box._edit.selectedText() == "12"
    assert window.box._hint.text() == "1 to 1,234"


def test_enter_goes_there_and_closes(window, qtbot):
    with qtbot.waitSignal(window.box.closed):
        enter(window, "7:3", qtbot)
    assert window.accepted == [(7, 3)]
    assert window.box.isHidden()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1235", "The last line is 1,234"),
        ("0", "Counted from 1"),
        ("5:0", "Counted from 1"),
        ("five", "A number, as 12 or 12:5"),
        ("9" * 40, "The last line is 1,234"),
    ],
)
def test_what_is_no_place_in_the_text_is_refused_in_words(window, qtbot, text, hint):
    enter(window, text, qtbot)
    assert window.box._hint.text() == hint
    assert window.box._hint.is_error
    assert window.accepted == []
    assert window.box.isVisible()


def test_nothing_entered_goes_nowhere(window, qtbot):
    window.box._edit.clear()
    qtbot.keyClick(window.box._edit, Qt.Key.Key_Return)
    assert window.accepted == []
    assert not window.box._hint.is_error


def test_escape_closes_it(window, qtbot):
    with qtbot.waitSignal(window.box.closed):
        qtbot.keyClick(window.box._edit, Qt.Key.Key_Escape)
    assert window.box.isHidden()
    assert window.accepted == []


def test_it_goes_when_the_keyboard_goes_elsewhere(window, qtbot):
    with qtbot.waitSignal(window.box.closed):
        window.text.setFocus(Qt.FocusReason.MouseFocusReason)
    assert window.box.isHidden()


@pytest.mark.parametrize("width", [300, 900])
def test_it_stays_over_the_middle_of_the_window(window, qtbot, width):
    window.resize(width, 200)
    qtbot.waitUntil(lambda: abs(window.box.geometry().center().x() - width // 2) <= 1)
    assert window.box.geometry().left() >= 0
    assert window.box.grab().size() == window.box.size()
