"""Owns what can be done with the queue: submit, cancel, retry, discard, settle, and clean up after a death.

Does not do the jobs, and does not keep them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from editorapp.bus.catalog import Catalog
from editorapp.bus.effect import Effect, Result
from editorapp.bus.errors import CommandError, QueueFullError, UnknownJobError, UnreadableError
from editorapp.bus.job import Job, JobKind, JobState, JobStore
from editorapp.bus.json_text import is_text
from editorapp.bus.message import Command, Failure, Intent, is_same_payload

LIMIT: Final = 100_000
"""How many jobs may wait before a submitter is told to come back later."""

POISON_DEATHS: Final = 2
"""A job at which so many processes have died is not tried again."""

CANCELLED: Final = Failure("cancelled", "It was cancelled before it was done.")
GIVEN_UP: Final = Failure("given_up", "Somebody has settled that it did not happen.")

_MICROSECONDS: Final = 1_000_000


class Queue:
    """Commands and effects that wait to be done."""

    def __init__(
        self,
        jobs: JobStore,
        catalog: Catalog,
        effects: dict[str, Effect],
        clock: Callable[[], int],
        limit: int = LIMIT,
        filtered: Callable[[Command], Command] = lambda command: command,
    ) -> None:
        """Take the ports.

        Args:
            jobs: keeps the jobs.
            catalog: the types of message.
            effects: the effects by name.
            clock: microseconds since 1970.
            limit: how many jobs may wait; what effects and process managers issue is always taken in.
            filtered: redacts what is not to be recorded of a command.
        """
        self._jobs = jobs
        self._catalog = catalog
        self._effects = effects
        self._clock = clock
        self._limit = limit
        self._filtered = filtered

    def submit(self, command: Command, *, delay: float = 0.0, priority: int = 0) -> Job:
        """Queue a command; it is on disk when this returns.

        Args:
            command: the command; it needs an id, under which it is taken in once.
            delay: seconds until it may run; one that is delayed does not hold up others for its aggregate.
            priority: the higher, the sooner, among aggregates; for one aggregate, first come, first served.

        Returns:
            The job, or the earlier one of the same id.

        Raises:
            QueueFullError: too much is waiting.
            CommandError: the id belongs to a different job.
        """
        job_id = command.id
        if job_id is None:
            raise ValueError("a queued command needs an id")
        command = self._filtered(command)
        if self._jobs.active() >= self._limit and self._jobs.find(job_id) is None:
            raise QueueFullError(self._limit)
        job = self._jobs.add(self._job(job_id, command, delay, priority))
        self._check_same(job, command)
        return job

    def _check_same(self, job: Job, command: Command) -> None:
        agrees = (job.kind, job.name, job.target) == (JobKind.COMMAND, command.name, command.target)
        kept = self._catalog.read(job.message, job.version, job.payload)
        if not agrees or not is_same_payload(kept, command.payload):
            words = f"The id {job.id!r} belongs to an earlier, different command ({job.name}). Nothing was queued."
            raise CommandError("id_conflict", words, "id")

    def job_of(self, intent: Intent, job_id: str, source: str, cause: str | None) -> Job:
        """Return the job that issues what a process manager or an effect wants."""
        message_type = self._catalog.describe(intent.payload)
        if not is_text(intent.target):
            words = f"{intent.target!r} is no text that can be stored."
            raise CommandError("invalid_argument", words, "target")
        fault = self._catalog.fault(intent.payload)
        if fault is not None:
            raise CommandError(fault.code, fault.message, fault.field)
        now = self._clock()
        command = Command(message_type.name, intent.payload, intent.target, now, source, job_id, cause)
        return self._job(job_id, self._filtered(command), intent.delay, intent.priority)

    def _job(self, job_id: str, command: Command, delay: float, priority: int) -> Job:
        message_type = self._catalog.describe(command.payload)
        now = self._clock()
        return Job(
            id=job_id,
            kind=JobKind.COMMAND,
            name=message_type.name,
            target=command.target,
            lane=command.target,
            message=message_type.name,
            version=message_type.version,
            payload=self._catalog.write(command.payload),
            priority=priority,
            due=now + round(delay * _MICROSECONDS),
            is_delayed=delay > 0,
            source=command.source,
            cause=command.cause,
            created=now,
            changed=now,
        )

    def answer_to(self, job: Job, effect: Effect, event: Any, result: Result) -> list[Job]:
        """Return the job that brings back how an effect ended; none where nobody wants to know."""
        intent = effect.then(event, result)
        if intent is None:
            return []
        # A retry of a dead letter may end in another way than the first time, so each try has its own answer.
        return [self.job_of(intent, f"{job.id}:then{job.attempts or ''}", f"effect {effect.name}", job.id)]

    def answers(self, job: Job, failure: Failure | None) -> list[Job]:
        """Return the job that brings back how an effect ended: it happened where there is no failure."""
        effect = self._effects.get(job.name) if job.kind is JobKind.EFFECT else None
        if effect is None:
            return []
        try:
            event = self._catalog.read(job.message, job.version, job.payload)
        except UnreadableError:
            return []  # Nobody here can say what should follow from it, but it can be given up all the same.
        return self.answer_to(job, effect, event, Result(job.id, failure is None, None, failure, job.target))

    # --- what a person can do ----------------------------------------------------------------------------

    def cancel(self, job_id: str) -> Job:
        """Cancel a job: one that waits is not begun, a running effect is asked to stop.

        An effect's `then` learns that it did not happen.

        Raises:
            UnknownJobError: there is none, it has ended, or it is an effect that a process which died had begun.
        """
        job = self._find(job_id)
        if job.state is JobState.WAITING and job.is_begun:
            words = (
                f"{job_id} was begun by a process that died; it is to be found out first whether it happened."
            )
            raise UnknownJobError(words)
        if job.state is JobState.WAITING:
            return self._changed(job, *self.answers(job, CANCELLED), state=JobState.CANCELLED)
        if job.state is JobState.RUNNING and job.kind is JobKind.EFFECT:
            return self._changed(job, is_cancelling=True)
        raise UnknownJobError(f"{job_id} is {job.state.value}; it cannot be cancelled any more.")

    def retry(self, job_id: str) -> Job:
        """Try a dead letter again, with as many attempts as a new one has.

        Raises:
            UnknownJobError: there is none.
        """
        job = self._dead(job_id)
        # The attempts go on counting: each has an id of its own in the log of commands.
        made = job.attempts + 1
        return self._changed(
            job,
            state=JobState.WAITING,
            due=self._clock(),
            deaths=0,
            attempts=made,
            forgiven=made,
            is_cancelling=False,
        )

    def discard(self, job_id: str) -> Job:
        """Give a dead letter up; it stays in the table. An effect's `then` learns that it did not happen.

        Raises:
            UnknownJobError: there is none.
        """
        job = self._dead(job_id)
        return self._changed(job, *self.answers(job, job.failure or GIVEN_UP), state=JobState.DISCARDED)

    def settle(self, job_id: str, verdict: str) -> Job:
        """Say what has become of an effect that is in doubt.

        Args:
            job_id: its id.
            verdict: `done`, `failed`, or `again`.

        Raises:
            UnknownJobError: there is none in doubt, the verdict is none of these, or the program that settles it
                does not know what should follow.
        """
        job = self._find(job_id)
        if job.state is not JobState.DOUBT:
            raise UnknownJobError(f"{job_id} is {job.state.value}, not in doubt.")
        if job.kind is JobKind.EFFECT and job.name not in self._effects:
            words = (
                f"{job_id} is a {job.name!r}, which is not known here: settle it in the program that runs it."
            )
            raise UnknownJobError(words)
        if verdict == "again":
            return self._changed(job, state=JobState.WAITING, due=self._clock(), deaths=0, is_begun=False)
        if verdict == "done":
            return self._changed(job, *self.answers(job, None), state=JobState.DONE, failure=None)
        if verdict == "failed":
            return self._changed(job, *self.answers(job, GIVEN_UP), state=JobState.DISCARDED)
        raise UnknownJobError(f"{verdict!r} is no verdict; say done, failed or again.")

    def _find(self, job_id: str) -> Job:
        job = self._jobs.find(job_id)
        if job is None:
            raise UnknownJobError(f"There is no job {job_id!r}.")
        return job

    def _dead(self, job_id: str) -> Job:
        job = self._find(job_id)
        if job.state is not JobState.DEAD:
            raise UnknownJobError(f"{job_id} is {job.state.value}, not a dead letter.")
        return job

    def _changed(self, job: Job, *follow_ups: Job, **changes: Any) -> Job:
        changed = msgspec.structs.replace(job, changed=self._clock(), **changes)
        if not self._jobs.update(changed, job.state, follow_ups):
            raise UnknownJobError(f"{job.id} has changed meanwhile; look at it again.")
        return changed

    # --- after a death -----------------------------------------------------------------------------------

    def take_over(self, has_ended: Callable[[str], bool] = lambda command_id: False) -> list[Job]:
        """Take note of the jobs that a process was at when it died; return the commands that are poison.

        A command runs again: its id keeps it from being done twice. An effect is probed before anything else is
        done about it. What has brought two processes down is not begun again: a command goes to the dead letters,
        an effect to a person.

        Args:
            has_ended: whether the log has the outcome of a command: then no death was its own.
        """
        poison = []
        for job in self._jobs.in_state(JobState.RUNNING):
            if job.kind is JobKind.COMMAND and has_ended(job.command_id):
                self._changed(job, state=JobState.WAITING)
                continue
            ended = self._died_at(
                job, f"{job.deaths + 1} processes have died while it ran, so it is not run again."
            )
            if ended.kind is JobKind.COMMAND and ended.state is JobState.DEAD:
                poison.append(ended)
        return poison

    def cut_short(self, job_id: str, words: str) -> Job:
        """Take note that a running job was interrupted: as if its process had died, which lives on.

        Args:
            job_id: its id.
            words: what interrupted it.
        """
        return self._died_at(self._find(job_id), words)

    def _died_at(self, job: Job, words: str) -> Job:
        deaths = job.deaths + 1
        if deaths < POISON_DEATHS:
            return self._changed(job, state=JobState.WAITING, deaths=deaths)
        is_doubtful = job.kind is not JobKind.COMMAND and job.is_begun
        state = JobState.DOUBT if is_doubtful else JobState.DEAD
        return self._changed(job, state=state, deaths=deaths, failure=Failure("poison", words))
