"""Evolution: new versions are deployed over old data; what nobody can read is set aside, and the rest opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.errors import CommandError, DomainError
from editorapp.bus.job import JobState
from editorapp.bus.message import Intent
from editorapp.bus.process_manager import ProcessManager
from editorapp.bus.projection import Projection, Rows
from editorapp.storage.messages.opening import OpenService, open_service
from tests.storage.messages.bakery import Clock, after_crash

LEFT = "shop/left"


class Order1(msgspec.Struct, frozen=True):
    """What an order was at first."""

    what: str


class Ordered1(msgspec.Struct, frozen=True):
    """The event of it."""

    what: str


class Order3(msgspec.Struct, frozen=True):
    """What an order is two versions later: several things, with a number each."""

    items: dict[str, int]


class Ordered3(msgspec.Struct, frozen=True):
    """The event of it."""

    items: dict[str, int]


class Refund(msgspec.Struct, frozen=True):
    """A command that only the new program has."""

    what: str


class Refunded(msgspec.Struct, frozen=True):
    """The event of it."""

    what: str


class Total(msgspec.Struct, frozen=True):
    """A row."""

    orders: int = 0


class HowMany(msgspec.Struct, frozen=True):
    """A query."""


def count(rows: Rows, recorded: Any) -> None:
    rows.put("all", Total((rows.get("all") or Total()).orders + 1))


def projection(event: type) -> Projection:
    return Projection("total", Total, {event: count}, {HowMany: lambda rows, query: rows.get("all")})


def old_shop() -> Domain:
    shop = AggregateType(
        "shop",
        (),
        [Handles("shop.order", Order1, lambda state, command: Ordered1(command.what))],
        [Evolves("shop.ordered", Ordered1, lambda state, event: (*state, event.what))],
    )
    return Domain([shop], projections=[projection(Ordered1)])


UPCASTS: dict[int, Any] = {
    1: lambda plain: {"things": [plain["what"]]},
    2: lambda plain: {"items": dict.fromkeys(plain["things"], 1)},
}


def new_shop(upcasts: dict[int, Any] | None = None) -> Domain:
    steps = UPCASTS if upcasts is None else upcasts
    shop = AggregateType(
        "shop",
        (),
        [
            Handles("shop.order", Order3, lambda state, command: Ordered3(command.items), 3, steps),
            Handles("shop.refund", Refund, lambda state, command: Refunded(command.what)),
        ],
        [
            Evolves("shop.ordered", Ordered3, lambda state, event: (*state, event.items), 3, steps),
            Evolves("shop.refunded", Refunded, lambda state, event: (*state, event.what)),
        ],
    )
    return Domain([shop], projections=[projection(Ordered3)])


def opened(domain: Domain, folder: Path) -> OpenService:
    return open_service(domain, folder, workers=0, clock=Clock())


def quarantine(service: OpenService) -> list[Any]:
    return service.database.rows(
        "select seq, part, name, version, raw, reason from quarantine order by number"
    )


# --- upcasts -----------------------------------------------------------------------------------------------


def test_old_events_queued_commands_and_unfinished_ones_are_brought_up_to_date(tmp_path: Path) -> None:
    with opened(old_shop(), tmp_path / "shop") as old:
        old.send(LEFT, Order1("bread"), command_id="a")
        old.submit(LEFT, Order1("cake"), command_id="b", delay=0)
        old.flush()
        old.send("shop/right", Order1("jam"))  # Its outcome is held back: the new program finishes it.
        left = after_crash(tmp_path / "shop")
    with opened(new_shop(), left) as new:
        new.run_until_idle()
        assert new.state(LEFT) == ({"bread": 1}, {"cake": 1})
        assert new.state("shop/right") == ({"jam": 1},)
        assert new.replay().states == {LEFT: new.state(LEFT), "shop/right": new.state("shop/right")}
        assert new.ask(HowMany()) == Total(3)
        assert new.send(LEFT, Order3({"bread": 1}), command_id="a").seq == 1
        assert new.send(LEFT, Order3({"cake": 1}), command_id="b").revision == 2
        assert quarantine(new) == []
        # The log is as it was written.
        assert new.database.value("select payload from accepted where seq = 1") == '{"what":"bread"}'


def test_each_version_below_the_present_one_needs_its_upcast() -> None:
    for steps in ({1: UPCASTS[1]}, {**UPCASTS, 3: UPCASTS[1]}):
        with pytest.raises(DomainError, match="one upcast for each version below 3"):
            new_shop(steps)


@pytest.mark.parametrize("error", [KeyError("x"), AttributeError("x"), IndexError(), ZeroDivisionError()])
def test_an_upcast_that_fails_sends_the_message_to_quarantine(tmp_path: Path, error: Exception) -> None:
    with opened(old_shop(), tmp_path / "shop") as old:
        old.send(LEFT, Order1("bread"))
        old.flush()
        left = after_crash(tmp_path / "shop")

    def fail(plain: Any) -> Any:
        raise error

    with opened(new_shop({1: fail, 2: UPCASTS[2]}), left) as new:
        with pytest.raises(CommandError, match="quarantine"):
            new.state(LEFT)
        assert "could not be brought up to date" in quarantine(new)[0][5]


# --- what nobody can read ----------------------------------------------------------------------------------


def test_a_newer_version_and_an_unknown_name_are_set_aside_with_raw_bytes_and_reason(tmp_path: Path) -> None:
    with opened(new_shop(), tmp_path / "shop") as new:
        new.send(LEFT, Order3({"bread": 2}))
        new.send("shop/mid", Refund("bread"))
        new.flush()
        left = after_crash(tmp_path / "shop")
    with opened(old_shop(), left) as old:
        old.send("shop/right", Order1("jam"))
        old.run_until_idle()
        assert old.state("shop/right") == ("jam",)
        for target in (LEFT, "shop/mid"):
            with pytest.raises(CommandError) as caught:
                old.send(target, Order1("more"))
            assert (caught.value.code, caught.value.field) == ("unreadable", "target")
        assert set(old.replay().unreadable) == {LEFT, "shop/mid"}
        assert old.replay().states == {"shop/right": ("jam",)}
        (total,) = old.health()
        assert "newer program" in total.error
        assert total.lag == 3
        found = {row[2]: row for row in quarantine(old) if row[1] >= 0}
        assert found["shop.ordered"][4] == b'{"items":{"bread":2}}'
        assert "written by a newer program" in found["shop.ordered"][5]
        assert found["shop.refunded"][4:] == (b'{"what":"bread"}', "no message of this name is known")
        back = after_crash(left, "back")
    # With the newer program back, nothing is missing.
    with opened(new_shop(), back) as again:
        again.run_until_idle()
        assert again.state(LEFT) == ({"bread": 2},)
        assert again.ask(HowMany()) == Total(2)


def test_an_unfinished_command_that_cannot_be_read_waits_for_a_program_that_can(tmp_path: Path) -> None:
    with opened(new_shop(), tmp_path / "shop") as new:
        new.send(LEFT, Refund("bread"), command_id="a")
        left = after_crash(tmp_path / "shop")
    for name in "1234":
        with opened(old_shop(), left) as old:
            assert [row[:4] for row in quarantine(old)] == [(1, -1, "shop.refund", 1)]
            # It may have been answered, so nothing goes past it; the others go on.
            with pytest.raises(CommandError, match="quarantine"):
                old.send(LEFT, Order1("jam"))
            old.send("shop/right", Order1("jam"))
            old.run_until_idle()
            left = after_crash(left, name)
    with opened(new_shop(), left) as again:
        assert again.state(LEFT) == ("bread",)
        assert again.send(LEFT, Refund("bread"), command_id="a").status == "completed"


def test_who_follows_the_log_does_not_miss_a_command_that_was_finished_late(tmp_path: Path) -> None:
    def shop(refund: type, **parts: Any) -> Domain:
        kind = AggregateType(
            "shop",
            (),
            [Handles("shop.refund", refund, lambda state, command: Refunded(str(command.what)))],
            [Evolves("shop.refunded", Refunded, lambda state, event: (*state, event.what))],
        )
        rows = Projection("total", Total, {Refunded: count}, {HowMany: lambda rows, query: rows.get("all")})
        return Domain([kind], projections=[rows], **parts)

    def answer(state: Any, recorded: Any) -> Any:
        if recorded.target == "shop/mid":
            return None, []
        return None, [Intent("shop/mid", Refund(recorded.event.what))]

    class Other(msgspec.Struct, frozen=True):
        what: int

    manager = {"process_managers": [ProcessManager("mirror", Total, {Refunded: answer})]}
    with opened(shop(Refund, **manager), tmp_path / "shop") as new:
        new.send(LEFT, Refund("bread"))
        left = after_crash(tmp_path / "shop")
    mirror = {"process_managers": [ProcessManager("mirror", Total, {Refunded: lambda s, r: (None, [])})]}
    with opened(shop(Other, **mirror), left) as old:  # The bread is no number to it.
        old.send("shop/right", Other(1))
        old.run_until_idle()
        left = after_crash(left, "back")
    with opened(shop(Refund, **manager), left) as again:
        again.run_until_idle()
        assert again.state(LEFT) == ("bread",)
        assert again.state("shop/mid") == ("bread",)
        assert again.ask(HowMany()) == Total(3)


def test_a_job_that_cannot_be_read_is_a_dead_letter_which_a_newer_program_can_retry(tmp_path: Path) -> None:
    with opened(new_shop(), tmp_path / "shop") as new:
        new.submit(LEFT, Refund("bread"), command_id="a")
        new.submit(LEFT, Order3({"bread": 1}), command_id="b")
        left = after_crash(tmp_path / "shop")
    with opened(old_shop(), left) as old:
        old.submit(LEFT, Order1("jam"), command_id="c")
        old.run_until_idle()
        letters = old.jobs.in_state(JobState.DEAD)
        assert [(letter.id, letter.failure and letter.failure.code) for letter in letters] == [
            ("a", "unreadable"),
            ("b", "unreadable"),
        ]
        assert letters[0].payload == '{"what":"bread"}'
        assert old.state(LEFT) == ("jam",)
        old.queue.discard("b")
        back = after_crash(left, "back")
    with opened(new_shop(), back) as again:
        again.queue.retry("a")
        again.run_until_idle()
        assert again.state(LEFT) == ({"jam": 1}, "bread")


def test_a_kind_of_aggregate_that_is_gone_hurts_nobody_else(tmp_path: Path) -> None:
    cart = AggregateType(
        "cart",
        (),
        [Handles("cart.refund", Refund, lambda state, command: Refunded(command.what))],
        [Evolves("cart.refunded", Refunded, lambda state, event: (*state, event.what))],
    )
    with opened(Domain([*old_shop().aggregates.values(), cart]), tmp_path / "shop") as both:
        both.send(LEFT, Order1("bread"))
        both.send("cart/1", Refund("bread"))
        both.flush()
        left = after_crash(tmp_path / "shop")
    with opened(old_shop(), left) as old:
        assert old.state(LEFT) == ("bread",)
        world = old.replay()
        assert (world.states, set(world.unreadable)) == ({LEFT: ("bread",)}, {"cart/1"})
