"""Invoices that are paid by card: the charging is done outside, and its success or failure comes back as a command.

    PayInvoice            -> PaymentRequested       -> (the card company is asked to charge the card)
    it has charged        -> RecordPayment          -> InvoicePaid
    it has refused        -> RecordFailedPayment    -> InvoicePaymentFailed
    nobody knows          -> the company is asked, or else a person says what has become of it

The number of the card is a secret: it is sealed where it is stored, and masked where it is shown.
"""

from __future__ import annotations

import enum
import subprocess
from typing import Annotated, Protocol

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.effect import Attempt, Effect, Found, Result
from editorapp.bus.errors import CommandError, EffectRefusedError, TransientError
from editorapp.bus.message import Intent
from editorapp.bus.secret import SECRET

CardNumber = Annotated[str, SECRET]

# --- messages ------------------------------------------------------------------------------------------------


class SendInvoice(msgspec.Struct, frozen=True):
    """A customer is to pay so many cents."""

    cents: int


class PayInvoice(msgspec.Struct, frozen=True):
    """The customer wants to pay, with this card."""

    card: CardNumber


class RecordPayment(msgspec.Struct, frozen=True):
    """The card was charged; the card company knows the charge by the reference."""

    reference: str


class RecordFailedPayment(msgspec.Struct, frozen=True):
    """The card was not charged."""

    reason: str


class InvoiceSent(msgspec.Struct, frozen=True):
    """A customer has been asked to pay so many cents."""

    cents: int


class PaymentRequested(msgspec.Struct, frozen=True):
    """So many cents are to be charged to a card."""

    card: CardNumber
    cents: int


class InvoicePaid(msgspec.Struct, frozen=True):
    """The money is there."""

    reference: str


class InvoicePaymentFailed(msgspec.Struct, frozen=True):
    """The money is not there; another card may be tried."""

    reason: str


# --- an invoice decides --------------------------------------------------------------------------------------


class Stage(enum.Enum):
    """How far an invoice is."""

    NEW = "new"
    SENT = "sent"
    PAYING = "paying"
    PAID = "paid"


class Invoice(msgspec.Struct, frozen=True):
    """How far an invoice is, and how many cents it asks for. It does not know any card."""

    stage: Stage = Stage.NEW
    cents: int = 0


def send(invoice: Invoice, command: SendInvoice) -> InvoiceSent:
    """An invoice is sent once."""
    if invoice.stage is not Stage.NEW:
        raise CommandError("already_sent", "This invoice was sent already.")
    return InvoiceSent(command.cents)


def pay(invoice: Invoice, command: PayInvoice) -> PaymentRequested:
    """One payment at a time: as long as it is not known how the last one ended, there is no other."""
    if invoice.stage is not Stage.SENT:
        raise CommandError("not_to_be_paid", f"This invoice cannot be paid now: it is {invoice.stage.value}.")
    if not (command.card.isdigit() and len(command.card) == 16):
        raise CommandError("invalid_argument", f"{command.card} is not the number of a card.", "card")
    return PaymentRequested(command.card, invoice.cents)


def record_payment(invoice: Invoice, command: RecordPayment) -> InvoicePaid:
    """What was charged is paid."""
    _expect_payment(invoice)
    return InvoicePaid(command.reference)


def record_failed_payment(invoice: Invoice, command: RecordFailedPayment) -> InvoicePaymentFailed:
    """What was not charged can be paid again."""
    _expect_payment(invoice)
    return InvoicePaymentFailed(command.reason)


def _expect_payment(invoice: Invoice) -> None:
    if invoice.stage is not Stage.PAYING:
        raise CommandError("no_payment", "No payment of this invoice is under way.")


invoices = AggregateType(
    "invoice",
    Invoice(),
    handles=[
        Handles("invoice.send", SendInvoice, send),
        Handles("invoice.pay", PayInvoice, pay),
        Handles("invoice.record_payment", RecordPayment, record_payment),
        Handles("invoice.record_failed_payment", RecordFailedPayment, record_failed_payment),
    ],
    evolves=[
        Evolves("invoice.sent", InvoiceSent, lambda invoice, event: Invoice(Stage.SENT, event.cents)),
        Evolves(
            "invoice.payment_requested",
            PaymentRequested,
            lambda invoice, event: Invoice(Stage.PAYING, invoice.cents),
        ),
        Evolves("invoice.paid", InvoicePaid, lambda invoice, event: Invoice(Stage.PAID, invoice.cents)),
        Evolves(
            "invoice.payment_failed",
            InvoicePaymentFailed,
            lambda invoice, event: Invoice(Stage.SENT, invoice.cents),
        ),
    ],
)

# --- to the outside, and back ----------------------------------------------------------------------------------


class CardCompany(Protocol):
    """What charges cards."""

    def charge(self, key: str, card: str, cents: int) -> None:
        """Charge a card.

        Raises:
            TransientError: it was not charged for now.
            EffectRefusedError: it was not charged and never will be.
            Exception: nobody knows.
        """
        ...

    def find(self, key: str) -> Found:
        """Return whether a charge was made; UNKNOWN from a company that cannot be asked."""
        ...


def invoice_program(company: CardCompany) -> Domain:
    """Return the whole program, with the company that its charges go to."""

    def charge_card(event: PaymentRequested, attempt: Attempt) -> None:
        company.charge(attempt.key, event.card, event.cents)

    def was_charged(event: PaymentRequested, key: str) -> Found:
        return company.find(key)

    def bring_back(event: PaymentRequested, result: Result) -> Intent:
        if result.failure is None:
            return Intent(result.target, RecordPayment(result.key))
        return Intent(result.target, RecordFailedPayment(result.failure.message))

    return Domain(
        [invoices],
        effects=[
            Effect("invoice.charge_card", PaymentRequested, charge_card, probe=was_charged, then=bring_back)
        ],
    )


class CardCompanyProgram:
    """A card company that is reached by a program of its own, see `card_company.py`.

    The number of the card goes through a pipe: whoever lists the processes of the machine sees their arguments. It is
    a line, so that half a number, of a caller who was killed, is not taken for a whole one.
    """

    def __init__(self, words: list[str]) -> None:
        """Take the program and its first arguments."""
        self._words = words

    def charge(self, key: str, card: str, cents: int) -> None:
        """Charge a card; see `CardCompany`."""
        done = self._run("charge", key, str(cents), told=f"{card}\n")
        if done.returncode == 3:
            raise EffectRefusedError(done.stdout.strip())
        if done.returncode == 4:
            raise TransientError(done.stdout.strip())
        done.check_returncode()

    def find(self, key: str) -> Found:
        """Return whether a charge was made."""
        done = self._run("find", key)
        return {0: Found.DONE, 1: Found.NOT_DONE}.get(done.returncode, Found.UNKNOWN)

    def _run(self, *words: str, told: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._words, *words], input=told, stdout=subprocess.PIPE, text=True, check=False
        )
