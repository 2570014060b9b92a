"""Process managers: state, position and issued commands are one; each event is reacted to once."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import msgspec
import pytest

from editorapp.bus.message import Intent, RecordedEvent
from editorapp.bus.process_manager import ProcessManager
from editorapp.bus.projection import Health
from editorapp.storage.messages.opening import OpenService
from tests.storage.messages.bakery import Bake, Bakery, Sell, Shelf, Sold, Try, Watch, after_crash, fill_up

LEFT = "shelf/left"
RIGHT = "shelf/right"


def stock(service: OpenService, loaves: int = 50) -> None:
    for target in (LEFT, RIGHT):
        service.send(target, Bake(loaves))


def baker_of(service: OpenService) -> Health:
    return next(health for health in service.health() if health.name == "baker")


def test_each_process_has_its_own_state_and_ends_when_it_is_done(service: OpenService) -> None:
    stock(service)
    for loaves in (4, 5):
        service.send(LEFT, Sell(loaves))
    service.send(RIGHT, Sell(3))
    service.run_until_idle()
    processes = "select key, state from processes order by key"
    assert service.database.rows(processes) == [(LEFT, '{"sold":9}'), (RIGHT, '{"sold":3}')]
    service.send(LEFT, Sell(1))
    service.run_until_idle()
    assert service.database.rows(processes) == [(RIGHT, '{"sold":3}')]
    assert (service.state(LEFT), service.state(RIGHT)) == (Shelf(50), Shelf(47))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((None, [Intent("shelf/\udc80", Bake(1))]), "'shelf/\\udc80' is no text"),
        ((Shelf(1), []), "Shelf is not the type of its state"),
        ((Watch("ten"), []), "Expected `int`"),  # type: ignore[arg-type]
    ],
)
def test_one_whose_answer_cannot_be_kept_holds_up_itself_alone(
    bakery: Bakery, service: OpenService, answer: Any, words: str
) -> None:
    stock(service)
    service.send(LEFT, Sell(1))
    bakery.react = lambda watch, recorded: answer
    service.run_until_idle()
    lags = {health.name: health.lag for health in service.health()}
    assert (lags["baker"] > 0, lags["book"]) == (True, 0)
    assert words in baker_of(service).error
    bakery.react = fill_up
    service.run_until_idle()
    assert (baker_of(service).lag, baker_of(service).error) == (0, "")


def test_events_are_correlated_as_the_program_says(folder: Path) -> None:
    whole = ProcessManager("baker", Watch, {Sold: fill_up}, (Bake,), lambda recorded: "the bakery")
    bakery = Bakery(process_managers=[whole])
    with bakery.open(folder) as service:
        stock(service)
        service.send(LEFT, Sell(6))
        service.send(RIGHT, Sell(6))
        service.run_until_idle()
        assert (service.state(LEFT), service.state(RIGHT)) == (Shelf(44), Shelf(54))


def test_state_position_and_commands_are_written_together_wherever_the_process_dies(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    stock(service)
    copies: list[Path] = []

    def crash_and_fill_up(watch: Watch | None, recorded: RecordedEvent) -> Any:
        copies.append(after_crash(folder, f"in{len(copies)}"))
        return fill_up(watch, recorded)

    bakery.react = crash_and_fill_up
    for loaves in (6, 6):
        service.send(LEFT, Sell(loaves))
    service.follow()
    copies.append(after_crash(folder, "followed"))
    while service.run_next():
        copies.append(after_crash(folder, f"job{len(copies)}"))
    bakery.react = fill_up
    for copy in copies:
        with bakery.open(copy) as again:
            again.run_until_idle()
            assert again.state(LEFT) == Shelf(48), copy.name
            assert again.database.value("select count(*) from accepted where name = 'shelf.bake'") == 3


def test_one_that_fails_says_so_stays_and_goes_on_when_it_is_mended(
    bakery: Bakery, service: OpenService, caplog: pytest.LogCaptureFixture
) -> None:
    stock(service)

    def broken(watch: Watch | None, recorded: RecordedEvent) -> Any:
        if recorded.event.loaves == 7:
            raise ValueError("seven is odd")
        return fill_up(watch, recorded)

    bakery.react = broken
    for loaves in (5, 7, 5):
        service.send(LEFT, Sell(loaves))
    for _ in range(3):
        service.run_until_idle()
    health = baker_of(service)
    assert (health.error, health.lag, health.errors > 0) == ("seven is odd", 2, True)
    assert [record.getMessage().partition(";")[0] for record in caplog.records] == [
        "process baker failed with ValueError('seven is odd')"
    ]
    assert service.state(LEFT) == Shelf(33)
    bakery.react = fill_up
    service.run_until_idle()
    assert (baker_of(service).error, baker_of(service).lag) == ("", 0)
    assert service.state(LEFT) == Shelf(43)


@pytest.mark.parametrize(
    "bad",
    [
        (Watch(1), [Intent(LEFT, object())]),
        (Watch(1), [Intent(LEFT, Bake("ten"))]),  # type: ignore[arg-type]  # that is what is wrong with it
        (object(), []),
        (Watch(1), None),
    ],
)
def test_a_bad_reaction_is_a_failure_and_hurts_no_other_process_manager(folder: Path, bad: Any) -> None:
    bakery = Bakery()
    other = ProcessManager("other", Watch, {Sold: fill_up}, (Bake,))
    bakery._parts["process_managers"] = [ProcessManager("baker", Watch, {Sold: lambda w, r: bad}), other]
    with bakery.open(folder) as service:
        stock(service)
        service.send(LEFT, Sell(10))
        service.run_until_idle()
        assert baker_of(service).error
        assert (baker_of(service).lag, service.health()[1].lag) == (2, 0)
        assert service.state(LEFT) == Shelf(50)


def test_what_it_issues_runs_through_the_queue_with_its_cause(bakery: Bakery, service: OpenService) -> None:
    stock(service)
    bakery.react = lambda watch, recorded: (None, [Intent(RIGHT, Try("later"), delay=5, priority=3)])
    seq = service.send(LEFT, Sell(1)).seq
    service.run_until_idle()
    (job,) = [job for job in service.jobs.latest(10) if job.source == "process baker"]
    assert (job.id, job.cause, job.priority, job.is_delayed) == (
        f"baker:{seq}.0.0",
        f"baker:{seq}.0",
        3,
        True,
    )
    bakery.clock.go_on(5)
    service.run_until_idle()
    assert service.state(RIGHT) == Shelf(50, ("later",))


def test_a_new_one_begins_at_the_start_of_the_log(bakery: Bakery, service: OpenService, folder: Path) -> None:
    stock(service)
    service.send(LEFT, Sell(10))
    service.run_until_idle()
    seen: list[int] = []

    def count(watch: Watch | None, recorded: RecordedEvent) -> Any:
        seen.append(recorded.event.loaves)
        return watch, []

    late = ProcessManager("late", Watch, {Sold: count})
    newer = Bakery(process_managers=[late])
    with newer.open(after_crash(folder)) as again:
        again.run_until_idle()
    assert seen == [10]


def test_its_state_may_hold_any_text(bakery: Bakery, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)

    class Words(msgspec.Struct):
        text: str

    odd = ProcessManager("odd", Words, {Sold: lambda state, recorded: (Words("half \ud800"), [])})
    with Bakery(process_managers=[odd]).open(folder) as service:
        stock(service)
        for _ in range(2):
            service.send(LEFT, Sell(1))
        service.run_until_idle()
        assert service.health()[0].lag == 0
