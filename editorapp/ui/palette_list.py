"""Owns the list of commands in the palette: what each row says, and how it is painted.

Does not choose them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from editorapp.ui.palette_order import FoundEntry

_ENTRY: Final = Qt.ItemDataRole.UserRole
_MARGIN: Final = 8
_GAP: Final = 16
_ROOM_FOR_LABEL: Final = 120
"""Pixels that a label keeps before the name of its menu is shown beside it."""

Index = QModelIndex | QPersistentModelIndex


class PaletteModel(QAbstractListModel):
    """The commands that were found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with none."""
        super().__init__(parent)
        self._found: Sequence[FoundEntry] = ()

    def show(self, found: Sequence[FoundEntry]) -> None:
        """Show other commands."""
        self.beginResetModel()
        self._found = found
        self.endResetModel()

    def found(self, row: int) -> FoundEntry | None:
        """Return the command of a row, or None where there is none."""
        return self._found[row] if 0 <= row < len(self._found) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row says, also to those who listen to it."""
        found = self.found(index.row())
        if found is None:
            return None
        entry = found.entry
        if role == _ENTRY:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = (entry.label, entry.menu, entry.keys, entry.reason and f"not now: {entry.reason}")
            return ", ".join(word for word in words if word)
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.reason or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every row can be gone to, so that it can say why it cannot be chosen."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class PaletteDelegate(QStyledItemDelegate):
    """Paints a command: its label with the letters that were found, its menu, its keys."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A line with some air."""
        return QSize(_ROOM_FOR_LABEL, option.fontMetrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        found: FoundEntry = index.data(_ENTRY)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        group = QPalette.ColorGroup.Disabled if found.entry.reason else QPalette.ColorGroup.Active
        palette: QPalette = option.palette
        painter.save()
        if selected:
            painter.fillRect(
                option.rect, palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Highlight)
            )
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        faint = role if selected or found.entry.reason else QPalette.ColorRole.PlaceholderText
        color, faint_color = palette.color(group, role), palette.color(group, faint)
        if selected and found.entry.reason:
            color.setAlphaF(0.6)
            faint_color.setAlphaF(0.6)
        rect = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        metrics: QFontMetrics = option.fontMetrics
        painter.setFont(option.font)
        painter.setPen(faint_color)
        rect = self._right(painter, rect, found.entry.keys, metrics)
        if rect.width() - metrics.horizontalAdvance(found.entry.menu) - _GAP > max(
            _ROOM_FOR_LABEL, metrics.horizontalAdvance(found.entry.label)
        ):
            rect = self._right(painter, rect, found.entry.menu, metrics)
        painter.setPen(color)
        self._label(painter, rect, found, option.font)
        painter.restore()

    @staticmethod
    def _right(painter: QPainter, rect: QRect, text: str, metrics: QFontMetrics) -> QRect:
        """Write at the right; return what is left."""
        width = metrics.horizontalAdvance(text)
        if not text or rect.width() < width + _ROOM_FOR_LABEL // 2:
            return rect
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        return rect.adjusted(0, 0, -width - _GAP, 0)

    @staticmethod
    def _label(painter: QPainter, rect: QRect, found: FoundEntry, font: QFont) -> None:
        """Write the label, the letters that were found in bold."""
        bold = QFont(font)
        bold.setBold(True)
        left = rect.left()
        label = found.entry.label
        for is_found, places in groupby(range(len(label)), lambda place: place in found.places):
            text = "".join(label[place] for place in places)
            painter.setFont(bold if is_found else font)
            metrics = painter.fontMetrics()
            room = QRect(left, rect.top(), rect.right() - left + 1, rect.height())
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
            left += metrics.horizontalAdvance(shown)
            if shown != text:
                break
