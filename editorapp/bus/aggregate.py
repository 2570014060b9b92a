"""Owns aggregates whose state is made of their events: what a program says of them, and how they run on the bus.

Does not keep events; they are read from the log by whoever makes an `EventSourced`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from editorapp.bus.catalog import MessageType, Upcast
from editorapp.bus.errors import CommandError, DomainError
from editorapp.bus.message import Command, Failure
from editorapp.bus.ports import Log

Handler = Callable[[Any, Any], Any]
"""Takes the state and a command's payload, and returns the event that follows, or several in a tuple; raises
CommandError to refuse. It is pure: it looks at nothing else, and changes nothing."""

Evolve = Callable[[Any, Any], Any]
"""Takes the state and an event, and returns the state after it; pure."""


@dataclass(frozen=True, slots=True)
class Handles:
    """A command, and its one handler.

    Attributes:
        name: the command's stable name, imperative.
        type: its payload's struct.
        handler: what decides it.
        version: the payload's version, from 1.
        upcasts: what leads from older versions to this one.
        is_replayed: whether the payload must be kept as it is; if not, filters may redact it before it is accepted.
    """

    name: str
    type: type
    handler: Handler
    version: int = 1
    upcasts: Mapping[int, Upcast] = field(default_factory=dict)
    is_replayed: bool = True


@dataclass(frozen=True, slots=True)
class Evolves:
    """An event, and what it does to the state.

    Attributes:
        name: the event's stable name, past tense.
        type: its struct.
        evolve: gives the state after it.
        version: the event's version, from 1.
        upcasts: what leads from older versions to this one.
    """

    name: str
    type: type
    evolve: Evolve
    version: int = 1
    upcasts: Mapping[int, Upcast] = field(default_factory=dict)


class AggregateType:
    """A kind of aggregate: where its state begins, the commands it takes, and the events that it is made of."""

    def __init__(
        self, name: str, initial: Any, handles: Iterable[Handles], evolves: Iterable[Evolves]
    ) -> None:
        """Take the parts.

        Args:
            name: the first part of the ids of its aggregates.
            initial: the state before any event; immutable.
            handles: its commands.
            evolves: its events.

        Raises:
            DomainError: the name holds a slash, or the state can be changed in place: then a command that is
                refused could leave its traces.
        """
        if "/" in name or not name:
            raise DomainError(f"{name!r} cannot be the name of a kind of aggregate.")
        if not _is_frozen(initial):
            raise DomainError(f"The state of {name!r}, a {type(initial).__name__}, is not frozen.")
        self.name = name
        self.initial = initial
        self.handles = tuple(handles)
        self.evolves = tuple(evolves)
        self.handlers = {entry.type: entry.handler for entry in self.handles}
        self.evolutions = {entry.type: entry.evolve for entry in self.evolves}

    def target(self, key: object) -> str:
        """Return the id of one of its aggregates, such as `account/anna` for the key `anna`."""
        return f"{self.name}/{key}"

    def key(self, target: str) -> str:
        """Return the key in the id of one of its aggregates, such as `anna` for `account/anna`."""
        return target.removeprefix(f"{self.name}/")

    def message_types(self) -> list[MessageType]:
        """Return the types of its commands and events."""
        entries: list[Handles | Evolves] = [*self.handles, *self.evolves]
        return [MessageType(entry.name, entry.type, entry.version, entry.upcasts) for entry in entries]

    def state_after(self, state: Any, event: Any) -> Any:
        """Return the state after an event.

        Raises:
            DomainError: it has no such event.
        """
        evolve = self.evolutions.get(type(event))
        if evolve is None:
            raise DomainError(f"{type(event).__name__} is no event of {self.name!r}.")
        return evolve(state, event)


def _is_frozen(state: Any) -> bool:
    """Return whether a state cannot be changed in place, as far as its own type tells."""
    if isinstance(state, msgspec.Struct):
        return state.__struct_config__.frozen
    if dataclasses.is_dataclass(state):
        return bool(state.__dataclass_params__.frozen)  # type: ignore[union-attr]  # every data class has them
    return not isinstance(state, dict | list | set | bytearray)


class EventDecision:
    """What a handler decided; implements the bus's `Decision`."""

    __slots__ = ("events", "state")

    def __init__(self, events: tuple[Any, ...], state: Any) -> None:
        """Take the events, and the state after them."""
        self.events = events
        self.state = state

    @property
    def effects(self) -> tuple[Any, ...]:
        """The events: state is rebuilt from them."""
        return self.events


class EventSourced:
    """An aggregate whose state is what its events lead to; implements the bus's `Aggregate`.

    Attributes:
        log: the log of its program.
        state: its present state.
        revision: how many events led to it.
    """

    __slots__ = ("_fault", "_type", "log", "revision", "state", "target")

    def __init__(
        self,
        aggregate_type: AggregateType,
        target: str,
        log: Log,
        events: Iterable[Any] = (),
        fault: Callable[[Any], Failure | None] = lambda event: None,
    ) -> None:
        """Rebuild an aggregate from its events.

        Args:
            aggregate_type: its kind.
            target: its id.
            log: the log of its program.
            events: what has happened to it.
            fault: says why an event could not be read again, so that none such is recorded.
        """
        self._type = aggregate_type
        self._fault = fault
        self.target = target
        self.log = log
        self.state = aggregate_type.initial
        self.revision = 0
        for event in events:
            self.state = aggregate_type.state_after(self.state, event)
            self.revision += 1

    def decide(self, seq: int, command: Command) -> EventDecision:
        """Run the command's one handler on the present state, changing nothing.

        Raises:
            CommandError: the command is refused.
            ValueError: an event of its handler could not be read again.
        """
        payload = command.payload
        handler = self._type.handlers.get(type(payload))
        if handler is None:
            raise CommandError("unknown_command", f"{self._type.name} takes no {command.name}.", "name")
        decided = handler(self.state, payload)
        events = decided if isinstance(decided, tuple) else () if decided is None else (decided,)
        state = self.state
        for event in events:
            state = self._type.state_after(state, event)
            fault = self._fault(event)
            if fault is not None:
                raise ValueError(fault.message)
        return EventDecision(events, state)

    def commit(self, decision: EventDecision) -> None:
        """Take a decision over as the present state."""
        self.state = decision.state
        self.revision += len(decision.events)
