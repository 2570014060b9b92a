"""Owns the folders of a profile in which services keep their messages, as seen from outside their process.

Does not run a service: what is changed here is taken up by the process that runs on the folder, or by the next one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from editorapp.bus.domain import Domain
from editorapp.bus.job import Job, JobState
from editorapp.bus.projection import Health
from editorapp.bus.queue import Queue
from editorapp.storage.messages import row_table
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.job_table import JobTable
from editorapp.storage.messages.opening import DATABASE_NAME, KEY_NAME, READ_MODELS_NAME
from editorapp.storage.messages.seal import KeySeal
from editorapp.storage.messages.service import wall_clock
from editorapp.storage.ownership import is_held
from editorapp.storage.profile import Profile

_PLACES: Final = ("windows/*/work", "work/*")
"""Where in the state of a profile there are services: one for each window, one for each run of the command line."""

_FIRST: Final = (JobState.DEAD, JobState.DOUBT, JobState.RUNNING, JobState.WAITING)
"""What a person has to look at comes first; what has ended comes behind these, the newest first."""


class Attempt(msgspec.Struct, frozen=True):
    """One attempt at a queued command, as the log has it.

    Attributes:
        id: the id of the command.
        time: when it was issued, in microseconds since 1970.
        status: `completed`, `failed` or `unfinished`.
        error: why it failed, or empty.
    """

    id: str
    time: int
    status: str
    error: str


class QueueFigures(msgspec.Struct, frozen=True):
    """How a queue is doing; times are microseconds since 1970.

    Attributes:
        depth: how many jobs there are, by state.
        dead_letters: how many of them are dead letters.
        in_doubt: about how many effects a person has to say what became of them.
        oldest_waiting: when the job was queued that has been waiting longest, or None.
        errors: how many jobs that have not ended have failed at least once.
        last_advance: when a job changed its state last, or None.
    """

    depth: dict[str, int]
    dead_letters: int
    in_doubt: int
    oldest_waiting: int | None
    errors: int
    last_advance: int | None


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """A folder of a service.

    Attributes:
        name: what it is called in lists: where it is below the state of the profile.
        path: the folder.
    """

    name: str
    path: Path

    @property
    def is_running(self) -> bool:
        """Whether a living process runs on it."""
        return is_held(self.path)

    @contextlib.contextmanager
    def reading(self) -> Iterator[MessageDatabase]:
        """Give its messages to read; a living process may go on writing meanwhile.

        Raises:
            MessageDatabaseError: they cannot be read.
        """
        with contextlib.closing(MessageDatabase(self.path / DATABASE_NAME, read_only=True)) as database:
            yield database

    @contextlib.contextmanager
    def queue(self, domain: Domain) -> Iterator[Queue]:
        """Give its queue to change; its workers look for changes at least once a second.

        Args:
            domain: the program that runs there; effects that it knows answer with commands how they were settled.

        Raises:
            MessageDatabaseError: its messages cannot be used.
        """
        with contextlib.closing(MessageDatabase(self.path / DATABASE_NAME)) as database:
            catalog = domain.catalog(KeySeal(self.path / KEY_NAME))
            yield Queue(JobTable(database), catalog, domain.effects, wall_clock)

    def health(self) -> list[Health]:
        """Return how far each process manager and read model is; what went wrong only their own process knows."""
        with self.reading() as database:
            managers = database.rows(
                "select m.name, m.seq, m.advanced, (select count(*) from completed c where c.seq > m.seq),"
                " (select count(*) from processes p where p.manager = m.name) from managers m order by m.name"
            )
            found = [
                Health(name, seq, lag, rows, advanced=advanced) for name, seq, advanced, lag, rows in managers
            ]
            for name, seq, advanced, rows in row_table.positions(self.path / READ_MODELS_NAME):
                lag = database.value("select count(*) from completed where seq > ?", (seq,))
                found.append(Health(name, seq, lag, rows, advanced=advanced))
        return found

    def outdate(self, read_model: str) -> bool:
        """Let a read model be built anew by its own process; return whether there is such a one."""
        return row_table.outdate(self.path / READ_MODELS_NAME, read_model)


def work_folders(profile: Profile) -> list[WorkFolder]:
    """Return the folders of services, those first on which a process runs, then the newest first."""
    state = profile.state
    paths = [path.parent for place in _PLACES for path in state.glob(f"{place}/{DATABASE_NAME}")]
    paths.sort(key=lambda path: path.as_posix(), reverse=True)
    found = [WorkFolder(path.relative_to(state).as_posix().removesuffix("/work"), path) for path in paths]
    return sorted(found, key=lambda folder: not folder.is_running)


def listed_jobs(jobs: JobTable, states: tuple[JobState, ...] = (), limit: int = 1000) -> Iterator[Job]:
    """Yield jobs, those first that a person has to look at.

    Args:
        jobs: where they are.
        states: which; all if empty.
        limit: how many of each state at most, and of those that ended together, the newest of these.
    """
    for state in _FIRST:
        if not states or state in states:
            yield from jobs.in_state(state, limit)
    ended = tuple(state for state in JobState if state not in _FIRST and (not states or state in states))
    yield from jobs.newest(ended, limit)


def queue_figures(database: MessageDatabase) -> QueueFigures:
    """Return how the queue of a database is doing."""
    depth = JobTable(database).counts()
    waiting, errors, changed = database.rows(
        "select (select min(created) from jobs where state = 'waiting'),"
        " (select count(*) from jobs where state in ('waiting', 'running', 'in_doubt', 'dead')"
        " and failure is not null), (select max(changed) from jobs)"
    )[0]
    dead, doubt = depth.get(JobState.DEAD.value, 0), depth.get(JobState.DOUBT.value, 0)
    return QueueFigures(depth, dead, doubt, waiting, errors, changed)


def find_jobs(database: MessageDatabase, word: str, limit: int = 10) -> list[Job]:
    """Return the job that has an id, or those whose ids begin with it."""
    jobs = JobTable(database)
    exact = jobs.find(word)
    return [exact] if exact is not None else jobs.starting(word, limit)


def attempts_at(database: MessageDatabase, job: Job) -> list[Attempt]:
    """Return what the log has of the attempts at a queued command, in order; nothing for other jobs."""
    rows = database.rows(
        "select a.id, a.time, c.revision, f.code, f.message from accepted a"
        " left join completed c on c.seq = a.seq left join failed f on f.seq = a.seq"
        " where a.id = :id or a.id >= :first and a.id < :last order by a.seq",
        {"id": job.id, "first": f"{job.id}~", "last": f"{job.id}\x7f"},
    )
    return [
        Attempt(
            command_id,
            time,
            "failed" if code is not None else "unfinished" if revision is None else "completed",
            "" if code is None else f"{code}: {words}",
        )
        for command_id, time, revision, code, words in rows
    ]
