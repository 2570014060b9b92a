"""The queue: on disk before `submit` returns, in order per aggregate, at least once, and never for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.bus.errors import CommandError, QueueFullError, TransientError, UnknownJobError
from editorapp.bus.job import JobState
from editorapp.bus.retry import RetryPolicy
from editorapp.storage.messages.opening import OpenService
from tests.storage.messages.bakery import (
    Bake,
    Bakery,
    Death,
    Dying,
    Sell,
    Shelf,
    Tried,
    Try,
    after_crash,
    busy,
    states,
    steady,
)

LEFT = "shelf/left"
RIGHT = "shelf/right"


def words(service: OpenService, target: str = LEFT) -> tuple[str, ...]:
    state: Shelf = service.state(target)
    return state.words


def refuse(shelf: Shelf, command: Try) -> Any:
    raise CommandError("no", "Not this one.", "word")


# --- on disk -----------------------------------------------------------------------------------------------


def test_a_command_is_on_disk_before_submit_returns(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    service.submit(LEFT, Try("a"), command_id="a")
    with bakery.open(after_crash(folder)) as again:
        assert words(again) == ()
        again.run_until_idle()
        assert words(again) == ("a",)


def test_an_id_is_taken_in_once_while_it_waits_and_after_it_is_done(service: OpenService) -> None:
    first = service.submit(LEFT, Try("a"), command_id="a")
    assert service.submit(LEFT, Try("a"), command_id="a").number == first.number
    service.run_until_idle()
    assert service.submit(LEFT, Try("a"), command_id="a").state is JobState.DONE
    service.run_until_idle()
    assert words(service) == ("a",)


def test_a_command_that_was_sent_already_is_not_done_again_from_the_queue(service: OpenService) -> None:
    service.send(LEFT, Try("a"), command_id="a")
    service.submit(LEFT, Try("a"), command_id="a")
    service.run_until_idle()
    assert words(service) == ("a",)
    assert service.jobs.counts() == {"done": 1}


def test_a_job_whose_end_was_not_written_runs_again_and_is_done_once(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    service.submit(LEFT, Try("a"), command_id="a")
    copies: list[Path] = []

    def crash(event: Tried) -> None:
        service.flush()
        copies.append(after_crash(folder))

    service.subscribe(Tried, crash, "crash")
    service.run_until_idle()
    with bakery.open(copies[0]) as again:
        assert words(again) == ("a",)
        (job,) = again.jobs.in_state(JobState.WAITING)
        assert job.deaths == 0  # It had ended, so no death was its own.
        again.run_until_idle()
        assert words(again) == ("a",)
        assert again.jobs.counts() == {"done": 1}


# --- order -------------------------------------------------------------------------------------------------


def test_order_is_kept_per_aggregate_through_failures_back_off_and_priorities(
    bakery: Bakery, service: OpenService
) -> None:
    bakery.trial = busy(2)
    service.submit(LEFT, Try("a"))
    service.submit(LEFT, Sell(5))
    service.submit(LEFT, Try("b"), priority=9)
    service.submit(RIGHT, Try("c"))
    service.run_until_idle()
    assert (words(service), words(service, RIGHT)) == ((), ())
    bakery.clock.go_on(1)
    service.run_until_idle()
    bakery.clock.go_on(2)
    service.run_until_idle()
    assert (words(service), words(service, RIGHT)) == (("a", "b"), ("c",))
    assert service.jobs.counts() == {"done": 3, "dead": 1}


def test_the_higher_priority_goes_first_among_aggregates(service: OpenService) -> None:
    for number, priority in enumerate([0, 5, -1, 5]):
        service.submit(f"shelf/{number}", Try("x"), priority=priority)
    service.run_until_idle()
    targets = [target for (target,) in service.database.rows("select target from accepted order by seq")]
    assert targets == ["shelf/1", "shelf/3", "shelf/0", "shelf/2"]


def test_what_need_not_wait_does_not_wait_for_a_clock_that_was_set_back(
    bakery: Bakery, service: OpenService
) -> None:
    service.submit(LEFT, Try("a"))
    service.submit(RIGHT, Try("b"), delay=10)
    bakery.clock.go_on(-3600)
    service.run_until_idle()
    assert (words(service), words(service, RIGHT)) == (("a",), ())


def test_a_delayed_command_waits_for_its_time_and_holds_up_nobody(
    bakery: Bakery, service: OpenService
) -> None:
    service.submit(LEFT, Try("late"), delay=5)
    service.submit(LEFT, Try("a"))
    service.run_until_idle()
    assert words(service) == ("a",)
    assert service.seconds_to_next() == 5
    bakery.clock.go_on(4.9)
    service.run_until_idle()
    assert words(service) == ("a",)
    bakery.clock.go_on(0.1)
    service.submit(LEFT, Try("b"))
    service.run_until_idle()
    assert words(service) == ("a", "late", "b")


@settings(max_examples=30)
@given(plan=st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.integers(-1, 1)), max_size=12))
def test_whatever_fails_in_between_each_aggregate_sees_its_commands_in_order(
    tmp_path_factory: pytest.TempPathFactory, plan: list[tuple[int, bool, int]]
) -> None:
    bakery = Bakery()
    failed: set[str] = set()

    def fail_once(shelf: Shelf, command: Try) -> Tried:
        if command.word.endswith("!") and command.word not in failed:
            failed.add(command.word)
            raise TransientError("not yet")
        return Tried(command.word)

    bakery.trial = fail_once
    with bakery.open(tmp_path_factory.mktemp("order") / "bakery") as service:
        wanted: dict[str, list[str]] = {}
        for number, (shelf, fails, priority) in enumerate(plan):
            word = f"{number}{'!' if fails else ''}"
            service.submit(f"shelf/{shelf}", Try(word), priority=priority)
            wanted.setdefault(f"shelf/{shelf}", []).append(word)
        for _ in range(len(plan) + 1):
            service.run_until_idle()
            bakery.clock.go_on(1)
        assert {target: list(words(service, target)) for target in wanted} == wanted


# --- retries -----------------------------------------------------------------------------------------------


def test_what_fails_for_now_is_tried_again_three_times_with_growing_pauses(
    bakery: Bakery, service: OpenService
) -> None:
    bakery.trial = busy(4)
    service.submit(LEFT, Try("a"), command_id="a")
    service.run_until_idle()
    pauses = []
    while (pause := service.seconds_to_next()) is not None:
        pauses.append(pause)
        bakery.clock.go_on(pause)
        service.run_until_idle()
    assert pauses == [1, 2, 4]
    (letter,) = service.jobs.in_state(JobState.DEAD)
    assert letter.failure is not None
    assert (letter.failure.code, letter.failure.message) == ("transient", "The oven is not hot yet.")
    attempts = service.database.rows("select id, cause from accepted order by seq")
    assert attempts == [("a", None), ("a~1", "a"), ("a~2", "a"), ("a~3", "a")]


def test_the_usual_policy_is_exponential_with_chance_and_three_retries() -> None:
    policy = RetryPolicy()
    for attempt, least in ((1, 0.5), (2, 1), (3, 2)):
        delays = {policy.delay(attempt) for _ in range(20)}
        assert len(delays) > 1
        assert all(delay is not None and least <= delay <= least + 0.5 for delay in delays)
    assert policy.delay(4) is None
    assert RetryPolicy(retries=0).delay(1) is None


def test_each_attempt_begins_from_the_state_as_it_is_then(bakery: Bakery, service: OpenService) -> None:
    seen: list[int] = []

    def look(shelf: Shelf, command: Try) -> Tried:
        seen.append(shelf.loaves)
        if len(seen) < 3:
            raise TransientError("not yet")
        return Tried(command.word)

    bakery.trial = look
    service.submit(LEFT, Try("a"))
    service.run_until_idle()
    service.send(LEFT, Bake(2))
    for pause in (1, 2):
        bakery.clock.go_on(pause)
        service.run_until_idle()
    assert seen == [0, 2, 2]
    assert service.state(LEFT) == Shelf(2, ("a",))


def test_attempts_and_their_pauses_outlive_the_process(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    bakery.trial = busy(2)
    service.submit(LEFT, Try("a"), command_id="a")
    service.run_until_idle()
    with bakery.open(after_crash(folder)) as again:
        again.run_until_idle()
        assert words(again) == ()
        bakery.clock.go_on(1)
        again.run_until_idle()
        assert again.seconds_to_next() == 2
        (job,) = again.jobs.in_state(JobState.WAITING)
        assert (job.attempts, job.deaths) == (2, 0)


# --- dead letters ------------------------------------------------------------------------------------------


def test_a_refused_command_goes_to_the_dead_letters_at_once_with_its_error(
    bakery: Bakery, service: OpenService
) -> None:
    bakery.trial = refuse
    service.submit(LEFT, Try("a"), command_id="a")
    service.run_until_idle()
    (letter,) = service.jobs.in_state(JobState.DEAD)
    assert letter.failure is not None
    assert (letter.id, letter.failure.code, letter.failure.field) == ("a", "no", "word")


def test_a_dead_letter_that_is_retried_has_all_its_attempts_again(
    bakery: Bakery, service: OpenService
) -> None:
    bakery.trial = busy(7)
    service.submit(LEFT, Try("a"), command_id="a")
    for _ in range(4):
        service.run_until_idle()
        bakery.clock.go_on(60)
    assert states(service.jobs.in_state(JobState.DEAD)) == [("a", "dead")]
    service.queue.retry("a")
    for _ in range(4):
        service.run_until_idle()
        bakery.clock.go_on(60)
    assert words(service) == ("a",)
    assert service.jobs.counts() == {"done": 1}


def test_a_dead_letter_can_be_discarded_and_stays_to_be_looked_at(
    bakery: Bakery, service: OpenService
) -> None:
    bakery.trial = refuse
    service.submit(LEFT, Try("a"), command_id="a")
    service.run_until_idle()
    service.queue.discard("a")
    job = service.jobs.find("a")
    assert job is not None
    assert (job.state, job.failure and job.failure.code) == (JobState.DISCARDED, "no")
    service.run_until_idle()
    for act in (service.queue.retry, service.queue.discard, service.queue.cancel):
        with pytest.raises(UnknownJobError):
            act("a")
        with pytest.raises(UnknownJobError, match="There is no job"):
            act("b")


# --- cancellation and back-pressure ------------------------------------------------------------------------


def test_a_waiting_command_is_cancelled_and_those_behind_it_go_on(service: OpenService) -> None:
    for word in "abc":
        service.submit(LEFT, Try(word), command_id=word)
    service.queue.cancel("a")
    service.queue.cancel("b")
    service.run_until_idle()
    assert words(service) == ("c",)
    assert service.jobs.counts() == {"cancelled": 2, "done": 1}


def test_a_full_queue_says_so_and_takes_more_once_there_is_room(bakery: Bakery, folder: Path) -> None:
    with bakery.open(folder, limit=2) as service:
        service.submit(LEFT, Try("a"), command_id="a")
        service.submit(LEFT, Try("b"), command_id="b", delay=60)
        with pytest.raises(QueueFullError, match="2 jobs are waiting already"):
            service.submit(LEFT, Try("c"), command_id="c")
        assert service.submit(LEFT, Try("a"), command_id="a").number == 1  # It is in already.
        assert service.jobs.find("c") is None
        service.run_until_idle()
        service.submit(LEFT, Try("c"), command_id="c")


def test_what_is_active_is_counted_through_every_change(bakery: Bakery, service: OpenService) -> None:
    bakery.trial = refuse
    for number in range(4):
        service.submit(f"shelf/{number}", Try("x"), command_id=f"{number}")
    assert service.jobs.active() == 4
    service.queue.cancel("3")
    service.run_until_idle()
    assert service.jobs.active() == 0
    service.queue.discard("0")
    service.queue.retry("1")
    assert service.jobs.active() == 1


# --- poison ------------------------------------------------------------------------------------------------


def poisonous(process: Dying) -> Callable[[Shelf, Try], Any]:
    def act(shelf: Shelf, command: Try) -> Any:
        if command.word == "poison":
            process.die()
        return Tried(command.word)

    return act


def test_a_command_that_brings_its_process_down_twice_is_not_run_a_third_time(
    bakery: Bakery, service: OpenService, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    process = Dying(folder)
    bakery.trial = poisonous(process)
    service.submit(LEFT, Try("poison"), command_id="p")
    service.submit(LEFT, Try("b"))
    with pytest.raises(Death):
        service.run_until_idle()
    with pytest.raises(Death):
        bakery.open(process.folder)  # What was begun is finished first.
    with bakery.open(process.folder) as third:
        third.run_until_idle()
        (letter,) = third.jobs.in_state(JobState.DEAD)
        assert letter.failure is not None
        assert (letter.id, letter.failure.code) == ("p", "poison")
        assert words(third) == ("b",)
        with pytest.raises(CommandError) as caught:
            third.send(LEFT, Try("poison"), command_id="p")
        assert caught.value.code == "poison"


def test_a_command_that_was_sent_and_perhaps_answered_is_given_one_death_more(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    process = Dying(folder)
    bakery.trial = poisonous(process)
    with pytest.raises(Death):
        service.send(LEFT, Try("poison"), command_id="p")
    for _ in range(2):
        with pytest.raises(Death):
            bakery.open(process.folder)
    with bakery.open(process.folder) as last, pytest.raises(CommandError) as caught:
        last.send(LEFT, Try("poison"), command_id="p")
    assert caught.value.code == "poison"


def test_an_answered_command_outlives_a_death_during_recovery(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    outcome = service.send(LEFT, Try("a"), command_id="a")
    process = Dying(after_crash(folder))
    bakery.trial = lambda shelf, command: process.die()
    with pytest.raises(Death):
        bakery.open(process.folder)
    bakery.trial = lambda shelf, command: Tried(command.word)
    with bakery.open(process.folder) as again:
        assert words(again) == ("a",)
        assert again.send(LEFT, Try("a"), command_id="a") == outcome


def test_a_suspect_runs_alone(bakery: Bakery, service: OpenService, folder: Path) -> None:
    service.submit(LEFT, Try("a"), command_id="a")
    service.submit(RIGHT, Try("b"), command_id="b")
    claimed = [service.jobs.claim(bakery.clock()) for _ in range(2)]
    assert all(claimed)
    with bakery.open(after_crash(folder)) as again:
        suspect = again.jobs.claim(bakery.clock())
        assert suspect is not None
        assert (suspect.id, suspect.deaths) == ("a", 1)
        assert again.jobs.claim(bakery.clock()) is None


# --- several threads ---------------------------------------------------------------------------------------


def test_four_workers_do_every_job_once_and_in_order(bakery: Bakery, folder: Path) -> None:
    with bakery.open(folder, workers=4) as service:
        for number in range(200):
            service.submit(f"shelf/{number % 7}", Try(f"{number}"), command_id=f"{number}")
        assert service.wait_until_idle()
        for shelf in range(7):
            assert words(service, f"shelf/{shelf}") == tuple(f"{number}" for number in range(shelf, 200, 7))
        assert service.jobs.counts() == {"done": 200}


def test_a_worker_outlives_what_would_end_its_thread(
    bakery: Bakery, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def leave(shelf: Shelf, command: Try) -> Any:
        if command.word == "leave":
            raise SystemExit
        return Tried(command.word)

    bakery.trial = leave
    with bakery.open(folder, workers=1) as service:
        service.submit(LEFT, Try("leave"), command_id="a")
        service.submit(LEFT, Try("b"), command_id="b")
        assert service.wait_until_idle()
        assert words(service) == ("b",)
        (letter,) = service.jobs.in_state(JobState.DEAD)
        assert letter.failure is not None
        assert (letter.id, letter.failure.code) == ("a", "interrupted")


def test_a_command_whose_event_handler_is_interrupted_is_done_once(
    bakery: Bakery, service: OpenService
) -> None:
    def leave(event: object) -> None:
        raise SystemExit

    service.subscribe(Tried, leave, "leave")
    service.submit(LEFT, Try("a"), command_id="a")
    with pytest.raises(SystemExit):
        service.run_until_idle()
    service.run_until_idle()
    assert words(service) == ("a",)
    assert service.submit(LEFT, Try("a"), command_id="a").state is JobState.DONE


def test_a_worker_sleeps_until_a_delayed_job_is_due_and_then_does_it(folder: Path) -> None:
    bakery = Bakery()
    done = threading.Event()
    with bakery.open(folder, workers=2) as service:
        service.subscribe(Tried, lambda event: done.set(), "done")
        service.submit(LEFT, Try("late"), delay=3600)
        assert not service.wait_until_idle(0.05)
        bakery.clock.go_on(3600)
        assert done.wait(60)


def test_closing_ends_each_thread_after_the_job_that_it_is_at(bakery: Bakery, folder: Path) -> None:
    began, may_end = threading.Event(), threading.Event()

    def wait(attempt: Any) -> None:
        began.set()
        assert may_end.wait(60)

    bakery.printer.answers = [wait]
    service = bakery.open(folder, workers=2)
    service.send(LEFT, Bake(5))
    service.send(LEFT, Sell(1))
    assert began.wait(60)
    closing = threading.Thread(target=service.close)
    closing.start()
    closing.join(0.05)
    assert closing.is_alive()
    may_end.set()
    closing.join()
    with bakery.open(folder) as again:
        assert again.jobs.counts() == {"done": 1}
        again.run_until_idle()
    assert len(bakery.printer.attempts) == 1


def test_a_dry_run_tries_again_as_often_as_the_program_does(bakery: Bakery, folder: Path) -> None:
    bakery.trial = busy(9)
    with bakery.open(folder, policy=RetryPolicy(0)) as service:
        dry = service.dry_run()
        dry.submit(LEFT, Try("a"))
        dry.run_until_idle()
        assert len(dry.jobs.in_state(JobState.DEAD)) == 1
        dry.close()


def test_retries_can_be_switched_off(bakery: Bakery, folder: Path) -> None:
    bakery.trial = busy(1)
    with bakery.open(folder, policy=steady(0)) as service:
        service.submit(LEFT, Try("a"))
        service.run_until_idle()
        assert service.jobs.counts() == {"dead": 1}
