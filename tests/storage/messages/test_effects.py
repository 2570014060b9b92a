"""Effects: begun once recorded, ended in one of the known ways, and never silently repeated."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import apsw
import pytest

from editorapp.bus.effect import Attempt, Effect, Found, Result
from editorapp.bus.errors import (
    EffectRefusedError,
    LogError,
    OutsideReachedError,
    TransientError,
    UnknownJobError,
)
from editorapp.bus.job import Job, JobState
from editorapp.bus.message import Failure, Intent
from editorapp.storage.messages.opening import OpenService
from tests.storage.messages.bakery import (
    Bake,
    Bakery,
    NoteReceipt,
    Printer,
    Sell,
    Shelf,
    Sold,
    after_crash,
    receipt,
)

LEFT = "shelf/left"
RIGHT = "shelf/right"


def interrupt(attempt: Attempt) -> None:
    raise SystemExit("in the middle")


def sell_one(service: OpenService, target: str = LEFT) -> str:
    """Sell a loaf; return the id of the effect that prints the receipt."""
    service.send(target, Bake(1))
    return f"receipt.print:{service.send(target, Sell(1)).seq}.0"


def job(service: OpenService, job_id: str) -> Job:
    found = service.jobs.find(job_id)
    assert found is not None
    return found


def note(event: Sold, result: Result) -> Intent:
    code = result.failure.code if result.failure is not None else str(result.detail or "")
    return Intent(result.target, NoteReceipt(result.happened, code))


def notes(service: OpenService, target: str = LEFT) -> tuple[bool, ...]:
    shelf: Shelf = service.state(target)
    return shelf.receipts


def crash_while_printing(bakery: Bakery, service: OpenService, folder: Path) -> tuple[str, Path]:
    """Sell a loaf; return the id of its effect and the folder as a death in the middle of it leaves it."""
    copies: list[Path] = []
    bakery.printer.answers = [lambda attempt: copies.append(after_crash(folder))]
    key = sell_one(service)
    service.run_until_idle()
    bakery.printer.attempts.clear()
    bakery.printer.printed.clear()
    return key, copies[0]


# --- in answer to a recorded event -------------------------------------------------------------------------


def test_an_effect_is_performed_once_for_its_event_also_after_a_crash_before_it_began(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    key = sell_one(service)
    for name in ("unwritten", "written"):
        with bakery.open(after_crash(folder, name)) as again:
            again.run_until_idle()
            again.run_until_idle()
        assert bakery.printer.printed == [key]
        bakery.printer.printed.clear()
        service.flush()


def test_a_command_that_is_refused_reaches_nothing_outside(bakery: Bakery, service: OpenService) -> None:
    with pytest.raises(Exception, match="0 loaves left"):
        service.send(LEFT, Sell(1))
    service.run_until_idle()
    assert bakery.printer.attempts == []


# --- how it ends -------------------------------------------------------------------------------------------


def test_one_that_returns_has_happened_and_its_answer_is_a_command(
    bakery: Bakery, service: OpenService
) -> None:
    bakery.then = note
    key = sell_one(service)
    service.run_until_idle()
    assert job(service, key).state is JobState.DONE
    assert notes(service) == (True,)
    assert '"code":"page 1"' in service.database.value(
        "select payload from accepted where source like 'effect%'"
    )


def test_one_that_fails_for_now_is_tried_again_and_then_a_dead_letter(
    bakery: Bakery, service: OpenService
) -> None:
    bakery.then = note
    bakery.printer.answers = [TransientError("no paper", "paper")] * 4
    key = sell_one(service)
    for _ in range(5):
        service.run_until_idle()
        bakery.clock.go_on(10)
    assert bakery.printer.attempts == [key] * 4
    letter = job(service, key)
    assert (letter.state, letter.failure) == (JobState.DEAD, Failure("paper", "no paper"))
    assert notes(service) == ()
    service.queue.discard(key)
    service.run_until_idle()
    assert notes(service) == (False,)


def test_a_dead_letter_that_is_retried_answers_with_its_new_end(bakery: Bakery, service: OpenService) -> None:
    bakery.then = note
    bakery.printer.answers = [TransientError("no paper")] * 4
    key = sell_one(service)
    for _ in range(5):
        service.run_until_idle()
        bakery.clock.go_on(10)
    service.queue.retry(key)
    service.run_until_idle()
    assert (job(service, key).state, notes(service)) == (JobState.DONE, (True,))


def test_one_that_is_refused_tells_its_answer_at_once(bakery: Bakery, service: OpenService) -> None:
    bakery.then = note
    bakery.printer.answers = [EffectRefusedError("no such printer", "unknown_printer")]
    key = sell_one(service)
    service.run_until_idle()
    assert job(service, key).state is JobState.REFUSED
    assert notes(service) == (False,)
    assert bakery.printer.attempts == [key]


def test_one_that_is_refused_and_has_nobody_to_tell_is_a_dead_letter(folder: Path) -> None:
    printer = Printer()
    printer.answers = [EffectRefusedError("no such printer", "unknown_printer")]
    bakery = Bakery(effects=[Effect("receipt.print", Sold, printer.print_receipt)])
    with bakery.open(folder) as service:
        key = sell_one(service)
        service.run_until_idle()
        letter = job(service, key)
        assert (letter.state, letter.failure and letter.failure.code) == (JobState.DEAD, "unknown_printer")


@pytest.mark.parametrize(
    ("finding", "state", "prints"),
    [
        (Found.DONE, JobState.DONE, 0),
        (Found.NOT_DONE, JobState.DONE, 1),
        (Found.UNKNOWN, JobState.DOUBT, 0),
        (OSError("no answer"), JobState.DOUBT, 0),
    ],
)
def test_what_went_wrong_unexpectedly_is_found_out_by_a_probe_or_by_a_person(
    bakery: Bakery, service: OpenService, finding: Any, state: JobState, prints: int
) -> None:
    bakery.printer.answers = [RuntimeError("the wire broke")]
    bakery.printer.finding = finding
    key = sell_one(service)
    service.run_until_idle()
    bakery.clock.go_on(10)
    service.run_until_idle()
    assert (job(service, key).state, len(bakery.printer.printed)) == (state, prints)
    assert bakery.printer.probes[0] == key


# --- in doubt ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("finding", "state", "prints", "told"),
    [
        (Found.DONE, JobState.DONE, 0, (True,)),
        (Found.NOT_DONE, JobState.DONE, 1, (True,)),
        (Found.UNKNOWN, JobState.DOUBT, 0, ()),
        (OSError("no answer"), JobState.DOUBT, 0, ()),
    ],
)
def test_one_that_a_process_died_at_is_probed_before_anything_else_is_done(
    bakery: Bakery, service: OpenService, folder: Path, finding: Any, state: JobState, prints: int, told: Any
) -> None:
    bakery.then = note
    key, left = crash_while_printing(bakery, service, folder)
    bakery.printer.finding = finding
    with bakery.open(left) as again:
        again.run_until_idle()
        assert (job(again, key).state, len(bakery.printer.printed), notes(again)) == (state, prints, told)


@pytest.mark.parametrize(
    ("verdict", "state", "prints", "told"),
    [
        ("done", JobState.DONE, 0, (True,)),
        ("failed", JobState.DISCARDED, 0, (False,)),
        ("again", JobState.DONE, 1, (True,)),
    ],
)
def test_a_person_settles_what_nobody_can_find_out(
    bakery: Bakery, service: OpenService, folder: Path, verdict: str, state: JobState, prints: int, told: Any
) -> None:
    bakery.then = note
    key, left = crash_while_printing(bakery, service, folder)
    with bakery.open(left) as again:
        again.run_until_idle()
        again.queue.settle(key, verdict)
        with pytest.raises(UnknownJobError):
            again.queue.settle(key, verdict)
        again.run_until_idle()
        assert (job(again, key).state, len(bakery.printer.printed), notes(again)) == (state, prints, told)


def test_only_what_is_in_doubt_is_settled_and_only_with_a_verdict(
    bakery: Bakery, service: OpenService
) -> None:
    bakery.printer.answers = [RuntimeError("the wire broke")]
    key = sell_one(service)
    with pytest.raises(UnknownJobError, match="not in doubt"):
        service.queue.settle(key, "done")
    service.run_until_idle()
    with pytest.raises(UnknownJobError, match="no verdict"):
        service.queue.settle(key, "perhaps")
    assert job(service, key).state is JobState.DOUBT


def test_one_that_brings_two_processes_down_is_for_a_person(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    bakery.printer.finding = Found.NOT_DONE
    key, left = crash_while_printing(bakery, service, folder)
    copies: list[Path] = []
    bakery.printer.answers = [lambda attempt: copies.append(after_crash(left, "2"))]
    with bakery.open(left) as second:
        second.run_until_idle()
    with bakery.open(copies[0]) as third:
        bakery.printer.attempts.clear()
        third.run_until_idle()
        assert (job(third, key).state, bakery.printer.attempts) == (JobState.DOUBT, [])


def test_one_that_may_be_repeated_is_simply_done_again(folder: Path) -> None:
    bakery = Bakery()
    bakery._parts["effects"] = [receipt(bakery, is_repeatable=True)]
    with bakery.open(folder) as service:
        key, left = crash_while_printing(bakery, service, folder)
        bakery.printer.answers = [RuntimeError("the wire broke")]
        with bakery.open(left) as again:
            again.run_until_idle()
            bakery.clock.go_on(1)
            again.run_until_idle()
            assert (job(again, key).state, bakery.printer.printed) == (JobState.DONE, [key])
            assert bakery.printer.probes == []


# --- the answer --------------------------------------------------------------------------------------------


def test_the_answer_comes_exactly_once_wherever_the_process_dies(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    bakery.then = note
    bakery.printer.finding = Found.DONE
    key, left = crash_while_printing(bakery, service, folder)
    for name in ("1", "2"):
        with bakery.open(left) as again:
            again.run_next()
            left = after_crash(left, name)
            again.run_until_idle()
            assert notes(again) == (True,)
    with bakery.open(left) as last:
        last.run_until_idle()
        assert (job(last, key).state, notes(last)) == (JobState.DONE, (True,))


def test_an_answer_that_fails_leaves_the_effect_for_a_person_and_is_not_lost(
    bakery: Bakery, service: OpenService
) -> None:
    def broken(event: Sold, result: Result) -> Intent:
        raise KeyError("a bug in the program")

    bakery.then = broken
    key = sell_one(service)
    service.run_until_idle()
    doubtful = job(service, key)
    assert doubtful.state is JobState.DOUBT
    assert doubtful.failure is not None
    assert "a bug in the program" in doubtful.failure.message
    sell_one(service)
    bakery.then = note
    service.run_until_idle()
    service.queue.settle(key, "done")
    service.run_until_idle()
    assert notes(service) == (True, True)
    assert len(bakery.printer.printed) == 2


def test_how_it_ended_outlives_a_disk_that_is_full_for_a_while(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    bakery.then = note
    other = apsw.Connection(str(folder / "messages.sqlite"))
    service.database._connection.set_busy_timeout(0)
    key = sell_one(service)
    service.flush()

    def fill_the_disk(attempt: Attempt) -> None:
        other.execute("begin immediate")
        attempt.report(1, 2, "half")

    bakery.printer.answers = [fill_the_disk]
    with pytest.raises(LogError):
        service.run_next()
    with pytest.raises(LogError):
        service.run_next()
    other.execute("rollback")
    other.close()
    service.run_until_idle()
    assert (job(service, key).state, notes(service), bakery.printer.printed) == (
        JobState.DONE,
        (True,),
        [key],
    )


# --- progress and cancellation -----------------------------------------------------------------------------


def test_progress_is_kept_while_it_runs(bakery: Bakery, service: OpenService) -> None:
    seen: list[tuple[int, int, str]] = []

    def go_on(attempt: Attempt) -> None:
        attempt.report(3, 10, "third page")
        (running,) = service.jobs.in_state(JobState.RUNNING)
        seen.append((running.done, running.total, running.note))

    bakery.printer.answers = [go_on]
    sell_one(service)
    service.run_until_idle()
    assert seen == [(3, 10, "third page")]


def test_one_that_runs_is_asked_to_stop_where_it_reports(bakery: Bakery, service: OpenService) -> None:
    bakery.then = note

    def be_cancelled(attempt: Attempt) -> None:
        service.queue.cancel(attempt.key)
        attempt.report(1, 10)

    bakery.printer.answers = [be_cancelled]
    key = sell_one(service)
    service.run_until_idle()
    assert (job(service, key).state, bakery.printer.printed) == (JobState.CANCELLED, [])
    assert notes(service) == (False,)


def test_one_that_is_cancelled_too_late_has_happened(bakery: Bakery, service: OpenService) -> None:
    bakery.printer.answers = [lambda attempt: service.queue.cancel(attempt.key)]
    key = sell_one(service)
    service.run_until_idle()
    assert (job(service, key).state, bakery.printer.printed) == (JobState.DONE, [key])


def test_one_that_waits_is_cancelled_and_says_so(bakery: Bakery, service: OpenService) -> None:
    bakery.then = note
    key = sell_one(service)
    service.flush()
    service.queue.cancel(key)
    service.run_until_idle()
    assert (job(service, key).state, bakery.printer.attempts) == (JobState.CANCELLED, [])
    assert notes(service) == (False,)


def test_one_that_was_begun_by_a_dead_process_is_not_called_cancelled(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    key, left = crash_while_printing(bakery, service, folder)
    with bakery.open(left) as again:
        with pytest.raises(UnknownJobError, match="found out first"):
            again.queue.cancel(key)
        assert job(again, key).state is JobState.WAITING


# --- one after the other, and at once ----------------------------------------------------------------------


def test_four_effects_run_at_once_and_never_two_of_one_aggregate(folder: Path) -> None:
    bakery = Bakery()
    together = threading.Barrier(4)
    running: dict[str, int] = {}
    clashes: list[str] = []
    lock = threading.Lock()

    def meet(attempt: Attempt) -> None:
        with lock:
            running[attempt.target] = running.get(attempt.target, 0) + 1
            if running[attempt.target] > 1:
                clashes.append(attempt.target)
        together.wait(60)
        with lock:
            running[attempt.target] -= 1

    bakery.printer.answers = [meet] * 20
    with bakery.open(folder, workers=4) as service:
        for number in range(20):
            sell_one(service, f"shelf/{number % 4}")
        assert service.wait_until_idle()
        assert len(bakery.printer.printed) == 20
    assert clashes == []


# --- replay ------------------------------------------------------------------------------------------------


def test_an_effect_that_a_dry_run_reaches_is_an_error(bakery: Bakery, service: OpenService) -> None:
    sell_one(service)
    with service.dry_run() as copy, pytest.raises(OutsideReachedError, match=r"receipt\.print"):
        copy.run_until_idle()
    assert bakery.printer.attempts == []


def test_a_probe_that_a_dry_run_reaches_is_an_error(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    _, left = crash_while_printing(bakery, service, folder)
    with (
        bakery.open(left) as again,
        again.dry_run() as copy,
        pytest.raises(OutsideReachedError, match="the probe of"),
    ):
        copy.run_until_idle()
    assert bakery.printer.probes == []


def test_a_dry_run_touches_nothing(bakery: Bakery, service: OpenService, folder: Path) -> None:
    sell_one(service)
    service.run_until_idle()

    def content() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}

    before = content()
    with service.dry_run() as copy:
        copy.send(LEFT, Bake(7))
        copy.submit(RIGHT, Bake(7))
        copy.run_until_idle()
        assert (copy.state(LEFT), copy.state(RIGHT)) == (Shelf(7), Shelf(7))
    assert (service.state(LEFT), service.state(RIGHT)) == (Shelf(), Shelf())
    service.replay()
    assert content() == before


def test_an_effect_that_fails_for_now_while_nothing_can_be_written_is_tried_again_all_the_same(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    other = apsw.Connection(str(folder / "messages.sqlite"))
    service.database._connection.set_busy_timeout(0)
    key = sell_one(service)
    service.flush()

    def fail_on_a_full_disk(attempt: Attempt) -> None:
        service.send(RIGHT, Bake(1))  # Its outcome is held back, and cannot be written from now on.
        other.execute("begin immediate")
        raise TransientError("Out of paper.")

    bakery.printer.answers = [fail_on_a_full_disk]
    with pytest.raises(LogError):
        service.run_next()
    other.execute("rollback")
    other.close()
    service.run_until_idle()
    assert job(service, key).state is JobState.WAITING
    bakery.clock.go_on(1)
    service.run_until_idle()
    assert (job(service, key).state, bakery.printer.printed) == (JobState.DONE, [key])


# --- interruptions -----------------------------------------------------------------------------------------


def test_an_effect_that_is_interrupted_is_in_doubt_and_no_other_job_is_held_up(
    bakery: Bakery, service: OpenService
) -> None:
    bakery.printer.answers = [interrupt]
    effect_id = sell_one(service)
    with pytest.raises(SystemExit):
        service.run_until_idle()
    service.run_until_idle()
    assert job(service, effect_id).state is JobState.DOUBT
    assert bakery.printer.attempts == [effect_id]


def test_an_effect_that_is_interrupted_again_and_again_before_it_happens_is_not_tried_for_ever(
    bakery: Bakery, service: OpenService
) -> None:
    bakery.printer.finding = Found.NOT_DONE
    bakery.printer.answers = [interrupt] * 3
    effect_id = sell_one(service)
    for _ in range(2):
        with pytest.raises(SystemExit):
            service.run_until_idle()
    service.run_until_idle()
    found = job(service, effect_id)
    assert found.state is JobState.DOUBT
    assert found.failure is not None
    assert "in the middle" in found.failure.message
