"""Owns automatic saves: whether they are wanted, and which documents are saved when a person pauses or looks away.

Does not own how a document is saved, see `saving.py`, nor how a pause is noticed: the window tells.

What is not saved automatically: documents without a file, which are not told of here; a revision that is being
saved already, or whose save has failed, until something has changed; and a document whose file another program has
changed or removed, until a person has decided about that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.message import Intent, RecordedEvent
from editorapp.bus.process_manager import ProcessManager
from editorapp.session.work import saving
from editorapp.session.work.saving import (
    CHANGED_OUTSIDE,
    FILE_GONE,
    FileSaved,
    RequestSave,
    SaveFailed,
    SaveRequested,
)
from editorapp.session.work.watching import FileChangedOutside, FileGone, FileTaken, FileUnchanged, TextKept


class Unsaved(msgspec.Struct, frozen=True):
    """A document of a file with unsaved changes.

    Attributes:
        document: its id.
        revision: its present revision.
        path: its file.
        accepted: the digest of what another program wrote to the file and a person has given up, or empty.
    """

    document: str
    revision: int
    path: str
    accepted: str = ""


class SwitchAutosave(msgspec.Struct, frozen=True):
    """Save automatically from now on, or not."""

    on: bool


class AutosaveSwitched(SwitchAutosave, frozen=True):
    """A person has chosen whether documents are saved automatically."""


class NoteFocusLost(msgspec.Struct, frozen=True):
    """Note that the person has gone to another program."""

    documents: tuple[Unsaved, ...]


class FocusLost(NoteFocusLost, frozen=True):
    """The person has gone to another program."""


class NoteIdle(msgspec.Struct, frozen=True):
    """Note that no command has come for some seconds."""

    documents: tuple[Unsaved, ...]


class IdleReached(NoteIdle, frozen=True):
    """The person has paused."""


class AutosaveState(msgspec.Struct, frozen=True):
    """Whether documents are saved automatically."""

    is_on: bool = False


KIND: Final = AggregateType(
    "autosave",
    AutosaveState(),
    [
        Handles("autosave.switch", SwitchAutosave, lambda state, command: AutosaveSwitched(command.on)),
        Handles(
            "autosave.note_focus_lost", NoteFocusLost, lambda state, command: FocusLost(command.documents)
        ),
        Handles("autosave.note_idle", NoteIdle, lambda state, command: IdleReached(command.documents)),
    ],
    [
        Evolves("autosave.switched", AutosaveSwitched, lambda state, event: AutosaveState(event.on)),
        Evolves("autosave.focus_lost", FocusLost, lambda state, event: state),
        Evolves("autosave.idle_reached", IdleReached, lambda state, event: state),
    ],
)

TARGET: Final = KIND.target("window")
"""The one aggregate: each window has a service of its own."""


class Progress(msgspec.Struct, frozen=True):
    """How far the saves of a document are.

    Attributes:
        asked: the revision that is being saved; -1 for none.
        failed: the revision whose save has failed; -1 for none.
        is_blocked: whether another program has changed or removed the file, and a person is to decide.
    """

    asked: int = -1
    failed: int = -1
    is_blocked: bool = False


class AutosaveProcess(msgspec.Struct, frozen=True):
    """What the process manager knows: whether it is on, and the documents of which there is something to know."""

    is_on: bool = False
    documents: dict[str, Progress] = {}


def _with(state: AutosaveProcess, document: str, progress: Progress) -> AutosaveProcess:
    documents = {**state.documents, document: progress}
    if progress == Progress():
        del documents[document]
    return AutosaveProcess(state.is_on, documents)


def _switched(state: AutosaveProcess | None, recorded: RecordedEvent) -> tuple[AutosaveProcess, list[Intent]]:
    return AutosaveProcess(recorded.event.on, {} if state is None else state.documents), []


def _paused(
    state: AutosaveProcess | None, recorded: RecordedEvent
) -> tuple[AutosaveProcess | None, list[Intent]]:
    if state is None or not state.is_on:
        return state, []
    intents = []
    for unsaved in recorded.event.documents:
        progress = state.documents.get(unsaved.document, Progress())
        if progress.is_blocked or unsaved.revision in (progress.asked, progress.failed):
            continue
        wish = RequestSave(
            unsaved.document,
            unsaved.revision,
            unsaved.path,
            accepted=unsaved.accepted,
            is_automatic=True,
        )
        intents.append(Intent(saving.KIND.target(unsaved.document), wish))
        state = _with(state, unsaved.document, msgspec.structs.replace(progress, asked=unsaved.revision))
    return state, intents


Change = Callable[[Progress, RecordedEvent], Progress]


def _noting(
    document_of: Callable[[RecordedEvent], str], change: Change
) -> Callable[[AutosaveProcess | None, RecordedEvent], tuple[AutosaveProcess, list[Intent]]]:
    def react(state: AutosaveProcess | None, recorded: RecordedEvent) -> tuple[AutosaveProcess, list[Intent]]:
        known = state or AutosaveProcess()
        document = document_of(recorded)
        return _with(known, document, change(known.documents.get(document, Progress()), recorded)), []

    return react


def _ended(progress: Progress, revision: int) -> int:
    """Return the revision that is still being saved when the save of one has ended."""
    return -1 if progress.asked == revision else progress.asked


def _saved(progress: Progress, recorded: RecordedEvent) -> Progress:
    return Progress(asked=_ended(progress, recorded.event.request.revision))


def _failed(progress: Progress, recorded: RecordedEvent) -> Progress:
    revision = recorded.event.request.revision
    is_blocked = progress.is_blocked or recorded.event.code in (CHANGED_OUTSIDE, FILE_GONE)
    return Progress(_ended(progress, revision), revision, is_blocked)


_saves = _noting(
    lambda recorded: recorded.event.document, lambda p, r: Progress(r.event.revision, p.failed, p.is_blocked)
)
_blocks = _noting(
    lambda recorded: recorded.event.request.document, lambda p, r: Progress(p.asked, p.failed, True)
)
_frees = _noting(lambda recorded: recorded.event.document, lambda p, r: Progress(p.asked))


def manager() -> ProcessManager:
    """Return the process manager that asks for automatic saves."""
    return ProcessManager(
        "autosave",
        AutosaveProcess,
        {
            AutosaveSwitched: _switched,
            FocusLost: _paused,
            IdleReached: _paused,
            SaveRequested: _saves,
            FileSaved: _noting(lambda recorded: recorded.event.request.document, _saved),
            SaveFailed: _noting(lambda recorded: recorded.event.request.document, _failed),
            FileChangedOutside: _blocks,
            FileGone: _blocks,
            FileUnchanged: _noting(
                lambda recorded: recorded.event.request.document, lambda p, r: Progress(p.asked)
            ),
            TextKept: _frees,
            FileTaken: _frees,
        },
        issues=(RequestSave,),
        correlate=lambda recorded: TARGET,
    )
