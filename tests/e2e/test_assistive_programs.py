"""What a screen reader gets to know of the text, and may do in it, asked by a real client of AT-SPI."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.real_window import RealWindow

pytestmark = [pytest.mark.display, pytest.mark.skipif(sys.platform != "linux", reason="AT-SPI is of Linux")]

# Qt does not answer one question of newer clients, and says so.
NOT_OURS = 'does not implement "GetApplicationBusAddress"'
CLIENT = Path(__file__).parent / "assistive_program.py"


class Assistive:
    """A program that assists a person in the use of another one."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            ["/usr/bin/python3", str(CLIENT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, *question: Any) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the assistive program has ended with {self.process.wait()}"
        return json.loads(line)


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A desktop's message bus of its own, with programs told to open up to assistive ones."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
    monkeypatch.setenv("QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "1")
    yield
    daemon.kill()
    daemon.communicate()


@pytest.fixture
def window(
    bus: None, x_display: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RealWindow]:
    monkeypatch.setenv("DISPLAY", x_display)
    path = tmp_path / "notes.txt"
    path.write_text("hello wörld\nzwei 😀 drei\nend", encoding="utf-8")
    started = RealWindow(x_display, tmp_path / "profile", path)
    started.focus("notes.txt - editorapp")
    yield started
    if started.process.poll() is None:
        started.kill()
    said = [line for line in started.errors().splitlines() if NOT_OURS not in line]
    assert said == []


@pytest.fixture
def assistive(window: RealWindow) -> Iterator[Assistive]:
    program = Assistive()
    assert program.answer() == "ready"
    yield program
    program.process.kill()
    program.process.communicate()


def test_a_screen_reader_sees_text_caret_and_selection(window: RealWindow, assistive: Assistive) -> None:
    seen = assistive.ask("state")
    assert seen["name"] == "Text"
    assert seen["role"] == "text"
    assert seen["is_editable"]
    assert seen["has_place"]
    assert seen["text"] == "hello wörld\nzwei 😀 drei\nend"
    assert (seen["caret"], seen["selections"]) == (0, [])
    assert (seen["line"].rstrip("\n"), seen["word"].strip()) == ("hello wörld", "hello")
    window.press("Down", "shift+ctrl+Right")
    window.wait(lambda: assistive.ask("state")["selections"] == [[12, 16]], "the selection of a word")
    seen = assistive.ask("state")
    assert seen["caret"] == 16
    assert seen["line"].rstrip("\n") == "zwei 😀 drei"


def test_a_screen_reader_hears_what_is_typed(window: RealWindow, assistive: Assistive) -> None:
    window.press("End", "x")
    heard: list[list[Any]] = []

    def is_told() -> bool:
        heard.extend(assistive.ask("heard"))
        return ["object:text-changed:insert", 11, "x"] in heard and any(
            event[:2] == ["object:text-caret-moved", 12] for event in heard
        )

    window.wait(is_told, "word of an inserted letter and of the caret behind it")
    window.press("BackSpace")
    window.wait(
        lambda: ["object:text-changed:delete", 11, "x"] in assistive.ask("heard"), "word of a deleted letter"
    )


def test_what_an_assistive_program_does_is_done_by_commands(
    window: RealWindow, assistive: Assistive, tmp_path: Path
) -> None:
    assert assistive.ask("insert", 5, " new")
    window.wait(lambda: assistive.ask("state")["text"].startswith("hello new wörld"), "the inserted text")
    assert assistive.ask("set_caret", 3)
    window.wait(lambda: assistive.ask("state")["caret"] == 3, "the caret")
    assert assistive.ask("select", 6, 9)
    window.wait(lambda: assistive.ask("state")["selections"] == [[6, 9]], "the selection")
    assert assistive.ask("delete", 5, 9)
    window.wait(lambda: assistive.ask("state")["text"].startswith("hello wörld"), "the deleted text")
    window.press("ctrl+z")
    window.wait(lambda: assistive.ask("state")["text"].startswith("hello new wörld"), "the undone deletion")
    window.press("ctrl+s")
    window.wait(
        lambda: (tmp_path / "notes.txt").read_text(encoding="utf-8").startswith("hello new"), "the save"
    )
