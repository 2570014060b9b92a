"""Owns the menu of the files that were opened lately.

Does not own the list itself, which follows from the logs of the windows, nor opening a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QMenu, QWidget

from editorapp.commands.application import ClearRecent, NoteRecent
from editorapp.commands.specification import ApplicationCommand
from editorapp.storage.recent_files import RecentFiles
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.performing import Performers
from editorapp.ui.read_model_follower import KEY, ReadModelFollower

_LONGEST: Final = 70


class RecentMenu(QMenu):
    """The recent files, the latest first."""

    chosen = Signal(str)
    """The path of the file to open."""

    command_wanted = Signal(object, str)
    """A command that notes something in the log of this window, and what it comes from."""

    def __init__(
        self,
        files: RecentFiles,
        follower: ReadModelFollower,
        worker: FileWorker,
        parent: QWidget | None = None,
    ) -> None:
        """Show nothing yet.

        Args:
            files: the list.
            follower: what the list follows from.
            worker: the threads in which it is read.
            parent: the window.
        """
        super().__init__("Open Recent", parent)
        self._files = files
        self._follower = follower
        self._worker = worker
        self._shown: list[str] = []
        self.setToolTipsVisible(True)
        # Once what was noted is done, which is when its outcome can be read.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.read)
        self.aboutToShow.connect(self.read)
        self._show([])

    def performers(self) -> Performers:
        """Return what this part does."""
        return {NoteRecent: self._read_again, ClearRecent: self._read_again}

    def _read_again(self, _: ApplicationCommand) -> None:
        self._soon.start()

    def read(self) -> None:
        """Read the list, in which other windows write, too."""
        self._follower.flush()
        self._worker.run(KEY, self._files.read, self._show)

    def note(self, path: Path) -> None:
        """Put a file at the front."""
        self.command_wanted.emit(NoteRecent(str(path)), "effect")

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
                lambda: self.command_wanted.emit(ClearRecent(), "menu")
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
