"""Owns what tests of a tab that is split have in common: how it is split, and what is looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from editorapp.session.open_document import DocumentAdvanced
from editorapp.ui.panes import Panes
from editorapp.ui.view import TextView
from tests.ui.window.opened_window import OpenedWindow

OpenWindow = Callable[..., OpenedWindow]
LINES = 400


def open_lines(open_window: OpenWindow, folder: Path) -> OpenedWindow:
    """Open a window with a file of many lines, which has the keyboard."""
    path = folder / "lines.txt"
    path.write_text("".join(f"line {number}\n" for number in range(LINES)))
    window = open_window(path)
    window.parts.window.activateWindow()
    window.wait(window.view.hasFocus)
    return window


def panes_of(window: OpenedWindow) -> Panes:
    panes = window.parts.tabs.panes(window.held.id)
    assert panes is not None
    return panes


def split(window: OpenedWindow, way: str = "beside") -> tuple[TextView, TextView]:
    """Split the tab and return both panes; the second one has the keyboard."""
    window.choose(f"view.split_{way}")
    first, second = panes_of(window).views
    return first, second


def select(window: OpenedWindow, *ranges: tuple[int, int]) -> None:
    window.parts.dispatcher.request("selection.set", {"ranges": ranges}, "mouse")


def commands_of(window: OpenedWindow) -> list[str]:
    """Return the names of the commands on documents from now on, a list that grows."""
    names: list[str] = []
    bus = window.parts.given.editor.bus
    bus.subscribe(DocumentAdvanced, lambda event: names.append(event.command.name))
    return names


def journaled(window: OpenedWindow) -> list[str]:
    return [entry.name for entry in window.held.document.log.entries()]


def click(view: TextView, position: int, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    at = view.caret_rect(position).center().toPoint()
    QTest.mouseClick(view.viewport(), button, pos=at)
