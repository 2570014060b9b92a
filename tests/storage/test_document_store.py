"""Opening documents: fresh, with a history, changed by others, left by the dead, kept, untitled, damaged."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from editorapp.bus.errors import CommandError, LogError
from editorapp.session.verification import verify
from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.errors import DocumentHeldError, DocumentLeftError, FileError, JournalError, Owner
from editorapp.storage.held_document import JOURNAL_NAME, HeldDocument
from editorapp.storage.journal_reader import left_documents, read_document, read_revision, record_and_start
from editorapp.storage.profile import Profile
from tests.desk import REGISTRY, Clock
from tests.marked_text import drawn
from tests.storage.conftest import DyingProcess, do, text_of

Living = Callable[[str, Path], "subprocess.Popen[str]"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.txt"
    path.write_text("one\n")
    return path


def save(held: HeldDocument) -> None:
    """Save as a front does: the command, the file, and the note that it is done."""
    do(held, "document.save")
    revision = held.document.revision
    state = held.write(held.document.document.buffer)
    command = held.saved_command(revision, state)
    do(held, "document.mark_saved", **{name: getattr(command, name) for name in command.__struct_fields__})


def unsaved(held: HeldDocument) -> bool:
    return held.document.is_modified


# --- fresh -------------------------------------------------------------------------------------------------


def test_a_file_that_is_only_looked_at_gets_no_journal(
    store: DocumentStore, profile: Profile, file: Path
) -> None:
    held = store.open_file(file)
    assert text_of(held) == "one\n"
    do(held, "selection.all")
    do(held, "find.next", pattern="n")
    assert held.journal is None
    held.close(0)
    assert list(profile.documents.iterdir()) == []


def test_the_first_change_begins_the_journal(store: DocumentStore, file: Path) -> None:
    held = store.open_file(file)
    do(held, "selection.all")
    outcome = do(held, "text.insert", text="x")
    assert (outcome.seq, outcome.revision) == (1, 1)
    assert (held.folder / JOURNAL_NAME).exists()
    assert file.read_text() == "one\n"
    held.close(0)


def test_a_command_of_a_script_begins_the_journal_whatever_it_is(store: DocumentStore, file: Path) -> None:
    held = store.open_file(file)
    assert do(held, "selection.all", source="script").seq == 1
    assert do(held, "text.insert", text="x").seq == 2
    held.close(0)


def test_a_session_that_asks_for_it_begins_with_the_first_move(profile: Profile, file: Path) -> None:
    store = DocumentStore(profile, REGISTRY, Owner(1), journals_moves=True)
    held = store.open_file(file)
    assert do(held, "selection.all").seq == 1
    held.close(0)


def test_a_file_that_is_not_there_yet_is_made_by_saving(store: DocumentStore, tmp_path: Path) -> None:
    held = store.open_file(tmp_path / "new.txt")
    do(held, "text.insert", text="first")
    save(held)
    held.close(0)
    assert (tmp_path / "new.txt").read_text() == "first"


def test_a_new_document_has_no_file_and_comes_back_by_its_id(store: DocumentStore) -> None:
    held = store.new("Untitled 1")
    do(held, "text.insert", text="draft")
    with pytest.raises(FileError, match="no file yet"):
        held.write(held.document.document.buffer)
    held.close(0)
    again = store.open_document(held.id)
    assert (text_of(again), again.name, again.path) == ("draft", "Untitled 1", None)
    do(again, "edit.undo")
    assert text_of(again) == ""
    again.close(0)


def test_a_journal_that_cannot_be_begun_refuses_the_change_until_it_can(
    store: DocumentStore, file: Path
) -> None:
    held = store.open_file(file)
    blocker = held.folder / "0.unfinished"
    blocker.mkdir()
    for _ in range(2):
        with pytest.raises(LogError):
            do(held, "text.insert", text="x")
        assert (text_of(held), held.journal) == ("one\n", None)
    blocker.rmdir()
    do(held, "text.insert", text="x")
    assert text_of(held) == "xone\n"
    held.close(0)


# --- what cannot be opened ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "none/file", "x" * 300, "file.txt/below"])
def test_what_cannot_be_opened_is_said_and_leaves_nothing_behind(
    store: DocumentStore, profile: Profile, file: Path, name: str
) -> None:
    with pytest.raises(FileError):
        store.open_file(file.parent / name)
    assert not profile.documents.exists() or list(profile.documents.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="Linux and macOS")
def test_the_end_of_a_pipe_is_no_file(store: DocumentStore) -> None:
    reading, writing = os.pipe()
    try:
        with pytest.raises(FileError, match="not an ordinary file"):
            store.open_file(Path(f"/dev/fd/{reading}"))
    finally:
        os.close(reading)
        os.close(writing)


def test_a_file_cannot_be_in_a_file(store: DocumentStore, file: Path) -> None:
    with pytest.raises(FileError, match="is a file, not a folder"):
        store.open_file(file / "below")


def test_a_document_that_is_not_there_is_said(store: DocumentStore) -> None:
    with pytest.raises(JournalError, match="no journal"):
        store.open_document("nothing")


# --- history goes on ---------------------------------------------------------------------------------------


def test_after_saving_and_closing_the_history_goes_on(store: DocumentStore, file: Path) -> None:
    held = store.open_file(file)
    do(held, "text.insert", text="a")
    do(held, "text.insert", text="b")
    save(held)
    do(held, "edit.undo")
    do(held, "edit.redo")
    save(held)
    held.close(0)
    again = store.open_file(file)
    assert drawn(again.document.document) == "ab|one\n"
    assert again.document.revision == 4
    assert not unsaved(again)
    do(again, "edit.undo")
    do(again, "edit.undo")
    assert text_of(again) == "one\n"
    do(again, "edit.redo")
    assert text_of(again) == "aone\n"
    assert do(again, "history.go_to", revision=2).error is None
    assert text_of(again) == "abone\n"
    again.close(0)


def test_changes_given_up_at_closing_are_gone_from_the_text_and_not_from_the_history(
    store: DocumentStore, file: Path
) -> None:
    held = store.open_file(file)
    do(held, "text.insert", text="x")
    held.close(0)
    again = store.open_file(file)
    assert text_of(again) == "one\n"
    assert not unsaved(again)
    do(again, "edit.undo")
    assert text_of(again) == "xone\n"
    again.close(0)


def test_changes_that_were_kept_are_asked_about_and_come_back(store: DocumentStore, file: Path) -> None:
    held = store.open_file(file)
    do(held, "text.insert", text="x")
    held.close(0, keep=True)
    with pytest.raises(DocumentLeftError) as left:
        store.open_file(file)
    assert left.value.unsaved_commands == 1
    again = store.open_file(file, Left.RECOVER)
    assert text_of(again) == "xone\n"
    assert unsaved(again)
    again.close(0, keep=True)
    discarded = store.open_file(file, Left.DISCARD)
    assert text_of(discarded) == "one\n"
    discarded.close(0)


# --- changed by another program ----------------------------------------------------------------------------


def test_what_another_program_wrote_comes_in_as_a_step_that_can_be_undone(
    store: DocumentStore, file: Path
) -> None:
    held = store.open_file(file)
    do(held, "text.insert", text="a")
    save(held)
    held.close(0)
    file.write_text("aone\ntwo\n")
    again = store.open_file(file)
    assert text_of(again) == "aone\ntwo\n"
    assert not unsaved(again)
    do(again, "edit.undo")
    assert text_of(again) == "aone\n"
    do(again, "edit.undo")
    assert text_of(again) == "one\n"
    again.close(0)


def test_a_file_that_vanished_opens_empty_and_its_text_is_an_undo_away(
    store: DocumentStore, file: Path
) -> None:
    held = store.open_file(file)
    do(held, "text.insert", text="a")
    save(held)
    held.close(0)
    file.unlink()
    again = store.open_file(file)
    assert text_of(again) == ""
    do(again, "edit.undo")
    assert text_of(again) == "aone\n"
    again.close(0)


def test_unsaved_changes_and_a_change_by_another_are_both_kept(
    store: DocumentStore, file: Path, dying: DyingProcess
) -> None:
    dying('held = store.open_file(path); do(held, "text.insert", text="x")', file)
    file.write_text("somebody else\n")
    held = store.open_file(file, Left.RECOVER)
    assert text_of(held) == "xone\n"
    assert held.was_changed_outside
    assert file.read_text() == "somebody else\n"
    held.close(0)


# --- left by a process that died ---------------------------------------------------------------------------

EDIT = """
held = store.open_file(path)
do(held, "text.insert", text="ab")
do(held, "selection.move", unit="grapheme", direction="forward", extend=True)
do(held, "text.insert", text="c")
"""


def test_what_the_dead_left_is_asked_about(
    store: DocumentStore, profile: Profile, file: Path, dying: DyingProcess
) -> None:
    dying(EDIT, file)
    with pytest.raises(DocumentLeftError) as left:
        store.open_file(file)
    assert left.value.unsaved_commands == 2
    (found,) = left_documents(profile, REGISTRY)
    assert (found.document, found.path, found.unsaved_commands) == (left.value.document, str(file), 2)
    _, document = read_document(profile, found.document, REGISTRY)
    assert drawn(document) == "abc|ne\n"
    with pytest.raises(DocumentLeftError):  # looking at it has changed nothing
        store.open_file(file)


def test_what_the_dead_left_is_recovered_with_selection_and_history(
    store: DocumentStore, profile: Profile, file: Path, dying: DyingProcess
) -> None:
    dying(EDIT, file)
    held = store.open_file(file, Left.RECOVER)
    assert drawn(held.document.document) == "abc|ne\n"
    assert unsaved(held)
    do(held, "edit.undo")
    assert drawn(held.document.document) == "ab[o>ne\n"
    do(held, "edit.undo")
    assert text_of(held) == "one\n"
    do(held, "edit.redo")
    assert text_of(held) == "abone\n"
    save(held)
    held.close(0)
    assert file.read_text() == "abone\n"
    assert left_documents(profile, REGISTRY) == []


def test_what_the_dead_left_is_discarded_and_stays_in_the_history(
    store: DocumentStore, profile: Profile, file: Path, dying: DyingProcess
) -> None:
    dying(EDIT, file)
    held = store.open_file(file, Left.DISCARD)
    assert text_of(held) == "one\n"
    assert not unsaved(held)
    do(held, "edit.undo")
    assert text_of(held) == "abcne\n"
    held.close(0)
    assert left_documents(profile, REGISTRY) == []
    _, document = read_revision(profile, held.id, 1)
    assert str(document.buffer) == "abone\n"


def test_the_dead_that_had_saved_everything_leave_nothing_to_ask(
    store: DocumentStore, profile: Profile, file: Path, dying: DyingProcess
) -> None:
    dying(
        """
