"""Owns `ScrollMarks`, the thin strip over a vertical scroll bar that shows where in the document things are.

Does not find them: it is given what it marks. Its cost is that of its height in pixels, not of the number of marks:
it asks for each row of pixels whether anything is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from editorapp.text.buffer import Buffer
from editorapp.text.pause import Pause
from editorapp.ui.counting_work import paced
from editorapp.ui.latest_work import Interest, LatestWork
from editorapp.ui.view.colors import Colors

HasMatch = Callable[[int, int], bool]
"""Whether something is marked between two positions, the second one excluded."""

_ROW: Final = 2
"""Pixels of a mark: thinner ones are hard to see."""

_SOON: Final = 60
"""Milliseconds until what has changed is looked at; many changes come at once."""

_MOST_CARETS: Final = 2000


def rows_with(buffer: Buffer, rows: int, has_match: HasMatch, pause: Pause) -> list[int]:
    """Return the rows, from 0, in which something is marked, where so many rows show all lines of a text.

    Args:
        buffer: the text.
        rows: how many rows there are, at least 1.
        has_match: whether something is marked between two positions.
        pause: called between the rows.
    """
    lines = buffer.line_count
    found = []
    start, first = 0, 0
    while first < lines:
        pause()
        # Where there are more rows than lines, each line has its mark in the first of its rows.
        row = first * rows // lines
        following = max(first + 1, -(-(row + 1) * lines // rows))
        end = len(buffer) + 1 if following >= lines else buffer.line_start(following)
        if has_match(start, end):
            found.append(row)
        start, first = end, following
    return found


class ScrollMarks(QWidget):
    """Marks of matches, carets and bookmarks over a scroll bar; the mouse goes through it."""

    def __init__(self, bar: QScrollBar, colors: Callable[[], Colors]) -> None:
        """Lie over a scroll bar from now on; `colors` gives those of the text when marks are painted."""
        super().__init__(bar)
        self._bar = bar
        self._colors = colors
        self._buffer: Buffer | None = None
        self._has_match: HasMatch | None = None
        self._match_rows: list[int] = []
        self._places: dict[str, tuple[Buffer, Sequence[int]]] = {}
        self._place_rows: dict[str, list[int]] = {}
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._look)
        self._work = LatestWork(self)
        self._work.finished.connect(self._take_rows)
        self._work.failed.connect(_raise)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bar.installEventFilter(self)
        self._lie_over()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the scroll bar."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._lie_over()
        return super().eventFilter(watched, event)

    def _lie_over(self) -> None:
        if self.size() != self._bar.size():
            self.setGeometry(self._bar.rect())
            self._soon.start()

    def show_matches(self, buffer: Buffer, has_match: HasMatch | None) -> None:
        """Mark where matches are.

        Args:
            buffer: the text that they are in.
            has_match: whether one starts between two positions; may be asked from another thread. None for
                no matches.
        """
        self._buffer, self._has_match = buffer, has_match
        if has_match is None:
            self._work.abandon()
            self._soon.stop()
            self._take_rows([])
        elif not self._soon.isActive():
            # Not started anew by each change, so that marks come while somebody types without a rest.
            self._soon.start()

    def show_places(self, sort: str, buffer: Buffer, positions: Sequence[int]) -> None:
        """Mark places of another sort, `caret` or `bookmark`; of very many only some are marked."""
        self._places[sort] = buffer, positions
        self._find_rows(sort)

    def _find_rows(self, sort: str) -> None:
        buffer, positions = self._places[sort]
        step = max(1, len(positions) // _MOST_CARETS)
        rows, lines = self._rows(), buffer.line_count
        marked = sorted({buffer.line_at(position) * rows // lines for position in positions[::step]})
        if marked != self._place_rows.get(sort, []):
            self._place_rows[sort] = marked
            self.update()

    def match_rows(self) -> list[int]:
        """Return the rows in which matches are marked, counted from the top of the groove."""
        return self._match_rows

    def place_rows(self, sort: str) -> list[int]:
        """Return the same for places of another sort."""
        return self._place_rows.get(sort, [])

    def _rows(self) -> int:
        return max(1, self._groove().height() // _ROW)

    def _groove(self) -> QRect:
        option = QStyleOptionSlider()
        self._bar.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_ScrollBar, QStyle.SubControl.SC_ScrollBarGroove
        return self._bar.style().subControlRect(control, option, part, self._bar)

    def _look(self) -> None:
        for sort in self._places:
            self._find_rows(sort)
        buffer, has_match, rows = self._buffer, self._has_match, self._rows()
        if buffer is None or has_match is None:
            return

        def work(interest: Interest) -> list[int]:
            return rows_with(buffer, rows, has_match, paced(interest))

        self._work.start(work)

    def _take_rows(self, rows: list[int]) -> None:
        if rows != self._match_rows:
            self._match_rows = rows
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the marks."""
        groove = self._groove()
        painter = QPainter(self)
        width, colors = self.width(), self._colors()
        third = max(2, width // 3)
        for rows, color, left, size in (
            (self._match_rows, colors.match_border, width - third - 1, third),
            (self.place_rows("bookmark"), colors.bookmark, 1, third),
            (self.place_rows("caret"), colors.caret, 1, width - 2),
        ):
            for row in rows:
                painter.fillRect(left, groove.top() + row * _ROW, size, _ROW, color)
        painter.end()


def _raise(error: Exception) -> None:
    raise error
