"""What holds for one file of a run: what it must hold, what is left out, and taking back what a run has done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from editorapp.bus.errors import EffectRefusedError
from editorapp.session.finding.file_search import Query
from editorapp.session.finding.replacing import application_of
from editorapp.session.text_digest import text_digest
from editorapp.session.work.file_step import CHANGED_SINCE
from editorapp.session.work.macro_runs import Application, Applied, MacroApplicationRequested
from editorapp.session.work.particulars import NONE, Particulars
from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.journal_reader import read_entries
from editorapp.storage.profile import Profile
from editorapp.storage.work.macro_applier import MacroApplier
from editorapp.text.buffer import Buffer
from tests.desk import REGISTRY
from tests.storage.conftest import DyingProcess, do
from tests.storage.work.test_macro_applier import DEATHS, Attempted

TEXT = "one two\r\ntwo\r\n"
REPLACED = "one 2\r\n2\r\n"
REPLACE = application_of(Query("two", replacement="2"))
UNDO = Application("Undo Replace in Files", [])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_bytes(TEXT.encode())
    return path


@pytest.fixture
def applier(store: DocumentStore) -> MacroApplier:
    return MacroApplier(store, REGISTRY)


def replacing(path: Path, particulars: Particulars = NONE) -> MacroApplicationRequested:
    return MacroApplicationRequested("r1", 0, str(path), REPLACE, particulars)


def undoing(path: Path) -> MacroApplicationRequested:
    return MacroApplicationRequested("r2", 0, str(path), UNDO, Particulars(undoes="r1:0"))


def apply(applier: MacroApplier, request: MacroApplicationRequested) -> Applied:
    return applier.apply(request, Attempted())


def _read(path: Path) -> str:
    return path.read_bytes().decode()


def test_a_file_that_is_as_it_was_looked_at_is_changed(applier: MacroApplier, path: Path) -> None:
    assert apply(applier, replacing(path, Particulars(text_digest(Buffer(TEXT))))).changes == 2
    assert _read(path) == REPLACED


def test_a_file_that_was_changed_since_is_left_alone(applier: MacroApplier, path: Path) -> None:
    request = replacing(path, Particulars(text_digest(Buffer(TEXT))))
    path.write_bytes(b"two, too")
    with pytest.raises(EffectRefusedError, match="was changed since it was searched") as refused:
        apply(applier, request)
    assert refused.value.code == CHANGED_SINCE
    assert _read(path) == "two, too"


def test_done_once_it_is_answered_though_the_text_is_another_one_now(
    applier: MacroApplier, path: Path
) -> None:
    request = replacing(path, Particulars(text_digest(Buffer(TEXT))))
    assert apply(applier, request).changes == apply(applier, request).changes == 2
    assert _read(path) == REPLACED


def test_matches_that_were_left_out_stay(applier: MacroApplier, path: Path) -> None:
    assert apply(applier, replacing(path, Particulars(except_at=(4,)))).changes == 1
    assert _read(path) == "one two\r\n2\r\n"


def test_what_was_done_is_taken_back_as_one_command_that_can_be_undone(
    applier: MacroApplier, store: DocumentStore, path: Path
) -> None:
    apply(applier, replacing(path))
    assert apply(applier, undoing(path)).changes == 2
    assert _read(path) == TEXT
    held = store.open_file(path)
    assert not held.document.is_modified
    do(held, "edit.undo")
    assert str(held.document.document.buffer) == REPLACED
    held.close(0, keep=True)


def test_taking_back_is_answered_and_not_done_again(applier: MacroApplier, path: Path) -> None:
    apply(applier, replacing(path))
    assert apply(applier, undoing(path)).changes == apply(applier, undoing(path)).changes == 2
    assert _read(path) == TEXT


def test_what_came_after_is_not_lost_by_taking_back(
    applier: MacroApplier, store: DocumentStore, path: Path
) -> None:
    apply(applier, replacing(path))
    path.write_bytes(b"by another program")
    with pytest.raises(EffectRefusedError, match="it was changed again since"):
        apply(applier, undoing(path))
    assert _read(path) == "by another program"


def test_what_was_never_done_cannot_be_taken_back(applier: MacroApplier, path: Path) -> None:
    with pytest.raises(EffectRefusedError, match="does not know this change"):
        apply(applier, undoing(path))
    assert _read(path) == TEXT


_UNDO = """
from editorapp.session.open_document import OpenDocument
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.work import macro_applier
from tests.storage.work.test_particulars import apply, undoing

def die_in(owner, name, *, first):
    before = getattr(owner, name)
    def die(*arguments, **more):
        if first:
            before(*arguments, **more)
        os.kill(os.getpid(), 9)
    setattr(owner, name, die)

{death}
apply(macro_applier.MacroApplier(store, REGISTRY), undoing(path))
raise SystemExit("it lived on")
"""


@pytest.mark.parametrize("death", DEATHS.values(), ids=DEATHS)
def test_after_a_death_it_is_taken_back_once(
    applier: MacroApplier, store: DocumentStore, profile: Profile, path: Path, dying: DyingProcess, death: str
) -> None:
    apply(applier, replacing(path))
    dying(_UNDO.format(death=death), path)
    assert apply(applier, undoing(path)).changes == 2
    assert _read(path) == TEXT
    held = store.open_file(path, Left.REFUSE)
    assert not held.document.is_modified
    held.close(0)
    document = store.paths.document_id(Path(os.path.realpath(path)))
    ids = [entry.id for entry in read_entries(profile, document, REGISTRY) if entry.id]
    assert ids == ["r1:0", "r2:0"]
