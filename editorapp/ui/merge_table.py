"""Owns `MergeTable`, which shows the texts of a merge beside each other, region by region, in colors.

Does not decide anything: it says which region is looked at, and which key was pressed there.
"""

from __future__ import annotations

import re
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from editorapp.text.merge import Origin
from editorapp.text.merge_plan import Choice, MergePlan
from editorapp.text.word_difference import differing_parts
from editorapp.ui.merge_rows import Column, Row, lines_in, rows_of, sign_of
from editorapp.ui.theme import is_dark

_HEADERS: Final = {
    Column.SIGN: "",
    Column.BASE: "Before",
    Column.OURS: "Mine",
    Column.MERGED: "Merged",
    Column.THEIRS: "In the File",
}
_OURS: Final = (("#dfeafb", "#b3d0f5"), ("#1e3047", "#33598a"))
_THEIRS: Final = (("#dff5e3", "#afe0bb"), ("#1d3b26", "#2f6d44"))
_BOTH: Final = (("#ece4f7", "#d4c2ee"), ("#332946", "#574380"))
_CONFLICT: Final = (("#fde4e2", "#f5b9b3"), ("#452226", "#81353c"))
_OF_CHOICE: Final = {
    Choice.OURS: _OURS,
    Choice.THEIRS: _THEIRS,
    Choice.OURS_FIRST: _BOTH,
    Choice.THEIRS_FIRST: _BOTH,
    Choice.BY_HAND: _BOTH,
}
_CHANGED_IN: Final = {
    Origin.OURS: ((Column.OURS,), _OURS),
    Origin.THEIRS: ((Column.THEIRS,), _THEIRS),
    Origin.BOTH: ((Column.OURS, Column.THEIRS), _BOTH),
    Origin.CONFLICT: ((Column.OURS, Column.THEIRS), _CONFLICT),
}
_MOST_SHOWN: Final = 400
_BEFORE_CHANGE: Final = 24
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_SPACE: Final = 6

_Index = QModelIndex | QPersistentModelIndex
_Grounds = tuple[tuple[str, str], tuple[str, str]]


