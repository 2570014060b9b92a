"""What is shown of the journal, and what happens when it cannot be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from editorapp.storage.profile import Profile
from editorapp.ui.journal_sync import JournalState
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


def _journal_text(window: OpenedWindow) -> str | None:
    return window.parts.status.texts().get("Journal")


def test_a_document_that_was_only_looked_at_has_no_journal(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(tmp_path / "notes.txt")
    assert _journal_text(window) is None


def test_a_change_is_journaled_at_once_and_synced_soon(window: OpenedWindow) -> None:
    window.write("a")
    assert window.parts.journals.state(window.held.id) is JournalState.JOURNALED
    window.wait(lambda: _journal_text(window) == "Changes safe")
    window.write("b")
    window.wait(lambda: _journal_text(window) == "Changes kept")
    window.wait(lambda: _journal_text(window) == "Changes safe")


def test_what_it_means_is_said_where_the_mouse_rests_with_what_it_does_not_mean() -> None:
    tips = {state: state.tip for state in JournalState if state is not JournalState.NONE}
    assert "power failure could lose" in tips[JournalState.JOURNALED]
    assert "nor a power failure loses any" in tips[JournalState.SYNCED]
    assert "was not done" in tips.pop(JournalState.FAILED)
    assert all(tip.endswith("The file itself changes when you save it.") for tip in tips.values())
    assert all("journal" not in (state.text + state.tip).lower() for state in JournalState)


def test_saving_syncs_at_once(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(tmp_path / "notes.txt")
    window.write("a")
    window.save()
    assert window.parts.journals.state(window.held.id) is JournalState.SYNCED


@pytest.fixture
def blocked(open_window: OpenWindow, tmp_path: Path) -> OpenedWindow:
    """A window whose document can have no journal: a folder is where it would be."""
    path = tmp_path / "notes.txt"
    path.write_text("word", encoding="utf-8")
    window = open_window(path)
    (window.held.folder / "journal.sqlite").mkdir()
    return window


def test_what_cannot_be_journaled_is_not_done_and_said(blocked: OpenedWindow) -> None:
    blocked.write("x")
    assert blocked.text == "word"
    (message,) = blocked.messages()
    assert "journal" in message
    assert "The text on the screen is as it was, and safe" in message
    assert blocked.parts.journals.state(blocked.held.id) is JournalState.FAILED
    blocked.wait(lambda: _journal_text(blocked) == "Change refused")


def test_a_journal_that_works_again_takes_the_command_again(blocked: OpenedWindow) -> None:
    blocked.write("x")
    (blocked.held.folder / "journal.sqlite").rmdir()
    blocked.answer_message("Try Again")
    assert blocked.text == "xword"
    assert blocked.messages() == []
    blocked.wait(lambda: _journal_text(blocked) == "Changes kept")


def test_without_a_journal_the_text_can_be_saved_elsewhere(blocked: OpenedWindow, tmp_path: Path) -> None:
    blocked.write("x")
    blocked.answer_message("Save As...")
    blocked.answer_file_dialog(tmp_path / "rescued.txt")
    assert (tmp_path / "rescued.txt").read_text(encoding="utf-8") == "word"


def test_a_window_opens_where_nothing_can_be_kept(
    open_window: OpenWindow, profile: Profile, tmp_path: Path
) -> None:
    profile.state.parent.mkdir(parents=True)
    profile.state.write_text("in the way", encoding="utf-8")
    path = tmp_path / "notes.txt"
    path.write_text("word", encoding="utf-8")
    window = open_window(path)
    assert any("cannot be used" in message for message in window.messages())
    assert path.read_text(encoding="utf-8") == "word"
