"""Orders: they are placed, fulfilled in one or several deliveries, and cancelled while something is still open.

Each order is an aggregate of its own, so orders do not wait for each other. The order book is what is still open
in all of them, and is made of the log whenever somebody wants it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.errors import CommandError

Pieces = Annotated[int, msgspec.Meta(gt=0)]


# --- commands ----------------------------------------------------------------------------------------------


class PlaceOrder(msgspec.Struct, frozen=True):
    """A customer wants so many pieces of an article, at a price in cents for each."""

    customer: str
    article: str
    pieces: Pieces
    price: int


class FulfilOrder(msgspec.Struct, frozen=True):
    """So many pieces are delivered."""

    pieces: Pieces


class CancelOrder(msgspec.Struct, frozen=True):
    """What is still open is not wanted any more."""

    reason: str


# --- events ------------------------------------------------------------------------------------------------


class OrderPlaced(msgspec.Struct, frozen=True):
    """There is an order."""

    customer: str
    article: str
    pieces: Pieces
    price: int


class OrderFulfilled(msgspec.Struct, frozen=True):
    """So many pieces were delivered."""

    pieces: Pieces


class OrderCancelled(msgspec.Struct, frozen=True):
    """So many pieces will not be delivered."""

    pieces: Pieces
    reason: str


# --- an order ----------------------------------------------------------------------------------------------


class Order(msgspec.Struct, frozen=True):
    """An order: what is wanted, and how many pieces of it are open. Nothing is wanted before it is placed."""

    customer: str = ""
    article: str = ""
    price: int = 0
    status: Literal["new", "open", "fulfilled", "cancelled"] = "new"
    pieces: int = 0


def place(order: Order, command: PlaceOrder) -> OrderPlaced:
    """Decide a PlaceOrder."""
    if order.status != "new":
        raise CommandError("already_placed", f"The order is {order.status} already.")
    return OrderPlaced(command.customer, command.article, command.pieces, command.price)


def fulfil(order: Order, command: FulfilOrder) -> OrderFulfilled:
    """Decide a FulfilOrder."""
    if command.pieces > order.pieces:
        raise CommandError("not_open", f"{order.pieces} pieces are open.", "pieces")
    return OrderFulfilled(command.pieces)


def cancel(order: Order, command: CancelOrder) -> OrderCancelled:
    """Decide a CancelOrder."""
    if order.status != "open":
        raise CommandError("not_open", f"The order is {order.status}; there is nothing to cancel.")
    return OrderCancelled(order.pieces, command.reason)


def placed(order: Order, event: OrderPlaced) -> Order:
    """Return the order that there is now."""
    return Order(event.customer, event.article, event.price, "open", event.pieces)


def fulfilled(order: Order, event: OrderFulfilled) -> Order:
    """Return the order with fewer pieces open."""
    left = order.pieces - event.pieces
    return msgspec.structs.replace(order, pieces=left, status="open" if left else "fulfilled")


def cancelled(order: Order, event: OrderCancelled) -> Order:
    """Return the order with nothing open any more."""
    return msgspec.structs.replace(order, pieces=0, status="cancelled")


orders = AggregateType(
    "order",
    Order(),
    handles=[
        Handles("order.place", PlaceOrder, place),
        Handles("order.fulfil", FulfilOrder, fulfil),
        Handles("order.cancel", CancelOrder, cancel),
    ],
    evolves=[
        Evolves("order.placed", OrderPlaced, placed),
        Evolves("order.fulfilled", OrderFulfilled, fulfilled),
        Evolves("order.cancelled", OrderCancelled, cancelled),
    ],
)

trade = Domain([orders])


# --- the order book ----------------------------------------------------------------------------------------


def order_book(states: Mapping[str, Order]) -> dict[str, dict[str, int]]:
    """Return how many pieces of each article are open in which order, such as {"tea": {"order/7": 3}}.

    Args:
        states: every order by its id, as `replay()` gives them.
    """
    book: dict[str, dict[str, int]] = {}
    for target, order in sorted(states.items()):
        if order.status == "open":
            book.setdefault(order.article, {})[target] = order.pieces
    return book
