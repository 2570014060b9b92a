"""Owns `GoToLine`, a small box over the text that asks for a line.

Does not go there.
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QPainter, QPaintEvent, QPalette, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from editorapp.ui.elided_label import ElidedLabel

_GAP: Final = 6
_NUMBER: Final = r"\d[\d,.'\s]*"
_POSITION: Final = re.compile(rf"\s*({_NUMBER})(?::\s*({_NUMBER})?)?\s*")
_BETWEEN_DIGITS: Final = re.compile(r"\D")


class GoToLine(QWidget):
    """Asks for `LINE` or `LINE:COLUMN`, over the top of its parent; Enter goes, Escape does not."""

    accepted_position = Signal(int, int)
    """A person wants to go to a line and column, both from 1."""

    closed = Signal()
    """The box has gone; the text wants the keyboard again."""

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden; the box shows over the top of `parent`."""
        super().__init__(parent)
        self._over = parent
        self._last_line = 1
        self._edit = QLineEdit(self)
        self._edit.setPlaceholderText("Line, or line:column")
        self._edit.setAccessibleName("Line, or line and column apart by a colon")
        self._hint = ElidedLabel(self)
        self._hint.setAccessibleName("Which lines there are")
        label = QLabel("&Go to line:", self)
        label.setBuddy(self._edit)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.addWidget(label)
        row.addWidget(self._edit, 1)
        row.addWidget(self._hint, 1)
        self._edit.textChanged.connect(self._show_hint)
        self._edit.returnPressed.connect(self._accept)
        self._edit.installEventFilter(self)
        # Not as an argument, where it is ignored beside the function to call.
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close_box)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        parent.installEventFilter(self)
        self.setFocusProxy(self._edit)
        self.hide()

    def ask(self, last_line: int, line: int) -> None:
        """Show the box.

        Args:
            last_line: how many lines there are, at least 1.
            line: the line of the caret from 1, offered as a start.
        """
        self._last_line = last_line
        self._edit.setText(str(line))
        self._show_hint()
        self._place()
        self.show()
        self.raise_()
        self._edit.selectAll()
        self._edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_box(self) -> None:
        """Hide the box."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the parent; go when the keyboard goes elsewhere in the window."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        if watched is self._edit and event.type() == QEvent.Type.FocusOut and _stays_in_window(event):
            self.close_box()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a box that stands out from the text under it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Button))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _place(self) -> None:
        room = self._over.width()
        width = min(440, room - 2 * _GAP)
        self.setGeometry((room - width) // 2, _GAP, width, self.sizeHint().height())

    def _show_hint(self) -> None:
        problem = self._problem()
        self._hint.show_text(problem or f"1 to {self._last_line:,}", is_error=bool(problem))

    def _problem(self) -> str:
        text = self._edit.text()
        if not text.strip():
            return ""
        position = position_in(text)
        if position is None:
            return "A number, as 12 or 12:5"
        if position[0] > self._last_line:
            return f"The last line is {self._last_line:,}"
        return "Counted from 1" if 0 in position else ""

    def _accept(self) -> None:
        position = position_in(self._edit.text())
        if position is not None and not self._problem():
            self.close_box()
            self.accepted_position.emit(*position)


def _stays_in_window(event: QEvent) -> bool:
    """Whether the keyboard goes elsewhere in the window, and not to another window or a menu for a while."""
    passing = (
        Qt.FocusReason.ActiveWindowFocusReason,
        Qt.FocusReason.PopupFocusReason,
        Qt.FocusReason.MenuBarFocusReason,
    )
    return isinstance(event, QFocusEvent) and event.reason() not in passing


def position_in(text: str) -> tuple[int, int] | None:
    """Return the line and column that a text says, column 1 where it says none; None where it is no position.

    Digits may be in groups, as in 1,234.
    """
    found = _POSITION.fullmatch(text)
    if found is None:
        return None
    line, column = (int(_BETWEEN_DIGITS.sub("", part)[:18]) if part else 1 for part in found.groups())
    return line, column
