"""The program in the README: it is run as it stands there, and prints what stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = re.compile(
    r"^## The bus in another program\n.*?```python\n(.*?)```\n\n((?:    [^\n]*\n)+)", re.M | re.S
)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The README's program, in a file of its own in an empty folder."""
    path = tmp_path / "program.py"
    path.write_text(section()[0], encoding="utf-8")
    return path


def section() -> tuple[str, str]:
    """The README's program, and what it is said to print."""
    found = PROGRAM.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None, "the README has no program any more"
    return found[1], textwrap.dedent(found[2])


def run(*words: str | Path, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_program_prints_what_the_readme_says_however_often_it_is_run(program: Path) -> None:
    for _ in range(3):
        assert run(program, folder=program.parent) == section()[1]


def test_the_program_loads_nothing_of_an_editor(program: Path) -> None:
    shown = "import program, sys; print([name for name in sys.modules if name.count('.') < 2])"
    loaded = run("-c", shown, folder=program.parent)
    assert "'editorapp.bus'" in loaded
    for package in ("text", "commands", "session", "cli", "ui", "app"):
        assert f"'editorapp.{package}'" not in loaded
    assert "PySide6" not in loaded