class MergeModel(QAbstractTableModel):
    """The rows of a merge.

    Attributes:
        plan: the merge, or None before there is one.
        rows: its rows.
        current: the region that is looked at, or -1.
    """

    def __init__(self, parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.plan: MergePlan | None = None
        self.rows: list[Row] = []
        self.current = -1

    def show(self, plan: MergePlan) -> None:
        """Show a merge as it is now."""
        self.beginResetModel()
        self.plan = plan
        self.rows = rows_of(plan)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Tell whose text a column holds."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[Column(section)]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a cell; for a screen reader also what it is of."""
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(index.row(), column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.words(index.row(), column) or "nothing"
            return words if column is Column.SIGN else f"{_HEADERS[column]}: {words}"
        return None

    def words(self, row: int, column: Column) -> str:
        """Return what stands in a cell."""
        region, line, left_out = self.rows[row]
        plan = self.plan
        assert plan is not None
        if left_out:
            what = "unchanged" if plan.regions[region].origin is Origin.SAME else "more"
            return f"⋯ {left_out:,} {what} lines" if column is Column.OURS else ""
        if column is Column.SIGN:
            return sign_of(plan, region) if line == 0 else ""
        lines = lines_in(plan, region, column)
        if lines is None:
            return "? not decided" if line == 0 else ""
        return _shown(lines[line]) if line < len(lines) else ""

    def emphasis(self, row: int, column: Column) -> list[tuple[int, int]]:
        """Return the words of a cell that are others than those they came from."""
        region, line, left_out = self.rows[row]
        plan = self.plan
        if plan is None or left_out or column not in (Column.OURS, Column.THEIRS):
            return []
        origin = plan.regions[region].origin
        if column not in _CHANGED_IN.get(origin, ((), None))[0]:
            return []
        other = Column.BASE
        if not plan.regions[region].base:
            other = Column.THEIRS if column is Column.OURS else Column.OURS
        mine, was = lines_in(plan, region, column), lines_in(plan, region, other)
        if mine is None or was is None or max(line, 0) >= min(len(mine), len(was)):
            return []
        return differing_parts(_shown(was[line]), _shown(mine[line]))[1]

    def grounds(self, row: int, column: Column) -> _Grounds | None:
        """Return the colors under a cell and under its changed words, light and dark; None for the usual ground."""
        region = self.rows[row].region
        plan = self.plan
        assert plan is not None
        origin = plan.regions[region].origin
        if origin is Origin.SAME:
            return None
        columns, grounds = _CHANGED_IN[origin]
        if column in columns or (column is Column.SIGN and region not in plan.choices):
            return grounds
        if column is not Column.MERGED:
            return None
        if region in plan.choices:
            return _OF_CHOICE.get(plan.choices[region])
        return grounds


def _shown(line: str) -> str:
    line = line.rstrip("\r\n")
    return _UNSEEN.sub(lambda found: "→" if found[0] == "\t" else "\ufffd", line)


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, MergeModel)
        row, column = index.row(), Column(index.column())
        palette: QPalette = option.palette
        dark = is_dark(palette)
        grounds = model.grounds(row, column)
        painter.save()
        painter.setClipRect(option.rect)
        # The row of the keyboard is not painted as selected: the colors say what becomes of it.
        usual = palette.color(QPalette.ColorRole.Base)
        painter.fillRect(option.rect, usual if grounds is None else QColor(grounds[dark][0]))
        self._paint_current(painter, option, model, row)
        faint = bool(model.rows[row].left_out)
        role = QPalette.ColorRole.PlaceholderText if faint else QPalette.ColorRole.Text
        painter.setPen(palette.color(role))
        painter.setFont(option.font)
        text = model.words(row, column)
        emphasis = model.emphasis(row, column) if grounds is not None else []
        strong = QColor(grounds[dark][1]) if grounds is not None else QColor()
        _paint_text(painter, option.rect, QFontMetrics(option.font), text, emphasis, strong)
        painter.restore()

    @staticmethod
    def _paint_current(painter: QPainter, option: QStyleOptionViewItem, model: MergeModel, row: int) -> None:
        """The region that is looked at lies between two lines, with a bar at its side."""
        region = model.rows[row].region
        if region != model.current:
            return
        color = option.palette.color(QPalette.ColorRole.Highlight)
        rect: QRect = option.rect
        if row == 0 or model.rows[row - 1].region != region:
            painter.fillRect(rect.left(), rect.top(), rect.width(), 2, color)
        if row + 1 == len(model.rows) or model.rows[row + 1].region != region:
            painter.fillRect(rect.left(), rect.bottom() - 1, rect.width(), 2, color)
        if rect.left() <= 0:
            painter.fillRect(rect.left(), rect.top(), 4, rect.height(), color)


def _paint_text(
    painter: QPainter,
    rect: QRect,
    metrics: QFontMetrics,
    text: str,
    emphasis: list[tuple[int, int]],
    strong: QColor,
) -> None:
    room = max(1, rect.width() // max(1, metrics.averageCharWidth()))
    first = emphasis[0][0] if emphasis else 0
    start = max(0, first - _BEFORE_CHANGE) if first > room - _BEFORE_CHANGE // 2 else 0
    lead = "…" if start else ""
    part = lead + text[start : start + _MOST_SHOWN]
    left, shift = rect.left() + _SPACE, len(lead) - start
    for begin, end in emphasis:
        x = left + metrics.horizontalAdvance(part[: max(0, begin + shift)])
        width = metrics.horizontalAdvance(part[max(0, begin + shift) : max(0, end + shift)])
        painter.fillRect(x, rect.top() + 1, width, rect.height() - 2, strong)
    words = metrics.elidedText(part, Qt.TextElideMode.ElideRight, rect.width() - _SPACE - 2)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(rect.adjusted(_SPACE, 0, 0, 0), flags, words)


class MergeTable(QTableView):
    """The texts of a merge beside each other."""

    region_chosen = Signal(int)
    """Another region is looked at, by its index."""

    digit_pressed = Signal(int)
    """A digit was pressed."""

    entered = Signal()
    """The text of the region is to be written by hand."""

    def __init__(self, parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.merge_model = MergeModel(self)
        self.setModel(self.merge_model)
        self.setItemDelegate(_Delegate(self))
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setAccessibleName("The texts beside each other")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        height = self.fontMetrics().height() + 4
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(Column.SIGN, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(Column.SIGN, self.fontMetrics().horizontalAdvance("mine, file ✓") + 2 * _SPACE)
        self.setColumnHidden(Column.BASE, True)

    def show_plan(self, plan: MergePlan, region: int) -> None:
        """Show a merge as it is now, with a region in sight."""
        place = self.verticalScrollBar().value()
        self.merge_model.show(plan)
        self.verticalScrollBar().setValue(place)
        self.go_to(region)

    def go_to(self, region: int) -> None:
        """Look at a region."""
        model = self.merge_model
        rows = [number for number, row in enumerate(model.rows) if row.region == region]
        if not rows:
            return
        if self.currentIndex().row() not in rows:
            first = model.index(rows[0], Column.SIGN)
            if not self.viewport().rect().contains(self.visualRect(first)):
                self.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtCenter)
            self.setCurrentIndex(model.index(rows[0], Column.SIGN))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which region is looked at."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.merge_model.current = self.merge_model.rows[current.row()].region
            self.viewport().update()
            self.region_chosen.emit(self.merge_model.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits decide, Enter leads to the text of the region."""
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_plain and event.text().isdigit():
            self.digit_pressed.emit(int(event.text()))
        elif is_plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
