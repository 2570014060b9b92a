"""Opening and saving files: what is in them afterwards, and what is said when it cannot be done."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


def _file(folder: Path, name: str = "notes.txt", text: str = "one\ntwo\nthree\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_file_of_the_command_line_is_shown(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(_file(tmp_path))
    assert window.text == "one\ntwo\nthree\n"
    assert window.title == "notes.txt - editorapp"
    assert window.tab_texts() == ["notes.txt"]


def test_a_line_and_column_of_the_command_line_are_gone_to(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(f"{_file(tmp_path)}:2:3")
    assert window.held.document.document.selection.main.head == len("one\ntw")
    assert window.parts.status.texts()["Line and column"] == "2:3"


def test_a_line_behind_the_last_one_leads_to_the_last_one(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(f"{_file(tmp_path, text='one')}:99")
    assert window.parts.status.texts()["Line and column"] == "1:1"


def test_a_file_that_is_not_there_yet_is_made_by_saving(open_window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    window = open_window(path)
    assert not path.exists()
    window.write("words")
    window.save()
    assert path.read_text(encoding="utf-8") == "words"


def test_opening_a_file_twice_shows_its_tab(open_window: OpenWindow, tmp_path: Path) -> None:
    first, second = _file(tmp_path), _file(tmp_path, "other.txt")
    window = open_window(first, second)
    assert window.held.name == "other.txt"
    window.open(first)
    assert window.tab_texts() == ["notes.txt", "other.txt"]
    assert window.held.name == "notes.txt"


def test_a_link_to_an_open_file_shows_its_tab(open_window: OpenWindow, tmp_path: Path) -> None:
    path = _file(tmp_path)
    link = tmp_path / "link.txt"
    link.symlink_to(path)
    window = open_window(path, _file(tmp_path, "other.txt"))
    window.open(link)
    window.wait(lambda: window.held.name == "notes.txt")
    assert len(window.tab_texts()) == 2


def test_what_cannot_be_opened_is_said_with_a_way_to_try_again(window: OpenedWindow, tmp_path: Path) -> None:
    folder = tmp_path / "absent"
    window.open(folder / "notes.txt")
    assert "the folder" in window.messages()[0]
    assert "Nothing was changed" in window.messages()[0]
    _file(folder)
    window.answer_message("Try Again")
    window.settle()
    assert window.text == "one\ntwo\nthree\n"
    assert window.messages() == []


def test_a_folder_is_no_file(window: OpenedWindow, tmp_path: Path) -> None:
    window.open(tmp_path)
    assert "is a folder, not a file" in window.messages()[0]


def test_the_dialog_opens_files(window: OpenedWindow, tmp_path: Path) -> None:
    path = _file(tmp_path)
    window.choose("document.open_dialog")
    window.answer_file_dialog(path)
    assert window.text == "one\ntwo\nthree\n"


def test_the_empty_tab_of_a_new_window_makes_room_for_a_file(window: OpenedWindow, tmp_path: Path) -> None:
    assert window.tab_texts() == ["Untitled"]
    window.open(_file(tmp_path))
    assert window.tab_texts() == ["notes.txt"]


def test_files_dropped_on_the_window_are_opened(window: OpenedWindow, tmp_path: Path) -> None:
    paths = [_file(tmp_path, "a.txt"), _file(tmp_path, "b.txt")]
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(QPoint(5, 5)),
        Qt.DropAction.CopyAction,
        dragged,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.parts.window.dropEvent(event)
    window.settle()
    assert sorted(window.tab_texts()) == ["a.txt", "b.txt"]


def test_bytes_that_are_no_text_are_told_of_and_saved_as_they_were(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(b"a\xffb")
    window = open_window(path)
    assert "no valid text" in window.messages()[0]
    window.write("x")
    window.save()
    assert path.read_bytes() == b"xa\xffb"


def test_files_of_the_same_name_show_their_folders(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(_file(tmp_path / "left"), _file(tmp_path / "right"))
    assert window.tab_texts() == ["notes.txt - left", "notes.txt - right"]
    window.close_tab(0)
    assert window.tab_texts() == ["notes.txt"]


# --- saving ----------------------------------------------------------------------------------------------


def test_saving_writes_the_text_and_clears_the_mark(open_window: OpenWindow, tmp_path: Path) -> None:
    path = _file(tmp_path, text="a\r\nb\r\n")
    window = open_window(path)
    window.write("x")
    assert window.title == "notes.txt* - editorapp"
    assert window.tab_texts() == ["• notes.txt"]
    window.save()
    assert path.read_bytes() == b"xa\r\nb\r\n"
    assert window.title == "notes.txt - editorapp"
    assert window.tab_texts() == ["notes.txt"]
    assert window.status() == f"Saved {path}"


def test_what_is_typed_while_saving_stays_unsaved(open_window: OpenWindow, tmp_path: Path) -> None:
    path = _file(tmp_path, text="")
    window = open_window(path)
    window.write("a")
    window.choose("document.save")
    window.write("b")
    window.settle()
    assert path.read_text(encoding="utf-8") == "a"
    assert window.title == "notes.txt* - editorapp"


def test_saving_again_while_saving_saves_what_is_there_at_the_end(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path = _file(tmp_path, text="")
    window = open_window(path)
    window.write("a")
    window.choose("document.save")
    window.write("b")
    window.choose("document.save")
    window.settle()
    assert path.read_text(encoding="utf-8") == "ab"
    assert window.title == "notes.txt - editorapp"


def test_a_save_that_fails_keeps_the_mark_and_can_be_tried_again(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path = _file(tmp_path / "folder")
    window = open_window(path)
    window.write("x")
    shutil.rmtree(path.parent)
    window.save()
    assert "cannot be written" in window.messages()[0]
    assert "Your text is safe" in window.messages()[0]
    assert window.title == "notes.txt* - editorapp"
    path.parent.mkdir()
    window.answer_message("Try Again")
    window.settle()
    assert path.read_text(encoding="utf-8") == "xone\ntwo\nthree\n"
    assert window.messages() == []


def test_a_save_that_fails_can_be_made_elsewhere(open_window: OpenWindow, tmp_path: Path) -> None:
    path = _file(tmp_path / "folder")
    window = open_window(path)
    window.write("x")
    shutil.rmtree(path.parent)
    window.save()
    window.answer_message("Save As...")
    window.answer_file_dialog(tmp_path / "elsewhere.txt")
    assert (tmp_path / "elsewhere.txt").read_text(encoding="utf-8") == "xone\ntwo\nthree\n"
    assert window.title == "elsewhere.txt - editorapp"
    assert window.messages() == []


def test_a_message_about_a_document_is_shown_in_its_tab_only(open_window: OpenWindow, tmp_path: Path) -> None:
    path = _file(tmp_path / "folder")
    window = open_window(_file(tmp_path, "other.txt"), path)
    window.write("x")
    shutil.rmtree(path.parent)
    window.save()
    assert len(window.messages()) == 1
    window.choose("view.next_tab")
    assert window.messages() == []
    window.choose("view.next_tab")
    assert len(window.messages()) == 1


def test_what_another_program_wrote_is_not_overwritten_unasked(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path = _file(tmp_path)
    window = open_window(path)
    window.write("x")
    path.write_text("from outside", encoding="utf-8")
    window.save()
    assert path.read_text(encoding="utf-8") == "from outside"
    assert "Another program has changed notes.txt" in window.messages()[0]
    assert window.title == "notes.txt* - editorapp"
    window.answer_message("Overwrite")
    window.settle()
    assert path.read_text(encoding="utf-8") == "xone\ntwo\nthree\n"
    assert window.title == "notes.txt - editorapp"


def test_a_file_that_was_only_touched_is_saved_unasked(open_window: OpenWindow, tmp_path: Path) -> None:
    path = _file(tmp_path)
    window = open_window(path)
    window.write("x")
    path.write_text("one\ntwo\nthree\n", encoding="utf-8")
    window.save()
    assert path.read_text(encoding="utf-8") == "xone\ntwo\nthree\n"


def test_a_file_that_somebody_made_meanwhile_is_not_overwritten_unasked(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path = tmp_path / "new.txt"
    window = open_window(path)
    window.write("x")
    path.write_text("from outside", encoding="utf-8")
    window.save()
    assert path.read_text(encoding="utf-8") == "from outside"
    assert len(window.messages()) == 1


def test_saving_an_untitled_document_asks_for_a_file(window: OpenedWindow, tmp_path: Path) -> None:
    window.write("words")
    window.choose("document.save")
    window.answer_file_dialog(tmp_path / "words.txt")
    assert (tmp_path / "words.txt").read_text(encoding="utf-8") == "words"
    assert window.title == "words.txt - editorapp"
    window.write("!")
    window.save()
    assert (tmp_path / "words.txt").read_text(encoding="utf-8") == "words!"


def test_giving_up_the_dialog_changes_nothing(window: OpenedWindow) -> None:
    window.write("words")
    window.choose("document.save")
    window.answer_file_dialog(None)
    assert window.title == "Untitled* - editorapp"


def test_saving_as_another_file_goes_on_with_that_one(open_window: OpenWindow, tmp_path: Path) -> None:
    path, other = _file(tmp_path), tmp_path / "other.txt"
    window = open_window(path)
    window.write("x")
    window.choose("document.save_as")
    window.answer_file_dialog(other)
    window.write("y")
    window.save()
    assert path.read_text(encoding="utf-8") == "one\ntwo\nthree\n"
    assert other.read_text(encoding="utf-8") == "xyone\ntwo\nthree\n"
    window.choose("edit.undo")
    assert window.text == "xone\ntwo\nthree\n"


def test_the_file_that_was_left_by_save_as_opens_in_a_tab_of_its_own(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path, other = _file(tmp_path), tmp_path / "other.txt"
    window = open_window(path)
    window.write("x")
    window.choose("document.save_as")
    window.answer_file_dialog(other)
    window.open(path)
    assert window.tab_texts() == ["other.txt", "notes.txt"]
    assert window.text == "one\ntwo\nthree\n"


def test_a_file_that_is_open_in_another_tab_is_not_overwritten(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    taken = _file(tmp_path, "taken.txt")
    window = open_window(taken, _file(tmp_path))
    window.parts.dispatcher.request("document.save_as", {"path": str(taken)}, "dialog")
    window.settle()
    assert "open in another tab" in window.messages()[0]
    assert taken.read_text(encoding="utf-8") == "one\ntwo\nthree\n"
    assert window.title == "notes.txt - editorapp"


def test_save_all_saves_every_file_and_leaves_untitled_documents(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    paths = [_file(tmp_path, f"{name}.txt", "") for name in "ab"]
    window = open_window(*paths)
    window.write("b")
    window.choose("view.previous_tab")
    window.write("a")
    window.choose("document.new")
    window.write("untitled")
    window.choose("document.save_all")
    window.settle()
    assert [path.read_text(encoding="utf-8") for path in paths] == ["a", "b"]
    assert window.tab_texts() == ["a.txt", "b.txt", "• Untitled"]


def test_recent_files_are_in_the_menu_and_open_from_there(open_window: OpenWindow, tmp_path: Path) -> None:
    first, second = _file(tmp_path, "first.txt"), _file(tmp_path, "second.txt")
    window = open_window(first)
    window.open(second)
    assert window.parts.recent.paths() == [str(second), str(first)]
    window.close_tab(0)
    window.settle()
    next(a for a in window.parts.recent.actions() if a.toolTip() == str(first)).trigger()
    window.settle()
    assert window.held.path == first


def test_the_recent_files_can_be_cleared_and_stay_so(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(_file(tmp_path))
    window.settle()
    assert window.parts.recent.paths() == [str(tmp_path / "notes.txt")]
    clear = window.parts.recent.actions()[-1]
    assert clear.text() == "&Clear This List"
    clear.trigger()
    window.wait(lambda: window.parts.recent.paths() == [])
    assert window.parts.recent.actions()[0].text() == "No file was opened yet"
    window.end()
    again = open_window()
    again.settle()
    assert again.parts.recent.paths() == []


def test_what_was_said_in_passing_goes_with_its_tab(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(_file(tmp_path / "left"))
    window.open(_file(tmp_path / "right"))
    assert window.status() == f"Opened {tmp_path / 'right' / 'notes.txt'}"
    window.write("x")
    window.save()
    assert "Saved" in window.status()
    window.choose("view.next_tab")
    assert window.status() == ""