held = store.open_file(path)
do(held, "text.insert", text="x")
state = held.write(held.document.document.buffer)
do(held, "document.mark_saved", path=str(path), saved_revision=1, digest=state.digest, size=state.size,
   modified=state.modified)
held.journal.flush()
""",
        file,
    )
    assert left_documents(profile, REGISTRY) == []
    held = store.open_file(file)
    assert text_of(held) == "xone\n"
    assert not unsaved(held)
    held.close(0)


@pytest.mark.parametrize("text", ["x", "\\udc80"])
def test_a_command_whose_outcome_was_lost_with_the_process_is_run_again(
    store: DocumentStore, profile: Profile, file: Path, dying: DyingProcess, text: str
) -> None:
    dying(
        f'held = store.open_file(path); do(held, "text.insert", text="a"); do(held, "text.insert", text="{text}")',
        file,
    )
    (found,) = left_documents(profile, REGISTRY)
    assert found.unsaved_commands == 2
    held = store.open_file(file, Left.RECOVER)
    expected = "a" + text.encode().decode("unicode_escape") + "one\n"
    assert text_of(held) == expected
    assert held.document.revision == 2
    do(held, "edit.undo")
    assert text_of(held) == "aone\n"
    held.close(0)


def test_typing_that_is_run_again_is_a_group_of_its_own_for_the_check_too(
    store: DocumentStore, file: Path, dying: DyingProcess
) -> None:
    dying(
        """
