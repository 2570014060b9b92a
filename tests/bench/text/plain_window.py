"""A window with nothing but a `QPlainTextEdit`: the rival of the measurements on a screen.

    plain_window.py [FILE [LINE]] [--wrap]

Takes lines on stdin: `open FILE` reads a file; answered with a line of JSON when it is read and painted.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit


def main() -> int:
    """Show the window."""
    application = QApplication(["plain_window"])
    # As in the editor while keys follow each other: no blinking in the pictures.
    application.setCursorFlashTime(0)
    words = [word for word in sys.argv[1:] if word != "--wrap"]
    window = QMainWindow()
    edit = QPlainTextEdit()
    font = edit.font()
    font.setFamily("monospace")
    edit.setFont(font)
    if "--wrap" not in sys.argv:
        edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    window.setCentralWidget(edit)
    window.resize(980, 700)

    def read(path: str) -> None:
        edit.setPlainText(Path(path).read_text(encoding="utf-8"))

    def take_line() -> None:
        verb, _, argument = sys.stdin.readline().strip().partition(" ")
        if verb == "open":
            read(argument)
            edit.repaint()
            print(f'{{"at": {time.monotonic()}}}', flush=True)
        elif not verb:
            notifier.setEnabled(False)

    if words:
        read(words[0])
    if len(words) > 1:
        block = edit.document().findBlockByNumber(int(words[1]) - 1)
        edit.setTextCursor(QTextCursor(block))
        edit.centerCursor()
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(take_line)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
