"""Owns how the measured programs are started on a screen, waited for, and how much memory they take.

Does not know what they are asked to do.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from tests.bench.text.x_screen import Area, XScreen

HERE: Final = Path(__file__).parent
_PATIENCE: Final = 300.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_QUIET: Final = 0.3
"""Seconds for which a program must have done next to nothing to count as idle."""


def wait_for(
    condition: Callable[[], bool], what: str, patience: float = _PATIENCE, pause: float = 0.005
) -> None:
    """Wait until a condition holds.

    Raises:
        TimeoutError: it does not.
    """
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come in {patience} s")
        time.sleep(pause)


class Program:
    """A program with one window.

    Attributes:
        began: when its process was asked for, in seconds of `time.monotonic`.
        first_paint: seconds from then until its window was there and painted, seen from outside.
        window: the window's id.
        area: its place.
    """

    def __init__(self, screen: XScreen, command: Sequence[str], log: Path) -> None:
        """Start it and wait for its window."""
        environment = {**os.environ, "DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb"}
        environment.pop("QT_QPA_PLATFORMTHEME", None)
        self._screen = screen
        self._log = log
        with log.open("wb") as errors:
            self.began = time.monotonic()
            self.process = subprocess.Popen(
                list(command), env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
            )
        self.window, self.area = 0, Area(0, 0, 0, 0)
        try:
            wait_for(self._is_shown, "the window", pause=0.001)
        except BaseException:
            self.kill()
            raise
        self.first_paint = time.monotonic() - self.began

    def _is_shown(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"it has ended: {self._log.read_text(encoding='utf-8', errors='replace')}")
        for window, area in self._screen.windows():
            if self._screen.is_painted(area):
                self.window, self.area = window, area
                return True
        return False

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def end(self) -> None:
        """End it as the end of a session of the desktop does, and wait."""
        self.process.terminate()
        self.process.wait(60)

    def wait_until_idle(self) -> None:
        """Wait until it has hardly used the processor for a while."""

        def is_idle() -> bool:
            before = self._ticks()
            time.sleep(_QUIET)
            return self._ticks() - before <= 0.1 * _QUIET * _TICKS

        wait_for(is_idle, "rest")

    def _ticks(self) -> int:
        if self.process.poll() is not None:
            raise RuntimeError(f"it has ended: {self._log.read_text(encoding='utf-8', errors='replace')}")
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def memory(self, what: str = "VmHWM") -> int:
        """Return its memory in bytes: `VmHWM` the most so far, `VmRSS` now."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith(f"{what}:"):
                return int(line.split()[1]) * 1024
        raise KeyError(what)

    def take_keyboard(self) -> None:
        """Let the keys go to it."""
        self._screen.focus(self.window)


def editorapp_command(profile: Path, *files: str) -> list[str]:
    """Return how a person's start of the editor looks, with a profile of its own."""
    return [sys.executable, "-P", "-m", "editorapp", "--profile", str(profile), *files]


def driven_command(profile: Path, *files: str) -> list[str]:
    """Return the start of the editor that also takes lines on stdin; see `driven_window.py`."""
    return [sys.executable, "-P", str(HERE / "driven_window.py"), str(profile), *files]


def rival_command(*arguments: str) -> list[str]:
    """Return the start of the rival; see `plain_window.py`."""
    return [sys.executable, "-P", str(HERE / "plain_window.py"), *arguments]
