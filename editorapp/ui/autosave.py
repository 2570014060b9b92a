"""Owns when the window tells its service of a pause, so that documents are saved automatically where that is wanted.

Does not decide what is saved, see `session/work/autosave.py`, nor write anything.

A pause is noticed without any work for each command: every few seconds a timer looks whether there was one.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from editorapp.commands.application import SetAutosave
from editorapp.session.open_document import DocumentAdvanced
from editorapp.session.work.autosave import (
    TARGET,
    AutosaveState,
    AutosaveSwitched,
    NoteFocusLost,
    NoteIdle,
    SwitchAutosave,
    Unsaved,
)
from editorapp.session.work.saving import SaveRequested
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.work.file_writer import FileWriter
from editorapp.ui.performing import Performers
from editorapp.ui.saving import Saving
from editorapp.ui.window_work import Service, WindowWork
from editorapp.ui.workspace import Workspace

_PAUSE: Final = 2000
"""Milliseconds without a command after which a person pauses; it is noticed after at most twice as long."""


class Autosave(QObject):
    """Notices pauses.

    Attributes:
        is_on: whether documents are saved automatically.
        timer: fires while there is something to notice.
    """

    switched = Signal(bool)
    """Whether documents are saved automatically from now on."""

    noted = Signal(str)
    """Something to say in passing."""

    def __init__(
        self,
        workspace: Workspace,
        work: WindowWork,
        saving: Saving,
        writer: FileWriter,
        parent: QObject | None = None,
    ) -> None:
        """Take what it works with; it is off until the service says otherwise."""
        super().__init__(parent)
        self._workspace = workspace
        self._work = work
        self._saving = saving
        self._writer = writer
        self.is_on = False
        self._was_quiet = False
        self._offered: dict[str, int] = {}
        self._latest: tuple[Unsaved, ...] = ()
        self.timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self.timer.timeout.connect(self._look_for_pause)
        work.opened.connect(self._opened)
        work.listen(AutosaveSwitched, self._switched)
        work.listen(SaveRequested, self._requested)
        workspace.closed.connect(self._forget)

    def performers(self) -> Performers:
        """Return what this part does."""
        return {SetAutosave: self._switch}

    def _switch(self, command: SetAutosave) -> None:
        on = not self.is_on if command.on is None else command.on
        # The mark in the menu says what is, not what was wanted.
        self.switched.emit(self.is_on)
        self._work.send(TARGET, SwitchAutosave(on), "window")

    def _opened(self, service: Service) -> None:
        self._work.look(lambda: service.state(TARGET), self._begin)

    def _begin(self, state: AutosaveState) -> None:
        self._set(state.is_on)

    def _switched(self, event: AutosaveSwitched) -> None:
        self._set(event.on)
        self.noted.emit(
            "Files are saved automatically from now on"
            if event.on
            else "Files are saved only when you save them"
        )

    def _set(self, on: bool) -> None:
        self.is_on = on
        self._latest = ()
        if on:
            self._was_quiet = False
            self.timer.start()
        else:
            self.timer.stop()
            for document_id in list(self._offered):
                self._take_back(document_id)
        self.switched.emit(on)

    # --- pauses ------------------------------------------------------------------------------------------

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in that a command was done."""
        self._was_quiet = False
        if self.is_on and not self.timer.isActive():
            self.timer.start()

    def _look_for_pause(self) -> None:
        if self._was_quiet:
            self.note_idle()
        else:
            self._was_quiet = True
            self.timer.start()

    def note_idle(self) -> None:
        """Tell that no command has come for some time."""
        unsaved = self._unsaved()
        if unsaved:
            self._work.send(TARGET, NoteIdle(unsaved), "window")

    def note_focus_lost(self) -> None:
        """Tell that the person has gone to another program."""
        unsaved = self._unsaved()
        if unsaved:
            self._work.send(TARGET, NoteFocusLost(unsaved), "window")

    def _unsaved(self) -> tuple[Unsaved, ...]:
        """Return what could be saved, and keep its text; nothing where that has been told already."""
        if not self.is_on:
            return ()
        unsaved = tuple(self._offer(held) for held in self._workspace if self._is_to_be_saved(held))
        if unsaved == self._latest:
            return ()
        self._latest = unsaved
        return unsaved

    def _is_to_be_saved(self, held: HeldDocument) -> bool:
        return (
            held.path is not None
            and held.document.is_modified
            and not held.is_gone
            and not self._saving.is_under_way(held.id)
        )

    def _offer(self, held: HeldDocument) -> Unsaved:
        revision = held.document.revision
        if self._offered.get(held.id) != revision:
            self._take_back(held.id)
            self._offered[held.id] = revision
            self._writer.keep(held, revision, held.document.document.buffer)
        return Unsaved(held.id, revision, str(held.path), held.accepted_digest)

    # --- the texts that were kept ------------------------------------------------------------------------

    def _requested(self, event: SaveRequested) -> None:
        """What is saved now is kept until that has ended; see `Saving`."""
        if event.is_automatic and self._offered.get(event.document) == event.revision:
            del self._offered[event.document]

    def _take_back(self, document_id: str) -> None:
        revision = self._offered.pop(document_id, None)
        if revision is not None:
            self._writer.drop(document_id, revision)

    def _forget(self, held: HeldDocument) -> None:
        self._take_back(held.id)