from editorapp.bus.bus import Bus
from editorapp.bus.message import Command
held = store.open_file(path)
bus = Bus(lambda target: held.document, lambda *problem: None)
for time, letter in enumerate("abc"):
    bus.dispatch(Command("text.insert", REGISTRY.build("text.insert", {"text": letter}), held.id, time, "keyboard"))
""",
        file,
    )
    held = store.open_file(file, Left.RECOVER)
    do(held, "edit.undo")
    assert text_of(held) == "abone\n"
    journal = held.journal
    assert journal is not None
    record, start = record_and_start(journal)
    assert start is not None
    starts = {first for _, _, first, _, _ in journal.sessions()}
    assert verify(journal, REGISTRY, record.layout(), start, starts).differences == []
    held.close(0)


def test_an_untitled_document_of_the_dead_comes_back(
    store: DocumentStore, profile: Profile, dying: DyingProcess
) -> None:
    name = dying('held = store.new("Untitled 3"); do(held, "text.insert", text="thought"); print(held.id)')
    (found,) = left_documents(profile, REGISTRY)
    assert (found.document, found.name, found.path, found.unsaved_commands) == (name, "Untitled 3", None, 1)
    held = store.open_document(name)
    assert text_of(held) == "thought"
    held.close(0)
    assert left_documents(profile, REGISTRY) == []


def test_a_save_that_was_done_and_not_noted_is_found_on_the_disk(
    store: DocumentStore, file: Path, dying: DyingProcess
) -> None:
    dying(
        """
