"""Owns `RealWindow`: the program as a process of its own on an X screen, driven with xdotool."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_PATIENCE = 30.0


class RealWindow:
    """A running editorapp.

    Attributes:
        process: the process.
    """

    def __init__(self, display: str, profile: Path, *files: str | Path, platform: str = "xcb") -> None:
        self._environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": platform}
        self._errors = profile.parent / f"stderr-{time.monotonic_ns()}.txt"
        command = [sys.executable, "-m", "editorapp", "--profile", str(profile), *map(str, files)]
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(command, env=self._environment, stderr=errors)

    def errors(self) -> str:
        """Return what the program has said on stderr: Qt's warnings, for one."""
        return self._errors.read_text(encoding="utf-8")

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            code = self.process.poll()
            assert code is None, f"it has ended with {code} before {what}: {self.errors()}"
            assert time.monotonic() < deadline, f"{what} did not come; titles: {self.titles()}"
            time.sleep(0.02)

    def xdotool(self, *arguments: str) -> str:
        command = ["xdotool", *arguments]
        return subprocess.run(
            command, env=self._environment, capture_output=True, text=True, check=False
        ).stdout

    def _windows(self, title: str) -> list[str]:
        return self.xdotool(
            "search", "--all", "--onlyvisible", "--pid", str(self.process.pid), "--name", title
        ).split()

    def titles(self) -> list[str]:
        """Return the titles of the windows that are shown."""
        return [self.xdotool("getwindowname", window).strip() for window in self._windows("")]

    def focus(self, title: str) -> None:
        """Wait for a window with a title (a regular expression) and give it the keyboard.

        Without a window manager the X server itself gives the keyboard back when a dialog closes, in a way that
        Qt takes no notice of; and giving it to a window that has it already tells Qt nothing. So it is taken
        away first.
        """
        self.wait(lambda: bool(self._windows(title)), f"a window named {title}")
        window = self._windows(title)[0]
        (screen,) = self.xdotool("search", "--maxdepth", "0", "--name", "").split()
        self.xdotool("windowfocus", screen)
        self.xdotool("windowfocus", "--sync", window)

    def gone(self, title: str) -> None:
        """Wait until no window with a title (a regular expression) is shown any more."""
        self.wait(lambda: not self._windows(title), f"the end of {title}")

    def shows(self, title: str) -> None:
        """Wait for a title, which is part of one that is shown."""
        self.wait(lambda: any(title in shown for shown in self.titles()), f"the title {title}")

    def write(self, text: str) -> None:
        self.xdotool("type", "--delay", "5", text)

    def press(self, *keys: str) -> None:
        self.xdotool("key", *keys)

    def press_until(self, keys: str, condition: Callable[[], bool]) -> None:
        """Press keys, and again where nothing has come of it: a window just shown may not have the keyboard."""
        pressed = 0.0

        def happened() -> bool:
            nonlocal pressed
            if condition():
                return True
            if time.monotonic() - pressed > 1:
                self.press(keys)
                pressed = time.monotonic()
            return False

        self.wait(happened, f"what {keys} leads to")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def ends(self) -> int:
        """Wait until the process has ended; return its exit code."""
        return self.process.wait(_PATIENCE)
