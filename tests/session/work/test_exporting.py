"""Exports as a program on the bus: what follows from a wish for a copy, however its writing ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from editorapp.bus.domain import Domain
from editorapp.bus.effect import Attempt
from editorapp.bus.errors import EffectRefusedError
from editorapp.commands.decision import ExportFormat
from editorapp.session.work.exporting import (
    CANCELLED,
    EFFECT,
    KIND,
    ExportFailed,
    ExportRequested,
    ExportState,
    FileExported,
    RequestExport,
    effect,
)
from editorapp.storage.messages.opening import OpenService, open_service
from editorapp.storage.work.stopping import stop_effects

WISH = RequestExport("notes", 3, "/home/anna/notes.html", ExportFormat.HTML, "notes.txt")
TARGET = KIND.target("notes")


class Printer:
    """An exporter that notes what it is asked for and ends as it is told."""

    def __init__(self) -> None:
        self.asked: list[ExportRequested] = []
        self.end: Callable[[Attempt], int] = lambda attempt: 12

    def export(self, request: ExportRequested, attempt: Attempt) -> int:
        self.asked.append(request)
        return self.end(attempt)


class Desk:
    """The service with its printer, and what was told to the window."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.printer = Printer()
        self.told: list[FileExported | ExportFailed] = []
        self.service = self._open()

    def _open(self) -> OpenService:
        service = open_service(Domain([KIND], effects=[effect(self.printer)]), self._folder, workers=0)
        for event_type in (FileExported, ExportFailed):
            service.subscribe(event_type, self.told.append, f"window {event_type.__name__}")
        return service

    def open_again(self) -> None:
        self.service.close()
        self.service = self._open()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "work")
    yield desk
    desk.service.close()


def test_a_wish_is_written_by_a_worker_and_the_news_comes_back(desk: Desk) -> None:
    desk.service.send(TARGET, WISH)
    assert desk.printer.asked == []
    desk.service.run_until_idle()
    [request] = desk.printer.asked
    assert (request.path, request.format, request.revision) == (WISH.path, ExportFormat.HTML, 3)
    assert desk.told == [FileExported(request, 12)]
    assert desk.service.state(TARGET) == ExportState(asked=1, ended=1)


def test_a_refusal_reaches_the_window_in_words(desk: Desk) -> None:
    def refuse(attempt: Attempt) -> int:
        raise EffectRefusedError("The disk is full.", "file_error")

    desk.printer.end = refuse
    desk.service.send(TARGET, WISH)
    desk.service.run_until_idle()
    assert desk.told == [ExportFailed(desk.printer.asked[0], "file_error", "The disk is full.")]


def test_a_death_in_the_middle_is_followed_by_doing_it_again(desk: Desk) -> None:
    def die(attempt: Attempt) -> int:
        raise KeyboardInterrupt

    desk.printer.end = die
    desk.service.send(TARGET, WISH)
    with pytest.raises(KeyboardInterrupt):
        desk.service.run_until_idle()
    assert desk.told == []
    desk.printer.end = lambda attempt: 12
    desk.open_again()
    desk.service.run_until_idle()
    assert desk.told == [FileExported(desk.printer.asked[0], 12)]
    assert len(desk.printer.asked) == 2


def test_it_is_stopped_by_a_person_while_it_runs(desk: Desk) -> None:
    def stop(attempt: Attempt) -> int:
        assert stop_effects(desk.service, EFFECT, TARGET) == 1
        attempt.report(1, 2)
        raise AssertionError("it goes on though it was stopped")

    desk.printer.end = stop
    desk.service.send(TARGET, WISH)
    desk.service.run_until_idle()
    [event] = desk.told
    assert isinstance(event, ExportFailed)
    assert event.code == CANCELLED
    assert "/home/anna/notes.html was stopped" in event.words


def test_it_is_stopped_before_it_begins(desk: Desk) -> None:
    desk.service.send(TARGET, WISH)
    desk.service.flush()
    assert stop_effects(desk.service, EFFECT, TARGET) == 1
    desk.service.run_until_idle()
    assert desk.printer.asked == []
    assert [event.code for event in desk.told if isinstance(event, ExportFailed)] == [CANCELLED]
    assert stop_effects(desk.service, EFFECT, TARGET) == 0