held = store.open_file(path)
do(held, "text.insert", text="x")
do(held, "document.save")
held.write(held.document.document.buffer)
do(held, "text.insert", text="y")
""",
        file,
    )
    held = store.open_file(file, Left.RECOVER)
    assert text_of(held) == "xyone\n"
    assert held.document.saved.revision == 1
    assert not held.was_changed_outside
    held.close(0)


def test_a_save_that_was_asked_for_and_not_done_is_not_taken_for_done(
    store: DocumentStore, file: Path, dying: DyingProcess
) -> None:
    dying('held = store.open_file(path); do(held, "text.insert", text="x"); do(held, "document.save")', file)
    held = store.open_file(file, Left.RECOVER)
    assert text_of(held) == "xone\n"
    assert unsaved(held)
    assert not held.was_changed_outside
    held.close(0)


def test_what_another_program_wrote_is_not_taken_for_a_save_in_doubt(
    store: DocumentStore, file: Path, dying: DyingProcess
) -> None:
    dying('held = store.open_file(path); do(held, "text.insert", text="x"); do(held, "document.save")', file)
    file.write_text("somebody else\n")
    held = store.open_file(file, Left.RECOVER)
    assert text_of(held) == "xone\n"
    assert held.was_changed_outside
    assert held.document.saved.revision == 0
    held.close(0)


def test_where_the_first_snapshot_was_not_complete_the_file_is_the_start(
    store: DocumentStore, file: Path, dying: DyingProcess
) -> None:
    dying(
        'held = store.open_file(path); do(held, "text.insert", text="x"); (held.folder / "0.snapshot").unlink()',
        file,
    )
    held = store.open_file(file, Left.RECOVER)
    assert text_of(held) == "xone\n"
    held.close(0)


def test_a_later_snapshot_is_where_recovery_starts(
    store: DocumentStore, file: Path, dying: DyingProcess
) -> None:
    dying(
        """
