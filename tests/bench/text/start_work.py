"""Row `start`: from the wish for a process to its painted window, seen from outside."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from tests.bench.text.key_work import commands_to, submit
from tests.bench.text.programs import Program, editorapp_command, rival_command, wait_for
from tests.bench.text.rows import Figure, Findings, Found, Row, Setting
from tests.bench.text.x_screen import Area, XScreen, own_screen

_COLORS_OF_NO_TEXT: Final = 6
"""The page, the current line, the caret and edges; text has dozens, since its letters are smooth."""


def _make_session(screen: XScreen, setting: Setting, profile: Path) -> None:
    """Leave a session behind, as a person does: files opened, each changed, the window ended by the desktop."""
    folder = setting.files.folder / "session"
    folder.mkdir()
    for number in range(setting.size.session):
        lines = "".join(f"line {line} of file {number}\n" for line in range(500))
        (folder / f"notes-{number}.txt").write_text(lines, encoding="utf-8")
    paths = [str(path) for path in sorted(folder.iterdir())]
    with Program(
        screen, editorapp_command(profile, *paths), setting.files.folder / "editorapp.log"
    ) as program:
        program.wait_until_idle()
        for path in paths:
            stream = commands_to(profile)
            submit(stream, "document.open", {"path": path})
            submit(stream, "text.insert", {"text": "changed "})
            stream.close()
        program.wait_until_idle()
        program.end()


def _seconds_to_text(screen: XScreen, program: Program) -> float:
    """Return the seconds from the wish for a process until text is seen: more colors than an empty page has."""
    place = program.area
    area = Area(place.x + 100, place.y + 120, 200, 200)

    def is_seen() -> bool:
        data = screen.pixels(area)
        return len({data[at : at + 4] for at in range(0, len(data), 4)}) > _COLORS_OF_NO_TEXT

    wait_for(is_seen, "the text", pause=0.001)
    return time.monotonic() - program.began


def measure_start(setting: Setting) -> Findings:
    """Start with nothing, with a session, and the rival; in turns."""
    folder = setting.files.folder
    empty, session, text = Found(), Found(note=f"{setting.size.session} changed files"), Found()
    with own_screen() as screen:
        profile = folder / "start-session"
        _make_session(screen, setting, profile)
        # Once before: programs and libraries lie in the memory of the system then.
        for run in range(-1 if setting.runs > 1 else 0, setting.runs):
            with Program(screen, rival_command(), folder / "rival.log") as program:
                rival = program.first_paint
            fresh = editorapp_command(folder / f"start-{run}")
            with Program(screen, fresh, folder / "editorapp.log") as program:
                ours = program.first_paint
            with Program(screen, editorapp_command(profile), folder / "editorapp.log") as program:
                restored = program.first_paint
                text_seen = _seconds_to_text(screen, program)
                program.wait_until_idle()
                program.end()
            if run >= 0:
                empty.ours.append(ours)
                empty.rival.append(rival)
                session.ours.append(restored)
                session.rival.append(rival)
                text.ours.append(text_seen)
    return {"empty": empty, "session": session, "session, its text": text}


FIGURES = (Figure("empty", "s", 0.35), Figure("session", "s", 0.5), Figure("session, its text", "s", 0.5))
ROWS = (Row("start", FIGURES, measure_start),)
