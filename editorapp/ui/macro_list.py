"""Owns `MacroListDialog`, which shows the saved macros and what they do.

Does not play, save or delete: commands go out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from editorapp.commands.registry import Registry
from editorapp.session.macros import Macro, MacroError, MacroStore
from editorapp.ui.elided_label import ElidedLabel
from editorapp.ui.latest_work import Interest, LatestWork
from editorapp.ui.step_text import step_text

_MOST_STEPS: Final = 1000
"""So many steps of a macro are shown."""

Loaded = dict[str, Macro | MacroError]


class MacroListDialog(QDialog):
    """Shows the saved macros with their steps, to play, to delete, or to see their files."""

    command_requested = Signal(str, dict)
    """`macro.play` or `macro.delete`, with all arguments. Call `refresh` when a macro was deleted."""

    def __init__(
        self, store: MacroStore, registry: Registry, folder: Path, parent: QWidget | None = None
    ) -> None:
        """Show the macros of a store.

        Args:
            store: the saved macros; read in a thread.
            registry: the commands that the steps are made of.
            folder: where their files are, for those who want to see these.
            parent: the window that the dialog belongs to.
        """
        super().__init__(parent)
        self._store = store
        self._registry = registry
        self._folder = folder
        self._macros: Loaded = {}
        self._work = LatestWork(self)
        self._work.finished.connect(self._take)
        self._work.failed.connect(self._fail)
        self.setWindowTitle("Macros")
        self.resize(680, 420)
        self._build()
        self._build_question()
        self._show_chosen()
        self.refresh()

    def refresh(self) -> None:
        """Read the macros again."""
        store = self._store
        self._work.start(lambda interest: _load_all(store, interest))

    def _build(self) -> None:
        self._list = QListWidget(self)
        self._list.setAccessibleName("Macros")
        self._steps = QListWidget(self)
        self._steps.setAccessibleName("Steps of the macro")
        self._steps.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self._steps.setWordWrap(True)
        self._note = ElidedLabel(self)
        self._play = self._button("&Play", self._play_chosen)
        self._delete = self._button("&Delete...", self._ask_to_delete)
        self._show_file = self._button("Show in &Folder", self._open_folder)
        close = self._button("&Close", self.reject)
        splitter = QSplitter(self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(_titled("&Macros", self._list))
        splitter.addWidget(_titled("&Steps", self._steps))
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        buttons = QHBoxLayout()
        for button in (self._play, self._delete, self._show_file):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter, 1)
        layout.addWidget(self._note)
        layout.addLayout(buttons)
        self._list.itemSelectionChanged.connect(self._show_chosen)
        self._list.itemActivated.connect(self._play_chosen)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self._list, self._ask_to_delete)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _build_question(self) -> None:
        self._question = QMessageBox(self)
        self._question.setIcon(QMessageBox.Icon.Question)
        self._question.setWindowTitle("Delete Macro")
        self._question.setInformativeText("Its file is removed. What it has done to documents stays.")
        delete = self._question.addButton("&Delete", QMessageBox.ButtonRole.DestructiveRole)
        delete.clicked.connect(self._delete_chosen)
        cancel = self._question.addButton(QMessageBox.StandardButton.Cancel)
        cancel.setIcon(QIcon())
        self._question.setDefaultButton(cancel)
        self._question.setEscapeButton(cancel)

    def _button(self, words: str, does: Any) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(does)
        return button

    # ---------------------------------------------------------------------------------------- what is shown

    def _take(self, macros: Loaded) -> None:
        before = self._chosen()
        row = max(0, self._list.currentRow())
        self._macros = macros
        self._list.clear()
        self._list.addItems(list(macros))
        kept = self._list.findItems(before, Qt.MatchFlag.MatchExactly) if before else []
        self._list.setCurrentRow(self._list.row(kept[0]) if kept else min(row, len(macros) - 1))
        self._show_chosen()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, OSError):
            raise error
        self._note.show_text(f"The macros cannot be read: {error.strerror}.", is_error=True)

    def _chosen(self) -> str:
        items = self._list.selectedItems()
        return items[0].text() if items else ""

    def _show_chosen(self) -> None:
        name = self._chosen()
        macro = self._macros.get(name)
        self._steps.clear()
        if isinstance(macro, Macro):
            for number, step in enumerate(macro.steps[:_MOST_STEPS], 1):
                self._steps.addItem(QListWidgetItem(f"{number}.  {step_text(step, self._registry)}"))
            if len(macro.steps) > _MOST_STEPS:
                self._steps.addItem(f"… and {len(macro.steps) - _MOST_STEPS:,} more steps")
        self._play.setEnabled(isinstance(macro, Macro))
        self._delete.setEnabled(macro is not None)
        self._show_file.setEnabled(macro is not None)
        if isinstance(macro, MacroError):
            self._note.show_text(str(macro), is_error=True)
        elif not self._macros and not self._work.is_busy:
            self._note.show_text("No macros are saved yet. Record one, then choose Save Macro.")
        else:
            self._note.show_text("")

    # -------------------------------------------------------------------------------------- what is wanted

    def _play_chosen(self) -> None:
        if self._play.isEnabled():
            self.command_requested.emit("macro.play", {"name": self._chosen(), "times": 1, "to_end": False})

    def _ask_to_delete(self) -> None:
        if not self._delete.isEnabled():
            return
        self._question.setText(f"Delete the macro “{self._chosen()}”?")
        self._question.open()

    def _delete_chosen(self) -> None:
        self.command_requested.emit("macro.delete", {"name": self._chosen()})

    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self._note.show_text(f"The macros are in {self._folder}")


def _titled(words: str, widget: QWidget) -> QWidget:
    panel = QWidget()
    title = QLabel(words, panel)
    title.setBuddy(widget)
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(title)
    layout.addWidget(widget, 1)
    return panel


def _load_all(store: MacroStore, interest: Interest) -> Loaded:
    loaded: Loaded = {}
    for name in store.names():
        interest.check()
        try:
            loaded[name] = store.load(name)
        except MacroError as error:
            loaded[name] = error
    return loaded
