"""What a service refuses because taking it would be found out too late."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from editorapp.bus.aggregate import AggregateType
from editorapp.bus.catalog import Catalog
from editorapp.bus.errors import CommandError, DomainError, LogError, UnknownJobError
from editorapp.bus.job import Job, JobKind, JobState
from editorapp.bus.queue import Queue
from editorapp.storage.messages.opening import DATABASE_NAME, OpenService
from tests.storage.messages.bakery import Bake

SHELF = "shelf/rye"


@pytest.mark.parametrize("taken", ["receipt:1.0", "baker:1.0.2", "receipt:1.0:then", "order~1"])
def test_an_id_that_could_be_taken_for_one_that_follows_from_a_command_is_refused(
    service: OpenService, taken: str
) -> None:
    for send in (service.send, service.submit):
        with pytest.raises(CommandError, match="is kept for what follows") as caught:
            send(SHELF, Bake(3), command_id=taken)
        assert (caught.value.code, caught.value.field) == ("invalid_argument", "id")
    assert service.log.last_seq == 0


@pytest.mark.parametrize("given", ["order:17", "2026-11-20T10:00:00", "a~b", "~", "1.0"])
def test_other_ids_are_the_senders_own_affair(service: OpenService, given: str) -> None:
    service.send(SHELF, Bake(3), command_id=given)


def test_a_state_that_can_be_changed_in_place_is_refused_at_start() -> None:
    class Shelf(msgspec.Struct):
        loaves: int = 0

    initials: tuple[object, ...] = (Shelf(), {}, [])
    for initial in initials:
        with pytest.raises(DomainError, match="is not frozen"):
            AggregateType("shelf", initial, [], [])


def test_nothing_is_written_to_a_database_that_was_taken_away(service: OpenService, folder: Path) -> None:
    service.send(SHELF, Bake(3))
    path, aside = folder / DATABASE_NAME, folder / "aside"
    path.rename(aside)
    with pytest.raises(LogError, match="was removed or replaced"):
        service.send(SHELF, Bake(4))
    aside.rename(path)
    service.send(SHELF, Bake(5))
    assert [seq for (seq,) in service.database.rows("select seq from accepted")] == [1, 2]


def test_who_does_not_know_an_effect_does_not_settle_it(service: OpenService) -> None:
    doubtful = Job(
        id="fax:1.0",
        kind=JobKind.EFFECT,
        name="fax",
        target=SHELF,
        lane="fax",
        message="bakery.baked",
        version=1,
        payload="{}",
        state=JobState.DOUBT,
    )
    service.jobs.add(doubtful)
    stranger = Queue(service.jobs, Catalog([]), {}, lambda: 5)
    with pytest.raises(UnknownJobError, match="settle it in the program that runs it"):
        stranger.settle("fax:1.0", "done")
    found = service.jobs.find("fax:1.0")
    assert found is not None
    assert found.state is JobState.DOUBT
