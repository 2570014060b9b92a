"""Owns runs of a macro over many files: what is to be done, which files are under way, and what became of each.

Does not apply a macro to a file. The key of a run's aggregate is its id; each file of it is an aggregate of its own,
`<run>:<number>`, which is also the id of the one command that the macro is in the journal of that file: a file that
was under way when its process died is done again, and its journal answers for what was done already.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final, Protocol

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.effect import Attempt, Effect, Result
from editorapp.bus.errors import CommandError
from editorapp.bus.message import Intent, RecordedEvent
from editorapp.bus.process_manager import ProcessManager
from editorapp.commands.macro import Step
from editorapp.session.work.particulars import NONE, Particulars

AT_ONCE: Final = 4
"""How many files of a run are under way at once; the others wait in the run, so that it can be stopped."""

CANCELLED: Final = "cancelled"
"""The code of a file that was left alone because its run was stopped."""


class RunMode(StrEnum):
    """Where the results go: into the files themselves, or into files of the same name in a folder."""

    IN_PLACE = "in_place"
    FOLDER = "folder"


class Application(msgspec.Struct, frozen=True):
    """How a macro is applied to each file.

    Attributes:
        macro: what a person calls it.
        steps: its steps, complete.
        times: how often it is played, from 1.
        to_end: whether it is played to the end of the text instead.
        clipboard: what its steps paste; None for nothing.
        mode: where the results go.
        folder: the folder for the results; empty where they go into the files.
    """

    macro: str
    steps: list[Step]
    times: int = 1
    to_end: bool = False
    clipboard: str | None = None
    mode: RunMode = RunMode.IN_PLACE
    folder: str = ""


class StartMacroRun(msgspec.Struct, frozen=True):
    """Apply a macro to files, given by their whole paths; `run` is the key of the run.

    `particulars` has what holds for each file alone, as many as there are files, or none.
    """

    run: str
    application: Application
    files: list[str]
    particulars: list[Particulars] = []


class MacroRunStarted(StartMacroRun, frozen=True):
    """A run has begun."""


class MacroFileDue(msgspec.Struct, frozen=True):
    """It is a file's turn; `number` is its place in the run, from 0."""

    run: str
    number: int
    path: str
    particulars: Particulars = NONE


class RecordFileDone(msgspec.Struct, frozen=True):
    """Note that the macro was applied to a file: how many places of the text have changed, how often it was played,
    and a word for the person."""

    number: int
    changes: int
    plays: int = 0
    note: str = ""


class MacroFileDone(msgspec.Struct, frozen=True):
    """The macro was applied to a file."""

    run: str
    number: int
    path: str
    changes: int
    plays: int = 0
    note: str = ""


class RecordFileFailed(msgspec.Struct, frozen=True):
    """Note that the macro was not applied to a file: a code for programs, words for a person, the field at fault."""

    number: int
    code: str
    words: str
    field: str | None = None


class MacroFileFailed(msgspec.Struct, frozen=True):
    """The macro was not applied to a file, which is as it was."""

    run: str
    number: int
    path: str
    code: str
    words: str
    field: str | None = None


Ended = MacroFileDone | MacroFileFailed
"""What became of a file."""


class CancelMacroRun(msgspec.Struct, frozen=True):
    """Begin no more files; those that are under way come to their end."""


class MacroRunCancelled(msgspec.Struct, frozen=True):
    """No more files are begun."""

    run: str


class MacroRunFinished(msgspec.Struct, frozen=True):
    """No file is under way any more.

    Attributes:
        run: the run.
        macro: what a person calls the macro.
        done: to how many files it was applied.
        changed: how many of these have another text now.
        failed: to how many it could not be applied.
        left: how many were not begun.
    """

    run: str
    macro: str
    done: int
    changed: int
    failed: int
    left: int


