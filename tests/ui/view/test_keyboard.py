"""Keys become commands with their arguments; keys of the window are left to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.view.desk import COMMANDS, Desk

Key = Qt.Key
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def delete(direction: str, unit: str) -> tuple[str, dict[str, Any]]:
    return "text.delete", {"direction": direction, "unit": unit}


def move(unit: str, direction: str, extend: bool = False) -> tuple[str, dict[str, Any]]:
    return "selection.move", {"unit": unit, "direction": direction, "extend": extend}


EDITING = [
    (Key.Key_Return, NONE, ("text.type_newline", {})),
    (Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, ("text.type_newline", {})),
    (Key.Key_Return, SHIFT, ("text.type_newline", {})),
    (Key.Key_Tab, NONE, ("text.indent", {})),
    (Key.Key_Backtab, SHIFT, ("text.unindent", {})),
    (Key.Key_Backspace, NONE, ("text.type_backspace", {})),
    (Key.Key_Backspace, SHIFT, ("text.type_backspace", {})),
    (Key.Key_Backspace, ALT, delete("backward", "sub_word")),
    (Key.Key_Delete, ALT, delete("forward", "sub_word")),
    (Key.Key_Up, ALT | SHIFT, ("selection.extend_columns", {"side": "up"})),
    (Key.Key_Right, ALT | SHIFT, ("selection.extend_columns", {"side": "right"})),
    (Key.Key_Backspace, CTRL, delete("backward", "word")),
    (Key.Key_Backspace, CTRL | SHIFT, delete("backward", "line")),
    (Key.Key_Delete, NONE, delete("forward", "grapheme")),
    (Key.Key_Delete, CTRL, delete("forward", "word")),
    (Key.Key_Delete, CTRL | SHIFT, delete("forward", "line")),
]

MOVING = [
    (Key.Key_Left, NONE, move("grapheme", "backward")),
    (Key.Key_Right, NONE, move("grapheme", "forward")),
    (Key.Key_Up, NONE, move("line", "backward")),
    (Key.Key_Down, NONE, move("line", "forward")),
    (Key.Key_Home, NONE, move("line_text", "backward")),
    (Key.Key_End, NONE, move("line_boundary", "forward")),
    (Key.Key_Left, CTRL, move("word", "backward")),
    (Key.Key_Right, CTRL, move("word", "forward")),
    (Key.Key_Left, CTRL | ALT, move("sub_word", "backward")),
    (Key.Key_Right, CTRL | ALT, move("sub_word", "forward")),
    (Key.Key_Home, CTRL, move("document", "backward")),
    (Key.Key_End, CTRL, move("document", "forward")),
]


@pytest.mark.parametrize(("key", "modifiers", "wanted"), EDITING + MOVING)
def test_a_key_asks_for_its_command(
    desk_with: Callable[..., Desk], key: Qt.Key, modifiers: Qt.KeyboardModifier, wanted: tuple[str, Any]
) -> None:
    desk = desk_with("one two\nthree four\n")
    desk.select((9, 9))

    desk.key(key, modifiers)

    assert desk.take_requests() == [wanted]


@pytest.mark.parametrize(("key", "modifiers", "wanted"), MOVING)
def test_with_shift_a_motion_extends_the_selection(
    desk_with: Callable[..., Desk], key: Qt.Key, modifiers: Qt.KeyboardModifier, wanted: tuple[str, Any]
) -> None:
    desk = desk_with("one two\nthree four\n")
    desk.select((9, 9))

    desk.key(key, modifiers | SHIFT)

    name, arguments = wanted
    assert desk.take_requests() == [(name, {**arguments, "extend": True})]


def test_a_page_is_as_high_as_the_window(desk_with: Callable[..., Desk]) -> None:
    desk = desk_with("x\n" * 200)

    desk.key(Key.Key_PageDown)

    lines = desk.view.page_lines()
    assert 10 < lines < 40
    assert desk.last == (
        "selection.move",
        {"unit": "page", "direction": "forward", "extend": False, "lines": lines},
    )
    assert desk.ranges == [(2 * lines, 2 * lines)]


def test_columns_are_extended_by_pages_too(desk_with: Callable[..., Desk]) -> None:
    desk = desk_with("x\n" * 200)

    desk.key(Key.Key_PageDown, ALT | SHIFT)

    lines = desk.view.page_lines()
    assert desk.last == ("selection.extend_columns", {"side": "down", "lines": lines})
    assert desk.ranges == [(2 * line, 2 * line) for line in range(lines + 1)]


def test_to_the_bracket_with_shift_selects(desk_with: Callable[..., Desk]) -> None:
    desk = desk_with("(a) b")

    desk.key(Key.Key_M, CTRL | SHIFT)

    assert desk.ranges == [(0, 3)]


def test_a_bracket_that_is_typed_brings_its_partner(desk_with: Callable[..., Desk]) -> None:
    desk = desk_with("")

    desk.type("(")
    assert (desk.text, desk.ranges) == ("()", [(1, 1)])
    desk.type("a)b")
    assert (desk.text, desk.ranges) == ("(a)b", [(4, 4)])


def test_control_with_up_and_down_scrolls_and_leaves_the_caret(desk_with: Callable[..., Desk]) -> None:
    desk = desk_with("x\n" * 200)

    desk.key(Key.Key_Down, CTRL)
    desk.key(Key.Key_Up, CTRL)

    assert desk.take_requests() == [
        ("view.scroll", {"lines": 1, "columns": 0}),
        ("view.scroll", {"lines": -1, "columns": 0}),
    ]


def test_typing_inserts_text(desk_with: Callable[..., Desk]) -> None:
    desk = desk_with("b")

    desk.type("A ~")

    assert desk.take_requests() == [("text.type", {"text": c}) for c in "A ~"]
    assert desk.text == "A ~b"


@pytest.mark.parametrize("text", ["é", "漢", "😀", "\u200d", "ß"])
def test_a_key_may_type_any_text(desk_with: Callable[..., Desk], text: str) -> None:
    desk = desk_with()

    QApplication.sendEvent(desk.view, QKeyEvent(QEvent.Type.KeyPress, 0, NONE, text))

    assert desk.take_requests() == [("text.type", {"text": text})]


def test_alt_gr_types_though_windows_reports_it_as_control_and_alt(desk_with: Callable[..., Desk]) -> None:
    desk = desk_with()

    QApplication.sendEvent(desk.view, QKeyEvent(QEvent.Type.KeyPress, Key.Key_At, CTRL | ALT, "@"))

    assert desk.take_requests() == [("text.type", {"text": "@"})]


@pytest.mark.parametrize(
    ("key", "modifiers", "text"),
    [
        (Key.Key_S, CTRL, "\x13"),
        (Key.Key_F, ALT, "f"),
        (Key.Key_Escape, NONE, "\x1b"),
        (Key.Key_F3, NONE, ""),
        (Key.Key_Up, ALT, ""),
        (Key.Key_PageDown, CTRL, ""),
    ],
)
def test_other_keys_are_left_to_the_window(
    desk_with: Callable[..., Desk], key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str
) -> None:
    desk = desk_with("abc")
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)

    QApplication.sendEvent(desk.view, event)

    assert not event.isAccepted()
    assert desk.take_requests() == []


def test_escape_leads_back_to_the_main_caret(desk_with: Callable[..., Desk]) -> None:
    desk = desk_with("one two three")
    desk.select((0, 3), (5, 5), (8, 13))

    desk.key(Key.Key_Escape)

    assert desk.take_requests() == [("selection.set", {"ranges": [[13, 13]]})]


def test_shortcuts_of_the_window_work_and_editing_keys_stay_with_the_view(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    desk = Desk("abc")
    desk.view.setParent(window)
    desk.view.show()
    pressed: list[str] = []
    for keys in ("Ctrl+S", "Del", "Ctrl+Left", "a", "Esc"):
        shortcut = QShortcut(QKeySequence(keys), window)
        shortcut.activated.connect(lambda keys=keys: pressed.append(keys))
    window.show()
    window.activateWindow()
    desk.view.setFocus()
    qtbot.waitUntil(desk.view.hasFocus)

    for key, modifiers in [
        (Key.Key_S, CTRL),
        (Key.Key_Delete, NONE),
        (Key.Key_Left, CTRL),
        (Key.Key_A, NONE),
        (Key.Key_Escape, NONE),
    ]:
        QTest.keyClick(window.windowHandle(), key, modifiers)

    assert pressed == ["Ctrl+S", "Esc"]
    assert [name for name, _ in desk.requested] == ["text.delete", "selection.move", "text.type"]


def test_tab_does_not_leave_the_view(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    desk, other = Desk("abc"), QLineEdit()
    desk.view.setParent(window)
    desk.view.show()
    other.setParent(window)
    window.show()
    window.activateWindow()
    desk.view.setFocus()
    qtbot.waitUntil(desk.view.hasFocus)

    desk.key(Key.Key_Tab)

    assert desk.view.hasFocus()
    assert desk.last == ("text.indent", {})


def test_every_key_of_the_table_is_a_valid_command() -> None:
    from editorapp.ui.view.keyboard import COMMANDS as KEYS

    for keys, name, arguments in KEYS:
        assert QKeySequence(keys).toString() == keys
        COMMANDS.build(name, arguments)
