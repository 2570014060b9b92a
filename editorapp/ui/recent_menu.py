"""Owns the menu of the files that were opened lately.

Does not own the list itself, which is on the disk, nor opening a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from editorapp.storage.recent_files import RecentFiles
from editorapp.ui.file_worker import FileWorker

_KEY: Final = "recent files"
_LONGEST: Final = 70


class RecentMenu(QMenu):
    """The recent files, the latest first."""

    chosen = Signal(str)
    """The path of the file to open."""

    def __init__(self, files: RecentFiles, worker: FileWorker, parent: QWidget | None = None) -> None:
        """Read the list in a thread."""
        super().__init__("Open Recent", parent)
        self._files = files
        self._worker = worker
        self._shown: list[str] = []
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._read)
        self._show([])

    def _read(self) -> None:
        self._worker.run(_KEY, self._files.read, self._show)

    def read(self) -> None:
        """Read the list, in which other windows write, too."""
        self._read()

    def note(self, path: Path) -> None:
        """Put a file at the front."""
        self._worker.run(_KEY, lambda: self._files.note(path), self._show)

    def paths(self) -> list[str]:
        """Return what is shown."""
        return list(self._shown)

    def _show(self, paths: list[str]) -> None:
        if paths == self._shown and self.actions():
            return
        self._shown = paths
        self.clear()
        for number, path in enumerate(paths, 1):
            mark = f"&{number}  " if number < 10 else "    "
            action = self.addAction(mark + _shortened(path).replace("&", "&&"))
            action.setToolTip(path)
            action.triggered.connect(lambda _=False, path=path: self.chosen.emit(path))
        if paths:
            self.addSeparator()
            self.addAction("&Clear This List").triggered.connect(
                lambda: self._worker.run(_KEY, self._files.clear, self._show)
            )
        else:
            self.addAction("No file was opened yet").setEnabled(False)


def _shortened(path: str) -> str:
    """Name a file so that it fits in a menu: its name, and as much of its folder as there is room for."""
    home = str(Path.home())
    shown = f"~{path[len(home) :]}" if path.startswith(home + "/") else path
    if len(shown) <= _LONGEST:
        return shown
    name = Path(path).name
    if len(name) >= _LONGEST - 8:
        half = _LONGEST // 2 - 2
        return f"{name[:half]}...{name[-half:]}"
    return f"{shown[: _LONGEST - len(name) - 4]}.../{name}"
