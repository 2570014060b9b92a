"""Owns `PaneSplitter`, which lays panes and other splits beside or below each other, in sizes to drag.

Does not know what is in the panes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

_HANDLE: Final = 5
"""How thick the handle between panes is, in pixels."""

_FAR_MORE: Final = 10_000
"""A size that no pane has; a splitter that is given it for each of its parts shares its room equally."""


class PaneSplitter(QSplitter):
    """Some panes and splits in a row or in a column."""

    resized = Signal()
    """A person has given its parts other sizes."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        """Make an empty one whose parts will lie beside each other, or below each other."""
        super().__init__(orientation, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(_HANDLE)
        self.splitterMoved.connect(lambda: self.resized.emit())

    def createHandle(self) -> QSplitterHandle:
        """Return a new handle."""
        return _Handle(self.orientation(), self)

    @property
    def parts(self) -> list[QWidget]:
        """What is in it, from left to right or from top to bottom."""
        found = (self.widget(index) for index in range(self.count()))
        return [part for part in found if part is not None]

    def equalize(self) -> None:
        """Make its parts equally large, and what is in them, too."""
        self.setSizes([_FAR_MORE] * self.count())
        for part in self.parts:
            if isinstance(part, PaneSplitter):
                part.equalize()
        self.resized.emit()

    def put_behind(self, part: QWidget, new: QWidget) -> None:
        """Put a widget behind one of the parts and let them share the room that the part has."""
        index, sizes = self.indexOf(part), self.sizes()
        self.insertWidget(index + 1, new)
        half = max(1, sizes[index] // 2)
        self._share([*sizes[:index], half, half, *sizes[index + 1 :]])

    def wrap(self, part: QWidget, orientation: Qt.Orientation) -> PaneSplitter:
        """Put a splitter of its own around one of the parts, and return it."""
        index, sizes = self.indexOf(part), self.sizes()
        inner = PaneSplitter(orientation)
        self.replaceWidget(index, inner)
        inner.addWidget(part)
        part.show()
        inner.show()
        self._share(sizes)
        return inner

    def dissolve(self, inner: PaneSplitter) -> None:
        """Take the parts of a splitter in place of that splitter."""
        index, sizes, shares, parts = self.indexOf(inner), self.sizes(), inner.sizes(), inner.parts
        for number, part in enumerate(parts):
            self.insertWidget(index + number, part)
        inner.hide()
        inner.setParent(None)
        inner.deleteLater()
        room, all_shares = sizes[index], max(1, sum(shares))
        sizes[index : index + 1] = [max(1, room * share // all_shares) for share in shares]
        self._share(sizes)

    def _share(self, sizes: Sequence[int]) -> None:
        # Before it is shown for the first time it has no sizes to keep.
        if sum(sizes) > len(sizes):
            self.setSizes(sizes)


class _Handle(QSplitterHandle):
    """The line between two parts."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Make the parts equally large."""
        splitter = self.splitter()
        if isinstance(splitter, PaneSplitter):
            splitter.equalize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a thin line, with room beside it to take hold of."""
        painter, palette = QPainter(self), self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Window))
        line, middle = self.rect(), self.rect().center()
        if self.orientation() == Qt.Orientation.Horizontal:
            line.setLeft(middle.x())
            line.setRight(middle.x())
        else:
            line.setTop(middle.y())
            line.setBottom(middle.y())
        painter.fillRect(line, palette.color(QPalette.ColorRole.Mid))