class RunState(msgspec.Struct, frozen=True):
    """What is known of a run.

    Attributes:
        started: what is to be done; None before it has begun.
        begun: how many files had their turn.
        under_way: the numbers of the files whose end is not known yet.
        done: to how many files it was applied.
        changed: how many of these have changed.
        failed: to how many it could not be applied.
        is_cancelled: whether no more files are begun.
        is_finished: whether it has ended.
    """

    started: MacroRunStarted | None = None
    begun: int = 0
    under_way: tuple[int, ...] = ()
    done: int = 0
    changed: int = 0
    failed: int = 0
    is_cancelled: bool = False
    is_finished: bool = False

    @property
    def left(self) -> int:
        """How many files had no turn yet, or were left alone then."""
        count = 0 if self.started is None else len(self.started.files)
        return count - self.done - self.failed - len(self.under_way)


class ApplyMacro(msgspec.Struct, frozen=True):
    """Apply a macro to one file of a run."""

    run: str
    number: int
    path: str
    application: Application
    particulars: Particulars = NONE


class MacroApplicationRequested(ApplyMacro, frozen=True):
    """A macro is to be applied to a file."""

    @property
    def command_id(self) -> str:
        """The id of the one command that it is in the journal of the file."""
        return f"{self.run}:{self.number}"


class Applied(msgspec.Struct, frozen=True):
    """What became of a file: how many places of its text have changed, how often the macro was played, and a word
    for the person."""

    changes: int
    plays: int = 0
    note: str = ""


class Applier(Protocol):
    """Applies macros to files."""

    def apply(self, request: MacroApplicationRequested, attempt: Attempt) -> Applied:
        """Apply a macro to a file; the same request again is not done again, but answered.

        Raises:
            EffectRefusedError: it cannot be applied; the file is as it was.
            CancelledEffectError: its run was stopped before; the file is as it was.
        """
        ...


# --- a run -----------------------------------------------------------------------------------------------


def _start(state: RunState, command: StartMacroRun) -> tuple[Any, ...]:
    if state.started is not None:
        raise CommandError("already_started", "This run has begun already.")
    each = command.particulars
    is_undo = bool(each) and all(one.undoes for one in each)
    if not command.files or not (command.application.steps or is_undo):
        raise CommandError("invalid_argument", "A run needs a macro with steps, and files.", "files")
    if each and len(each) != len(command.files):
        raise CommandError("invalid_argument", "Particulars are for all files, or for none.", "particulars")
    started = MacroRunStarted(command.run, command.application, command.files, each)
    return started, *_due(started, 0, AT_ONCE)


def _due(started: MacroRunStarted, first: int, count: int) -> Iterable[MacroFileDue]:
    for number in range(first, min(first + count, len(started.files))):
        own = started.particulars[number] if started.particulars else NONE
        yield MacroFileDue(started.run, number, started.files[number], own)


def _checked(state: RunState, number: int) -> MacroRunStarted:
    if state.started is None or number not in state.under_way:
        raise CommandError("not_under_way", f"File {number} of this run is not under way.", "number")
    return state.started


def _done(state: RunState, command: RecordFileDone) -> tuple[Any, ...]:
    started = _checked(state, command.number)
    path = started.files[command.number]
    event = MacroFileDone(started.run, command.number, path, command.changes, command.plays, command.note)
    return _and_what_follows(state, event)


def _failed(state: RunState, command: RecordFileFailed) -> tuple[Any, ...]:
    started = _checked(state, command.number)
    path = started.files[command.number]
    event = MacroFileFailed(started.run, command.number, path, command.code, command.words, command.field)
    return _and_what_follows(state, event)


def _cancel(state: RunState, command: CancelMacroRun) -> tuple[Any, ...]:
    if state.started is None or state.is_cancelled or state.is_finished:
        raise CommandError("not_running", "This run has ended already, or is being stopped.")
    return _and_what_follows(state, MacroRunCancelled(state.started.run))


