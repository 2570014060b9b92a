"""What comes of a key in a whole window: the text is painted first, everything else follows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from tests.ui.window.opened_window import OpenedWindow


class Order(QObject):
    """Notes in which order a view is painted and others hear of a command."""

    def __init__(self, window: OpenedWindow) -> None:
        super().__init__(window.parts.window)
        self.noted: list[str] = []
        window.view.viewport().installEventFilter(self)
        window.parts.workspace.changed.connect(lambda _: self.noted.append("told"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.noted.append("painted")
        return False


def test_a_letter_is_painted_once_and_before_anybody_else_hears_of_it(window: OpenedWindow) -> None:
    window.write("some")
    window.view.activateWindow()
    window.view.setFocus()
    QApplication.processEvents()
    order = Order(window)
    window.write("x")
    QApplication.processEvents()
    assert order.noted == ["painted", "told"]
