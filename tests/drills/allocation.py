"""Allocation: orders are given pieces of batches of stock, and no batch ever gives more than it has.

An aggregate is the stock of one article with all its batches, since whether a batch may give something away is
decided among them. Nothing left is no error but a fact, `OutOfStock`, which others may want to hear of.
"""

from __future__ import annotations

import datetime
from types import NoneType
from typing import Annotated

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.errors import CommandError
from editorapp.bus.message import Intent, RecordedEvent
from editorapp.bus.process_manager import ProcessManager

Pieces = Annotated[int, msgspec.Meta(gt=0)]
PiecesOrNone = Annotated[int, msgspec.Meta(ge=0)]


# --- commands ----------------------------------------------------------------------------------------------


class CreateBatch(msgspec.Struct, frozen=True):
    """There is a batch of an article; it is in the warehouse, or arrives on a day."""

    batch: str
    article: str
    quantity: PiecesOrNone
    arrives: datetime.date | None = None


class Allocate(msgspec.Struct, frozen=True):
    """An order is to have so many pieces of an article, all from one batch."""

    order: str
    article: str
    quantity: Pieces


class ChangeBatchQuantity(msgspec.Struct, frozen=True):
    """A batch has more or fewer pieces than was said."""

    batch: str
    quantity: PiecesOrNone


# --- events ------------------------------------------------------------------------------------------------


class BatchCreated(msgspec.Struct, frozen=True):
    """There is a batch."""

    batch: str
    article: str
    quantity: PiecesOrNone
    arrives: datetime.date | None


class Allocated(msgspec.Struct, frozen=True):
    """An order has pieces of a batch."""

    order: str
    batch: str
    quantity: Pieces


class OutOfStock(msgspec.Struct, frozen=True):
    """No batch has as many pieces left as an order wants."""

    order: str
    article: str
    quantity: Pieces


class Deallocated(msgspec.Struct, frozen=True):
    """An order has lost its pieces of a batch."""

    order: str
    article: str
    batch: str
    quantity: Pieces


class BatchQuantityChanged(msgspec.Struct, frozen=True):
    """A batch has so many pieces now."""

    batch: str
    quantity: PiecesOrNone


# --- the stock of an article -------------------------------------------------------------------------------


class Batch(msgspec.Struct, frozen=True):
    """A batch, and how many pieces of it which order has; the order that got some last is the last."""

    quantity: int
    arrives: datetime.date | None = None
    orders: dict[str, int] = {}

    @property
    def left(self) -> int:
        """How many pieces nobody has."""
        return self.quantity - sum(self.orders.values())


class Stock(msgspec.Struct, frozen=True):
    """All batches of an article by their names."""

    article: str = ""
    batches: dict[str, Batch] = {}

    def batch_of(self, order: str) -> str | None:
        """Return the batch that an order has pieces of, or None."""
        return next((name for name, batch in self.batches.items() if order in batch.orders), None)

    def preferred(self) -> list[str]:
        """Return the batches as they are to be given away: those in the warehouse, then the first to arrive."""
        return sorted(self.batches, key=lambda name: self.batches[name].arrives or datetime.date.min)

    def with_batch(self, name: str, batch: Batch) -> Stock:
        """Return the stock with a batch that is new or has changed."""
        return msgspec.structs.replace(self, batches={**self.batches, name: batch})


def create_batch(stock: Stock, command: CreateBatch) -> BatchCreated:
    """Decide a CreateBatch."""
    if command.batch in stock.batches:
        raise CommandError("known_batch", f"There is a batch {command.batch} already.", "batch")
    return BatchCreated(command.batch, command.article, command.quantity, command.arrives)


def allocate(stock: Stock, command: Allocate) -> Allocated | OutOfStock:
    """Decide an Allocate."""
    known = stock.batch_of(command.order)
    if known is not None:
        raise CommandError("allocated", f"{command.order} has pieces of {known} already.", "order")
    for name in stock.preferred():
        if stock.batches[name].left >= command.quantity:
            return Allocated(command.order, name, command.quantity)
    return OutOfStock(command.order, command.article, command.quantity)


def change_batch_quantity(
    stock: Stock, command: ChangeBatchQuantity
) -> tuple[Deallocated | BatchQuantityChanged, ...]:
    """Decide a ChangeBatchQuantity: who came last loses first, until the others fit."""
    batch = stock.batches.get(command.batch)
    if batch is None:
        raise CommandError("unknown_batch", f"There is no batch {command.batch}.", "batch")
    lost = []
    surplus = sum(batch.orders.values()) - command.quantity
    for order, quantity in reversed(batch.orders.items()):
        if surplus > 0:
            lost.append(Deallocated(order, stock.article, command.batch, quantity))
            surplus -= quantity
    # First they lose, then the batch shrinks, so that there is no moment at which it has given more than it has.
    return *lost, BatchQuantityChanged(command.batch, command.quantity)


def batch_created(stock: Stock, event: BatchCreated) -> Stock:
    """Return the stock with one batch more."""
    stock = msgspec.structs.replace(stock, article=event.article)
    return stock.with_batch(event.batch, Batch(event.quantity, event.arrives))


def allocated(stock: Stock, event: Allocated) -> Stock:
    """Return the stock with pieces given to an order."""
    batch = stock.batches[event.batch]
    orders = {**batch.orders, event.order: event.quantity}
    return stock.with_batch(event.batch, msgspec.structs.replace(batch, orders=orders))


def deallocated(stock: Stock, event: Deallocated) -> Stock:
    """Return the stock with pieces taken from an order."""
    batch = stock.batches[event.batch]
    orders = {order: quantity for order, quantity in batch.orders.items() if order != event.order}
    return stock.with_batch(event.batch, msgspec.structs.replace(batch, orders=orders))


def batch_quantity_changed(stock: Stock, event: BatchQuantityChanged) -> Stock:
    """Return the stock with a batch of another size."""
    batch = stock.batches[event.batch]
    return stock.with_batch(event.batch, msgspec.structs.replace(batch, quantity=event.quantity))


def out_of_stock(stock: Stock, event: OutOfStock) -> Stock:
    """Return the stock as it is: nothing was given away."""
    return stock


stocks = AggregateType(
    "stock",
    Stock(),
    handles=[
        Handles("stock.create_batch", CreateBatch, create_batch),
        Handles("stock.allocate", Allocate, allocate),
        Handles("stock.change_batch_quantity", ChangeBatchQuantity, change_batch_quantity),
    ],
    evolves=[
        Evolves("stock.batch_created", BatchCreated, batch_created),
        Evolves("stock.allocated", Allocated, allocated),
        Evolves("stock.out_of_stock", OutOfStock, out_of_stock),
        Evolves("stock.deallocated", Deallocated, deallocated),
        Evolves("stock.batch_quantity_changed", BatchQuantityChanged, batch_quantity_changed),
    ],
)


# --- whoever has lost pieces is given others ---------------------------------------------------------------


def allocate_again(state: None, recorded: RecordedEvent) -> tuple[None, list[Intent]]:
    """Answer a Deallocated with an Allocate; there is nothing to remember meanwhile."""
    lost: Deallocated = recorded.event
    return None, [Intent(recorded.target, Allocate(lost.order, lost.article, lost.quantity))]


reallocation = ProcessManager(
    "reallocation",
    state=NoneType,
    reactions={Deallocated: allocate_again},
    issues=(Allocate,),
)

warehouse = Domain([stocks], process_managers=[reallocation])
