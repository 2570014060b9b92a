"""What comes back at the next start, from one window to the next on the same profile."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from editorapp.storage.errors import Owner
from editorapp.storage.profile import Profile
from editorapp.storage.window_state import TabState, WindowFolder, WindowState
from tests.ui.window.conftest import OpenWindow


def _files(folder: Path, *names: str) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.write_text("".join(f"{path.stem} {line}\n" for line in range(400)), encoding="utf-8")
    return paths


def test_tabs_come_back_in_their_order_with_the_one_that_was_shown(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(*_files(tmp_path, "a.txt", "b.txt", "c.txt"))
    window.parts.tabs.tabBar().moveTab(2, 0)
    window.parts.tabs.setCurrentIndex(1)
    assert window.held.name == "a.txt"
    window.end()
    again = open_window()
    assert again.tab_texts() == ["c.txt", "a.txt", "b.txt"]
    assert again.held.name == "a.txt"


def test_caret_selection_and_scroll_position_come_back(open_window: OpenWindow, tmp_path: Path) -> None:
    (path,) = _files(tmp_path, "a.txt")
    window = open_window(path)
    window.parts.dispatcher.request("selection.set", {"ranges": [[2000, 2010]]}, "mouse")
    window.view.set_scroll_position(150, 0)
    selection = window.held.document.document.selection
    window.end()
    again = open_window()
    assert again.held.document.document.selection == selection
    assert again.view.scroll_position() == (150, 0)


def test_a_selection_behind_the_end_of_a_file_that_shrank_is_put_at_its_end(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    (path,) = _files(tmp_path, "a.txt")
    window = open_window(path)
    window.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    window.end()
    path.write_text("short", encoding="utf-8")
    again = open_window()
    assert again.text == "short"
    assert again.held.document.document.selection.main.head == 5


def test_untitled_text_comes_back_with_its_history(open_window: OpenWindow) -> None:
    window = open_window()
    window.write("one")
    window.choose("document.new")
    window.write("two")
    window.choose("document.new")
    window.end()
    again = open_window()
    assert again.tab_texts() == ["• Untitled", "• Untitled 2"]
    again.parts.tabs.setCurrentIndex(1)
    assert again.text == "two"
    again.choose("edit.undo")
    assert again.text == ""


def test_files_of_the_command_line_are_shown_beside_the_last_session(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    first, second = _files(tmp_path, "a.txt", "b.txt")
    open_window(first).end()
    again = open_window(second)
    assert again.tab_texts() == ["a.txt", "b.txt"]
    assert again.held.path == second


def test_zoom_and_size_come_back(open_window: OpenWindow) -> None:
    window = open_window()
    window.choose("view.zoom_in")
    window.choose("view.zoom_in")
    window.parts.window.resize(777, 444)
    window.end()
    again = open_window()
    assert again.parts.zooming.zoom == 2
    assert (again.parts.window.width(), again.parts.window.height()) == (777, 444)
    again.choose("view.zoom_reset")
    assert again.parts.zooming.zoom == 0


def test_closed_tabs_can_be_opened_again_after_the_next_start(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(*_files(tmp_path, "a.txt", "b.txt"))
    window.choose("document.close")
    window.end()
    again = open_window()
    again.choose("document.reopen_closed")
    again.settle()
    assert again.tab_texts() == ["a.txt", "b.txt"]


def test_a_file_that_has_gone_is_told_and_the_rest_comes_back(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (gone,) = _files(folder, "gone.txt")
    (stays,) = _files(tmp_path, "stays.txt")
    open_window(gone, stays).end()
    gone.unlink()
    folder.rmdir()
    again = open_window()
    assert again.tab_texts() == ["stays.txt"]
    assert "gone.txt" in again.messages()[0]


def test_recent_files_come_back(open_window: OpenWindow, tmp_path: Path) -> None:
    paths = _files(tmp_path, "a.txt", "b.txt")
    window = open_window(*paths)
    window.end()
    again = open_window()
    again.wait(lambda: sorted(again.parts.recent.paths()) == [str(path) for path in paths])


# --- where it is kept ------------------------------------------------------------------------------------


def _take(profile: Profile, words: list[str]) -> WindowFolder:
    return WindowFolder.take(profile, Owner(1), words.append)


def test_a_window_takes_over_the_newest_state_that_nobody_holds(profile: Profile) -> None:
    first, second = _take(profile, []), _take(profile, [])
    first.write(WindowState((TabState("first", "first"),)))
    second.write(WindowState((TabState("second", "second"),)))
    first.release()
    second.release()
    third = _take(profile, [])
    fourth = _take(profile, [])
    fifth = _take(profile, [])
    assert third.state.tabs[0].document == "second"
    assert fourth.state.tabs[0].document == "first"
    assert fifth.state.tabs == ()


def test_a_second_window_has_the_zoom_of_the_first_and_not_its_tabs(profile: Profile) -> None:
    _take(profile, []).write(WindowState((TabState("a", "a"),), zoom=3))
    second = _take(profile, [])
    assert second.state == WindowState(zoom=3)


def test_a_state_that_cannot_be_read_is_put_aside_and_told(profile: Profile) -> None:
    folder = _take(profile, [])
    (folder.folder / "state.json").write_bytes(b'{"tabs": 3}')
    folder.release()
    words: list[str] = []
    again = _take(profile, words)
    assert again.state == WindowState()
    assert "could not be read" in words[0]
    assert [path.read_bytes() for path in again.folder.glob("*.unreadable")] == [b'{"tabs": 3}']


def test_the_state_is_for_its_owner_only(profile: Profile) -> None:
    folder = _take(profile, [])
    folder.write(WindowState(), synced=True)
    assert (folder.folder / "state.json").stat().st_mode & 0o077 == 0
    assert folder.folder.stat().st_mode & 0o077 == 0
