"""The encoding of a document: kept in its journal, right after a death, undone with the text that it belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.journal_reader import read_document, read_revision
from editorapp.storage.profile import Profile
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import Wish
from editorapp.storage.work.file_looker import read_change
from tests.desk import REGISTRY
from tests.storage.conftest import DyingProcess, do, text_of

RUSSIAN = "Съешь же ещё этих мягких французских булок\n"
GARBLED = RUSSIAN.encode("cp1251").decode("koi8-r")

_REOPEN = """
import msgspec
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import Wish
from editorapp.storage.work.file_looker import read_change

def reopen(held, encoding):
    do(held, "document.reopen_with_encoding", encoding=encoding)
    change = read_change(str(held.path), held.document.document.buffer, Wish(encoding=encoding))
    do(held, "document.reload", **msgspec.to_builtins(change.reload(held.path)))

held = store.open_file(path)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.txt"
    path.write_bytes(RUSSIAN.encode("cp1251"))
    return path


def reopen(held: HeldDocument, encoding: str) -> None:
    """Read the file again as a front does: the command, the file, and what was in it."""
    do(held, "document.reopen_with_encoding", encoding=encoding)
    change = read_change(str(held.path), held.document.document.buffer, Wish(encoding=encoding))
    command = change.reload(Path(str(held.path)))
    do(held, "document.reload", **{name: getattr(command, name) for name in command.__struct_fields__})


def save_with(held: HeldDocument, encoding: str, *, noted: bool = True) -> None:
    """Save in another encoding as a front does."""
    do(held, "document.save_with_encoding", encoding=encoding)
    wanted = FileFormat(encoding)
    state = held.write(held.document.document.buffer, wanted)
    command = held.saved_command(held.document.revision, state, wanted)
    if noted:
        do(
            held,
            "document.mark_saved",
            **{name: getattr(command, name) for name in command.__struct_fields__},
        )


def test_undo_brings_the_encoding_back_that_the_text_was_read_in(store: DocumentStore, file: Path) -> None:
    held = store.open_file(file)
    assert (text_of(held), held.format.encoding) == (RUSSIAN, "cp1251")
    reopen(held, "koi8-r")
    assert (text_of(held), held.format.encoding) == (GARBLED, "koi8-r")
    do(held, "edit.undo")
    assert (text_of(held), held.format.encoding) == (RUSSIAN, "cp1251")
    do(held, "edit.redo")
    assert (text_of(held), held.format.encoding) == (GARBLED, "koi8-r")
    held.close(0)


def test_undoing_line_breaks_keeps_the_encoding_that_was_saved_in_since(
    store: DocumentStore, file: Path
) -> None:
    held = store.open_file(file)
    do(held, "document.convert_to_crlf")
    save_with(held, "utf-8")
    do(held, "edit.undo")
    assert (text_of(held), held.format.encoding) == (RUSSIAN, "utf-8")
    do(held, "edit.redo")
    assert held.format.encoding == "utf-8"
    held.close(0)


def test_the_chosen_encoding_is_there_when_the_file_is_opened_again(
    store: DocumentStore, file: Path, profile: Profile
) -> None:
    held = store.open_file(file)
    reopen(held, "koi8-r")
    held.close(0)
    again = store.open_file(file)
    assert (text_of(again), again.format.encoding) == (GARBLED, "koi8-r")
    do(again, "edit.undo")
    assert text_of(again) == RUSSIAN
    again.close(0)
    file.write_bytes("Ещё раз\n".encode("koi8-r"))
    changed = store.open_file(file)
    assert (text_of(changed), changed.format.encoding) == ("Ещё раз\n", "koi8-r")
    changed.close(0)
    file.write_text("Ещё раз\n", encoding="utf-8")
    changed = store.open_file(file)
    assert (text_of(changed), changed.format.encoding) == ("Ещё раз\n", "utf-8")
    changed.close(0)


def test_unsaved_changes_left_by_a_death_come_back_in_the_chosen_encoding(
    store: DocumentStore, file: Path, profile: Profile, dying: DyingProcess
) -> None:
    document = dying(
        _REOPEN + 'reopen(held, "koi8-r"); do(held, "text.insert", text="new "); print(held.id)', file
    )
    _, found = read_document(profile, document, REGISTRY)
    assert (str(found.buffer), found.layout.encoding) == ("new " + GARBLED, "koi8-r")
    _, before = read_revision(profile, document, 0, REGISTRY)
    assert (str(before.buffer), before.layout.encoding) == (RUSSIAN, "cp1251")
    held = store.open_file(file, Left.RECOVER)
    assert (text_of(held), held.format.encoding) == ("new " + GARBLED, "koi8-r")
    state = held.write(held.document.document.buffer)
    assert file.read_bytes() == b"new " + RUSSIAN.encode("cp1251")
    assert state.size == len(file.read_bytes())
    held.close(0)


def test_unsaved_changes_that_are_given_up_leave_the_file_in_the_chosen_encoding(
    store: DocumentStore, file: Path, dying: DyingProcess
) -> None:
    dying(_REOPEN + 'reopen(held, "koi8-r"); do(held, "text.insert", text="new ")', file)
    held = store.open_file(file, Left.DISCARD)
    assert (text_of(held), held.format.encoding) == (GARBLED, "koi8-r")
    held.close(0)


@pytest.mark.parametrize(
    "insert", ['do(held, "text.insert", text="new "); ', ""], ids=["changed", "unchanged"]
)
def test_a_save_in_another_encoding_that_a_death_kept_from_being_noted_is_noted(
    store: DocumentStore, file: Path, dying: DyingProcess, insert: str
) -> None:
    begin = insert or 'do(held, "text.insert", text="x"); do(held, "edit.undo"); '
    dying(
        _REOPEN + begin + 'do(held, "document.save_with_encoding", encoding="koi8-u"); '
        'held.write(held.document.document.buffer, FileFormat("koi8-u"))',
        file,
    )
    held = store.open_file(file, Left.RECOVER)
    assert (text_of(held), held.format.encoding) == (("new " if insert else "") + RUSSIAN, "koi8-u")
    assert not held.document.is_modified
    assert not held.was_changed_outside
    held.close(0)


def test_a_save_in_an_encoding_under_its_name_for_people_is_noted_after_a_death(
    store: DocumentStore, file: Path, dying: DyingProcess
) -> None:
    dying(
        _REOPEN + 'do(held, "text.insert", text="new "); '
        'do(held, "document.save_with_encoding", encoding="UTF-16 LE"); '
        'held.write(held.document.document.buffer, FileFormat("utf-16-le"))',
        file,
    )
    held = store.open_file(file, Left.RECOVER)
    assert (text_of(held), held.format.encoding) == ("new " + RUSSIAN, "utf-16-le")
    assert not held.document.is_modified
    held.close(0)
