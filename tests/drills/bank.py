"""A bank: accounts that are credited and debited, and never overdrawn.

This page is all that the bank says of itself. How its messages are kept, queued and replayed is the bus's affair.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.errors import CommandError

Cents = Annotated[int, msgspec.Meta(gt=0)]


# --- commands: what may be wished for ---------------------------------------------------------------------


class Credit(msgspec.Struct, frozen=True):
    """Pay in."""

    amount: Cents


class Debit(msgspec.Struct, frozen=True):
    """Draw out; refused where the account does not hold so much."""

    amount: Cents


# --- events: what has happened ----------------------------------------------------------------------------


class Credited(msgspec.Struct, frozen=True):
    """Money came in."""

    amount: Cents


class Debited(msgspec.Struct, frozen=True):
    """Money went out."""

    amount: Cents


# --- the account: what its events have made of it ----------------------------------------------------------


class Account(msgspec.Struct, frozen=True):
    """What an account holds, in cents."""

    balance: int = 0


def credit(account: Account, command: Credit) -> Credited:
    """Decide a Credit."""
    return Credited(command.amount)


def debit(account: Account, command: Debit) -> Debited:
    """Decide a Debit."""
    if command.amount > account.balance:
        raise CommandError("overdrawn", f"The account holds {account.balance} cents.", "amount")
    return Debited(command.amount)


def after_credit(account: Account, event: Credited) -> Account:
    """Return the account after a Credited."""
    return Account(account.balance + event.amount)


def after_debit(account: Account, event: Debited) -> Account:
    """Return the account after a Debited."""
    return Account(account.balance - event.amount)


accounts = AggregateType(
    "account",
    Account(),
    handles=[
        Handles("bank.credit", Credit, credit),
        Handles("bank.debit", Debit, debit),
    ],
    evolves=[
        Evolves("bank.credited", Credited, after_credit),
        Evolves("bank.debited", Debited, after_debit),
    ],
)

bank = Domain([accounts])