held = store.open_file(path)
for number in range(5):
    do(held, "text.insert", text=str(number))
held.take_snapshot(held.journal.last_seq)
do(held, "text.insert", text="x")
(held.folder / "0.snapshot").unlink()
""",
        file,
    )
    held = store.open_file(file, Left.RECOVER)
    assert text_of(held) == "01234xone\n"
    do(held, "edit.undo")
    do(held, "edit.undo")
    assert text_of(held) == "0123one\n"
    held.close(0)


def test_a_damaged_snapshot_does_not_matter_where_an_older_one_is_whole(
    store: DocumentStore, reports: list[str], file: Path, dying: DyingProcess
) -> None:
    dying(
        """
held = store.open_file(path)
do(held, "text.insert", text="x")
held.take_snapshot(held.journal.last_seq)
(held.folder / "1.snapshot").write_bytes(b"nonsense")
""",
        file,
    )
    held = store.open_file(file, Left.RECOVER)
    assert text_of(held) == "xone\n"
    assert reports == []
    do(held, "edit.undo")
    assert text_of(held) == "one\n"
    held.close(0)


# --- held by the living ------------------------------------------------------------------------------------


def test_what_another_living_process_holds_is_not_opened(
    store: DocumentStore, profile: Profile, file: Path, living: Living
) -> None:
    process = living('held = store.open_file(path); do(held, "text.insert", text="x")', file)
    with pytest.raises(DocumentHeldError) as refused:
        store.open_file(file)
    assert refused.value.owner.pid == process.pid
    assert left_documents(profile, REGISTRY) == []
    process.kill()
    process.wait()
    assert len(left_documents(profile, REGISTRY)) == 1
    held = store.open_file(file, Left.RECOVER)
    assert text_of(held) == "xone\n"
    held.close(0)


def test_a_link_leads_to_the_same_document(store: DocumentStore, file: Path) -> None:
    link = file.with_name("link")
    link.symlink_to(file)
    held = store.open_file(link)
    with pytest.raises(DocumentHeldError):
        store.open_file(file)
    do(held, "text.insert", text="x")
    save(held)
    held.close(0)
    assert link.is_symlink()
    assert file.read_text() == "xone\n"


# --- damage ------------------------------------------------------------------------------------------------


@pytest.fixture
def left_folder(profile: Profile, file: Path, dying: DyingProcess) -> Path:
    """The folder of a document that a killed process has left, with some hundred commands."""
    dying(
        """
held = store.open_file(path)
for number in range(120):
    do(held, "text.insert", text="x" * 40)
