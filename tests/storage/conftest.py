"""Real profiles in temporary folders, and other processes that hold documents and die."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from editorapp.bus.bus import Bus
from editorapp.bus.message import Command, Outcome
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.errors import Owner
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.profile import Profile
from tests.desk import REGISTRY, Clock

OWNER = Owner(4711, "socket")


def raise_bug(name: str, message: object, error: Exception) -> None:
    raise error


def do(held: HeldDocument, name: str, /, source: str = "menu", **arguments: object) -> Outcome:
    """Take a command through its path on a held document."""
    payload = REGISTRY.build(name, arguments)
    bus = Bus(lambda target: held.document, raise_bug)
    return bus.dispatch(Command(name, payload, held.id, 1, source))


def text_of(held: HeldDocument) -> str:
    return str(held.document.document.buffer)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile.find(str(tmp_path / "profile"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reports() -> list[str]:
    """What the store told of quarantine."""
    return []


@pytest.fixture
def store(profile: Profile, clock: Clock, reports: list[str]) -> DocumentStore:
    return DocumentStore(profile, REGISTRY, OWNER, clock, report=reports.append)


DyingProcess = Callable[..., str]

_PROGRAM = """
import os, sys
from pathlib import Path
from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.profile import Profile
from tests.desk import REGISTRY
from tests.storage.conftest import OWNER, do, text_of
from editorapp.storage.errors import Owner
store = DocumentStore(Profile.find(sys.argv[1]), REGISTRY, Owner(os.getpid()))
path = Path(sys.argv[2])
"""


@pytest.fixture
def dying(profile: Profile, tmp_path: Path) -> DyingProcess:
    """Run code in a process that opens documents and is killed as soon as the code has ended."""

    def run(code: str, path: Path | None = None) -> str:
        root = profile.state.parent
        program = _PROGRAM + code + "\nsys.stdout.flush(); os.kill(os.getpid(), 9)\n"
        done = subprocess.run(
            [sys.executable, "-c", program, str(root), str(path or tmp_path / "none")],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == -9, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture
def living(profile: Profile, tmp_path: Path) -> Iterator[Callable[[str, Path], subprocess.Popen[str]]]:
    """Run code in a process that then stays alive until it is told to end by a line on its stdin."""
    started: list[subprocess.Popen[str]] = []

    def run(code: str, path: Path) -> subprocess.Popen[str]:
        program = _PROGRAM + code + "\nprint('ready', flush=True); sys.stdin.readline()\n"
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(profile.state.parent), str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()
