"""Owns the folders of runs of a macro that have no window: where each begins, goes on after a death, and ends.

Does not own what a run does, nor what is said of it.

The folder of a run is there until its end was told. One that nobody holds was left by a process that died.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from editorapp.bus.domain import Domain
from editorapp.bus.errors import CommandError, UnknownJobError
from editorapp.bus.job import JobState
from editorapp.session.work import macro_runs
from editorapp.session.work.macro_runs import (
    KIND,
    Application,
    CancelMacroRun,
    Ended,
    MacroFileDone,
    MacroFileFailed,
    MacroRunFinished,
    RunState,
    StartMacroRun,
)
from editorapp.session.work.particulars import Particulars
from editorapp.storage.messages.opening import DATABASE_NAME, open_service
from editorapp.storage.ownership import is_held
from editorapp.storage.profile import Profile
from editorapp.storage.work.macro_applier import MacroApplier

FOLDER: Final = "work"
"""The folder of runs within the state of a profile."""

_BETWEEN_LOOKS: Final = 1.0
"""Seconds between two looks for files that have come to a dead end."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files ended, of how many, and how many of them failed."""

    ended: int
    total: int
    failed: int


class MacroRunFolder:
    """A run in a folder of its own, which this process holds until `close`."""

    def __init__(self, profile: Profile, run: str, applier: MacroApplier) -> None:
        """Open the folder of a run, and go on with what a dead process has left there.

        Raises:
            DatabaseBusyError: another living process runs on it.
            MessageDatabaseError: its database cannot be used.
        """
        self.run = run
        self._path = profile.state / FOLDER / run
        self._applier = applier
        self._target = KIND.target(run)
        self._moved = threading.Event()
        domain = Domain((KIND, macro_runs.FILES), (macro_runs.manager(),), (macro_runs.effect(applier),))
        self._service = open_service(domain, self._path, workers=macro_runs.AT_ONCE)
        for event_type in (MacroFileDone, MacroFileFailed, MacroRunFinished):
            self._service.subscribe(event_type, self._note, "run")

    def _note(self, event: object) -> None:
        self._moved.set()

    @classmethod
    def begin(
        cls,
        profile: Profile,
        applier: MacroApplier,
        application: Application,
        files: list[str],
        particulars: Sequence[Particulars] = (),
    ) -> Self:
        """Begin a run.

        Args:
            profile: where its folder is made.
            applier: applies the macro.
            application: what is applied.
            files: the files, by their whole paths.
            particulars: what holds for each of these alone, or nothing.
        """
        run = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}"
        begun = cls(profile, run, applier)
        try:
            start = StartMacroRun(run, application, files, list(particulars))
            begun._service.send(begun._target, start, source="person")
        except BaseException:
            begun.close(keep=False)
            raise
        return begun

    @property
    def state(self) -> RunState:
        """What is known of it now."""
        state: RunState = self._service.state(self._target)
        return state

    def wait(self, report: Callable[[Progress], None]) -> None:
        """Wait until it has ended, telling how far it is."""
        while not (state := self.state).is_finished and state.started is not None:
            ended = state.done + state.failed
            report(Progress(ended, len(state.started.files), state.failed))
            if not self._moved.wait(_BETWEEN_LOOKS):
                self._give_up("failed")
            self._moved.clear()

    def stop(self) -> None:
        """Begin no more files; those that are under way come to their end, which `wait` waits for."""
        self._applier.stop(self.run)
        with contextlib.suppress(CommandError):
            self._service.send(self._target, CancelMacroRun(), source="person")

    def take_up(self) -> None:
        """Try again what has brought processes down: a person has asked for the run to go on."""
        self._give_up("again")

    def _give_up(self, verdict: str) -> None:
        """Settle what would wait for a person for ever: files at which processes have died, and dead letters."""
        jobs, queue = self._service.jobs, self._service.queue
        for job in [*jobs.in_state(JobState.DOUBT), *jobs.in_state(JobState.DEAD)]:
            with contextlib.suppress(UnknownJobError):
                if job.state is JobState.DOUBT:
                    queue.settle(job.id, verdict)
                elif verdict == "again":
                    queue.retry(job.id)
                else:
                    queue.discard(job.id)

    def results(self) -> dict[int, Ended]:
        """Return what became of each file, by its number in the run; those that were not begun are missing."""
        events = self._service.log.events_of(self._target)
        ended = (event for event in events if isinstance(event, MacroFileDone | MacroFileFailed))
        return {event.number: event for event in ended}

    def close(self, *, keep: bool) -> None:
        """End.

        Args:
            keep: whether its folder stays, for the run to go on from another time.
        """
        self._service.close()
        if not keep:
            # Without it the folder is no run any more, whatever becomes of the rest.
            (self._path / DATABASE_NAME).unlink(missing_ok=True)
            shutil.rmtree(self._path, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep what has not come to its end."""
        state = self.state
        self.close(keep=state.started is not None and not state.is_finished)


def left_runs(profile: Profile) -> list[str]:
    """Return the runs that dead processes have left, the oldest first."""
    places = (profile.state / FOLDER).glob(f"*/{DATABASE_NAME}")
    return sorted(path.parent.name for path in places if not is_held(path.parent))
