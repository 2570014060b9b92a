"""Going back in a whole window, marked lines that are listed, and pairs that are closed or not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from editorapp.ui.bookmark_list import BookmarkList
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow

ALT = Qt.KeyboardModifier.AltModifier


def file_of_lines(tmp_path: Path, name: str) -> Path:
    path = tmp_path / name
    path.write_text("".join(f"line {number}\n" for number in range(200)))
    return path


def line(window: OpenedWindow) -> int:
    document = window.held.document.document
    return document.buffer.line_at(document.selection.main.head)


def go_to(window: OpenedWindow, number: int) -> None:
    window.parts.dispatcher.request("selection.go_to_line", {"line": number + 1}, "dialog")


def test_back_across_tabs_and_forward(open_window: OpenWindow, tmp_path: Path) -> None:
    first, second = file_of_lines(tmp_path, "first.txt"), file_of_lines(tmp_path, "second.txt")
    window = open_window(first)
    go_to(window, 100)
    window.open(second)
    go_to(window, 50)

    window.choose("jump.back")
    assert (window.held.path, line(window)) == (second, 0)
    window.choose("jump.back")
    assert (window.held.path, line(window)) == (first, 100)
    window.choose("jump.forward")
    window.choose("jump.forward")
    assert (window.held.path, line(window)) == (second, 50)


def unavailable(window: OpenedWindow, name: str) -> str:
    """Return why a command cannot be chosen in its menu; empty if it can."""
    window.parts.availability.refresh()
    action = window.parts.actions[name]
    assert action.isEnabled() is not bool(action.statusTip())
    return action.statusTip()


def test_where_there_is_no_place_to_go_to_the_menu_says_so(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(file_of_lines(tmp_path, "a.txt"))
    assert unavailable(window, "jump.back") == "there is no place to go back to"
    assert unavailable(window, "jump.forward") == "there is no place to go forward to"
    assert unavailable(window, "jump.last_edit") == "nothing was changed yet"

    window.write("x")
    go_to(window, 100)
    assert unavailable(window, "jump.back") == ""
    assert unavailable(window, "jump.last_edit") == ""

    window.choose("jump.back")
    assert unavailable(window, "jump.back") == "there is no place to go back to"
    assert unavailable(window, "jump.forward") == ""


def test_to_the_last_edit_in_another_tab(open_window: OpenWindow, tmp_path: Path) -> None:
    first, second = file_of_lines(tmp_path, "first.txt"), file_of_lines(tmp_path, "second.txt")
    window = open_window(first)
    go_to(window, 20)
    window.write("x")
    window.open(second)

    window.choose("jump.last_edit")

    assert (window.held.path, line(window)) == (first, 20)


def test_a_marked_line_is_chosen_from_the_list(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(file_of_lines(tmp_path, "a.txt"))
    window.choose("bookmark.list")
    assert window.status() == "No line is marked."
    for number in (10, 120, 30):
        go_to(window, number)
        window.choose("bookmark.toggle")

    window.choose("bookmark.list")
    dialog = window.parts.tabs.findChild(BookmarkList)
    assert isinstance(dialog, BookmarkList)
    assert [dialog.list.item(row).text().split()[0] for row in range(3)] == ["11", "31", "121"]
    dialog.words.setText("LINE 12")
    dialog.words.returnPressed.emit()

    assert line(window) == 120
    window.choose("jump.back")
    assert line(window) == 30


def test_bookmarks_are_there_at_the_next_start(open_window: OpenWindow, tmp_path: Path) -> None:
    path = file_of_lines(tmp_path, "a.txt")
    window = open_window(path)
    go_to(window, 10)
    window.choose("bookmark.toggle")
    window.write("x")
    window.end()

    window = open_window()
    window.choose("bookmark.next")

    assert window.text.startswith("line 0\n")
    assert line(window) == 10


def test_pairs_are_closed_until_the_window_is_told_not_to_and_it_remembers(
    open_window: OpenWindow,
) -> None:
    window = open_window()
    window.write("(a")
    assert window.text == "(a)"
    assert window.parts.actions["application.auto_close"].isChecked()

    window.choose("application.auto_close")
    window.press(Qt.Key.Key_End)
    window.write("(")
    assert window.text == "(a)("
    window.end()

    window = open_window()
    assert not window.parts.actions["application.auto_close"].isChecked()
    window.press(Qt.Key.Key_End)
    window.write("{")
    assert window.text == "(a)({"
