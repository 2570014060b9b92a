"""Owns `OpenedWindow`: a whole window in this process, driven by its widgets as a person would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from editorapp.app import build_window
from editorapp.commands.viewing import SmoothScroll
from editorapp.storage.file_place import parse_place
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.log_file import log_path
from editorapp.storage.messages.service import Service
from editorapp.storage.profile import Profile
from editorapp.ui.failures import Failures
from editorapp.ui.message import Message
from editorapp.ui.unsaved_dialog import UnsavedDialog
from editorapp.ui.view import TextView
from editorapp.ui.way_check import WayCheck, WayError


class OpenedWindow:
    """A window on a profile, shown until `end`.

    Attributes:
        parts: its parts.
        failures: messages about errors that nobody expected.
        way: looks whether every change of a text was a command; see `off_the_way`.
        has_ended: whether it has gone and everything is written.
    """

    def __init__(self, qtbot: QtBot, profile: Profile, *files: str | Path) -> None:
        self._qtbot = qtbot
        self.has_ended = False
        self.failures: list[Message] = []
        self._off_the_way: list[WayError] = []
        failures = Failures(log_path(profile))
        failures.told.connect(self.failures.append)
        self._editor_window = build_window(profile, failures, self._note_end)
        self.parts = self._editor_window.parts
        # Whatever a test does, it is looked after each event whether all of it went by way of commands.
        self.way = WayCheck(self.parts, self._off_the_way.append, self.parts.window)
        # What a test sees is where the window has come to, not its way there.
        self.parts.viewing.performers()[SmoothScroll](SmoothScroll(on=False))
        self._editor_window.start([parse_place(str(file)) for file in files])
        self.wait(lambda: self.parts.worker.is_idle and self._editor_window.has_started)

    @property
    def service(self) -> Service:
        """The service of the window's outside work, which opens behind the first paint."""
        self.wait(lambda: self.parts.work.service)
        assert isinstance(self.parts.work.service, Service)
        return self.parts.work.service

    def off_the_way(self) -> list[str]:
        """Return what has changed a text without a command, or is shown and not there."""
        return [str(error) for error in self._off_the_way]

    def _note_end(self) -> None:
        self.has_ended = True
        self.way.stop()

    def wait(self, condition: Callable[[], Any]) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=20_000)

    def wait_for_message(self, words: str) -> None:
        """Wait until a message at the top of the editor holds some words."""
        self.wait(lambda: any(words in message for message in self.messages()))

    def settle(self) -> None:
        """Wait until no file is being read or written."""
        self.wait(lambda: self.parts.worker.is_idle)

    def begin_end(self) -> None:
        """Begin to end as at a log-out; what is under way comes to its end some time later."""
        self._editor_window.end_now()

    def end(self) -> None:
        """End as at a log-out, keeping everything."""
        self.begin_end()
        self.wait(lambda: self.has_ended)

    # --- what is seen ------------------------------------------------------------------------------------

    @property
    def held(self) -> HeldDocument:
        held = self.parts.current()
        assert held is not None
        return held

    @property
    def view(self) -> TextView:
        view = self.parts.tabs.view(self.held.id)
        assert view is not None
        return view

    @property
    def text(self) -> str:
        """The text that the view shows, which must be the document's."""
        assert self.view.document is self.held.document.document
        return str(self.view.document.buffer)

    @property
    def title(self) -> str:
        window = self.parts.window
        return window.windowTitle().replace("[*]", "*" if window.isWindowModified() else "")

    def tab_texts(self) -> list[str]:
        return [self.parts.tabs.tabText(index) for index in range(self.parts.tabs.count())]

    def messages(self) -> list[str]:
        return [message.text for message in self.parts.messages.shown()]

    def status(self) -> str:
        return self.parts.status.currentMessage()

    # --- what a person does ------------------------------------------------------------------------------

    def write(self, text: str) -> None:
        self._qtbot.keyClicks(self.view, text)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._qtbot.keyClick(self.view, key, modifiers)

    def choose(self, name: str) -> None:
        """Choose a command in its menu."""
        self.parts.availability.refresh()
        action = self.parts.actions[name]
        assert action.isEnabled(), action.statusTip()
        action.trigger()

    def open(self, path: Path) -> None:
        self.parts.dispatcher.request("document.open", {"path": str(path)}, "menu")
        self.settle()

    def save(self) -> None:
        self.choose("document.save")
        self.settle()

    def answer_message(self, words: str) -> None:
        """Press a button of a message at the top of the editor."""
        for button in self.parts.messages.findChildren(QPushButton):
            if button.isVisibleTo(self.parts.messages) and button.text() == words:
                button.click()
                return
        raise AssertionError(f"no message offers {words!r}")

    def dialog(self, kind: type[QWidget]) -> Any:
        """Wait for an open dialog of a kind."""
        found: list[QWidget] = []

        def look() -> bool:
            found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
            return bool(found)

        self.wait(look)
        return found[0]

    def answer_question(self, words: str) -> str:
        """Press a button of the question that is asked, and return the question."""
        box = self.dialog(QMessageBox)
        question = f"{box.text()} {box.informativeText()}"
        button = next(button for button in box.buttons() if button.text().replace("&", "") == words)
        button.click()
        self.wait(lambda: not box.isVisible())
        return question

    def answer_quit(self, words: str) -> None:
        """Press a button of the dialog that asks about unsaved files when the window closes."""
        dialog = self.dialog(UnsavedDialog)
        next(b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == words).click()
        self.wait(lambda: not dialog.isVisible())

    def answer_file_dialog(self, path: Path | None) -> None:
        """Choose a file in the dialog that is open, or none."""
        dialog = self.dialog(QFileDialog)
        if path is None:
            dialog.reject()
        else:
            name = dialog.findChild(QLineEdit, "fileNameEdit")
            assert name is not None
            self.wait(name.hasFocus)  # what is entered before does not count
            name.setText(str(path))
            accept = next(b for b in dialog.findChildren(QPushButton) if b.text() in ("&Open", "&Save"))
            accept.click()
        self.wait(lambda: not dialog.isVisible())
        self.settle()

    def close_tab(self, index: int, button: Qt.MouseButton = Qt.MouseButton.MiddleButton) -> None:
        bar = self.parts.tabs.tabBar()
        self._qtbot.mouseClick(bar, button, pos=bar.tabRect(index).center() - QPoint(10, 0))

    def has_dialog(self) -> bool:
        return any(isinstance(w, QDialog) and w.isVisible() for w in QApplication.topLevelWidgets())
