"""Owns what becomes of an open document when another program has changed, removed or restored its file.

Does not own how that is noticed, see `file_watch.py`, how the file is read, nor what a person is asked, see
`outside_choices.py`.

A document without unsaved changes takes over what the other program wrote, as one step that can be undone. Carets
stay with the text around them; one at the end of the text stays at its end, and the view follows it. Where there are
unsaved changes, or where that is not wanted without a question, a person decides.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from editorapp.bus.errors import LogError
from editorapp.bus.message import Outcome
from editorapp.session.work import saving as saves
from editorapp.session.work.lookout import MISSING, Stamp
from editorapp.session.work.saving import CHANGED_OUTSIDE, SaveFailed, SaveState, Written
from editorapp.session.work.watching import (
    KIND,
    FileChangedOutside,
    FileGone,
    FileUnchanged,
    RequestLook,
    TakeFile,
)
from editorapp.storage.errors import FileError
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import Wish
from editorapp.storage.work.file_looker import OutsideChange, read_change
from editorapp.storage.work.file_writer import look_at
from editorapp.ui.auto_reload import AutoReload
from editorapp.ui.dispatcher import OUTSIDE, Dispatcher
from editorapp.ui.file_watch import FileWatch
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.message import Message, Severity
from editorapp.ui.outside_choices import OutsideChoices
from editorapp.ui.saving import Saving, message_key
from editorapp.ui.window_work import Service, WindowWork
from editorapp.ui.workspace import Opening, Workspace

_SILENCE: Final = 30.0
"""Seconds in which it is not said again that a file was changed: a log would cover the status bar for good."""


class Watching(QObject):
    """Brings together documents and what other programs do to their files.

    Attributes:
        files: watches them.
        automatic: whether they are read again without a question.
    """

    told = Signal(object)
    """A Message for the person."""

    resolved = Signal(str)
    """The message of this key has no reason any more."""

    noted = Signal(str)
    """Something to say in passing."""

    def __init__(
        self,
        workspace: Workspace,
        dispatcher: Dispatcher,
        work: WindowWork,
        worker: FileWorker,
        saving: Saving,
        files: FileWatch,
        choices: OutsideChoices,
        automatic: AutoReload,
        window: QWidget,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what it joins; `clock` gives seconds."""
        super().__init__(window)
        self._workspace = workspace
        self._dispatcher = dispatcher
        self._work = work
        self._worker = worker
        self._saving = saving
        self.files = files
        self.automatic = automatic
        self._choices = choices
        self._clock = clock
        self._said: dict[str, float] = {}
        files.look_wanted.connect(self._look)
        work.listen(FileChangedOutside, self._changed)
        work.listen(FileGone, self._gone)
        work.listen(FileUnchanged, self._unchanged)
        work.listen(SaveFailed, self._save_failed)
        work.opened.connect(self._service_opened)
        saving.saved.connect(self._saved)
        workspace.opened.connect(self._opened)
        workspace.closed.connect(lambda held: self._said.pop(held.id, None))
        choices.told.connect(self.told)
        choices.resolved.connect(self.resolved)
        choices.noted.connect(self.noted)
        choices.reload_wanted.connect(lambda held: self._reload(held, is_wanted=True))
        choices.merged.connect(self._merged)
        saving.merge_wanted.connect(self._merge)

    def _look(self, document_id: str) -> None:
        held = self._workspace.held(document_id)
        if held is None:
            return
        request = RequestLook(held.id, str(held.path), held.document.saved.digest)
        self._work.send(KIND.target(held.id), request, "window", lambda error: self.files.looked(document_id))

    def _saved(self, held: HeldDocument) -> None:
        self.files.refresh(held)
        self._choices.forget_question(held)
        self.resolved.emit(_gone_key(held))

    def _save_failed(self, event: SaveFailed) -> None:
        if event.code == CHANGED_OUTSIDE:
            # It was said then, with answers of its own.
            self._choices.note_told(event.request.document)

    # --- what was seen -----------------------------------------------------------------------------------

    def _changed(self, event: FileChangedOutside) -> None:
        held = self._workspace.held(event.request.document)
        if held is None or str(held.path) != event.request.path:
            return
        seen = event.seen
        stamp = Stamp(seen.size, seen.modified)
        self._set_gone(held, False)
        if seen.digest in (held.document.saved.digest, held.accepted_digest):
            self.files.looked(held.id, stamp)
        elif held.document.is_modified or not self.automatic.is_on:
            self.files.looked(held.id, stamp)
            self._choices.ask(held, seen.digest, seen.size)
        else:
            self._reload(held)
        self._choices.note_again(held, f"Another program has changed {held.name} once more.", seen.digest)

    def _gone(self, event: FileGone) -> None:
        held = self._workspace.held(event.request.document)
        if held is None or str(held.path) != event.request.path:
            return
        self.files.looked(held.id, MISSING)
        self._settle(held)
        self._set_gone(held, True)
        self._choices.note_again(held, f"{held.name} is gone meanwhile; saving writes it again.")
        try:
            held.keep_text()
        except LogError as error:
            self.noted.emit(error.message)
        text = (
            f"{held.name} is gone: another program has deleted or moved it. Its text is still here, and Save writes"
            " the file again."
        )
        answers = (
            ("Save", lambda: self._saving.request(held.id, "message")),
            ("Save As...", lambda: self._saving.path_wanted.emit(held.id)),
        )
        self.told.emit(Message(_gone_key(held), text, Severity.WARNING, answers, held.id))

    def _unchanged(self, event: FileUnchanged) -> None:
        held = self._workspace.held(event.request.document)
        if held is not None:
            self.files.looked(held.id)
            self._set_gone(held, False)
            self._settle(held)

    def _set_gone(self, held: HeldDocument, is_gone: bool) -> None:
        if held.is_gone != is_gone:
            held.is_gone = is_gone
            self.resolved.emit(_gone_key(held))
            self._workspace.changed.emit(held)

    def _settle(self, held: HeldDocument) -> None:
        """Text and file are not at odds any more, and what was said of that when the document came is not true."""
        if held.was_changed_outside:
            held.was_changed_outside = False
            self.resolved.emit(f"opened {held.id}")
        if self._choices.forget_question(held):
            self.resolved.emit(message_key(held))

    # --- taking over -------------------------------------------------------------------------------------

    def _reload(self, held: HeldDocument, *, is_wanted: bool = False) -> None:
        """Take over what is in the file; `is_wanted` tells whether a person has said so, unsaved changes or not."""
        before, path = held.document.document, str(held.path)

        def failed(error: Exception) -> None:
            self.files.looked(held.id)
            if not isinstance(error, FileError):
                raise error
            text = f"{held.name} was changed by another program, but not read again: {error} Your text is as it was."
            answers = (("Try Again", lambda: self._reload(held, is_wanted=is_wanted)),)
            self.told.emit(Message(message_key(held), text, Severity.WARNING, answers, held.id))

        self._worker.run(
            path,
            lambda: read_change(path, before.buffer, Wish(known=FileFormat.of(before.layout))),
            lambda change: self._take(held.id, before.revision, change, is_wanted=is_wanted),
            failed,
        )

    def _take(self, document_id: str, revision: int, change: OutsideChange, *, is_wanted: bool) -> None:
        held = self._workspace.held(document_id)
        if held is None:
            return
        state = change.state
        if held.document.revision == revision:
            self._submit_reload(held, change)
        elif held.document.is_modified and not is_wanted:
            # Something was typed while the file was read.
            self._choices.ask(held, state.digest, state.size)
        else:
            self._reload(held, is_wanted=is_wanted)
            return
        self.files.looked(held.id, Stamp(state.size, state.modified))

    def _submit_reload(self, held: HeldDocument, change: OutsideChange) -> None:
        command = change.reload(Path(str(held.path)))
        self._dispatcher.answer(command, OUTSIDE, held.id, partial(self._reloaded, held, change))

    def _reloaded(self, held: HeldDocument, change: OutsideChange, outcome: Outcome | None) -> None:
        if outcome is None or outcome.error is not None or self._workspace.held(held.id) is not held:
            return
        self._settle(held)
        held.accepted_digest = ""
        held.has_invalid_bytes = change.has_invalid_bytes
        self.files.refresh(held)
        self._workspace.changed.emit(held)
        self.resolved.emit(f"opened {held.id}")
        self._work.send(KIND.target(held.id), TakeFile(held.id, change.state.digest), "window")
        self._say_changed(held)

    def _say_changed(self, held: HeldDocument) -> None:
        now = self._clock()
        if now - self._said.get(held.id, -_SILENCE) >= _SILENCE:
            self._said[held.id] = now
            self.noted.emit(f"{held.name} was changed by another program; Undo takes that back")

    # --- merged ------------------------------------------------------------------------------------------

    def _merge(self, document_id: str) -> None:
        held = self._workspace.held(document_id)
        if held is not None:
            self._choices.merge(held)

    def _merged(self, held: HeldDocument) -> None:
        self._settle(held)
        self.files.refresh(held)
        self._workspace.changed.emit(held)
        # It may have changed once more since it was read.
        self.files.sign(held.id)

    # --- what happened before this window began ----------------------------------------------------------

    def _opened(self, held: HeldDocument, _: Opening) -> None:
        if held.was_changed_outside and self._work.service is not None:
            self._find_own_save(held, self._work.service)

    def _service_opened(self, service: Service) -> None:
        for held in self._workspace:
            if held.was_changed_outside:
                self._find_own_save(held, service)

    def _find_own_save(self, held: HeldDocument, service: Service) -> None:
        """What looks like a change by another program may be a save that a death has kept from being noted."""
        path = str(held.path)

        def look() -> tuple[int, Written] | None:
            state: SaveState = service.state(saves.KIND.target(held.id))
            ours, written = state.written, look_at(path)
            if ours is None or written is None or ours.digest != written.digest:
                return None
            return state.saved, written

        def take(found: tuple[int, Written] | None) -> None:
            if found is not None and found[0] <= held.document.revision and held.was_changed_outside:
                self._saving.note_written(held, *found)

        self._work.look(look, take)


def _gone_key(held: HeldDocument) -> str:
    return f"gone {held.id}"
