"""Owns how the dialogs that ask for options of commands on text are joined to the document that is shown.

Does not own the dialogs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from editorapp.commands.asking import SequenceDialog, SortDialog, WrapDialog
from editorapp.commands.registry import Registry
from editorapp.text.document import Document
from editorapp.ui.command_dialog import CommandDialog
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.performing import Performers
from editorapp.ui.workspace import Workspace


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

    def performers(self) -> Performers:
        """Return what this part does."""
        return {
            SortDialog: lambda _: self._ask(_sort_dialog),
            SequenceDialog: lambda _: self._ask(_sequence_dialog),
            WrapDialog: lambda _: self._ask(_wrap_dialog),
        }

    def _ask(self, make: Callable[[Document, Registry, QWidget], CommandDialog]) -> None:
        target = self._dispatcher.current
        held = self._workspace.held(target)
        if held is None:
            return
        dialog = make(held.document.document, self._registry, self._window)

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
