"""Automatic saves: what is saved when a person pauses, what is left alone, and what outlives a death."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from editorapp.bus.domain import Domain
from editorapp.bus.effect import Found
from editorapp.bus.errors import EffectRefusedError
from editorapp.session.work import autosave, saving, watching
from editorapp.session.work.autosave import (
    TARGET,
    AutosaveState,
    NoteFocusLost,
    NoteIdle,
    SwitchAutosave,
    Unsaved,
)
from editorapp.session.work.saving import (
    CHANGED_OUTSIDE,
    FileSaved,
    RequestSave,
    SaveFailed,
    SaveRequested,
    Written,
)
from editorapp.session.work.watching import KeepText, LookRequested, RecordLook, RequestLook, Seen, TakeFile
from editorapp.storage.messages.opening import OpenService, open_service

PATH = "/home/anna/notes.txt"


def unsaved(revision: int, document: str = "notes", accepted: str = "") -> Unsaved:
    return Unsaved(document, revision, PATH, accepted)


class Disk:
    """Writes and reads nothing, and notes what it was asked to write."""

    def __init__(self) -> None:
        self.written: list[SaveRequested] = []
        self.end: Callable[[], None] = lambda: None
        self.seen = Seen(True, False, "0utside", 3, 3)

    def write(self, request: SaveRequested) -> Written:
        self.written.append(request)
        self.end()
        return Written(request.path, f"digest{request.revision}", 1, 1)

    def find(self, request: SaveRequested) -> Found:
        return Found.NOT_DONE

    def look(self, request: LookRequested) -> Seen:
        return self.seen


class Desk:
    """A window's service with a disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.disk = Disk()
        self.told: list[FileSaved | SaveFailed] = []
        self.service = self._open()

    def _open(self) -> OpenService:
        domain = Domain(
            (saving.KIND, autosave.KIND, watching.KIND),
            (autosave.manager(),),
            (saving.effect(self.disk), watching.effect(self.disk)),
        )
        service = open_service(domain, self.folder, workers=0)
        service.subscribe(FileSaved, self.told.append, "window FileSaved")
        service.subscribe(SaveFailed, self.told.append, "window SaveFailed")
        return service

    def open_again(self) -> None:
        self.service.close()
        self.service = self._open()

    def switch(self, *, on: bool) -> None:
        self.service.send(TARGET, SwitchAutosave(on))

    def pause(self, *documents: Unsaved) -> None:
        self.service.send(TARGET, NoteIdle(documents))
        self.service.run_until_idle()

    def look(self, seen: Seen) -> None:
        """Another program has done something to the file, which is noticed."""
        self.disk.seen = seen
        self.service.send(watching.KIND.target("notes"), RequestLook("notes", PATH, "digest0"))
        self.service.run_until_idle()

    def revisions(self) -> list[int]:
        return [request.revision for request in self.disk.written]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "work")
    yield desk
    desk.service.close()


def _refuse(code: str) -> Callable[[], None]:
    def refuse() -> None:
        raise EffectRefusedError("It was not written.", code)

    return refuse


def test_nothing_is_saved_automatically_until_that_is_wanted(desk: Desk) -> None:
    desk.pause(unsaved(1))
    assert desk.disk.written == []


@pytest.mark.parametrize("note", [NoteIdle, NoteFocusLost])
def test_a_pause_and_a_look_away_save_every_document_that_is_told_of(
    desk: Desk, note: type[NoteIdle] | type[NoteFocusLost]
) -> None:
    desk.switch(on=True)
    desk.service.send(TARGET, note((unsaved(1), unsaved(4, "letter"))))
    desk.service.run_until_idle()
    assert desk.disk.written == [
        SaveRequested("notes", 1, PATH, is_automatic=True),
        SaveRequested("letter", 4, PATH, is_automatic=True),
    ]
    assert len(desk.told) == 2


def test_switched_off_nothing_is_saved_any_more(desk: Desk) -> None:
    desk.switch(on=True)
    desk.switch(on=False)
    desk.pause(unsaved(1))
    assert desk.disk.written == []


def test_what_was_chosen_is_there_at_the_next_start(desk: Desk) -> None:
    assert desk.service.state(TARGET) == AutosaveState()
    desk.switch(on=True)
    desk.open_again()
    assert desk.service.state(TARGET) == AutosaveState(is_on=True)
    desk.pause(unsaved(1))
    assert desk.revisions() == [1]


def test_a_revision_that_is_being_saved_is_not_saved_once_more(desk: Desk) -> None:
    desk.switch(on=True)
    desk.service.send(saving.KIND.target("notes"), RequestSave("notes", 1, PATH))  # A person was quicker.
    desk.service.send(TARGET, NoteIdle((unsaved(1),)))
    desk.service.send(TARGET, NoteFocusLost((unsaved(1),)))
    desk.service.run_until_idle()
    assert desk.revisions() == [1]


