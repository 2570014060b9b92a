"""The checkout's .venv: made once, left alone while it is current, mended when it is not.

The project set up here is a small one whose build backend lies beside it, so that nothing is fetched.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import environment
from setup_error import SetupError

PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "little"
version = "1"
[project.optional-dependencies]
dev = []
"""

BACKEND = """
import pathlib
import zipfile

INFO = "little-1.dist-info"
METADATA = "Metadata-Version: 2.1\\nName: little\\nVersion: 1\\nProvides-Extra: dev\\n"

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "little-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("little.pth", str(pathlib.Path.cwd()))
        wheel.writestr(f"{INFO}/METADATA", METADATA)
        wheel.writestr(f"{INFO}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{INFO}/RECORD", "")
    return name
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of a small project, not set up yet."""
    root = tmp_path / "check out"
    root.mkdir()
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "backend.py").write_text(BACKEND)
    (root / "little.py").write_text("answer = 42\n")
    return root


def prepare(root: Path) -> list[str]:
    """Set up the checkout and return the first word of each step that was told."""
    said: list[str] = []
    environment.prepare(root, said.append)
    return [line.split()[0] for line in said]


def finish_without_installing(root: Path) -> Path:
    """Make what a finished set-up leaves, as far as is_current looks; return the environment's Python."""
    python = environment.program(root / ".venv", "python")
    python.parent.mkdir(parents=True)
    python.touch()
    (root / ".venv" / environment.STAMP).write_text(environment.fingerprint(root, python))
    return python


def test_a_checkout_without_an_environment_is_not_current(checkout: Path) -> None:
    assert not environment.is_current(checkout)


def test_a_finished_environment_is_current(checkout: Path) -> None:
    finish_without_installing(checkout)
    assert environment.is_current(checkout)


def test_changed_requirements_end_that(checkout: Path) -> None:
    finish_without_installing(checkout)
    (checkout / "pyproject.toml").write_text(PROJECT + "# one more\n")
    assert not environment.is_current(checkout)


def test_moving_the_checkout_ends_that(checkout: Path) -> None:
    finish_without_installing(checkout)
    assert not environment.is_current(checkout.rename(checkout.with_name("moved")))


def test_losing_the_interpreter_ends_that(checkout: Path) -> None:
    finish_without_installing(checkout).unlink()
    assert not environment.is_current(checkout)


def test_another_interpreter_behind_the_same_name_ends_that(checkout: Path, tmp_path: Path) -> None:
    python = finish_without_installing(checkout)
    python.unlink()
    (tmp_path / "python3.99").touch()
    python.symlink_to(tmp_path / "python3.99")
    assert not environment.is_current(checkout)


def test_a_damaged_stamp_ends_that(checkout: Path) -> None:
    finish_without_installing(checkout)
    (checkout / ".venv" / environment.STAMP).write_bytes(b"\xff\xfe")
    assert not environment.is_current(checkout)


@pytest.mark.slow
def test_the_first_set_up_installs_the_project_and_the_second_does_nothing(checkout: Path) -> None:
    assert prepare(checkout) == ["Making", "Installing"]
    python = environment.program(checkout / ".venv", "python")
    answer = subprocess.run(
        [python, "-c", "import little; print(little.answer)"], capture_output=True, text=True
    )
    assert answer.stdout == "42\n"
    assert prepare(checkout) == []


@pytest.mark.slow
def test_changed_requirements_are_installed_into_the_same_environment(checkout: Path) -> None:
    prepare(checkout)
    (checkout / ".venv" / "kept").touch()
    (checkout / "pyproject.toml").write_text(PROJECT + "# one more\n")
    assert prepare(checkout) == ["Installing"]
    assert (checkout / ".venv" / "kept").exists()


@pytest.mark.slow
def test_what_an_interrupted_set_up_left_is_made_anew(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "left over").touch()
    assert prepare(checkout) == ["Removing", "Making", "Installing"]
    assert not (checkout / ".venv" / "left over").exists()


@pytest.mark.slow
def test_a_failing_install_says_what_pip_said_and_leaves_nothing_that_counts_as_usable(
    checkout: Path,
) -> None:
    (checkout / "backend.py").write_text("def build_editable(*_):\n    raise OSError('no such luck')\n")
    with pytest.raises(SetupError, match=r"(?s)pip could not install what editorapp needs.*no such luck"):
        prepare(checkout)
    assert not environment.is_usable(checkout / ".venv")


def test_a_checkout_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "gone"
    with pytest.raises(SetupError, match="needs to write into"):
        prepare(missing)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no locks that are inherited")
def test_a_step_that_outlives_a_killed_set_up_still_keeps_others_out(checkout: Path) -> None:
    # A set-up whose pip waits for a line, standing in for one that fetches for long.
    (checkout / "backend.py").write_text("import sys\nopen('started', 'w').close()\nopen('go').readline()\n")
    subprocess.run(["mkfifo", checkout / "go"], check=True)
    begin = f"import environment, pathlib; environment.prepare(pathlib.Path({str(checkout)!r}), print)"
    packaging = str(Path(environment.__file__).parent)
    first = subprocess.Popen([sys.executable, "-c", begin], env={**os.environ, "PYTHONPATH": packaging})
    while not (checkout / "started").exists():
        assert first.poll() is None
        time.sleep(0.01)
    first.kill()
    first.wait()
    (checkout / "backend.py").write_text(BACKEND)

    said: list[str] = []

    def release_when_waiting(line: str) -> None:
        said.append(line.split()[0])
        if line.startswith("Another"):
            (checkout / "go").write_text("\n")

    environment.prepare(checkout, release_when_waiting)
    assert said == ["Another", "Removing", "Making", "Installing"]


def byte_code(folder: Path) -> list[str]:
    return sorted(path.name.partition(".")[0] for path in folder.rglob("*.pyc"))


def test_the_program_is_compiled_also_where_python_is_told_to_keep_no_byte_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    program = tmp_path / "editorapp"
    program.mkdir()
    (program / "fine.py").write_text("x = 1\n")
    environment.compile_sources(tmp_path, Path(sys.executable))
    assert byte_code(program) == ["fine"]


def test_a_source_that_is_being_edited_stops_no_start(tmp_path: Path) -> None:
    program = tmp_path / "editorapp"
    program.mkdir()
    (program / "broken.py").write_text("x = (\n")
    (program / "fine.py").write_text("x = 1\n")
    environment.compile_sources(tmp_path, Path(sys.executable))
    assert byte_code(program) == ["fine"]
