"""A command can note that a text is on disk where it is not; the document keeps its own text all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from editorapp.session.entry import Effects, SavedState, SelectionRecord
from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.file_state import file_digest
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.journal import SqliteJournal
from tests.storage.conftest import DyingProcess, do, text_of
from tests.storage.test_journal import command

NOWHERE: dict[str, Any] = {"path": "a", "digest": "", "size": 1, "modified": 1}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.txt"
    path.write_text("one\n")
    return path


def facts_of(path: Path) -> dict[str, Any]:
    """Return what is true of a file, as arguments of a command that notes it."""
    state = file_digest(path)
    assert state is not None
    return {"path": str(path), "digest": state.digest, "size": state.size, "modified": state.modified}


def caret(held: HeldDocument) -> tuple[int, int]:
    (only,) = held.document.document.selection.ranges
    return only.anchor, only.head


def test_an_untitled_document_that_is_noted_as_saved_keeps_its_text(store: DocumentStore) -> None:
    held = store.new("Untitled")
    do(held, "text.newline")
    assert do(held, "document.mark_saved", saved_revision=1, **NOWHERE).error is None
    held.close(0)
    again = store.open_document(held.id)
    assert (text_of(again), caret(again)) == ("\n", (1, 1))
    do(again, "edit.undo")
    assert text_of(again) == ""
    again.close(0)


def test_a_file_that_was_never_made_and_is_noted_as_saved_keeps_its_text(
    store: DocumentStore, tmp_path: Path
) -> None:
    held = store.open_file(tmp_path / "none.txt")
    do(held, "text.insert", text="new")
    do(held, "document.mark_saved", saved_revision=1, **NOWHERE)
    held.close(0)
    again = store.open_file(tmp_path / "none.txt")
    assert (text_of(again), caret(again)) == ("new", (3, 3))
    again.close(0)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("document.mark_saved", {"saved_revision": 1}),
        ("document.reload", {"start": 0, "end": 0, "text": "z"}),
    ],
)
def test_what_a_script_notes_of_a_file_does_not_make_the_file_the_text(
    store: DocumentStore, file: Path, name: str, arguments: dict[str, Any]
) -> None:
    held = store.open_file(file)
    do(held, "text.insert", text="a longer text: ")
    assert do(held, name, source="script", **arguments, **facts_of(file)).error is None
    text, place = text_of(held), caret(held)
    assert text != file.read_text()
    held.close(0)
    again = store.open_file(file)
    assert (text_of(again), caret(again)) == (text, place)
    again.close(0)


@pytest.mark.parametrize("revision", [-1, 2])
def test_a_revision_that_there_is_not_cannot_be_saved(store: DocumentStore, revision: int) -> None:
    held = store.new("Untitled")
    do(held, "text.insert", text="x")
    failure = do(held, "document.mark_saved", saved_revision=revision, **NOWHERE).error
    assert failure is not None
    assert (failure.code, failure.field) == ("invalid_argument", "saved_revision")
    assert held.document.saved == SavedState("", 0)
    held.close(0)


def test_a_refused_note_of_a_save_does_not_count_when_the_document_is_opened_next(
    store: DocumentStore, file: Path
) -> None:
    held = store.open_file(file)
    do(held, "text.insert", text="x")
    saved = held.document.saved
    failed = do(held, "document.mark_saved", saved_revision=1, encoding="no such", **facts_of(file))
    assert failed.error is not None
    held.close(0, keep=True)
    again = store.open_file(file, Left.RECOVER)
    assert (text_of(again), again.document.saved) == ("xone\n", saved)
    assert again.document.is_modified
    again.close(0)


def test_what_was_left_behind_a_note_of_a_later_revision_can_be_given_up(
    store: DocumentStore, file: Path, dying: DyingProcess
) -> None:
    dying(
        """
held = store.open_file(path)
do(held, "text.insert", text="x")
do(held, "document.mark_saved", path=str(path), saved_revision=9, digest="d", size=1, modified=1)
""",
        file,
    )
    held = store.open_file(file, Left.DISCARD)
    assert text_of(held) == "one\n"
    assert not held.document.is_modified
    held.close(0)


def test_the_journal_passes_over_notes_that_cannot_be_true(tmp_path: Path) -> None:
    journal = SqliteJournal.create(tmp_path / "journal.sqlite", {"base": SavedState("", 0)})
    effects = Effects(SelectionRecord(((0, 0),)), 0)
    for revision in (1, 2):
        journal.complete(journal.accept(command()), revision, effects)
    journal.complete(journal.accept(command("document.mark_saved", saved_revision=2, **NOWHERE)), 2, effects)
    true = SavedState("a", 2, "", 1, 1)
    assert (journal.saved_state(), journal.saved_seq()) == (true, 3)
    journal.complete(journal.accept(command("document.mark_saved", saved_revision=3, **NOWHERE)), 2, effects)
    journal.accept(command("document.mark_saved", saved_revision=3, **NOWHERE))
    assert (journal.saved_state(), journal.saved_seq()) == (true, 3)
    journal.close()
