"""Commands: one handler each, all or nothing, an event or an error, and never one out of the other."""

from __future__ import annotations

import logging
import threading
from asyncio import CancelledError
from datetime import date
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.errors import CommandError, DomainError, LogError, NestedDispatchError
from editorapp.bus.process_manager import ProcessManager
from editorapp.storage.messages.opening import OpenService, open_service
from tests.storage.messages.bakery import (
    Bake,
    Baked,
    Bakery,
    Sell,
    Shelf,
    Sold,
    Tried,
    Try,
    after_crash,
    fill_up,
)

LEFT = "shelf/left"
RIGHT = "shelf/right"


def shelf(*handles: Handles) -> AggregateType:
    return AggregateType("shelf", Shelf(), handles, [Evolves("shelf.sold", Sold, lambda shelf, event: shelf)])


class Fill(msgspec.Struct, frozen=True):
    """A command with fields of which stored JSON does not keep everything."""

    words: set[str] = set()
    note: Any = None


class Line(msgspec.Struct, frozen=True, array_like=True):
    """A command that is stored as a list."""

    number: int
    word: str


def fillable() -> AggregateType:
    return shelf(
        Handles("shelf.fill", Fill, lambda state, command: Sold(1)),
        Handles("shelf.line", Line, lambda state, command: Sold(1)),
    )


def refused(service: OpenService, payload: Any, **more: Any) -> CommandError:
    with pytest.raises(CommandError) as caught:
        service.send(LEFT, payload, **more)
    return caught.value


# --- one handler -------------------------------------------------------------------------------------------


def test_a_second_handler_for_a_command_is_an_error_at_start() -> None:
    one = Handles("shelf.bake", Bake, lambda state, command: Sold(1))
    with pytest.raises(DomainError, match=r"shelf\.bake"):
        Domain([shelf(one, Handles("shelf.bake", Bake, lambda state, command: Sold(2)))])


def test_a_second_handler_under_another_name_or_in_another_kind_is_one_too() -> None:
    one = Handles("shelf.bake", Bake, lambda state, command: Sold(1))
    with pytest.raises(DomainError, match="Bake has two names"):
        Domain([shelf(one, Handles("shelf.fry", Bake, lambda state, command: Sold(2)))])
    other = AggregateType("oven", 0, [Handles("oven.bake", Bake, lambda state, command: Sold(2))], [])
    with pytest.raises(DomainError, match="Bake has two names"):
        Domain([shelf(one), other])


def test_a_command_that_is_issued_and_has_no_handler_is_an_error_at_start() -> None:
    manager = ProcessManager("baker", int, {Sold: fill_up}, (Bake,))
    with pytest.raises(DomainError, match="'baker' issues Bake, which has no handler"):
        Domain([shelf()], process_managers=[manager])


def test_a_command_without_a_handler_is_an_error_when_it_is_sent(service: OpenService) -> None:
    class Knead(msgspec.Struct):
        pass

    for give in (service.send, service.submit):
        with pytest.raises(DomainError, match="Knead is no message"):
            give(LEFT, Knead())


def test_an_event_is_no_command(service: OpenService) -> None:
    assert refused(service, Sold(1)).code == "unknown_command"
    assert service.log.last_seq == 0


# --- failing is noisy --------------------------------------------------------------------------------------


def test_a_refusal_reaches_the_sender_with_code_words_and_the_field_at_fault(service: OpenService) -> None:
    service.send(LEFT, Bake(2))
    error = refused(service, Sell(3))
    assert (error.code, error.message, error.field) == ("sold_out", "There are 2 loaves left.", "loaves")


def test_a_value_of_another_type_is_refused_with_its_field_before_anything_is_recorded(
    service: OpenService,
) -> None:
    bad: Any = "three"
    error = refused(service, Bake(bad))
    assert (error.code, error.field) == ("invalid_argument", "loaves")
    assert service.log.last_seq == 0


