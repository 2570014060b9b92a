"""Carts on a real database: the view shows what was added, and its database may go away and come back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from editorapp.bus.errors import CommandError, ReadModelError
from editorapp.bus.projection import Health
from editorapp.bus.trace import QueryTrace
from editorapp.storage.messages.opening import READ_MODELS_NAME, OpenService, open_service
from tests.drills.cart import (
    AddItemToCart,
    CartView,
    GetCart,
    Line,
    RemoveItemFromCart,
    carts,
    shop,
)

ANNA = carts.target("anna")
BEN = carts.target("ben")

TakeAway = Callable[[], Callable[[], None]]
"""Takes the read models' database away; what it returns brings it back."""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[OpenService]:
    with open_service(shop, tmp_path, workers=0) as service:
        yield service


@pytest.fixture(params=["moved", "a folder in its place", "overwritten"])
def take_away(request: pytest.FixtureRequest, tmp_path: Path) -> TakeAway:
    """The ways in which a database goes away."""
    database, shelter = tmp_path / READ_MODELS_NAME, tmp_path / "elsewhere"

    def take() -> Callable[[], None]:
        database.rename(shelter)
        if request.param == "a folder in its place":
            database.mkdir()
        elif request.param == "overwritten":
            database.write_bytes(b"This is no database. " * 100)
        return bring_back

    def bring_back() -> None:
        if database.is_dir():
            database.rmdir()
        shelter.replace(database)

    return take


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until a condition holds that threads bring about; a minute is long enough for any machine."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "nothing has happened for a minute"
        time.sleep(0.01)


def view_health(service: OpenService) -> Health:
    (health,) = service.health()
    return health


def test_what_is_added_is_shown(service: OpenService) -> None:
    service.send(ANNA, AddItemToCart("pen", 2, price=150))
    service.send(ANNA, AddItemToCart("ink", 1, price=700))
    service.send(ANNA, AddItemToCart("pen", 1, price=140))
    service.send(BEN, AddItemToCart("pen", 1, price=150))
    service.run_until_idle()
    view = service.ask(GetCart(ANNA))
    assert view == CartView((Line("pen", 3, 440), Line("ink", 1, 700)))
    assert view.total == 1140
    assert service.ask(GetCart(BEN)).lines == (Line("pen", 1, 150),)