def test_what_was_typed_during_a_save_is_saved_at_the_next_pause(desk: Desk) -> None:
    desk.switch(on=True)
    desk.service.send(TARGET, NoteIdle((unsaved(1),)))
    desk.service.send(TARGET, NoteIdle((unsaved(2),)))
    desk.service.run_until_idle()
    assert desk.revisions() == [1, 2]


def test_a_save_that_has_failed_is_not_tried_again_until_something_has_changed(desk: Desk) -> None:
    desk.switch(on=True)
    desk.disk.end = _refuse("file_error")
    for _ in range(3):
        desk.pause(unsaved(1))
    assert desk.revisions() == [1]
    assert len(desk.told) == 1
    desk.disk.end = lambda: None
    desk.pause(unsaved(2))
    assert desk.revisions() == [1, 2]


def test_a_file_that_another_program_has_changed_is_refused_once_and_then_left_alone(desk: Desk) -> None:
    desk.switch(on=True)
    desk.disk.end = _refuse(CHANGED_OUTSIDE)
    for revision in range(1, 5):
        desk.pause(unsaved(revision))
    assert desk.revisions() == [1]
    assert len(desk.told) == 1


@pytest.mark.parametrize("seen", [Seen(True, False, "0utside", 3, 3), Seen(False)])
def test_a_file_that_was_seen_to_be_changed_or_gone_is_not_touched(desk: Desk, seen: Seen) -> None:
    desk.switch(on=True)
    desk.look(seen)
    desk.pause(unsaved(1))
    assert desk.disk.written == []


def test_a_person_who_keeps_the_text_has_it_saved_over_what_the_other_program_wrote(desk: Desk) -> None:
    desk.switch(on=True)
    desk.look(Seen(True, False, "0utside", 3, 3))
    desk.service.send(watching.KIND.target("notes"), KeepText("notes", "0utside"))
    desk.pause(unsaved(1, accepted="0utside"))
    assert desk.disk.written == [SaveRequested("notes", 1, PATH, accepted="0utside", is_automatic=True)]


def test_after_the_file_was_taken_over_or_is_as_it_was_saves_go_on(desk: Desk) -> None:
    desk.switch(on=True)
    desk.look(Seen(True, False, "0utside", 3, 3))
    desk.service.send(watching.KIND.target("notes"), TakeFile("notes", "0utside"))
    desk.pause(unsaved(1))
    desk.look(Seen(False))
    desk.look(Seen(True, True, "digest1", 1, 1))
    desk.pause(unsaved(2))
    assert desk.revisions() == [1, 2]


def test_a_save_by_a_person_settles_what_stood_in_the_way(desk: Desk) -> None:
    desk.switch(on=True)
    desk.look(Seen(True, False, "0utside", 3, 3))
    desk.service.send(saving.KIND.target("notes"), RequestSave("notes", 1, PATH, overwrites=True))
    desk.service.run_until_idle()
    desk.pause(unsaved(2))
    assert desk.revisions() == [1, 2]


def test_nothing_is_remembered_of_documents_that_are_saved(desk: Desk) -> None:
    desk.switch(on=True)
    desk.pause(*(unsaved(1, f"document {number}") for number in range(20)))
    (stored,) = desk.service.database.rows("select state from processes where manager = 'autosave'")
    assert "document 3" not in str(stored)


def test_a_pause_that_a_death_followed_is_saved_at_the_next_start(desk: Desk) -> None:
    desk.switch(on=True)
    desk.service.send(TARGET, NoteIdle((unsaved(1),)))
    desk.open_again()
    desk.service.run_until_idle()
    assert desk.revisions() == [1]
    assert isinstance(desk.told[0], FileSaved)


def test_a_save_that_a_death_has_interrupted_goes_on_at_the_next_start_and_is_told(desk: Desk) -> None:
    desk.switch(on=True)
    desk.service.send(TARGET, NoteIdle((unsaved(1),)))
    desk.service.follow()
    assert desk.service.run_next()  # The save is asked for...
    desk.service.flush()
    assert desk.service.jobs.claim(1 << 60) is not None  # ...and the process dies while it is written.
    desk.disk.end = _refuse("file_error")
    desk.open_again()
    desk.service.run_until_idle()
    (told,) = desk.told
    assert isinstance(told, SaveFailed)
    desk.pause(unsaved(1))
    assert desk.revisions() == [1]


def test_a_look_that_did_not_come_about_stands_in_nobodys_way(desk: Desk) -> None:
    desk.switch(on=True)
    request = LookRequested("notes", PATH, "digest0")
    desk.service.send(watching.KIND.target("notes"), RecordLook(request, None))
    desk.pause(unsaved(1))
    assert desk.revisions() == [1]
