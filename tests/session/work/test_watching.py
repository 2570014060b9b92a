"""Looks at files that another program may have changed: what they find, and what is recorded of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from editorapp.bus.domain import Domain
from editorapp.session.work.watching import (
    KIND,
    FileChangedOutside,
    FileGone,
    FileTaken,
    FileUnchanged,
    KeepText,
    LookRequested,
    RequestLook,
    Seen,
    TakeFile,
    TextKept,
    WatchState,
    effect,
)
from editorapp.storage.messages.opening import OpenService, open_service

REQUEST = LookRequested("notes", "/home/anna/notes.txt", "ours")
TARGET = KIND.target("notes")


class Reader:
    """Sees in every file what it is told to."""

    def __init__(self) -> None:
        self.seen = Seen(True, False, "theirs", 3, 4)
        self.looks = 0

    def look(self, request: LookRequested) -> Seen:
        self.looks += 1
        return self.seen


class Desk:
    """A service, and all that a window would hear of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reader = Reader()
        self.told: list[Any] = []
        self.service = self._open()

    def _open(self) -> OpenService:
        service = open_service(Domain((KIND,), effects=(effect(self.reader),)), self.folder, workers=0)
        for event_type in (FileChangedOutside, FileGone, FileUnchanged, TextKept, FileTaken):
            service.subscribe(event_type, self.told.append, f"window {event_type.__name__}")
        return service

    def open_again(self) -> None:
        self.service.close()
        self.service = self._open()

    def look(self, digest: str = "ours") -> None:
        self.service.send(TARGET, RequestLook("notes", "/home/anna/notes.txt", digest))
        self.service.run_until_idle()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "work")
    yield desk
    desk.service.close()


def test_what_another_program_wrote_is_told_with_what_the_file_is_now(desk: Desk) -> None:
    desk.look()
    assert desk.told == [FileChangedOutside(REQUEST, Seen(True, False, "theirs", 3, 4))]
    assert desk.service.state(TARGET) == WatchState(outside="theirs")


@pytest.mark.parametrize("seen", [Seen(True, True, "saved a moment ago"), Seen(True, False, "ours")])
def test_what_this_program_wrote_itself_is_no_change_by_another(desk: Desk, seen: Seen) -> None:
    desk.reader.seen = seen
    desk.look()
    assert desk.told == [FileUnchanged(REQUEST)]


def test_a_file_that_is_not_there_any_more_is_gone(desk: Desk) -> None:
    desk.reader.seen = Seen(False)
    desk.look()
    assert desk.told == [FileGone(REQUEST)]
    assert desk.service.state(TARGET) == WatchState(is_gone=True)


def test_a_file_that_never_was_there_is_not_gone(desk: Desk) -> None:
    desk.reader.seen = Seen(False)
    desk.look(digest="")
    assert [type(event) for event in desk.told] == [FileUnchanged]


def test_a_file_that_is_made_again_as_it_was_is_unchanged(desk: Desk) -> None:
    desk.reader.seen = Seen(False)
    desk.look()
    desk.reader.seen = Seen(True, False, "ours")
    desk.look()
    assert desk.told == [FileGone(REQUEST), FileUnchanged(REQUEST)]
    assert desk.service.state(TARGET) == WatchState()


@pytest.mark.parametrize("decided", [KeepText("notes", "theirs"), TakeFile("notes", "theirs")])
def test_what_a_person_has_decided_settles_it(desk: Desk, decided: KeepText | TakeFile) -> None:
    desk.look()
    desk.service.send(TARGET, decided)
    assert desk.service.state(TARGET) == WatchState()


def test_a_look_outlives_the_window_that_wanted_it(desk: Desk) -> None:
    desk.service.send(TARGET, RequestLook("notes", "/home/anna/notes.txt", "ours"))
    desk.service.flush()
    assert desk.service.jobs.claim(1 << 60) is not None  # A worker begins to read, and dies.
    desk.open_again()
    desk.service.run_until_idle()
    assert [type(event) for event in desk.told] == [FileChangedOutside]
