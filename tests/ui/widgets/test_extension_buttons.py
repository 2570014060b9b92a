"""The buttons of bars that are too narrow are seen on a light and on a dark ground."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QMainWindow, QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from editorapp.ui.extension_buttons import ExtensionButtons
from editorapp.ui.theme import dark_palette, light_palette


def strongest_color(button: QToolButton) -> str:
    image = button.icon().pixmap(QSize(32, 32)).toImage()
    pixels = (image.pixelColor(x, y) for x in range(32) for y in range(32))
    return max(pixels, key=lambda color: color.alpha()).name()


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    """A window too narrow for its menus and tools."""
    made = QMainWindow()
    qtbot.addWidget(made)
    bar = QToolBar("Tools")
    for number in range(20):
        made.menuBar().addMenu(f"Menu {number}")
        bar.addAction(f"Tool {number}")
    made.addToolBar(bar)
    ExtensionButtons(made.menuBar(), bar)
    made.resize(150, 100)
    return made


@pytest.mark.parametrize("palette", [light_palette(), dark_palette()], ids=["light", "dark"])
def test_they_have_the_color_of_the_words_beside_them(window: QMainWindow, palette: QPalette) -> None:
    window.setPalette(palette)
    window.show()

    buttons = [button for button in window.findChildren(QToolButton) if "_ext_button" in button.objectName()]
    assert len(buttons) == 2
    for button in buttons:
        assert button.isVisible()
        assert strongest_color(button) == palette.color(QPalette.ColorRole.ButtonText).name()


def test_they_follow_other_colors(window: QMainWindow) -> None:
    window.setPalette(light_palette())
    window.show()
    window.setPalette(dark_palette())

    for button in window.findChildren(QToolButton):
        if "_ext_button" in button.objectName():
            assert strongest_color(button) == dark_palette().color(QPalette.ColorRole.ButtonText).name()
