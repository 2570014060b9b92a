"""Encodings in a window: seen, chosen from the status bar, read again, saved, undone, remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from editorapp.ui.palette import CommandPalette

RUSSIAN = "Съешь же ещё этих мягких французских булок\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes(RUSSIAN.encode("cp1251"))
    return path


def encoding(window) -> str:
    window.wait(lambda: window.parts.status.texts().get("Encoding"))
    return window.parts.status.texts()["Encoding"]


def press(window, qtbot, field: str) -> None:
    button = next(each for each in window.parts.status._fields() if each.accessibleName() == field)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def pick(window, qtbot, letters: str) -> None:
    """Type some letters into the picker and take the first row."""
    pickers = window.parts.window.findChildren(CommandPalette)
    picker = next(each for each in pickers if each.isVisible())
    qtbot.keyClicks(picker._line, letters)
    qtbot.keyClick(picker._line, Qt.Key.Key_Return)


def submit(window, name: str, **arguments) -> None:
    window.parts.dispatcher.request(name, arguments, "test")
    window.settle()


def test_a_file_is_read_in_the_encoding_that_it_is_in(open_window, path):
    window = open_window(path)
    assert (window.text, encoding(window)) == (RUSSIAN, "Windows-1251")


def test_it_is_read_again_in_another_encoding_as_one_step(open_window, path, qtbot):
    window = open_window(path)
    press(window, qtbot, "Encoding")
    pick(window, qtbot, "read again")
    pick(window, qtbot, "koi8-r")
    window.wait(lambda: encoding(window) == "KOI8-R")
    garbled = RUSSIAN.encode("cp1251").decode("koi8-r")
    assert window.text == garbled
    assert "read again as KOI8-R" in window.status()
    assert not window.held.document.is_modified
    submit(window, "edit.undo")
    assert window.text == RUSSIAN
    window.wait(lambda: encoding(window) == "Windows-1251")
    submit(window, "edit.redo")
    assert window.text == garbled
    window.wait(lambda: encoding(window) == "KOI8-R")


def test_what_was_chosen_is_there_at_the_next_start(open_window, path):
    window = open_window(path)
    submit(window, "document.reopen_with_encoding", encoding="koi8-r")
    window.wait(lambda: encoding(window) == "KOI8-R")
    window.end()
    again = open_window(path)
    assert (again.text, encoding(again)) == (RUSSIAN.encode("cp1251").decode("koi8-r"), "KOI8-R")
    submit(again, "edit.undo")
    assert again.text == RUSSIAN


def test_unsaved_changes_are_asked_about_before_the_file_is_read_again(open_window, path):
    window = open_window(path)
    submit(window, "text.insert", text="new ")
    submit(window, "document.reopen_with_encoding", encoding="koi8-r")
    assert "has unsaved changes" in window.messages()[0]
    assert window.text == "new " + RUSSIAN
    message = window.parts.messages.shown()[0]
    dict(message.answers)["Read Again"]()
    window.wait(lambda: encoding(window) == "KOI8-R")
    submit(window, "edit.undo")
    assert window.text == "new " + RUSSIAN
    assert window.held.format.encoding == "cp1251"


def test_an_encoding_that_the_file_is_not_in_is_refused(open_window, path):
    path.write_bytes(b"abc")
    window = open_window(path)
    submit(window, "document.reopen_with_encoding", encoding="utf-16")
    window.wait(window.messages)
    assert "cannot be read as UTF-16 LE" in window.messages()[0]
    assert (window.text, encoding(window)) == ("abc", "UTF-8")


def test_it_is_saved_in_another_encoding(open_window, path, qtbot):
    window = open_window(path)
    press(window, qtbot, "Encoding")
    pick(window, qtbot, "save")
    pick(window, qtbot, "utf-8 mark")
    window.wait(lambda: encoding(window) == "UTF-8 with mark")
    assert path.read_bytes() == b"\xef\xbb\xbf" + RUSSIAN.encode()
    submit(window, "text.insert", text="x")
    submit(window, "document.save")
    window.wait(lambda: path.read_bytes() == b"\xef\xbb\xbfx" + RUSSIAN.encode())
    submit(window, "document.save_with_encoding", encoding="utf-8")
    window.wait(lambda: encoding(window) == "UTF-8")
    assert path.read_bytes() == b"x" + RUSSIAN.encode()
    window.end()
    assert encoding(open_window(path)) == "UTF-8"


def test_a_character_that_cannot_be_expressed_is_told_and_utf8_offered(open_window, path):
    window = open_window(path)
    submit(window, "text.insert", text="a\nb 日本")
    submit(window, "document.save")
    window.wait(window.messages)
    assert (
        "Windows-1251 cannot express the character 日 (U+65E5) in line 2, column 3." in window.messages()[0]
    )
    assert path.read_bytes() == RUSSIAN.encode("cp1251")
    dict(window.parts.messages.shown()[0].answers)["Save as UTF-8"]()
    window.wait(lambda: path.read_bytes() == ("a\nb 日本" + RUSSIAN).encode())
    window.wait(lambda: encoding(window) == "UTF-8")
    assert not window.messages()


def test_nothing_is_written_in_an_encoding_that_lacks_a_character(open_window, path):
    window = open_window(path)
    submit(window, "document.save_with_encoding", encoding="latin1")
    window.wait(window.messages)
    assert "ISO-8859-1 cannot express the character С (U+0421) in line 1, column 1." in window.messages()[0]
    assert path.read_bytes() == RUSSIAN.encode("cp1251")
    assert encoding(window) == "Windows-1251"


def test_a_new_document_is_saved_in_the_encoding_that_was_chosen(window, tmp_path):
    submit(window, "text.insert", text="é")
    submit(window, "document.save_with_encoding", encoding="latin1")
    window.parts.saving.save_as(window.held.id, str(tmp_path / "new.txt"))
    window.wait(lambda: encoding(window) == "ISO-8859-1")
    assert (tmp_path / "new.txt").read_bytes() == b"\xe9"


def test_line_ending_indentation_and_language_are_picked(open_window, path, qtbot):
    window = open_window(path)
    for field, letters, text in (
        ("Line ending", "crlf new", "CRLF (mixed)"),
        ("Indentation", "tabs 8", "Tabs of 8"),
        ("Language", "python", "Python"),
    ):
        press(window, qtbot, field)
        pick(window, qtbot, letters)
        window.wait(lambda field=field, text=text: window.parts.status.texts().get(field) == text)
    press(window, qtbot, "Line ending")
    pick(window, qtbot, "convert crlf")
    window.wait(lambda: window.text.endswith("\r\n"))
    window.wait(lambda: window.parts.status.texts().get("Line ending") == "CRLF")


def test_enter_in_a_list_that_was_just_opened_changes_nothing(open_window, path, qtbot):
    path.write_bytes(b"a\r\n\tb\r\n")
    window = open_window(path)
    before = window.held.document.document.layout
    for field in ("Line ending", "Indentation", "Language"):
        press(window, qtbot, field)
        pick(window, qtbot, "")
        window.settle()
    assert window.held.document.document.layout == before


def test_the_message_about_invalid_bytes_offers_another_encoding(open_window, tmp_path, qtbot):
    path = tmp_path / "odd.txt"
    path.write_bytes(b"a\xffb")
    window = open_window(path)
    window.wait_for_message("no valid text in UTF-8")

    window.answer_message("Reopen with Encoding...")
    pick(window, qtbot, "windows-1252")

    window.wait(lambda: window.text == "a\u00ffb")
    assert window.messages() == []
