"""The real program on a real screen: what is typed is saved, and comes back after a crash and after an end."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.real_window import RealWindow

pytestmark = pytest.mark.display

Start = Callable[..., RealWindow]


@pytest.fixture
def start(x_display: str, tmp_path: Path) -> Iterator[Start]:
    """Start the program on one profile. At the end none may have said anything on stderr."""
    started: list[RealWindow] = []

    def start_one(*files: str | Path) -> RealWindow:
        started.append(RealWindow(x_display, tmp_path / "profile", *files))
        return started[-1]

    yield start_one
    for window in started:
        if window.process.poll() is None:
            window.kill()
    assert "".join(window.errors() for window in started) == ""


def _content_becomes(window: RealWindow, path: Path, text: str) -> None:
    window.wait(
        lambda: path.exists() and path.read_text(encoding="utf-8") == text, f"{text!r} in {path.name}"
    )


def test_what_is_typed_is_saved_and_the_window_ends(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    window = start(path)
    window.focus("notes.txt - editorapp")
    window.write("typed words")
    window.press("Return")
    window.shows("notes.txt* - editorapp")
    window.press("ctrl+s")
    _content_becomes(window, path, "typed words\n")
    window.shows("notes.txt - editorapp")
    window.press("ctrl+q")
    assert window.ends() == 0


def test_a_killed_window_loses_nothing(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("old ", encoding="utf-8")
    window = start(path)
    window.focus("notes.txt - editorapp")
    window.press("ctrl+End")
    window.write("words")
    window.shows("notes.txt* - editorapp")
    window.press("ctrl+n")
    window.shows("Untitled - editorapp")
    window.write("untitled words")
    window.shows("Untitled* - editorapp")
    window.xdotool("type", "--delay", "5", "!")
    _shown(window)
    window.kill()
    assert path.read_text(encoding="utf-8") == "old "

    again = start()
    again.focus("Recover Documents")
    again.press_until("alt+a", lambda: any("*" in title for title in again.titles()))  # recover all
    again.gone("Recover Documents")
    again.focus("editorapp")
    again.press_until("ctrl+Tab", lambda: any("Untitled*" in title for title in again.titles()))
    again.press_until("ctrl+Tab", lambda: any("notes.txt*" in title for title in again.titles()))
    again.press("ctrl+s")
    _content_becomes(again, path, "old words")
    again.press("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+s")  # one step, or more where the last key began another
    _content_becomes(again, path, "old ")


def _shown(window: RealWindow) -> None:
    """Wait until the window has taken the keys before: it answers the next one, which makes another tab."""
    window.press("ctrl+n")
    window.wait(lambda: "Untitled 2 - editorapp" in window.titles(), "another tab")


def test_untitled_text_comes_back_at_the_next_start(start: Start) -> None:
    window = start()
    window.focus("Untitled - editorapp")
    window.write("kept")
    window.shows("Untitled* - editorapp")
    window.press("ctrl+q")
    assert window.ends() == 0
    again = start()
    again.focus("editorapp")
    again.shows("Untitled* - editorapp")


def test_a_file_that_a_window_holds_is_shown_there(start: Start, tmp_path: Path) -> None:
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("one\ntwo\n", encoding="utf-8")
    window = start(first, second)
    window.shows("second.txt - editorapp")
    other = start(f"{first}:2")
    assert other.ends() == 0
    window.shows("first.txt - editorapp")
    window.focus("first.txt - editorapp")
    window.write("in line ")
    window.press("ctrl+s")
    _content_becomes(window, first, "one\nin line two\n")


def test_files_that_nobody_holds_open_in_a_window_of_their_own(start: Start, tmp_path: Path) -> None:
    held, free = tmp_path / "held.txt", tmp_path / "free.txt"
    window = start(held, tmp_path / "shown.txt")
    window.shows("shown.txt - editorapp")
    other = start(held, free)
    other.shows("free.txt - editorapp")
    window.shows("held.txt - editorapp")
    other.focus("free.txt")
    other.press("ctrl+q")
    assert other.ends() == 0
    assert window.process.poll() is None


def test_a_second_start_without_files_opens_another_window(start: Start) -> None:
    first = start()
    first.shows("Untitled - editorapp")
    second = start()
    second.shows("Untitled - editorapp")
    assert first.process.poll() is None


def test_the_end_of_the_system_is_no_crash(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    window = start(path)
    window.focus("notes.txt - editorapp")
    window.write("unsaved")
    window.shows("notes.txt* - editorapp")
    window.process.send_signal(signal.SIGTERM)
    assert window.ends() == 0
    again = start()
    again.shows("notes.txt* - editorapp")
    assert "Recover Documents" not in again.titles()


def test_without_a_window_nothing_of_qt_is_loaded_to_hand_a_file_over(
    start: Start, tmp_path: Path, x_display: str
) -> None:
    path = tmp_path / "notes.txt"
    window = start(path)
    window.shows("notes.txt - editorapp")
    ask = (
        "import sys; from editorapp.__main__ import main;"
        f"sys.argv[1:] = ['--profile', {str(tmp_path / 'profile')!r}, {str(path)!r}];"
        "code = main(); print(code, any(name.startswith('PySide6') for name in sys.modules))"
    )
    deadline = time.monotonic() + 30
    output = ""
    while output != "0 False" and time.monotonic() < deadline:
        result = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
        output = result.stdout.strip()
    assert output == "0 False"
