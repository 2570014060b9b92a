"""Owns `TextSurface`, the widget that shows a document: lays out, paints, scrolls, highlights.

Does not take keys, mouse or drops: that is what `TextView` adds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document
from editorapp.text.selection import Range
from editorapp.ui.view.caret_blink import CaretBlink
from editorapp.ui.view.colors import Colors
from editorapp.ui.view.damage import Damage, damage_between
from editorapp.ui.view.geometry import Geometry
from editorapp.ui.view.line_styles import LineStyles
from editorapp.ui.view.margin import LineNumberMargin
from editorapp.ui.view.painting import Appearance, TextPainter
from editorapp.ui.view.scrolling import Scroller
from editorapp.ui.view.typeface import Typeface

_SMALLEST_FONT: Final = 4.0
_MOST_MATCHES: Final = 5000
"""More matches than these are not moved along with changes; who found them gives them again."""


class TextSurface(QAbstractScrollArea):
    """Shows a document; see `show_document`."""

    scrolled = Signal()
    """Other lines, or other parts of them, are in the window."""

    document_shown = Signal(object, object)
    """Another revision is shown: the document before it, and the change set that led to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show an empty document."""
        super().__init__(parent)
        self._font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._zoom = 0
        document = Document(Buffer())
        self._geometry = Geometry(document, Typeface.measured(self._font, document.layout.tab_width))
        self._appearance = Appearance(Colors.light())
        self._scroller = Scroller(
            self._geometry, self.verticalScrollBar(), self.horizontalScrollBar(), self._window_moved
        )
        self._geometry.lines.set_syntax(self._appearance.colors.syntax)
        self._margin = LineNumberMargin(self._geometry, self._appearance.colors, self)
        self._blink = CaretBlink(self._carets_blinked, self)
        self._once_sized: Callable[[], None] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._fit_margin()

    # ------------------------------------------------------------------------------- what is shown

    @property
    def document(self) -> Document:
        """The document that is shown."""
        return self._geometry.document

    def show_document(
        self, document: Document, changes: ChangeSet | None = None, *, reveal: bool = True
    ) -> None:
        """Show the next revision of a document, or another document.

        Args:
            document: what to show.
            changes: what led to it from what is shown; None if that is not known, or all is new.
            reveal: whether to scroll to the primary caret.
        """
        before = self._geometry.document
        follows = changes is not None or document.buffer is before.buffer
        if document.layout.tab_width != before.layout.tab_width:
            follows = False
        damage = self._take(document, changes or ChangeSet(), follows=follows)
        self._repaint(damage)
        if self._fit_margin() or damage.is_whole or document.buffer.line_count != before.buffer.line_count:
            self._scroller.update_ranges()
        self._document_followed(before)
        if reveal:
            self._place_window(self._reveal_caret)
        if self.hasFocus():
            self._blink.start()
        self.document_shown.emit(before, changes or ChangeSet())

    def _document_followed(self, before: Document) -> None:
        """For what must be known before the caret is revealed; here nothing."""

    def _take(self, document: Document, changes: ChangeSet, *, follows: bool) -> Damage:
        geometry = self._geometry
        before, first_line = geometry.document, geometry.first_line
        geometry.document = document
        if not follows:
            typeface = Typeface.measured(self._zoomed_font(), document.layout.tab_width)
            geometry.lines.restart(document.buffer, typeface)
            self._appearance.matches = ()
            return Damage.all()
        changed = geometry.lines.follow(document.buffer, changes) if changes else None
        if changed is not None:
            self._map_matches(changes)
            if changed.moved and changes.changes[0].end <= before.buffer.line_start(first_line):
                start = before.buffer.line_start(first_line)
                now_at = document.buffer.line_at(changes.map([start])[0])
                geometry.top = max(0.0, geometry.top + (now_at - first_line) * geometry.line_height)
                return Damage.all()
        return damage_between(before, document, changed)

    def _map_matches(self, changes: ChangeSet) -> None:
        matches = self._appearance.matches
        if len(matches) > _MOST_MATCHES:
            self._appearance.matches = ()
        elif matches:
            starts = changes.map([match.start for match in matches])
            ends = changes.map([match.end for match in matches], after=False)
            pairs = zip(starts, ends, strict=True)
            self._appearance.matches = [Range(start, end) for start, end in pairs if end > start]

    def set_matches(self, matches: Sequence[tuple[int, int]]) -> None:
        """Highlight what was found.

        Args:
            matches: start and end of each, in order and apart; none of them ends the highlighting. Those
                within `shown_range` are enough, if they are found again whenever `scrolled` is told.
        """
        self._appearance.matches = [Range(start, end) for start, end in matches if end > start]
        self.viewport().update()

    def shown_range(self) -> tuple[int, int]:
        """Return the positions between which the lines in the window lie."""
        return self._geometry.shown_range()

    def shown_text(self) -> str:
        """Return the lines in the window as they are laid out, joined by LF, to compare with the buffer.

        Of long lines it holds only the part that is in the window.
        """
        geometry = self._geometry
        shown = []
        for number in range(geometry.first_line, geometry.last_line + 1):
            line = geometry.lines.at(number)
            left = geometry.line_left(line)
            shown.append("".join(p.shown_text() for _, _, p in line.pieces(-left, geometry.width - left)))
        return "\n".join(shown)

    def position_at(self, point: QPointF) -> int:
        """Return the position, in code points, that is nearest to a point of the viewport."""
        return self._geometry.position_at(point.x(), point.y())

    def reveal(self, position: int) -> None:
        """Scroll no more than is needed to see the caret at a position, if it were there."""
        self._scroller.reveal(position)

    def caret_rect(self, position: int) -> QRectF:
        """Return where in the viewport the caret at a position is, or would be if it were in the window."""
        return self._geometry.caret_rect(position)

    # ------------------------------------------------------------------------------ how it is shown

    def set_editor_font(self, font: QFont) -> None:
        """Show the text in another font, which should be of fixed pitch; zooming starts from its size."""
        self._font = QFont(font)
        self._typeface_changed()

    def set_zoom(self, points_delta: int) -> None:
        """Show the text larger than the font by some points, or smaller below 0."""
        self._zoom = points_delta
        self._typeface_changed()

    def _zoomed_font(self) -> QFont:
        font = QFont(self._font)
        font.setPointSizeF(max(_SMALLEST_FONT, self._font.pointSizeF() + self._zoom))
        return font

    def _typeface_changed(self) -> None:
        geometry = self._geometry
        lines, cells = geometry.top / geometry.line_height, geometry.left / geometry.typeface.cell
        typeface = Typeface.measured(self._zoomed_font(), geometry.document.layout.tab_width)
        geometry.lines.restart(geometry.document.buffer, typeface)
        self._document_followed(geometry.document)
        geometry.top, geometry.left = lines * typeface.line_height, cells * typeface.cell
        self._expect_width(geometry.left)
        self._fit_margin()
        self._scroller.update_ranges()
        self._repaint(Damage.all())

    def set_colors(self, colors: Colors) -> None:
        """Paint with other colors."""
        self._appearance.colors = self._margin.colors = colors
        self._geometry.lines.set_syntax(colors.syntax)
        self._repaint(Damage.all())

    def set_line_styles(self, styles: LineStyles | None) -> None:
        """Color the text as somebody says, or no longer; it is asked about lines as they come into sight."""
        self._geometry.lines.set_styles(styles)
        self._repaint(Damage.all())

    def restyle(self, first_line: int, last_line: int) -> None:
        """Ask again how some lines, from 0, the last one included, are colored, and paint what is in sight."""
        self._geometry.lines.restyle(first_line, last_line)
        self._repaint(Damage(((first_line, last_line),)))

    def set_line_numbers_shown(self, shown: bool) -> None:
        """Show or hide the margin with the line numbers."""
        self._margin.setVisible(shown)
        self._fit_margin()

    # ----------------------------------------------------------------------------------- scrolling

    def page_lines(self) -> int:
        """Return how many lines are wholly in the window, at least 1."""
        return self._scroller.page_lines

    def scroll_position(self) -> tuple[int, int]:
        """Return the first line in the window, from 0, and the pixels scrolled to the right."""
        return self._geometry.first_line, round(self._geometry.left)

    def set_scroll_position(self, line: int, left: int) -> None:
        """Scroll to what `scroll_position` returned; as near as the document allows."""

        def place() -> None:
            self._expect_width(left)
            self._scroller.update_ranges()
            self._scroller.scroll_to(top=line * self._geometry.line_height, left=left)

        self._place_window(place)

    def _place_window(self, place: Callable[[], None]) -> None:
        """Scroll; and as long as the widget was not shown and has no lasting size, again with the next one."""
        self._once_sized = None if self.isVisible() else place
        place()

    def _reveal_caret(self) -> None:
        if self._once_sized is not None:
            self._scroller.scroll_to(left=0)
        self._scroller.reveal(self.document.selection.main.head)

    def scroll_by(self, lines: int, columns: int = 0) -> None:
        """Scroll down and to the right, by lines and by cells; the caret stays."""
        typeface = self._geometry.typeface
        self._scroller.scroll_by(columns * typeface.cell, lines * typeface.line_height)

    def _expect_width(self, left: float) -> None:
        """Lines so wide that it can be scrolled to `left` were seen before, and will be again."""
        lines = self._geometry.lines
        lines.widest = max(lines.widest, left + self._geometry.width) if left > 0 else lines.widest

    def _window_moved(self, up_or_down: bool) -> None:
        self.viewport().update()
        if up_or_down:
            self._margin.update()
        self.scrolled.emit()

    # ------------------------------------------------------------------------------------ painting

    def _repaint(self, damage: Damage) -> None:
        if damage.is_whole:
            self.viewport().update()
            self._margin.update()
            return
        geometry = self._geometry
        for first, last in damage.lines:
            top = max(0, int(geometry.line_top(max(first, geometry.first_line))) - 1)
            bottom = (
                geometry.height if last is None else geometry.line_top(min(last, geometry.last_line) + 1) + 1
            )
            if bottom > top:
                self.viewport().update(0, top, geometry.width, int(bottom) - top)
                self._margin.update(0, top, self._margin.width(), int(bottom) - top)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what needs it."""
        painter = QPainter(self.viewport())
        TextPainter(painter, event.rect(), self._geometry, self._appearance).paint()
        painter.end()
        if self._scroller.is_outgrown():
            QTimer.singleShot(0, self, self._scroller.update_ranges)

    def _carets_blinked(self) -> None:
        self._appearance.carets_on = self._blink.is_on
        selection = self._geometry.document.selection
        if len(selection.ranges) > 1:
            self.viewport().update()
        else:
            rect = self._geometry.main_caret_rect()
            if rect is not None:
                self.viewport().update(rect.toAlignedRect().adjusted(-1, 0, 1, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take in how large the window is now."""
        viewport = self.viewport()
        self._geometry.width, self._geometry.height = viewport.width(), viewport.height()
        self._scroller.pixel_ratio = self.devicePixelRatioF()
        width = self._margin.wanted_width()
        self._margin.setGeometry(viewport.x() - width, viewport.y(), width, viewport.height())
        self._scroller.update_ranges()
        if self._once_sized is not None:
            self._once_sized()

    def showEvent(self, event: QShowEvent) -> None:
        """From now on the window has its own extent."""
        self._once_sized = None

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The scroller listens to the bars itself."""

    def _fit_margin(self) -> bool:
        """Make the margin as wide as its numbers need it, and tell whether that changed anything."""
        width = self._margin.wanted_width() if not self._margin.isHidden() else 0
        if width == self.viewportMargins().left():
            return False
        self.setViewportMargins(width, 0, 0, 0)
        return True
