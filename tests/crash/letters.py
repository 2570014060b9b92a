"""Owns a small program on the message core that uses every part of it, for the tests that kill it.

Does not know of the killing, but calls `reached` from inside its handlers.

Every deposit earns a reward, which a process manager asks for; it is answered outside by a letter, of which can be
asked whether it was sent, and which is noted on the account; and by a present, of which nobody can ask.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.effect import Attempt, Effect, Found, Result
from editorapp.bus.errors import CommandError
from editorapp.bus.message import Intent, RecordedEvent
from editorapp.bus.process_manager import ProcessManager
from editorapp.bus.projection import Projection, Rows
from tests.crash.stops import Reached


class Deposit(msgspec.Struct, frozen=True):
    amount: int


class Withdraw(msgspec.Struct, frozen=True):
    amount: int


class NoteLetter(msgspec.Struct, frozen=True):
    letter: str


class Reward(msgspec.Struct, frozen=True):
    account: str


class Deposited(msgspec.Struct, frozen=True):
    amount: int


class Withdrawn(msgspec.Struct, frozen=True):
    amount: int


class LetterNoted(msgspec.Struct, frozen=True):
    letter: str


class Rewarded(msgspec.Struct, frozen=True):
    account: str


class Account(msgspec.Struct, frozen=True):
    balance: int = 0
    letters: tuple[str, ...] = ()


class Rewards(msgspec.Struct, frozen=True):
    accounts: tuple[str, ...] = ()


class Seen(msgspec.Struct, frozen=True):
    """The state of the process manager."""

    deposits: int = 0


class Total(msgspec.Struct):
    """The row of the read model."""

    deposits: int = 0
    sum: int = 0


class Totals(msgspec.Struct, frozen=True):
    """The query: the rows by account."""


class Ledger:
    """What has happened outside: a line for each time that something was done, on disk before it counts."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, line: str) -> None:
        """Do it once more."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(descriptor, f"{line}\n".encode())
        os.close(descriptor)

    def lines(self) -> list[str]:
        """Return everything that was done, in order."""
        return self._path.read_text().splitlines() if self._path.exists() else []


def program(ledger: Ledger, reached: Reached = lambda name: None) -> Domain:
    """Return the program."""

    def deposit(account: Account, command: Deposit) -> Deposited:
        reached("handling Deposit")
        return Deposited(command.amount)

    def withdraw(account: Account, command: Withdraw) -> Withdrawn:
        reached("handling Withdraw")
        if command.amount > account.balance:
            raise CommandError("too_much", f"There are only {account.balance}.", "amount")
        return Withdrawn(command.amount)

    def send_letter(event: Deposited, attempt: Attempt) -> None:
        reached("sending the letter")
        ledger.add(attempt.key)
        reached("letter sent")

    def ask_for_letter(event: Deposited, key: str) -> Found:
        reached("asking for the letter")
        return Found.DONE if key in ledger.lines() else Found.NOT_DONE

    def note_letter(event: Deposited, result: Result) -> Intent:
        return Intent("account/notes", NoteLetter(result.key))

    def send_present(event: Deposited, attempt: Attempt) -> None:
        reached("sending the present")
        ledger.add(attempt.key)
        reached("present sent")

    def reward(seen: Seen | None, recorded: RecordedEvent) -> tuple[Seen, list[Intent]]:
        reached("reacting")
        return Seen((seen or Seen()).deposits + 1), [Intent("rewards/all", Reward(recorded.target))]

    def count(rows: Rows, recorded: RecordedEvent) -> None:
        reached("projecting")
        row = rows.get(recorded.target) or Total()
        rows.put(recorded.target, Total(row.deposits + 1, row.sum + recorded.event.amount))

    account = AggregateType(
        "account",
        Account(),
        [
            Handles("account.deposit", Deposit, deposit),
            Handles("account.withdraw", Withdraw, withdraw),
            Handles("account.note_letter", NoteLetter, lambda account, command: LetterNoted(command.letter)),
        ],
        [
            Evolves("account.deposited", Deposited, lambda a, e: Account(a.balance + e.amount, a.letters)),
            Evolves("account.withdrawn", Withdrawn, lambda a, e: Account(a.balance - e.amount, a.letters)),
            Evolves(
                "account.letter_noted", LetterNoted, lambda a, e: Account(a.balance, (*a.letters, e.letter))
            ),
        ],
    )
    rewards = AggregateType(
        "rewards",
        Rewards(),
        [Handles("rewards.reward", Reward, lambda rewards, command: Rewarded(command.account))],
        [Evolves("rewards.rewarded", Rewarded, lambda r, e: Rewards((*r.accounts, e.account)))],
    )
    return Domain(
        [account, rewards],
        [ProcessManager("rewarding", Seen, {Deposited: reward}, (Reward,))],
        [
            Effect("letter", Deposited, send_letter, ask_for_letter, note_letter),
            Effect("present", Deposited, send_present),
        ],
        [Projection("totals", Total, {Deposited: count}, {Totals: _all_rows})],
    )


def _all_rows(rows: Rows, query: Totals) -> dict[str, Any]:
    return dict(rows.items())
