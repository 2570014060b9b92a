"""How a macro is applied to a file: once, whatever dies in between, and never to what belongs to somebody else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

import pytest

from editorapp.bus.bus import Bus
from editorapp.bus.errors import CancelledEffectError, EffectRefusedError, TransientError
from editorapp.bus.message import Command
from editorapp.commands.macro import PlayMacro, Step
from editorapp.session.work.macro_runs import Application, Applied, MacroApplicationRequested, RunMode
from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.errors import Owner
from editorapp.storage.journal_reader import left_documents, read_entries
from editorapp.storage.profile import Profile
from editorapp.storage.work.macro_applier import NOT_WRITTEN, UNREADABLE, MacroApplier
from tests.desk import REGISTRY
from tests.storage.conftest import DyingProcess, do, raise_bug

QUOTE = Application("quote", [Step("text.insert", {"text": "> "})])


class Attempted:
    """An attempt that nobody looks at."""

    key = "macro.apply:1.0"
    target = "macro_file/r1:0"
    number = 1

    def report(self, done: int, total: int, note: str = "") -> None:
        """Nobody looks."""


def _request(path: Path, application: Application = QUOTE, number: int = 0) -> MacroApplicationRequested:
    return MacroApplicationRequested("r1", number, str(path), application)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"one\r\ntwo\r\n")
    return path


@pytest.fixture
def applier(store: DocumentStore) -> MacroApplier:
    return MacroApplier(store, REGISTRY)


def _apply(applier: MacroApplier, request: MacroApplicationRequested) -> Applied:
    return applier.apply(request, Attempted())


def test_the_file_is_changed_and_its_history_can_undo_it(
    applier: MacroApplier, store: DocumentStore, path: Path
) -> None:
    assert _apply(applier, _request(path)) == Applied(1, 1)
    assert path.read_bytes() == b"> one\r\ntwo\r\n"
    held = store.open_file(path)
    assert not held.document.is_modified
    do(held, "edit.undo")
    assert str(held.document.document.buffer) == "one\r\ntwo\r\n"
    held.close(0)


def test_asked_for_again_it_is_answered_and_not_done_again(applier: MacroApplier, path: Path) -> None:
    first = _apply(applier, _request(path))
    again = _apply(applier, _request(path))
    assert again.changes == first.changes == 1
    assert path.read_bytes() == b"> one\r\ntwo\r\n"
    _apply(applier, _request(path, number=1))
    assert path.read_bytes() == b"> > one\r\ntwo\r\n"


def test_asked_for_again_it_is_answered_though_it_could_not_be_done_again(
    applier: MacroApplier, path: Path
) -> None:
    steps = [Step("find.next", {"pattern": "two"}), Step("text.insert", {"text": "2"})]
    once = Application("once", steps)
    assert _apply(applier, _request(path, once)).changes == 1
    assert _apply(applier, _request(path, once)).changes == 1
    assert path.read_bytes() == b"one\r\n2\r\n"


def test_a_file_that_stays_as_it_is_gets_no_journal(
    applier: MacroApplier, profile: Profile, path: Path
) -> None:
    moves = Application("moves", [Step("selection.move", {"unit": "line", "direction": "forward"})])
    assert _apply(applier, _request(path, moves)) == Applied(0, 1)
    assert not list(profile.state.rglob("journal.sqlite"))


def test_a_macro_that_does_not_fit_leaves_the_file_alone_and_says_why(
    applier: MacroApplier, profile: Profile, path: Path
) -> None:
    fails = Application("fails", [Step("find.next", {"pattern": "absent"})])
    with pytest.raises(EffectRefusedError, match="step 1") as refused:
        _apply(applier, _request(path, fails))
    assert refused.value.code == "not_found"
    assert path.read_bytes() == b"one\r\ntwo\r\n"
    assert not list(profile.state.rglob("journal.sqlite"))


def test_results_go_to_a_folder_and_the_files_stay(applier: MacroApplier, path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    into = Application("quote", QUOTE.steps, mode=RunMode.FOLDER, folder=str(folder))
    assert _apply(applier, _request(path, into)) == Applied(1, 1)
    assert (folder / "notes.txt").read_bytes() == b"> one\r\ntwo\r\n"
    assert path.read_bytes() == b"one\r\ntwo\r\n"
    gone = Application("quote", QUOTE.steps, mode=RunMode.FOLDER, folder=str(tmp_path / "missing"))
    with pytest.raises(EffectRefusedError) as refused:
        _apply(applier, _request(path, gone))
    assert refused.value.code == NOT_WRITTEN


def test_a_file_that_is_missing_or_no_file_is_refused(applier: MacroApplier, tmp_path: Path) -> None:
    for place in (tmp_path / "missing", tmp_path):
        with pytest.raises(EffectRefusedError) as refused:
            _apply(applier, _request(place))
        assert refused.value.code == UNREADABLE


def test_a_file_that_another_process_has_open_is_left_alone(
    applier: MacroApplier, living: Callable[[str, Path], Popen[str]], path: Path
) -> None:
    process = living("held = store.open_file(path)", path)
    with pytest.raises(EffectRefusedError, match="close it there first") as refused:
        _apply(applier, _request(path))
    assert refused.value.code == NOT_WRITTEN
    moves = Application("moves", [Step("selection.move", {"unit": "line", "direction": "forward"})])
    assert _apply(applier, _request(path, moves)).changes == 0
    process.communicate("\n")
    assert path.read_bytes() == b"one\r\ntwo\r\n"


def test_a_file_that_this_process_is_closing_is_tried_again(
    applier: MacroApplier, profile: Profile, path: Path
) -> None:
    here = DocumentStore(profile, REGISTRY, Owner(os.getpid()))
    held = here.open_file(path)
    with pytest.raises(TransientError):
        _apply(applier, _request(path))
    held.close(0)
    assert _apply(applier, _request(path)).changes == 1


def test_what_a_dead_process_has_left_is_reported_and_not_touched(
    applier: MacroApplier, store: DocumentStore, profile: Profile, path: Path
) -> None:
    held = store.open_file(path)
    do(held, "text.insert", text="unsaved ")
    held.leave()
    with pytest.raises(EffectRefusedError, match=r"1 unsaved change of notes\.txt") as refused:
        _apply(applier, _request(path))
    assert refused.value.code == UNREADABLE
    assert path.read_bytes() == b"one\r\ntwo\r\n"
    assert [left.unsaved_commands for left in left_documents(profile, REGISTRY)] == [1]


def test_what_a_dead_process_has_left_beside_the_macro_is_not_touched_either(
    applier: MacroApplier, store: DocumentStore, path: Path
) -> None:
    held = store.open_file(path)
    do(held, "text.insert", text="unsaved ")
    play = PlayMacro(steps=QUOTE.steps)
    Bus(lambda target: held.document, raise_bug).dispatch(
        Command("macro.play", play, held.id, 1, id=_request(path).command_id)
    )
    held.leave()
    with pytest.raises(EffectRefusedError, match="2 unsaved changes"):
        _apply(applier, _request(path))


def test_a_run_that_was_stopped_leaves_alone_what_is_not_begun(applier: MacroApplier, path: Path) -> None:
    applier.stop("r1")
    with pytest.raises(CancelledEffectError):
        _apply(applier, _request(path))
    assert path.read_bytes() == b"one\r\ntwo\r\n"


def test_a_file_in_a_tab_is_left_to_the_tab(store: DocumentStore, path: Path) -> None:
    asked: list[tuple[str, str]] = []

    def in_tab(real: str, request: MacroApplicationRequested) -> Applied:
        asked.append((real, request.command_id))
        return Applied(7, 1, "not saved")

    applier = MacroApplier(store, REGISTRY, in_tab)
    assert _apply(applier, _request(path)) == Applied(7, 1, "not saved")
    assert asked == [(os.path.realpath(path), "r1:0")]
    assert path.read_bytes() == b"one\r\ntwo\r\n"


# --- a death at every step -------------------------------------------------------------------------------

_APPLY = """
from editorapp.session.open_document import OpenDocument
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.work import macro_applier
from tests.storage.work.test_macro_applier import _apply, _request