def _and_what_follows(state: RunState, event: Any) -> tuple[Any, ...]:
    """Return an event with the next file's turn, or with the end of the run where nothing is left to do."""
    after = KIND.state_after(state, event)
    started = after.started
    free = 0 if after.is_cancelled else AT_ONCE - len(after.under_way)
    due = tuple(_due(started, after.begun, free))
    if due or after.under_way:
        return event, *due
    finished = MacroRunFinished(
        started.run, started.application.macro, after.done, after.changed, after.failed, after.left
    )
    return event, finished


def _with(state: RunState, **changes: Any) -> RunState:
    return msgspec.structs.replace(state, **changes)


def _without(state: RunState, number: int) -> tuple[int, ...]:
    return tuple(other for other in state.under_way if other != number)


def _after_due(state: RunState, event: MacroFileDue) -> RunState:
    return _with(state, begun=event.number + 1, under_way=(*state.under_way, event.number))


def _after_done(state: RunState, event: MacroFileDone) -> RunState:
    changed = state.changed + (event.changes > 0)
    return _with(state, under_way=_without(state, event.number), done=state.done + 1, changed=changed)


def _after_failed(state: RunState, event: MacroFileFailed) -> RunState:
    failed = state.failed + (event.code != CANCELLED)
    return _with(state, under_way=_without(state, event.number), failed=failed)


KIND: Final = AggregateType(
    "macro_run",
    RunState(),
    [
        Handles("macro_run.start", StartMacroRun, _start),
        Handles("macro_run.record_file_done", RecordFileDone, _done),
        Handles("macro_run.record_file_failed", RecordFileFailed, _failed),
        Handles("macro_run.cancel", CancelMacroRun, _cancel),
    ],
    [
        Evolves("macro_run.started", MacroRunStarted, lambda state, event: RunState(event)),
        Evolves("macro_run.file_due", MacroFileDue, _after_due),
        Evolves("macro_run.file_done", MacroFileDone, _after_done),
        Evolves("macro_run.file_failed", MacroFileFailed, _after_failed),
        Evolves(
            "macro_run.cancelled", MacroRunCancelled, lambda state, event: _with(state, is_cancelled=True)
        ),
        Evolves("macro_run.finished", MacroRunFinished, lambda state, event: _with(state, is_finished=True)),
    ],
)

# --- its files -------------------------------------------------------------------------------------------

FILES: Final = AggregateType(
    "macro_file",
    0,
    [
        Handles(
            "macro_file.apply",
            ApplyMacro,
            lambda state, command: MacroApplicationRequested(
                command.run, command.number, command.path, command.application, command.particulars
            ),
        )
    ],
    [Evolves("macro_file.application_requested", MacroApplicationRequested, lambda state, event: state + 1)],
)


def manager() -> ProcessManager:
    """Return what issues the command for each file whose turn it is."""
    return ProcessManager(
        "macro runs",
        Application,
        {
            MacroRunStarted: lambda state, recorded: (recorded.event.application, ()),
            MacroFileDue: _issue,
            MacroRunFinished: lambda state, recorded: (None, ()),
        },
        issues=(ApplyMacro,),
    )


def _issue(state: Application, recorded: RecordedEvent) -> tuple[Application, list[Intent]]:
    due = recorded.event
    target = FILES.target(f"{due.run}:{due.number}")
    return state, [Intent(target, ApplyMacro(due.run, due.number, due.path, state, due.particulars))]


def effect(applier: Applier) -> Effect:
    """Return the effect that applies the macro to a file."""
    return Effect("macro.apply", MacroApplicationRequested, applier.apply, then=_then, is_repeatable=True)


def _then(event: MacroApplicationRequested, result: Result) -> Intent:
    target = KIND.target(event.run)
    if result.happened:
        applied = result.detail if isinstance(result.detail, Applied) else Applied(0)
        return Intent(target, RecordFileDone(event.number, applied.changes, applied.plays, applied.note))
    failure = result.failure
    if failure is None or failure.code == CANCELLED:
        words = f"{event.path} was left alone: the run was stopped."
        return Intent(target, RecordFileFailed(event.number, CANCELLED, words))
    return Intent(target, RecordFileFailed(event.number, failure.code, failure.message, failure.field))
