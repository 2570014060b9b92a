"""Owns `RowModel`, rows of anything in columns of words, which follow what is now without losing what is chosen.

Does not know what the rows are about.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QGuiApplication

from editorapp.ui.theme import error_color

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        title: what stands over it.
        text: returns what stands in a row.
        sample: a text that has to fit.
        is_number: whether it is written to the right.
    """

    title: str
    text: Callable[[Any], str]
    sample: str
    is_number: bool = False


class RowModel(QAbstractTableModel):
    """Rows, each with a key of its own."""

    def __init__(
        self,
        columns: Sequence[Column],
        key: Callable[[Any], Hashable],
        is_wrong: Callable[[Any], bool],
        parent: QObject | None = None,
    ) -> None:
        """Begin without rows.

        Args:
            columns: the columns.
            key: tells one row from another, also when what is in it has changed.
            is_wrong: tells whether a row is to be seen as a failure.
            parent: owns this object.
        """
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._is_wrong = is_wrong
        self._rows: list[Any] = []

    @property
    def rows(self) -> Sequence[Any]:
        """The rows as they are shown."""
        return self._rows

    def show(self, rows: Sequence[Any]) -> None:
        """Show other rows; those that were there before stay chosen, and in their place where that is theirs."""
        wanted = {self._key(row): row for row in rows}
        self._remove([index for index, row in enumerate(self._rows) if self._key(row) not in wanted])
        self._arrange(list(wanted))
        self._insert(list(wanted.values()))
        self._update(list(wanted.values()))

    def _remove(self, gone: list[int]) -> None:
        for first, last in reversed(list(_runs(gone))):
            self.beginRemoveRows(_NOWHERE, first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()

    def _arrange(self, wanted: list[Hashable]) -> None:
        """Bring the rows that stay into their order."""
        places = {key: place for place, key in enumerate(wanted)}
        ordered = sorted(self._rows, key=lambda row: places[self._key(row)])
        if ordered == self._rows:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._key(self._rows[index.row()]) for index in before]
        self._rows = ordered
        rows = {self._key(row): number for number, row in enumerate(ordered)}
        after = [self.index(rows[key], index.column()) for key, index in zip(keys, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _insert(self, rows: list[Any]) -> None:
        known = {self._key(row) for row in self._rows}
        new = [index for index, row in enumerate(rows) if self._key(row) not in known]
        for first, last in _runs(new):
            self.beginInsertRows(_NOWHERE, first, last)
            self._rows[first:first] = rows[first : last + 1]
            self.endInsertRows()

    def _update(self, rows: list[Any]) -> None:
        changed = [index for index, row in enumerate(rows) if row != self._rows[index]]
        self._rows = rows
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    # --- what Qt asks ------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell, or how."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole and self._is_wrong(row):
            return QBrush(error_color(QGuiApplication.palette()))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return what stands over a column, or how."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self.columns[section])
        return None


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each unbroken run of growing numbers."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        yield found[0], found[-1]
