"""Owns `MainWindow`, the frame around everything: where menus, bars, tabs and messages lie.

Does not own what happens in any of them.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from editorapp.ui.find_bar import FindBar
from editorapp.ui.message_bar import MessageArea
from editorapp.ui.status_bar import StatusBar
from editorapp.ui.tab_area import TabArea

_WIDTH, _HEIGHT = 980, 700
_SMALLEST_WIDTH, _SMALLEST_HEIGHT = 360, 240


class MainWindow(QMainWindow):
    """The window."""

    close_wanted = Signal()
    """A person wants to close the window."""

    files_dropped = Signal(list)
    """Files were dropped somewhere on the window: their paths."""

    palette_changed = Signal()
    """The window has other colors."""

    def __init__(self, tabs: TabArea, find_bar: FindBar, messages: MessageArea, status: StatusBar) -> None:
        """Put the parts in their places."""
        super().__init__()
        self.may_close = False
        self._named: tuple[str, Path | None, bool] | None = None
        self.setAcceptDrops(True)
        self.setMinimumSize(_SMALLEST_WIDTH, _SMALLEST_HEIGHT)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(messages)
        layout.addWidget(tabs, 1)
        layout.addWidget(find_bar)
        self.setCentralWidget(body)
        self.setStatusBar(status)
        self.name("", None, is_modified=False)

    def take_usual_size(self) -> None:
        """Take a size that fits the screen."""
        available = QGuiApplication.primaryScreen().availableSize()
        self.resize(min(_WIDTH, available.width() * 9 // 10), min(_HEIGHT, available.height() * 9 // 10))

    def name(self, name: str, path: Path | None, *, is_modified: bool) -> None:
        """Show in the title which document is shown."""
        # Said again after every key, and Qt would pass it on to every widget.
        if self._named == (name, path, is_modified):
            return
        self._named = (name, path, is_modified)
        self.setWindowFilePath(str(path) if path is not None else "")
        # Qt takes [*] for the mark of unsaved changes, also where it is part of a name; doubled it is plain.
        self.setWindowTitle(f"{name.replace('[*]', '[*][*]')}[*] - editorapp" if name else "editorapp")
        self.setWindowModified(is_modified and bool(name))

    def come_to_front(self) -> None:
        """Show the window in front of all others, as far as the desktop allows it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first; the window goes when everything is said."""
        if self.may_close:
            event.accept()
        else:
            event.ignore()
            self.close_wanted.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Notice other colors."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.palette_changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell of the files."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.files_dropped.emit(files)
