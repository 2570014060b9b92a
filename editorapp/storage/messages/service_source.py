"""Owns `ServiceSource`, a service of this process as the inspector sees it.

Does not own the service, nor how it is shown.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from editorapp.bus.errors import CommandError, UnreadableError
from editorapp.bus.job import Job
from editorapp.bus.projection import Health
from editorapp.storage.messages.errors import MessageDatabaseError
from editorapp.storage.messages.job_table import JobTable
from editorapp.storage.messages.service import Service
from editorapp.storage.messages.work_folder import listed_jobs

_MOST: Final = 200
"""So many jobs of each state are shown."""


class ServiceSource:
    """A service; implements `WorkSource`."""

    def __init__(self, name: str, service: Service) -> None:
        """Take what it is called, and the service."""
        self.name = name
        self._service = service

    @property
    def _jobs(self) -> JobTable:
        return self._service.jobs

    def jobs(self) -> list[Job]:
        """Return its jobs, those first that a person has to look at."""
        with _told():
            return list(listed_jobs(self._jobs, limit=_MOST))

    def health(self) -> list[Health]:
        """Return how its process managers and read models are doing."""
        with _told():
            return self._service.health()

    def change(self, verb: str, job_id: str, verdict: str = "") -> Job:
        """Retry, discard, cancel or settle a job; see `Queue`."""
        queue = self._service.queue
        with _told():
            match verb:
                case "retry":
                    return queue.retry(job_id)
                case "discard":
                    return queue.discard(job_id)
                case "cancel":
                    return queue.cancel(job_id)
                case "settle":
                    return queue.settle(job_id, verdict)
                case _:
                    raise ValueError(f"nothing can {verb} a job")

    def rebuild(self, name: str) -> None:
        """Drop a read model and make it again; see `ReadModels`."""
        if name not in {model.name for model in self._service.domain.projections}:
            raise CommandError("unknown_read_model", f"{name} has no rows that could be built anew.", "name")
        with _told():
            self._service.read_models.rebuild(name)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn what is wrong with a database or a message into an error for a person."""
    try:
        yield
    except MessageDatabaseError as error:
        raise CommandError("database_unavailable", str(error)) from error
    except UnreadableError as error:
        raise CommandError("unreadable", f"It cannot be read by this version: {error}") from error
