"""Words, characters and lines in a whole window: in the status bar and in their own window, as the text changes."""

from __future__ import annotations

from pathlib import Path

from editorapp.session.statistics import DocumentCounted, DocumentCounts
from editorapp.ui.statistics_dialog import StatisticsDialog
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


def _statistics(window: OpenedWindow) -> str:
    return window.parts.status.texts().get("Statistics", "")


def _is_said(window: OpenedWindow, text: str) -> None:
    window.wait(lambda: _statistics(window) == text)


def test_the_status_bar_follows_typing_and_undo(window: OpenedWindow) -> None:
    _is_said(window, "0 words, 0 characters, 1 line")
    window.write("one two")
    _is_said(window, "2 words, 7 characters, 1 line")
    window.choose("edit.undo")
    _is_said(window, "0 words, 0 characters, 1 line")


def test_what_is_selected_is_told_of(window: OpenedWindow) -> None:
    window.write("one two")
    window.choose("selection.all")
    _is_said(window, "2 words, 7 characters, 1 line selected")
    window.parts.dispatcher.request("selection.set", {"ranges": [[0, 1], [2, 5]]}, "mouse")
    _is_said(window, "2 carets: 3 words, 4 characters, 1 line selected")
    window.parts.dispatcher.request("selection.set", {"ranges": [[0, 0], [2, 2]]}, "mouse")
    _is_said(window, "2 carets")


def test_a_large_file_is_counted_a_little_later_and_typing_is_not_lost(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path = tmp_path / "large.txt"
    path.write_text("some words\n" * 20_000, encoding="utf-8")
    window = open_window(path)
    window.parts.window.resize(1400, 700)  # room for all words
    window.write("more ")
    _is_said(window, "40,001 words, 220,005 characters, 20,001 lines")
    window.choose("selection.all")
    _is_said(window, "40,001 words, 220,005 characters, 20,000 lines selected")


def test_each_tab_has_its_own_counts(open_window: OpenWindow, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one", encoding="utf-8")
    (tmp_path / "b.txt").write_text("one two", encoding="utf-8")
    window = open_window(tmp_path / "a.txt", tmp_path / "b.txt")
    _is_said(window, "2 words, 7 characters, 1 line")
    window.choose("view.next_tab")
    _is_said(window, "1 word, 3 characters, 1 line")


def test_documents_that_are_closed_are_followed_no_more(open_window: OpenWindow, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one", encoding="utf-8")
    window = open_window(tmp_path / "a.txt")
    _is_said(window, "1 word, 3 characters, 1 line")
    target = window.held.id
    window.choose("document.close")
    window.wait(lambda: window.held.id != target)
    model = window.parts.statistics.model
    assert model.answer(DocumentCounts(target)) == DocumentCounted(None)
    assert model.lag == 0
    _is_said(window, "0 words, 0 characters, 1 line")


def test_their_own_window_follows_the_text_beside_it(window: OpenedWindow) -> None:
    window.write("one two")
    window.choose("document.statistics")
    dialog = window.dialog(StatisticsDialog)
    assert dialog.texts()["Document: Words"] == "2"
    window.write(" three")
    window.wait(lambda: dialog.texts()["Document: Words"] == "3")
    window.choose("selection.all")
    window.wait(lambda: dialog.texts()["Selection: Characters"] == "13")


def test_choosing_it_again_shows_the_window_that_is_there(window: OpenedWindow) -> None:
    window.choose("document.statistics")
    first = window.dialog(StatisticsDialog)
    window.choose("document.statistics")
    assert window.dialog(StatisticsDialog) is first
    first.reject()
    window.wait(lambda: not window.has_dialog())
    window.choose("document.statistics")
    assert window.dialog(StatisticsDialog) is not first


def test_lines_that_end_differently_are_told_until_they_are_converted(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    (tmp_path / "mixed.txt").write_bytes(b"one\ntwo\r\nthree\n")
    (tmp_path / "plain.txt").write_bytes(b"one\r\n")
    window = open_window(tmp_path / "plain.txt", tmp_path / "mixed.txt")

    def is_said(text: str) -> None:
        window.wait(lambda: window.parts.status.texts().get("Line ending") == text)

    is_said("LF (mixed)")
    window.choose("document.convert_to_crlf")
    is_said("CRLF")
    window.choose("edit.undo")
    is_said("LF (mixed)")
    window.save()
    assert (tmp_path / "mixed.txt").read_bytes() == b"one\ntwo\r\nthree\n"
    window.choose("view.next_tab")
    is_said("CRLF")
