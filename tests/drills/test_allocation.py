"""Allocation on the real database: never too much is given away, and a notifier that fails hurts nobody."""

from __future__ import annotations

import ast
import datetime
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.bus.errors import CommandError
from editorapp.bus.job import JobKind, JobState
from editorapp.storage.messages.opening import OpenService, open_service
from tests.drills.allocation import (
    Allocate,
    Allocated,
    Batch,
    BatchCreated,
    BatchQuantityChanged,
    ChangeBatchQuantity,
    CreateBatch,
    Deallocated,
    OutOfStock,
    Stock,
    stocks,
    warehouse,
)

ROOT = Path(__file__).parents[2]
LAMP = stocks.target("lamp")
MAY = datetime.date(2031, 5, 1)
JUNE = datetime.date(2031, 6, 1)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[OpenService]:
    with open_service(warehouse, tmp_path, workers=0) as service:
        yield service


def events(service: OpenService) -> list[Any]:
    return [recorded.event for recorded in service.log.events().events]


def orders_by_batch(service: OpenService) -> dict[str, dict[str, int]]:
    stock: Stock = service.state(LAMP)
    return {name: batch.orders for name, batch in stock.batches.items() if batch.orders}


# --- allocating ----------------------------------------------------------------------------------------------


def test_an_order_gets_pieces_of_a_batch(service: OpenService) -> None:
    service.send(LAMP, CreateBatch("b1", "lamp", 10, MAY))
    service.send(LAMP, Allocate("order 1", "lamp", 4))
    assert service.state(LAMP) == Stock("lamp", {"b1": Batch(10, MAY, {"order 1": 4})})
    assert events(service) == [BatchCreated("b1", "lamp", 10, MAY), Allocated("order 1", "b1", 4)]


def test_the_warehouse_comes_before_what_arrives_and_what_arrives_soon_before_the_rest(
    service: OpenService,
) -> None:
    service.send(LAMP, CreateBatch("in june", "lamp", 10, JUNE))
    service.send(LAMP, CreateBatch("in may", "lamp", 10, MAY))
    service.send(LAMP, CreateBatch("here", "lamp", 10))
    for number in range(3):
        service.send(LAMP, Allocate(f"order {number}", "lamp", 6))
    assert orders_by_batch(service) == {
        "here": {"order 0": 6},
        "in may": {"order 1": 6},
        "in june": {"order 2": 6},
    }


def test_a_batch_can_be_given_away_to_its_last_piece_and_no_further(service: OpenService) -> None:
    service.send(LAMP, CreateBatch("b1", "lamp", 10))
    service.send(LAMP, Allocate("order 1", "lamp", 7))
    service.send(LAMP, Allocate("order 2", "lamp", 4))
    service.send(LAMP, Allocate("order 3", "lamp", 3))
    assert orders_by_batch(service) == {"b1": {"order 1": 7, "order 3": 3}}
    assert events(service)[2] == OutOfStock("order 2", "lamp", 4)


def test_an_article_that_nobody_has_heard_of_is_out_of_stock(service: OpenService) -> None:
    service.send(LAMP, Allocate("order 1", "lamp", 1))
    assert events(service) == [OutOfStock("order 1", "lamp", 1)]


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (CreateBatch("b1", "lamp", 3), "known_batch", "batch"),
        (ChangeBatchQuantity("b2", 3), "unknown_batch", "batch"),
        (Allocate("order 1", "lamp", 1), "allocated", "order"),
        (Allocate("order 2", "lamp", 0), "invalid_argument", "quantity"),
        (ChangeBatchQuantity("b1", -1), "invalid_argument", "quantity"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    service: OpenService, command: CreateBatch | ChangeBatchQuantity | Allocate, code: str, field: str
) -> None:
    service.send(LAMP, CreateBatch("b1", "lamp", 10))
    service.send(LAMP, Allocate("order 1", "lamp", 4))
    before = service.state(LAMP)
    with pytest.raises(CommandError) as refusal:
        service.send(LAMP, command)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert service.state(LAMP) == before


# --- batches of another size ---------------------------------------------------------------------------------


def test_a_batch_that_turns_out_bigger_has_more_to_give(service: OpenService) -> None:
    service.send(LAMP, CreateBatch("b1", "lamp", 1))
    service.send(LAMP, ChangeBatchQuantity("b1", 5))
    service.send(LAMP, Allocate("order 1", "lamp", 5))
    assert orders_by_batch(service) == {"b1": {"order 1": 5}}


