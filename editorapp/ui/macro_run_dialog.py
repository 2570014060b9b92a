"""Owns `MacroRunDialog`, which asks on which files a macro is to run, and shows what it would change in them.

Does not run it: a wish goes out. What it looks at, it looks at in threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from editorapp.commands.macro import MOST_RUNS, PlayMacro
from editorapp.session.macros import MacroError
from editorapp.storage.work.macro_preview import Preview, files_in
from editorapp.ui.diff_text import Diff, difference
from editorapp.ui.diff_view import DiffView
from editorapp.ui.elided_label import ElidedLabel
from editorapp.ui.latest_work import Interest, LatestWork
from editorapp.ui.status_bar import counted

LookAt = Callable[[str, PlayMacro], Preview]
"""Says what a macro would make of a file; may be called from any thread."""

Complete = Callable[[str | None, int, bool], PlayMacro]
"""Gives the macro of a name (None: the one recorded last) to be played so often, or to the end, its steps complete;
may be called from any thread. Raises MacroError."""

_DELAY: Final = 200
"""Milliseconds without a change after which is looked at what would change."""

_PATH: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class RunWish:
    """What a person wants to be run: which macro, how often, and on which files."""

    name: str | None
    times: int
    to_end: bool
    files: tuple[str, ...]


_SAFE: Final = (
    "Each file is saved, except tabs with unsaved changes, which wait for you. The history of each file can undo"
    " this as one step."
)


class MacroRunDialog(QDialog):
    """Asks for a macro and files; beside them stands what would change in the file that is chosen."""

    run_wanted = Signal(object)
    """A RunWish."""

    def __init__(
        self,
        names: Sequence[str],
        recorded_steps: int,
        complete: Complete,
        look_at: LookAt,
        folder: str,
        parent: QWidget | None = None,
    ) -> None:
        """Offer some macros; there are no files yet.

        Args:
            names: the saved macros.
            recorded_steps: how many steps the recording that ended last has; 0 where there is none.
            complete: gives a macro.
            look_at: says what a macro would make of a file.
            folder: where the dialogs that ask for files begin.
            parent: the window that the dialog belongs to.
        """
        super().__init__(parent)
        self._complete, self._look_at, self._folder = complete, look_at, folder
        self._previews: dict[str, Preview] = {}
        self._finding, self._looking, self._comparing = (LatestWork(self) for _ in range(3))
        self._finding.finished.connect(self.add_files)
        self._looking.finished.connect(self._take_previews)
        self._looking.failed.connect(self._fail_to_look)
        self._comparing.finished.connect(self._show_diff)
        for work in (self._finding, self._comparing):
            work.failed.connect(_raise)
        self._soon = QTimer(self, singleShot=True, interval=_DELAY)
        self._soon.timeout.connect(self._look)
        self.setWindowTitle("Run Macro on Files")
        self.resize(960, 600)
        self._build()
        self._arrange()
        if recorded_steps:
            self._macro.addItem(f"Last recorded ({counted(recorded_steps, 'step')})", None)
        for name in names:
            self._macro.addItem(name, name)
        if not self._macro.count():
            self._macro.addItem("There is no macro yet: record one first")
            self._macro.setEnabled(False)
        self._connect()
        self._changed()
        self.finished.connect(self._end)

    def _build(self) -> None:
        self._macro = QComboBox(self)
        self._macro.setAccessibleName("Macro")
        self._times = QSpinBox(self)
        self._times.setRange(1, MOST_RUNS)
        self._times.setGroupSeparatorShown(True)
        self._times.setAccessibleName("How often in each file")
        self._to_end = QCheckBox("Until the &end of each file", self)
        self._pattern = QLineEdit("*", self)
        self._pattern.setAccessibleName("Files of a folder")
        self._pattern.setToolTip("Such as *.txt *.md: which files are taken of a folder that is added")
        self._deep = QCheckBox("And from &folders in it", self)
        self._list = QListWidget(self)
        self._list.setAccessibleName("Files")
        self._list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self._list.setTextElideMode(Qt.TextElideMode.ElideLeft)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title = ElidedLabel(self)
        self._diff = DiffView(self)
        self._diff.setAccessibleName("What would change")
        self._note = ElidedLabel(self)
        self._note.setAccessibleName("What would change in all files")
        self._add = QPushButton("&Add Files...", self)
        self._add_folder = QPushButton("Add F&older...", self)
        self._remove = QPushButton("&Remove", self)
        self._box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._run = self._box.addButton("R&un", QDialogButtonBox.ButtonRole.AcceptRole)
        for button in self._box.buttons():
            button.setIcon(QIcon())  # those of the style are colorful strangers
        for each in self.findChildren(QPushButton):
            each.setAutoDefault(False)
        self._run.setDefault(True)

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Macro:", self._macro)
        form.addRow("&Times:", _row(self._times, self._to_end))
        form.addRow("From a fol&der, add:", _row(self._pattern, self._deep))
        files = QLabel("F&iles", self)
        files.setBuddy(self._list)
        splitter = QSplitter(self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(_column(files, self._list, _row(self._add, self._add_folder, self._remove)))
        splitter.addWidget(_column(self._title, self._diff))
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        safe = QLabel(_SAFE, self)
        safe.setWordWrap(True)
        safe.setForegroundRole(safe.palette().ColorRole.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(splitter, 1)
        layout.addWidget(self._note)
        layout.addWidget(safe)
        layout.addWidget(self._box)

    def _connect(self) -> None:
        self._macro.currentIndexChanged.connect(self._changed)
        self._times.valueChanged.connect(self._changed)
        self._to_end.toggled.connect(self._times.setDisabled)
        self._to_end.toggled.connect(self._changed)
        self._list.currentItemChanged.connect(self._show_chosen)
        self._list.itemSelectionChanged.connect(
            lambda: self._remove.setEnabled(bool(self._list.selectedItems()))
        )
        self._add.clicked.connect(self._ask_files)
        self._add_folder.clicked.connect(self._ask_folder)
        self._remove.clicked.connect(self._remove_chosen)
        self._box.accepted.connect(self.accept)
        self._box.rejected.connect(self.reject)

    # --- files -------------------------------------------------------------------------------------------

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are listed."""
        return tuple(self._list.item(row).data(_PATH) for row in range(self._list.count()))

    def add_files(self, paths: Sequence[str]) -> None:
        """List files that are not listed yet."""
        known = set(self.files)
        for path in paths:
            if path not in known:
                known.add(path)
                item = QListWidgetItem(path, self._list)
                item.setData(_PATH, path)
                item.setToolTip(path)
        if self._list.currentRow() < 0 and self._list.count():
            self._list.setCurrentRow(0)
        self._changed()

    def add_folder(self, folder: str) -> None:
        """List the files of a folder that fit the pattern; they are there some time later."""
        pattern, deep = self._pattern.text(), self._deep.isChecked()
        self._note.show_text(f"Looking for files in {folder} …")
        self._finding.start(lambda interest: files_in(folder, pattern, deep=deep, check=interest.check))

    def _ask_files(self) -> None:
        dialog = QFileDialog(self, "Add Files", self._folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._chosen_files)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen_files(self, paths: list[str]) -> None:
        self._folder = str(Path(paths[0]).parent)
        self.add_files(paths)

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Add Folder", self._folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.filesSelected.connect(lambda folders: self.add_folder(folders[0]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _remove_chosen(self) -> None:
        for item in self._list.selectedItems():
            self._list.takeItem(self._list.row(item))
        self._changed()

    # --- what would change -------------------------------------------------------------------------------

    def _changed(self, *_: object) -> None:
        self._run.setEnabled(self._macro.isEnabled() and self._list.count() > 0)
        self._remove.setEnabled(bool(self._list.selectedItems()))
        self._previews = {}
        self._looking.abandon()
        self._show_chosen()
        self._soon.start()

    def _look(self) -> None:
        files = self.files
        if not files or not self._macro.isEnabled():
            self._note.show_text("Add files to see what would change." if self._macro.isEnabled() else "")
            return
        self._note.show_text(f"Looking at what would change in {counted(len(files), 'file')} …")
        complete, look_at = self._complete, self._look_at
        name, times, to_end = self._how()

        def look(interest: Interest) -> list[Preview]:
            play = complete(name, times, to_end)
            found = []
            for file in files:
                interest.check()
                found.append(look_at(file, play))
            return found

        self._looking.start(look)

    def _how(self) -> tuple[str | None, int, bool]:
        to_end = self._to_end.isChecked()
        return self._macro.currentData(), 1 if to_end else self._times.value(), to_end

    def _take_previews(self, previews: list[Preview]) -> None:
        self._previews = {each.path: each for each in previews}
        for row in range(self._list.count()):
            item = self._list.item(row)
            found = self._previews.get(item.data(_PATH))
            if found is not None:
                item.setText(f"{found.path}  –  {_words(found)}")
                item.setToolTip(found.problem or found.path)
        changing = sum(each.changes > 0 for each in previews)
        failing = sum(bool(each.problem) for each in previews)
        fails = f", {failing} would be left alone" if failing else ""
        text = f"{changing} of {counted(len(previews), 'file')} would change{fails}."
        self._note.show_text(text, is_error=bool(failing))
        self._show_chosen()

    def _fail_to_look(self, error: Exception) -> None:
        if not isinstance(error, MacroError):
            raise error
        self._note.show_text(str(error), is_error=True)
        self._run.setEnabled(False)

    def _show_chosen(self, *_: object) -> None:
        self._comparing.abandon()
        row = self._list.currentRow()
        path = "" if row < 0 else self._list.item(row).data(_PATH)
        found = self._previews.get(path)
        self._title.show_text(Path(path).name if path else "What would change")
        if found is None:
            self._diff.show_words("Looking …" if path and self._macro.isEnabled() else "")
        elif found.problem or found.before is None or found.after is None:
            self._diff.show_words(f"{found.problem} The file would stay as it is.")
        else:
            before, after = found.before, found.after
            self._comparing.start(lambda interest: difference(str(before), str(after), interest))

    def _show_diff(self, diff: Diff) -> None:
        if diff.lines or diff.is_cut:
            self._diff.show_diff(diff)
        else:
            self._diff.show_words("Nothing would change in this file.")

    # --- the end -----------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Ask for the macro to be run."""
        if self._run.isEnabled():
            name, times, to_end = self._how()
            super().accept()
            self.run_wanted.emit(RunWish(name, times, to_end, self.files))

    def _end(self) -> None:
        self._soon.stop()
        for work in (self._finding, self._looking, self._comparing):
            work.abandon()


def _words(found: Preview) -> str:
    if found.problem:
        return "left alone"
    return counted(found.changes, "change") if found.changes else "nothing changes"


def _row(*widgets: QWidget) -> QWidget:
    panel = QWidget()
    layout = QHBoxLayout(panel)
    layout.setContentsMargins(0, 0, 0, 0)
    for number, widget in enumerate(widgets):
        layout.addWidget(widget, 0 if number else 1)
    return panel


def _column(*widgets: QWidget) -> QWidget:
    panel = QWidget()
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    return panel


def _raise(error: Any) -> None:
    raise error