@pytest.mark.parametrize("target", ["cellar/left", "", "shelves"])
def test_a_target_that_is_not_there_is_refused(service: OpenService, target: str) -> None:
    for give in (service.send, service.submit):
        with pytest.raises(CommandError) as caught:
            give(target, Bake(1))
        assert (caught.value.code, caught.value.field) == ("unknown_target", "target")


def test_a_bug_in_a_handler_changes_nothing_and_is_told_and_logged(
    bakery: Bakery, service: OpenService, caplog: pytest.LogCaptureFixture
) -> None:
    service.send(LEFT, Bake(2))
    bakery.trial = lambda shelf, command: 1 / 0
    error = refused(service, Try("x"))
    assert error.code == "internal_error"
    assert "Nothing was changed" in error.message
    assert "shelf.try failed with ZeroDivisionError" in caplog.text
    assert service.state(LEFT) == Shelf(2)


# --- all or nothing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", [None, (), []])
def test_a_handler_that_returns_no_event_is_an_error_and_nothing_has_changed(
    bakery: Bakery, service: OpenService, folder: Path, nothing: Any
) -> None:
    bakery.trial = lambda shelf, command: nothing
    assert refused(service, Try("x")).code == "internal_error"
    assert service.state(LEFT) == Shelf()
    with bakery.open(after_crash(folder)) as again:
        assert again.state(LEFT) == Shelf()


def test_several_events_are_taken_over_together_or_not_at_all(bakery: Bakery, service: OpenService) -> None:
    bakery.trial = lambda shelf, command: (Baked(5), Sold(2), Tried("both"))
    assert service.send(LEFT, Try()).revision == 3
    assert service.state(LEFT) == Shelf(3, ("both",))
    bakery.trial = lambda shelf, command: (Baked(5), "no event")
    assert refused(service, Try()).code == "internal_error"
    assert service.state(LEFT) == Shelf(3, ("both",))


@pytest.mark.parametrize("bad", [1.5, "ten", 2**70, None])
def test_an_event_that_could_not_be_read_again_fails_its_command(
    bakery: Bakery, service: OpenService, folder: Path, bad: Any
) -> None:
    bakery.trial = lambda shelf, command: (Tried("first"), Sold(bad) if bad != 2**70 else Tried(bad))
    error = refused(service, Try())
    assert error.code == "internal_error"
    service.send(LEFT, Bake(1))
    with bakery.open(after_crash(folder)) as again:
        assert again.state(LEFT) == service.state(LEFT) == Shelf(1)


def test_one_aggregate_is_changed_and_no_other(service: OpenService) -> None:
    service.send(LEFT, Bake(2))
    assert (service.state(LEFT), service.state(RIGHT)) == (Shelf(2), Shelf())


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, GeneratorExit, CancelledError])
def test_what_interrupts_a_handler_leaves_a_failed_command_not_one_that_runs_behind_later_ones(
    bakery: Bakery, service: OpenService, folder: Path, interruption: type[BaseException]
) -> None:
    def interrupt(shelf: Shelf, command: Try) -> Any:
        raise interruption

    bakery.trial = interrupt
    with pytest.raises(interruption):
        service.send(LEFT, Try("x"), command_id="a")
    service.send(LEFT, Bake(1))
    bakery.trial = lambda shelf, command: Tried("too late")
    with bakery.open(after_crash(folder)) as again:
        assert again.state(LEFT) == Shelf(1)
        assert refused(again, Try("x"), command_id="a").code == "interrupted"


