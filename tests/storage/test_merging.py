"""A merge with what another program wrote: what is known of the file from then on, and what outlives a death."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from editorapp.session.entry import SavedState
from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.file_state import file_digest
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.journal_reader import describe
from editorapp.storage.merge_base import saved_text
from editorapp.storage.profile import Profile
from tests.desk import REGISTRY
from tests.storage.conftest import DyingProcess, do, text_of

BASE = "one\ntwo\nthree\n"
THEIRS = "one\ntwo\nTHREE\n"
MERGED = "ONE\ntwo\nTHREE\n"

_MERGE = """
from editorapp.storage.file_state import file_digest

held = store.open_file(path)
do(held, "text.replace", start=0, end=3, text="ONE")
path.write_text("one\\ntwo\\nTHREE\\n")
state = file_digest(path)
facts = {"path": str(path), "digest": state.digest, "size": state.size, "modified": state.modified}
do(held, "document.merge", edits=[(8, 13, "THREE")], theirs=[(0, 3, "one")], **facts)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.txt"
    path.write_bytes(BASE.encode())
    return path


def facts(file: Path) -> dict[str, Any]:
    state = file_digest(file)
    assert state is not None
    return {"path": str(file), "digest": state.digest, "size": state.size, "modified": state.modified}


def merge(held: HeldDocument, file: Path) -> None:
    """Change the first line here, the last one outside, and take in both."""
    do(held, "text.replace", start=0, end=3, text="ONE")
    file.write_bytes(THEIRS.encode())
    do(held, "document.merge", edits=[(8, 13, "THREE")], theirs=[(0, 3, "one")], **facts(file))


def base_of(profile: Profile, held: HeldDocument) -> str | None:
    if held.journal is not None:
        held.journal.flush()
    text = saved_text(profile, held.id, held.document.document, held.document.saved, REGISTRY)
    return None if text is None else str(text)


def test_the_text_of_the_file_is_known_without_any_change(
    store: DocumentStore, profile: Profile, file: Path
) -> None:
    held = store.open_file(file)
    assert base_of(profile, held) == BASE


def test_the_text_of_the_file_is_known_after_changes_and_saves(
    store: DocumentStore, profile: Profile, file: Path
) -> None:
    held = store.open_file(file)
    do(held, "text.replace", start=0, end=3, text="ONE")
    assert base_of(profile, held) == BASE
    revision, state = held.document.revision, held.write(held.document.document.buffer)
    do(held, "document.mark_saved", **_arguments(held.saved_command(revision, state)))
    do(held, "text.insert", text="x")
    do(held, "edit.undo")
    do(held, "edit.undo")
    assert text_of(held) == BASE
    assert base_of(profile, held) == "ONE\ntwo\nthree\n"


def _arguments(command: Any) -> dict[str, Any]:
    return {name: getattr(command, name) for name in command.__struct_fields__}


def test_a_document_without_a_file_has_no_text_in_it(store: DocumentStore, profile: Profile) -> None:
    assert base_of(profile, store.new("Untitled")) is None


def test_a_merge_is_one_step_and_leaves_unsaved_changes(store: DocumentStore, file: Path) -> None:
    held = store.open_file(file)
    merge(held, file)
    assert text_of(held) == MERGED
    assert held.document.is_modified
    assert held.document.saved.digest == facts(file)["digest"]
    do(held, "edit.undo")
    assert text_of(held) == "ONE\ntwo\nthree\n"
    assert held.document.is_modified
    do(held, "edit.undo")
    assert text_of(held) == BASE
    assert held.document.is_modified  # the file does not hold that any more


def test_a_merge_that_leads_to_the_text_of_the_file_leaves_nothing_unsaved(
    store: DocumentStore, file: Path
) -> None:
    held = store.open_file(file)
    do(held, "text.insert", text="mine ")
    file.write_bytes(THEIRS.encode())
    do(held, "document.merge", edits=[(0, 5, ""), (13, 18, "THREE")], theirs=[], **facts(file))
    assert text_of(held) == THEIRS
    assert not held.document.is_modified


def test_after_a_merge_the_next_one_begins_with_what_was_taken_in(
    store: DocumentStore, profile: Profile, file: Path
) -> None:
    held = store.open_file(file)
    merge(held, file)
    assert base_of(profile, held) == THEIRS
    do(held, "text.insert", text="more ")
    assert base_of(profile, held) == THEIRS


@pytest.mark.parametrize("with_more", [False, True])
def test_a_merge_outlives_a_death(
    store: DocumentStore, profile: Profile, file: Path, dying: DyingProcess, with_more: bool
) -> None:
    dying(_MERGE + ('do(held, "text.insert", text="more ")\n' if with_more else ""), file)
    held = store.open_file(file, Left.RECOVER)
    assert text_of(held).endswith(MERGED[3:])
    assert held.document.is_modified
    assert not held.was_changed_outside
    assert held.document.saved.is_merged
    assert base_of(profile, held) == THEIRS


def test_what_a_death_left_right_after_a_merge_is_told_of(
    profile: Profile, store: DocumentStore, file: Path, dying: DyingProcess
) -> None:
    dying(_MERGE, file)
    assert describe(profile, store.paths.document_id(file), REGISTRY).unsaved_commands > 0


@pytest.mark.parametrize("outside", [THEIRS, "changed once more\n"])
def test_giving_up_what_a_death_left_leads_to_the_text_of_the_file(
    store: DocumentStore, file: Path, dying: DyingProcess, outside: str
) -> None:
    dying(_MERGE + 'do(held, "text.insert", text="more ")\n', file)
    file.write_bytes(outside.encode())
    held = store.open_file(file, Left.DISCARD)
    assert text_of(held) == outside
    assert not held.document.is_modified
    do(held, "edit.undo")
    assert held.document.is_modified


@pytest.mark.parametrize(
    ("edits", "theirs", "field"),
    [
        ([(0, 99, "")], [], "edits"),
        ([(3, 2, "")], [], "edits"),
        ([(0, 1, ""), (1, 2, "")], [], "edits"),
        ([(0, 1, "")], [(0, 14, "")], "theirs"),
    ],
)
def test_edits_that_do_not_fit_are_refused(
    store: DocumentStore, file: Path, edits: list[Any], theirs: list[Any], field: str
) -> None:
    held = store.open_file(file)
    error = do(held, "document.merge", edits=edits, theirs=theirs, **facts(file)).error
    assert error is not None
    assert (error.code, error.field) == ("invalid_range", field)
    assert text_of(held) == BASE


def test_states_that_were_written_before_there_were_merges_can_be_read() -> None:
    assert SavedState("/a", 3).unsaved_until(3) == 0
    assert SavedState("/a", 3, is_merged=True).unsaved_until(3) == 1
