"""Saves as a program on the bus: what follows from a wish to save, however its writing ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from editorapp.bus.domain import Domain
from editorapp.bus.effect import Found
from editorapp.bus.errors import EffectRefusedError
from editorapp.bus.job import JobState
from editorapp.session.work.saving import (
    KIND,
    FileSaved,
    RequestSave,
    SaveFailed,
    SaveRequested,
    SaveState,
    Written,
    effect,
)
from editorapp.storage.messages.opening import OpenService, open_service

WISH = RequestSave("notes", 7, "/home/anna/notes.txt")
ON_DISK = Written("/home/anna/notes.txt", "d1ge57", 120, 1_000)


class Disk:
    """A writer that notes what it is asked for and ends as it is told."""

    def __init__(self) -> None:
        self.asked: list[SaveRequested] = []
        self.end: Callable[[], Written] = lambda: ON_DISK
        self.found = Found.NOT_DONE

    def write(self, request: SaveRequested) -> Written:
        self.asked.append(request)
        return self.end()

    def find(self, request: SaveRequested) -> Found:
        return self.found


class Desk:
    """The service with its disk, and what was told to the window."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.disk = Disk()
        self.told: list[FileSaved | SaveFailed] = []
        self.service = self._open()

    def _open(self) -> OpenService:
        service = open_service(Domain((KIND,), effects=(effect(self.disk),)), self.folder, workers=0)
        service.subscribe(FileSaved, self.told.append, "window FileSaved")
        service.subscribe(SaveFailed, self.told.append, "window SaveFailed")
        return service

    def save(self) -> None:
        self.service.send(KIND.target("notes"), WISH)

    def open_again(self) -> None:
        self.service.close()
        self.service = self._open()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "work")
    yield desk
    desk.service.close()


def test_a_wish_to_save_is_written_by_a_worker_and_the_news_comes_back(desk: Desk) -> None:
    desk.save()
    assert desk.disk.asked == []
    desk.service.run_until_idle()
    request = SaveRequested("notes", 7, "/home/anna/notes.txt")
    assert desk.disk.asked == [request]
    assert desk.told == [FileSaved(request, ON_DISK)]
    assert desk.service.state(KIND.target("notes")) == SaveState(asked=7, saved=7, written=ON_DISK)


def test_a_save_that_is_refused_is_told_with_its_reason_and_not_tried_again(desk: Desk) -> None:
    def refuse() -> Written:
        raise EffectRefusedError("The disk is full. The old file is unchanged.", "file_error")

    desk.disk.end = refuse
    desk.save()
    desk.service.run_until_idle()
    (failed,) = desk.told
    assert isinstance(failed, SaveFailed)
    assert (failed.code, failed.words) == ("file_error", "The disk is full. The old file is unchanged.")
    assert len(desk.disk.asked) == 1
    assert desk.service.state(KIND.target("notes")) == SaveState(asked=7)


def test_a_wish_outlives_the_window_that_had_it(desk: Desk) -> None:
    desk.save()
    desk.open_again()
    desk.service.run_until_idle()
    assert len(desk.disk.asked) == 1
    assert isinstance(desk.told[0], FileSaved)


@pytest.mark.parametrize(("found", "writes"), [(Found.DONE, 0), (Found.NOT_DONE, 1)])
def test_of_a_save_that_a_death_has_interrupted_the_file_is_asked_first(
    desk: Desk, found: Found, writes: int
) -> None:
    desk.save()
    desk.service.flush()
    assert desk.service.jobs.claim(1 << 60) is not None  # A worker begins, and dies.
    desk.disk.found = found
    desk.open_again()
    desk.service.run_until_idle()
    assert len(desk.disk.asked) == writes
    assert isinstance(desk.told[0], FileSaved)


def test_a_save_of_which_the_file_cannot_tell_waits_for_a_person(desk: Desk) -> None:
    desk.save()
    desk.service.flush()
    desk.service.jobs.claim(1 << 60)
    desk.disk.found = Found.UNKNOWN
    desk.open_again()
    desk.service.run_until_idle()
    (job,) = desk.service.jobs.in_state(JobState.DOUBT)
    assert (desk.disk.asked, desk.told) == ([], [])
    desk.service.queue.settle(job.id, "done")
    desk.service.run_until_idle()
    assert desk.told == [FileSaved(SaveRequested("notes", 7, "/home/anna/notes.txt"), None)]
