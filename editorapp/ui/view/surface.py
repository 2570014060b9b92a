"""Owns `TextSurface`, the widget that shows a document: lays out, paints, scrolls, highlights.

Does not take keys, mouse or drops: that is what `TextView` adds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QStyle, QWidget

from editorapp.session.view_options import ViewOptions
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document
from editorapp.text.indentation_folds import IndentationFolds
from editorapp.text.selection import Range
from editorapp.ui.key_watch import KeyWatch
from editorapp.ui.view.bracket_watch import BracketWatch
from editorapp.ui.view.caret_blink import CaretBlink
from editorapp.ui.view.colors import Colors
from editorapp.ui.view.damage import Damage
from editorapp.ui.view.following import begun, followed
from editorapp.ui.view.font_choice import FontChoice
from editorapp.ui.view.geometry import Anchor, Geometry
from editorapp.ui.view.glide import Glide
from editorapp.ui.view.line_styles import LineStyles
from editorapp.ui.view.margin import LineNumberMargin
from editorapp.ui.view.painting import Appearance, TextPainter
from editorapp.ui.view.rows import RowStart
from editorapp.ui.view.scrolling import Scroller
from editorapp.ui.view.typeface import Typeface
from editorapp.ui.view.view_folds import ViewFolds

_UPDATE: Final = QEvent.Type.UpdateRequest.value

_LET_OTHERS_RUN: Final[Callable[[], object]] = getattr(os, "sched_yield", lambda: None)
"""Lets the display server run that a paint has woken, perhaps on this processor: else what is painted shows only
when all that comes behind the paint is done, 1.3 ms later with one key of seven on two processors."""

E = TypeVar("E", bound=QEvent)


class TextSurface(QAbstractScrollArea):
    """Shows a document; see `show_document`.

    Attributes:
        folding: which lines are hidden, and where lines can be.
    """

    scrolled = Signal()
    """Other lines, or other parts of them, are in the window."""

    document_shown = Signal(object, object)
    """Another revision is shown: the document before it, and the change set that led to it."""

    fold_toggled = Signal(int)
    """What is folded behind a line is to be shown, or what can be is to be folded."""

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        """Show an empty document; `clock` gives the seconds that motions go by."""
        super().__init__(parent)
        self._font = FontChoice.of_system()
        document = Document(Buffer())
        self._geometry = Geometry(document, Typeface.measured(self._font.font(), document.layout.tab_width))
        self._appearance = Appearance(Colors.light())
        self._glide = Glide(self, clock)
        self._scroller = Scroller(
            self._geometry,
            self.verticalScrollBar(),
            self.horizontalScrollBar(),
            self._window_moved,
            self._glide,
        )
        self._styles: LineStyles | None = None
        self._geometry.lines.set_syntax(self._appearance.colors.syntax)
        source = IndentationFolds(lambda: self._geometry.document)
        self._margin = LineNumberMargin(self._geometry, self._appearance.colors, source, self)
        self._margin.fold_pressed.connect(self.fold_toggled)
        self.folding = ViewFolds(self._geometry, self._margin, self._folded)
        self._brackets = BracketWatch(self._geometry, lambda: self._styles, self._brackets_found, self)
        self._blink = CaretBlink(self._carets_blinked, self)
        self._once_sized: Callable[[], None] | None = None
        self._is_waited_for = False
        self._keys = KeyWatch.of_application()
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
        if follows:
            damage = followed(self._geometry, self._appearance, document, changes or ChangeSet())
        else:
            damage = begun(self._geometry, self._appearance, document, self._font.font())
        self._repaint(damage)
        if document.buffer is not before.buffer:
            self._margin.look_soon()
        elif document.bookmarks != before.bookmarks:
            self._margin.update()
        if damage.is_whole or document.buffer.line_count != before.buffer.line_count:
            self._fit_margin()
            self._scroller.update_ranges()
        elif self._geometry.walk.is_wrapped and document.buffer is not before.buffer:
            self._scroller.update_ranges_soon()
        self._document_followed(before)
        if reveal:
            is_move = document.buffer is before.buffer
            self._place_window(lambda: self._reveal_caret(smooth=is_move))
        self._brackets.look(document)
        self._paint_carets_on()
        self._document_painted(before)
        self.document_shown.emit(before, changes or ChangeSet())

    def _paint_carets_on(self) -> None:
        """Show carets from now on; and if somebody waits for it, paint what has changed before anything else."""
        has_focus = self.hasFocus()
        if has_focus:
            self._blink.show()
        if self._is_waited_for:
            QCoreApplication.sendPostedEvents(self.window(), _UPDATE)
            _LET_OTHERS_RUN()
        if has_focus:
            self._blink.start()

    def _do_at_once(self, take: Callable[[E], None], event: E) -> None:
        """Take an event that somebody waits for: what it does is painted as soon as it is shown."""
        outer, self._is_waited_for = self._is_waited_for, True
        self._keys.begin()
        try:
            take(event)
        finally:
            self._is_waited_for = outer
            self._keys.end()

    def _document_followed(self, before: Document) -> None:
        """For what must be known before the caret is revealed; here nothing."""

    def _document_painted(self, before: Document) -> None:
        """For what can wait until a key is on the screen; here nothing."""

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
        """Return the lines in the window as they are laid out, joined by LF.

        Of long lines it holds only the part that is in the window.
        """
        lines: dict[int, str] = {}
        for line, _, text in self._geometry.shown_pieces():
            lines[line] = lines.get(line, "") + text
        return "\n".join(lines.values())

    def shown_pieces(self) -> Iterator[tuple[int, str]]:
        """Yield what is laid out in the window, each piece with its position, to compare it with the document."""
        for line, offset, text in self._geometry.shown_pieces():
            yield self._geometry.lines.buffer.line_start(line) + offset, text

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
        self._font = replace(self._font, base=QFont(font))
        self._typeface_changed()

    def set_zoom(self, points_delta: int) -> None:
        """Show the text larger than the font by some points, or smaller below 0."""
        self._font = replace(self._font, zoom=points_delta)
        self._typeface_changed()

    def _typeface_changed(self) -> None:
        geometry = self._geometry
        old, cells = geometry.line_height, geometry.left / geometry.typeface.cell
        typeface = Typeface.measured(self._font.font(), geometry.document.layout.tab_width)
        geometry.lines.restart(geometry.document.buffer, typeface)
        self._wrap()
        self._document_followed(geometry.document)
        anchor = geometry.anchor
        geometry.anchor = Anchor(anchor.place, anchor.pixels * typeface.line_height / old)
        geometry.left = cells * typeface.cell
        self._expect_width(geometry.left)
        self._fit_margin()
        self._scroller.update_ranges()
        self._repaint(Damage.all())

    def set_options(self, options: ViewOptions) -> None:
        """Show text as somebody wants it."""
        self._appearance.options = options
        self._margin.has_numbers = options.line_numbers
        self._scroller.past_end = options.scroll_past_end
        self._glide.is_wanted = options.smooth_scroll and self._is_animated()
        if options.ligatures != self._font.ligatures:
            self._font = replace(self._font, ligatures=options.ligatures)
            self._typeface_changed()
        self._fit_margin()
        was_seen = self._is_caret_seen()
        is_wrapped_anew = self._wrap()
        if is_wrapped_anew:
            self._geometry.left = 0.0
        self._scroller.update_ranges()
        if is_wrapped_anew and was_seen:
            # Far along a line, the caret is in other rows now than the start of the line, where the window stands.
            self._reveal_caret()
        self._repaint(Damage.all())

    def _is_caret_seen(self) -> bool:
        rect = self._geometry.main_caret_rect()
        return rect is not None and QRectF(self.viewport().rect()).intersects(rect)

    def _is_animated(self) -> bool:
        """Whether the desktop wants motion to be seen."""
        return self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) > 0

    def _wrap(self) -> bool:
        """Let rows be as wide as is wanted, and tell whether that changed anything."""
        return self._geometry.lines.set_wrap(self._geometry.row_width(self._appearance.options))

    @property
    def colors(self) -> Colors:
        """The colors that it paints with."""
        return self._appearance.colors

    def set_colors(self, colors: Colors) -> None:
        """Paint with other colors."""
        self._appearance.colors = self._margin.colors = colors
        self._geometry.lines.set_syntax(colors.syntax)
        self._repaint(Damage.all())

    def set_line_styles(self, styles: LineStyles | None) -> None:
        """Color the text as somebody says, or no longer; it is asked about lines as they come into sight."""
        self._styles = styles
        self._geometry.lines.set_styles(styles)
        self._repaint(Damage.all())

    def restyle(self, first_line: int, last_line: int) -> None:
        """Ask again how some lines, from 0, the last one included, are colored, and paint what is in sight."""
        self._geometry.lines.restyle(first_line, last_line)
        self._repaint(Damage(((first_line, last_line),)))

    # ------------------------------------------------------------------------------------- changes

    def _folded(self) -> None:
        self._scroller.update_ranges()
        self._repaint(Damage.all())
        self.scrolled.emit()

    def _brackets_found(self, positions: tuple[int, ...]) -> None:
        before, self._appearance.brackets = self._appearance.brackets, positions
        buffer = self._geometry.lines.buffer
        lines = {buffer.line_at(min(at, len(buffer))) for at in (*before, *positions)}
        self._repaint(Damage(tuple((line, line) for line in sorted(lines))))

    # ----------------------------------------------------------------------------------- scrolling

    def page_lines(self) -> int:
        """Return how many rows are wholly in the window, at least 1."""
        return self._scroller.page_lines

    def scroll_position(self) -> tuple[int, int]:
        """Return the first line in the window, from 0, and the pixels scrolled to the right."""
        return self._geometry.first_line, round(self._geometry.left)

    def set_scroll_position(self, line: int, left: int) -> None:
        """Scroll to what `scroll_position` returned; as near as the document allows."""

        def place() -> None:
            self._expect_width(left)
            self._scroller.update_ranges()
            self._scroller.place(Anchor(RowStart(line, 0)), left)

        self._place_window(place)

    def _place_window(self, place: Callable[[], None]) -> None:
        """Scroll; and as long as the widget was not shown and has no lasting size, again with the next one."""
        self._once_sized = None if self.isVisible() else place
        place()

    def _reveal_caret(self, *, smooth: bool = False) -> None:
        if self._once_sized is not None:
            self._scroller.place(self._geometry.anchor, 0)
        smooth = smooth and self._once_sized is None
        self._scroller.reveal(self.document.selection.main.head, smooth=smooth)

    def scroll_by(self, lines: int, columns: int = 0) -> None:
        """Scroll down and to the right, by rows and by cells; the caret stays."""
        typeface = self._geometry.typeface
        self._scroller.scroll_by(columns * typeface.cell, lines * typeface.line_height, smooth=abs(lines) > 1)

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
        viewport, margin, edges_of = self.viewport(), self._margin, self._geometry.edges_of
        for stretch in damage.lines:
            edges = edges_of(*stretch)
            if edges is not None:
                viewport.update(0, edges[0], viewport.width(), edges[1] - edges[0])
        for stretch in damage.numbers:
            edges = edges_of(*stretch)
            if edges is not None:
                margin.update(0, edges[0], margin.width(), edges[1] - edges[0])

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
        if self._wrap():
            self._repaint(Damage.all())
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
        width = self._margin.wanted_width()
        if width == self.viewportMargins().left():
            return False
        self.setViewportMargins(width, 0, 0, 0)
        return True
