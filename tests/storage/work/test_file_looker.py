"""What is seen of the files of open documents, and what another program has made of their texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from editorapp.session.work.lookout import MISSING, Stamp
from editorapp.session.work.saving import SaveRequested
from editorapp.session.work.watching import LookRequested, Seen
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.errors import FileError
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import Wish
from editorapp.storage.work.file_looker import FileLooker, read_change
from editorapp.storage.work.file_writer import FileWriter, look_at
from editorapp.text.buffer import Buffer
from tests.desk import REGISTRY
from tests.storage.conftest import OWNER, do


class Window:
    """One document that is open, with who writes its file and who looks at it."""

    def __init__(self, store: DocumentStore, path: Path) -> None:
        self.path = path
        self.held = store.open_file(path)
        self.writer = FileWriter(store, OWNER, REGISTRY, self._find)
        self.looker = FileLooker(self.writer, self._find)

    def _find(self, document: str) -> HeldDocument | None:
        return self.held if document == self.held.id else None

    def look(self) -> Seen:
        return self.looker.look(LookRequested(self.held.id, str(self.path), "known"))

    def glance(self) -> tuple[Stamp, bool]:
        return self.looker.glance(self.held.id, str(self.path))

    def save(self) -> None:
        """Write the file; the document does not hear of it."""
        request = SaveRequested(self.held.id, self.held.document.revision, str(self.path))
        self.writer.write(request)


@pytest.fixture
def window(store: DocumentStore, tmp_path: Path) -> Window:
    path = tmp_path / "notes.txt"
    path.write_text("one", encoding="utf-8")
    return Window(store, path)


def test_a_file_that_was_only_opened_is_ours(window: Window) -> None:
    assert window.look().is_ours


def test_a_save_of_ones_own_is_ours_before_the_document_hears_of_it(window: Window) -> None:
    do(window.held, "text.insert", text="zero ")
    assert not window.glance()[1]
    window.save()
    stamp, is_ours = window.glance()
    assert (stamp.size, is_ours) == (8, True)
    assert window.look().is_ours


def test_what_another_program_wrote_is_not_ours(window: Window) -> None:
    do(window.held, "text.insert", text="zero ")
    window.save()
    window.path.write_text("theirs", encoding="utf-8")
    assert not window.glance()[1]
    written = look_at(str(window.path))
    assert written is not None
    assert window.look() == Seen(True, False, written.digest, 6, written.modified)


def test_a_file_that_is_not_there_is_missing(window: Window) -> None:
    window.path.unlink()
    assert window.glance() == (MISSING, False)
    assert window.look() == Seen(False)


def test_a_change_is_no_longer_than_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("one 2 three", encoding="utf-16")
    change = read_change(str(path), Buffer("one two three"), Wish())
    assert (change.start, change.end, change.text) == (4, 7, "2")
    assert change.format == FileFormat("utf-16-le", True)


def test_a_change_that_cannot_be_read_is_an_error_with_words(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="does not exist"):
        read_change(str(tmp_path / "absent"), Buffer(""), Wish())
