"""Other processes ask a window for its files."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from editorapp.storage.errors import Owner
from editorapp.storage.file_place import FilePlace, parse_place
from editorapp.storage.instance_client import ask_to_open, hand_over, holder_of
from editorapp.storage.profile import Profile
from editorapp.ui.instance_server import InstanceServer
from tests.ui.window.conftest import OpenWindow


@pytest.fixture
def server(qtbot: QtBot, profile: Profile) -> InstanceServer:
    server = InstanceServer(profile)
    assert server.address
    return server


def _send(qtbot: QtBot, server: InstanceServer, data: bytes) -> dict[str, object]:
    answers: list[bytes] = []

    def ask() -> None:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(server.address)
            connection.sendall(data)
            answers.append(connection.makefile("rb").readline())

    thread = threading.Thread(target=ask)
    thread.start()
    qtbot.waitUntil(lambda: bool(answers))
    thread.join()
    return msgspec.json.decode(answers[0], type=dict[str, object])


def test_files_and_places_arrive(qtbot: QtBot, server: InstanceServer) -> None:
    asked: list[list[FilePlace]] = []
    server.asked.connect(asked.append)
    answer = _send(qtbot, server, b'{"open": [{"path": "/a", "line": 3, "column": 4}, {"path": "/b"}]}\n')
    assert answer == {"ok": True}
    assert asked == [[FilePlace("/a", 3, 4), FilePlace("/b")]]


def test_a_window_is_raised_at_a_file(qtbot: QtBot, server: InstanceServer) -> None:
    asked: list[list[FilePlace]] = []
    server.asked.connect(asked.append)
    assert _send(qtbot, server, b'{"raise": "/a"}\n') == {"ok": True}
    assert asked == [[FilePlace("/a")]]


@pytest.mark.parametrize("line", [b"nonsense\n", b'{"open": 3}\n', b"[]\n", b"\xff\xff\n"])
def test_what_is_no_question_is_refused(qtbot: QtBot, server: InstanceServer, line: bytes) -> None:
    answer = _send(qtbot, server, line)
    assert answer["ok"] is False
    assert answer["error"]


def test_only_its_owner_can_reach_it_and_its_address_is_short(qtbot: QtBot, tmp_path: Path) -> None:
    server = InstanceServer(Profile.find(str(tmp_path / ("long" * 40))))
    path = Path(server.address)
    assert len(str(path)) < 100
    assert path.parent.stat().st_mode & 0o077 == 0


def test_sockets_of_killed_processes_are_removed(server: InstanceServer, tmp_path: Path) -> None:
    dead = Path(server.address).with_name(f"dead-{tmp_path.name}.socket")
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(dead))
    assert dead.exists()
    other = InstanceServer(Profile.find(str(tmp_path / "other")))
    assert not dead.exists()
    assert Path(server.address).exists()
    assert other.address


def test_nobody_holds_a_file_that_is_not_open(profile: Profile, tmp_path: Path) -> None:
    assert holder_of(profile, str(tmp_path / "a.txt")) is None
    assert hand_over(profile, [FilePlace(str(tmp_path / "a.txt"))]) == [FilePlace(str(tmp_path / "a.txt"))]


def test_a_process_that_does_not_answer_does_not_take_a_file() -> None:
    assert not ask_to_open(Owner(1, "/nonexistent.socket"), [FilePlace("/a")])
    assert not ask_to_open(Owner(1, ""), [FilePlace("/a")])


def test_the_holder_of_an_open_file_is_this_window(
    open_window: OpenWindow, profile: Profile, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    window = open_window(path)
    owner = holder_of(profile, str(path))
    assert owner is not None
    assert owner.socket == window.parts.given.server.address


# --- FILE[:LINE[:COLUMN]] --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "line", "column"),
    [
        ("/a/b.txt", None, None),
        ("/a/b.txt:12", 12, None),
        ("/a/b.txt:12:3", 12, 3),
        ("/a/b.txt:12:3:", 12, 3),
        ("/a/b.txt:12:", 12, None),
        ("/a/b.txt:0:0", 1, 1),
    ],
)
def test_a_place_is_read(argument: str, line: int | None, column: int | None) -> None:
    assert parse_place(argument) == FilePlace("/a/b.txt", line, column)


def test_a_file_with_colons_in_its_name_is_taken_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "log:12"
    assert parse_place(str(path)) == FilePlace(str(tmp_path / "log"), 12)
    path.touch()
    assert parse_place(str(path)) == FilePlace(str(path))