# --- a handler issues no command ---------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["send", "submit"])
def test_a_handler_can_neither_send_nor_queue_a_command(
    bakery: Bakery, service: OpenService, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    def nested(shelf: Shelf, command: Try) -> Any:
        getattr(service, way)(RIGHT, Bake(1))

    bakery.trial = nested
    assert refused(service, Try()).code == "internal_error"
    assert NestedDispatchError.__name__ in caplog.text
    service.run_until_idle()
    assert (service.state(LEFT), service.state(RIGHT)) == (Shelf(), Shelf())


def test_another_thread_waits_for_the_handler_and_is_not_taken_for_a_nested_one(
    bakery: Bakery, service: OpenService
) -> None:
    is_deciding, may_end = threading.Event(), threading.Event()
    outcomes: list[Any] = []

    def slow(shelf: Shelf, command: Try) -> Tried:
        is_deciding.set()
        assert may_end.wait(60)
        return Tried(command.word)

    bakery.trial = slow
    first = threading.Thread(target=lambda: outcomes.append(service.send(LEFT, Try("first"))))
    second = threading.Thread(target=lambda: outcomes.append(service.send(LEFT, Bake(1))))
    first.start()
    assert is_deciding.wait(60)
    second.start()
    second.join(0.05)
    assert second.is_alive()
    may_end.set()
    first.join()
    second.join()
    assert [(outcome.seq, outcome.status) for outcome in outcomes] == [(1, "completed"), (2, "completed")]


def test_an_event_handler_may_send_a_command(service: OpenService) -> None:
    def cry(event: Baked) -> None:
        service.send(RIGHT, Try("fresh bread"))

    service.subscribe(Baked, cry, "crier")
    service.send(LEFT, Bake(1))
    assert service.state(RIGHT) == Shelf(words=("fresh bread",))


# --- the same id again -------------------------------------------------------------------------------------


def test_the_same_id_is_done_once_and_answered_twice_also_after_a_restart(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    first = service.send(LEFT, Bake(2), command_id="a")
    assert service.send(LEFT, Bake(2), command_id="a") == first
    with bakery.open(after_crash(folder)) as again:
        assert again.send(LEFT, Bake(2), command_id="a") == first
        assert again.state(LEFT) == Shelf(2)


def test_a_failure_is_answered_twice_too(service: OpenService) -> None:
    first = refused(service, Sell(1), command_id="a")
    service.send(LEFT, Bake(5))
    second = refused(service, Sell(1), command_id="a")
    assert (second.code, second.message, second.field) == (first.code, first.message, first.field)
    assert service.state(LEFT) == Shelf(5)


@pytest.mark.parametrize(("target", "payload"), [(LEFT, Bake(3)), (LEFT, Sell(2)), (RIGHT, Bake(2))])
@pytest.mark.parametrize("first", ["send", "submit"])
def test_an_id_of_another_command_is_refused(
    service: OpenService, target: str, payload: Any, first: str
) -> None:
    getattr(service, first)(LEFT, Bake(2), command_id="a")
    with pytest.raises(CommandError) as caught:
        getattr(service, first)(target, payload, command_id="a")
    assert (caught.value.code, caught.value.field) == ("id_conflict", "id")
    service.run_until_idle()
    assert (service.state(LEFT), service.state(RIGHT)) == (Shelf(2), Shelf())


@pytest.mark.parametrize("way", ["send", "submit"])
@pytest.mark.parametrize(
    ("first", "again"),
    [
        (Fill(words={"0", "8", "16"}), Fill(words={"16", "8", "0"})),
        (Fill(words={str(8 * i) for i in range(30)}), Fill(words={str(8 * i) for i in range(29, -1, -1)})),
        (Fill(note=date(2031, 5, 1)), Fill(note=date(2031, 5, 1))),
        (Fill(note=(1, [2])), Fill(note=(1, [2]))),
        (Fill(note={1: 2}), Fill(note={1: 2})),
        (Line(1, "a"), Line(1, "a")),
    ],
)
def test_an_id_agrees_with_its_own_command_whatever_that_holds(
    tmp_path: Path, way: str, first: Any, again: Any
) -> None:
    with open_service(Domain([fillable()]), tmp_path / "bakery", workers=0) as service:
        for payload in (first, again):
            getattr(service, way)(LEFT, payload, command_id="a")
        service.run_until_idle()
        assert service.log.last_seq == 1


def test_a_value_without_end_is_refused_before_anything_is_recorded(tmp_path: Path) -> None:
    endless: list[Any] = []
    endless.append(endless)
    with open_service(Domain([fillable()]), tmp_path / "bakery", workers=0) as service:
        assert refused(service, Fill(note=endless)).code == "invalid_argument"
        assert service.log.last_seq == 0


@pytest.mark.parametrize("way", ["send", "submit"])
@pytest.mark.parametrize(
    ("target", "more", "field"),
    [
        ("shelf/\udc80", {}, "target"),
        (LEFT, {"command_id": "\ud800"}, "id"),
        (LEFT, {"cause": "\udfff"}, "cause"),
    ],
)
def test_what_no_database_can_hold_is_refused_with_its_field(
    service: OpenService, way: str, target: str, more: dict[str, str], field: str
) -> None:
    with pytest.raises(CommandError) as caught:
        getattr(service, way)(target, Bake(1), **more)
    assert (caught.value.code, caught.value.field) == ("invalid_argument", field)


# --- the logs ----------------------------------------------------------------------------------------------


def test_accepted_completed_and_failed_share_the_number_of_the_command(
    service: OpenService, folder: Path
) -> None:
    service.send(LEFT, Bake(2), command_id="a", source="oven", cause="hunger")
    refused(service, Sell(5))
    rows = service.database.rows
    accepted = rows("select seq, id, name, version, target, payload, source, cause from accepted")
    assert accepted == [
        (1, "a", "shelf.bake", 1, LEFT, '{"loaves":2}', "oven", "hunger"),
        (2, None, "shelf.sell", 1, LEFT, '{"loaves":5}', "program", None),
    ]
    assert rows("select seq, revision, events from completed") == [(1, 1, '[["shelf.baked",1,{"loaves":2}]]')]
    assert rows("select seq, code, field from failed") == [(2, "sold_out", "loaves")]


@pytest.mark.parametrize("table", ["accepted", "completed", "failed", "quarantine"])
@pytest.mark.parametrize(
    "change", ["update {} set seq = seq + 1", "delete from {}", "insert or replace into {} select * from {}"]
)
def test_a_log_takes_no_update_no_delete_and_no_replacement(
    bakery: Bakery, service: OpenService, folder: Path, table: str, change: str
) -> None:
    service.send(LEFT, Bake(2))
    refused(service, Sell(5))
    service.database.rows("select 1")
    connection = apsw.Connection(str(folder / "messages.sqlite"))
    connection.execute("insert into quarantine values (1, 1, -1, 'x', 1, x'00', 'test', 1)")
    before = list(connection.execute(f"select * from {table}"))
    with pytest.raises(apsw.ConstraintError, match="append-only"):
        connection.execute(change.format(table, table))
    assert list(connection.execute(f"select * from {table}")) == before != []
    connection.close()


def test_what_cannot_be_accepted_is_not_run_and_nothing_is_lost_or_doubled_when_the_disk_is_back(
    bakery: Bakery, service: OpenService, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    service.send(LEFT, Bake(2), command_id="a")
    other = apsw.Connection(str(folder / "messages.sqlite"))
    service.database._connection.set_busy_timeout(0)
    other.execute("begin immediate")  # Nobody else can write, as on a full disk.
    with pytest.raises(LogError):
        service.send(LEFT, Bake(3), command_id="b")
    with pytest.raises(LogError):
        service.submit(LEFT, Bake(3))
    other.execute("rollback")
    other.close()
    assert service.state(LEFT) == Shelf(2)
    with bakery.open(after_crash(folder)) as again:
        assert again.state(LEFT) == Shelf(2)
    service.send(LEFT, Bake(3), command_id="b")
    with bakery.open(after_crash(folder, "later")) as again:
        assert again.state(LEFT) == Shelf(5)
        assert again.replay().states == {LEFT: Shelf(5)}


def test_a_refusal_with_words_that_no_database_can_hold_is_recorded_all_the_same(
    bakery: Bakery, service: OpenService
) -> None:
    odd: Any = ["no", "text"]

    def refuse(shelf: Shelf, command: Try) -> Any:
        raise CommandError("\ud800", "half a pair: \ud800", odd)

    bakery.trial = refuse
    refused(service, Try())
    service.send(LEFT, Bake(1))
    assert service.database.rows("select code, message, field from failed") == [
        ("\\ud800", "half a pair: \\ud800", "['no', 'text']")
    ]
