"""Owns how the dialogs that ask for options of commands on text are joined to the document that is shown.

Does not own the dialogs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from editorapp.commands.asking import CharacterDialog, SequenceDialog, SortDialog, WrapDialog
from editorapp.commands.registry import Registry
from editorapp.text.document import Document
from editorapp.ui.command_dialog import CommandDialog
from editorapp.ui.counting_work import CountingWork
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.performing import Performers
from editorapp.ui.workspace import Workspace

if TYPE_CHECKING:
    from editorapp.text.character_names import CharacterNames
    from editorapp.ui.character_dialog import CharacterDialog as Characters


class Asking(QObject):
    """Shows a dialog, and submits what it asks for."""

    def __init__(
        self, window: QWidget, workspace: Workspace, dispatcher: Dispatcher, registry: Registry
    ) -> None:
        """Take what it joins."""
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._dispatcher = dispatcher
        self._registry = registry
        self._names: CharacterNames | None = None
        self._gathering = CountingWork(self)

    def performers(self) -> Performers:
        """Return what this part does."""
        return {
            SortDialog: lambda _: self._ask(_sort_dialog),
            SequenceDialog: lambda _: self._ask(_sequence_dialog),
            WrapDialog: lambda _: self._ask(_wrap_dialog),
            CharacterDialog: lambda _: self._ask_character(),
        }

    def _ask(self, make: Callable[[Document, Registry, QWidget], CommandDialog]) -> None:
        target = self._dispatcher.current
        held = self._workspace.held(target)
        if held is None:
            return
        self._open(make(held.document.document, self._registry, self._window), target)

    def _ask_character(self) -> None:
        if self._workspace.held(self._dispatcher.current) is None:
            return
        # Loaded when it is wanted, as the other dialogs are.
        from editorapp.ui.character_dialog import CharacterDialog as Dialog

        dialog = Dialog(self._window)
        self._open(dialog, self._dispatcher.current)
        if self._names is None:
            self._gather(dialog)
        else:
            dialog.use_names(self._names)

    def _gather(self, dialog: Characters) -> None:
        """Find out the names of all characters in a thread; they are kept for the next time."""
        from editorapp.text.character_names import CharacterNames, named_characters

        def done(names: CharacterNames) -> None:
            self._names = names
            if isValid(dialog):
                dialog.use_names(names)

        def failed(error: Exception) -> None:
            raise error

        self._gathering.start(lambda pause: CharacterNames(named_characters(pause)), done, failed)

    def _open(self, dialog: CommandDialog | Characters, target: str | None) -> None:
        def submit(name: str, arguments: dict[str, Any]) -> None:
            self._dispatcher.request(name, arguments, "dialog", target)

        dialog.command_requested.connect(submit)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


# The dialogs are loaded when they are wanted: a start needs none of them.
def _sort_dialog(document: Document, registry: Registry, parent: QWidget) -> CommandDialog:
    from editorapp.ui.sort_dialog import SortDialog as Dialog

    return Dialog(document, registry, parent)


def _sequence_dialog(document: Document, registry: Registry, parent: QWidget) -> CommandDialog:
    from editorapp.ui.sequence_dialog import SequenceDialog as Dialog

    return Dialog(document, registry, parent)


def _wrap_dialog(document: Document, registry: Registry, parent: QWidget) -> CommandDialog:
    from editorapp.ui.wrap_dialog import WrapDialog as Dialog

    return Dialog(document, registry, parent)
