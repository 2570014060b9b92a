"""Owns the dialogs that ask for files: which to open, where to save.

Does not open or save anything.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from editorapp.commands.decision import ExportFormat
from editorapp.storage.held_document import HeldDocument

_EVERYTHING = "All files (*)"
_PAGE = "Page for a browser (*.html)"
_COPY = "Copy of the text (*)"
_TEXTS = "Text files (*.txt *.md *.log *.csv *.json *.xml *.ini *.conf)"


class FileDialogs(QObject):
    """Asks for files without holding up the window."""

    open_chosen = Signal(list)
    """The paths of the files to open."""

    def __init__(self, window: QWidget, current: Callable[[], HeldDocument | None]) -> None:
        """Take the window, and how to find the document that is shown."""
        super().__init__(window)
        self._window = window
        self._current = current
        self._last_folder = ""

    def ask_open(self) -> None:
        """Ask which files to open."""
        dialog = self._dialog("Open", QFileDialog.FileMode.ExistingFiles, QFileDialog.AcceptMode.AcceptOpen)
        dialog.filesSelected.connect(self._opened)
        dialog.open()

    def ask_save(
        self, held: HeldDocument, chosen: Callable[[str], None], given_up: Callable[[], None]
    ) -> None:
        """Ask where to save a document.

        Args:
            held: the document.
            chosen: is called with the path.
            given_up: is called if there is none.
        """
        title = f"Save {held.name} As"
        dialog = self._dialog(title, QFileDialog.FileMode.AnyFile, QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(held.name if held.path is not None else f"{held.name}.txt")

        def finished(result: int) -> None:
            files = dialog.selectedFiles()
            if result and files:
                self._last_folder = str(Path(files[0]).parent)
                chosen(files[0])
            else:
                given_up()

        dialog.finished.connect(finished)
        dialog.open()

    def ask_export(self, held: HeldDocument, chosen: Callable[[str, ExportFormat], None]) -> None:
        """Ask where to write a copy of a document, and as what.

        Args:
            held: the document.
            chosen: is called with the path and what the copy is to be.
        """
        title = f"Export {held.name}"
        dialog = self._dialog(title, QFileDialog.FileMode.AnyFile, QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_PAGE, _COPY])
        stem, _, suffix = held.name.rpartition(".")
        stem, suffix = (stem, f".{suffix}") if stem else (held.name, ".txt")
        names = {_PAGE: f"{stem}.html", _COPY: f"{stem} copy{suffix}"}
        dialog.setDefaultSuffix("html")
        dialog.selectFile(names[_PAGE])

        def switched(name_filter: str) -> None:
            dialog.setDefaultSuffix("html" if name_filter == _PAGE else "")
            dialog.selectFile(names[name_filter])

        def accepted() -> None:
            path = dialog.selectedFiles()[0]
            self._last_folder = str(Path(path).parent)
            is_page = dialog.selectedNameFilter() == _PAGE
            chosen(path, export_format(path, held.name, is_page=is_page))

        dialog.filterSelected.connect(switched)
        dialog.accepted.connect(accepted)
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.FileMode, accept: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = QFileDialog(self._window, title, self._folder())
        dialog.setFileMode(mode)
        dialog.setAcceptMode(accept)
        dialog.setNameFilters([_EVERYTHING, _TEXTS])
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _folder(self) -> str:
        held = self._current()
        if held is not None and held.path is not None:
            return str(held.path.parent)
        return self._last_folder or os.getcwd()  # noqa: PTH109

    def _opened(self, files: list[str]) -> None:
        self._last_folder = str(Path(files[0]).parent) if files else self._last_folder
        self.open_chosen.emit(files)


def export_format(path: str, name: str, *, is_page: bool) -> ExportFormat:
    """Return as what a copy is written.

    Args:
        path: the file that a person has chosen; one that ends as a page is one.
        name: the document's own name: where that ends as a page, a copy of its source may do so as well.
        is_page: whether a page was chosen in the dialog.
    """
    pages = (".html", ".htm")
    is_page = is_page or (path.lower().endswith(pages) and not name.lower().endswith(pages))
    return ExportFormat.HTML if is_page else ExportFormat.TEXT
