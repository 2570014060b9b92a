"""Message databases of every released format can be read, and lead to what they led to then.

A database is kept here as its readable lines, one file a format, made with the bakery of the tests of messages: its
names of messages are as stable as those of a released program. A file is never changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from editorapp.bus.job import JobState
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.lines import export_lines, import_lines
from editorapp.storage.messages.opening import DATABASE_NAME, OpenService
from editorapp.storage.messages.replay import replay
from tests.storage.messages.bakery import Bakery, Sales, SalesOf, Shelf

FOLDER = Path(__file__).parent / "messages"
FORMATS = ("format-1",)
WORLD = {
    "shelf/rye": Shelf(loaves=17),
    "shelf/white": Shelf(words=("brötchen 🍞 \udc80",)),
}


@pytest.fixture(params=FORMATS)
def lines(request: pytest.FixtureRequest) -> list[str]:
    """The lines of a released format."""
    return (FOLDER / f"{request.param}.jsonl").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def folder(lines: list[str], tmp_path: Path) -> Path:
    """A folder with a database made of the lines."""
    import_lines(lines, tmp_path / DATABASE_NAME)
    return tmp_path


@pytest.fixture
def service(folder: Path) -> Iterator[OpenService]:
    """The bakery, opened on the database; its clock stands where the database was made."""
    with Bakery().open(folder) as service:
        yield service


def test_every_format_that_is_kept_is_checked() -> None:
    assert {path.stem for path in FOLDER.glob("*.jsonl")} == set(FORMATS)


def test_the_database_gives_the_same_lines_again(lines: list[str], folder: Path) -> None:
    database = MessageDatabase(folder / DATABASE_NAME)
    assert list(export_lines(database)) == lines
    database.close()


def test_its_events_lead_to_the_same_world(folder: Path) -> None:
    database = MessageDatabase(folder / DATABASE_NAME)
    world = replay(Bakery().domain(), database)
    database.close()
    assert (world.states, world.unreadable) == (WORLD, {})


def test_what_waited_still_waits_and_what_was_refused_is_still_a_dead_letter(service: OpenService) -> None:
    found = {job.id: job.state for state in JobState for job in service.jobs.in_state(state)}
    assert found == {
        "receipt.print:2.0": JobState.DONE,
        "baker:2.0.0": JobState.DONE,
        "queued and refused": JobState.DEAD,
        "receipt.print:7.0": JobState.DOUBT,
        "for tomorrow": JobState.WAITING,
        "never hot": JobState.DEAD,
    }


def test_its_read_models_are_made_again_and_it_goes_on(service: OpenService) -> None:
    service.run_until_idle()
    assert service.ask(SalesOf("shelf/rye")) == Sales(loaves=13, sales=2)
    service.queue.settle("receipt.print:7.0", "done")
    service.run_until_idle()
    assert not service.jobs.in_state(JobState.DOUBT)
