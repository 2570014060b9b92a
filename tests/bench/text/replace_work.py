"""Row `replace`: a match in every hundred bytes replaced in one step in an open window, and that step undone."""

from __future__ import annotations

import os
import time
from pathlib import Path

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.bench.text.files import size_name
from tests.bench.text.key_work import commands_to, submit
from tests.bench.text.programs import Program, editorapp_command
from tests.bench.text.rows import Figure, Findings, Found, Row, Setting
from tests.bench.text.x_screen import own_screen

_SMALLER = 10
"""So many times smaller is the rival's file."""


def _replace_in_rival(path: Path) -> tuple[float, float]:
    """Return the seconds to replace all in a `QPlainTextEdit` as its documentation has it, and to undo it."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or QApplication([])
    edit = QPlainTextEdit(path.read_text(encoding="utf-8"))
    document = edit.document()
    began = time.perf_counter()
    whole = QTextCursor(document)
    whole.beginEditBlock()
    match = document.find("needle", 0)
    while not match.isNull():
        match.insertText("thread")
        match = document.find("needle", match)
    whole.endEditBlock()
    replaced = time.perf_counter() - began
    began = time.perf_counter()
    document.undo()
    undone = time.perf_counter() - began
    edit.deleteLater()
    application.processEvents()
    return replaced, undone


def measure_replace(setting: Setting) -> Findings:
    """Asked through `editorapp send`; the time is until the window has answered."""
    folder = setting.files.folder
    size = setting.size.large
    path = setting.files.made("txt", size)
    smaller = setting.files.made("txt", size // _SMALLER)
    replacing, undoing = Found(), Found()
    arguments: dict[str, object] = {"pattern": "needle", "replacement": "thread"}
    with own_screen() as screen:
        for run in range(setting.runs):
            profile = folder / f"replace-{run}"
            command = editorapp_command(profile, str(path))
            with Program(screen, command, folder / "editorapp.log") as program:
                program.wait_until_idle()
                stream = commands_to(profile)
                replacing.ours.append(submit(stream, "find.replace_all", arguments))
                program.wait_until_idle()
                undoing.ours.append(submit(stream, "edit.undo"))
                stream.close()
            replaced, undone = _replace_in_rival(smaller)
            replacing.rival.append(replaced * _SMALLER)
            undoing.rival.append(undone * _SMALLER)
    replacing.note = f"{size // 100:,} matches in {size_name(size)}; rival: a {_SMALLER}th, times {_SMALLER}"
    return {"replace all": replacing, "undo": undoing}


ROWS = (Row("replace", (Figure("replace all", "s", 3.0), Figure("undo", "s", 1.0)), measure_replace),)
