"""What is folded comes back at the next start, in each pane."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from editorapp.storage.window_state import PaneState, TabState
from editorapp.text.folding import Folds
from tests.ui.window.conftest import OpenWindow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file in which each fifth line begins a part that can be folded."""
    path = tmp_path / "parts.txt"
    path.write_text("".join(f"part {n}\n" + "  line\n" * 4 for n in range(100)), encoding="utf-8")
    return path


def test_folds_and_place_come_back(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    for line in (0, 10, 100):
        window.parts.dispatcher.request("view.fold", {"line": line}, "menu")
    window.view.set_scroll_position(100, 0)
    assert window.view.folding.hidden.ranges == ((0, 4), (10, 14), (100, 104))
    window.end()

    again = open_window()
    assert again.view.folding.hidden.ranges == ((0, 4), (10, 14), (100, 104))
    assert again.view.scroll_position() == (100, 0)


def test_each_pane_has_its_own(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    window.parts.dispatcher.request("view.fold", {"line": 0}, "menu")
    window.choose("view.split_beside")
    window.parts.dispatcher.request("view.fold", {"line": 20}, "menu")
    shown = [view.folding.hidden.ranges for view in window.parts.tabs.views(window.held.id)]
    assert shown == [((0, 4),), ((0, 4), (20, 24))]
    window.end()

    again = open_window()
    assert [view.folding.hidden.ranges for view in again.parts.tabs.views(again.held.id)] == shown


def test_folds_of_lines_that_the_file_has_no_more_are_forgotten(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    window.parts.dispatcher.request("view.fold", {"line": 0}, "menu")
    window.parts.dispatcher.request("view.fold", {"line": 100}, "menu")
    window.end()
    path.write_text("part\n  line\n  line\n  line\n  line\nend", encoding="utf-8")

    again = open_window()
    assert again.view.folding.hidden == Folds([(0, 4)])


def test_states_of_earlier_versions_have_no_folds() -> None:
    kept = b'{"document": "a", "name": "a", "line": 3, "panes": {"parts": [{}, {}]}}'
    state = msgspec.json.decode(kept, type=TabState)
    assert (state.folds, state.panes) == ((), PaneState(parts=(PaneState(), PaneState())))
