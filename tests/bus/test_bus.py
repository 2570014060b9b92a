"""The path of a command, with an aggregate and a log that write down what is asked of them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from editorapp.bus.bus import Bus
from editorapp.bus.errors import CommandError, LogError, NestedDispatchError
from editorapp.bus.message import Command, Failure, Outcome


class Order(msgspec.Struct, frozen=True, omit_defaults=True):
    """A payload that has nothing to do with text: the bus knows no editor."""

    amount: int
    express: bool = False
    price: int | None = None


class Ordered(msgspec.Struct, frozen=True):
    """A fact."""

    amount: int


class Decided:
    """What the aggregate wants to do."""

    def __init__(self, amount: int, events: tuple[Any, ...]) -> None:
        self.amount = amount
        self.effects = {"amount": amount}
        self.events = events


class Book:
    """An aggregate and its log in one, so that one list holds the order of everything."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.revision = 0
        self.total = 0
        self.log = self
        self.known: dict[str, tuple[Command, Outcome]] = {}
        self.accept_error: Exception | None = None
        self.decide_error: Exception | None = None
        self.while_deciding: Any = lambda: None
        self._accepted: list[Command] = []

    def find(self, command_id: str) -> tuple[Command, Outcome] | None:
        self.calls.append("find")
        return self.known.get(command_id)

    def accept(self, command: Command) -> int:
        self.calls.append("accept")
        if self.accept_error is not None:
            raise self.accept_error
        self._accepted.append(command)
        return len(self._accepted)

    def decide(self, seq: int, command: Command) -> Decided:
        self.calls.append("decide")
        self.while_deciding()
        if self.decide_error is not None:
            raise self.decide_error
        amount = command.payload.amount
        return Decided(amount, (Ordered(amount),))

    def commit(self, decision: Decided) -> None:
        self.calls.append("commit")
        self.total += decision.amount
        self.revision += 1

    def complete(self, seq: int, revision: int, effects: Any) -> None:
        self.calls.append(f"complete {seq} {revision} {effects}")
        self._remember(seq, Outcome(seq, "completed", revision, self._accepted[seq - 1].id))

    def fail(self, seq: int, revision: int, failure: Failure) -> None:
        self.calls.append(f"fail {seq} {revision} {failure.code}")
        self._remember(seq, Outcome(seq, "failed", revision, self._accepted[seq - 1].id, failure))

    def _remember(self, seq: int, outcome: Outcome) -> None:
        command = self._accepted[seq - 1]
        if command.id is not None:
            stored = msgspec.structs.replace(command, payload=msgspec.to_builtins(command.payload))
            self.known[command.id] = (stored, outcome)


class Shop:
    """A bus with one book and what was reported."""

    def __init__(self, resolve: Any = lambda command: command) -> None:
        self.book = Book()
        self.reports: list[tuple[str, object, Exception]] = []
        self.bus = Bus(self._find, lambda *report: self.reports.append(report), resolve)
        self.bus.subscribe(Ordered, lambda event: self.book.calls.append(f"event {event.amount}"))

    def _find(self, target: str) -> Any:
        if target != "book":
            raise CommandError("unknown_target", f"There is no {target}.", "target")
        return self.book

    def order(self, amount: int, command_id: str | None = None, **more: Any) -> Outcome:
        return self.bus.dispatch(Command("book.order", Order(amount, **more), "book", 1, id=command_id))


# --- the order of things -----------------------------------------------------------------------------------


def test_a_command_is_accepted_decided_committed_recorded_and_published_in_this_order() -> None:
    shop = Shop()
    assert shop.order(3) == Outcome(1, "completed", 1)
    assert shop.book.calls == ["accept", "decide", "commit", "complete 1 1 {'amount': 3}", "event 3"]


def test_a_refusal_is_recorded_and_nothing_is_committed_or_published() -> None:
    shop = Shop()
    shop.book.decide_error = CommandError("sold_out", "There are none left.", "amount")
    outcome = shop.order(3)
    assert outcome == Outcome(1, "failed", 0, None, Failure("sold_out", "There are none left.", "amount"))
    assert shop.book.calls == ["accept", "decide", "fail 1 0 sold_out"]
    assert shop.reports == []


def test_what_cannot_be_accepted_is_not_run() -> None:
    shop = Shop()
    shop.book.accept_error = LogError("The disk is full.")
    with pytest.raises(LogError) as refused:
        shop.order(3)
    assert refused.value.code == "journal_unavailable"
    assert shop.book.calls == ["accept"]
    assert shop.book.total == 0


def test_a_target_that_is_not_there_is_refused_before_anything_is_recorded() -> None:
    shop = Shop()
    with pytest.raises(CommandError) as refused:
        shop.bus.dispatch(Command("book.order", Order(1), "cellar", 1))
    assert refused.value.field == "target"
    assert shop.book.calls == []


def test_a_payload_is_completed_before_it_is_accepted() -> None:
    def with_price(command: Command) -> Command:
        return msgspec.structs.replace(command, payload=msgspec.structs.replace(command.payload, price=7))

    shop = Shop(with_price)
    shop.order(3, "a")
    assert shop.book.known["a"][0].payload == {"amount": 3, "price": 7}


def test_a_payload_that_cannot_be_completed_is_not_accepted() -> None:
    def refuse(command: Command) -> Command:
        raise CommandError("no_price", "Nobody knows the price.")

    shop = Shop(refuse)
    with pytest.raises(CommandError):
        shop.order(3)
    assert shop.book.calls == []


