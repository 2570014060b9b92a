"""What a job costs the database does not depend on how many others are waiting."""

from __future__ import annotations

from typing import Any

import apsw
import msgspec
import pytest

from editorapp.bus.job import Job, JobKind, JobState
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.job_table import JobTable


class Steps:
    """Counts what SQLite does on a database: the steps of its virtual machine."""

    def __init__(self, database: MessageDatabase) -> None:
        self.count = 0
        database._connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, self._add)

    def _add(self, trace: dict[str, Any]) -> None:
        self.count += trace["stmt_status"]["SQLITE_STMTSTATUS_VM_STEP"]


def job(job_id: str, lane: str, **changes: Any) -> Job:
    return Job(
        id=job_id, kind=JobKind.COMMAND, name="add", target=lane, lane=lane, message="add", version=1,
        payload="{}", **changes,
    )  # fmt: skip


def do_next(table: JobTable) -> None:
    claimed = table.claim(1)
    assert claimed is not None
    assert table.update(msgspec.structs.replace(claimed, state=JobState.DONE), JobState.RUNNING)
    table.next_due()


@pytest.mark.parametrize(
    ("lanes", "due"),
    [
        pytest.param(1, 0, id="in one lane"),
        pytest.param(50, 0, id="in many lanes"),
        pytest.param(50, 1 << 60, id="for their time"),
    ],
)
def test_a_job_costs_the_same_however_many_wait(lanes: int, due: int) -> None:
    database = MessageDatabase(None)
    table, steps = JobTable(database), Steps(database)
    costs = []
    number = 0
    for waiting in (200, 2000):
        while number < waiting:
            number += 1
            table.add(job(str(number), f"lane {number % lanes}", due=due, is_delayed=due > 0))
        table.add(job(f"alone {waiting}", f"a lane of its own {waiting}", priority=1))
        before = steps.count
        do_next(table)
        if not due:
            do_next(table)  # one that others of its lane wait for
        costs.append(steps.count - before)
    assert 0 < costs[1] < 2 * costs[0]
