"""Owns `TextView`, the widget that shows a document and turns what a person does in it into commands.

Does not change text, keep history or know files: commands go out, documents come in.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from editorapp.session.view_options import ViewOptions
from editorapp.text.document import Document
from editorapp.ui.relay import Relay
from editorapp.ui.view.autoscroll import AutoScroll
from editorapp.ui.view.drag_drop import RunDrag, TextDrag, dragged_files, run_drag
from editorapp.ui.view.input_method import InputMethod
from editorapp.ui.view.keyboard import command_of, is_command, typed_text
from editorapp.ui.view.lines_ahead import LinesAhead
from editorapp.ui.view.mouse import Pointer
from editorapp.ui.view.primary_selection import PrimarySelection
from editorapp.ui.view.row_motion import by_rows
from editorapp.ui.view.surface import TextSurface
from editorapp.ui.view.wheel import Wheel


class TextView(TextSurface):
    """Shows a document and takes keys, mouse, wheel, drops and input methods.

    What a person does goes out as `command_requested`. The view shows its effect when the next document comes
    in, and never before.

    Attributes:
        command_requested: a person wants a command: its name and its arguments.
    """

    files_dropped = Signal(list)
    """Local files were dropped: their paths, as texts."""

    zoom_requested = Signal(int)
    """The text is to become larger by some steps, or smaller below 0."""

    context_menu_requested = Signal(QPoint)
    """A menu is wanted at a point of the screen."""

    def __init__(
        self,
        parent: QWidget | None = None,
        clipboard: QClipboard | None = None,
        drag_runner: RunDrag = run_drag,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Show an empty document.

        Args:
            parent: the widget that this one lies in.
            clipboard: holds the primary selection; the desktop's by default.
            drag_runner: lets a drag of text happen; the desktop by default.
            clock: gives the seconds that motions go by.
        """
        super().__init__(parent, clock)
        self.command_requested = Relay[str, dict[str, Any]]()
        # Listeners may hold the view, which is to go at once, with the text that it shows.
        self.destroyed.connect(self.command_requested.clear)
        geometry, emit = self._geometry, self.command_requested.emit
        self._pointer = Pointer(geometry, emit)
        self._autoscroll = AutoScroll(geometry, self._scroller, self._autoscrolled, self)
        self._drag = TextDrag(geometry, self, emit, drag_runner)
        self._input_method = InputMethod(geometry, emit, self._composition_changed)
        self._primary = PrimarySelection(clipboard or QGuiApplication.clipboard())
        self._wheel = Wheel()
        self._ahead = LinesAhead(geometry, self)
        self._mouse_point = QPointF()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setInputMethodHints(Qt.InputMethodHint.ImhMultiLine)
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Text"))
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setMouseTracking(True)
        self._margin.pressed.connect(self._margin_pressed)
        self._margin.dragged.connect(self._margin_dragged)
        self._margin.released.connect(self._release_pointer)
        self.scrolled.connect(self._caret_moved)
        self.scrolled.connect(self._ahead.follow)
        self.fold_toggled.connect(
            lambda line: self.command_requested.emit("view.toggle_fold", {"line": line})
        )

    def _document_followed(self, before: Document) -> None:
        self._input_method.document_shown()

    def _document_painted(self, before: Document) -> None:
        if self.document.buffer is not before.buffer:
            self._ahead.stop()
        self._caret_moved()
        if self.hasFocus() and self.document.buffer is before.buffer and not self._pointer.is_selecting:
            self._primary.offer(self.document)

    def _caret_moved(self) -> None:
        """Input methods show their windows beside the caret."""
        if self.hasFocus():
            self.updateMicroFocus()

    def set_options(self, options: ViewOptions) -> None:
        """Show text as somebody wants it."""
        super().set_options(options)
        self._ahead.follow()

    # ------------------------------------------------------------ other views of the same document

    def take_place_of(self, other: TextView) -> None:
        """Hide the lines that another view of the same document hides, and stand where it stands."""
        self.folding.hide(other.folding.hidden)
        anchor, left = other._geometry.anchor, other._geometry.left

        def place() -> None:
            self._expect_width(left)
            self._scroller.update_ranges()
            self._scroller.place(anchor, left)

        self._place_window(place)

    def join(self, other: TextView) -> None:
        """From now on text that is dragged to another view of the same document is moved within it."""
        self._drag.join(other._drag)

    def show_resting_carets(self, on: bool) -> None:
        """Show carets, fainter, also while the view has not got the keyboard, or no longer."""
        self._appearance.resting_carets = on
        self.viewport().update()

    # ---------------------------------------------------------------------------------------- keys

    def event(self, event: QEvent) -> bool:
        """Claim the keys of editing before they are taken for a shortcut."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if typed_text(event) or is_command(event) or self._is_escape_wanted(event):
                event.accept()
                return True
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self._scroller.pixel_ratio = self.devicePixelRatioF()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the command of a key, or for the text that it types."""
        self._do_at_once(self._take_key, event)

    def _take_key(self, event: QKeyEvent) -> None:
        found = command_of(event, self.page_lines)
        if found is not None:
            self.command_requested.emit(*by_rows(self._geometry, found))
        elif text := typed_text(event):
            self.command_requested.emit("text.type", {"text": text})
        elif self._is_escape_wanted(event):
            head = self.document.selection.main.head
            self.command_requested.emit("selection.set", {"ranges": [[head, head]]})
        else:
            event.ignore()

    def _is_escape_wanted(self, event: QKeyEvent) -> bool:
        """Escape leads back to one caret; with one caret it is left to the window."""
        if event.key() != Qt.Key.Key_Escape or event.modifiers():
            return False
        selection = self.document.selection
        return len(selection.ranges) > 1 or not selection.is_empty

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab for indentation."""
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show carets."""
        self._appearance.is_active = True
        self._blink.start()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide carets and forget what is half composed."""
        self._appearance.is_active = False
        self._blink.stop()
        self._input_method.drop()
        self.viewport().update()

    # --------------------------------------------------------------------------------------- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select, or to drag what is selected."""
        self._keys.begin_turn()
        self._mouse_point = event.position()
        if self._input_method.is_composing:
            QGuiApplication.inputMethod().commit()
        folded = (
            self.folding.box_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        )
        if folded is not None:
            self.fold_toggled.emit(folded)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pointer.press(event)
        elif (
            event.button() == Qt.MouseButton.RightButton
            and self._pointer.range_under(event.position()) is None
        ):
            position = self.position_at(event.position())
            self.command_requested.emit("selection.set", {"ranges": [[position, position]]})

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Begin to select by words."""
        with_key = event.modifiers() & (
            Qt.KeyboardModifier.ShiftModifier
            | Qt.KeyboardModifier.ControlModifier
            | Qt.KeyboardModifier.AltModifier
        )
        if event.button() == Qt.MouseButton.LeftButton and not with_key:
            self._pointer.double_click(event)
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on selecting, or start the drag of what is selected."""
        self._mouse_point = event.position()
        held = self._pointer.draggable
        if held is not None:
            distance = (event.position() - self._pointer.pressed_at).manhattanLength()
            if distance >= QApplication.startDragDistance():
                self._pointer.cancel()
                self._drag.start(held)
        elif self._pointer.is_selecting:
            self._pointer.move(event.position())
            self._autoscroll.follow(event.position())
        elif not event.buttons():
            is_held = self._pointer.range_under(event.position()) is not None
            shape = Qt.CursorShape.ArrowCursor if is_held else Qt.CursorShape.IBeamCursor
            if self.folding.box_at(event.position()) is not None:
                shape = Qt.CursorShape.PointingHandCursor
            if self.viewport().cursor().shape() != shape:
                self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop selecting; the middle button pastes what was selected last on the desktop."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._release_pointer()
        elif event.button() == Qt.MouseButton.MiddleButton and self._primary.is_supported:
            position = self.position_at(event.position())
            self.command_requested.emit("clipboard.paste_primary", {"position": position})

    def _release_pointer(self) -> None:
        self._autoscroll.stop()
        self._pointer.release()
        if self.hasFocus():
            self._primary.offer(self.document)

    def _margin_pressed(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pointer.press_margin(event)

    def _margin_dragged(self, event: QMouseEvent) -> None:
        # Beside the text is not outside of it: only up and down count.
        self._mouse_point = QPointF(0, event.position().y())
        self._pointer.move(self._mouse_point)
        self._autoscroll.follow(self._mouse_point)

    def _autoscrolled(self) -> None:
        if self._pointer.is_selecting:
            self._pointer.move(self._mouse_point)
        elif self._appearance.drop_position is not None:
            self._show_drop_caret(self._drag.position_of(self._mouse_point))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by pixels, or ask for another size of the text."""
        self._keys.begin_turn()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = self._wheel.zoom_steps(event)
            if steps:
                self.zoom_requested.emit(steps)
        else:
            moved = self._wheel.pixels(event, self._geometry.typeface)
            is_notch = event.pixelDelta().isNull()
            self._scroller.scroll_by(moved.x(), moved.y(), smooth=is_notch)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu, at the mouse or at the caret."""
        point = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            rect = self._geometry.caret_rect(self.document.selection.main.head)
            point = self.viewport().mapToGlobal(rect.bottomLeft().toPoint())
        self.context_menu_requested.emit(point)

    # ------------------------------------------------------------------------------- drag and drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take text and files."""
        if self._drag.accepts(event):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where the text would be put; near the edges, scroll."""
        if dragged_files(event.mimeData()):
            event.acceptProposedAction()
            return
        self._mouse_point = event.position()
        self._show_drop_caret(self._drag.position_of(event.position()))
        self._autoscroll.follow(event.position(), inset=self._geometry.line_height)
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing will be put here."""
        self._end_drop()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the command that puts the text here, or tell of the files."""
        self._end_drop()
        event.acceptProposedAction()
        files = dragged_files(event.mimeData())
        if files:
            self.files_dropped.emit(files)
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._drag.drop(event)

    def _end_drop(self) -> None:
        self._autoscroll.stop()
        self._show_drop_caret(None)

    def _show_drop_caret(self, position: int | None) -> None:
        if position != self._appearance.drop_position:
            self._appearance.drop_position = position
            self.viewport().update()

    # ------------------------------------------------------------------------------- input methods

    @property
    def is_composing(self) -> bool:
        """Whether an input method composes a text that is no part of the document yet."""
        return self._input_method.is_composing

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Show what is being composed, and ask for the commands that put in what is finished."""
        self._do_at_once(self._input_method.receive, event)
        event.accept()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Tell input methods about caret and text; rectangles are those of the view."""
        answer = self._input_method.answer(query)
        if answer is None:
            return super().inputMethodQuery(query)
        return answer.translated(self.viewport().pos()) if isinstance(answer, QRectF) else answer

    def _composition_changed(self) -> None:
        self.viewport().update()
        self._caret_moved()