""",
        file,
    )
    (folder,) = profile.documents.iterdir()
    return folder


def check_opens_with_a_prefix(store: DocumentStore, file: Path, evidence: dict[str, bytes]) -> None:
    """Opening brings back some of the commands, in order, or puts everything aside and says so."""
    try:
        held = store.open_file(file, Left.RECOVER)
    except (JournalError, FileError, CommandError) as error:
        pytest.fail(f"did not open: {error!r}")
    text = text_of(held)
    assert text == "x" * (len(text) - 4) + "one\n"
    assert (len(text) - 4) % 40 == 0
    aside = [path.parent for path in store.profile.quarantine.glob("*/reason.txt")]
    if len(text) < 120 * 40 + 4 and aside:
        kept = [{name: (folder / name).read_bytes() for name in evidence} for folder in aside]
        assert evidence in kept
    do(held, "text.insert", text="still works")
    held.close(0)


@pytest.mark.parametrize("name", [JOURNAL_NAME, f"{JOURNAL_NAME}-wal"])
def test_a_journal_cut_anywhere_opens_or_is_put_aside(
    store: DocumentStore, profile: Profile, file: Path, left_folder: Path, name: str
) -> None:
    whole = {path.name: path.read_bytes() for path in left_folder.iterdir()}
    size = len(whole[name])
    lengths = [0, 1, 31, 32, 99, 100, 511, 512, 1023, 1024, 1025, size - 1025, size - 1, size]
    lengths += [size * part // 17 for part in range(1, 17)]
    for length in sorted({max(0, min(length, size)) for length in lengths}):
        for path in [*left_folder.iterdir()] if left_folder.exists() else []:
            path.unlink()
        left_folder.mkdir(exist_ok=True)
        shutil.rmtree(profile.quarantine, ignore_errors=True)
        cut = {**whole, name: whole[name][:length]}
        for file_name, content in cut.items():
            (left_folder / file_name).write_bytes(content)
        evidence = {
            key: value for key, value in cut.items() if key.startswith(JOURNAL_NAME) and "shm" not in key
        }
        assert len(left_documents(profile, REGISTRY)) <= 1
        check_opens_with_a_prefix(store, file, evidence)


@pytest.mark.parametrize("part", range(12))
def test_a_journal_with_a_damaged_stretch_opens_or_is_put_aside(
    store: DocumentStore, profile: Profile, file: Path, left_folder: Path, part: int
) -> None:
    wal = left_folder / f"{JOURNAL_NAME}-wal"
    target = wal if part % 2 else left_folder / JOURNAL_NAME
    content = bytearray(target.read_bytes())
    start = len(content) * part // 12
    content[start : start + 300] = random.Random(part).randbytes(len(content[start : start + 300]))
    target.write_bytes(content)
    left_documents(profile, REGISTRY)
    held = store.open_file(file, Left.RECOVER)
    assert text_of(held).endswith("one\n")
    held.close(0)


@pytest.mark.parametrize("length", [None, 0, 100, 1024, 5000, 8192, 11000])
def test_a_journal_without_the_start_of_its_database_is_read_from_its_log(
    store: DocumentStore,
    profile: Profile,
    reports: list[str],
    file: Path,
    left_folder: Path,
    length: int | None,
) -> None:
    _, document = read_document(profile, left_folder.name, REGISTRY)
    if length is None:
        (left_folder / JOURNAL_NAME).unlink()
    else:
        os.truncate(left_folder / JOURNAL_NAME, length)
    assert left_documents(profile, REGISTRY)[0].problem
    held = store.open_file(file, Left.RECOVER)
    assert text_of(held) == str(document.buffer)
    assert "was recovered, as one change" in reports[0]
    held.close(0)


def test_a_damaged_journal_is_asked_about_before_it_is_put_aside(
    store: DocumentStore, profile: Profile, reports: list[str], file: Path, left_folder: Path
) -> None:
    (left_folder / JOURNAL_NAME).write_bytes(b"nonsense" * 1000)
    (found,) = left_documents(profile, REGISTRY)
    assert found.problem
    with pytest.raises(DocumentLeftError):
        store.open_file(file)
    assert not profile.quarantine.exists()
    held = store.open_file(file, Left.RECOVER)
    assert len(reports) == 1
    assert "nothing of it was deleted" in reports[0]
    (reason,) = profile.quarantine.glob("*/reason.txt")
    assert (reason.parent / JOURNAL_NAME).read_bytes() == b"nonsense" * 1000
    held.close(0)


def test_only_the_user_can_look_into_a_journal(store: DocumentStore, profile: Profile, file: Path) -> None:
    if os.name == "nt":
        pytest.skip("modes as POSIX has them")
    held = store.open_file(file)
    do(held, "text.insert", text="secret")
    for path in [profile.state, profile.documents, held.folder, *held.folder.iterdir()]:
        assert path.stat().st_mode & 0o077 == 0, path
    held.close(0)


def test_the_clock_is_the_one_that_was_given(store: DocumentStore, profile: Profile, clock: Clock) -> None:
    held = store.new("Untitled")
    assert held.id.startswith("untitled-19700101-001640-")
    do(held, "text.insert", text="x")
    clock.pass_seconds(60)
    assert held.journal is not None
    assert held.journal.sessions()[0][3] == 1_000_000_000
    held.close(clock())
