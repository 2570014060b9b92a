"""Owns `ResultDelegate`, which paints what was found: paths, lines, the matches in them and what becomes of these.

Does not know where the rows come from.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from editorapp.session.finding.file_matches import LineMatch
from editorapp.ui.find_in_files.result_model import ROW, FoundFile
from editorapp.ui.theme import is_dark
from editorapp.ui.view.utf16 import length_in_units, without_lone_surrogates

_MATCH: Final = (QColor("#ffe08a"), QColor("#6b5416"))
_GONE: Final = (QColor("#ffd7d5"), QColor("#67303a"))
_NEW: Final = (QColor("#ccf2d4"), QColor("#245c38"))
"""What lies under a match, under what goes, and under what comes: light and dark."""

_BOX: Final = QStyle.SubElement.SE_ItemViewItemCheckIndicator
_BETWEEN_LINES: Final = 4
"""In pixels."""

_NUMBER_WIDTH: Final = 6
_LONGEST: Final = 400
"""Code points of what comes in the place of a match that are shown."""

_CONTROLS: Final = dict.fromkeys(range(32), "�") | {9: " ", 10: "⏎", 13: "⏎", 127: "\ufffd"}

Part = tuple[str, QTextCharFormat]


class ResultDelegate(QStyledItemDelegate):
    """Paints rows of a `ResultModel`."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a row."""
        self.initStyleOption(option, index)
        row = index.data(ROW)
        option.text = ""
        widget: QWidget | None = option.widget
        style = widget.style() if widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        if option.features & QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator:
            _frame_box(painter, style.subElementRect(_BOX, option, widget), option.palette)
        option.text = "x"  # so that there is room for it
        rect: QRect = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, widget)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        parts = _parts(row, option.palette, is_selected=is_selected)
        painter.save()
        painter.setClipRect(rect)
        _draw(painter, rect, parts, option)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Leave some room between the lines."""
        return QSize(0, option.fontMetrics.height() + _BETWEEN_LINES)


def _frame_box(painter: QPainter, box: QRect, palette: QPalette) -> None:
    """Draw the frame of a box to check: that of the style cannot be seen in the dark."""
    painter.save()
    painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 2, 2)
    painter.restore()


def _draw(painter: QPainter, rect: QRect, parts: list[Part], option: Any) -> None:
    text = "".join(part for part, _ in parts)
    layout = QTextLayout(text, option.font)
    wish = QTextOption()
    wish.setWrapMode(QTextOption.WrapMode.NoWrap)
    wish.setTextDirection(Qt.LayoutDirection.LeftToRight)
    layout.setTextOption(wish)
    formats, start = [], 0
    for part, look in parts:
        length = length_in_units(part)
        span = QTextLayout.FormatRange()
        span.start, span.length, span.format = start, length, look
        formats.append(span)
        start += length
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1_000_000)
    layout.endLayout()
    top = rect.top() + (rect.height() - line.height()) / 2
    layout.draw(painter, QPointF(rect.left() + 2, top))


def _parts(row: object, palette: QPalette, *, is_selected: bool) -> list[Part]:
    role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
    text = palette.color(role)
    faint = text if is_selected else palette.color(QPalette.ColorRole.PlaceholderText)
    if isinstance(row, FoundFile):
        return _of_file(row, text, faint)
    if isinstance(row, LineMatch):
        return _of_match(row, text, faint, is_dark_ground=is_dark(palette) or is_selected)
    return []


def _look(color: QColor, under: QColor | None = None) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(color)
    if under is not None:
        look.setBackground(under)
    return look


def _of_file(file: FoundFile, text: QColor, faint: QColor) -> list[Part]:
    folder, sign, name = file.shown.rpartition("/")
    strong = _look(text)
    strong.setFontWeight(600)
    said = f"   {len(file.matches):,}" if file.matches else ""
    problem = f"   {without_lone_surrogates(file.problem)}" if file.problem else ""
    return [(f"{folder}{sign}", _look(faint)), (name, strong), (f"{said}{problem}", _look(faint))]


def _of_match(match: LineMatch, text: QColor, faint: QColor, *, is_dark_ground: bool) -> list[Part]:
    line = match.text
    blank = min(len(line) - len(line.lstrip()), match.first)
    before, found, after = line[blank : match.first], line[match.first : match.last], line[match.last :]
    number = f"{match.line + 1:,}".rjust(_NUMBER_WIDTH, "\u2007")
    parts = [(f"{number}  ", _look(faint)), (_seen(before), _look(text))]
    ink = QColor("#ffffff") if is_dark_ground else QColor("#1f2328")
    if match.replacement is None:
        parts.append((_seen(found), _look(ink, _MATCH[is_dark_ground])))
    else:
        gone = _look(ink, _GONE[is_dark_ground])
        gone.setFontStrikeOut(True)
        new = _look(ink, _NEW[is_dark_ground])
        parts += [(_seen(found), gone), (_seen(match.replacement[:_LONGEST]), new)]
    return [*parts, (_seen(after), _look(text))]


def _seen(text: str) -> str:
    return without_lone_surrogates(text.translate(_CONTROLS))
