"""The wheel: built from this checkout, installed where nothing of it was, and started there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import editorapp
from environment import program

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def succeed(*command: str | Path, folder: Path) -> str:
    """Run `command` in `folder`, away from the checkout; return what it printed, and fail when it fails."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    succeed(sys.executable, "-P", "-m", "build", "--wheel", "--outdir", folder, ROOT, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh virtual environment with nothing but the wheel and what it requires."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    succeed(sys.executable, "-m", "venv", venv, folder=venv.parent)
    pip = (
        program(venv, "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    )
    succeed(*pip, wheel, folder=venv.parent)
    return venv


def test_the_wheel_holds_every_resource(wheel: Path) -> None:
    resources = ROOT / "resources"
    expected = {
        f"editorapp/resources/{path.relative_to(resources).as_posix()}"
        for path in resources.rglob("*")
        if path.is_file()
    }
    assert "editorapp/resources/icons/editorapp.svg" in expected
    assert expected <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_the_package_and_no_tests(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    info = f"editorapp-{editorapp.__version__}"
    assert tops == {"editorapp", f"{info}.dist-info", f"{info}.data"}


def test_the_installed_package_is_the_wheels_and_finds_its_resources(installed: Path, tmp_path: Path) -> None:
    ask = "import editorapp, pathlib; print(pathlib.Path(editorapp.__file__).parent)"
    place = Path(succeed(program(installed, "python"), "-c", ask, folder=tmp_path).strip())
    assert place.is_relative_to(installed)
    assert (place / "resources" / "icons" / "editorapp.svg").is_file()


def test_the_installed_command_tells_its_version(installed: Path, tmp_path: Path) -> None:
    assert editorapp.__version__ in succeed(program(installed, "editorapp"), "--version", folder=tmp_path)


def test_both_ways_of_starting_explain_themselves(installed: Path, tmp_path: Path) -> None:
    command = succeed(program(installed, "editorapp"), "--help", folder=tmp_path)
    module = succeed(program(installed, "python"), "-m", "editorapp", "--help", folder=tmp_path)
    assert "exec" in command
    assert command == module


def test_the_menu_entry_and_its_icon_are_installed_where_desktops_look(installed: Path) -> None:
    share = installed / "share"
    entry = (share / "applications" / "editorapp.desktop").read_text(encoding="utf-8")
    assert "Exec=editorapp %F\n" in entry
    assert (share / "icons" / "hicolor" / "scalable" / "apps" / "editorapp.svg").is_file()


def test_the_window_starts_from_the_wheel_and_ends_in_order(installed: Path, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello\n", encoding="utf-8")
    words: list[str | Path] = [program(installed, "editorapp"), "--profile", tmp_path / "profile", file]
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    variables.pop("PYTHONPATH", None)
    window = subprocess.Popen(
        words, cwd=tmp_path, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    documents = tmp_path / "profile" / "state" / "documents"
    deadline = time.monotonic() + 60
    while not list(documents.glob("notes.txt-*/owner.lock")):
        assert window.poll() is None, window.communicate()[0]
        assert time.monotonic() < deadline, "the file was not opened within a minute"
        time.sleep(0.05)
    window.terminate()
    printed, _ = window.communicate(timeout=60)
    assert (window.returncode, printed) == (0, b"")
    assert not list(documents.glob("*/owner.lock"))
