"""Owns how the drawn icons become `QIcon`s in the colors of a palette, sharp on any screen.

Does not know where an icon is shown, nor when the palette changes. An icon is drawn when it is first shown, in the
size in which it is: a window has many more icons than it shows when it opens.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from editorapp.ui.resources import resource

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
    return QIcon(_Drawing(_tinted(source, palette).encode()))


class _Drawing(QIconEngine):
    """Draws an icon for Qt, in any size."""

    def __init__(self, source: bytes) -> None:
        super().__init__()
        self._source = source
        self._drawn: dict[tuple[int, int, bool], QPixmap] = {}

    def clone(self) -> QIconEngine:
        return _Drawing(self._source)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the drawing in a size in device pixels."""
        key = (size.width(), size.height(), mode == QIcon.Mode.Disabled)
        pixmap = self._drawn.get(key)
        if pixmap is None:
            pixmap = _drawn(QSvgRenderer(QByteArray(self._source)), size)
            self._drawn[key] = pixmap = _paled(pixmap) if key[2] else pixmap
        return pixmap

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw it into a rectangle of something that is painted."""
        ratio = painter.device().devicePixelRatio()
        pixmap = self.pixmap(rect.size() * ratio, mode, state)
        painter.drawPixmap(rect, pixmap)


def program_icon() -> QIcon:
    """Return the icon of the program itself, in its own colors."""
    renderer = QSvgRenderer(str(resource("icons", "editorapp.svg")))
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(_drawn(renderer, QSize(size, size)))
    return result


def _tinted(source: str, palette: QPalette) -> str:
    color = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText)
    return source.replace("currentColor", color.name())


def _drawn(renderer: QSvgRenderer, size: QSize) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
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
