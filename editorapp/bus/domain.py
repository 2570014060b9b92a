"""Owns `Domain`: everything that a program says of itself to run on the bus, checked when it starts.

Does not run it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from editorapp.bus.aggregate import AggregateType
from editorapp.bus.catalog import Catalog
from editorapp.bus.effect import Effect
from editorapp.bus.errors import CommandError, DomainError
from editorapp.bus.message import Command
from editorapp.bus.process_manager import ProcessManager
from editorapp.bus.projection import Projection
from editorapp.bus.secret import Seal

Part = TypeVar("Part", AggregateType, ProcessManager, Effect, Projection)

Filter = Callable[[Command], Command]
"""Redacts a command before it is accepted; it is asked only where the payload need not be replayed."""


class Domain:
    """A program: its kinds of aggregate, process managers, effects and read models."""

    def __init__(
        self,
        aggregates: Iterable[AggregateType],
        process_managers: Iterable[ProcessManager] = (),
        effects: Iterable[Effect] = (),
        projections: Iterable[Projection] = (),
        filters: Iterable[Filter] = (),
    ) -> None:
        """Take the parts and see whether they fit together.

        Raises:
            DomainError: a command has two handlers or none, a name comes twice, or something answers an event that
                no aggregate has.
        """
        self.aggregates = {kind.name: kind for kind in _distinct(aggregates, "kinds of aggregate")}
        self.process_managers = _distinct(process_managers, "process managers")
        self.effects = {effect.name: effect for effect in _distinct(effects, "effects")}
        self.projections = _distinct(projections, "read models")
        self.filters = tuple(filters)
        self._handled = {entry.type: entry for kind in self.aggregates.values() for entry in kind.handles}
        self._events = {entry.type for kind in self.aggregates.values() for entry in kind.evolves}
        self._effects_of: dict[type, list[Effect]] = {}
        for effect in self.effects.values():
            self._effects_of.setdefault(effect.event, []).append(effect)
        self.catalog()
        self._check_issued()
        self._check_events()

    def catalog(self, seal: Seal | None = None) -> Catalog:
        """Return all types of message, with what hides their secrets where they are stored."""
        types = [entry for kind in self.aggregates.values() for entry in kind.message_types()]
        return Catalog(types, seal)

    def kind_of(self, target: str) -> AggregateType:
        """Return the kind of aggregate that an id belongs to.

        Raises:
            CommandError: there is no such kind.
        """
        kind = self.aggregates.get(target.partition("/")[0])
        if kind is None:
            raise CommandError("unknown_target", f"There is nothing called {target!r} here.", "target")
        return kind

    def effects_of(self, event_type: type) -> list[Effect]:
        """Return the effects that answer a type of event."""
        return self._effects_of.get(event_type, [])

    def filtered(self, command: Command) -> Command:
        """Return a command as it may be recorded."""
        entry = self._handled.get(type(command.payload))
        if entry is not None and not entry.is_replayed:
            for redact in self.filters:
                command = redact(command)
        return command

    def _check_issued(self) -> None:
        for manager in self.process_managers:
            for command_type in manager.issues:
                if command_type not in self._handled:
                    raise DomainError(
                        f"{manager.name!r} issues {command_type.__name__}, which has no handler."
                    )

    def _check_events(self) -> None:
        answered = [(effect.name, effect.event) for effect in self.effects.values()]
        answered += [
            (manager.name, event) for manager in self.process_managers for event in manager.reactions
        ]
        answered += [(model.name, event) for model in self.projections for event in model.projects]
        for name, event in answered:
            if event not in self._events:
                raise DomainError(f"{name!r} answers {event.__name__}, which is no event of any aggregate.")
        asked = Counter(query for model in self.projections for query in model.queries)
        for query, count in asked.items():
            if count > 1:
                raise DomainError(f"{count} read models answer {query.__name__}.")


def _distinct(parts: Iterable[Part], what: str) -> tuple[Part, ...]:
    found = tuple(parts)
    for name, count in Counter(part.name for part in found).items():
        if count > 1:
            raise DomainError(f"{count} {what} are called {name!r}.")
    return found
