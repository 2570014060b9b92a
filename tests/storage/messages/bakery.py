"""A bakery on the bus: shelves of bread, a printer of receipts outside, a baker who fills up, and a book of sales.

What its tests need beside: a clock that is set by hand, ids that are counted, and a folder as a crash leaves it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import tenacity

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.effect import Attempt, Effect, Found, Result
from editorapp.bus.errors import CommandError, TransientError
from editorapp.bus.job import Job
from editorapp.bus.message import Intent, RecordedEvent
from editorapp.bus.process_manager import ProcessManager
from editorapp.bus.projection import Projection, Rows
from editorapp.bus.retry import RetryPolicy
from editorapp.storage.messages.opening import OpenService, open_service

SECOND = 1_000_000
"""Microseconds."""


class Bake(msgspec.Struct, frozen=True):
    """Put loaves on a shelf."""

    loaves: int


class Sell(msgspec.Struct, frozen=True):
    """Take loaves off a shelf."""

    loaves: int


class Try(msgspec.Struct, frozen=True):
    """Do what the test has put into `Bakery.trial`."""

    word: str = ""


class NoteReceipt(msgspec.Struct, frozen=True):
    """Note how the printing of a receipt ended."""

    happened: bool
    code: str = ""


class Baked(msgspec.Struct, frozen=True):
    """Loaves came onto a shelf."""

    loaves: int


class Sold(msgspec.Struct, frozen=True):
    """Loaves were taken off a shelf."""

    loaves: int


class Tried(msgspec.Struct, frozen=True):
    """Something was tried."""

    word: str


class ReceiptNoted(msgspec.Struct, frozen=True):
    """It is known how the printing of a receipt ended."""

    happened: bool
    code: str


class Shelf(msgspec.Struct, frozen=True):
    """A shelf: how many loaves it holds, the words that were tried, and the receipts that are settled."""

    loaves: int = 0
    words: tuple[str, ...] = ()
    receipts: tuple[bool, ...] = ()


class Sales(msgspec.Struct, frozen=True):
    """What was sold of a shelf."""

    loaves: int = 0
    sales: int = 0


class SalesOf(msgspec.Struct, frozen=True):
    """Ask what was sold of a shelf."""

    target: str


class Watch(msgspec.Struct, frozen=True):
    """What the baker knows of a shelf: how many loaves were sold since the last batch."""

    sold: int = 0


class Clock:
    """A clock that is set by hand, in microseconds since 1970."""

    def __init__(self) -> None:
        self.now = 1_700_000_000 * SECOND

    def __call__(self) -> int:
        return self.now

    def go_on(self, seconds: float) -> None:
        self.now += round(seconds * SECOND)


class Printer:
    """The outside. `answers` are what its next attempts do: raise an error, call a function, or print."""

    def __init__(self) -> None:
        self.attempts: list[str] = []
        self.printed: list[str] = []
        self.answers: list[Exception | Callable[[Attempt], Any]] = []
        self.probes: list[str] = []
        self.finding: Found | Exception = Found.UNKNOWN

    def print_receipt(self, event: Sold, attempt: Attempt) -> str:
        self.attempts.append(attempt.key)
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            answer(attempt)
        self.printed.append(attempt.key)
        return f"page {len(self.printed)}"

    def probe(self, event: Sold, key: str) -> Found:
        self.probes.append(key)
        if isinstance(self.finding, Exception):
            raise self.finding
        return self.finding


class Bakery:
    """The program, with what its tests may change while it runs."""

    def __init__(self, **parts: Any) -> None:
        self.clock = Clock()
        self.printer = Printer()
        self.trial: Callable[[Shelf, Try], Any] = lambda shelf, command: Tried(command.word)
        self.project: Callable[[Rows, RecordedEvent], None] = count_sale
        self.react: Callable[[Watch | None, RecordedEvent], Any] = fill_up
        self.then: Callable[[Sold, Result], Intent | None] = lambda event, result: None
        self.traces: list[Any] = []
        self._ids = 0
        self._parts = parts

    def next_id(self) -> str:
        self._ids += 1
        return f"id{self._ids}"

    def domain(self) -> Domain:
        shelf = AggregateType(
            "shelf",
            Shelf(),
            [
                Handles("shelf.bake", Bake, lambda shelf, command: Baked(command.loaves)),
                Handles("shelf.sell", Sell, sell),
                Handles("shelf.try", Try, lambda shelf, command: self.trial(shelf, command)),
                Handles("shelf.note_receipt", NoteReceipt, lambda _, c: ReceiptNoted(c.happened, c.code)),
            ],
            [
                Evolves("shelf.baked", Baked, lambda s, e: msgspec.structs.replace(s, loaves=s.loaves + e.loaves)),
                Evolves("shelf.sold", Sold, lambda s, e: msgspec.structs.replace(s, loaves=s.loaves - e.loaves)),
                Evolves("shelf.tried", Tried, lambda s, e: msgspec.structs.replace(s, words=(*s.words, e.word))),
                Evolves(
                    "shelf.receipt_noted",
                    ReceiptNoted,
                    lambda s, e: msgspec.structs.replace(s, receipts=(*s.receipts, e.happened)),
                ),
            ],
        )  # fmt: skip
        parts: dict[str, Any] = {
            "aggregates": [shelf],
            "process_managers": [baker(self)],
            "effects": [receipt(self)],
            "projections": [book(self)],
        }
        return Domain(**{**parts, **self._parts})

    def open(self, folder: Path, *, workers: int = 0, **ports: Any) -> OpenService:
        usual: dict[str, Any] = {
            "clock": self.clock,
            "new_id": self.next_id,
            "observe": self.traces.append,
            "policy": steady(),
        }
        return open_service(self.domain(), folder, workers=workers, **{**usual, **ports})


def sell(shelf: Shelf, command: Sell) -> Sold:
    if command.loaves > shelf.loaves:
        raise CommandError("sold_out", f"There are {shelf.loaves} loaves left.", "loaves")
    return Sold(command.loaves)


def count_sale(rows: Rows, recorded: RecordedEvent) -> None:
    row = rows.get(recorded.target) or Sales()
    rows.put(recorded.target, Sales(row.loaves + recorded.event.loaves, row.sales + 1))


def fill_up(watch: Watch | None, recorded: RecordedEvent) -> tuple[Watch | None, list[Intent]]:
    """Bake ten loaves for every ten that were sold."""
    sold = (watch or Watch()).sold + recorded.event.loaves
    if sold < 10:
        return Watch(sold), []
    return None, [Intent(recorded.target, Bake(10))]


def baker(bakery: Bakery) -> ProcessManager:
    return ProcessManager("baker", Watch, {Sold: lambda w, r: bakery.react(w, r)}, (Bake,))


def book(bakery: Bakery, version: int = 1) -> Projection:
    return Projection(
        "book",
        Sales,
        {Sold: lambda rows, recorded: bakery.project(rows, recorded)},
        {SalesOf: lambda rows, query: rows.get(query.target)},
        version,
    )


def receipt(bakery: Bakery, **parts: Any) -> Effect:
    usual: dict[str, Any] = {"probe": bakery.printer.probe, "policy": steady()}
    if "then" not in parts:
        usual["then"] = lambda event, result: bakery.then(event, result)
    return Effect("receipt.print", Sold, bakery.printer.print_receipt, **{**usual, **parts})


def steady(retries: int = 3) -> RetryPolicy:
    """Try again after one second, then two, then four: without chance."""
    return RetryPolicy(retries, tenacity.wait_exponential(multiplier=1, max=60))


def busy(times: int) -> Callable[[Shelf, Try], Tried]:
    """Return a handler that fails for now so many times, and then does not."""
    failures = [TransientError("The oven is not hot yet.")] * times

    def handle(shelf: Shelf, command: Try) -> Tried:
        if failures:
            raise failures.pop()
        return Tried(command.word)

    return handle


def after_crash(folder: Path, name: str = "after") -> Path:
    """Return a copy of a folder as a process that is killed now would leave it."""
    copy = folder.with_name(f"{folder.name}-{name}")
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("owner.lock", "*-shm"))
    return copy


class Death(BaseException):
    """Ends what a dead process would not have done any more."""


class Dying:
    """A process that dies: `folder` is what it has left when it did.

    What is raised then only leads out of the process that has to be thought of as gone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.deaths = 0

    def die(self) -> NoReturn:
        self.deaths += 1
        self.folder = after_crash(self.folder, str(self.deaths))
        raise Death


def states(jobs: list[Job]) -> list[tuple[str, str]]:
    return [(job.id, job.state.value) for job in jobs]
