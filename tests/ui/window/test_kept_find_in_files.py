"""What was entered to find in files is there again at the next start."""

from __future__ import annotations

from pathlib import Path

import pytest

from editorapp.storage.profile import Profile
from editorapp.storage.window_state import FileFindState
from editorapp.ui.find_in_files.form import FileFindForm
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow

ENTERED = FileFindState(
    "o(l)d",
    "new \\1",
    "/somewhere/else",
    "*.txt",
    "*.min.*",
    is_replacing=True,
    case=True,
    regex=True,
    hidden=True,
)


def form(window: OpenedWindow) -> FileFindForm:
    window.choose("files.show_find")
    dock = window.parts.file_finding.dock
    assert dock is not None
    return dock.panel.form


def test_it_begins_empty_where_the_file_is(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(tmp_path / "a.txt")
    assert form(window).state() == FileFindState(folder=str(tmp_path))


def test_texts_and_options_are_there_at_the_next_start(open_window: OpenWindow) -> None:
    window = open_window()
    form(window).restore(ENTERED)
    window.end()

    window = open_window()
    assert form(window).state() == ENTERED
    assert form(window).replacement.isVisible()


def test_a_session_in_which_nobody_searches_keeps_it_too(open_window: OpenWindow) -> None:
    window = open_window()
    form(window).restore(ENTERED)
    window.end()
    open_window().end()

    assert form(open_window()).state() == ENTERED


def test_it_is_written_when_somebody_searches(
    open_window: OpenWindow, profile: Profile, tmp_path: Path
) -> None:
    window = open_window()
    entered = form(window)
    entered.folder.setText(str(tmp_path))
    entered.pattern.setText("old")
    entered.find.click()
    windows = profile.state / "windows"
    window.wait(lambda: any(b'"pattern":"old"' in each.read_bytes() for each in windows.glob("*/state.json")))


@pytest.mark.parametrize("older", [b"{}", b'{"zoom": 2}'])
def test_a_state_of_an_older_version_has_none(
    open_window: OpenWindow, profile: Profile, older: bytes
) -> None:
    open_window().end()
    (state,) = (profile.state / "windows").glob("*/state.json")
    state.write_bytes(older)

    assert form(open_window()).state().pattern == ""
