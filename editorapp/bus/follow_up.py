"""Owns which jobs follow from an event: the effects that answer it, and an event handler that failed on it.

Does not keep or do them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from editorapp.bus.catalog import Catalog
from editorapp.bus.effect import Effect
from editorapp.bus.job import Job, JobKind, JobState
from editorapp.bus.message import Failure


class FollowUps:
    """Makes the jobs that follow from events."""

    def __init__(
        self, catalog: Catalog, effects_of: Callable[[type], list[Effect]], clock: Callable[[], int]
    ) -> None:
        """Take the types of message, the effects of a type of event, and microseconds since 1970."""
        self._catalog = catalog
        self._effects_of = effects_of
        self._clock = clock

    def outbox(self, seq: int, target: str, events: tuple[Any, ...]) -> list[Job]:
        """Return the effects that answer the events of a command.

        Args:
            seq: the number of the command in the log.
            target: the id of its aggregate.
            events: its events.
        """
        return [
            self._job_on(
                event,
                id=f"{effect.name}:{seq}.{index}",
                kind=JobKind.EFFECT,
                name=effect.name,
                target=target,
                lane=f"{effect.name} {target}",
                source="outbox",
                cause=str(seq),
            )
            for index, event in enumerate(events)
            for effect in self._effects_of(type(event))
        ]

    def dead_letter(self, job_id: str, handler: str, event: Any, error: Exception) -> Job:
        """Return the dead letter of an event handler that failed, from which it can be run again."""
        return self._job_on(
            event,
            id=job_id,
            kind=JobKind.HANDLER,
            name=handler,
            target="",
            lane=f"handler {handler}",
            source="bus",
            state=JobState.DEAD,
            attempts=1,
            failure=Failure("handler_failed", self._catalog.scrub(repr(error), event)),
        )

    def _job_on(self, event: Any, **parts: Any) -> Job:
        kind = self._catalog.describe(event)
        now = self._clock()
        payload = self._catalog.write(event)
        return Job(
            message=kind.name,
            version=kind.version,
            payload=payload,
            due=now,
            created=now,
            changed=now,
            **parts,
        )
