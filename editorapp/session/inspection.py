"""Owns `Pipelines`, the port through which everything that is under way in a process is looked at and settled.

Does not show it, and does not own the queues and read models: each service that there is comes as a `WorkSource`.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from editorapp.bus.errors import CommandError, UnknownJobError
from editorapp.bus.job import Job
from editorapp.bus.projection import Health
from editorapp.session.pipeline import Pipeline, Seen


class WorkSource(Protocol):
    """A service with its queue and its read models. Its methods may be called by any thread, and may take a while.

    What goes wrong in them is raised as a CommandError, whose words are for a person.
    """

    @property
    def name(self) -> str:
        """What it is called in lists."""
        ...

    def jobs(self) -> list[Job]:
        """Return its jobs, those first that a person has to look at, not more than can be shown."""
        ...

    def health(self) -> list[Health]:
        """Return how its process managers and read models are doing."""
        ...

    def change(self, verb: str, job_id: str, verdict: str = "") -> Job:
        """Retry, discard, cancel or settle a job.

        Raises:
            UnknownJobError: it has none of this id, or it is in no state for that.
        """
        ...

    def rebuild(self, name: str) -> None:
        """Drop a read model and make it again.

        Raises:
            CommandError: it has none of this name, or it cannot be dropped now.
        """
        ...


class ListedJob(msgspec.Struct, frozen=True, gc=False):
    """A job, and the name of the service that has it."""

    work: str
    job: Job


class ListedModel(msgspec.Struct, frozen=True, gc=False):
    """How a read model is doing, and the name of the service that has it."""

    work: str
    health: Health


class Snapshot(msgspec.Struct, frozen=True):
    """What is under way at a moment.

    Attributes:
        commands: the latest commands, the newest first.
        queries: the latest queries, the newest first.
        jobs: the jobs, those first that a person has to look at.
        models: the read models; None where nobody has asked for them.
        problems: why something could not be looked at.
    """

    commands: list[Seen]
    queries: list[Seen]
    jobs: list[ListedJob]
    models: list[ListedModel] | None
    problems: tuple[str, ...] = ()


class Pipelines:
    """What is under way in this process. May be used by any thread, but `snapshot` and changes take a while."""

    def __init__(self, pipeline: Pipeline) -> None:
        """Begin with traces only; services come and go."""
        self.pipeline = pipeline
        self._lock = threading.Lock()
        self._sources: list[WorkSource] = []

    def add(self, source: WorkSource) -> None:
        """Show a service, too."""
        with self._lock:
            self._sources.append(source)

    def clear(self) -> None:
        """Show no service any more, because they end."""
        with self._lock:
            self._sources.clear()

    @property
    def sources(self) -> list[WorkSource]:
        """The services that are shown."""
        with self._lock:
            return list(self._sources)

    def snapshot(self, *, with_models: bool = True) -> Snapshot:
        """Look at everything; what one service cannot tell does not hide the others."""
        jobs: list[ListedJob] = []
        models: list[ListedModel] = []
        problems: list[str] = []
        for source in self.sources:
            try:
                jobs += [ListedJob(source.name, job) for job in source.jobs()]
                if with_models:
                    models += [ListedModel(source.name, health) for health in source.health()]
            except CommandError as error:
                problems.append(error.message)
        pipeline = self.pipeline
        found = models if with_models else None
        return Snapshot(pipeline.commands(), pipeline.queries(), jobs, found, tuple(problems))

    def health(self, work: str) -> list[Health]:
        """Return how the process managers and read models of one service are doing, as far as it can tell."""
        for source in self.sources:
            if source.name == work:
                with contextlib.suppress(CommandError):
                    return source.health()
        return []

    def change(self, verb: str, job_id: str, verdict: str = "", work: str = "") -> Job:
        """Say what becomes of a job.

        Args:
            verb: `retry`, `discard`, `cancel` or `settle`.
            job_id: its id.
            verdict: for `settle`: `done`, `failed` or `again`.
            work: the name of the service that has it; the only one that does if empty.

        Raises:
            CommandError: there is none, there are several, or it is in no state for that.
        """
        fitting = self._fitting(work, lambda source: [job.id for job in source.jobs()], job_id)
        if len(fitting) > 1:
            raise UnknownJobError(f"Several services have a job {job_id!r}; say which.")
        if not fitting:
            # Not among those that are shown, but it may be there.
            fitting = [source for source in self.sources if work in ("", source.name)][:1]
        if not fitting:
            raise UnknownJobError(f"There is no job {job_id!r}.")
        return fitting[0].change(verb, job_id, verdict)

    def rebuild(self, name: str, work: str = "") -> None:
        """Drop a read model and make it again.

        Raises:
            CommandError: there is none, there are several, or it cannot be dropped now.
        """
        fitting = self._fitting(work, lambda source: [health.name for health in source.health()], name)
        if len(fitting) != 1:
            words = f"Several services have a read model {name!r}; say which."
            none = f"There is no read model {name!r}."
            raise CommandError("unknown_read_model", words if fitting else none, "name")
        fitting[0].rebuild(name)

    def _fitting(self, work: str, names: Callable[[WorkSource], list[Any]], name: str) -> list[WorkSource]:
        meant = [source for source in self.sources if work in ("", source.name)]
        return meant if work and meant else [source for source in meant if name in names(source)]
