"""Whatever changes a text was a command: every input there is, with the journal and the view compared after each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QInputMethodEvent,
    QKeySequence,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from editorapp.commands.families import all_commands
from editorapp.commands.specification import DocumentCommand
from editorapp.session.rebuild import rebuild
from editorapp.ui.accessibility.factory import make_views_accessible
from editorapp.ui.view import keyboard
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow

TEXT = "def one(two):\n    return [two, 'three']  # four\n\n\nfive six\nfive 😀 six\nend"
LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Way:
    """A window in which each step is checked: the text is what the commands in the journal make of it."""

    def __init__(self, window: OpenedWindow) -> None:
        self.window = window
        self._revision = window.held.document.revision

    def is_kept(self, what: str) -> bool:
        """Check, and tell whether the text has changed since the last check."""
        self.window.way.check()
        assert self.window.off_the_way() == [], what
        document = self.window.held.document
        before, self._revision = self._revision, document.revision
        if self.window.held.journal is not None:
            rebuilt = rebuild(document.log, document.base_layout)
            assert str(rebuilt.document.buffer) == self.window.text, what
            assert rebuilt.document.revision == document.revision, what
            assert rebuilt.document.selection == document.document.selection, what
            assert rebuilt.document.layout == document.document.layout, what
            assert rebuilt.document.bookmarks == document.document.bookmarks, what
        return document.revision != before

    def point(self, position: int) -> QPointF:
        return self.window.view.caret_rect(position).center()


@pytest.fixture(scope="module")
def assistive(qapp: QApplication) -> None:
    make_views_accessible()


@pytest.fixture
def way(open_window: OpenWindow, tmp_path: Path) -> Way:
    path = tmp_path / "notes.py"
    path.write_text(TEXT, encoding="utf-8")
    window = open_window(path)
    QApplication.clipboard().setText("pasted")
    return Way(window)


def keys_of_the_view() -> Iterator[str]:
    yield from (keys for keys, _, _ in keyboard.COMMANDS)
    for keys, _ in keyboard.MOTIONS:
        yield keys
        yield f"Shift+{keys}" if "Shift" not in keys else keys


def press(way: Way, keys: str) -> None:
    combination = QKeySequence(keys, QKeySequence.SequenceFormat.PortableText)[0]  # type: ignore[index]
    QTest.keyClick(way.window.view, combination.key(), combination.keyboardModifiers())
    QApplication.processEvents()


def test_keys(way: Way) -> None:
    way.window.write("typed (text) 'here'")
    assert way.is_kept("typing")
    for keys in keys_of_the_view():
        press(way, keys)
        way.is_kept(keys)
    assert list(way.window.held.document.log.entries())


def test_shortcuts(way: Way) -> None:
    shortcuts = {
        keys: command.spec.name
        for command in all_commands()
        if issubclass(command, DocumentCommand)
        for keys in command.spec.key.split()
    }
    assert {"Ctrl+Z", "Ctrl+Y", "Ctrl+X", "Ctrl+V"} <= shortcuts.keys()
    way.window.write("x")
    for keys, name in shortcuts.items():
        press(way, "Ctrl+A")
        press(way, keys)
        way.is_kept(f"{keys} ({name})")
        way.window.settle()


def test_menus(way: Way) -> None:
    names = [
        command.spec.name
        for command in all_commands()
        if command.spec.menu and issubclass(command, DocumentCommand)
    ]
    changed = []
    for name in names:
        way.window.parts.dispatcher.request("selection.set", {"ranges": [[4, 9], [60, 64]]}, "menu")
        way.window.parts.availability.refresh()
        action = way.window.parts.actions[name]
        if action.isEnabled():
            action.trigger()
            if way.is_kept(name):
                changed.append(name)
        way.window.settle()
    assert len(changed) > 20, changed


def test_input_methods(way: Way) -> None:
    QApplication.sendEvent(way.window.view, QInputMethodEvent("かな", []))
    assert not way.is_kept("composing")
    event = QInputMethodEvent()
    event.setCommitString("仮名")
    QApplication.sendEvent(way.window.view, event)
    assert way.is_kept("committing")
    again = QInputMethodEvent()
    again.setCommitString("名", -1, 1)
    QApplication.sendEvent(way.window.view, again)
    assert way.is_kept("replacing what is around")
    assert way.window.text.startswith("仮名def")


def test_dropping(way: Way) -> None:
    data = QMimeData()
    data.setText("dropped\r\n")
    point = way.point(3)
    viewport = way.window.view.viewport()
    enter = QDragEnterEvent(point.toPoint(), Qt.DropAction.CopyAction, data, LEFT, NO_KEY)
    QApplication.sendEvent(viewport, enter)
    QApplication.sendEvent(viewport, QDropEvent(point, Qt.DropAction.CopyAction, data, LEFT, NO_KEY))
    assert way.is_kept("dropping a text")
    assert way.window.text.startswith("defdropped")


def test_dropping_a_file_opens_it(way: Way, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("other", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    point = way.point(3)
    viewport = way.window.view.viewport()
    enter = QDragEnterEvent(point.toPoint(), Qt.DropAction.CopyAction, data, LEFT, NO_KEY)
    QApplication.sendEvent(viewport, enter)
    QApplication.sendEvent(viewport, QDropEvent(point, Qt.DropAction.CopyAction, data, LEFT, NO_KEY))
    way.window.settle()
    way.window.wait(lambda: way.window.text == "other")
    assert not Way(way.window).is_kept("dropping a file")


def test_context_menu(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    way.window.parts.dispatcher.request("selection.set", {"ranges": [[0, 3]]}, "mouse")
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: shown.append(menu))
    monkeypatch.setattr(QMenu, "exec", lambda menu, *_: shown.append(menu), raising=False)
    point = way.point(1).toPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, way.window.view.mapToGlobal(point))
    QApplication.sendEvent(way.window.view.viewport(), event)
    (menu,) = shown
    changed = 0
    for action in menu.actions():
        if action.isEnabled() and not action.isSeparator() and not action.text().endswith("..."):
            action.trigger()
            changed += way.is_kept(action.text())
    assert changed >= 2


def test_palette(way: Way, qtbot: QtBot) -> None:
    way.window.choose("application.palette")
    line = way.window.parts.palette.palette._line
    qtbot.keyClicks(line, "delete line")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert way.is_kept("the palette")


def test_find_bar(way: Way, qtbot: QtBot) -> None:
    way.window.parts.dispatcher.request("find.show_replace", {}, "menu")
    form = way.window.parts.find_bar._form
    form.pattern.setText("five")
    form.replacement.setText("5")
    qtbot.keyClick(form.replacement, Qt.Key.Key_Return)
    qtbot.keyClick(form.replacement, Qt.Key.Key_Return)
    assert way.is_kept("replacing in the find bar")


def test_assistive_programs(assistive: None, way: Way) -> None:
    interface = QAccessible.queryAccessibleInterface(way.window.view)
    interface.editableTextInterface().insertText(0, "told ")
    assert way.is_kept("inserting")
    interface.editableTextInterface().replaceText(0, 4, "asked")
    assert way.is_kept("replacing")
    interface.textInterface().setSelection(0, 0, 5)
    assert not way.is_kept("selecting")
    interface.setText(QAccessible.Text.Value, "all new")
    assert way.is_kept("setting the value")
    assert way.window.text == "all new"


def test_undo_and_redo_through_everything(way: Way) -> None:
    for letters in ("one", "two\t", "(three)"):
        way.window.write(letters)
        press(way, "Return")
    way.is_kept("typing")
    after = way.window.text
    for _ in range(30):
        press(way, "Ctrl+Z")
        way.is_kept("undo")
    assert way.window.text == TEXT
    for _ in range(30):
        press(way, "Ctrl+Shift+Z")
        way.is_kept("redo")
    assert way.window.text == after


def test_macros(way: Way) -> None:
    way.window.choose("macro.record")
    way.window.write("x")
    way.window.choose("macro.stop")
    way.is_kept("recording")
    way.window.choose("macro.play")
    assert way.is_kept("playing")


@pytest.mark.parametrize(
    "tamper",
    [
        lambda held: setattr(held.document, "document", _tampered(held.document.document)),
    ],
)
def test_a_change_past_the_commands_is_noticed(way: Way, tamper: Callable[[Any], None]) -> None:
    way.window.write("x")
    tamper(way.window.held)
    way.window.way.check()
    assert len(way.window.off_the_way()) >= 1
    way.window._off_the_way.clear()


def _tampered(document: Any) -> Any:
    return type(document)(document.buffer.replace(0, 1, "?"), document.selection, document.revision)
