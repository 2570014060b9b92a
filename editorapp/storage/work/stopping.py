"""Owns how a person stops work outside that is under way: by the effect's name and what it is about.

Does not own the work, nor how it leaves nothing half-done.
"""

from __future__ import annotations

from editorapp.bus.errors import UnknownJobError
from editorapp.bus.job import JobState
from editorapp.storage.messages.service import Service


def stop_effects(service: Service, effect: str, target: str) -> int:
    """Stop the jobs of an effect for one aggregate; return how many were told to.

    One that waits is not begun; one that runs stops where nothing is half-done, or comes to its end.
    """
    told = 0
    for state in (JobState.WAITING, JobState.RUNNING):
        for job in service.jobs.in_state(state):
            if (job.name, job.target) == (effect, target):
                try:
                    service.queue.cancel(job.id)
                    told += 1
                except UnknownJobError:
                    continue  # it has ended meanwhile, or has begun, and is then found among those that run
    return told
