"""What belongs to all panes of a tab that is split, and what comes back of them at the next start."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt

from editorapp.storage.window_state import PaneState, TabState, WindowState
from editorapp.text.selection import Range, Selection
from editorapp.ui.panes_splitter import PaneSplitter
from editorapp.ui.view import TextView
from tests.ui.window.opened_window import OpenedWindow
from tests.ui.window.split_window import OpenWindow, commands_of, open_lines, panes_of, select, split


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path) -> OpenedWindow:
    """A window with a file of many lines."""
    return open_lines(open_window, tmp_path)


# --- what belongs to all panes ---------------------------------------------------------------------------


def test_matches_are_shown_in_all_panes(window: OpenedWindow) -> None:
    first, second = split(window)
    first.set_scroll_position(300, 0)
    window.choose("find.show")
    window.parts.find_bar._form.pattern.setText("line")

    def marked(view: TextView) -> bool:
        start, end = view.shown_range()
        return any(start <= match.start < end for match in view._appearance.matches)

    window.wait(lambda: marked(first) and marked(second))
    window.choose("view.split_below")
    assert all(marked(view) for view in panes_of(window).views)
    window.parts.find_bar.close_bar()
    assert not any(view._appearance.matches for view in panes_of(window).views)


def test_bookmarks_options_zoom_and_colors_are_those_of_all_panes(window: OpenedWindow) -> None:
    first, second = split(window)
    window.choose("bookmark.toggle")
    assert first.document.bookmarks == second.document.bookmarks == (0,)
    window.parts.actions["view.line_numbers"].trigger()
    window.choose("view.zoom_in")
    assert first._appearance.options == second._appearance.options
    assert first._geometry.line_height == second._geometry.line_height


def test_a_text_in_another_language_is_colored_in_all_panes(open_window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    path.write_text("def one():\n    return 'two'\n" * 20)
    window = open_window(path)
    first, second = split(window)
    window.choose("view.split_below")
    third = window.view
    highlighting = window.parts.tabs._highlighting

    def are_colored() -> bool:
        found = [highlighting.highlighter(view) for view in (first, second, third)]
        return all(one is not None and one.tree is not None and one.styles(0, "def one():") for one in found)

    window.wait(are_colored)
    window.write("x = 1")
    window.press(Qt.Key.Key_Return)
    window.wait(are_colored)


def test_the_way_check_looks_at_every_pane(window: OpenedWindow) -> None:
    first, _ = split(window)
    right = first.document
    window.view.show_document(window.held.document.document)
    window.parts.dispatcher.request("document.new", {}, "menu")
    other = window.view.document
    first.show_document(other)
    window.way.check()
    found = window.off_the_way()
    assert any("its view shows revision" in problem for problem in found)
    first.show_document(right)
    window._off_the_way.clear()


# --- from one start to the next --------------------------------------------------------------------------


def test_panes_come_back_with_their_places_selections_and_sizes(
    open_window: OpenWindow, window: OpenedWindow
) -> None:
    split(window, "beside")
    window.choose("view.split_below")
    for number, view in enumerate(panes_of(window).views):
        view.setFocus()
        select(window, (number * 10, number * 10 + 5))
        view.set_scroll_position(50 * number + 7, 0)
    middle = panes_of(window).views[1]
    middle.setFocus()
    splitter = panes_of(window).views[0].parentWidget()
    assert isinstance(splitter, PaneSplitter)
    splitter.setSizes([300, 600])
    sizes = [(view.width(), view.height()) for view in panes_of(window).views]
    window.end()

    again = open_window()
    views = panes_of(again).views
    assert [view.scroll_position()[0] for view in views] == [7, 57, 107]
    selections = [view.document.selection.ranges for view in views]
    assert selections == [(Range(0, 5),), (Range(10, 15),), (Range(20, 25),)]
    assert again.view is views[1]
    again.wait(lambda: [(view.width(), view.height()) for view in views] == sizes)


def test_a_tab_behind_another_one_comes_back_with_the_pane_that_had_the_keyboard(
    open_window: OpenWindow, window: OpenedWindow, tmp_path: Path
) -> None:
    _, second = split(window)
    select(window, (20, 20))
    assert second.hasFocus()
    other = tmp_path / "other.txt"
    other.write_text("other")
    window.open(other)
    window.end()

    again = open_window()
    again.parts.window.activateWindow()
    again.wait(again.view.hasFocus)
    names = commands_of(again)
    again.choose("view.previous_tab")
    assert again.held.name == "lines.txt"
    assert again.view is panes_of(again).views[1]
    again.wait(again.view.hasFocus)
    assert again.held.document.document.selection == Selection.caret(20)
    assert names == []


def test_a_state_from_before_there_were_panes_is_read() -> None:
    state = msgspec.json.decode(b'{"tabs": [{"document": "a", "name": "a", "line": 7}]}', type=WindowState)
    assert state.tabs == (TabState("a", "a", line=7),)
    assert state.tabs[0].panes is None


@pytest.mark.parametrize(
    "state",
    [
        PaneState(),
        PaneState(parts=(PaneState(),)),
        PaneState(parts=(PaneState(),) * 5),
        PaneState(parts=(PaneState(line=900, ranges=((5, 90_000),)), PaneState(ranges=())), sizes=(1,)),
    ],
)
def test_any_state_of_panes_leads_to_some(window: OpenedWindow, state: PaneState) -> None:
    panes_of(window).restore(state)
    assert 1 <= len(panes_of(window).views) <= 2
    window.write("x")
    window.choose("view.split_below")
    window.way.check()


def test_folding_that_is_under_way_ends_with_its_pane(open_window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_text("head\n  body\n" * 50_000)
    window = open_window(path)
    split(window)
    window.parts.actions["view.fold_all"].trigger()
    window.choose("view.close_split")
    window.wait(lambda: window.parts.folding._search is None)
    assert not window.view.folding.hidden


def test_a_closed_tab_is_opened_again_with_its_panes(window: OpenedWindow) -> None:
    split(window, "below")
    window.choose("document.close")
    window.choose("document.reopen_closed")
    window.settle()
    assert len(panes_of(window).views) == 2
