"""Owns `CompletionList`, the small list of words beside the caret.

Does not take the keyboard, which stays with the text, nor know what is done with a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

_MOST_ROWS: Final = 9
_WIDEST: Final = 420
_NARROWEST: Final = 120
_GAP: Final = 2
"""Pixels between the line of the caret and the list."""

_PADDING: Final = 6
_INDENT: Final = 3
"""Pixels that the style leaves before a word."""


class CompletionList(QListWidget):
    """A list of words that lies over a window."""

    taken = Signal(str)
    """A word was chosen with the mouse."""

    def __init__(self, parent: QWidget) -> None:
        """Lie over a window, and not be seen yet."""
        super().__init__(parent)
        self._over = parent
        self.setAccessibleName(self.tr("Words to complete"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUniformItemSizes(True)
        self.itemClicked.connect(lambda item: self.taken.emit(item.text()))
        self.hide()

    @property
    def word(self) -> str:
        """The word that is marked; empty if there is none."""
        item: QListWidgetItem | None = self.currentItem()
        return item.text() if item is not None else ""

    def words(self) -> list[str]:
        """Return all words that are listed."""
        return [self.item(row).text() for row in range(self.count())]

    def offer(self, words: Sequence[str], caret: QRect, font: QFont, *, keep: bool) -> None:
        """Show words beside a caret.

        Args:
            words: the words, the first one at the top; at least one.
            caret: where in the window what they begin with stands.
            font: the font of the text.
            keep: whether the word that is marked stays marked if it is among them.
        """
        marked = words.index(self.word) if keep and self.word in words else 0
        if list(words) != self.words():
            self.clear()
            self.addItems(list(words))
        self.setFont(font)
        self.setCurrentRow(marked)
        self._place(words, caret, QFontMetrics(font))
        self.show()
        self.raise_()
        self.scrollToItem(self.currentItem())

    def move_by(self, rows: int) -> None:
        """Mark another word, and behind the last one the first."""
        self.setCurrentRow((self.currentRow() + rows) % self.count())

    def move_page(self, pages: int) -> None:
        """Mark the word so many pages further, at most the last or the first one."""
        row = self.currentRow() + pages * (_MOST_ROWS - 1)
        self.setCurrentRow(max(0, min(row, self.count() - 1)))

    def _place(self, words: Sequence[str], caret: QRect, metrics: QFontMetrics) -> None:
        """Lie below the line of the caret; above it where there is more room and not enough below."""
        window = self._over.rect()
        frame = 2 * self.frameWidth()
        row = max(1, self.sizeHintForRow(0))
        bar = self.verticalScrollBar().sizeHint().width() if len(words) > _MOST_ROWS else 0
        widest = max(metrics.horizontalAdvance(word) for word in words)
        width = min(max(_NARROWEST, widest + bar + frame + 2 * _PADDING), _WIDEST, window.width())
        below, above = window.bottom() - caret.bottom() - _GAP, caret.top() - _GAP
        height = min(len(words), _MOST_ROWS) * row + frame
        is_below = height <= below or below >= above
        height = max(row + frame, min(height, below if is_below else above))
        left = max(0, min(caret.left() - self.frameWidth() - _INDENT, window.width() - width))
        top = caret.bottom() + _GAP if is_below else caret.top() - _GAP - height
        self.setGeometry(left, top, width, height)
