"""What becomes of a queued command that processes have died at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from editorapp.bus.job import JobState
from editorapp.storage.messages.opening import OpenService, open_service
from tests.crash.letters import Account, Deposit, Ledger, program


class DiedError(BaseException):
    """Stands for the death of the process."""


Die = Callable[[OpenService], None]


def die_before_the_job_ends(service: OpenService) -> None:
    """The command is done and its outcome is written, but the job does not know of it."""

    def update(*args: object) -> bool:
        service.flush()
        raise DiedError

    setattr(service.jobs, "update", update)  # noqa: B010 - only this one object


def die_in_the_handler(service: OpenService) -> None:
    """The command is accepted, and comes to no outcome."""

    def complete(*args: object) -> None:
        raise DiedError

    setattr(service.log, "complete", complete)  # noqa: B010 - only this one object


def live_and_die(folder: Path, die: Die, *, submits: bool) -> None:
    with open_service(program(Ledger(folder / "outside")), folder / "service", workers=0) as service:
        if submits:
            service.submit("account/anna", Deposit(5), command_id="deposit")
        die(service)
        with pytest.raises(DiedError):
            service.run_next()


def test_a_command_that_was_done_is_not_poison_however_many_processes_die_before_its_job_ends(
    tmp_path: Path,
) -> None:
    live_and_die(tmp_path, die_before_the_job_ends, submits=True)
    live_and_die(tmp_path, die_before_the_job_ends, submits=False)
    live_and_die(tmp_path, die_before_the_job_ends, submits=False)
    with open_service(program(Ledger(tmp_path / "outside")), tmp_path / "service", workers=0) as service:
        service.run_until_idle()
        # Else it would be among the dead letters, from which a person would have it done once more.
        assert service.jobs.in_state(JobState.DEAD) == []
        assert service.state("account/anna") == Account(5)
        job = service.jobs.find("deposit")
        assert job is not None
        assert job.state is JobState.DONE


def test_what_was_done_after_a_first_death_is_no_poison_at_a_second(tmp_path: Path) -> None:
    live_and_die(tmp_path, die_in_the_handler, submits=True)
    live_and_die(tmp_path, die_before_the_job_ends, submits=False)
    with open_service(program(Ledger(tmp_path / "outside")), tmp_path / "service", workers=0) as service:
        service.run_until_idle()
        assert service.jobs.in_state(JobState.DEAD) == []
        assert service.state("account/anna") == Account(5)
