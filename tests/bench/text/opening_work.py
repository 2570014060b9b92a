"""Row `open`: a huge file opened in a window that is there, until its first screen and until all of it is read."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.text.files import size_name
from tests.bench.text.key_work import commands_to, submit
from tests.bench.text.programs import Program, editorapp_command, rival_command
from tests.bench.text.rows import Figure, Findings, Found, Row, Setting
from tests.bench.text.x_screen import Area, XScreen, own_screen, seconds_until_changed

_PATIENCE = 300.0


@dataclass(frozen=True)
class _Opened:
    """Seconds until the first screen and until all is read; bytes of memory at most, over those before."""

    first_screen: float
    all_read: float
    memory: int


def _text_of(program: Program) -> Area:
    """Return a part of the window where only text is shown."""
    place = program.area
    return Area(place.x + 120, place.y + place.height // 3, place.width // 2, place.height // 3)


def _open(screen: XScreen, path: Path, profile: Path, log: Path) -> _Opened:
    with Program(screen, editorapp_command(profile), log) as program:
        program.wait_until_idle()
        stream = commands_to(profile)
        before_memory = program.memory("VmRSS")
        area = _text_of(program)
        before = screen.pixels(area)
        answered: list[float] = []
        began = time.monotonic()

        def ask() -> None:
            submit(stream, "document.open", {"path": str(path)})
            answered.append(time.monotonic() - began)

        asking = threading.Thread(target=ask)
        asking.start()
        first_screen = seconds_until_changed(screen, area, before, began, _PATIENCE)
        asking.join()
        if not answered:
            raise RuntimeError(f"{path} was not opened")
        memory = program.memory() - before_memory
        stream.close()
        return _Opened(first_screen, answered[0], memory)


def _open_rival(screen: XScreen, path: Path, log: Path) -> _Opened:
    with Program(screen, rival_command(), log) as program:
        program.wait_until_idle()
        before_memory = program.memory("VmRSS")
        area = _text_of(program)
        before = screen.pixels(area)
        assert program.process.stdin is not None
        assert program.process.stdout is not None
        began = time.monotonic()
        program.process.stdin.write(f"open {path}\n".encode())
        program.process.stdin.flush()
        first_screen = seconds_until_changed(screen, area, before, began, _PATIENCE)
        all_read = json.loads(program.process.stdout.readline())["at"] - began
        return _Opened(first_screen, max(first_screen, all_read), program.memory() - before_memory)


def measure_open(setting: Setting) -> Findings:
    """A log of 80 columns, in the memory of the system; the window asked through `editorapp send`."""
    size, folder = setting.size, setting.files.folder
    path = setting.files.made("log", size.huge)
    smaller = setting.files.made("log", size.rival)
    found = {figure.key: Found() for figure in FIGURES}
    with own_screen() as screen:
        for run in range(setting.runs):
            setting.files.warm(path)
            ours = _open(screen, path, folder / f"open-{run}", folder / "editorapp.log")
            rival = _open_rival(screen, smaller, folder / "rival.log")
            times = size.huge / size.rival
            for key, one, other in (
                ("first screen", ours.first_screen, rival.first_screen * times),
                ("all read and counted", ours.all_read, rival.all_read * times),
                ("memory", ours.memory / size.huge, rival.memory / size.rival),
            ):
                found[key].ours.append(one)
                found[key].rival.append(other)
    note = f"rival: {size_name(size.rival)}"
    found["memory"].note = note
    for key in ("first screen", "all read and counted"):
        found[key].note = f"{note}, times {times:g}" if times != 1 else note
    return found


FIGURES = (
    Figure("first screen", "s", 0.4),
    Figure("all read and counted", "s", 3.0),
    Figure("memory", "times the file", 1.5),
)
ROWS = (Row("open", FIGURES, measure_open),)