def die_in(owner, name, *, first):
    before = getattr(owner, name)
    def die(*arguments, **more):
        if first:
            before(*arguments, **more)
        os.kill(os.getpid(), 9)
    setattr(owner, name, die)

{death}
_apply(macro_applier.MacroApplier(store, REGISTRY), _request(path))
raise SystemExit("it lived on")
"""

DEATHS = {
    "opened": "die_in(macro_applier._Session, 'apply', first=False)",
    "accepted": "die_in(OpenDocument, 'commit', first=False)",
    "played": "die_in(macro_applier._Session, '_save', first=False)",
    "written": "die_in(HeldDocument, 'write', first=True)",
    "saved": "die_in(HeldDocument, 'close', first=False)",
    "closed": "die_in(HeldDocument, 'close', first=True)",
}


@pytest.mark.parametrize("death", DEATHS.values(), ids=DEATHS)
def test_after_a_death_the_macro_is_applied_once(
    applier: MacroApplier, store: DocumentStore, profile: Profile, path: Path, dying: DyingProcess, death: str
) -> None:
    dying(_APPLY.format(death=death), path)
    assert _apply(applier, _request(path)).changes == 1
    assert path.read_bytes() == b"> one\r\ntwo\r\n"
    held = store.open_file(path, Left.REFUSE)
    assert not held.document.is_modified
    held.close(0)
    document = store.paths.document_id(Path(os.path.realpath(path)))
    ids = [entry.id for entry in read_entries(profile, document, REGISTRY) if entry.id]
    assert ids == ["r1:0"]


def test_after_two_deaths_as_well(applier: MacroApplier, path: Path, dying: DyingProcess) -> None:
    for death in ("played", "written"):
        dying(_APPLY.format(death=DEATHS[death]), path)
    assert _apply(applier, _request(path)).changes == 1
    assert path.read_bytes() == b"> one\r\ntwo\r\n"
