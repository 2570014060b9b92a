"""A view on a desk: what it asks for is done by the real commands, and the log says what that was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QClipboard, QColor, QDrag, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from editorapp.commands.context import Context, NoHistory
from editorapp.commands.decision import Decision
from editorapp.commands.families import all_commands
from editorapp.commands.specification import DocumentCommand
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection
from editorapp.ui.view import TextView

COMMANDS = all_commands()
LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier

Requested = tuple[str, dict[str, Any]]


class FakeClipboard:
    """A desktop that has a primary selection, and keeps what was put there."""

    def __init__(self) -> None:
        self.offered: list[QMimeData] = []

    def supportsSelection(self) -> bool:
        return True

    def setMimeData(self, data: QMimeData, mode: QClipboard.Mode) -> None:
        assert mode == QClipboard.Mode.Selection
        self.offered.append(data)


class Desk:
    """A shown view with its document; commands run as soon as they are asked for."""

    def __init__(self, text: str = "", width: int = 700, height: int = 400) -> None:
        self.clipboard = FakeClipboard()
        self.requested: list[Requested] = []
        self.drags: list[QDrag] = []
        self.drag_result = Qt.DropAction.IgnoreAction
        self.view = TextView(clipboard=self.clipboard, drag_runner=self._run_drag)  # type: ignore[arg-type]
        self.view.resize(width, height)
        self.view.command_requested.connect(self._run)
        self.view.show_document(Document(Buffer(text)))
        self.view.show()
        self.view.activateWindow()
        self.view.setFocus()
        QApplication.processEvents()
        assert self.view.hasFocus()
        self._clock = 1000

    def _run_drag(self, drag: QDrag) -> Qt.DropAction:
        self.drags.append(drag)
        return self.drag_result

    def _run(self, name: str, arguments: dict[str, Any]) -> None:
        self.requested.append((name, arguments))
        command = COMMANDS.build(name, arguments)  # every request is a valid command
        if isinstance(command, DocumentCommand) and not name.startswith("clipboard."):
            decided = command.run(Context(self.view.document, NoHistory(), COMMANDS))
            transaction = decided.transaction if isinstance(decided, Decision) else decided
            after = self.view.document.after(transaction)
            self.view.show_document(after, transaction.changes)

    @property
    def text(self) -> str:
        return str(self.view.document.buffer)

    @property
    def ranges(self) -> list[tuple[int, int]]:
        return [(r.anchor, r.head) for r in self.view.document.selection.ranges]

    @property
    def last(self) -> Requested:
        return self.requested[-1]

    def select(self, *ranges: tuple[int, int]) -> None:
        """Select without the view having asked for it."""
        document = self.view.document
        chosen = Selection.of([Range(*pair) for pair in ranges], len(ranges) - 1)
        self.view.show_document(Document(document.buffer, chosen, document.revision, document.layout))

    def take_requests(self) -> list[Requested]:
        taken, self.requested[:] = list(self.requested), []
        return taken

    # ------------------------------------------------------------------------------------- mouse

    def point(self, position: int, dx: float = 0.5) -> QPointF:
        """The point in the view where a position is, a little to the right of its caret."""
        rect = self.view.caret_rect(position)
        return QPointF(rect.center().x() + dx, rect.center().y())

    def mouse(
        self,
        kind: QEvent.Type,
        at: int | QPointF,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = NO_KEY,
    ) -> None:
        point = at if isinstance(at, QPointF) else self.point(at)
        pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
        viewport = self.view.viewport()
        acting = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
        event = QMouseEvent(kind, point, viewport.mapToGlobal(point), acting, pressed, keys)
        self._clock += 10
        event.setTimestamp(self._clock)
        QApplication.sendEvent(viewport, event)

    def press(self, at: int | QPointF, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self.mouse(QEvent.Type.MouseButtonPress, at, keys=keys)

    def move(self, at: int | QPointF) -> None:
        self.mouse(QEvent.Type.MouseMove, at)

    def release(self, at: int | QPointF = 0) -> None:
        self.mouse(QEvent.Type.MouseButtonRelease, at)

    def click(self, at: int | QPointF, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self.press(at, keys)
        self.release(at)

    def double_press(self, at: int | QPointF) -> None:
        """The second press of a double click is held."""
        self.click(at)
        self.mouse(QEvent.Type.MouseButtonDblClick, at)

    def triple_press(self, at: int | QPointF) -> None:
        self.double_press(at)
        self.release(at)
        self.press(at)

    def pass_time(self, milliseconds: int) -> None:
        """Later mouse events happen this much later."""
        self._clock += milliseconds

    # -------------------------------------------------------------------------------------- keys

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.keyClick(self.view, key, keys)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.view, text)

    # ------------------------------------------------------------------------------------- looks

    def picture(self) -> QImage:
        """What the text area looks like now."""
        return self.view.viewport().grab().toImage()

    def color_at(self, point: QPointF | QPoint) -> QColor:
        image = self.picture()
        ratio = image.devicePixelRatio()
        return image.pixelColor(int(point.x() * ratio), int(point.y() * ratio))

    def colors_between(self, start: int, end: int) -> set[str]:
        """The names of all colors in the box from one position to another of the same line."""
        first, last = self.view.caret_rect(start), self.view.caret_rect(end)
        image = self.picture()
        return {
            image.pixelColor(x, y).name()
            for x in range(int(first.right()) + 1, int(last.left()))
            for y in range(int(first.top()), int(first.bottom()))
        }

    def view_shows_the_document(self) -> bool:
        """Whether the lines in the window are laid out as the buffer has them."""
        view = self.view
        first, _ = view.scroll_position()
        shown = view.shown_text().split("\n")
        buffer = view.document.buffer
        return shown == [buffer.line_text(first + index) for index in range(len(shown))]


def shown_differences(before: QImage, after: QImage) -> Sequence[int]:
    """The rows of pixels in which two pictures differ."""
    assert before.size() == after.size()
    return [
        y
        for y in range(before.height())
        if any(before.pixel(x, y) != after.pixel(x, y) for x in range(before.width()))
    ]
