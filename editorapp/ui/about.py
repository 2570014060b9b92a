"""Owns the box that tells what this program is.

Does not own the version number.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, qVersion
from PySide6.QtWidgets import QMessageBox, QWidget

from editorapp import __version__
from editorapp.ui.icons import program_icon


def about_box(parent: QWidget) -> QMessageBox:
    """Return the box; it goes when it is closed."""
    box = QMessageBox(parent)
    box.setWindowTitle("About editorapp")
    box.setIconPixmap(program_icon().pixmap(QSize(64, 64)))
    box.setText(f"editorapp {__version__}")
    box.setInformativeText(
        "A text editor in which every action is a command, journaled before it runs: nothing that was on the"
        f" screen is lost, and whatever was done can be undone, recorded and played again.\n\nQt {qVersion()}"
    )
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.finished.connect(box.deleteLater)
    return box
