"""Owns `JobTable`: the jobs of a queue and its dead letters in a message database; implements `JobStore`.

Does not decide what becomes of a job.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from editorapp.bus.job import Job, JobKind, JobState
from editorapp.bus.json_text import from_json, to_json
from editorapp.bus.message import Failure
from editorapp.storage.messages.database import MessageDatabase, Statement

_COLUMNS: Final = (
    "id, kind, name, target, lane, message, version, payload, number, state, priority, due, is_delayed, attempts,"
    " deaths, source, cause, failure, done, total, note, is_begun, is_cancelling, created, changed,"
    " forgiven"
)
_INSERT: Final = f"insert into jobs ({_COLUMNS}) values ({', '.join('?' * 26)}) on conflict (id) do nothing"
_UPDATE: Final = (
    "update jobs set state = ?, due = ?, attempts = ?, forgiven = ?, deaths = ?, failure = ?, is_begun = ?,"
    " is_cancelling = ?, changed = ?, is_ready = 0 where number = ? and state = ?"
)
_PROMOTE: Final = """
    update jobs set is_ready = 1 where number = (
        select number from jobs indexed by jobs_lane
        where lane = :lane and state = 'waiting' and not is_ready and not is_delayed order by number limit 1)
    and not exists (
        select 1 from jobs indexed by jobs_busy where lane = :lane and (state = 'running' or is_ready))
