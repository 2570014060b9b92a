"""What reaches a text only on a real screen, middle click, drag and keys of the system, is commands as well."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.real_window import RealWindow

pytestmark = pytest.mark.display


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "notes.txt"
    found.write_text("one two three\nfour five six\n", encoding="utf-8")
    return found


@pytest.fixture
def window(
    x_display: str, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RealWindow]:
    monkeypatch.setenv("EDITORAPP_CHECK", "1")
    started = RealWindow(x_display, tmp_path / "profile", path)
    started.focus("notes.txt - editorapp")
    yield started
    if started.process.poll() is None:
        started.kill()
    assert started.errors() == ""
    log = tmp_path / "profile" / "state" / "editorapp.log"
    assert not log.exists() or "WayError" not in log.read_text(encoding="utf-8")


def commands_of(path: Path, profile: Path) -> list[str]:
    """The names of the commands in the journal of a file."""
    command = [sys.executable, "-m", "editorapp", "--profile", str(profile), "journal", "export", str(path)]
    exported = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    entries = [json.loads(line) for line in exported.splitlines()]
    return [entry["accepted"]["name"] for entry in entries if "accepted" in entry]


def verified(path: Path, profile: Path) -> None:
    command = [sys.executable, "-m", "editorapp", "--profile", str(profile), "journal", "verify", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_middle_click_and_keys(window: RealWindow, path: Path, tmp_path: Path) -> None:
    window.press("shift+ctrl+Right")
    (screen_window,) = window.xdotool("search", "--onlyvisible", "--name", "notes.txt").split()[:1]
    window.xdotool("mousemove", "--window", screen_window, "400", "300", "click", "2")
    window.wait(lambda: "notes.txt*" in " ".join(window.titles()), "a change by the middle click")
    window.press("ctrl+End")
    window.write("typed")
    window.press("ctrl+s")
    window.wait(lambda: path.read_text(encoding="utf-8").endswith("onetyped"), "the save")
    window.press("ctrl+q")
    assert window.ends() == 0
    names = commands_of(path, tmp_path / "profile")
    assert "clipboard.paste_primary" in names
    verified(path, tmp_path / "profile")
