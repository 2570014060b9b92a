"""Row `count`: a regular expression counted in a huge file, while somebody types."""

from __future__ import annotations

import json
import threading
import time

from tests.bench.text.key_work import caret_line, press_and_look, typing
from tests.bench.text.programs import Program, driven_command
from tests.bench.text.rows import Figure, Findings, Found, Row, Setting, percentile
from tests.bench.text.x_screen import own_screen

_PATTERN = r"ERROR worker-0\d request [0-9a-f]*7 took +\d+ ms"
_PATIENCE = 120.0


def measure_count(setting: Setting) -> Findings:
    """Letters are typed in the text from the start of the count to its end; it counts a snapshot."""
    size, folder = setting.size, setting.files.folder
    path = setting.files.made("log", size.huge)
    setting.files.warm(path)
    alone, count, median, worst = Found(), Found(), Found(), Found()
    number = 0
    with own_screen() as screen:
        for run in range(setting.runs):
            profile = folder / f"count-{run}"
            profile.mkdir()
            command = driven_command(profile, f"{path}:{size.huge // 160}")
            with Program(screen, command, folder / "editorapp.log") as program:
                program.wait_until_idle()
                program.take_keyboard()
                time.sleep(0.2)
                area = caret_line(screen, program)
                seconds, number = _counted(program)
                alone.ours.append(seconds)
                result: list[float] = []
                counting = threading.Thread(
                    target=lambda program=program, result=result: result.append(_counted(program)[0])
                )
                counting.start()
                keys: list[float] = []
                deadline = time.monotonic() + _PATIENCE
                while counting.is_alive() and time.monotonic() < deadline:
                    keys += press_and_look(screen, area, typing(60)[:10] if not keys else ["x", "BackSpace"])
                counting.join(_PATIENCE)
                count.ours.append(result[0])
                median.ours.append(1000 * percentile(keys, 0.5))
                worst.ours.append(1000 * percentile(keys, 0.99))
    alone.note = f"{number:,} matches of {_PATTERN}"
    median.note = f"{len(keys)} keys in the last run"
    return {
        "nobody types": alone,
        "while typing": count,
        "key median": median,
        "key p99": worst,
    }


def _counted(program: Program) -> tuple[float, int]:
    """Return the seconds of a count, and how many matches there are."""
    assert program.process.stdin is not None
    assert program.process.stdout is not None
    began = time.monotonic()
    program.process.stdin.write(f"count {_PATTERN}\n".encode())
    program.process.stdin.flush()
    answer = json.loads(program.process.stdout.readline())
    return answer["at"] - began, answer["count"]


ROWS = (
    Row(
        "count",
        (
            Figure("nobody types", "s", 10.0),
            Figure("while typing", "s"),
            Figure("key median", "ms", 2.0),
            Figure("key p99", "ms", 4.0),
        ),
        measure_count,
    ),
)