def test_what_is_removed_is_not_shown_any_more(service: OpenService) -> None:
    service.send(ANNA, AddItemToCart("pen", 2, price=150))
    service.send(ANNA, AddItemToCart("ink", 1, price=700))
    service.send(ANNA, RemoveItemFromCart("pen"))
    service.run_until_idle()
    assert service.ask(GetCart(ANNA)).lines == (Line("ink", 1, 700),)


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (AddItemToCart("pen", 0, price=150), "invalid_argument", "pieces"),
        (RemoveItemFromCart("pen"), "not_in_cart", "article"),
    ],
)
def test_a_refusal_reaches_the_sender_with_the_field_at_fault(
    service: OpenService, command: Any, code: str, field: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        service.send(ANNA, command)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    service.run_until_idle()
    assert service.ask(GetCart(ANNA)) == CartView()


def test_a_query_does_not_touch_the_cart_and_may_see_an_older_one(service: OpenService) -> None:
    service.send(ANNA, AddItemToCart("pen", 2, price=150))
    assert service.state(ANNA).pieces == {"pen": 2}
    assert service.ask(GetCart(ANNA)) == CartView()
    assert view_health(service).lag == 1
    service.run_until_idle()
    assert service.ask(GetCart(ANNA)).total == 300
    assert view_health(service).lag == 0


def test_a_query_can_be_watched(tmp_path: Path) -> None:
    traces: list[Any] = []
    with open_service(shop, tmp_path, workers=0, observe=traces.append) as service:
        service.send(ANNA, AddItemToCart("pen", 2, price=150))
        service.run_until_idle()
        service.ask(GetCart(ANNA))
    (query,) = [trace for trace in traces if isinstance(trace, QueryTrace)]
    assert (query.name, query.read_model, query.position, query.rows) == ("GetCart", "cart_view", 1, 1)


# --- the database of the read model goes away ------------------------------------------------------------------


def test_commands_go_on_while_the_view_is_away_and_it_misses_nothing(
    service: OpenService, take_away: TakeAway
) -> None:
    service.send(ANNA, AddItemToCart("pen", 1, price=150))
    service.run_until_idle()
    bring_back = take_away()
    for _ in range(3):
        service.send(ANNA, AddItemToCart("pen", 1, price=150))
        service.run_until_idle()
    assert service.state(ANNA).pieces == {"pen": 4}
    bring_back()
    service.run_until_idle()
    assert service.ask(GetCart(ANNA)).lines == (Line("pen", 4, 600),)


def test_a_view_that_is_away_says_so_instead_of_showing_an_empty_cart(
    service: OpenService, take_away: TakeAway
) -> None:
    service.send(ANNA, AddItemToCart("pen", 1, price=150))
    service.run_until_idle()
    bring_back = take_away()
    for _ in range(2):
        with pytest.raises(ReadModelError) as failure:
            service.ask(GetCart(ANNA))
        assert failure.value.code == "read_model_unavailable"
        service.run_until_idle()
    bring_back()
    assert service.ask(GetCart(ANNA)).lines == (Line("pen", 1, 150),)


def test_the_lag_is_shown_while_the_view_is_away(service: OpenService, take_away: TakeAway) -> None:
    service.send(ANNA, AddItemToCart("pen", 1, price=150))
    service.run_until_idle()
    bring_back = take_away()
    for sent in range(1, 4):
        service.send(ANNA, AddItemToCart("pen", 1, price=150))
        service.run_until_idle()
        health = view_health(service)
        assert (health.position, health.lag) == (1, sent)
        assert "cannot be used" in health.error
    assert health.errors >= 3
    bring_back()
    service.run_until_idle()
    health = view_health(service)
    assert (health.position, health.lag, health.error) == (4, 0, "")


def test_an_older_copy_that_comes_back_catches_up(service: OpenService, tmp_path: Path) -> None:
    database = tmp_path / READ_MODELS_NAME
    service.send(ANNA, AddItemToCart("pen", 1, price=150))
    service.run_until_idle()
    copy = database.read_bytes()
    for _ in range(50):
        service.send(BEN, AddItemToCart("pen", 1, price=150))
        service.run_until_idle()
    database.unlink()
    service.run_until_idle()
    database.write_bytes(copy)
    service.run_until_idle()
    assert service.ask(GetCart(ANNA)).lines == (Line("pen", 1, 150),)
    assert service.ask(GetCart(BEN)).lines == (Line("pen", 50, 7500),)


@pytest.mark.parametrize("take_away", ["moved", "overwritten"], indirect=True)
def test_a_view_that_does_not_come_back_is_built_again_on_request(
    service: OpenService, take_away: TakeAway
) -> None:
    for _ in range(3):
        service.send(ANNA, AddItemToCart("pen", 1, price=150))
        service.run_until_idle()
    take_away()
    service.run_until_idle()
    assert view_health(service).error
    service.read_models.rebuild("cart_view")
    assert service.ask(GetCart(ANNA)).lines == (Line("pen", 3, 450),)
    assert (view_health(service).lag, view_health(service).error) == (0, "")


def test_a_view_that_is_not_there_at_the_start_is_built_again(tmp_path: Path) -> None:
    with open_service(shop, tmp_path, workers=0) as service:
        service.send(ANNA, AddItemToCart("pen", 2, price=150))
        service.run_until_idle()
    (tmp_path / READ_MODELS_NAME).unlink()
    with open_service(shop, tmp_path, workers=0) as service:
        assert view_health(service).lag == 1
        service.run_until_idle()
        assert service.ask(GetCart(ANNA)).lines == (Line("pen", 2, 300),)


def test_threads_follow_by_themselves_once_the_view_is_back(tmp_path: Path, take_away: TakeAway) -> None:
    with open_service(shop, tmp_path, workers=2) as service:
        service.send(ANNA, AddItemToCart("pen", 1, price=150))
        wait_for(lambda: view_health(service).lag == 0)
        bring_back = take_away()
        service.send(ANNA, AddItemToCart("pen", 1, price=150))
        wait_for(lambda: view_health(service).error)
        bring_back()
        wait_for(lambda: view_health(service).lag == 0)
        assert service.ask(GetCart(ANNA)).lines == (Line("pen", 2, 300),)
