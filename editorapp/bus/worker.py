"""Owns how one job is done: a command dispatched, an effect performed or probed, a failed handler called again.

Does not own threads: whoever has some calls `run_next` in each of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from editorapp.bus.catalog import Catalog
from editorapp.bus.effect import Effect, Found, Outside, Result
from editorapp.bus.errors import (
    CancelledEffectError,
    CommandError,
    EffectRefusedError,
    LogError,
    OutsideReachedError,
    TransientError,
    UnreadableError,
)
from editorapp.bus.job import Job, JobKind, JobState, JobStore
from editorapp.bus.message import Command, Failure, Outcome, TransientFailure
from editorapp.bus.queue import CANCELLED, POISON_DEATHS, Queue
from editorapp.bus.retry import RetryPolicy
from editorapp.bus.trace import JobTrace, Observe

Dispatch = Callable[[Command], Outcome]
EventHandler = Callable[[Any], None]
_MICROSECONDS = 1_000_000


class Worker:
    """Does jobs, one at a time in each thread that calls it."""

    def __init__(
        self,
        jobs: JobStore,
        queue: Queue,
        catalog: Catalog,
        dispatch: Dispatch,
        effects: Mapping[str, Effect],
        handlers: Mapping[str, EventHandler],
        outside: Outside,
        clock: Callable[[], int],
        ticks: Callable[[], int],
        observe: Observe,
        policy: RetryPolicy,
    ) -> None:
        """Take the ports.

        Args:
            jobs: keeps the jobs.
            queue: makes the jobs that follow.
            catalog: the types of message.
            dispatch: takes a command through its whole path.
            effects: the effects by name.
            handlers: the event handlers by name.
            outside: the gate to the outside.
            clock: microseconds since 1970.
            ticks: nanoseconds that only ever grow.
            observe: is told of each job that has changed its state.
            policy: how often a command is tried again after a TransientError.
        """
        self._jobs = jobs
        self._queue = queue
        self._catalog = catalog
        self._dispatch = dispatch
        self._effects = effects
        self._handlers = handlers
        self._outside = outside
        self._clock = clock
        self._ticks = ticks
        self._observe = observe
        self._policy = policy
        self._unwritten: deque[tuple[Job, list[Job]]] = deque()

    def run_next(self) -> bool:
        """Do the next job that may run; return whether there was one.

        Raises:
            OutsideReachedError: an effect was reached in a dry run.
        """
        self._write_rest()
        job = self._jobs.claim(self._clock())
        if job is None:
            return False
        began = self._ticks()
        try:
            payload = self._catalog.read(job.message, job.version, job.payload)
        except UnreadableError as error:
            # The raw bytes stay where they are, in the job: a newer program can read them and retry it.
            ended = self._end(job, JobState.DEAD, Failure("unreadable", str(error)))
        else:
            run = {
                JobKind.COMMAND: self._run_command,
                JobKind.EFFECT: self._run_effect,
                JobKind.HANDLER: self._run_handler,
            }[job.kind]
            try:
                ended = run(job, payload)
            except (OutsideReachedError, LogError):
                raise
            except Exception as error:  # noqa: BLE001 - what nobody has thought of must not leave a job running for ever
                ended = self._lost(job, payload, error)
            except BaseException as error:  # KeyboardInterrupt, SystemExit, the cancellation of a task
                # A command is answered from the log when it runs again, and an effect is probed.
                words = self._catalog.scrub(f"It was interrupted by {error!r}.", payload)
                self._tell(self._queue.cut_short(job.id, words), self._ticks() - began)
                raise
        self._tell(ended, self._ticks() - began)
        return True

    def _lost(self, job: Job, payload: Any, error: Exception) -> Job:
        words = self._catalog.scrub(repr(error), payload)
        if job.kind is JobKind.EFFECT:
            return self._doubt(job, f"What follows from it could not be found out: {words}")
        return self._end(job, JobState.DEAD, Failure("unexpected", words))

    # --- commands ----------------------------------------------------------------------------------------

    def _run_command(self, job: Job, payload: Any) -> Job:
        cause = job.cause if job.attempts == 0 else job.id
        version = self._catalog.describe(payload).version  # It may have been queued by an older program.
        command = Command(
            job.name, payload, job.target, self._clock(), job.source, job.command_id, cause, version
        )
        failure: Failure | None
        try:
            failure = self._dispatch(command).error
        except LogError as error:
            failure = TransientFailure(error.code, error.message, error.field)
        except CommandError as error:
            failure = Failure(error.code, error.message, error.field)
        if failure is None:
            return self._end(job, JobState.DONE, attempts=job.attempts + 1)
        if isinstance(failure, TransientFailure):
            return self._try_again(job, failure, self._policy)
        return self._end(job, JobState.DEAD, failure)

    def _try_again(self, job: Job, failure: Failure, policy: RetryPolicy) -> Job:
        attempts = job.attempts + 1
        delay = policy.delay(attempts - job.forgiven)
        if delay is None:
            # A dead letter keeps the number of its last attempt; a retry by a person takes the next one.
            return self._end(job, JobState.DEAD, failure)
        if self._jobs.is_cancelling(job.number):
            answers = self._queue.answers(job, CANCELLED)
            return self._end(job, JobState.CANCELLED, failure, answers, attempts=attempts)
        due = self._clock() + round(delay * _MICROSECONDS)
        return self._end(job, JobState.WAITING, failure, attempts=attempts, due=due)

    # --- effects -----------------------------------------------------------------------------------------

    def _run_effect(self, job: Job, event: Any) -> Job:
        effect = self._effects.get(job.name)
        if effect is None:
            return self._end(
                job, JobState.DEAD, Failure("unknown_effect", f"Nothing here does {job.name!r}.")
            )
        if job.is_begun and not effect.is_repeatable:
            found = self._probe(effect, event, job)
            if found is Found.DONE:
                return self._ended_effect(job, effect, event, Result(job.id, True, target=job.target))
            if found is Found.UNKNOWN or job.deaths >= POISON_DEATHS:
                return self._doubt(job, "It was begun, and it is not known whether it has happened.")
        if job.is_cancelling and not (job.is_begun and effect.is_repeatable):
            return self._end(job, JobState.CANCELLED, None, self._queue.answers(job, CANCELLED))
        return self._perform(effect, event, job)

    def _perform(self, effect: Effect, event: Any, job: Job) -> Job:
        attempt = JobAttempt(self._jobs, job, lambda note: self._catalog.scrub(note, event))
        try:
            detail = self._outside.perform(effect, event, attempt)
        except OutsideReachedError:
            raise
        except CancelledEffectError:
            return self._end(job, JobState.CANCELLED, None, self._queue.answers(job, CANCELLED))
        except TransientError as error:
            reason = TransientFailure(error.code, self._catalog.scrub(error.message, event), error.field)
            return self._try_again(job, reason, effect.policy)
        except EffectRefusedError as error:
            failure = Failure(error.code, self._catalog.scrub(error.message, event), error.field)
            return self._refused(job, effect, event, failure)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, it is not known how far it went
            words = self._catalog.scrub(repr(error), event)
            return self._uncertain(effect, event, job, f"{effect.name} failed in an unexpected way: {words}")
        return self._ended_effect(job, effect, event, Result(job.id, True, detail, target=job.target))

    def _refused(self, job: Job, effect: Effect, event: Any, failure: Failure) -> Job:
        if not effect.has_answer():
            return self._end(job, JobState.DEAD, failure)
        answers = self._queue.answer_to(job, effect, event, Result(job.id, False, None, failure, job.target))
        return self._end(job, JobState.REFUSED, failure, answers)

    def _uncertain(self, effect: Effect, event: Any, job: Job, words: str) -> Job:
        if effect.is_repeatable:
            return self._try_again(job, Failure("unexpected", words), effect.policy)
        found = self._probe(effect, event, job)
        if found is Found.DONE:
            return self._ended_effect(job, effect, event, Result(job.id, True, target=job.target))
        if found is Found.NOT_DONE:
            return self._try_again(job, Failure("unexpected", words), effect.policy)
        return self._doubt(job, words)

    def _probe(self, effect: Effect, event: Any, job: Job) -> Found:
        try:
            return self._outside.probe(effect, event, job.id)
        except OutsideReachedError:
            raise
        except Exception:  # noqa: BLE001 - a probe that fails cannot tell either, and a person is asked
            return Found.UNKNOWN

    def _doubt(self, job: Job, words: str) -> Job:
        return self._end(job, JobState.DOUBT, Failure("in_doubt", words), is_begun=True)

    def _ended_effect(self, job: Job, effect: Effect, event: Any, result: Result) -> Job:
        answers = self._queue.answer_to(job, effect, event, result)
        return self._end(job, JobState.DONE, None, answers, attempts=job.attempts + 1)

    # --- event handlers ----------------------------------------------------------------------------------

    def _run_handler(self, job: Job, event: Any) -> Job:
        handler = self._handlers.get(job.name)
        if handler is None:
            return self._end(
                job, JobState.DEAD, Failure("unknown_handler", f"There is no handler {job.name!r}.")
            )
        try:
            handler(event)
        except Exception as error:  # noqa: BLE001 - it is kept, with its error, to be run again once it is mended
            return self._end(
                job, JobState.DEAD, Failure("handler_failed", self._catalog.scrub(repr(error), event))
            )
        return self._end(job, JobState.DONE, attempts=job.attempts + 1)

    # --- writing it down ---------------------------------------------------------------------------------

    def _end(
        self,
        job: Job,
        state: JobState,
        failure: Failure | None = None,
        follow_ups: list[Job] | None = None,
        *,
        is_begun: bool = False,
        **changes: Any,
    ) -> Job:
        # Progress was written meanwhile, and belongs to the job; the rest is as it was claimed.
        job = msgspec.structs.replace(
            job, state=state, failure=failure, is_begun=is_begun, changed=self._clock(), **changes
        )
        self._write(job, follow_ups or [])
        return job

    def _write(self, job: Job, follow_ups: list[Job]) -> None:
        try:
            self._jobs.update(job, JobState.RUNNING, follow_ups)
        except LogError:
            # How it ended is known, and must not become a doubt because the disk is full for a while.
            self._unwritten.append((job, follow_ups))
            raise

    def _write_rest(self) -> None:
        """Write how jobs ended while nothing could be written.

        Raises:
            LogError: nothing can be written yet.
        """
        while self._unwritten:
            try:
                self._write(*self._unwritten.popleft())
            except IndexError:
                return  # Another thread has written the last one.

    def _tell(self, job: Job, took: int) -> None:
        error = "" if job.failure is None else f"{job.failure.code}: {job.failure.message}"
        trace = JobTrace(
            job.id, job.kind.value, job.name, job.target, job.state.value, job.attempts, error, took
        )
        self._observe(trace)


class JobAttempt:
    """One attempt at an effect; implements `Attempt`."""

    def __init__(self, jobs: JobStore, job: Job, scrub: Callable[[str], str]) -> None:
        """Take the job that is being done, and what takes the secrets of its event out of a text."""
        self._jobs = jobs
        self._job = job
        self._scrub = scrub

    @property
    def key(self) -> str:
        """The effect's identity."""
        return self._job.id

    @property
    def target(self) -> str:
        """The id of the aggregate whose event it answers."""
        return self._job.target

    @property
    def number(self) -> int:
        """Which attempt it is, from 1."""
        return self._job.attempts + 1

    def report(self, done: int, total: int, note: str = "") -> None:
        """Tell how far it is.

        Raises:
            CancelledEffectError: a person has cancelled it.
        """
        try:
            self._jobs.progress(self._job.number, done, total, self._scrub(note))
            is_cancelling = self._jobs.is_cancelling(self._job.number)
        except LogError:
            return  # A disk that is full keeps nothing from being shown later, and makes no effect doubtful.
        if is_cancelling:
            raise CancelledEffectError
