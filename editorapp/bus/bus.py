"""Owns the path of a command: accepted, decided, committed, recorded, then its events published.

Does not know what commands and events mean, nor where logs are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import msgspec

from editorapp.bus.errors import CommandError, NestedDispatchError
from editorapp.bus.message import Command, Failure, Outcome
from editorapp.bus.ports import Aggregate

EventHandler = Callable[[Any], None]
FailureReport = Callable[[str, object, Exception], None]
"""Takes what failed (a name), the message it failed on, and the error."""


class Bus:
    """Carries commands to their aggregate and events to their handlers."""

    def __init__(
        self,
        find_aggregate: Callable[[str], Aggregate],
        report: FailureReport,
        resolve: Callable[[Command], Command] = lambda command: command,
    ) -> None:
        """Take the ports.

        Args:
            find_aggregate: returns the aggregate of a target id; raises CommandError where there is none.
            report: is told of errors that are nobody's refusal: bugs in handlers.
            resolve: completes a payload before it is accepted with what a handler may not look up itself,
                such as the clipboard; raises CommandError where that is not to be had.
        """
        self._find_aggregate = find_aggregate
        self._report = report
        self._resolve = resolve
        self._handlers: defaultdict[type, list[EventHandler]] = defaultdict(list)
        self._is_deciding = False

    def subscribe(self, event_type: type, handler: EventHandler) -> None:
        """Call a handler with every event of a type from now on."""
        self._handlers[event_type].append(handler)

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
        if self._is_deciding:
            raise NestedDispatchError(f"{command.name} was dispatched by the handler of another command")
        aggregate = self._find_aggregate(command.target)
        if command.id is not None:
            earlier = aggregate.log.find(command.id)
            if earlier is not None:
                return _same_command(command, *earlier)
        command = self._resolve(command)
        seq = aggregate.log.accept(command)
        return self.execute(aggregate, seq, command)

    def execute(self, aggregate: Aggregate, seq: int, command: Command) -> Outcome:
        """Take a command that is accepted already the rest of its path; recovery does this too."""
        self._is_deciding = True
        try:
            decision = aggregate.decide(seq, command)
        except CommandError as error:
            return self._failed(aggregate, seq, command, error)
        except Exception as error:  # noqa: BLE001 - a bug in a handler must not take the other documents down
            self._report(command.name, command, error)
            internal = CommandError(
                "internal_error", f"{command.name} failed: {error!r}. Nothing was changed."
            )
            return self._failed(aggregate, seq, command, internal)
        finally:
            self._is_deciding = False
        aggregate.commit(decision)
        revision = aggregate.revision
        aggregate.log.complete(seq, revision, decision.effects)
        for event in decision.events:
            self._publish(event)
        return Outcome(seq, "completed", revision, command.id)

    def _failed(self, aggregate: Aggregate, seq: int, command: Command, error: CommandError) -> Outcome:
        failure = Failure(error.code, error.message, error.field)
        aggregate.log.fail(seq, aggregate.revision, failure)
        return Outcome(seq, "failed", aggregate.revision, command.id, failure)

    def _publish(self, event: object) -> None:
        for handler in self._handlers.get(type(event), ()):
            try:
                handler(event)
            except Exception as error:  # noqa: BLE001 - an event handler cannot hurt the command, nor the other handlers
                self._report(getattr(handler, "__qualname__", repr(handler)), event, error)


def _same_command(command: Command, earlier: Command, outcome: Outcome) -> Outcome:
    """Answer again; what the sender gives must be what was recorded, but for what was filled in."""
    given = msgspec.to_builtins(command.payload)
    recorded = earlier.payload
    agrees = all(recorded.get(key) == value for key, value in given.items()) and all(
        getattr(command.payload, key, None) is None for key in recorded.keys() - given.keys()
    )
    if command.name != earlier.name or not agrees:
        raise CommandError(
            "id_conflict",
            f"The id {command.id!r} belongs to an earlier, different command ({earlier.name}). Nothing was done.",
            "id",
        )
    return outcome
