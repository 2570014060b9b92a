"""Rows `keys`, `scroll` and `carets`: from a key to its pixels, measured from outside.

Before each key the pixels of an area are taken; the time runs from the key's event until they are others. Between
keys lies a pause of random length, shorter than half the blinking of a caret, which begins anew with each key.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from editorapp.storage.command_stream import CommandStream, open_stream
from editorapp.storage.instance_client import window_for
from editorapp.storage.profile import Profile
from tests.bench.text.files import size_name
from tests.bench.text.programs import Program, editorapp_command, rival_command
from tests.bench.text.rows import Figure, Findings, Found, NotBuiltError, Row, Setting, percentile
from tests.bench.text.x_screen import Area, XScreen, look_period, own_screen, seconds_until_changed

_PAUSES: Final = (0.02, 0.12)
"""Seconds between two keys, from and to."""
_SETTLED: Final = 0.15
"""Seconds after which everything that a key leads to is painted."""
_RUN: Final = 30
"""Keys typed before as many are erased again: so the line stays in sight."""


def caret_line(screen: XScreen, program: Program) -> Area:
    """Return the area of the line that the caret is in, found by typing: what changes, less what lies below.

    Raises:
        RuntimeError: typing changes nothing.
    """
    place = program.area
    # The first key also changes what tells that the text is modified.
    for key in ("x", "BackSpace"):
        screen.press(key)
        time.sleep(_SETTLED)
    before = screen.pixels(place)
    screen.press("x")
    time.sleep(_SETTLED)
    after = screen.pixels(place)
    screen.press("BackSpace")
    time.sleep(_SETTLED)
    row = 4 * place.width
    changed = [
        y for y in range(place.height) if before[y * row : (y + 1) * row] != after[y * row : (y + 1) * row]
    ]
    if not changed:
        raise RuntimeError("the keys do not reach the window")
    top = changed[0]
    bottom = top
    while bottom + 1 in changed:
        bottom += 1
    # Not as wide as the window: the bar beside the text shows marks of its own.
    return Area(place.x, place.y + top, place.width - 40, bottom - top + 1)


def press_and_look(
    screen: XScreen, area: Area, keys: Sequence[str], pauses: tuple[float, float] = _PAUSES
) -> list[float]:
    """Press keys one by one; return the seconds from each to its pixels."""
    chance = random.Random(4)
    seconds = []
    for key in keys:
        time.sleep(chance.uniform(*pauses))
        before = screen.pixels(area)
        began = time.monotonic()
        screen.press(key)
        seconds.append(seconds_until_changed(screen, area, before, began))
    return seconds


def typing(count: int) -> list[str]:
    """Return so many keys: runs of letters, each erased again."""
    chance = random.Random(5)
    keys: list[str] = []
    while len(keys) < count:
        keys += [chance.choice("etaoinshrdlu") for _ in range(_RUN)] + ["BackSpace"] * _RUN
    return keys[:count]


def commands_to(profile: Path) -> CommandStream:
    """Return a connection to the window of a profile, for what is not measured but must be set up."""
    found = window_for(Profile.find(str(profile)), None)
    return open_stream(found, None)


def submit(stream: CommandStream, command: str, arguments: dict[str, object] | None = None) -> float:
    """Have the window do a command; return the seconds until it has answered.

    Raises:
        NotBuiltError: there is no such command.
        RuntimeError: it was refused.
    """
    began = time.monotonic()
    stream.send(json.dumps({"command": command, "args": arguments or {}}).encode())
    answers = stream.receive()
    seconds = time.monotonic() - began
    answer: dict[str, Any] = json.loads(answers[0]) if answers else {"status": "none"}
    if answer["status"] != "completed":
        error = answer.get("error", {})
        if error.get("code") == "unknown_command":
            raise NotBuiltError(command)
        raise RuntimeError(f"{command}: {error.get('message', answer)}")
    return seconds


def _typed(screen: XScreen, command: list[str], log: Path, keys: Sequence[str]) -> tuple[list[float], float]:
    """Start a program, type, and return the seconds of each key and those between two looks."""
    with Program(screen, command, log) as program:
        program.wait_until_idle()
        program.take_keyboard()
        time.sleep(_SETTLED)
        area = caret_line(screen, program)
        seconds = press_and_look(screen, area, keys)
        return seconds, look_period(screen, area)


def measure_keys(setting: Setting) -> Findings:
    """Keys typed in the middle of Python files of three sizes: journaled, and colored as far as that is built."""
    size, folder = setting.size, setting.files.folder
    keys = typing(size.keys)
    found: Findings = {}
    periods = []
    with own_screen() as screen:
        for name, bytes_ in (("1 KB", 1_000), ("100 MB", size.large), ("1 GB", size.huge)):
            path = setting.files.made("py", bytes_)
            setting.files.warm(path)
            line = str(max(1, bytes_ // 160))
            ours, rival = [], []
            for run in range(setting.runs):
                command = editorapp_command(folder / f"keys-{bytes_}-{run}", f"{path}:{line}")
                seconds, period = _typed(screen, command, folder / "editorapp.log", keys)
                ours.append(seconds)
                periods.append(period)
                if bytes_ <= size.rival:
                    seconds, _ = _typed(screen, rival_command(str(path), line), folder / "rival.log", keys)
                    rival.append(seconds)
            note = (
                "" if bytes_ == {"1 KB": 1_000, "100 MB": 10**8, "1 GB": 10**9}[name] else size_name(bytes_)
            )
            for figure, share in (("median", 0.5), ("p99", 0.99)):
                found[f"{name} {figure}"] = Found(
                    [1000 * percentile(run, share) for run in ours],
                    [1000 * percentile(run, share) for run in rival],
                    note,
                )
    found["1 KB median"].note += f"a look each {1000 * max(periods):.2f} ms"
    return found


def measure_scroll(setting: Setting) -> Findings:
    """Page down and up in the middle of a huge file with wrap on."""
    size, folder = setting.size, setting.files.folder
    path = setting.files.made("log", size.huge)
    setting.files.warm(path)
    keys = (["Next"] * 10 + ["Prior"] * 10) * (size.keys // 20 + 1)
    ours, rival = [], []
    smaller = setting.files.made("log", size.rival)
    with own_screen() as screen:
        for run in range(setting.runs):
            profile = folder / f"scroll-{run}"
            command = editorapp_command(profile, f"{path}:{size.huge // 160}")
            ours.append(_scrolled(screen, command, folder / "editorapp.log", keys[: size.keys], profile))
            command = rival_command(str(smaller), str(size.rival // 160), "--wrap")
            rival.append(_scrolled(screen, command, folder / "rival.log", keys[: size.keys], None))
    note = f"rival: {size_name(size.rival)}"
    return {
        figure: Found(
            [1000 * percentile(run, share) for run in ours],
            [1000 * percentile(run, share) for run in rival],
            note,
        )
        for figure, share in (("median", 0.5), ("p99", 0.99))
    }


def _scrolled(
    screen: XScreen, command: list[str], log: Path, keys: Sequence[str], profile: Path | None
) -> list[float]:
    with Program(screen, command, log) as program:
        program.wait_until_idle()
        if profile is not None:
            submit(commands_to(profile), "view.wrap", {"mode": "window"})
            program.wait_until_idle()
        program.take_keyboard()
        time.sleep(_SETTLED)
        place = program.area
        # The middle of the text: a strip as high as some lines.
        area = Area(place.x + 100, place.y + place.height // 2, place.width // 2, 60)
        return press_and_look(screen, area, keys)


def measure_carets(setting: Setting) -> Findings:
    """A letter typed by as many carets as there are lines, one in each."""
    size, folder = setting.size, setting.files.folder
    path = setting.files.made("log", 80 * 2 * size.carets)
    keys = (["x", "BackSpace"] * 10)[: size.keys]
    found = Found(note=f"{size.carets:,} carets; the rival has no such thing")
    with own_screen() as screen:
        for run in range(setting.runs):
            profile = folder / f"carets-{run}"
            log = folder / "editorapp.log"
            with Program(screen, editorapp_command(profile, str(path)), log) as program:
                program.wait_until_idle()
                program.take_keyboard()
                time.sleep(_SETTLED)
                area = caret_line(screen, program)
                ranges = [[80 * line, 80 * line] for line in reversed(range(size.carets))]
                submit(commands_to(profile), "selection.set", {"ranges": ranges})
                program.wait_until_idle()
                found.ours.append(1000 * percentile(press_and_look(screen, area, keys, (0.3, 0.45)), 0.5))
    return {"one key": found}


def figures(names: Sequence[str], asked: Callable[[str], float | None]) -> tuple[Figure, ...]:
    """Return figures in milliseconds."""
    return tuple(Figure(name, "ms", asked(name)) for name in names)


ROWS = (
    Row(
        "keys",
        figures(
            [f"{size} {part}" for size in ("1 KB", "100 MB", "1 GB") for part in ("median", "p99")],
            lambda name: 2.0 if name.endswith("median") else 4.0,
        ),
        measure_keys,
    ),
    Row("scroll", figures(["median", "p99"], lambda name: 8.0 if name == "p99" else None), measure_scroll),
    Row("carets", figures(["one key"], lambda _: 50.0), measure_carets),
)
