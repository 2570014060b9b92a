"""Owns `JournalModelSource`: the read models over the journals of a profile as the inspector sees them.

Does not own the read models, nor what keeps them up to date.
"""

from __future__ import annotations

from typing import Final

from editorapp.bus.errors import CommandError, DomainError, UnknownJobError
from editorapp.bus.job import Job
from editorapp.bus.projection import Health
from editorapp.storage.read_models.host import JournalReadModels


class JournalModelSource:
    """Read models without a queue; implements `WorkSource`."""

    name: Final = "journals"

    def __init__(self, models: JournalReadModels) -> None:
        """Take the read models."""
        self._models = models

    def jobs(self) -> list[Job]:
        """Return nothing: there is no queue."""
        return []

    def health(self) -> list[Health]:
        """Return how each is doing."""
        return self._models.health()

    def change(self, verb: str, job_id: str, verdict: str = "") -> Job:
        """Refuse: there is no queue."""
        raise UnknownJobError(f"There is no job {job_id!r}.")

    def rebuild(self, name: str) -> None:
        """Drop a read model and make it again from all journals."""
        try:
            self._models.rebuild(name)
        except DomainError as error:
            raise CommandError("unknown_read_model", str(error), "name") from error
        self._models.catch_up()
