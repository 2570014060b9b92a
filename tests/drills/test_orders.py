"""Orders on the real database: a process that is killed, four workers, duplicates, and the log as JSON."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from editorapp.bus.errors import CommandError, LogError
from editorapp.bus.job import JobState
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.lines import export_lines, import_lines
from editorapp.storage.messages.opening import DATABASE_NAME, OpenService, open_service
from editorapp.storage.messages.replay import World, replay
from tests.drills.dying_trade import ORDERS
from tests.drills.orders import CancelOrder, FulfilOrder, Order, PlaceOrder, order_book, orders, trade
from tests.drills.trading_day import Wish, by_order, mixed, trading_day

ROOT = Path(__file__).parents[2]
FIRST = orders.target(1)
SECOND = orders.target(2)
DAY = trading_day(ORDERS)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[OpenService]:
    """Orders without a thread: what is queued is done in this process, when it is asked to."""
    with open_service(trade, tmp_path / "trade", workers=0) as service:
        yield service


def send_all(service: OpenService, wishes: list[Wish]) -> None:
    for wish in wishes:
        with contextlib.suppress(CommandError):
            service.send(wish.target, wish.payload, command_id=wish.id)


def undisturbed(folder: Path, wishes: list[Wish]) -> World:
    """What commands lead to where each is sent once and nobody dies."""
    with open_service(trade, folder / "undisturbed", workers=0) as service:
        send_all(service, wishes)
        return service.replay()


def assert_same(world: World, expected: World) -> None:
    assert world.states == expected.states
    assert world.revisions == expected.revisions
    assert order_book(world.states) == order_book(expected.states)


# --- orders -------------------------------------------------------------------------------------------------


def test_an_order_is_placed_and_fulfilled_in_two_deliveries(service: OpenService) -> None:
    service.send(FIRST, PlaceOrder("anna", "tea", 5, 250))
    service.send(FIRST, FulfilOrder(2))
    assert service.state(FIRST) == Order("anna", "tea", 250, "open", 3)
    service.send(FIRST, FulfilOrder(3))
    assert service.state(FIRST) == Order("anna", "tea", 250, "fulfilled", 0)


def test_what_is_open_of_an_order_can_be_cancelled(service: OpenService) -> None:
    service.send(FIRST, PlaceOrder("anna", "tea", 5, 250))
    service.send(FIRST, FulfilOrder(2))
    service.send(FIRST, CancelOrder("moved away"))
    assert service.state(FIRST) == Order("anna", "tea", 250, "cancelled", 0)


def test_orders_refuse_what_cannot_be(service: OpenService) -> None:
    for payload in (FulfilOrder(1), CancelOrder("")):
        with pytest.raises(CommandError):
            service.send(FIRST, payload)
    service.send(FIRST, PlaceOrder("anna", "tea", 5, 250))
    with pytest.raises(CommandError, match="5 pieces are open") as refusal:
        service.send(FIRST, FulfilOrder(6))
    assert refusal.value.field == "pieces"
    with pytest.raises(CommandError, match="open already"):
        service.send(FIRST, PlaceOrder("anna", "tea", 5, 250))
    assert service.state(FIRST) == Order("anna", "tea", 250, "open", 5)


def test_a_queue_in_the_process_does_what_was_submitted_when_it_is_asked_to(service: OpenService) -> None:
    service.submit(FIRST, PlaceOrder("anna", "tea", 5, 250))
    service.submit(FIRST, FulfilOrder(2))
    assert service.state(FIRST) == Order()
    service.run_until_idle()
    assert service.state(FIRST) == Order("anna", "tea", 250, "open", 3)


# --- the log -------------------------------------------------------------------------------------------------


def test_replay_rebuilds_the_order_book(service: OpenService) -> None:
    service.send(FIRST, PlaceOrder("anna", "tea", 5, 250))
    service.send(SECOND, PlaceOrder("bert", "tea", 2, 250))
    service.send(orders.target(3), PlaceOrder("bert", "sugar", 9, 80))
    service.send(FIRST, FulfilOrder(4))
    service.send(SECOND, CancelOrder("too dear"))
    assert order_book(service.replay().states) == {"tea": {FIRST: 1}, "sugar": {orders.target(3): 9}}


def test_replay_of_a_whole_day_gives_the_orders_that_are_there(service: OpenService) -> None:
    send_all(service, DAY)
    world = service.replay()
    assert world.states == {target: service.state(target) for target in map(orders.target, range(ORDERS))}
    assert {order.status for order in world.states.values()} == {"open", "fulfilled", "cancelled"}


@pytest.mark.parametrize("table", ["accepted", "completed", "failed"])
@pytest.mark.parametrize("attempt", ["delete from {}", "update {} set seq = seq + 100"])
def test_the_log_is_append_only(service: OpenService, table: str, attempt: str) -> None:
    send_all(service, DAY)
    before = list(export_lines(service.database))
    with (
        pytest.raises(LogError, match=f"{table} is append-only"),
        service.database.transaction() as execute,
    ):
        execute(attempt.format(table))
    assert list(export_lines(service.database)) == before


def test_the_log_is_exported_as_lines_of_json_that_a_person_can_read(service: OpenService) -> None:
    service.send(FIRST, PlaceOrder("anna", "tea", 5, 250), command_id="a1", source="web")
    with pytest.raises(CommandError):
        service.send(FIRST, FulfilOrder(6))
    _, *lines = map(json.loads, export_lines(service.database))
    placed, fulfil = (line["accepted"] for line in lines if "accepted" in line)
    (completed,) = (line["completed"] for line in lines if "completed" in line)
    (failed,) = (line["failed"] for line in lines if "failed" in line)
    order = {"customer": "anna", "article": "tea", "pieces": 5, "price": 250}
    assert (placed["id"], placed["name"], placed["source"]) == ("a1", "order.place", "web")
    assert (placed["target"], placed["payload"]) == (FIRST, order)
    assert completed["events"] == [["order.placed", 1, order]]
    assert (failed["seq"], failed["code"], failed["field"]) == (fulfil["seq"], "not_open", "pieces")


def test_an_exported_log_is_imported_equal_and_trade_goes_on_from_there(
    service: OpenService, tmp_path: Path
) -> None:
    half = len(DAY) // 2
    send_all(service, DAY[:half])
    for wish in DAY[half:]:
        service.submit(wish.target, wish.payload, command_id=wish.id)
    lines = list(export_lines(service.database))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    import_lines(lines, elsewhere / DATABASE_NAME)
    with open_service(trade, elsewhere, workers=0) as copy:
        assert list(export_lines(copy.database)) == lines
        assert copy.replay() == service.replay()
        send_all(copy, DAY[:half])  # They are known there too.
        copy.run_until_idle()
        assert_same(copy.replay(), undisturbed(tmp_path, DAY))


# --- a process is killed -------------------------------------------------------------------------------------


def trade_until_killed(folder: Path, front: str, point: str, number: int) -> None:
    words = [sys.executable, "-m", "tests.drills.dying_trade", str(folder), front, point, str(number)]
    done = subprocess.run(words, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL


def left_in(folder: Path) -> contextlib.closing[MessageDatabase]:
    """The database of a folder that nobody has open."""
    return contextlib.closing(MessageDatabase(folder / DATABASE_NAME, read_only=True))


def unfinished(folder: Path) -> tuple[int, int]:
    """How many commands a process that died has accepted, and how many of those have no outcome."""
    with left_in(folder) as database:
        accepted = database.value("select count(*) from accepted")
        ended = database.value("select (select count(*) from completed) + (select count(*) from failed)")
    return accepted, accepted - ended


@pytest.mark.parametrize(("point", "lost"), [("accepted", 1), ("executed", 1), ("recorded", 0)])
@pytest.mark.parametrize("number", [1, 40, 77])
def test_a_restart_after_a_kill_reproduces_the_state_exactly(
    tmp_path: Path, point: str, lost: int, number: int
) -> None:
    folder = tmp_path / "trade"
    trade_until_killed(folder, "send", point, number)
    assert unfinished(folder) == (number, lost)
    with open_service(trade, folder, workers=0) as service:
        expected = undisturbed(tmp_path, DAY[:number])
        assert_same(service.replay(), expected)
        assert {target: service.state(target) for target in expected.states} == expected.states
    assert unfinished(folder) == (number, 0)


def test_a_sender_that_begins_again_after_a_kill_does_nothing_twice(tmp_path: Path) -> None:
    trade_until_killed(tmp_path / "trade", "send", "accepted", 40)
    with open_service(trade, tmp_path / "trade", workers=0) as service:
        send_all(service, DAY)
        assert service.log.last_seq == len(DAY)
        assert_same(service.replay(), undisturbed(tmp_path, DAY))


@pytest.mark.parametrize("point", ["accepted", "executed", "recorded"])
def test_a_queue_goes_on_after_each_of_several_kills_and_delivers_nothing_twice(
    tmp_path: Path, point: str
) -> None:
    folder = tmp_path / "trade"
    for number in (10, 17, 24):
        trade_until_killed(folder, "queue", point, number)
        # The command that the process was at is with the queue still, and will be delivered once more.
        with left_in(folder) as database:
            assert database.value("select count(*) from jobs where state = 'running'") >= 1
    with open_service(trade, folder) as service:
        assert service.wait_until_idle()
        assert service.log.last_seq == len(DAY)
        assert_same(service.replay(), undisturbed(tmp_path, DAY))


def test_what_a_killed_process_has_left_can_be_replayed_without_starting_anything(tmp_path: Path) -> None:
    folder = tmp_path / "trade"
    trade_until_killed(folder, "send", "accepted", 40)
    with left_in(folder) as database:
        # The fortieth command was accepted and has no outcome: the log alone knows of no effect of it.
        assert_same(replay(trade, database), undisturbed(tmp_path, DAY[:39]))
    assert unfinished(folder) == (40, 1)


# --- at least once -------------------------------------------------------------------------------------------


def test_four_workers_and_duplicate_deliveries_give_the_same_book(tmp_path: Path) -> None:
    everybody_there = threading.Barrier(5)

    def submitter(service: OpenService, seed: int) -> None:
        everybody_there.wait()
        for wish in mixed(by_order(DAY), random.Random(seed)):
            service.submit(wish.target, wish.payload, command_id=wish.id)

    def sender(service: OpenService) -> None:
        everybody_there.wait()
        send_all(service, DAY)

    with open_service(trade, tmp_path / "trade", workers=4) as service:
        threads = [threading.Thread(target=submitter, args=(service, seed)) for seed in range(4)]
        threads.append(threading.Thread(target=sender, args=(service,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert service.wait_until_idle()
        assert_same(service.replay(), undisturbed(tmp_path, DAY))
        assert service.log.last_seq == len(DAY)
        counts = service.jobs.counts()
    assert counts.keys() == {JobState.DONE.value, JobState.DEAD.value}
    assert sum(counts.values()) == len(DAY)


def test_the_same_log_is_answered_alike_however_often_it_is_delivered(service: OpenService) -> None:
    def answers() -> list[object]:
        found: list[object] = []
        for wish in DAY:
            try:
                found.append(service.send(wish.target, wish.payload, command_id=wish.id))
            except CommandError as error:
                found.append((error.code, error.message, error.field))
        return found

    first = answers()
    world = service.replay()
    assert answers() == first
    assert service.replay() == world