def test_a_batch_that_turns_out_smaller_takes_back_from_who_came_last(service: OpenService) -> None:
    service.send(LAMP, CreateBatch("b1", "lamp", 10))
    for number, quantity in enumerate([5, 2, 3]):
        service.send(LAMP, Allocate(f"order {number}", "lamp", quantity))
    service.send(LAMP, ChangeBatchQuantity("b1", 6))
    assert orders_by_batch(service) == {"b1": {"order 0": 5}}
    assert events(service)[-3:] == [
        Deallocated("order 2", "lamp", "b1", 3),
        Deallocated("order 1", "lamp", "b1", 2),
        BatchQuantityChanged("b1", 6),
    ]


def test_who_has_lost_pieces_is_given_others_of_another_batch(service: OpenService) -> None:
    service.send(LAMP, CreateBatch("b1", "lamp", 10))
    service.send(LAMP, Allocate("order 1", "lamp", 8))
    service.send(LAMP, CreateBatch("b2", "lamp", 10, MAY))
    service.send(LAMP, ChangeBatchQuantity("b1", 7))
    service.run_until_idle()
    assert orders_by_batch(service) == {"b2": {"order 1": 8}}


def test_who_has_lost_pieces_and_cannot_be_given_others_is_out_of_stock(service: OpenService) -> None:
    service.send(LAMP, CreateBatch("b1", "lamp", 10))
    service.send(LAMP, Allocate("order 1", "lamp", 8))
    service.send(LAMP, ChangeBatchQuantity("b1", 7))
    service.run_until_idle()
    assert orders_by_batch(service) == {}
    assert events(service)[-1] == OutOfStock("order 1", "lamp", 8)


# --- never too much ------------------------------------------------------------------------------------------

BATCHES = st.sampled_from(["b1", "b2", "b3"])
QUANTITIES = st.integers(1, 12)
COMMANDS = st.one_of(
    st.builds(CreateBatch, BATCHES, st.just("lamp"), QUANTITIES, st.sampled_from([None, MAY, JUNE])),
    st.builds(Allocate, st.integers(1, 9).map("order {}".format), st.just("lamp"), QUANTITIES),
    st.builds(ChangeBatchQuantity, BATCHES, st.integers(0, 12)),
)


def assert_sound(stock: Stock) -> None:
    given_to = [order for batch in stock.batches.values() for order in batch.orders]
    assert all(batch.left >= 0 for batch in stock.batches.values())
    assert len(given_to) == len(set(given_to))


@given(st.lists(st.tuples(COMMANDS, st.booleans()), max_size=40))
def test_no_batch_ever_gives_more_than_it_has_whatever_is_asked(
    tmp_path_factory: pytest.TempPathFactory,
    commands: list[tuple[CreateBatch | Allocate | ChangeBatchQuantity, bool]],
) -> None:
    wanted: set[str] = set()
    with open_service(warehouse, tmp_path_factory.mktemp("warehouse"), workers=0) as service:
        for command, is_followed in commands:
            service.submit(LAMP, command)
            wanted |= {command.order} if isinstance(command, Allocate) else set()
            if is_followed:
                service.run_until_idle()
        service.run_until_idle()
        facts = events(service)
        # Sound after every single fact, not only where a command ended.
        stock = stocks.initial
        for fact in facts:
            stock = stocks.state_after(stock, fact)
            assert_sound(stock)
        assert stock == service.state(LAMP) == service.replay().states.get(LAMP, Stock())
        # Nobody is forgotten: who wanted pieces has some, or it was said that there are none.
        told = {fact.order for fact in facts if isinstance(fact, OutOfStock)}
        assert all(stock.batch_of(order) or order in told for order in wanted)


def test_four_workers_give_no_piece_away_twice(tmp_path: Path) -> None:
    chance = random.Random(2)
    articles = [f"article {number}" for number in range(3)]
    with open_service(warehouse, tmp_path, workers=4) as service:
        for article in articles:
            service.submit(stocks.target(article), CreateBatch("b1", article, 100))
        for number in range(150):
            article = chance.choice(articles)
            service.submit(stocks.target(article), Allocate(f"order {number}", article, 3))
        for article in articles:
            service.submit(stocks.target(article), ChangeBatchQuantity("b1", 50))
        assert service.wait_until_idle()
        world = service.replay()
        assert world.states.keys() == {stocks.target(article) for article in articles}
        for stock in world.states.values():
            assert_sound(stock)
            # 33 orders had three pieces each; 16 of them are left, and nobody who lost his has got them back.
            assert [(batch.quantity, batch.left) for batch in stock.batches.values()] == [(50, 2)]


# --- a notifier that fails -----------------------------------------------------------------------------------


class Notifier:
    """Tells the buyers what to buy; while it is broken, it does not."""

    def __init__(self) -> None:
        self.is_broken = False
        self.told: list[object] = []

    def tell(self, event: object) -> None:
        if self.is_broken:
            raise ConnectionError("nobody answers")
        self.told.append(event)


