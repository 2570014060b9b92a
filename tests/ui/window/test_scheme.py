"""Light, dark, or as the desktop is: chosen in the menu, and there again at the next start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from editorapp.ui.view.colors import Colors
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow

NAMES = ("view.colors_of_desktop", "view.light_colors", "view.dark_colors")


@pytest.fixture(autouse=True)
def undecided() -> Iterator[None]:
    """Other tests get the colors that they had."""
    yield
    QApplication.styleHints().setColorScheme(Qt.ColorScheme.Unknown)
    QApplication.setPalette(QPalette())


def marked(window: OpenedWindow) -> list[str]:
    return [name for name in NAMES if window.parts.actions[name].isChecked()]


def is_dark(window: OpenedWindow) -> bool:
    ground = window.parts.window.palette().color(QPalette.ColorRole.Window)
    return ground.lightness() < 128


def test_a_window_is_dark_and_light_as_chosen(window: OpenedWindow) -> None:
    assert marked(window) == ["view.colors_of_desktop"]
    window.choose("view.dark_colors")
    assert marked(window) == ["view.dark_colors"]
    window.wait(lambda: is_dark(window) is True)
    window.choose("view.dark_colors")  # again: the mark stays
    assert marked(window) == ["view.dark_colors"]
    window.wait(lambda: is_dark(window) is True)
    window.choose("view.light_colors")
    assert marked(window) == ["view.light_colors"]
    window.wait(lambda: is_dark(window) is False)
    window.choose("view.colors_of_desktop")
    assert marked(window) == ["view.colors_of_desktop"]


def test_the_text_has_the_colors_too(window: OpenedWindow) -> None:
    window.choose("view.dark_colors")
    window.wait(lambda: window.view.grab().toImage().pixelColor(300, 300) == Colors.dark().background)
    window.choose("view.light_colors")
    window.wait(lambda: window.view.grab().toImage().pixelColor(300, 300) == Colors.light().background)


def test_the_next_start_is_as_it_was_chosen(open_window: OpenWindow) -> None:
    window = open_window()
    window.choose("view.dark_colors")
    window.end()
    QApplication.styleHints().setColorScheme(Qt.ColorScheme.Unknown)
    QApplication.setPalette(QPalette())

    window = open_window()
    assert marked(window) == ["view.dark_colors"]
    window.wait(lambda: is_dark(window) is True)
    assert window.view.grab().toImage().pixelColor(300, 300) == Colors.dark().background
