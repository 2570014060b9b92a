"""What the set-up brought is enough for Qt to open a real window on an X screen, where xdotool finds it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SHOW_A_WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("text")
label.setWindowTitle("a real window")
label.show()
print(app.platformName(), flush=True)
QTimer.singleShot(30_000, app.quit)
app.exec()
"""


@pytest.mark.display
def test_a_window_opens_on_the_screen_without_a_complaint(x_display: str) -> None:
    variables = {**os.environ, "DISPLAY": x_display, "QT_QPA_PLATFORM": "xcb"}
    variables.pop("WAYLAND_DISPLAY", None)
    with subprocess.Popen(
        [sys.executable, "-c", SHOW_A_WINDOW],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as shown:
        search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "^a real window$"]
        found = subprocess.run(search, env=variables, capture_output=True, text=True, timeout=30)
        shown.terminate()
        printed, complaints = shown.communicate()
    assert found.stdout.strip().isdigit()
    assert (printed, complaints) == ("xcb\n", "")
