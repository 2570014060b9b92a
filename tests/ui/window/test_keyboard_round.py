"""The way of the keyboard around a whole window with F6."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from editorapp.ui.message import Message
from tests.ui.window.opened_window import OpenedWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier


def name(window: OpenedWindow) -> str:
    """What has the keyboard, as those are told who do not see it."""
    focused = window.parts.window.focusWidget()
    assert isinstance(focused, QWidget)
    return focused.accessibleName() or str(focused.property("text"))


def press(
    window: OpenedWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> str:
    QTest.keyClick(window.parts.window.focusWidget(), key, modifiers)
    QApplication.processEvents()
    return name(window)


def test_f6_leads_to_the_status_bar_and_back(window: OpenedWindow) -> None:
    window.view.setFocus()
    assert press(window, Qt.Key.Key_F6) == "Indentation"
    assert press(window, Qt.Key.Key_Tab) == "Encoding"
    assert press(window, Qt.Key.Key_F6) == "Text"
    assert press(window, Qt.Key.Key_F6, SHIFT) == "Indentation"
    assert press(window, Qt.Key.Key_Escape) == "Text"


def test_messages_are_on_the_way(window: OpenedWindow) -> None:
    window.view.setFocus()
    window.parts.messages.tell(
        Message("key", "Something is to be decided.", answers=(("Well", lambda: None),))
    )
    assert press(window, Qt.Key.Key_F6) == "Well"
    assert press(window, Qt.Key.Key_F6) == "Indentation"
    assert press(window, Qt.Key.Key_F6) == "Text"
    assert press(window, Qt.Key.Key_F6, SHIFT) == "Indentation"
    assert press(window, Qt.Key.Key_F6, SHIFT) == "Well"
    assert press(window, Qt.Key.Key_F6, SHIFT) == "Text"


def test_escape_leads_back_from_a_message(window: OpenedWindow) -> None:
    window.view.setFocus()
    window.parts.messages.tell(
        Message("key", "Something is to be decided.", answers=(("Well", lambda: None),))
    )
    assert press(window, Qt.Key.Key_F6) == "Well"
    assert press(window, Qt.Key.Key_Escape) == "Text"
