"""Events: published once recorded, to handlers that can fail without hurting anybody and be run again."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from editorapp.bus.errors import DomainError
from editorapp.bus.job import JobKind, JobState
from editorapp.storage.messages.opening import OpenService
from tests.storage.messages.bakery import Bake, Baked, Bakery, Sell, Shelf, Sold, after_crash

LEFT = "shelf/left"


def fail(event: object) -> None:
    raise OSError("nobody listens")


def test_an_event_is_published_after_its_outcome_is_recorded(service: OpenService) -> None:
    seen: list[object] = []

    def look(event: Baked) -> None:
        seen.append((event, service.state(LEFT), service.database.rows("select seq from completed")))

    service.subscribe(Baked, look, "look")
    service.send(LEFT, Bake(2))
    assert seen == [(Baked(2), Shelf(2), [(1,)])]


def test_a_handler_that_fails_hurts_neither_the_command_nor_the_others(
    service: OpenService, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[object] = []
    service.subscribe(Baked, fail, "deaf")
    service.subscribe(Baked, seen.append, "good")
    assert service.send(LEFT, Bake(2)).status == "completed"
    assert seen == [Baked(2)]


def test_its_failure_is_logged_with_a_line_of_python_that_makes_the_event_again(
    service: OpenService, caplog: pytest.LogCaptureFixture
) -> None:
    service.subscribe(Baked, fail, "deaf")
    service.send(LEFT, Bake(2))
    (record,) = caplog.records
    words, _, line = record.getMessage().partition("what it was given: ")
    assert "deaf failed with OSError('nobody listens')" in words
    *imports, expression = line.split("; ")
    names: dict[str, object] = {}
    exec("\n".join(imports), names)
    assert eval(expression, names) == Baked(2)


def test_its_event_is_kept_as_a_dead_letter_from_which_it_is_run_again(
    bakery: Bakery, service: OpenService, folder: Path
) -> None:
    service.subscribe(Baked, fail, "deaf")
    service.send(LEFT, Bake(2))
    service.run_until_idle()
    (letter,) = service.jobs.in_state(JobState.DEAD)
    assert (letter.kind, letter.name) == (JobKind.HANDLER, "deaf")
    assert letter.failure is not None
    assert letter.failure.message == "OSError('nobody listens')"

    seen: list[object] = []
    with bakery.open(after_crash(folder)) as mended:
        mended.subscribe(Baked, seen.append, "deaf")
        mended.queue.retry(letter.id)
        mended.run_until_idle()
        assert seen == [Baked(2)]
        assert mended.jobs.counts() == {"done": 1}


def test_a_handler_that_fails_again_stays_a_dead_letter(service: OpenService) -> None:
    service.subscribe(Baked, fail, "deaf")
    service.send(LEFT, Bake(2))
    service.flush()
    (letter,) = service.jobs.in_state(JobState.DEAD)
    service.queue.retry(letter.id)
    service.run_until_idle()
    assert [job.id for job in service.jobs.in_state(JobState.DEAD)] == [letter.id]
    service.queue.discard(letter.id)
    assert service.jobs.counts() == {"discarded": 1}


def test_a_failure_that_cannot_be_written_down_does_not_look_like_a_failed_command(
    service: OpenService, folder: Path
) -> None:
    other = apsw.Connection(str(folder / "messages.sqlite"))
    service.database._connection.set_busy_timeout(0)

    def fill_the_disk(event: Baked) -> None:
        other.execute("begin immediate")
        raise OSError("the disk is full")

    service.subscribe(Baked, fill_the_disk, "deaf")
    assert service.send(LEFT, Bake(2)).status == "completed"
    other.execute("rollback")
    other.close()
    service.flush()
    assert [letter.name for letter in service.jobs.in_state(JobState.DEAD)] == ["deaf"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_reaches_the_sender_when_everybody_has_heard_of_the_event(
    service: OpenService, folder: Path, bakery: Bakery, interruption: type[BaseException]
) -> None:
    def interrupt(event: object) -> None:
        raise interruption

    seen: list[object] = []
    service.subscribe(Baked, interrupt, "interrupted")
    service.subscribe(Baked, seen.append, "good")
    with pytest.raises(interruption):
        service.send(LEFT, Bake(2), command_id="a")
    assert seen == [Baked(2)]
    assert [letter.name for letter in service.jobs.in_state(JobState.DEAD)] == ["interrupted"]
    with bakery.open(after_crash(folder)) as again:
        assert again.send(LEFT, Bake(2), command_id="a").status == "completed"
        assert again.state(LEFT) == Shelf(2)


def test_who_listens_to_what_is_no_message_is_told(service: OpenService) -> None:
    with pytest.raises(DomainError, match="Shelf is no message"):
        service.subscribe(Shelf, fail, "deaf")


def test_one_handler_may_listen_to_several_types_and_two_cannot_share_a_name(service: OpenService) -> None:
    class Ear:
        def __init__(self) -> None:
            self.heard: list[object] = []

        def hear(self, event: object) -> None:
            self.heard.append(event)

    ear = Ear()
    service.subscribe(Baked, ear.hear, "ear")
    service.subscribe(Sold, ear.hear, "ear")
    service.send(LEFT, Bake(2))
    service.send(LEFT, Sell(1))
    assert ear.heard == [Baked(2), Sold(1)]
    with pytest.raises(DomainError, match="Two event handlers are called 'ear'"):
        service.subscribe(Sold, fail, "ear")


def test_an_observer_that_fails_hurts_no_command(
    bakery: Bakery, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def blind(trace: object) -> None:
        raise OSError("no screen")

    with bakery.open(folder, observe=blind) as service:
        assert service.send(LEFT, Bake(2)).status == "completed"
    assert "no screen" in caplog.text
