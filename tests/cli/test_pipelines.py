"""`editorapp journal stats` without a file: commands, queues and read models of every window and run."""

from __future__ import annotations

import sys

import pytest

from editorapp.bus.trace import CommandTrace
from editorapp.session.pipeline import Pipeline
from editorapp.storage.messages.service import wall_clock
from editorapp.storage.pipeline_file import PipelineSummary, read_summary, write_summary
from tests.cli.program import Program
from tests.cli.shop import Place, open_shop

WORK = "state/windows/today/work"
TYPED = CommandTrace(
    "text.insert", "a", "keyboard", 5, 1, "completed", 1, ("X",), "", 3_000, 2_000, 1_000, 500
)
FAILED = CommandTrace(
    "edit.redo", "a", "keyboard", 5, 1, "failed", 1, (), "nothing: x", 3_000, 2_000, 1_000, 0
)


@pytest.fixture
def used(program: Program) -> Program:
    """A profile in which a window has typed, ordered, and left work behind."""
    pipeline = Pipeline(wall_clock)
    for trace in (TYPED, TYPED, FAILED):
        pipeline.observe(trace)
    with open_shop(program.profile, observe=pipeline.observe) as service:
        service.send("order/1", Place("tea", "4111-1111"))
        service.run_until_idle()
        service.submit("order/2", Place(""), command_id="bad")
        service.run_until_idle()
        service.submit("order/3", Place("milk"), command_id="later", delay=3600)
        summary = PipelineSummary(77, 1, wall_clock(), pipeline.figures(), tuple(service.health()))
        write_summary(program.profile / WORK, summary)
    return program


def test_an_empty_profile_has_the_read_models_of_journals_only(program: Program) -> None:
    stats = program.run("--json", "journal", "stats").json
    assert stats["pipelines"] == []
    assert {model["name"] for model in stats["journals"]["read_models"]} >= {"command usage"}


def test_commands_have_counts_failures_and_the_time_of_each_step(used: Program) -> None:
    (pipeline,) = used.run("--json", "journal", "stats").json["pipelines"]
    typed = pipeline["commands"]["text.insert"]
    assert (typed["count"], typed["failures"]) == (2, 0)
    assert typed["steps"]["accepting"] == {"median_us": 3.0, "slowest_us": 3.0}
    assert list(typed["steps"]) == ["accepting", "deciding", "recording", "publishing"]
    assert pipeline["commands"]["edit.redo"]["failures"] == 1
    assert pipeline["commands"]["shop.place"]["count"] == 2
    assert (pipeline["work"], pipeline["process"], pipeline["is_running"]) == ("windows/today", 77, False)


def test_the_queue_has_its_depth_dead_letters_and_the_oldest_that_waits(used: Program) -> None:
    (pipeline,) = used.run("--json", "journal", "stats").json["pipelines"]
    queue = pipeline["queue"]
    assert queue["depth"] == {"dead": 1, "in_doubt": 1, "waiting": 1}
    assert (queue["dead_letters"], queue["in_doubt"], queue["errors"]) == (1, 1, 2)
    assert queue["oldest_waiting"].startswith("20")
    assert queue["last_advance"] >= queue["oldest_waiting"]


def test_read_models_have_lag_errors_and_last_advance(used: Program) -> None:
    (pipeline,) = used.run("--json", "journal", "stats").json["pipelines"]
    (model,) = pipeline["read_models"]
    assert (model["name"], model["position"], model["lag"], model["errors"]) == ("sold items", 1, 0, 0)


def test_people_get_it_as_a_table(used: Program) -> None:
    lines = used.run("journal", "stats").out.decode()
    assert "windows/today (nobody runs on it)" in lines
    assert "accepting 3/3, deciding 2/2, recording 1/1" in lines
    assert "queue: 1 dead, 1 in_doubt, 1 waiting" in lines
    assert "sold items" in lines


def test_nothing_secret_is_in_what_a_process_leaves(used: Program) -> None:
    folder = used.profile / WORK
    assert b"4111" not in (folder / "pipeline.json").read_bytes()
    if sys.platform != "win32":
        assert (folder / "pipeline.json").stat().st_mode & 0o077 == 0


def test_figures_that_cannot_be_read_are_none(used: Program) -> None:
    (used.profile / WORK / "pipeline.json").write_bytes(b"{")
    assert read_summary(used.profile / WORK) is None
    (pipeline,) = used.run("--json", "journal", "stats").json["pipelines"]
    assert pipeline["commands"] == {}
    assert pipeline["queue"]["dead_letters"] == 1
