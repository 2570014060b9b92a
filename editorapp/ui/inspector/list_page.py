"""Owns `ListPage`: a list with everything about the row that is chosen below it, or words where there are no rows.

Does not know what is in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QSplitter,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from editorapp.ui.inspector.lists import Details, ListKind
from editorapp.ui.inspector.row_model import RowModel
from editorapp.ui.theme import error_color

_ROOM: Final = "\u00a0" * 3


class ListPage(QWidget):
    """Shows rows."""

    chosen = Signal()
    """Another row is chosen, or the one that is has changed."""

    def __init__(self, kind: ListKind, parent: QWidget | None = None) -> None:
        """Begin without rows."""
        super().__init__(parent)
        self.kind = kind
        self.model = RowModel(kind.columns, kind.key, kind.is_wrong, self)
        self._shown: Details | None = None
        self._table = self._make_table()
        self._details = _Details(f"Details of {kind.name.lower()}", self)
        empty = QLabel(kind.empty, self)
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setMargin(24)
        empty.setForegroundRole(empty.palette().ColorRole.PlaceholderText)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._table)
        splitter.addWidget(self._details)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._table.selectionModel().currentRowChanged.connect(self._show_chosen)

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setAccessibleName(self.kind.name)
        table.setModel(self.model)
        table.setItemDelegate(_Spaced(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setCornerButtonEnabled(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 6)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        metrics = header.fontMetrics()
        for number, column in enumerate(self.kind.columns):
            widest = max(metrics.horizontalAdvance(words) for words in (column.title, column.sample))
            table.setColumnWidth(number, widest + 18)
        return table

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show rows; what is chosen stays chosen as long as it is there."""
        self.model.show(rows)
        self._stack.setCurrentIndex(1 if rows else 0)
        self._show_chosen()

    @property
    def current(self) -> Any:
        """The row that is chosen, or None."""
        index = self._table.selectionModel().currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    @property
    def is_empty(self) -> bool:
        """Whether words stand in the place of the list."""
        return self._stack.currentIndex() == 0

    def choose(self, number: int) -> None:
        """Choose a row, from 0."""
        self._table.selectRow(number)

    def details(self) -> str:
        """Return what is said about the row that is chosen."""
        return self._details.toPlainText()

    def _show_chosen(self, *_: object) -> None:
        row = self.current
        shown = [] if row is None else self.kind.details(row)
        if shown != self._shown:
            # Not every time, so that what is being read or copied stays where it is.
            self._shown = shown
            self._details.show_details(shown, is_wrong=row is not None and self.kind.is_wrong(row))
        self.chosen.emit()


def _css(color: QColor) -> str:
    """Return a color, which may be one that shines through, as style sheets write it."""
    return f"rgba({color.red()}, {color.green()}, {color.blue()}, {color.alpha()})"


class _Spaced(QStyledItemDelegate):
    """Leaves room behind numbers, so that they do not touch the words of the next column."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if option.displayAlignment & Qt.AlignmentFlag.AlignRight:
            option.text += _ROOM


class _Details(QTextBrowser):
    """Names and values, the first value in the color of errors where something is wrong."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setOpenLinks(False)
        self.setPlaceholderText("Choose a row to see everything about it.")

    def sizeHint(self) -> QSize:
        """Some lines are enough."""
        return QSize(200, self.fontMetrics().height() * 9)

    def minimumSizeHint(self) -> QSize:
        """There must be room for three lines."""
        return QSize(80, self.fontMetrics().height() * 4)

    def show_details(self, details: Details, *, is_wrong: bool) -> None:
        faint = _css(self.palette().placeholderText().color())
        wrong = error_color(self.palette()).name()
        rows = []
        for name, value in details:
            color = f' style="color: {wrong}"' if is_wrong and name == "Error" else ""
            words = escape(value).replace("\n", "<br>").replace("  ", "&nbsp; ")
            rows.append(
                f'<tr><td style="color: {faint}; padding-right: 12px">{name}</td><td{color}>{words}</td></tr>'
            )
        self.setHtml(f"<table>{''.join(rows)}</table>" if rows else "")
