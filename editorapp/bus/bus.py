"""Owns the path of a command: accepted, decided, committed, recorded, then its events published.

Does not know what commands and events mean, nor where logs are kept.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from editorapp.bus.errors import CommandError, NestedDispatchError, TransientError
from editorapp.bus.message import Command, Failure, Outcome, TransientFailure, is_same_payload
from editorapp.bus.ports import Aggregate
from editorapp.bus.trace import CommandTrace, Observe

EventHandler = Callable[[Any], None]
NamedHandler = tuple[str, EventHandler]
FailureReport = Callable[[str, object, Exception], None]
"""Takes what failed (a name), the message it failed on, and the error."""


_REMEMBERED: Final = 100
"""How many failures of event handlers are remembered, to be run again."""


@dataclass(frozen=True, slots=True)
class FailedHandling:
    """An event handler that failed, the event it failed on, and the error."""

    name: str
    handler: EventHandler
    event: Any
    error: Exception


@dataclass(frozen=True, slots=True)
class Decided:
    """A command that is decided, and done once it is recorded.

    Attributes:
        aggregate: what it acts on.
        seq: the number in the log that it will have.
        command: the command, complete.
        decision: what it decided.
        times: nanoseconds, of a clock that only grows, where it was begun to be decided, and where that was done.
    """

    aggregate: Aggregate
    seq: int
    command: Command
    decision: Any
    times: tuple[int, int]


class Bus:
    """Carries commands to their aggregate and events to their handlers."""

    def __init__(
        self,
        find_aggregate: Callable[[str], Aggregate],
        report: FailureReport,
        resolve: Callable[[Command], Command] = lambda command: command,
        *,
        lock: AbstractContextManager[Any] | None = None,
        ticks: Callable[[], int] = lambda: 0,
        observe: Observe | None = None,
        scrub: Callable[[str, Command], str] = lambda text, command: text,
    ) -> None:
        """Take the ports.

        Args:
            find_aggregate: returns the aggregate of a target id; raises CommandError where there is none.
            report: is told of errors that are nobody's refusal: bugs in handlers.
            resolve: completes a payload before it is accepted with what a handler may not look up itself,
                such as the clipboard, and redacts what is not to be recorded; raises CommandError where that is
                not to be had.
            lock: is held while a command is on its way, where several threads dispatch; it may be entered again by
                the thread that holds it.
            ticks: nanoseconds that only ever grow, for traces.
            observe: is told of every command that has gone its way.
            scrub: returns the words of an error without the secrets of a command, and of what its handler saw.
        """
        self._find_aggregate = find_aggregate
        self._report = report
        self._resolve = resolve
        self._handlers: defaultdict[type, list[NamedHandler]] = defaultdict(list)
        self._failed_handlings: deque[FailedHandling] = deque(maxlen=_REMEMBERED)
        self._is_deciding = False
        self._lock = nullcontext() if lock is None else lock
        self._ticks = ticks
        self._observe = observe
        self._scrub = scrub

    def subscribe(self, event_type: type, handler: EventHandler, name: str = "") -> None:
        """Call a handler with every event of a type from now on; `name` is what a failure of it is reported by."""
        self._handlers[event_type].append((name or getattr(handler, "__qualname__", repr(handler)), handler))

    @property
    def failed_handlings(self) -> tuple[FailedHandling, ...]:
        """The event handlers that failed lately and were not run again since, the first one first."""
        return tuple(self._failed_handlings)

    def handle_again(self, failed: FailedHandling) -> None:
        """Run an event handler again for the event that it failed on; what it raises reaches the caller."""
        failed.handler(failed.event)
        self._failed_handlings.remove(failed)

    def dispatch(self, command: Command) -> Outcome:
        """Take a command through its whole path.

        Returns:
            Its outcome; a refusal by the handler is an outcome too. For an id that the log knows already,
            the recorded outcome: nothing is done again.

        Raises:
            LogError: the command could not be recorded; it was not run.
            CommandError: there is no such target, the payload cannot be completed, or the id belongs to a
                different command.
            NestedDispatchError: called from inside a handler.
        """
        with self._lock:
            return self._dispatch(command)

    def _dispatch(self, command: Command) -> Outcome:
        self.refuse_nested(command.name)
        aggregate = self._find_aggregate(command.target)
        began = self._ticks()
        if command.id is not None:
            earlier = aggregate.log.find(command.id)
            if earlier is not None:
                return _same_command(command, *earlier)
        command = self._resolve(command)
        seq = aggregate.log.accept(command)
        return self.execute(aggregate, seq, command, self._ticks() - began)

    def refuse_nested(self, name: str) -> None:
        """Refuse to issue a command where a handler is deciding about another; to be called with the lock held.

        Raises:
            NestedDispatchError: called from inside a handler.
        """
        if self._is_deciding:
            raise NestedDispatchError(f"{name} was issued by the handler of another command")

    def execute(self, aggregate: Aggregate, seq: int, command: Command, accepting: int = 0) -> Outcome:
        """Take a command that is accepted already the rest of its path; recovery does this too.

        Args:
            aggregate: what it acts on.
            seq: its number in the log.
            command: the command.
            accepting: nanoseconds that it took to be recorded, for its trace.
        """
        began = self._ticks()
        self._is_deciding = True
        try:
            decision = aggregate.decide(seq, command)
            if not decision.events:
                raise ValueError(f"the handler of {command.name} has returned no event")
        except CommandError as error:
            return self._failed(aggregate, seq, command, error, accepting, began)
        except Exception as error:  # noqa: BLE001 - a bug in a handler must not take the other documents down
            self._report(command.name, command, error)
            words = f"{command.name} failed: {error!r}. Nothing was changed."
            return self._failed(
                aggregate, seq, command, CommandError("internal_error", words), accepting, began
            )
        except BaseException:  # KeyboardInterrupt, SystemExit, the cancellation of a task
            # The process may live on, and a command without outcome would run again behind later ones.
            stopped = CommandError("interrupted", f"{command.name} was interrupted. Nothing was changed.")
            self._failed(aggregate, seq, command, stopped, accepting, began)
            raise
        finally:
            self._is_deciding = False
        decided = self._ticks()
        aggregate.commit(decision)
        revision = aggregate.revision
        aggregate.log.complete(seq, revision, decision.effects)
        recorded = self._ticks()
        self._publish(decision.events)
        outcome = Outcome(seq, "completed", revision, command.id)
        if self._observe is not None:
            names = tuple(type(event).__name__ for event in decision.events)
            times = accepting, decided - began, recorded - decided, self._ticks() - recorded
            self._observe(_trace(command, outcome, names, times))
        return outcome

    def decide(self, aggregate: Aggregate, seq: int, command: Command) -> Decided:
        """Decide a command that is recorded afterwards, with its outcome, and then given to `take`.

        Args:
            aggregate: what it acts on; no other command may come to it before.
            seq: the number in the log that it will have.
            command: the command, complete; its log does not know its id yet.

        Raises:
            CommandError: it is refused; nothing has happened.
            NestedDispatchError: called from inside a handler.
        """
        self.refuse_nested(command.name)
        began = self._ticks()
        self._is_deciding = True
        try:
            decision = aggregate.decide(seq, command)
        finally:
            self._is_deciding = False
        return Decided(aggregate, seq, command, decision, (began, self._ticks()))

    def take(self, decided: Decided) -> Outcome:
        """Do a command that was decided, and has been recorded with its outcome since."""
        aggregate, command = decided.aggregate, decided.command
        recorded = self._ticks()
        aggregate.commit(decided.decision)
        events = decided.decision.events
        outcome = Outcome(decided.seq, "completed", aggregate.revision, command.id)
        self._publish(events)
        if self._observe is not None:
            began, done = decided.times
            names = tuple(type(event).__name__ for event in events)
            times = recorded - done, done - began, 0, self._ticks() - recorded
            self._observe(_trace(command, outcome, names, times))
        return outcome

    def _failed(
        self,
        aggregate: Aggregate,
        seq: int,
        command: Command,
        error: CommandError,
        accepting: int,
        began: int,
    ) -> Outcome:
        failure_type = TransientFailure if isinstance(error, TransientError) else Failure
        failure = failure_type(error.code, self._scrub(error.message, command), error.field)
        decided = self._ticks()
        aggregate.log.fail(seq, aggregate.revision, failure)
        outcome = Outcome(seq, "failed", aggregate.revision, command.id, failure)
        if self._observe is not None:
            times = accepting, decided - began, self._ticks() - decided, 0
            self._observe(_trace(command, outcome, (), times))
        return outcome

    def _publish(self, events: tuple[Any, ...]) -> None:
        interrupt: BaseException | None = None
        for event in events:
            for name, handler in self._handlers.get(type(event), ()):
                try:
                    handler(event)
                except Exception as error:  # noqa: BLE001 - an event handler cannot hurt the command, nor the others
                    self._note_failure(FailedHandling(name, handler, event, error))
                except BaseException as error:  # noqa: BLE001 - it goes on to the sender, but when all have heard
                    self._note_failure(FailedHandling(name, handler, event, RuntimeError(repr(error))))
                    interrupt = interrupt or error
        if interrupt is not None:
            raise interrupt

    def _note_failure(self, failed: FailedHandling) -> None:
        self._failed_handlings.append(failed)
        self._report(failed.name, failed.event, failed.error)


def _same_command(command: Command, earlier: Command, outcome: Outcome) -> Outcome:
    """Answer again; what the sender gives must be what was recorded, but for what was filled in."""
    agrees = _is_recorded(command.payload, earlier.payload) or _is_completed(command.payload, earlier.payload)
    # The log of a single aggregate need not say whose it is.
    agrees = agrees and earlier.target in ("", command.target)
    if command.name != earlier.name or not agrees:
        raise CommandError(
            "id_conflict",
            f"The id {command.id!r} belongs to an earlier, different command ({earlier.name}). Nothing was done.",
            "id",
        )
    return outcome


def _is_recorded(payload: Any, recorded: Any) -> bool:
    try:
        return is_same_payload(payload, msgspec.convert(recorded, type(payload), str_keys=True))
    except msgspec.ValidationError:
        return False


def _is_completed(payload: Any, recorded: Any) -> bool:
    given = msgspec.to_builtins(payload, str_keys=True)
    if not isinstance(given, dict) or not isinstance(recorded, dict):
        return False
    return all(recorded.get(key) == value for key, value in given.items()) and all(
        getattr(payload, key, None) is None for key in recorded.keys() - given.keys()
    )


def _trace(
    command: Command, outcome: Outcome, events: tuple[str, ...], times: tuple[int, int, int, int]
) -> CommandTrace:
    error = "" if outcome.error is None else f"{outcome.error.code}: {outcome.error.message}"
    return CommandTrace(
        command.name,
        command.target,
        command.source,
        command.time,
        outcome.seq,
        outcome.status,
        outcome.revision,
        events,
        error,
        *times,
        command.id,
        command.cause,
    )
