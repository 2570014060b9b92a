"""Takes the pictures of all scenes, light and dark, into the folder that the command line names.

A process of its own, because the fonts of a process are chosen before its first window.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from editorapp.ui.theme import dark_palette, light_palette
from editorapp.ui.view.colors import Colors
from tests.ui.pictures.fixed_fonts import FAMILY
from tests.ui.pictures.scenes import SCENES, Scene, font_of
from tests.ui.view.desk import Desk

WIDTH, HEIGHT = 480, 200


def taken(scene: Scene, *, is_dark: bool) -> QImage:
    """Return a picture of a scene."""
    QApplication.setPalette(dark_palette() if is_dark else light_palette())
    desk = Desk("", WIDTH, HEIGHT)
    desk.view.set_editor_font(font_of(FAMILY))
    desk.view.set_colors(Colors.dark() if is_dark else Colors.light())
    # Their look differs from one version of Qt to the next.
    desk.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    desk.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scene(desk)
    # How wide lines are, and with it what scroll bars there are, is known when they were painted.
    for _ in range(3):
        desk.view.grab()
        QApplication.processEvents()
    picture = desk.view.grab().toImage()
    desk.view.close()
    desk.view.deleteLater()
    return picture.convertToFormat(QImage.Format.Format_RGB32)


def main(folder: Path) -> None:
    """Take all pictures."""
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    application.setCursorFlashTime(0)  # carets are always to be seen
    for name, scene in SCENES.items():
        for mode in ("light", "dark"):
            if not taken(scene, is_dark=mode == "dark").save(str(folder / f"{name}-{mode}.png")):
                sys.exit(f"{name}-{mode}.png could not be written into {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
