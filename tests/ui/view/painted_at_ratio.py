"""Drives a view and prints after which steps the screen shows other pixels than when all is painted anew.

Does not decide whether that is right. It is a process of its own, because the pixels of a logical one, which
QT_SCALE_FACTOR says, cannot be changed later: `python -m tests.ui.view.painted_at_ratio`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QImage, QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from editorapp.session.view_options import ViewOptions, WrapMode
from editorapp.ui.view import Colors
from tests.ui.view.desk import Desk

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key

TEXT = (
    "def first(argument):\n"
    "    if argument:\n"
    "\t\treturn [one, (two, {three})]\n"
    "\n"
    "    wide 漢字かな and Ä̈ÖÜ, gqypj and |||\n"
    "        control \x00\x07\x1b \udc80\udcff signs\n"
    "שלום and mixed עולם text\n"
    "    " + "a long line that is wrapped where lines are wrapped, " * 6 + "\n"
) * 30

OPTIONS = {
    "plain": ViewOptions(smooth_scroll=False),
    "wrapped": ViewOptions(smooth_scroll=False, wrap=WrapMode.WINDOW, whitespace=True),
}

FONT_SIZES = (10.0, 11.5)


class Screen:
    """What the window's pixels on the screen are, as they were painted one after the other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        view = desk.view
        # What comes a moment later, as triangles do, comes at once.
        self._timers = view._margin._soon, view._scroller._soon, view._brackets._soon
        for timer in self._timers:
            timer.setInterval(0)
        self._saved = Path(sys.argv[1]) if len(sys.argv) > 1 else None

    def settle(self) -> None:
        """Wait until nothing is to be painted any more."""
        while any(timer.isActive() for timer in self._timers):
            QApplication.processEvents()
        for _ in range(3):
            QApplication.processEvents()

    def _picture(self) -> QImage:
        view = self._desk.view
        self.settle()
        return view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)

    def differing_rows(self, name: str) -> list[int]:
        """The rows of pixels that look different when all is painted anew."""
        stepwise = self._picture()
        self._desk.view.viewport().update()
        self._desk.view._margin.update()
        whole = self._picture()
        if stepwise == whole:
            return []
        if self._saved is not None:
            stepwise.save(str(self._saved / f"{name}-stepwise.png"))
            whole.save(str(self._saved / f"{name}-whole.png"))
        return [
            y
            for y in range(whole.height())
            if stepwise.copy(0, y, whole.width(), 1) != whole.copy(0, y, whole.width(), 1)
        ]


def steps(desk: Desk) -> Iterator[tuple[str, Callable[[], object]]]:
    """What somebody does, one thing after the other."""

    def keys(
        key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> Callable[[], None]:
        return lambda: desk.key(key, modifiers)

    for index in range(7):
        yield f"down {index}", keys(KEY.Key_Down)
        yield f"type {index}", lambda: desk.type("gÄ")
        yield f"end {index}", keys(KEY.Key_End)
        yield f"type at end {index}", lambda: desk.type("(")
        yield f"back {index}", keys(KEY.Key_Backspace)
    for index in range(4):
        yield f"select down {index}", keys(KEY.Key_Down, SHIFT)
    for index in range(2):
        yield f"select up {index}", keys(KEY.Key_Up, SHIFT)
    yield "select left", keys(KEY.Key_Left, SHIFT)
    yield "deselect", keys(KEY.Key_Right)
    yield "new line", keys(KEY.Key_Return)
    yield "join", keys(KEY.Key_Backspace)
    for pixels in (1, 3, 20, -5, 33):
        yield f"wheel {pixels}", partial(turn, desk, pixels)
        yield f"type after wheel {pixels}", lambda: desk.type("y")
        yield f"up after wheel {pixels}", keys(KEY.Key_Up)
        yield f"blink after wheel {pixels}", lambda: blink(desk)
        yield f"left after wheel {pixels}", keys(KEY.Key_Left, SHIFT)
        yield f"match after wheel {pixels}", lambda: find(desk, "a")
    yield "compose", lambda: compose(desk, "かな")
    yield "compose less", lambda: compose(desk, "か")
    yield "commit", lambda: compose(desk, "", "仮")
    yield "page", keys(KEY.Key_PageDown)
    yield "type on the page", lambda: desk.type("q")
    yield "delete lines", lambda: cut_line(desk)
    yield "end of document", keys(KEY.Key_End, CONTROL)
    yield "type at the end of the document", lambda: desk.type("last")
    yield "up", keys(KEY.Key_Up)


def cut_line(desk: Desk) -> None:
    """Take away the text from the caret to the same place in the next line."""
    desk.key(KEY.Key_Down, SHIFT)
    desk.key(KEY.Key_Delete)


def turn(desk: Desk, pixels: int) -> None:
    """Scroll down by logical pixels, as a touchpad does."""
    viewport = desk.view.viewport()
    point = QPointF(viewport.rect().center())
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        point, viewport.mapToGlobal(point), QPoint(0, -pixels), QPoint(), none, Qt.KeyboardModifier.NoModifier,
        phase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def find(desk: Desk, sought: str) -> None:
    """Mark what is found in the window, which moves along with what is typed later."""
    start, end = desk.view.shown_range()
    text = desk.view.document.buffer.slice(start, end)
    desk.view.set_matches([(start + at, start + at + 1) for at, sign in enumerate(text) if sign == sought])


def compose(desk: Desk, text: str, commit: str = "") -> None:
    """Let an input method show text, or put it in."""
    event = QInputMethodEvent(text, [])
    event.setCommitString(commit)
    QApplication.sendEvent(desk.view, event)


def blink(desk: Desk) -> None:
    """The caret goes out and comes again."""
    for on in (False, True):
        desk.view._blink.is_on = on
        desk.view._carets_blinked()
        QApplication.processEvents()


def drive() -> Iterator[str]:
    """Do all of it, and yield what did not look as it should."""
    for mode, options in OPTIONS.items():
        for size in FONT_SIZES:
            desk = Desk(TEXT, 603, 407)
            desk.view._blink.stop()
            font = QFont(desk.view._font.base)
            font.setPointSizeF(size)
            desk.view.set_editor_font(font)
            desk.view.set_options(options)
            desk.view.set_colors(Colors.dark() if size > 10 else Colors.light())
            screen = Screen(desk)
            screen.settle()
            for name, step in steps(desk):
                step()
                rows = screen.differing_rows(f"{mode}-{size}-{name}".replace(" ", "_"))
                if rows:
                    yield f"{mode}, {size} points, {name}: rows {rows}"
            desk.view.close()


def main() -> None:
    """Print the ratio, and what did not look as it should, a line each."""
    application = QApplication([])
    sys.stdout.write(f"{application.devicePixelRatio()}\n")
    for difference in drive():
        sys.stdout.write(f"{difference}\n")


if __name__ == "__main__":
    main()
