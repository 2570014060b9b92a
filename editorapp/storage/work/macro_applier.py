"""Owns `MacroApplier`: applies a macro to a file when a run asks for it, in the file itself or in a copy.

Does not own which files, nor what a macro does: that is the command `macro.play`, here as everywhere.

In a file itself the macro is one command in the journal of its document, under an id of the run: asked for once more,
after a death in between, it is answered from there, and only what is missing is done, such as the save.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from editorapp.bus.bus import Bus
from editorapp.bus.effect import Attempt
from editorapp.bus.errors import (
    CancelledEffectError,
    CommandError,
    EffectRefusedError,
    LogError,
    TransientError,
)
from editorapp.bus.message import Command, Outcome
from editorapp.commands.context import Context, NoHistory
from editorapp.commands.decision import Decision
from editorapp.commands.document import Save
from editorapp.commands.macro import PlayMacro
from editorapp.commands.registry import Registry
from editorapp.commands.selection import SetSelection
from editorapp.commands.specification import AnyCommand
from editorapp.session.syntax.late_syntax import LateSyntax
from editorapp.session.work.file_step import check_text, needs_caret, play_of, step_for
from editorapp.session.work.macro_runs import Application, Applied, MacroApplicationRequested, RunMode
from editorapp.storage.document_store import DocumentStore, Left, wall_clock
from editorapp.storage.errors import DocumentHeldError, DocumentLeftError, FileError, JournalError
from editorapp.storage.file_and_journal import count_edits
from editorapp.storage.file_state import is_changed_outside
from editorapp.storage.file_writing import write_file
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.journal_copy import reading
from editorapp.storage.text_file import read_file
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout
from editorapp.text.layout_detection import detect_layout
from editorapp.text.selection import Selection

UNREADABLE: Final = "unreadable"
"""The code of a file that cannot be read, or that belongs to somebody else."""

NOT_WRITTEN: Final = "failed"
"""The code of a file that is open elsewhere, or of a result that cannot be written."""

_SOURCE: Final = "script"

InTab = Callable[[str, MacroApplicationRequested], Applied | None]
"""Takes the real path of a file, and what is to be done there; does it in the tab that has the file and says what
became of it, or None where no tab has it. Raises CommandError where it cannot be done there."""


class MacroApplier:
    """Applies macros to files; its methods are called by the threads of a service."""

    def __init__(
        self,
        store: DocumentStore,
        registry: Registry,
        in_tab: InTab = lambda path, request: None,
    ) -> None:
        """Take the documents, the commands, and what plays a macro in a tab of this process."""
        self._store = store
        self._registry = registry
        self._in_tab = in_tab
        self._stopped: set[str] = set()
        self._locks: dict[str, threading.Lock] = {}
        self._waiting: Counter[str] = Counter()
        self._guard = threading.Lock()

    def stop(self, run: str) -> None:
        """Leave alone the files of a run that are not begun yet."""
        self._stopped.add(run)

    def apply(self, request: MacroApplicationRequested, attempt: Attempt) -> Applied:
        """Apply a macro to a file; see `macro_runs.Applier`."""
        if request.run in self._stopped:
            raise CancelledEffectError
        return self.apply_now(request)

    def apply_now(self, request: MacroApplicationRequested) -> Applied:
        """Apply a macro to a file, also where no run is behind it.

        Raises:
            EffectRefusedError: it cannot be applied; the file is as it was.
            TransientError: this process is just opening or closing the file.
        """
        try:
            return self._apply(request)
        except (FileError, JournalError) as error:
            raise EffectRefusedError(str(error), UNREADABLE) from error
        except TransientError:
            raise
        except CommandError as error:
            raise _refusal(error) from error
        except Exception as error:
            # A run must come to its end, and this file is whole: what was not saved is in its journal.
            words = f"{request.path} was left alone: {error!r}."
            raise EffectRefusedError(words, "unexpected") from error

    def _apply(self, request: MacroApplicationRequested) -> Applied:
        path = Path(request.path)
        if not path.exists():
            raise FileError(f"{path} does not exist.")
        application = request.application
        if application.mode is RunMode.FOLDER:
            return self._into_folder(path, application)
        with self._alone(os.path.realpath(path)):
            in_tab = self._in_tab(os.path.realpath(path), request)
            return self._in_place(path, request) if in_tab is None else in_tab

    @contextlib.contextmanager
    def _alone(self, path: str) -> Iterator[None]:
        """One after the other where a file is named twice, by whatever names."""
        with self._guard:
            lock = self._locks.setdefault(path, threading.Lock())
            self._waiting[path] += 1
        try:
            with lock:
                yield
        finally:
            with self._guard:
                self._waiting[path] -= 1
                if not self._waiting[path]:
                    del self._waiting[path], self._locks[path]

    def _into_folder(self, path: Path, application: Application) -> Applied:
        loaded = read_file(path)
        result, applied = played(play_of(application), loaded.buffer, None, self._registry)
        try:
            write_file(Path(application.folder) / path.name, result, loaded.format)
        except FileError as error:
            raise EffectRefusedError(str(error), NOT_WRITTEN) from error
        return applied

    # --- in the file itself ------------------------------------------------------------------------------

    def _in_place(self, path: Path, request: MacroApplicationRequested) -> Applied:
        try:
            held = self._open(path, request.command_id)
        except DocumentHeldError as error:
            if error.owner.pid == os.getpid():
                # Other files of a run wait for each other, and a tab was asked before.
                raise TransientError(f"{path} is just being opened or closed here.") from error
            if not request.particulars.undoes:
                play = play_of(request.application, request.particulars)
                _, applied = played(play, read_file(path).buffer, None, self._registry)
                if not applied.changes:
                    return applied
            words = f"{error} It was left alone: close it there first, or do it there."
            raise EffectRefusedError(words, NOT_WRITTEN) from error
        except DocumentLeftError as error:
            words = (
                f"{error} It was left alone: recover or discard them first;"
                f" look at them with: editorapp recover {error.document}"
            )
            raise EffectRefusedError(words, UNREADABLE) from error
        try:
            return _Session(held, self._registry).apply(request)
        finally:
            held.close(wall_clock())

    def _open(self, path: Path, command_id: str) -> HeldDocument:
        """Open a file; what this run itself has left unsaved there when its process died is gone on from."""
        try:
            return self._store.open_file(path)
        except DocumentLeftError as error:
            if not self._is_left_by(command_id, error.document):
                raise
            return self._store.open_file(path, Left.RECOVER)

    def _is_left_by(self, command_id: str, document_id: str) -> bool:
        """Return whether all that is unsaved of a document is the one command of an id."""
        with reading(self._store.profile, document_id) as journal:
            unsaved = list(journal.entries(journal.saved_seq() + 1))
        changes = [
            entry
            for entry in unsaved
            if (entry.effects is not None and entry.effects.changes)
            or (entry.revision is None and count_edits([entry], self._registry))
        ]
        return [entry.id for entry in changes] == [command_id]


class _Session:
    """A document that is open for one macro."""

    def __init__(self, held: HeldDocument, registry: Registry) -> None:
        self._held = held
        self._registry = registry
        self._bus = Bus(lambda target: held.document, _raise)

    def apply(self, request: MacroApplicationRequested) -> Applied:
        document = self._held.document
        known = document.log.find(request.command_id)
        if known is None:
            check_text(request, document.document.buffer)
            step = step_for(request, document)
            applied = None
            if isinstance(step, PlayMacro):
                _, applied = played(step, document.document.buffer, document.document.layout, self._registry)
                if not applied.changes:
                    return applied
            if needs_caret(step) and document.document.selection != Selection.caret(0):
                self._submit(SetSelection([(0, 0)]), source="session")
            self._submit(step, request.command_id)
            applied = applied or self._recorded(request.command_id)
        else:
            applied = self._recorded(request.command_id)
        if document.is_modified:
            self._save()
        return applied

    def _recorded(self, command_id: str) -> Applied:
        """Return what became of a command that was submitted before."""
        log = self._held.document.log
        log.flush()
        known = log.find(command_id)
        if known is None:
            raise LogError(f"the command {command_id} is not in the journal")
        _check(known[1])
        entry = next(log.entries(known[1].seq))
        return Applied(len(entry.effects.changes) if entry.effects else 0)

    def _save(self) -> None:
        document = self._held.document
        path = self._held.path
        self._submit(Save())
        try:
            if path is not None and is_changed_outside(path, document.saved):
                raise FileError(
                    f"{path} was changed by another program meanwhile, so it was not overwritten."
                    " The history keeps this text."
                )
            state = self._held.write(document.document.buffer)
        except FileError as error:
            raise CommandError("save_failed", str(error)) from error
        self._submit(self._held.saved_command(document.revision, state), source="effect")

    def _submit(self, payload: AnyCommand, command_id: str | None = None, source: str = _SOURCE) -> None:
        spec = payload.spec
        command = Command(
            spec.name, payload, self._held.id, wall_clock(), source, command_id, version=spec.version
        )
        _check(self._bus.dispatch(command))


def played(
    play: PlayMacro, buffer: Buffer, layout: Layout | None, registry: Registry
) -> tuple[Buffer, Applied]:
    """Return what a macro makes of a text, from its start on; nothing else changes.

    Args:
        play: the macro.
        buffer: the text.
        layout: how it is written; found out from the text if None.
        registry: the commands.

    Raises:
        CommandError: the macro does not fit the text.
    """
    document = Document(buffer, layout=layout or detect_layout(buffer))
    decision: Decision = play.run(Context(document, NoHistory(), registry, syntax=LateSyntax()))
    changes = decision.transaction.changes
    result = changes.apply(buffer) if changes else buffer
    return result, Applied(len(changes.changes), decision.facts["runs"])


def _check(outcome: Outcome) -> None:
    if outcome.error is not None:
        raise CommandError(outcome.error.code, outcome.error.message, outcome.error.field)


def _refusal(error: CommandError) -> EffectRefusedError:
    if isinstance(error, EffectRefusedError):
        return error
    code = NOT_WRITTEN if isinstance(error, LogError) else error.code
    refusal = EffectRefusedError(error.message, code)
    refusal.field = error.field
    return refusal


def _raise(name: str, message: object, error: Exception) -> None:
    raise error
