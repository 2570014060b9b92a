"""A large file in the window: shown while it is being read, given up, and changed by others meanwhile."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from editorapp.storage.profile import Profile
from editorapp.storage.text_file import ReadSoFar
from editorapp.ui.reading_page import ReadingPage
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow

BLOCK = 1 << 16
LINES = 7_500


class SlowReading:
    """Lets the threads that read large files go on block by block."""

    def __init__(self, window: OpenedWindow) -> None:
        self._window = window
        self._blocks = threading.Semaphore(0)
        workspace = window.parts.workspace
        workspace.pace = replace(
            workspace.pace, smallest=BLOCK, first_part=BLOCK, interval=0.0, between=self._between
        )

    def _between(self, so_far: ReadSoFar) -> None:
        if so_far.size >= BLOCK:
            self._blocks.acquire()

    def let(self, blocks: int) -> None:
        for _ in range(blocks):
            self._blocks.release()

    @property
    def page(self) -> ReadingPage:
        """The tab of the file that is being read; one more block is read at a time until it is there."""
        tabs = self._window.parts.tabs
        found = [page for page in map(tabs.reading_page, tabs.ids()) if page is not None]
        return found[0]

    def has_page(self) -> bool:
        tabs = self._window.parts.tabs
        return any(tabs.reading_page(tab_id) is not None for tab_id in tabs.ids())

    def begin(self, path: Path) -> ReadingPage:
        """Open a file and read its first block."""
        self._window.parts.dispatcher.request("document.open", {"path": str(path)}, "menu")
        self.let(1)
        self._window.wait(self.has_page)
        return self.page

    def finish(self) -> None:
        self.let(1000)
        self._window.settle()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of some blocks."""
    path = tmp_path / "big.log"
    path.write_text(
        "".join(f"line {number:6} of a log that is not small at all\n" for number in range(LINES))
    )
    return path


@pytest.fixture
def slow(window: OpenedWindow) -> Iterator[SlowReading]:
    """Reading in the window goes on block by block."""
    slow = SlowReading(window)
    yield slow
    slow.let(1000)


def test_the_start_is_shown_before_the_rest_is_read(
    window: OpenedWindow, slow: SlowReading, log: Path
) -> None:
    page = slow.begin(log)
    assert page.view.document.buffer.line_text(0) == "line      0 of a log that is not small at all"
    assert 0 < page.view.document.buffer.line_count < LINES
    assert page.words == "Reading big.log: 18 %"
    assert (window.tab_texts(), window.title) == (["big.log"], "big.log - editorapp")
    slow.let(2)
    window.wait(lambda: page.words in ("Reading big.log: 37 %", "Reading big.log: 55 %"))
    slow.finish()
    assert window.text == log.read_text()
    assert (window.tab_texts(), window.title) == (["big.log"], "big.log - editorapp")
    assert not slow.has_page()


def test_where_it_was_scrolled_to_and_what_was_selected_stays_when_all_is_read(
    window: OpenedWindow, slow: SlowReading, log: Path, qtbot: QtBot
) -> None:
    page = slow.begin(log)
    qtbot.keyClick(page.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    page.view.set_scroll_position(1000, 0)
    slow.let(1)
    window.wait(lambda: page.words != "Reading big.log: 18 %")
    assert page.view.scroll_position() == (1000, 0)
    slow.finish()
    assert window.view.scroll_position() == (1000, 0)
    assert window.held.document.document.selection.main == (0, 1)


def test_what_is_typed_meanwhile_is_refused_and_nothing_is_lost(
    window: OpenedWindow, slow: SlowReading, log: Path, qtbot: QtBot
) -> None:
    page = slow.begin(log)
    qtbot.keyClicks(page.view, "x")
    assert window.status() == "big.log is still being read and cannot be changed yet. Nothing was done."
    window.parts.dispatcher.request("text.insert", {"text": "x"}, "palette")
    assert window.status() == "There is no document to do that in."
    slow.finish()
    assert window.text == log.read_text()
    assert not window.held.document.is_modified


@pytest.mark.parametrize("way", ["button", "key", "tab"])
def test_it_can_be_given_up_and_opened_again(
    window: OpenedWindow, slow: SlowReading, log: Path, way: str
) -> None:
    page = slow.begin(log)
    if way == "button":
        next(b for b in page.findChildren(QPushButton) if b.text() == "Cancel").click()
    elif way == "key":
        window.parts.dispatcher.request("document.close", {}, "keyboard")
    else:
        window.close_tab(0)
    slow.let(1)
    window.settle()
    assert window.tab_texts() == ["Untitled"]
    assert window.status() == "big.log was not opened. Nothing was changed."
    assert window.messages() == []
    slow.let(1000)
    window.open(log)
    assert window.text == log.read_text()


def shorten(path: Path) -> None:
    os.truncate(path, BLOCK + 7)


@pytest.mark.skipif(os.name == "nt", reason="a file that is open cannot be taken away there")
@pytest.mark.parametrize(
    ("act", "what"),
    [(shorten, "became shorter"), (Path.unlink, "was deleted or moved")],
)
def test_a_file_that_is_changed_meanwhile_is_told_and_can_be_tried_again(
    window: OpenedWindow, slow: SlowReading, log: Path, act: Callable[[Path], object], what: str
) -> None:
    slow.begin(log)
    act(log)
    slow.finish()
    assert not slow.has_page()
    assert len(window.messages()) == 1
    assert f"big.log {what} while it was being read" in window.messages()[0]
    assert window.messages()[0].endswith("Nothing was changed.")
    log.write_text("whole again\n")
    slow.let(1000)
    window.answer_message("Try Again")
    window.settle()
    assert window.text == "whole again\n"


def test_a_line_that_is_wished_for_comes_into_sight_as_soon_as_it_is_read(
    window: OpenedWindow, slow: SlowReading, log: Path
) -> None:
    window.parts.workspace.open_path(str(log), 2250)
    slow.let(1)
    window.wait(slow.has_page)
    assert slow.page.view.scroll_position()[0] == 0
    slow.let(2)
    page = slow.page
    window.wait(lambda: page.view.scroll_position()[0] == 2249)
    slow.finish()
    document = window.held.document.document
    assert document.buffer.line_at(document.selection.main.head) == 2249


def test_the_tab_comes_back_if_the_window_is_closed_before_all_is_read(
    open_window: OpenWindow, profile: Profile, log: Path
) -> None:
    first = open_window()
    slow = SlowReading(first)
    page = slow.begin(log)
    page.view.set_scroll_position(1000, 0)
    first.begin_end()
    slow.let(1000)
    first.wait(lambda: first.has_ended)
    second = open_window()
    assert second.tab_texts() == ["big.log"]
    assert second.text == log.read_text()
    assert second.view.scroll_position() == (1000, 0)


def test_other_files_can_be_opened_and_edited_meanwhile(
    window: OpenedWindow, slow: SlowReading, log: Path, tmp_path: Path
) -> None:
    slow.begin(log)
    other = tmp_path / "small.txt"
    other.write_text("small\n")
    slow.let(1)
    window.parts.dispatcher.request("document.open", {"path": str(other)}, "menu")
    window.wait(lambda: window.parts.current() is not None)
    slow.let(1)
    window.write("very ")
    slow.finish()
    assert window.text == "very small\n"
    assert window.tab_texts() == ["big.log", "• small.txt"]
