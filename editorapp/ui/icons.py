"""Owns how the drawn icons become `QIcon`s in the colors of a palette, sharp on any screen.

Does not know where an icon is shown, nor when the palette changes.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from editorapp.ui.resources import resource

_SIZES: Final = (16, 20, 22, 24, 28, 32, 40, 44, 48, 64)
"""The sizes that are drawn, in device pixels: those of buttons and tool bars at one, one and a half and twice."""

_PALE: Final = 0.35
"""How much of an icon is seen where it is disabled."""


def icon(name: str, palette: QPalette) -> QIcon:
    """Return an icon in the colors that a palette has for the text of buttons, pale where disabled.

    Args:
        name: the name of a file in `resources/icons`, without its ending.
        palette: the palette of the widget that shows the icon.

    Raises:
        FileNotFoundError: there is no icon of this name.
    """
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    result = QIcon()
    renderer = QSvgRenderer(QByteArray(_tinted(source, palette).encode()))
    for size in _SIZES:
        drawn = _drawn(renderer, size)
        result.addPixmap(drawn, QIcon.Mode.Normal)
        result.addPixmap(_paled(drawn), QIcon.Mode.Disabled)
    return result


def program_icon() -> QIcon:
    """Return the icon of the program itself, in its own colors."""
    renderer = QSvgRenderer(str(resource("icons", "editorapp.svg")))
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(_drawn(renderer, size))
    return result


def _tinted(source: str, palette: QPalette) -> str:
    color = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText)
    return source.replace("currentColor", color.name())


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _paled(drawn: QPixmap) -> QPixmap:
    """Make the whole drawing pale; line by line, those that cross would be darker where they do."""
    pixmap = QPixmap(drawn.size())
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(_PALE)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return pixmap