WANTED = OutOfStock("order 1", "lamp", 4)


@pytest.fixture
def notifier(service: OpenService) -> Notifier:
    notifier = Notifier()
    service.subscribe(OutOfStock, notifier.tell, "buyers")
    return notifier


def test_a_notifier_hears_that_an_article_is_out_of_stock(service: OpenService, notifier: Notifier) -> None:
    service.send(LAMP, Allocate("order 1", "lamp", 4))
    assert notifier.told == [WANTED]


def test_a_notifier_that_fails_hurts_neither_the_command_nor_the_others(
    service: OpenService, notifier: Notifier
) -> None:
    later: list[object] = []
    service.subscribe(OutOfStock, later.append, "somebody else")
    notifier.is_broken = True
    outcome = service.send(LAMP, Allocate("order 1", "lamp", 4))
    assert (outcome.status, outcome.error) == ("completed", None)
    assert events(service) == [WANTED]
    assert later == [WANTED]


def test_a_notifier_that_failed_is_run_again_for_the_same_event_once_it_is_mended(
    service: OpenService, notifier: Notifier
) -> None:
    notifier.is_broken = True
    service.send(LAMP, Allocate("order 1", "lamp", 4))
    (dead,) = service.jobs.in_state(JobState.DEAD)
    assert (dead.kind, dead.name, dead.failure and dead.failure.code) == (
        JobKind.HANDLER,
        "buyers",
        "handler_failed",
    )
    service.queue.retry(dead.id)
    service.run_until_idle()
    (dead,) = service.jobs.in_state(JobState.DEAD)  # It is broken still.
    notifier.is_broken = False
    service.queue.retry(dead.id)
    service.run_until_idle()
    assert notifier.told == [WANTED]
    assert service.jobs.counts() == {"done": 1}


def test_what_a_notifier_missed_can_be_told_after_a_restart(service: OpenService, notifier: Notifier) -> None:
    notifier.is_broken = True
    service.send(LAMP, Allocate("order 1", "lamp", 4))
    folder = service.database.path
    assert folder is not None
    service.close()
    with open_service(warehouse, folder.parent, workers=0) as again:
        mended = Notifier()
        again.subscribe(OutOfStock, mended.tell, "buyers")
        (dead,) = again.jobs.in_state(JobState.DEAD)
        again.queue.retry(dead.id)
        again.run_until_idle()
        assert mended.told == [WANTED]


DYING_NOTIFIER = """
import os, pathlib, signal, sys
from editorapp.storage.messages.opening import open_service
from tests.drills.allocation import Allocate, OutOfStock, stocks, warehouse

service = open_service(warehouse, pathlib.Path(sys.argv[1]), workers=0)
service.subscribe(OutOfStock, lambda event: os.kill(os.getpid(), signal.SIGKILL), "buyers")
service.send(stocks.target("lamp"), Allocate("order 1", "lamp", 4))
"""


def test_a_notifier_given_at_opening_hears_of_what_a_process_died_over(tmp_path: Path) -> None:
    words = [sys.executable, "-c", DYING_NOTIFIER, str(tmp_path)]
    assert subprocess.run(words, cwd=ROOT, timeout=60, check=False).returncode == -signal.SIGKILL
    notifier = Notifier()
    for _ in range(2):
        with open_service(
            warehouse, tmp_path, workers=0, handlers=[(OutOfStock, notifier.tell, "buyers")]
        ) as service:
            assert events(service) == [WANTED]
        assert notifier.told == [WANTED]  # Once: the second start finds nothing left to do.


@pytest.mark.parametrize("command", [Allocate("order 1", "lamp", 4), CreateBatch("b1", "lamp", 10, MAY)])
def test_the_log_of_a_failure_can_be_pasted_into_a_shell_to_get_the_event(
    service: OpenService,
    notifier: Notifier,
    caplog: pytest.LogCaptureFixture,
    command: Allocate | CreateBatch,
) -> None:
    service.subscribe(BatchCreated, notifier.tell, "buyers")
    notifier.is_broken = True
    service.send(LAMP, command)
    (record,) = caplog.records
    words, _, pasted = record.getMessage().partition("what it was given: ")
    assert words == "buyers failed with ConnectionError('nobody answers'); "
    assert [typed_in_a_shell(pasted)] == events(service)


def typed_in_a_shell(line: str) -> object:
    """Run a line of Python, and return what a shell would show for it."""
    *statements, shown = ast.parse(line).body
    assert isinstance(shown, ast.Expr)
    names: dict[str, object] = {}
    exec(compile(ast.Module(statements, []), "<shell>", "exec"), names)
    return eval(compile(ast.Expression(shown.value), "<shell>", "eval"), names)
