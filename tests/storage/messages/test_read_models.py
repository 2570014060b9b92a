"""Read models: each event counts once; they fall behind, fail, go away and come back while commands go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.bus.errors import CommandError, DomainError, ReadModelError
from editorapp.bus.message import RecordedEvent
from editorapp.bus.projection import Health, Projection, Rows
from editorapp.bus.trace import QueryTrace
from editorapp.storage.messages.opening import READ_MODELS_NAME, OpenService
from tests.storage.messages.bakery import (
    Bake,
    Bakery,
    Sales,
    SalesOf,
    Sell,
    Sold,
    after_crash,
    book,
    count_sale,
)

LEFT = "shelf/left"


def sell(service: OpenService, *loaves: int) -> None:
    service.send(LEFT, Bake(sum(loaves)))
    for count in loaves:
        service.send(LEFT, Sell(count))


def book_of(service: OpenService) -> Health:
    return next(health for health in service.health() if health.name == "book")


def test_a_query_is_answered_from_the_rows_and_traced(bakery: Bakery, service: OpenService) -> None:
    sell(service, 2, 3)
    assert service.ask(SalesOf(LEFT)) is None  # It has not followed yet.
    service.run_until_idle()
    assert service.ask(SalesOf(LEFT)) == Sales(5, 2)
    traces = [trace for trace in bakery.traces if isinstance(trace, QueryTrace)]
    assert [(trace.read_model, trace.position, trace.rows, trace.error) for trace in traces] == [
        ("book", 0, 0, ""),
        ("book", 3, 1, ""),
    ]


def test_a_query_that_nobody_answers_is_refused(service: OpenService) -> None:
    class Unknown(msgspec.Struct):
        pass

    with pytest.raises(ReadModelError, match="No read model answers Unknown"):
        service.ask(Unknown())


def test_two_read_models_that_answer_one_query_are_an_error_at_start(bakery: Bakery) -> None:
    bakery._parts["projections"] = [
        book(bakery),
        Projection("other", Sales, {}, {SalesOf: lambda r, q: None}),
    ]
    with pytest.raises(DomainError, match="2 read models answer SalesOf"):
        bakery.domain()


@pytest.mark.parametrize("error", [KeyError("x"), CommandError("no_such", "There is none.")])
def test_a_query_that_fails_is_told_and_traced_and_the_next_one_is_answered(
    folder: Path, error: Exception
) -> None:
    def answer(rows: Rows, query: SalesOf) -> Any:
        if query.target == "bad":
            raise error
        return rows.get(query.target)

    bakery = Bakery(projections=[Projection("book", Sales, {Sold: count_sale}, {SalesOf: answer})])
    with bakery.open(folder) as service:
        sell(service, 1)
        service.run_until_idle()
        with pytest.raises(CommandError) as caught:
            service.ask(SalesOf("bad"))
        assert caught.value.code in ("read_model_unavailable", "no_such")
        assert bakery.traces[-1].error
        assert service.ask(SalesOf(LEFT)) == Sales(1, 1)


def test_each_event_counts_once_wherever_the_process_dies(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    copies: list[Path] = []

    def crash(rows: Rows, recorded: RecordedEvent) -> None:
        count_sale(rows, recorded)
        copies.append(after_crash(folder, f"{len(copies)}"))

    bakery.project = crash
    for _ in range(3):
        sell(service, 1, 2)
        service.run_until_idle()
    copies.append(after_crash(folder, "end"))
    bakery.project = count_sale
    for copy in copies:
        with bakery.open(copy) as again:
            sold = again.database.value("select count(*) from completed where events like '%sold%'")
            again.run_until_idle()
            found = again.ask(SalesOf(LEFT))
            assert found is not None
            assert found.sales == sold
            assert book_of(again).lag == 0


def test_one_that_fails_says_so_keeps_what_came_before_and_goes_on_when_it_is_mended(
    bakery: Bakery, service: OpenService, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(rows: Rows, recorded: RecordedEvent) -> None:
        rows.put("trash", Sales())
        if recorded.event.loaves == 7:
            raise ValueError("seven is odd")
        rows.delete("trash")
        count_sale(rows, recorded)

    bakery.project = broken
    sell(service, 1, 7, 2)
    for _ in range(3):
        service.run_until_idle()
    assert service.ask(SalesOf(LEFT)) == Sales(1, 1)
    assert service.ask(SalesOf("trash")) is None
    health = book_of(service)
    assert (health.error, health.lag, health.position, health.rows) == ("ValueError('seven is odd')", 3, 2, 1)
    assert len(caplog.records) == 1
    assert service.send(LEFT, Bake(1)).status == "completed"
    bakery.project = count_sale
    service.run_until_idle()
    assert service.ask(SalesOf(LEFT)) == Sales(10, 3)
    assert (book_of(service).error, book_of(service).lag) == ("", 0)


def test_one_that_fails_on_the_first_event_says_so_too_and_hurts_no_other(folder: Path) -> None:
    def broken(rows: Rows, recorded: RecordedEvent) -> None:
        raise ValueError("no")

    def unwritable(rows: Rows, recorded: RecordedEvent) -> None:
        rows.put("x", object())

    bakery = Bakery()
    bakery._parts["projections"] = [
        Projection("broken", Sales, {Sold: broken}),
        Projection("unwritable", Sales, {Sold: unwritable}),
        book(bakery),
    ]
    with bakery.open(folder) as service:
        sell(service, 1)
        service.run_until_idle()
        healths = {health.name: health for health in service.health()}
        assert healths["broken"].error == "ValueError('no')"
        assert "cannot be written" in healths["unwritable"].error
        assert (healths["book"].error, healths["book"].lag) == ("", 0)


def test_one_of_a_new_version_is_built_anew(bakery: Bakery, service: OpenService, folder: Path) -> None:
    sell(service, 1, 2)
    service.run_until_idle()

    def count_double(rows: Rows, recorded: RecordedEvent) -> None:
        count_sale(rows, recorded)
        count_sale(rows, recorded)

    newer = Bakery()
    newer.project = count_double
    newer._parts["projections"] = [book(newer)]
    with newer.open(after_crash(folder, "same")) as again:
        again.run_until_idle()
        assert again.ask(SalesOf(LEFT)) == Sales(3, 2)
    newer._parts["projections"] = [book(newer, version=2)]
    with newer.open(after_crash(folder, "newer")) as again:
        again.run_until_idle()
        assert again.ask(SalesOf(LEFT)) == Sales(6, 4)


def test_one_that_is_ahead_of_the_log_belongs_to_another_log_and_is_built_anew(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    sell(service, 1, 2)
    service.run_until_idle()
    copy = after_crash(folder)
    for path in copy.glob("messages*"):
        path.unlink()
    with bakery.open(copy) as other:
        sell(other, 5, 5, 5, 5, 5)  # More than there were, before anybody has looked.
        other.run_until_idle()
        assert other.ask(SalesOf(LEFT)) == Sales(25, 5)


def test_it_is_rebuilt_while_commands_go_on(bakery: Bakery, folder: Path) -> None:
    with bakery.open(folder, workers=2) as service:
        sell(service, *[1] * 50)
        for _ in range(5):
            service.read_models.rebuild("book")
            sell(service, 1)
        assert service.wait_until_idle()
        assert service.ask(SalesOf(LEFT)) == Sales(55, 55)
    with pytest.raises(DomainError, match="no read model 'shop'"), bakery.open(folder) as service:
        service.read_models.rebuild("shop")


@pytest.mark.parametrize("away", ["removed", "garbage", "a folder"])
def test_its_database_may_go_away_while_commands_go_on(
    bakery: Bakery, service: OpenService, folder: Path, away: str
) -> None:
    sell(service, 1)
    service.run_until_idle()
    place = folder / READ_MODELS_NAME
    place.rename(folder / "aside")
    if away == "garbage":
        place.write_bytes(b"no database" * 500)
    elif away == "a folder":
        place.mkdir()
    sell(service, 2)
    service.run_until_idle()
    assert book_of(service).error
    with pytest.raises(ReadModelError, match="Commands go on"):
        service.ask(SalesOf(LEFT))
    if away == "a folder":
        place.rmdir()
    (folder / "aside").replace(place)
    service.run_until_idle()
    assert service.ask(SalesOf(LEFT)) == Sales(3, 2)
    assert (book_of(service).error, book_of(service).lag) == ("", 0)


@settings(max_examples=50)
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(["a", "a%", "aa", "a\U0010ffff", "b", "", "ä"]), st.booleans()), max_size=10
    ),
    prefix=st.sampled_from(["", "a", "a%", "ä", "\U0010ffff"]),
)
def test_rows_are_found_by_prefix_in_the_order_of_their_keys(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, bool]], prefix: str
) -> None:
    class Find(msgspec.Struct):
        prefix: str

    seen: list[Any] = []

    def change(rows: Rows, recorded: RecordedEvent) -> None:
        key, is_kept = changes[recorded.event.loaves - 1]
        if is_kept:
            rows.put(key, Sales(recorded.event.loaves))
        else:
            rows.delete(key)
        seen.append(list(rows.items(prefix)))

    find: Any = {Find: lambda rows, query: list(rows.items(query.prefix))}
    bakery = Bakery(projections=[Projection("keys", Sales, {Sold: change}, find)])
    with bakery.open(tmp_path_factory.mktemp("rows") / "bakery") as service:
        model: dict[str, Sales] = {}
        expected: list[Any] = []
        for number, (key, is_kept) in enumerate(changes, 1):
            sell(service, number)
            if number % 3 == 0:
                service.run_until_idle()
            model.pop(key, None)
            if is_kept:
                model[key] = Sales(number)
            expected.append(sorted((key, row) for key, row in model.items() if key.startswith(prefix)))
        service.run_until_idle()
        assert service.ask(Find(prefix)) == (expected[-1] if expected else [])
        assert seen == expected
