"""Owns `Service`: a `Domain` that runs on a database. It is where the parts of the bus are put together.

Does not own threads, see `workers.py`; without them `run_until_idle` does everything that waits.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from editorapp.bus.aggregate import EventSourced
from editorapp.bus.bus import Bus
from editorapp.bus.domain import Domain
from editorapp.bus.effect import OpenGate, Outside, ShutGate
from editorapp.bus.errors import CommandError, DomainError, TransientError, UnreadableError
from editorapp.bus.expression import expression
from editorapp.bus.follow_up import FollowUps
from editorapp.bus.job import Job, JobState, is_derived_id
from editorapp.bus.json_text import is_text
from editorapp.bus.message import Command, Outcome, TransientFailure
from editorapp.bus.projection import Health
from editorapp.bus.queue import LIMIT, Queue
from editorapp.bus.retry import RetryPolicy
from editorapp.bus.secret import Seal
from editorapp.bus.trace import Observe, unfailing
from editorapp.bus.worker import Worker
from editorapp.storage.messages.after_death import AfterDeath
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.job_table import JobTable, insert_job
from editorapp.storage.messages.log import AggregateLog, MessageLog
from editorapp.storage.messages.process_table import ProcessTable
from editorapp.storage.messages.read_models import ReadModels
from editorapp.storage.messages.replay import World, replay
from editorapp.storage.messages.seal import PassingSeal

_KEPT_AGGREGATES: Final = 10_000
"""How many aggregates are kept in memory; others are rebuilt from their events when they are needed."""

_logger: Final = logging.getLogger("editorapp.messages")


def wall_clock() -> int:
    """Return microseconds since 1970."""
    return time.time_ns() // 1000


def _to_nobody(trace: Any) -> None:
    """Take a trace that nobody wants."""


def _no_time() -> int:
    """Return the time where nobody wants to know it."""
    return 0


class Service:
    """A program that runs on a message database. All of its methods may be called by any thread.

    Attributes:
        domain: what the program says of itself.
        queue: what can be done with its jobs.
        jobs: its jobs.
        log: its commands and events.
        read_models: its read models.
        database: where all that is kept, for `export_lines`.
    """

    def __init__(
        self,
        domain: Domain,
        database: MessageDatabase,
        *,
        read_models: Path | None = None,
        seal: Seal | None = None,
        outside: Outside | None = None,
        clock: Callable[[], int] = wall_clock,
        ticks: Callable[[], int] = time.perf_counter_ns,
        new_id: Callable[[], str] = lambda: secrets.token_hex(8),
        observe: Observe | None = None,
        policy: RetryPolicy | None = None,
        limit: int = LIMIT,
        handlers: Iterable[tuple[type, Callable[[Any], None], str]] = (),
    ) -> None:
        """Put the parts together, and clean up after a process that died; `open_service` is the usual way here.

        Args:
            domain: what the program says of itself.
            database: where its messages are; the service closes it.
            read_models: the database of the read models; None for memory.
            seal: hides secret fields in the database.
            outside: the gate to the outside; an open one if None.
            clock: microseconds since 1970.
            ticks: nanoseconds that only ever grow.
            new_id: makes ids for queued commands that have none.
            observe: is told of each command, query and job; any thread may call it. Without it, none is timed.
            policy: how often a command is tried again after a TransientError.
            limit: how many jobs may wait.
            handlers: what `subscribe` takes, of each. Who is given here also hears of the events of a command that a
                process died over, and so of each event at least once.

        Raises:
            DomainError: messages have secret fields and there is no seal.
        """
        self.domain = domain
        self._catalog = domain.catalog(seal)
        self._catalog.check_seal()
        self.database = database
        self._clock = clock
        self._new_id = new_id
        self._policy = policy or RetryPolicy()
        self._aggregates: OrderedDict[str, EventSourced] = OrderedDict()
        self._handlers: dict[str, Callable[[Any], None]] = {}
        self._follow_ups = FollowUps(self._catalog, domain.effects_of, clock)
        self.log = MessageLog(database, self._catalog, clock, self._follow_ups.outbox)
        self.jobs = JobTable(database)
        told = unfailing(
            observe or _to_nobody, lambda error: _logger.error("A trace could not be shown: %r", error)
        )
        scrub = self._catalog.scrub
        self.queue = Queue(self.jobs, self._catalog, domain.effects, clock, limit, domain.filtered)
        self._bus = Bus(
            self._aggregate,
            self._note_failed_handler,
            lock=database.lock,
            ticks=ticks if observe else _no_time,
            observe=told if observe else None,
            scrub=self._scrub,
        )
        self._processes = ProcessTable(
            domain.process_managers, database, self.log, self.queue, clock, self._log_failure, seal, scrub
        )
        self.read_models = ReadModels(
            domain.projections, read_models, self.log, clock, ticks, told, self._log_failure, seal, scrub
        )
        self._worker = Worker(
            self.jobs,
            self.queue,
            self._catalog,
            self._bus.dispatch,
            domain.effects,
            self._handlers,
            outside or OpenGate(),
            clock,
            ticks,
            told,
            self._policy,
        )
        for event_type, handler, name in handlers:
            self.subscribe(event_type, handler, name)
        after_death = AfterDeath(self.queue, self.jobs, self.log, self._bus, self._aggregate, self._hear_late)
        after_death.clean_up()
        database.flush()

    # --- commands ----------------------------------------------------------------------------------------

    def send(
        self,
        target: str,
        payload: Any,
        *,
        command_id: str | None = None,
        source: str = "program",
        cause: str | None = None,
    ) -> Outcome:
        """Take a command through its whole path now.

        Args:
            target: the id of the aggregate, such as `account/anna`.
            payload: the command.
            command_id: its identity, where the sender may ask again: the same id is done once and answered twice.
            source: what issues it.
            cause: the id of the message that it answers.

        Returns:
            Its outcome; it has completed.

        Raises:
            CommandError: it was refused or failed, and nothing has changed; a TransientError may be tried again.
            NestedDispatchError: it was sent by a handler.
        """
        command = self._command(target, payload, command_id, source, cause)
        outcome = self._bus.dispatch(self.domain.filtered(command))
        failure = outcome.error
        if isinstance(failure, TransientFailure):
            raise TransientError(failure.message, failure.code)
        if failure is not None:
            raise CommandError(failure.code, failure.message, failure.field)
        return outcome

    def submit(
        self,
        target: str,
        payload: Any,
        *,
        command_id: str | None = None,
        source: str = "program",
        cause: str | None = None,
        delay: float = 0.0,
        priority: int = 0,
    ) -> Job:
        """Queue a command; it is on disk when this returns.

        Args:
            target: the id of the aggregate.
            payload: the command.
            command_id: its identity; one is made if None.
            source: what issues it.
            cause: the id of the message that it answers.
            delay: seconds until it may run.
            priority: the higher, the sooner, among aggregates.

        Raises:
            CommandError: the target takes no such command, the id belongs to another one, or too much is waiting.
            NestedDispatchError: it was submitted by a handler.
        """
        command = self._command(target, payload, command_id or self._new_id(), source, cause)
        with self.database.lock:
            self._bus.refuse_nested(command.name)
            return self.queue.submit(command, delay=delay, priority=priority)

    def _command(
        self, target: str, payload: Any, command_id: str | None, source: str, cause: str | None
    ) -> Command:
        kind = self._catalog.describe(payload)
        for field, text in (("target", target), ("id", command_id), ("source", source), ("cause", cause)):
            if text is not None and not is_text(text):
                raise CommandError("invalid_argument", f"{text!r} is no text that can be stored.", field)
        if command_id is not None and is_derived_id(command_id):
            words = f"The id {command_id!r} has a form that is kept for what follows from commands."
            raise CommandError("invalid_argument", words, "id")
        aggregate = self.domain.kind_of(target)
        if type(payload) not in aggregate.handlers:
            raise CommandError("unknown_command", f"{aggregate.name} takes no {kind.name}.", "name")
        fault = self._catalog.fault(payload)
        if fault is not None:
            raise CommandError(fault.code, fault.message, fault.field)
        return Command(kind.name, payload, target, self._clock(), source, command_id, cause, kind.version)

    def state(self, target: str) -> Any:
        """Return the present state of an aggregate."""
        with self.database.lock:
            return self._aggregate(target).state

    def _aggregate(self, target: str) -> EventSourced:
        known = self._aggregates.get(target)
        if known is not None:
            self._aggregates.move_to_end(target)
            return known
        kind = self.domain.kind_of(target)
        try:
            log, events = AggregateLog(self.log, target), self.log.events_of(target)
            aggregate = EventSourced(kind, target, log, events, self._catalog.fault)
        except UnreadableError as error:
            words = f"{target} cannot be rebuilt: {error} It is in quarantine, and everything else goes on."
            raise CommandError("unreadable", words, "target") from error
        self._aggregates[target] = aggregate
        if len(self._aggregates) > _KEPT_AGGREGATES:
            self._aggregates.popitem(last=False)
        return aggregate

    # --- events ------------------------------------------------------------------------------------------

    def subscribe(self, event_type: type, handler: Callable[[Any], None], name: str) -> None:
        """Call a handler with every event of a type that is recorded from now on; see also `handlers` at opening.

        Where it fails, the event is kept with the error, as a dead letter from which the handler is run again.

        Args:
            event_type: the type of event.
            handler: what to call, in the thread that dispatches.
            name: its stable name; one handler may listen to several types.

        Raises:
            DomainError: there is no such message, or another handler has the name.
        """
        self._catalog.describe_type(event_type)
        if self._handlers.setdefault(name, handler) != handler:
            raise DomainError(f"Two event handlers are called {name!r}.")
        self._bus.subscribe(event_type, handler, name)

    def _note_failed_handler(self, name: str, message: object, error: Exception) -> None:
        self._log_failure(name, message, error)
        if name in self._handlers:
            # Written with the outcome that it failed on: a full disk here must not look like a failed command.
            letter = self._follow_ups.dead_letter(f"handler:{self._new_id()}", name, message, error)
            self.database.hold(*insert_job(letter))
            self.database.notify()

    def _scrub(self, words: str, command: Command) -> str:
        known = self._aggregates.get(command.target)
        if known is not None:
            words = self._catalog.scrub(words, known.state)
        return self._catalog.scrub(words, command.payload)

    def _log_failure(self, name: str, message: object, error: Exception) -> None:
        if isinstance(message, Command):
            plain, words = message.payload, self._scrub(repr(error), message)
        else:
            plain, words = message, self._catalog.scrub(repr(error), message)
        shown = expression(self._catalog.masked(plain))
        _logger.error("%s failed with %s; what it was given: %s", name, words, shown)

    # --- queries -----------------------------------------------------------------------------------------

    def ask(self, query: Any) -> Any:
        """Answer a query from its read model, as far as that has come; see `ReadModels.ask`."""
        return self.read_models.ask(query)

    def health(self) -> list[Health]:
        """Return how each process manager and read model is doing."""
        return [*self._processes.health(), *self.read_models.health()]

    # --- doing what waits --------------------------------------------------------------------------------

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call a listener, from any thread, when there may be something to do; it must be quick."""
        self.database.on_change(listener)

    def flush(self) -> None:
        """Write outcomes that are held back, and with them the effects that answer them.

        Raises:
            LogError: they could not be written; they are kept for the next try.
        """
        self.database.flush()

    def seconds_to_next(self) -> float | None:
        """Return the seconds until a waiting job is due, negative where it is already; None where none waits."""
        due = self.jobs.next_due()
        return None if due is None else (due - self._clock()) / 1_000_000

    def follow(self) -> bool:
        """Let process managers and read models take in what was recorded; return whether anything moved."""
        self.database.flush()
        return self._processes.catch_up() | self.read_models.catch_up()

    def run_next(self) -> bool:
        """Do the next job that may run; return whether there was one."""
        return self._worker.run_next()

    def run_until_idle(self) -> None:
        """Do everything that can be done now, in this thread, and bring the read models up to date."""
        while self.follow() | self.run_next():
            pass

    def is_idle(self) -> bool:
        """Return whether nothing waits or runs, and every process manager and read model has caught up.

        A job that waits for its time, to be tried again or because that was asked for, counts as waiting.
        """
        self.database.flush()
        counts = self.jobs.counts()
        is_busy = counts.get(JobState.WAITING.value) or counts.get(JobState.RUNNING.value)
        return not is_busy and not any(health.lag for health in self.health())

    # --- starting and ending -----------------------------------------------------------------------------

    def _hear_late(self, seq: int) -> None:
        """Let whoever follows the log, and has gone past a command, hear of what it did after all."""
        self.read_models.go_back(seq)
        self._processes.react_late(seq)

    def replay(self) -> World:
        """Return the state of every aggregate, rebuilt from the log alone; nothing is changed."""
        return replay(self.domain, self.database, self._catalog.seal)

    def dry_run(self) -> Service:
        """Return the same program over a copy in memory, with the gate to the outside shut.

        Everything can be tried there; an effect that is reached raises OutsideReachedError.
        """
        return Service(
            self.domain,
            self.database.copy_to_memory(),
            seal=self._catalog.seal and PassingSeal(self._catalog.seal),
            outside=ShutGate(),
            clock=self._clock,
            new_id=self._new_id,
            policy=self._policy,
        )

    def close(self) -> None:
        """Write what is held back and close the databases."""
        self.read_models.close()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
