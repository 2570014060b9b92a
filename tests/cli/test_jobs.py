"""`editorapp jobs`: looking at queued work and settling it, beside the process that runs it and without one."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from editorapp.bus.job import JobState
from editorapp.cli import job_work
from editorapp.cli.output import Exit
from editorapp.storage.messages.opening import OpenService
from editorapp.storage.profile import Profile
from tests.cli.program import Program
from tests.cli.shop import MailNoted, Place, open_shop, shop

CARD = "4111-1111"


def _until(condition: Callable[[], Any]) -> None:
    """Wait for what a thread or a process does; a test that waits in vain ends after a while."""
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


@pytest.fixture
def left(program: Program) -> Program:
    """A profile in which a window has left a mail in doubt, a dead letter and a command that waits."""
    with open_shop(program.profile) as service:
        service.send("order/1", Place("tea", CARD))
        service.run_until_idle()
        service.submit("order/2", Place("", CARD), command_id="bad-order")
        service.run_until_idle()
        service.submit("order/3", Place("milk"), command_id="later-order", delay=3600)
    return program


def _states(program: Program) -> dict[str, str]:
    return {job["id"]: job["state"] for job in program.run("--json", "jobs", "list").json["jobs"]}


# --- looking -----------------------------------------------------------------------------------------------


def test_an_empty_profile_has_no_jobs(program: Program) -> None:
    result = program.run("jobs", "list")
    assert (result.code, result.out, result.err) == (0, b"", "No jobs.\n")
    assert program.run("jobs", "list", "--json").json == {"jobs": [], "counts": {}}


def test_what_waits_for_a_person_is_listed_first(left: Program) -> None:
    assert list(_states(left).items()) == [
        ("bad-order", "dead"),
        ("mail:1.0", "in_doubt"),
        ("later-order", "waiting"),
    ]


def test_the_list_for_people_says_where_each_job_is_and_what_went_wrong(left: Program) -> None:
    result = left.run("jobs", "list")
    lines = result.out.decode().splitlines()
    assert lines[0] == "windows/today (nobody runs on it)"
    assert "bad-order" in lines[1]
    assert "Nothing was ordered with [secret]." in lines[1]
    assert lines[-1] == "1 dead, 1 in_doubt, 1 waiting"


def test_looking_changes_nothing(left: Program) -> None:
    folder = left.profile / "state/windows/today/work"
    before = (folder / "messages.sqlite").read_bytes()
    left.run("jobs", "list")
    left.run("jobs", "show", "bad-order")
    assert (folder / "messages.sqlite").read_bytes() == before


def test_only_those_in_a_state(left: Program) -> None:
    listed = left.run("--json", "jobs", "list", "--state", "dead", "--state", "waiting").json
    assert [job["id"] for job in listed["jobs"]] == ["bad-order", "later-order"]
    assert listed["counts"] == {"dead": 1, "in_doubt": 1, "waiting": 1}
    assert left.run("jobs", "list", "--state", "lost").code == 2


def test_at_most_so_many_of_each_state(program: Program) -> None:
    with open_shop(program.profile) as service:
        for number in range(5):
            service.submit("order/1", Place("tea"), command_id=f"order-{number}", delay=3600)
    listed = program.run("--json", "jobs", "list", "--limit", "2").json
    assert [job["id"] for job in listed["jobs"]] == ["order-0", "order-1"]
    assert listed["counts"] == {"waiting": 5}


def test_jobs_of_windows_and_of_runs_without_one_are_all_found(left: Program) -> None:
    with open_shop(left.profile, "work/macro-run") as service:
        service.submit("order/9", Place("tea"), command_id="other-order", delay=3600)
        listed = left.run("--json", "jobs", "list").json["jobs"]
    assert [(job["work"], job["is_running"]) for job in listed] == [
        ("work/macro-run", True),
        *[("windows/today", False)] * 3,
    ]


def test_everything_about_a_job_is_shown_but_its_secrets(left: Program) -> None:
    result = left.run("--json", "jobs", "show", "bad-order")
    job = result.json
    assert job["payload"] == {"item": "", "card": "[secret]"}
    assert job["error"] == {
        "code": "no_item",
        "message": "Nothing was ordered with [secret].",
        "field": "item",
    }
    assert (job["name"], job["target"], job["state"], job["kind"]) == (
        "shop.place",
        "order/2",
        "dead",
        "command",
    )
    assert [(each["id"], each["status"]) for each in job["log"]] == [("bad-order", "failed")]
    assert CARD not in result.out.decode() + left.run("jobs", "show", "bad-order").out.decode()


def test_each_attempt_of_a_command_is_told(left: Program) -> None:
    left.run("jobs", "retry", "bad-order")
    with open_shop(left.profile) as service:
        service.run_until_idle()
    log = left.run("--json", "jobs", "show", "bad-order").json["log"]
    assert [(each["id"], each["status"]) for each in log] == [
        ("bad-order", "failed"),
        ("bad-order~1", "failed"),
    ]


def test_the_start_of_an_id_is_enough(left: Program) -> None:
    assert left.run("--json", "jobs", "show", "bad").json["id"] == "bad-order"


def test_an_unknown_id_is_said(left: Program) -> None:
    for words in (["show"], ["retry"], ["discard"], ["cancel"]):
        result = left.run("jobs", *words, "nothing")
        assert (result.code, result.err) == (3, "editorapp: There is no job 'nothing'.\n")
    assert left.run("jobs", "show", "").code == 3


def test_the_start_of_several_ids_is_said_with_the_ids(left: Program) -> None:
    with open_shop(left.profile) as service:
        service.submit("order/3", Place("milk"), command_id="bad-order-2", delay=3600)
        service.submit("order/3", Place("milk"), command_id="bad-3", delay=3600)
    result = left.run("jobs", "cancel", "bad-")
    assert result.code == 2
    assert "bad-3, bad-order, bad-order-2" in result.err
    assert left.run("--json", "jobs", "show", "bad-order").json["id"] == "bad-order"


def test_an_id_in_several_folders_is_said_and_can_be_chosen(left: Program) -> None:
    with open_shop(left.profile, "windows/yesterday/work") as service:
        service.send("order/1", Place("milk"))
        service.run_until_idle()
    result = left.run("jobs", "show", "mail:1.0")
    assert result.code == 2
    assert "windows/yesterday, windows/today" in result.err
    assert (
        left.run("--json", "jobs", "show", "mail:1.0", "--work", "yesterday").json["payload"]["item"]
        == "milk"
    )
    assert left.run("jobs", "list", "--work", "tomorrow").code == 3


def test_a_damaged_database_is_said_and_the_others_are_listed(left: Program) -> None:
    damaged = left.profile / "state/windows/broken/work"
    damaged.mkdir(parents=True)
    (damaged / "messages.sqlite").write_bytes(b"no database" * 1000)
    result = left.run("--json", "jobs", "list")
    assert result.code == 1
    assert "windows/broken" in result.err
    assert len(result.json["jobs"]) == 3


# --- changing, when nobody runs ----------------------------------------------------------------------------


def test_a_dead_letter_is_tried_again_at_the_next_start(left: Program) -> None:
    result = left.run("jobs", "retry", "bad-order")
    assert result.out.decode() == "bad-order is tried again. Nobody runs on it now, so at the next start.\n"
    assert _states(left)["bad-order"] == "waiting"


def test_several_are_given_up_and_what_cannot_be_is_said(left: Program) -> None:
    result = left.run("--json", "jobs", "discard", "bad-order", "later-order", "nothing")
    assert result.code == 1
    assert [job["id"] for job in result.json["jobs"]] == ["bad-order"]
    assert [error["id"] for error in result.json["errors"]] == ["later-order", "nothing"]
    assert "later-order is waiting, not a dead letter." in result.err
    assert _states(left)["bad-order"] == "discarded"


def test_what_waits_can_be_cancelled_once(left: Program) -> None:
    assert left.run("jobs", "cancel", "later-order").code == 0
    assert _states(left)["later-order"] == "cancelled"
    again = left.run("jobs", "cancel", "later-order")
    assert again.code == 1
    assert "cannot be cancelled any more" in again.err


def test_what_is_not_in_doubt_cannot_be_settled(left: Program) -> None:
    result = left.run("jobs", "settle", "bad-order", "done")
    assert (result.code, result.err) == (1, "editorapp: bad-order is dead, not in doubt.\n")
    assert left.run("jobs", "settle", "mail:1.0", "perhaps").code == 2


def _settle(program: Program, verdict: str) -> Exit:
    options = argparse.Namespace(verb="settle", id="mail:1.0", verdict=verdict, work=None, json=False)
    return job_work.run_change(Profile.find(str(program.profile)), options, lambda profile: shop())


@pytest.mark.parametrize(("verdict", "was_sent"), [("done", True), ("failed", False)])
def test_what_an_effect_leads_to_follows_when_it_is_settled(
    left: Program, verdict: str, was_sent: bool
) -> None:
    assert _settle(left, verdict) is Exit.DONE
    with open_shop(left.profile) as service:
        service.run_until_idle()
        noted = [recorded.event for recorded in service.log.events().events]
    assert noted[-1].was_sent is was_sent


def test_an_effect_that_is_to_be_done_again_is_done_at_the_next_start(left: Program) -> None:
    assert _settle(left, "again") is Exit.DONE
    sent: list[str] = []
    domain = shop(lambda event, attempt: sent.append(event.item))
    with open_shop(left.profile, domain=domain) as service:
        service.run_until_idle()
    assert sent == ["tea"]


# --- changing, beside the process that runs ----------------------------------------------------------------


@pytest.fixture
def running(left: Program) -> Any:
    """The shop, with workers, beside which the command line is used."""
    with open_shop(left.profile, workers=2) as service:
        yield service


def _state(service: OpenService, job_id: str) -> JobState:
    job = service.jobs.find(job_id)
    assert job is not None
    return job.state


def test_workers_notice_what_another_process_wants_to_be_tried_again(
    left: Program, running: OpenService
) -> None:
    attempts = len(left.run("--json", "jobs", "show", "bad-order").json["log"])
    result = left.run("jobs", "retry", "bad-order")
    assert result.out.decode() == "bad-order is tried again.\n"
    _until(lambda: len(left.run("--json", "jobs", "show", "bad-order").json["log"]) > attempts)
    _until(lambda: _state(running, "bad-order") is JobState.DEAD)


def test_workers_notice_what_another_process_settles(left: Program, running: OpenService) -> None:
    _settle(left, "done")
    _until(lambda: running.jobs.find("mail:1.0:then") is not None)
    _until(lambda: _state(running, "mail:1.0:then") is JobState.DONE)
    assert running.log.events().events[-1].event == MailNoted(True)


def test_what_another_process_cancels_is_not_begun(left: Program, running: OpenService) -> None:
    left.run("jobs", "cancel", "later-order")
    assert _state(running, "later-order") is JobState.CANCELLED


def test_the_profile_may_hold_anything_else(program: Program, tmp_path: Path) -> None:
    (program.profile / "state/work").mkdir(parents=True)
    (program.profile / "state/work/notes.txt").write_text("x", encoding="utf-8")
    assert program.run("jobs", "list").code == 0