def test_a_command_that_was_accepted_earlier_goes_the_rest_of_its_way() -> None:
    shop = Shop()
    seq = shop.book.accept(Command("book.order", Order(2), "book", 1))
    shop.book.calls.clear()
    shop.bus.execute(shop.book, seq, Command("book.order", Order(2), "book", 1))
    assert shop.book.calls == ["decide", "commit", "complete 1 1 {'amount': 2}", "event 2"]


# --- handlers ----------------------------------------------------------------------------------------------


def test_a_handler_cannot_dispatch() -> None:
    shop = Shop()
    shop.book.while_deciding = lambda: shop.order(1)
    outcome = shop.order(3)
    assert outcome.error is not None
    assert isinstance(shop.reports[0][2], NestedDispatchError)
    assert shop.book.calls == ["accept", "decide", "fail 1 0 internal_error"]
    shop.book.while_deciding = lambda: None
    assert shop.order(3).status == "completed"


def test_an_event_handler_may_dispatch_and_its_command_comes_after() -> None:
    shop = Shop()

    def order_one_more(event: Ordered) -> None:
        if event.amount > 1:
            shop.order(event.amount - 1)

    shop.bus.subscribe(Ordered, order_one_more)
    shop.order(2)
    assert shop.book.total == 3


def test_an_event_handler_that_fails_is_reported_and_hurts_nobody() -> None:
    shop = Shop()
    error = ZeroDivisionError()

    def fail(event: Ordered) -> None:
        raise error

    late: list[int] = []
    shop.bus.subscribe(Ordered, fail)
    shop.bus.subscribe(Ordered, lambda event: late.append(event.amount))
    assert shop.order(3).status == "completed"
    assert late == [3]
    ((name, message, reported),) = shop.reports
    assert name.endswith("fail")
    assert (message, reported) == (Ordered(3), error)


def test_a_bug_in_the_handler_is_reported_and_fails_the_command_alone() -> None:
    shop = Shop()
    shop.book.decide_error = KeyError("oops")
    outcome = shop.order(3)
    assert outcome.error is not None
    assert outcome.error.code == "internal_error"
    assert "Nothing was changed" in outcome.error.message
    assert shop.book.calls == ["accept", "decide", "fail 1 0 internal_error"]
    assert [report[0] for report in shop.reports] == ["book.order"]
    shop.book.decide_error = None
    assert shop.order(3).status == "completed"


def test_an_event_nobody_waits_for_is_no_mistake() -> None:
    bus = Bus(lambda target: Book(), lambda *report: None)
    assert bus.dispatch(Command("book.order", Order(1), "book", 1)).status == "completed"


# --- the same id again -------------------------------------------------------------------------------------


def test_the_same_id_is_answered_again_and_not_done_again() -> None:
    shop = Shop()
    first = shop.order(3, "a")
    shop.book.calls.clear()
    assert shop.order(3, "a") == first
    assert shop.book.calls == ["find"]
    assert shop.book.total == 3


def test_a_failure_is_answered_again_too() -> None:
    shop = Shop()
    shop.book.decide_error = CommandError("sold_out", "There are none left.")
    first = shop.order(3, "a")
    shop.book.decide_error = None
    assert shop.order(3, "a") == first
    assert first.status == "failed"


def test_without_an_id_the_same_command_is_done_again() -> None:
    shop = Shop()
    shop.order(3)
    shop.order(3)
    assert shop.book.total == 6


def test_an_id_agrees_with_what_was_filled_in_the_first_time() -> None:
    def with_price(command: Command) -> Command:
        return msgspec.structs.replace(command, payload=msgspec.structs.replace(command.payload, price=7))

    shop = Shop(with_price)
    first = shop.order(3, "a")
    assert shop.order(3, "a") == first
    assert shop.order(3, "a", price=7) == first


@pytest.mark.parametrize("other", [{"amount": 4}, {"amount": 3, "express": True}, {"amount": 3, "price": 1}])
def test_an_id_of_a_different_command_is_refused(other: dict[str, Any]) -> None:
    shop = Shop()
    shop.order(3, "a")
    with pytest.raises(CommandError) as refused:
        shop.order(command_id="a", **other)
    assert (refused.value.code, refused.value.field) == ("id_conflict", "id")
    assert shop.book.total == 3


def test_an_argument_left_at_its_default_is_another_command_too() -> None:
    shop = Shop()
    shop.order(3, "a", express=True)
    with pytest.raises(CommandError) as refused:
        shop.order(3, "a")
    assert refused.value.code == "id_conflict"


def test_an_id_of_a_command_of_another_name_is_refused() -> None:
    shop = Shop()
    shop.order(3, "a")
    with pytest.raises(CommandError) as refused:
        shop.bus.dispatch(Command("book.cancel", Order(3), "book", 1, id="a"))
    assert refused.value.code == "id_conflict"


def test_a_handler_that_failed_can_be_run_again_for_its_event_once_it_is_mended() -> None:
    shop = Shop()
    is_mended = False
    noted: list[int] = []

    def note(event: Ordered) -> None:
        if not is_mended:
            raise OSError("the printer is off")
        noted.append(event.amount)

    shop.bus.subscribe(Ordered, note, "printer")
    shop.order(3)
    shop.order(4)
    first, second = shop.bus.failed_handlings
    assert (first.name, first.event, str(first.error)) == ("printer", Ordered(3), "the printer is off")
    with pytest.raises(OSError, match="the printer is off"):
        shop.bus.handle_again(first)
    is_mended = True
    shop.bus.handle_again(first)
    assert noted == [3]
    assert shop.bus.failed_handlings == (second,)
