"""Customers who become VIPs: their third order is remarked by their history, and congratulated on by e-mail.

    PlaceOrder      -> order/4711     -> OrderPlaced
    OrderPlaced     -> (bookkeeping)  -> RecordOrder
    RecordOrder     -> history/anna   -> OrderRecorded, and once CustomerBecameVip
    CustomerBecameVip -> (e-mail to the customer)

An order and the history of its customer are two aggregates, so two commands change them; a process manager leads from
the one to the other. The mail server may be down for a while: the e-mail waits, and is delivered once.
"""

from __future__ import annotations

import contextlib
import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final, Protocol

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.effect import Attempt, Effect
from editorapp.bus.errors import CommandError, EffectRefusedError, TransientError
from editorapp.bus.message import Intent, RecordedEvent
from editorapp.bus.process_manager import ProcessManager
from editorapp.bus.retry import RetryPolicy

ORDERS_OF_A_VIP: Final = 3

# --- an order ------------------------------------------------------------------------------------------------


class PlaceOrder(msgspec.Struct, frozen=True):
    """A customer orders something, at a price in cents."""

    customer: str
    article: str
    price: int


class OrderPlaced(msgspec.Struct, frozen=True):
    """A customer has ordered something."""

    customer: str
    article: str
    price: int


class Order(msgspec.Struct, frozen=True):
    """Whether it is placed already."""

    is_placed: bool = False


def place(order: Order, command: PlaceOrder) -> OrderPlaced:
    """An order is placed once."""
    if order.is_placed:
        raise CommandError("already_placed", "This order is placed already.")
    return OrderPlaced(command.customer, command.article, command.price)


orders = AggregateType(
    "order",
    Order(),
    handles=[Handles("order.place", PlaceOrder, place)],
    evolves=[Evolves("order.placed", OrderPlaced, lambda order, event: Order(is_placed=True))],
)

# --- the history of a customer ---------------------------------------------------------------------------------


class RecordOrder(msgspec.Struct, frozen=True):
    """An order belongs into the history of its customer."""

    order: str


class OrderRecorded(msgspec.Struct, frozen=True):
    """The history has one order more."""

    order: str


class CustomerBecameVip(msgspec.Struct, frozen=True):
    """It was the order that made a VIP of the customer."""

    order: str


class History(msgspec.Struct, frozen=True):
    """What a customer has ordered so far."""

    orders: tuple[str, ...] = ()
    is_vip: bool = False


def record_order(history: History, command: RecordOrder) -> tuple[OrderRecorded | CustomerBecameVip, ...]:
    """Each order counts once, and the third one makes a VIP."""
    if command.order in history.orders:
        raise CommandError("already_recorded", f"{command.order} is in the history already.", "order")
    recorded = OrderRecorded(command.order)
    if len(history.orders) + 1 == ORDERS_OF_A_VIP:
        return recorded, CustomerBecameVip(command.order)
    return (recorded,)


histories = AggregateType(
    "history",
    History(),
    handles=[Handles("history.record_order", RecordOrder, record_order)],
    evolves=[
        Evolves(
            "history.order_recorded",
            OrderRecorded,
            lambda history, event: History((*history.orders, event.order), history.is_vip),
        ),
        Evolves(
            "history.became_vip",
            CustomerBecameVip,
            lambda history, event: History(history.orders, is_vip=True),
        ),
    ],
)

# --- from the one to the other ---------------------------------------------------------------------------------


class Booked(msgspec.Struct, frozen=True):
    """The bookkeeping has seen to an order."""


def book(state: Booked | None, recorded: RecordedEvent) -> tuple[Booked, list[Intent]]:
    """Have a placed order recorded in the history of its customer."""
    history = histories.target(recorded.event.customer)
    return Booked(), [Intent(history, RecordOrder(recorded.target))]


bookkeeping = ProcessManager("bookkeeping", Booked, reactions={OrderPlaced: book}, issues=(RecordOrder,))

# --- to the outside --------------------------------------------------------------------------------------------


class PostOffice(Protocol):
    """What delivers e-mails."""

    def deliver(self, message: EmailMessage) -> None:
        """Deliver an e-mail.

        Raises:
            TransientError: it was not delivered for now.
            EffectRefusedError: it was not delivered and never will be.
        """
        ...


def vip_program(post_office: PostOffice) -> Domain:
    """Return the whole program, with the post office that its e-mails go to."""

    def congratulate(event: CustomerBecameVip, attempt: Attempt) -> None:
        customer = histories.key(attempt.target)
        message = EmailMessage()
        message["Message-ID"] = f"<{attempt.key}@shop.example>"
        message["From"] = "shop@shop.example"
        message["To"] = f"{customer}@customers.example"
        message["Subject"] = "You are a VIP now"
        message.set_content(f"Thank you for {event.order}.")
        post_office.deliver(message)

    return Domain(
        [orders, histories],
        process_managers=[bookkeeping],
        effects=[
            # Half a second, one, two, four ... up to a minute: two hours of patience, then a dead letter.
            Effect("vip.congratulate", CustomerBecameVip, congratulate, policy=RetryPolicy(retries=120))
        ],
    )


class SmtpServer:
    """A post office that speaks SMTP.

    As long as the server has not the whole e-mail, whatever goes wrong means that it was not delivered. When it has
    it and its answer is lost, nobody knows: the error goes on as it is, and leaves the e-mail in doubt.
    """

    def __init__(self, host: str, port: int, timeout: float = 10) -> None:
        """Take where the server is, and how many seconds to wait for each of its answers."""
        self._host = host
        self._port = port
        self._timeout = timeout

    def deliver(self, message: EmailMessage) -> None:
        """Deliver an e-mail; see `PostOffice`."""
        try:
            connection = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        except OSError as error:
            raise TransientError(f"The mail server cannot be reached: {error}") from error
        with contextlib.closing(connection):
            try:
                connection.ehlo_or_helo_if_needed()
                _accepted(connection.mail(message["From"]))
                _accepted(connection.rcpt(message["To"]))
            except OSError as error:
                raise TransientError(f"The mail server has gone away: {error}") from error
            _accepted(connection.data(message.as_bytes(policy=SMTP)))


def _accepted(answer: tuple[int, bytes]) -> None:
    code, words = answer
    said = f"The mail server said {code} {words.decode(errors='replace')}"
    if code >= 500:
        raise EffectRefusedError(said)
    if code >= 400:
        raise TransientError(said)
