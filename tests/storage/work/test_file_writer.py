"""What a save writes, and where it has the text from: the window, the document opened again, or its journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from editorapp.bus.effect import Found
from editorapp.bus.errors import EffectRefusedError, TransientError
from editorapp.session.work.saving import CHANGED_OUTSIDE, SaveRequested
from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.work.file_writer import FileWriter, look_at
from tests.desk import REGISTRY
from tests.storage.conftest import OWNER, DyingProcess, do


class Window:
    """The documents that are open here, and a writer that knows them."""

    def __init__(self, store: DocumentStore) -> None:
        self.open: dict[str, HeldDocument] = {}
        self.writer = FileWriter(store, OWNER, REGISTRY, self.open.get)

    def take(self, held: HeldDocument) -> HeldDocument:
        self.open[held.id] = held
        return held


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text("one", encoding="utf-8")
    return path


@pytest.fixture
def window(store: DocumentStore) -> Window:
    return Window(store)


def _request(
    held: HeldDocument, path: Path, *, overwrites: bool = False, is_moved: bool = False
) -> SaveRequested:
    return SaveRequested(held.id, held.document.revision, str(path), overwrites, is_moved)


def test_the_text_that_was_kept_is_written_though_the_document_went_on(
    window: Window, store: DocumentStore, path: Path
) -> None:
    held = window.take(store.open_file(path))
    do(held, "text.insert", text="zero ")
    request = _request(held, path)
    window.writer.keep(held, request.revision, held.document.document.buffer)
    do(held, "text.insert", text="more ")
    written = window.writer.write(request)
    assert path.read_text(encoding="utf-8") == "zero one"
    assert written == look_at(str(path))


def test_a_text_that_nobody_kept_and_that_went_on_is_not_written(
    window: Window, store: DocumentStore, path: Path
) -> None:
    held = window.take(store.open_file(path))
    do(held, "text.insert", text="zero ")
    request = _request(held, path)
    do(held, "text.insert", text="more ")
    with pytest.raises(EffectRefusedError, match="Save it again") as caught:
        window.writer.write(request)
    assert caught.value.code == "superseded"
    assert path.read_text(encoding="utf-8") == "one"


def test_what_another_program_wrote_is_not_overwritten_unless_that_is_wanted(
    window: Window, store: DocumentStore, path: Path
) -> None:
    held = window.take(store.open_file(path))
    do(held, "text.insert", text="zero ")
    path.write_text("theirs", encoding="utf-8")
    with pytest.raises(EffectRefusedError) as caught:
        window.writer.write(_request(held, path))
    assert caught.value.code == CHANGED_OUTSIDE
    assert path.read_text(encoding="utf-8") == "theirs"
    window.writer.write(_request(held, path, overwrites=True))
    assert path.read_text(encoding="utf-8") == "zero one"


def test_after_a_death_the_text_comes_from_the_journal_of_the_document(
    window: Window, path: Path, dying: DyingProcess
) -> None:
    said = dying(
        "held = store.open_file(path); do(held, 'text.insert', text='zero ');"
        "print(held.id, held.document.revision)",
        path,
    )
    document, revision = said.split()
    request = SaveRequested(document, int(revision), str(path))
    assert window.writer.find(request) is Found.NOT_DONE
    window.writer.write(request)
    assert path.read_text(encoding="utf-8") == "zero one"
    assert window.writer.find(request) is Found.DONE


def test_a_file_that_was_changed_since_a_death_is_not_overwritten(
    window: Window, path: Path, dying: DyingProcess
) -> None:
    said = dying("held = store.open_file(path); do(held, 'text.insert', text='zero '); print(held.id)", path)
    path.write_text("theirs", encoding="utf-8")
    with pytest.raises(EffectRefusedError) as caught:
        window.writer.write(SaveRequested(said, 1, str(path)))
    assert caught.value.code == CHANGED_OUTSIDE
    assert path.read_text(encoding="utf-8") == "theirs"


def test_a_document_that_is_just_being_opened_is_waited_for(
    window: Window, store: DocumentStore, path: Path, dying: DyingProcess
) -> None:
    said = dying("held = store.open_file(path); do(held, 'text.insert', text='zero '); print(held.id)", path)
    held = store.open_document(said, Left.RECOVER)  # It is held, but the window does not have it yet.
    with pytest.raises(TransientError):
        window.writer.write(SaveRequested(said, 1, str(path)))
    window.take(held)
    window.writer.write(_request(held, path))
    assert path.read_text(encoding="utf-8") == "zero one"


def test_a_move_to_a_file_that_is_open_elsewhere_is_refused(
    window: Window, store: DocumentStore, path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("theirs", encoding="utf-8")
    store.open_file(other)
    held = window.take(store.open_file(path))
    with pytest.raises(EffectRefusedError, match="it is open in another tab"):
        window.writer.write(_request(held, other, is_moved=True))
    assert other.read_text(encoding="utf-8") == "theirs"
