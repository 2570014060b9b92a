"""Qt calls that return None must not lose a reference to it: on Python 3.11 that ends in an abort.

PySide6 6.12.0 does lose one a call. This is the reason for the upper bound of that dependency; when a newer
release is to be let in, this test says whether it may be.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QInputMethodEvent,
    QPainter,
    QPalette,
    QPen,
    QTextCursor,
    QTextDocument,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QScrollBar, QTabWidget, QWidget

CALLS = 1000

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None is immortal since Python 3.12: it has no count that could fall"
)


def references_lost(call: Callable[[], object]) -> int:
    """How many references to None are fewer after CALLS calls than before."""
    call()  # what is made once, on the first call, does not count
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call()
    lost = before - sys.getrefcount(None)
    for _ in range(lost):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(None))  # so that the test lives to tell what it found
    return lost


def assert_kept(calls: dict[str, Callable[[], object]]) -> None:
    """Every one of `calls` keeps its references; all that do not are named."""
    lost = {name: references_lost(call) for name, call in calls.items()}
    assert {name: count for name, count in lost.items() if count > CALLS // 10} == {}


def test_the_text_cursor_keeps_them(qapp):
    document = QTextDocument("some text")
    cursor = QTextCursor(document)
    assert_kept(
        {
            "setPosition": lambda: cursor.setPosition(3),
            "clearSelection": cursor.clearSelection,
            "insertText": lambda: cursor.insertText(""),
            "beginEditBlock": cursor.beginEditBlock,
            "endEditBlock": cursor.endEditBlock,
        }
    )


def test_the_text_layout_keeps_them(qapp):
    layout = QTextLayout("a line of text")
    option = QTextOption()
    image = QImage(200, 40, QImage.Format.Format_ARGB32_Premultiplied)

    def lay_out() -> None:
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(150.0)
        line.setPosition(QPointF(0, 0))
        layout.endLayout()

    lay_out()
    with QPainter(image) as painter:
        assert_kept(
            {
                "setText": lambda: layout.setText("a line of text"),
                "setFont": lambda: layout.setFont(QFont()),
                "setFormats": lambda: layout.setFormats([]),
                "setTextOption": lambda: layout.setTextOption(option),
                "setPreeditArea": lambda: layout.setPreeditArea(0, ""),
                "setCacheEnabled": lambda: layout.setCacheEnabled(True),
                "QTextOption.setTabStopDistance": lambda: option.setTabStopDistance(40.0),
                "beginLayout, setLineWidth, setPosition, endLayout": lay_out,
                "draw": lambda: layout.draw(painter, QPointF(0, 0)),
                "drawCursor": lambda: layout.drawCursor(painter, QPointF(0, 0), 2),
                "QTextLine.draw": lambda: layout.lineAt(0).draw(painter, QPointF(0, 0)),
            }
        )


def test_the_painter_keeps_them(qapp):
    image = QImage(200, 40, QImage.Format.Format_ARGB32_Premultiplied)
    area, colour, pen, font = QRect(0, 0, 20, 20), QColor("red"), QPen(QColor("blue")), QFont()
    with QPainter(image) as painter:
        assert_kept(
            {
                "fillRect": lambda: painter.fillRect(area, colour),
                "drawText": lambda: painter.drawText(QPoint(0, 20), "text"),
                "drawRect": lambda: painter.drawRect(area),
                "drawLine": lambda: painter.drawLine(0, 0, 10, 10),
                "setPen": lambda: painter.setPen(pen),
                "setBrush": lambda: painter.setBrush(colour),
                "setFont": lambda: painter.setFont(font),
                "setClipRect": lambda: painter.setClipRect(area),
                "setOpacity": lambda: painter.setOpacity(1.0),
                "translate": lambda: painter.translate(0, 0),
                "save": painter.save,
                "restore": painter.restore,
            }
        )
    assert_kept({"QImage.fill": lambda: image.fill(colour)})


def test_widgets_keep_them(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    label, field, bar, action = QLabel(widget), QLineEdit(widget), QScrollBar(widget), QAction(widget)
    palette = QPalette()
    assert_kept(
        {
            "update()": widget.update,
            "update(rectangle)": lambda: widget.update(QRect(0, 0, 5, 5)),
            "updateGeometry": widget.updateGeometry,
            "resize": lambda: widget.resize(100, 100),
            "setGeometry": lambda: widget.setGeometry(0, 0, 100, 100),
            "setEnabled": lambda: widget.setEnabled(True),
            "setVisible": lambda: label.setVisible(True),
            "setToolTip": lambda: widget.setToolTip("tip"),
            "setPalette": lambda: widget.setPalette(palette),
            "setProperty": lambda: widget.setProperty("name", 1),
            "setFocus": widget.setFocus,
            "QPalette.setColor": lambda: palette.setColor(QPalette.ColorRole.Base, QColor("white")),
            "QLabel.setText": lambda: label.setText("12:5"),
            "QLineEdit.setText": lambda: field.setText("pattern"),
            "QScrollBar.setRange": lambda: bar.setRange(0, 100),
            "QScrollBar.setPageStep": lambda: bar.setPageStep(10),
            "QScrollBar.setValue": lambda: bar.setValue(7),
            "QAction.setEnabled": lambda: action.setEnabled(True),
            "QAction.setText": lambda: action.setText("Undo typing"),
        }
    )


def test_the_main_window_keeps_them(qtbot):
    window, tabs = QMainWindow(), QTabWidget()
    qtbot.addWidget(window)
    window.setCentralWidget(tabs)
    tabs.addTab(QWidget(), "one")
    tabs.addTab(QWidget(), "two")
    assert_kept(
        {
            "setWindowTitle": lambda: window.setWindowTitle("title"),
            "setWindowModified": lambda: window.setWindowModified(False),
            "showMessage": lambda: window.statusBar().showMessage("saved"),
            "setTabText": lambda: tabs.setTabText(0, "one"),
            "setTabToolTip": lambda: tabs.setTabToolTip(0, "path"),
            "setCurrentIndex": lambda: tabs.setCurrentIndex(1),
        }
    )


def test_events_timers_and_signals_keep_them(qapp):
    class Sender(QObject):
        happened = Signal(int)

    sender, timer = Sender(), QTimer()
    seen: list[int] = []
    sender.happened.connect(seen.clear)
    event, composing = QEvent(QEvent.Type.User), QInputMethodEvent()
    assert_kept(
        {
            "accept": event.accept,
            "ignore": event.ignore,
            "setCommitString": lambda: composing.setCommitString("é"),
            "start": lambda: timer.start(10_000),
            "stop": timer.stop,
            "emit": lambda: sender.happened.emit(1),
            "processEvents": QApplication.processEvents,
            "QClipboard.setText": lambda: QGuiApplication.clipboard().setText("copied"),
            "a getter that finds nothing": sender.parent,
        }
    )


def test_overridden_handlers_keep_them(qtbot):
    class View(QWidget):
        painted = 0

        def paintEvent(self, event):
            self.painted += 1

        def event(self, event):
            return super().event(event)

    view = View()
    qtbot.addWidget(view)
    view.resize(50, 50)
    with qtbot.waitExposed(view):
        view.show()
    painted_before = view.painted
    assert_kept({"repaint": view.repaint})
    assert view.painted > painted_before + CALLS
