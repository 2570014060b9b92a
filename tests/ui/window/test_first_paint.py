"""The first paint of a window: what waits for it, and what is not loaded before it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from editorapp.ui.first_paint import FirstPaint

_START = """
import json, sys
from editorapp.app import build_window
from editorapp.storage.profile import Profile
from editorapp.ui.application import make_application
from editorapp.ui.failures import Failures
from pathlib import Path

application = make_application()
failures = Failures(Path(sys.argv[1], "log.txt"), repr)
window = build_window(Profile.find(sys.argv[1]), failures, application.quit)

def painted():
    print(json.dumps(sorted(sys.modules)))
    window.end_now()

window.first_paint.then(painted)
window.start([])
application.exec()
"""

_LATER = (
    "charset_normalizer",
    "concurrent.futures.process",
    "cryptography",
    "multiprocessing",
    "sqlite3",
    "tenacity",
    "tree_sitter",
    "editorapp.cli.exec",
    "editorapp.cli.subcommands",
    "editorapp.storage.messages",
    "editorapp.storage.work.opening",
    "editorapp.ui.about",
    "editorapp.ui.compare_dialog",
    "editorapp.ui.diff_view",
    "editorapp.ui.history_search_dialog",
    "editorapp.ui.inspector",
    "editorapp.ui.macro_dialogs",
    "editorapp.ui.macro_run_dialog",
    "editorapp.ui.palette",
    "editorapp.ui.palette_list",
    "editorapp.ui.recovery_view",
    "editorapp.ui.statistics_dialog",
    "editorapp.ui.unsaved_dialog",
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules that a process has loaded when its window is painted for the first time."""
    folder = tmp_path_factory.mktemp("profile")
    # A run that measures coverage measures child processes too, and what measures it loads modules of its own.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    start = [sys.executable, "-c", _START, str(folder)]
    done = subprocess.run(start, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[0]))


@pytest.mark.parametrize("name", _LATER)
def test_what_is_not_shown_at_first_is_loaded_later(loaded: set[str], name: str) -> None:
    assert not {module for module in loaded if module == name or module.startswith(f"{name}.")}


def test_the_names_of_this_project_among_them_are_those_of_modules() -> None:
    root = Path(__file__).parents[3]
    for name in _LATER:
        if name.startswith("editorapp."):
            path = root.joinpath(*name.split("."))
            assert path.is_dir() or path.with_suffix(".py").is_file(), name


def test_work_waits_until_the_window_is_painted(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    paint = FirstPaint(window)
    done: list[str] = []
    paint.then(lambda: done.append("first"))
    paint.then(lambda: done.append("second"))
    window.show()
    assert done == []
    qtbot.waitUntil(lambda: done == ["first", "second"])


def test_work_that_comes_later_is_done_at_once(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    paint = FirstPaint(window)
    done: list[str] = []
    paint.then(lambda: done.append("early"))
    window.show()
    qtbot.waitUntil(lambda: bool(done))
    paint.then(lambda: done.append("late"))
    assert done == ["early", "late"]


def test_work_waits_for_no_window_that_is_never_painted(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    done: list[str] = []
    FirstPaint(window).then(lambda: done.append("anyway"))
    qtbot.waitUntil(lambda: done == ["anyway"])
