"""Owns the bars at the top of the editor that tell what happened and offer what can be done.

Does not decide what is told.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from editorapp.ui.icons import icon
from editorapp.ui.message import Message, Severity
from editorapp.ui.theme import is_dark

_GROUNDS: Final = {
    Severity.NOTE: ("#e3eefc", "#1f3350"),
    Severity.WARNING: ("#fff1cc", "#4a3c12"),
    Severity.ERROR: ("#fde3e1", "#552220"),
}
"""What lies under a message, light and dark."""

_WIDE: Final = 90
"""From so many average characters on the buttons lie beside the text."""

_SIGNS: Final = {
    Severity.NOTE: QStyle.StandardPixmap.SP_MessageBoxInformation,
    Severity.WARNING: QStyle.StandardPixmap.SP_MessageBoxWarning,
    Severity.ERROR: QStyle.StandardPixmap.SP_MessageBoxCritical,
}


class MessageBar(QFrame):
    """One message with its buttons."""

    def __init__(self, message: Message, area: MessageArea) -> None:
        """Show a message; the area is told when it was answered or closed."""
        super().__init__(area)
        self.message = message
        self._area = area
        self.setAutoFillBackground(True)
        self.setAccessibleName(message.text)
        self._answers: list[QPushButton] = []
        self._sign = QLabel()
        self._text = QLabel(message.text)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._text.setSizePolicy(policy)
        words = QHBoxLayout()
        words.setSpacing(8)
        words.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        words.addWidget(self._text, 1)
        # Beside each other where there is room, else below each other.
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(12, 6, 8, 6)
        self._layout.addLayout(words, 1)
        self._layout.addLayout(self._buttons())
        self.paint_for(area.palette())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for words, act in self.message.answers:
            button = QPushButton(words)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: self._answer(act))
            row.addWidget(button)
            self._answers.append(button)
        self._close = QToolButton()
        self._close.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._close.setAutoRaise(True)
        self._close.setToolTip("Close this message")
        self._close.setAccessibleName("Close this message")
        self._close.clicked.connect(lambda: self._area.dismiss(self.message.key))
        row.addWidget(self._close)
        return row

    def first_button(self) -> QWidget:
        """Return the first answer, or what closes the message where there is none."""
        return next(iter(self._answers), self._close)

    def fit(self, width: int) -> int:
        """Arrange the parts for a width in pixels; return the height that they take then."""
        is_wide = width >= self.fontMetrics().averageCharWidth() * _WIDE
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(direction)
        self._layout.invalidate()
        height = self._layout.heightForWidth(width)
        return height if height > 0 else self.sizeHint().height()

    def _answer(self, act: object) -> None:
        self._area.dismiss(self.message.key)
        if callable(act):
            act()

    def paint_for(self, palette: QPalette) -> None:
        """Take the ground that fits a palette."""
        light, dark = _GROUNDS[self.message.severity]
        own = QPalette(palette)
        own.setColor(QPalette.ColorRole.Window, QColor(dark if is_dark(palette) else light))
        self.setPalette(own)
        size = self.fontMetrics().height() + 2
        sign = self.style().standardIcon(_SIGNS[self.message.severity])
        self._close.setIcon(icon("close", own))
        self._sign.setPixmap(sign.pixmap(QSize(size, size), self.devicePixelRatioF()))


def _has_keyboard(widget: QWidget) -> bool:
    return any(button.hasFocus() for button in widget.findChildren(QAbstractButton))


class MessageArea(QWidget):
    """The messages that are open, below each other; those about a document are shown in its tab only.

    F6 leads to them, since the Tab key belongs to the text; Escape and every answer lead back.
    """

    left = Signal()
    """The keyboard goes back to the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with none."""
        super().__init__(parent)
        self._bars: dict[str, MessageBar] = {}
        self._document: str | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setVisible(False)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.left.emit)
        # As an argument of the constructor it is ignored.
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def has_keyboard(self) -> bool:
        """Tell whether a button of the messages has the keyboard."""
        return _has_keyboard(self)

    def take_keyboard(self) -> bool:
        """Give the keyboard to the first button of the messages, and tell whether there is one."""
        shown = next((bar for bar in self._bars.values() if self._is_for_now(bar)), None)
        if shown is not None:
            shown.first_button().setFocus(Qt.FocusReason.ShortcutFocusReason)
        return shown is not None

    def tell(self, message: Message) -> None:
        """Show a message, in place of an earlier one of the same key."""
        self.dismiss(message.key)
        bar = MessageBar(message, self)
        self._bars[message.key] = bar
        self._layout.addWidget(bar)
        self._arrange()

    def dismiss(self, key: str) -> None:
        """Remove a message, if it is there."""
        bar = self._bars.pop(key, None)
        if bar is not None:
            if _has_keyboard(bar):
                self.left.emit()
            self._layout.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
            self._arrange()

    def forget(self, document_id: str) -> None:
        """Remove all messages about a document."""
        for bar in list(self._bars.values()):
            if bar.message.document == document_id:
                self.dismiss(bar.message.key)

    def show_for(self, document_id: str | None) -> None:
        """Show the messages about one document, beside those about none."""
        self._document = document_id
        self._arrange()

    def shown(self) -> list[Message]:
        """Return the messages that can be read now."""
        return [bar.message for bar in self._bars.values() if self._is_for_now(bar)]

    def _is_for_now(self, bar: MessageBar) -> bool:
        return bar.message.document in (None, self._document)

    def _arrange(self) -> None:
        for bar in self._bars.values():
            bar.setVisible(self._is_for_now(bar))
        self.setVisible(bool(self.shown()))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each message the height that it needs at the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        for bar in self._bars.values():
            bar.setFixedHeight(bar.fit(self.width()))
        self.updateGeometry()

    def repaint_for(self, palette: QPalette) -> None:
        """Take the grounds that fit a palette."""
        for bar in self._bars.values():
            bar.paint_for(palette)
