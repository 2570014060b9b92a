"""Owns how recording, playing and keeping macros is joined to the window: its dialogs and what is said.

Does not own the recorder, nor the dialogs themselves.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from editorapp.commands.macro import DeleteMacro, PlayMacroDialog, Record, SaveMacro, ShowMacros, Stop
from editorapp.session.editor import Editor
from editorapp.session.macros import MacroStore
from editorapp.session.open_document import DocumentAdvanced
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.performing import Performers
from editorapp.ui.status_bar import counted


class MacroPanel(QObject):
    """What a person sees of macros."""

    changed = Signal()
    """The state of the recorder is another."""

    noted = Signal(str)
    """Something to say in passing."""

    def __init__(
        self,
        window: QWidget,
        editor: Editor,
        macros: MacroStore,
        folder: Path,
        dispatcher: Dispatcher,
        worker: FileWorker,
    ) -> None:
        """Take what it joins; `folder` is where macros are kept."""
        super().__init__(window)
        self._window = window
        self._editor = editor
        self._macros = macros
        self._folder = folder
        self._dispatcher = dispatcher
        self._worker = worker
        self._list: Any = None

    def performers(self) -> Performers:
        """Return what this part does; the macros themselves were handled when the command was accepted."""
        return {
            Record: lambda _: self._say(
                "Recording: everything you do to the text becomes part of the macro."
            ),
            Stop: self._stopped,
            SaveMacro: lambda command: self._say(f"Saved the macro {command.name}."),
            DeleteMacro: self._deleted,
            PlayMacroDialog: lambda _: self._worker.run("macros", self._macros.names, self._ask_to_play),
            ShowMacros: lambda _: self._show_list(),
        }

    @property
    def state(self) -> str:
        """What the recorder does, in words; empty while it is idle and has nothing."""
        recorder = self._editor.recorder
        if recorder.is_recording:
            return f"Recording {counted(recorder.step_count, 'step')}"
        return f"Macro: {counted(len(recorder.last), 'step')}" if recorder.last else ""

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done."""
        if self._editor.recorder.is_recording:
            self.changed.emit()

    def _say(self, text: str) -> None:
        self.changed.emit()
        self.noted.emit(text)

    def _stopped(self, command: Stop) -> None:
        steps = counted(len(self._editor.recorder.last), "step")
        kept = f" and saved it as {command.name}" if command.name else ""
        self._say(f"Recorded {steps}{kept}.")

    def _deleted(self, command: DeleteMacro) -> None:
        self._say(f"Deleted the macro {command.name}.")
        if self._list is not None:
            self._list.refresh()

    # --- dialogs -----------------------------------------------------------------------------------------

    def ask_name(self) -> None:
        """Ask for the name of the macro recorded last, and submit the command that saves it."""
        self._worker.run("macros", self._macros.names, self._ask_name)

    def _ask_name(self, names: list[str]) -> None:
        from editorapp.ui.macro_dialogs import SaveMacroDialog

        self._open(SaveMacroDialog(names, self._window))

    def _ask_to_play(self, names: list[str]) -> None:
        from editorapp.ui.macro_dialogs import PlayMacroDialog as Dialog

        self._open(Dialog(names, len(self._editor.recorder.last), self._window))

    def _show_list(self) -> None:
        from editorapp.ui.macro_list import MacroListDialog

        self._list = MacroListDialog(self._macros, self._editor.registry, self._folder, self._window)
        self._open(self._list)

    def _open(self, dialog: Any) -> None:
        dialog.command_requested.connect(
            lambda name, arguments: self._dispatcher.request(name, arguments, "dialog")
        )
        dialog.finished.connect(lambda: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: QDialog) -> None:
        if dialog is self._list:
            self._list = None
        dialog.deleteLater()
