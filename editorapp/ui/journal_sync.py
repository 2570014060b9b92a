"""Owns when what was journaled is brought to the disk, and what the status bar says about that.

Does not write journals. A command is in its journal before it runs, and so survives the end of the process;
until the disk has it, at most about a second later, it does not survive a power failure.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from editorapp.bus.errors import LogError
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.held_document import HeldDocument
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.workspace import Workspace

_DELAY: Final = 900
"""Milliseconds from the first command that the disk has not to the sync; with its own time about a second."""

_NOT_THE_FILE: Final = "The file itself changes when you save it."


class JournalState(Enum):
    """How safe the changes of a document are: what the status bar says, and what that means."""

    NONE = ("", "")
    JOURNALED = (
        "Changes kept",
        "Every change is recorded as you make it: a crash of the program loses none.\n"
        f"A power failure could lose those of the last second.\n{_NOT_THE_FILE}",
    )
    SYNCED = (
        "Changes safe",
        "Every change is recorded on the disk: neither a crash of the program nor a power failure loses any."
        f"\n{_NOT_THE_FILE}",
    )
    FAILED = ("Change refused", "The last command could not be recorded on the disk, so it was not done")
    UNSYNCED = (
        "Changes kept, disk unsure",
        "Every change is recorded: a crash of the program loses none.\n"
        f"The disk did not confirm that it has them: a power failure could lose some.\n{_NOT_THE_FILE}",
    )

    @property
    def text(self) -> str:
        """What the status bar says."""
        return str(self.value[0])

    @property
    def tip(self) -> str:
        """What that means."""
        return str(self.value[1])


class JournalSync(QObject):
    """Syncs the journals of the open documents."""

    changed = Signal(str)
    """The state of the document of this id may be another now."""

    def __init__(self, workspace: Workspace, worker: FileWorker, parent: QObject | None = None) -> None:
        """Begin with nothing to sync."""
        super().__init__(parent)
        self._workspace = workspace
        self._worker = worker
        self._unsynced: set[str] = set()
        self._writing: set[str] = set()
        self._states: dict[str, JournalState] = {}
        self._timer = QTimer(self, singleShot=True, interval=_DELAY)
        self._timer.timeout.connect(self.sync)
        workspace.closed.connect(self._forget)

    def state(self, document_id: str | None) -> JournalState:
        """Return how safe the changes of a document are."""
        return JournalState.NONE if document_id is None else self._states.get(document_id, JournalState.NONE)

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in that a command was done."""
        held = self._workspace.held(event.target)
        if held is None or held.journal is None:
            return
        self._unsynced.add(held.id)
        self._set(held.id, JournalState.JOURNALED)
        if not self._timer.isActive():
            self._timer.start()
        if held.journal.holds_large:
            self._write_apart(held)
        if held.snapshot_is_due():
            try:
                held.take_snapshot(held.journal.last_seq)
            except LogError:
                # A snapshot only shortens recovery; it is due again with the next command.
                self._timer.start()

    def _write_apart(self, held: HeldDocument) -> None:
        """Write what is too long for the thread of the window; what fails is written with the next command."""
        if held.journal is None:
            return

        def failed(error: Exception) -> None:
            self._writing.discard(held.id)
            if not isinstance(error, LogError):
                raise error

        self._writing.add(held.id)
        self._worker.run(
            f"sync {held.id}", held.journal.write_apart, lambda _: self._writing.discard(held.id), failed
        )

    def note_failure(self, document_id: str) -> None:
        """Take in that a command could not be journaled."""
        self._set(document_id, JournalState.FAILED)

    def sync(self, documents: Iterable[HeldDocument] | None = None) -> None:
        """Bring the journals of some documents, or all, to the disk, in a thread."""
        wanted = self._workspace if documents is None else documents
        for held in wanted:
            if held.id in self._unsynced and held.journal is not None:
                self._sync_one(held)

    def _sync_one(self, held: HeldDocument) -> None:
        if held.id in self._writing:
            self._timer.start()
            return
        self._unsynced.discard(held.id)
        try:
            if held.journal is not None:
                held.journal.flush(waits=False)
        except LogError:
            self._set(held.id, JournalState.FAILED)
            return
        self._worker.run(
            f"sync {held.id}",
            held.sync,
            lambda _: self._synced(held.id),
            lambda error: self._failed(held.id, error),
        )

    def _synced(self, document_id: str) -> None:
        if document_id not in self._unsynced and self.state(document_id) is JournalState.JOURNALED:
            self._set(document_id, JournalState.SYNCED)

    def _failed(self, document_id: str, error: Exception) -> None:
        if not isinstance(error, OSError):
            raise error
        self._set(document_id, JournalState.UNSYNCED)

    def _set(self, document_id: str, state: JournalState) -> None:
        if self._workspace.held(document_id) is not None and self._states.get(document_id) is not state:
            self._states[document_id] = state
            self.changed.emit(document_id)

    def _forget(self, held: HeldDocument) -> None:
        self._unsynced.discard(held.id)
        self._writing.discard(held.id)
        self._states.pop(held.id, None)
