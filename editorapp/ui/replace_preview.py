"""Owns `ReplacePreview`, the window that shows what replacing all matches would change, and lets a person choose.

Does not replace: the arguments of the one command go out.
"""

from __future__ import annotations

from itertools import islice
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from editorapp.bus.errors import CommandError
from editorapp.commands.find import ReplaceAll
from editorapp.commands.specification import arguments_of
from editorapp.text.document import Document
from editorapp.text.patience import Patience
from editorapp.text.replacement_plan import Planned, planned
from editorapp.ui.counting_work import paced
from editorapp.ui.latest_work import Interest, LatestWork
from editorapp.ui.theme import is_dark

MOST_SHOWN: Final = 2000

_LIGHT: Final = ("#fbd5d1", "#c9efd2")
_DARK: Final = ("#5c2a2f", "#215032")
_SPACE: Final = 6
_PATIENCE: Final = 60.0
_BREAKS: Final = str.maketrans({"\n": "␤", "\r": "␍", "\t": "→"})

_Index = QModelIndex | QPersistentModelIndex


class _Plan(NamedTuple):
    rows: list[Planned]
    total: int


class PlanModel(QAbstractListModel):
    """The matches, each with whether it is to be replaced."""

    chosen_changed = Signal()
    """Other matches are to be replaced."""

    def __init__(self, parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.rows: list[Planned] = []
        self.left_out: set[int] = set()

    def show(self, rows: list[Planned]) -> None:
        """Show other matches."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Each can be checked."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Say in words what the delegate paints, and whether it is checked."""
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"Line {row.line + 1:,}: {row.removed} becomes {row.inserted or 'nothing'}"
        if role == Qt.ItemDataRole.CheckStateRole:
            is_left_out = row.start in self.left_out
            return Qt.CheckState.Unchecked if is_left_out else Qt.CheckState.Checked
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take in that one was checked or not."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        start = self.rows[index.row()].start
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.left_out.discard(start)
        else:
            self.left_out.add(start)
        self.dataChanged.emit(index, index, [role])
        self.chosen_changed.emit()
        return True


class _PlanDelegate(QStyledItemDelegate):
    """Paints a match in two lines: the line as it is in red, and as it would be in green."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, 2 * QFontMetrics(option.font).height() + 2 * _SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, PlanModel)
        row = model.rows[index.row()]
        palette: QPalette = option.palette
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            shade = QColor(palette.color(QPalette.ColorRole.Highlight))
            shade.setAlphaF(0.18)
            painter.fillRect(option.rect, shade)
        box = self._paint_check(painter, option, index)
        painter.setFont(option.font)
        metrics = QFontMetrics(option.font)
        number = f"{row.line + 1:,}"
        left = box.right() + _SPACE
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        wide = metrics.horizontalAdvance(f"{model.rows[-1].line + 1:,}  ")
        top = option.rect.top() + _SPACE
        painter.drawText(QRect(left, top, wide, metrics.height()), Qt.AlignmentFlag.AlignLeft, number)
        red, green = _DARK if is_dark(palette) else _LIGHT
        is_kept = row.start in model.left_out
        x = left + wide
        _paint_line(painter, option, metrics, (x, top), row, row.removed, QColor(red))
        if not is_kept:
            below = top + metrics.height()
            _paint_line(painter, option, metrics, (x, below), row, row.inserted, QColor(green))
        painter.restore()

    @staticmethod
    def _paint_check(painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> QRect:
        check = QStyleOptionButton()
        check.palette = option.palette
        check.state = QStyle.StateFlag.State_Enabled
        is_on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        check.state |= QStyle.StateFlag.State_On if is_on else QStyle.StateFlag.State_Off
        style = option.widget.style()
        size = style.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth)
        check.rect = QRect(option.rect.left() + _SPACE, option.rect.center().y() - size // 2, size, size)
        style.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, check, painter, option.widget)
        return QRect(check.rect)

    def editorEvent(self, event: Any, model: Any, option: QStyleOptionViewItem, index: _Index) -> bool:
        """A click anywhere on the left checks; so does a double click anywhere."""
        kind = event.type()
        is_click = kind == event.Type.MouseButtonRelease and event.position().x() < 40
        if is_click or kind == event.Type.MouseButtonDblClick:
            return _toggle(model, index)
        if kind == event.Type.KeyPress and event.key() == Qt.Key.Key_Space:
            return _toggle(model, index)
        return False


def _toggle(model: PlanModel, index: _Index) -> bool:
    is_on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    state = Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked
    return model.setData(index, state, Qt.ItemDataRole.CheckStateRole)


def _paint_line(
    painter: QPainter,
    option: QStyleOptionViewItem,
    metrics: QFontMetrics,
    place: tuple[int, int],
    row: Planned,
    changed: str,
    color: QColor,
) -> None:
    x, y = place
    before, shown, behind = (part.translate(_BREAKS) for part in (row.before, changed, row.behind))
    painter.setPen(option.palette.color(QPalette.ColorRole.Text))
    # The match is seen, however narrow the window is.
    before = metrics.elidedText(before, Qt.TextElideMode.ElideLeft, (option.rect.right() - x) * 2 // 5)
    for text, ground in ((before, None), (shown, color), (behind, None)):
        width = metrics.horizontalAdvance(text)
        rect = QRect(x, y, max(0, min(width, option.rect.right() - x)), metrics.height())
        if ground is not None:
            painter.fillRect(rect.adjusted(0, 0, 0 if text else 2, 0), ground)
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, text)
        x += width


class ReplacePreview(QDialog):
    """Shows what `find.replace_all` would do; its button asks for it, without what was unchecked."""

    accepted_arguments = Signal(object)
    """A person wants it: the arguments of the command."""

    def __init__(self, document: Document, command: ReplaceAll, parent: QWidget | None = None) -> None:
        """Begin to look."""
        super().__init__(parent)
        self._document = document
        self._command = command
        self._count = 0
        self.setWindowTitle("Replace All")
        self._words = QLabel("Looking for matches…", self)
        self._words.setWordWrap(True)
        self._model = PlanModel(self)
        self._model.chosen_changed.connect(self._say)
        self._list = QListView(self)
        self._list.setModel(self._model)
        self._list.setItemDelegate(_PlanDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._list.setAccessibleName("What would be replaced")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._replace = QPushButton("&Replace", self)
        self._replace.setEnabled(False)
        buttons.addButton(self._replace, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._words)
        layout.addWidget(self._list, 1)
        layout.addWidget(buttons)
        self.resize(720, 460)
        self._work = LatestWork(self)
        self._work.finished.connect(self._take)
        self._work.failed.connect(self._refuse)
        self._look()

    def set_document(self, document: Document) -> None:
        """Look again where the text has become another one; what was unchecked is checked again then."""
        before, self._document = self._document, document
        if document.buffer is not before.buffer:
            self._model.left_out.clear()
            self._look()

    def _look(self) -> None:
        self._replace.setEnabled(False)
        buffer, command = self._document.buffer, self._command

        def work(interest: Interest) -> _Plan:
            edits = iter(command.edits(buffer, Patience(_PATIENCE, paced(interest))))
            rows = planned(buffer, edits, MOST_SHOWN)
            return _Plan(rows, len(rows) + sum(1 for _ in islice(edits, None)))

        self._work.start(work)

    def _take(self, plan: _Plan) -> None:
        self._count = plan.total
        self._model.show(plan.rows)
        self._say()

    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, CommandError):
            raise error
        self._words.setText(error.message)

    def _say(self) -> None:
        chosen = self._count - len(self._model.left_out)
        words = f"{self._count:,} match{'' if self._count == 1 else 'es'} would be replaced."
        if not self._count:
            words = "There is nothing to replace."
        elif self._model.left_out:
            words = f"{chosen:,} of {self._count:,} matches would be replaced."
        if self._count > len(self._model.rows):
            words += f" The first {len(self._model.rows):,} are shown."
        self._words.setText(words)
        self._replace.setText(f"&Replace {chosen:,}")
        self._replace.setEnabled(chosen > 0)

    def _accept(self) -> None:
        left_out = {"except_at": tuple(sorted(self._model.left_out))} if self._model.left_out else {}
        self.accept()
        self.accepted_arguments.emit(arguments_of(self._command) | left_out)

    def done(self, result: int) -> None:
        """Look no more."""
        self._work.abandon()
        super().done(result)