"""
"""Lets the first job of a lane run, where none is at it. A delayed one is not in its lane before it is due."""

_IS_DUE: Final = "(due <= ? or due <= changed)"
"""What need not wait does not wait for a clock either that was set back meanwhile."""

_READY: Final = (
    f"select {_COLUMNS} from jobs where is_ready and {_IS_DUE} order by priority desc, number limit 1"
)
_SUSPECT: Final = (
    f"select {_COLUMNS} from jobs where is_ready and deaths > 0 and {_IS_DUE} order by number limit 1"
)
_DUE_LANES: Final = (
    "select distinct lane from jobs indexed by jobs_delayed"
    " where state = 'waiting' and is_delayed and due <= ?"
)
_JOIN_LANE: Final = (
    "update jobs indexed by jobs_delayed set is_delayed = 0"
    " where state = 'waiting' and is_delayed and due <= ?"
)
"""Once it is due, a delayed job is in its lane like any other, and need not be looked at again."""

_NEXT_DUE: Final = (
    "select min(due) from (select due from jobs indexed by jobs_ready where is_ready union all"
    " select min(due) from jobs indexed by jobs_delayed where state = 'waiting' and is_delayed)"
)
"""What is neither ready nor delayed waits for another one of its lane, not for its time."""

_RECOUNT: Final = 64
"""After so many questions jobs are counted anew: another process may have cancelled or retried some."""

_ACTIVE: Final = frozenset({JobState.WAITING, JobState.RUNNING, JobState.DOUBT})
_COUNT_ACTIVE: Final = "select count(*) from jobs where state in ('waiting', 'running', 'in_doubt')"


def insert_job(job: Job) -> tuple[Statement, ...]:
    """Return the statements that keep a job, unless its id is known, and let it run if it is first in its lane."""
    return (
        (_INSERT, _row(job)),
        (f"{_JOIN_LANE} and lane = ?", (job.created, job.lane)),
        (_PROMOTE, {"lane": job.lane}),
    )


class JobTable:
    """The jobs of one program. Its threads share it; other processes may change what is waiting or ended."""

    def __init__(self, database: MessageDatabase) -> None:
        """Take the database."""
        self._database = database
        self._active: int | None = None
        self._asked = 0

    def add(self, job: Job) -> Job:
        """Keep a job; return it with its number, or the one that has its id already."""
        with self._database.lock:
            known = self.find(job.id)
            if known is not None:
                return known
            with self._database.transaction() as execute:
                for statement in insert_job(job):
                    execute(*statement)
            if self._active is not None:
                self._active += 1
            number = self._database.value("select number from jobs where id = ?", (job.id,))
        self._database.notify()
        return msgspec.structs.replace(job, number=number)

    def find(self, job_id: str) -> Job | None:
        """Return a job, or None."""
        rows = self._database.rows(f"select {_COLUMNS} from jobs where id = ?", (job_id,))
        return _job(rows[0]) if rows else None

    def claim(self, now: int) -> Job | None:
        """Mark the next job that may run as running, and return it as it was before."""
        with self._database.lock:
            job = self._next(now)
            if job is None:
                return None
            is_begun = job.is_begun or job.kind is JobKind.EFFECT
            with self._database.transaction() as execute:
                execute(
                    "update jobs set state = 'running', is_ready = 0, is_begun = ?, done = 0, total = 0,"
                    " note = '', changed = ? where number = ?",
                    (is_begun, now, job.number),
                )
            return job

    def _next(self, now: int) -> Job | None:
        rows = self._database.rows
        running = rows("select deaths from jobs where state = 'running'")
        if any(deaths for (deaths,) in running):
            return None  # What may have brought a process down runs alone.
        due_lanes = rows(_DUE_LANES, (now,))
        if due_lanes:
            with self._database.transaction() as execute:
                execute(_JOIN_LANE, (now,))
                for (lane,) in due_lanes:
                    execute(_PROMOTE, {"lane": lane})
        suspects = rows(_SUSPECT, (now,))
        if suspects:
            return None if running else _job(suspects[0])
        ready = rows(_READY, (now,))
        return _job(ready[0]) if ready else None

    def update(self, job: Job, expected: JobState, follow_ups: Iterable[Job] = ()) -> bool:
        """Write what became of a job that is in an expected state, together with the jobs that follow from it."""
        added = list(follow_ups)
        failure = None if job.failure is None else to_json(job.failure)
        row = (
            job.state.value,
            job.due,
            job.attempts,
            job.forgiven,
            job.deaths,
            failure,
            job.is_begun,
            job.is_cancelling,
            job.changed,
            job.number,
            expected.value,
        )
        with self._database.transaction() as execute:
            execute(_UPDATE, row)
            if not self._database.changes():
                return False
            execute(_PROMOTE, {"lane": job.lane})
            for follow_up in added:
                for statement in insert_job(follow_up):
                    execute(*statement)
            self._active = (
                None
                if added or self._active is None
                else self._active + (job.state in _ACTIVE) - (expected in _ACTIVE)
            )
        self._database.notify()
        return True

    def progress(self, number: int, done: int, total: int, note: str) -> None:
        """Write how far a running job is."""
        with self._database.transaction() as execute:
            execute(
                "update jobs set done = ?, total = ?, note = ? where number = ?", (done, total, note, number)
            )

    def is_cancelling(self, number: int) -> bool:
        """Return whether a person wants a running job to stop."""
        # It is asked in the middle of a job, which must not be cut short because nothing can be written just now.
        return bool(
            self._database.written_rows("select 1 from jobs where number = ? and is_cancelling", (number,))
        )

    def in_state(self, state: JobState, limit: int = 1000) -> list[Job]:
        """Return jobs in a state, in the order of their numbers."""
        rows = self._database.rows(
            f"select {_COLUMNS} from jobs where state = ? order by number limit ?", (state.value, limit)
        )
        return [_job(row) for row in rows]

    def latest(self, limit: int) -> list[Job]:
        """Return the newest jobs of any state, the newest first."""
        rows = self._database.rows(f"select {_COLUMNS} from jobs order by number desc limit ?", (limit,))
        return [_job(row) for row in rows]

    def newest(self, states: tuple[JobState, ...], limit: int) -> list[Job]:
        """Return the jobs in some states that were queued last, the newest first."""
        # State by state, so that an index gives the newest of each, however many there are.
        sql = f"select {_COLUMNS} from jobs where state = ? order by number desc limit ?"
        found = [_job(row) for state in states for row in self._database.rows(sql, (state.value, limit))]
        return sorted(found, key=lambda job: job.number, reverse=True)[:limit]

    def starting(self, word: str, limit: int) -> list[Job]:
        """Return jobs whose ids start with a word, by their ids."""
        rows = self._database.rows(
            f"select {_COLUMNS} from jobs where id >= ? and substr(id, 1, ?) = ? order by id limit ?",
            (word, len(word), word, limit),
        )
        return [_job(row) for row in rows]

    def counts(self) -> dict[str, int]:
        """Return how many jobs there are by state."""
        return dict(self._database.rows("select state, count(*) from jobs group by state"))

    def active(self) -> int:
        """Return how many jobs are waiting, running or in doubt."""
        with self._database.lock:
            self._asked += 1
            if self._active is None or self._asked % _RECOUNT == 0:
                self._active = int(self._database.value(_COUNT_ACTIVE))
            return self._active

    def next_due(self) -> int | None:
        """Return when the next job is due that only waits for its time, in microseconds since 1970, or None."""
        due = self._database.value(_NEXT_DUE)
        return None if due is None else int(due)


def _row(job: Job) -> tuple[Any, ...]:
    return (
        job.id,
        job.kind.value,
        job.name,
        job.target,
        job.lane,
        job.message,
        job.version,
        job.payload,
        job.number or None,
        job.state.value,
        job.priority,
        job.due,
        job.is_delayed,
        job.attempts,
        job.deaths,
        job.source,
        job.cause,
        None if job.failure is None else to_json(job.failure),
        job.done,
        job.total,
        job.note,
        job.is_begun,
        job.is_cancelling,
        job.created,
        job.changed,
        job.forgiven,
    )


def _job(row: tuple[Any, ...]) -> Job:
    (
        job_id,
        kind,
        name,
        target,
        lane,
        message,
        version,
        payload,
        number,
        state,
        priority,
        due,
        is_delayed,
        attempts,
        deaths,
        source,
        cause,
        failure,
        done,
        total,
        note,
        is_begun,
        is_cancelling,
        created,
        changed,
        forgiven,
    ) = row
    return Job(
        id=job_id,
        kind=JobKind(kind),
        name=name,
        target=target,
        lane=lane,
        message=message,
        version=version,
        payload=payload,
        number=number,
        state=JobState(state),
        priority=priority,
        due=due,
        is_delayed=bool(is_delayed),
        attempts=attempts,
        forgiven=forgiven,
        deaths=deaths,
        source=source,
        cause=cause,
        failure=None if failure is None else from_json(failure, Failure),
        done=done,
        total=total,
        note=note,
        is_begun=bool(is_begun),
        is_cancelling=bool(is_cancelling),
        created=created,
        changed=changed,
    )
