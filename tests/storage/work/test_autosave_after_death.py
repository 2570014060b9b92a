"""An automatic save whose process dies before, during and after the writing, and what the next start makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from editorapp.session.work.domain import Performers
from editorapp.session.work.saving import FileSaved
from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.work.file_writer import FileWriter
from editorapp.storage.work.opening import open_work
from tests.desk import REGISTRY
from tests.storage.conftest import OWNER, DyingProcess

_PAUSE = """
from editorapp.session.work.autosave import TARGET, NoteIdle, SwitchAutosave, Unsaved
from editorapp.session.work.domain import Performers
from editorapp.storage import file_writing
from editorapp.storage.work.file_writer import FileWriter
from editorapp.storage.work.opening import open_work
from tests.desk import REGISTRY
from tests.storage.conftest import OWNER

held = store.open_file(path)
do(held, 'text.insert', text='mine ')
writer = FileWriter(store, OWNER, REGISTRY, {held.id: held}.get)

def die(*_):
    os.kill(os.getpid(), 9)

DEATH
service = open_work(path.parent / 'window', Performers(writer), print, workers=0)
service.send(TARGET, SwitchAutosave(True))
service.send(TARGET, NoteIdle((Unsaved(held.id, held.document.revision, str(path)),)))
service.flush()
if ENDS_AT_ONCE:
    die()
service.run_until_idle()
"""

_DEATHS = {
    "before it was asked for": "ENDS_AT_ONCE = True",
    "before the new file is in place": "ENDS_AT_ONCE = False; file_writing.keep_attributes = die",
    "when the file was written": "ENDS_AT_ONCE = False; file_writing.sync_folder = die",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text("one", encoding="utf-8")
    return path


def _die(dying: DyingProcess, path: Path, death: str) -> None:
    dying(_PAUSE.replace("DEATH", _DEATHS[death]), path)


def _start(path: Path, store: DocumentStore, find_open: Callable[[str], HeldDocument | None]) -> list[Any]:
    """Open the window's service again; return what it has told when there was nothing left to do."""
    told: list[Any] = []
    writer = FileWriter(store, OWNER, REGISTRY, find_open)
    with open_work(path.parent / "window", Performers(writer), print, workers=0) as service:
        service.subscribe(FileSaved, told.append, "window FileSaved")
        service.run_until_idle()
    return told


@pytest.mark.parametrize("death", _DEATHS)
def test_it_goes_on_at_the_next_start(
    store: DocumentStore, path: Path, dying: DyingProcess, death: str
) -> None:
    _die(dying, path, death)
    told = _start(path, store, lambda _: None)
    assert path.read_text(encoding="utf-8") == "mine one"
    assert [type(event) for event in told] == [FileSaved]


@pytest.mark.parametrize("death", _DEATHS)
def test_it_goes_on_with_the_document_that_was_recovered(
    store: DocumentStore, path: Path, dying: DyingProcess, death: str
) -> None:
    _die(dying, path, death)
    held = store.open_file(path, Left.RECOVER)
    told = _start(path, store, {held.id: held}.get)
    assert path.read_text(encoding="utf-8") == "mine one"
    assert [type(event) for event in told] == [FileSaved]
    assert [entry.name for entry in path.parent.iterdir() if entry.name.endswith(".new")] == []
    held.close(0)
