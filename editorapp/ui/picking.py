"""Owns asking how a document is written: its encoding, line ending, indentation and language.

Does not change any of it: what was chosen is submitted as a command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from editorapp.commands.encoding import ReopenWithEncodingDialog, SaveWithEncodingDialog
from editorapp.commands.picking import IndentationDialog, LanguageDialog, LineEndingDialog
from editorapp.commands.specification import ApplicationCommand
from editorapp.text.document import Layout
from editorapp.ui.choices import (
    Choice,
    indentation_choices,
    language_choices,
    line_ending_choices,
    reopening_choices,
    saving_choices,
)
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.palette_order import PaletteEntry
from editorapp.ui.performing import Performers
from editorapp.ui.status_bar import StatusBar
from editorapp.ui.workspace import Workspace

if TYPE_CHECKING:
    from editorapp.ui.palette import CommandPalette, Words

_SOURCE: Final = "picker"


class Picking(QObject):
    """Asks with a list over the window, found by a few letters."""

    def __init__(
        self, window: QWidget, status: StatusBar, workspace: Workspace, dispatcher: Dispatcher
    ) -> None:
        """Answer the buttons of the status bar from now on."""
        super().__init__(window)
        self._workspace = workspace
        self._dispatcher = dispatcher
        self._window = window
        self._picker: CommandPalette | None = None
        self._choices: dict[str, Callable[[], object]] = {}
        status.encoding_wanted.connect(self._ask_what_for)
        status.line_ending_wanted.connect(lambda: self._request(LineEndingDialog()))
        status.indentation_wanted.connect(lambda: self._request(IndentationDialog()))
        status.language_wanted.connect(lambda: self._request(LanguageDialog()))

    def performers(self) -> Performers:
        """Return what this part does."""
        return {
            ReopenWithEncodingDialog: lambda _: self._ask(
                reopening_choices, _words("Read the file again in which encoding?", "encoding")
            ),
            SaveWithEncodingDialog: lambda _: self._ask(
                saving_choices, _words("Write the file in which encoding?", "encoding")
            ),
            LineEndingDialog: lambda _: self._ask(
                line_ending_choices, _words("Which line ending?", "line ending")
            ),
            IndentationDialog: lambda _: self._ask(
                indentation_choices, _words("Which step of indentation?", "indentation")
            ),
            LanguageDialog: lambda _: self._ask(
                language_choices, _words("Which language is the text in?", "language")
            ),
        }

    def _request(self, command: ApplicationCommand) -> None:
        self._dispatcher.submit(command, _SOURCE)

    def _ask(self, choices_of: Callable[[Layout], Sequence[Choice]], words: Words) -> None:
        held = self._workspace.held(self._dispatcher.current)
        if held is None:
            return
        document_id = held.id
        choices = choices_of(held.document.document.layout)
        self._choices = {
            choice.entry.name: partial(self._dispatcher.submit, choice.command, _SOURCE, document_id)
            for choice in choices
        }
        # Enter at once changes nothing.
        now = next((choice.entry.name for choice in choices if choice.is_now), "")
        self._show([choice.entry for choice in choices], words, now)

    def _ask_what_for(self) -> None:
        """An encoding is wrong in the file, or it was read wrongly: that makes two questions."""
        held = self._workspace.held(self._dispatcher.current)
        if held is None:
            return
        why = "" if held.path is not None else "there is no file yet"
        entries = [
            PaletteEntry("reopen", "Read the file again in another encoding...", "", reason=why),
            PaletteEntry("save", "Save in another encoding...", ""),
        ]
        self._choices = {
            "reopen": lambda: self._request(ReopenWithEncodingDialog()),
            "save": lambda: self._request(SaveWithEncodingDialog()),
        }
        self._show(entries, _words(f"The file is written as {held.format.label}", "answer"))

    def _show(self, entries: Sequence[PaletteEntry], words: Words, current: str = "") -> None:
        if self._picker is None:
            # Loaded when it is wanted, not before the first paint.
            from editorapp.ui.palette import CommandPalette

            self._picker = CommandPalette(self._window)
            self._picker.chosen.connect(self._chosen)
        self._picker.use_words(words)
        # What fits alike stays in the order of the choices.
        self._picker.use_ranks({entry.name: -number for number, entry in enumerate(entries)})
        self._picker.ask(entries, current)

    def _chosen(self, name: str) -> None:
        self._choices[name]()


def _words(placeholder: str, what: str) -> Words:
    from editorapp.ui.palette import Words

    return Words(placeholder, what.capitalize(), f"{what.capitalize()}s", f"No {what} has these letters.")
