"""Owns what is done when a message database is opened: the jobs and commands that a process was at when it died.

Does not own what a job or a command does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from editorapp.bus.aggregate import EventSourced
from editorapp.bus.bus import Bus
from editorapp.bus.errors import CommandError
from editorapp.bus.job import Job
from editorapp.bus.message import Command, Failure
from editorapp.bus.queue import POISON_DEATHS, Queue
from editorapp.storage.messages.job_table import JobTable
from editorapp.storage.messages.log import MessageLog

_logger: Final = logging.getLogger("editorapp.messages")


class AfterDeath:
    """Takes up what a process that died has left."""

    def __init__(
        self,
        queue: Queue,
        jobs: JobTable,
        log: MessageLog,
        bus: Bus,
        find_aggregate: Callable[[str], EventSourced],
        hear_late: Callable[[int], None],
    ) -> None:
        """Take the parts of a service.

        Args:
            queue: what can be done with its jobs.
            jobs: its jobs.
            log: its commands.
            bus: takes commands the rest of their path.
            find_aggregate: returns the aggregate of a target id; raises CommandError where it cannot be read.
            hear_late: is told the number of a command that was finished behind later ones.
        """
        self._queue = queue
        self._jobs = jobs
        self._log = log
        self._bus = bus
        self._find_aggregate = find_aggregate
        self._hear_late = hear_late

    def clean_up(self) -> None:
        """Note which jobs were cut short, and finish the commands that were accepted and have no outcome."""
        for job in self._queue.take_over(self._log.has_ended):
            _logger.error("%s is poison: %s", job.id, job.failure.message if job.failure else "")
        for seq, command in list(self._log.unfinished()):
            self._finish(seq, command)

    def _finish(self, seq: int, command: Command) -> None:
        try:
            aggregate = self._find_aggregate(command.target)
        except CommandError as error:
            # It may have been answered already, so it is not given up: who can read its aggregate finishes it.
            _logger.error("%s (%d) stays unfinished: %s", command.name, seq, error)
            return
        if self._is_poison(seq, command):
            words = f"{command.name} has brought the process down twice, so it is not run again."
            self._log.fail(seq, 0, Failure("poison", words))
            return
        self._bus.execute(aggregate, seq, command)
        if seq < self._log.last_seq:
            # It could not be read until now, and whoever follows the log has gone past it.
            self._hear_late(seq)

    def _is_poison(self, seq: int, command: Command) -> bool:
        """Count one more death at a command, and tell whether it is one too many.

        That it was left unfinished was the first death, if it was one at all: of a command that no job had queued
        the handler may have ended, and the sender been answered, so one more has to speak against it.
        """
        job = self._job_of(command.id)
        if job is not None and job.failure is not None and job.failure.code == "poison":
            return True
        return self._log.note_death(seq) - (job is None) >= POISON_DEATHS

    def _job_of(self, command_id: str | None) -> Job | None:
        """Return the job that a command is an attempt of; see `Job.command_id`."""
        if command_id is None:
            return None
        return self._jobs.find(command_id) or self._jobs.find(command_id.rpartition("~")[0])
