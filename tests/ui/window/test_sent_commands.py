"""Commands that `editorapp send` gives to a window: the answers of `exec`, and a window that stays at hand."""

from __future__ import annotations

import contextlib
import itertools
import json
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from editorapp.storage.instance_client import holder_of
from editorapp.storage.profile import Profile
from editorapp.ui.instance_server import InstanceServer
from editorapp.ui.line_connection import LineConnection
from editorapp.ui.sent_commands import SentCommands
from tests.cli.program import Program, Result, insert, plain, replace
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow

Send = Callable[..., Result]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"one\ntwo\nthree\n")
    return path


def _lines(commands: Any) -> bytes:
    return b"".join((c if isinstance(c, bytes) else json.dumps(c).encode()) + b"\n" for c in commands)


@pytest.fixture
def send(qtbot: QtBot, tmp_path: Path) -> Send:
    """Run `editorapp send` as a process, with its words and then its commands, while the window goes on."""

    def run(words: list[Any], *commands: Any) -> Result:
        results: list[Result] = []
        program = Program(tmp_path / "profile")
        thread = threading.Thread(
            target=lambda: results.append(program.run("send", *words, stdin=_lines(commands)))
        )
        thread.start()
        qtbot.waitUntil(lambda: bool(results), timeout=60_000)
        thread.join()
        return results[0]

    return run


# --- the same as exec ------------------------------------------------------------------------------------

CONVERSATION: list[Any] = [
    plain("selection.move", unit="line", direction="forward"),
    insert("a", id="1"),
    insert("a", id="1"),
    insert("b", id="1"),
    b"not json",
    b"",
    b"\xff\xfe",
    b"[1, 2]",
    b'{"command": "text.insert", "args": {"text": "a"}, "more": 1, "id": "kept"}',
    b'{"command": "text.shout", "id": "2"}',
    b'{"command": "text.insert", "args": {"text": "\\udce9"}, "id": "byte"}',
    b'{"command": "text.insert", "args": {"text": "\\ud83d"}}',
    b'{"command": "text.insert", "args": {"text": "\xe6\xbc\xa2"}}',
    b'{"command": "text.insert", "args": {"text": ' + b"[" * 5000 + b"]" * 5000 + b'}, "id": "deep"}',
    replace(0, 99, "", id="3"),
    replace(0, 99, "", id="3"),
    replace(0, 3, "ONE"),
    plain("selection.set", ranges=[[0, 3], [4, 7]]),
    plain("find.replace_all", pattern="e", replacement="E"),
    plain("find.next", pattern="zzz"),
    plain("edit.undo"),
    plain("edit.redo"),
    plain("edit.redo"),
    plain("macro.play", name="nobody"),
    plain("macro.play", steps=[{"command": "text.insert", "args": {"text": "m"}}], times=3),
    plain("history.go_to", revision=1),
    plain("history.go_to", revision=99),
    insert("wide 漢字\n" * 30_000),
    {"command": "document.save", "id": "save"},
    {"command": "document.save", "id": "save"},
    insert("x", id="last"),
]


def test_every_line_is_answered_as_exec_answers_it(
    open_window: OpenWindow, send: Send, file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other" / file.name
    other.parent.mkdir()
    other.write_bytes(file.read_bytes())
    expected = Program(tmp_path / "other_profile").exec(other, *CONVERSATION)
    window = open_window(file)
    result = send([file], *CONVERSATION)
    assert result.code == 0
    assert result.answers == expected.answers
    assert file.read_bytes() == other.read_bytes()
    assert window.text.startswith("onewide")


def test_a_save_over_what_another_program_wrote_fails_as_in_exec(
    open_window: OpenWindow, send: Send, file: Path
) -> None:
    window = open_window(file)
    window.write("a")  # Without unsaved changes the window would show what the other program wrote.
    file.write_bytes(b"other")
    failed, after = send([], plain("document.save"), insert("b")).answers
    assert (failed["seq"], failed["status"], failed["error"]["code"]) == (2, "failed", "save_failed")
    assert "Another program has changed" in failed["error"]["message"]
    assert after["status"] == "completed"
    assert file.read_bytes() == b"other"
    assert window.text.startswith("ab")


def test_what_is_sent_is_seen_undone_and_recorded_as_any_command(
    open_window: OpenWindow, send: Send, file: Path
) -> None:
    window = open_window(file)
    window.choose("macro.record")
    send([file], insert("sent "))
    window.choose("macro.stop")
    assert window.text.startswith("sent one")
    assert [step.command for step in window.parts.given.editor.recorder.last] == ["text.insert"]
    window.choose("edit.undo")
    assert window.text.startswith("one")
    assert window.held.journal is not None
    assert [entry.source for entry in window.held.journal.entries()] == ["script", "menu"]


# --- which document --------------------------------------------------------------------------------------


def test_a_file_in_another_tab_gets_what_is_sent_to_it(
    open_window: OpenWindow, send: Send, file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "b.txt"
    other.touch()
    window = open_window(file, other)
    send([file], insert("x"), plain("document.save"))
    assert file.read_bytes() == b"xone\ntwo\nthree\n"
    assert (window.held.path, window.text) == (other, "")


def test_a_file_that_is_not_open_is_opened(open_window: OpenWindow, send: Send, file: Path) -> None:
    window = open_window()
    assert send([file], insert("x")).answers[0]["status"] == "completed"
    assert (window.held.path, window.text) == (file, "xone\ntwo\nthree\n")


def test_a_file_that_cannot_be_opened_is_told(open_window: OpenWindow, send: Send, tmp_path: Path) -> None:
    open_window()
    result = send([tmp_path / "none" / "a.txt"], insert("x"))
    assert (result.code, result.out) == (1, b"")
    assert "does not exist" in result.err


def test_without_a_file_commands_go_where_the_commands_before_them_have_led(
    open_window: OpenWindow, send: Send, file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "b.txt"
    other.write_bytes(b"b")
    window = open_window(file)
    first, opened, *_ = answers = send(
        [],
        insert("1"),
        plain("document.open", path=str(other)),
        insert("2"),
        plain("view.previous_tab"),
        insert("3"),
        plain("document.new"),
        insert("4"),
    ).answers
    assert [answer["status"] for answer in answers] == ["completed"] * 7
    assert (first["revision"], opened["revision"]) == (1, 1)
    assert {held.name: str(held.document.document.buffer)[:3] for held in window.parts.workspace} == {
        "notes.txt": "13o",
        "b.txt": "2b",
        "Untitled": "4",
    }


def test_a_file_that_a_command_does_not_open_is_a_failure(
    open_window: OpenWindow, send: Send, file: Path, tmp_path: Path
) -> None:
    window = open_window(file)
    opens = {**plain("document.open", path=str(tmp_path)), "id": "open"}
    failed, after = send([], opens, insert("x")).answers
    assert failed["error"]["code"] == "not_opened"
    assert str(tmp_path) in failed["error"]["message"]
    assert after["status"] == "completed"
    assert window.text.startswith("xone")


def test_a_command_on_the_window_under_the_same_id_is_done_once(
    open_window: OpenWindow, send: Send, file: Path, tmp_path: Path
) -> None:
    window = open_window(file)
    other, copy = tmp_path / "b.txt", tmp_path / "c.txt"
    other.touch()
    opens = {**plain("document.open", path=str(other)), "id": "open"}
    saves = {**plain("document.save_as", path=str(copy)), "id": "save"}
    answers = send([], opens, saves).answers
    window.close_tab(1)
    copy.unlink()
    again = send([], opens, saves).answers
    assert [answer["seq"] for answer in again] == [answer["seq"] for answer in answers]
    assert {answer["status"] for answer in answers + again} == {"completed"}
    assert window.tab_texts() == ["notes.txt"]
    assert not copy.exists()


def test_a_copy_that_cannot_be_written_is_a_failure(
    open_window: OpenWindow, send: Send, file: Path, tmp_path: Path
) -> None:
    open_window(file)
    failed, after = send([], plain("document.save_as", path=str(tmp_path / "no" / "a")), insert("x")).answers
    assert (failed["status"], failed["error"]["code"]) == ("failed", "save_failed")
    assert after["status"] == "completed"


def test_commands_on_the_window_act_on_the_file_that_is_named(
    open_window: OpenWindow, send: Send, file: Path, tmp_path: Path
) -> None:
    other, copy = tmp_path / "b.txt", tmp_path / "c.txt"
    other.touch()
    window = open_window(file, other)
    send([file], plain("document.save_as", path=str(copy)), insert("x"), plain("document.save"))
    assert copy.read_bytes() == b"xone\ntwo\nthree\n"
    _, closed, late = send([copy], insert("y"), plain("edit.undo"), plain("document.close")).answers
    assert (closed["status"], late["status"]) == ("completed", "completed")
    window.settle()
    assert window.tab_texts() == ["b.txt"]


def test_a_document_that_is_closed_meanwhile_takes_no_more(
    open_window: OpenWindow, send: Send, file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "b.txt"
    other.touch()
    window = open_window(file, other)
    _, late = send([file], plain("document.close"), insert("x")).answers
    assert late["error"]["code"] == "unknown_document"
    assert window.text == ""


def test_nobody_is_asked_for_the_file_of_an_untitled_document(
    window: OpenedWindow, send: Send, tmp_path: Path
) -> None:
    first, refused, _, saved = send(
        [],
        insert("x"),
        plain("document.save"),
        plain("document.save_as", path=str(tmp_path / "a.txt")),
        plain("document.save"),
    ).answers
    assert (refused["seq"], refused["error"]["code"]) == (None, "save_failed")
    assert (first["status"], saved["status"]) == ("completed", "completed")
    assert not window.has_dialog()
    assert (tmp_path / "a.txt").read_bytes() == b"x"


def test_a_window_can_be_closed(open_window: OpenWindow, send: Send, file: Path) -> None:
    window = open_window(file)
    result = send([], plain("application.quit"))
    assert (result.code, result.answers[0]["status"]) == (0, "completed")
    window.wait(lambda: window.has_ended)


# --- a connection ----------------------------------------------------------------------------------------


class Client:
    """A process that sends, as a socket of its own."""

    def __init__(self, qtbot: QtBot, server: InstanceServer, question: bytes = b'{"send": {}}\n') -> None:
        self._qtbot = qtbot
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(server.address)
        self.socket.setblocking(False)
        self.socket.sendall(question)
        self.received = b""

    def wait_for_lines(self, count: int) -> list[Any]:
        def enough() -> bool:
            with contextlib.suppress(BlockingIOError):
                self.received += self.socket.recv(1 << 20)
            return self.received.count(b"\n") >= count

        self._qtbot.waitUntil(enough, timeout=60_000)
        return [json.loads(line) for line in self.received.splitlines()]

    def send_what_fits(self, data: bytes) -> int:
        sent = 0
        with contextlib.suppress(BlockingIOError):
            while sent < len(data):
                sent += self.socket.send(data[sent : sent + (1 << 16)])
        return sent


@pytest.fixture
def client(qtbot: QtBot, window: OpenedWindow) -> Iterator[Client]:
    """A process that sends to the document that is shown."""
    client = Client(qtbot, window.parts.given.server)
    assert client.wait_for_lines(1) == [{"ok": True, "ready": True}]
    client.received = b""
    yield client
    client.socket.close()


def _connection(window: OpenedWindow) -> LineConnection:
    (connection,) = window.parts.given.server.findChildren(LineConnection)
    return connection


def test_an_answer_comes_before_the_next_line_is_sent(client: Client) -> None:
    for number in range(1, 4):
        client.socket.sendall(_lines([insert("a")]))
        assert len(client.wait_for_lines(number)) == number


def test_a_line_may_come_in_pieces(client: Client, window: OpenedWindow, qtbot: QtBot) -> None:
    first, second = _lines([insert("a" * 5_000_000)]), _lines([insert("b")])
    data = first + second
    sent = 0

    def everything() -> bool:
        nonlocal sent
        sent += client.send_what_fits(data[sent:])
        return sent == len(data)

    qtbot.waitUntil(everything, timeout=60_000)
    assert [answer["revision"] for answer in client.wait_for_lines(2)] == [1, 2]
    assert len(window.text) == 5_000_001


def test_a_line_that_is_too_long_is_passed_over(
    client: Client, window: OpenedWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("editorapp.ui.line_connection.LONGEST_LINE", 1000)
    for size in (400, 900, 2000):
        client.socket.sendall(_lines([insert("a" * size)]))
    client.socket.sendall(_lines([insert("b")]))
    statuses = [answer["status"] for answer in client.wait_for_lines(4)]
    assert statuses == ["completed", "completed", "failed", "completed"]
    assert "longer than" in json.loads(client.received.splitlines()[2])["error"]["message"]
    assert window.text == "a" * 1300 + "b"


def test_who_does_not_read_answers_has_to_wait(client: Client, window: OpenedWindow, qtbot: QtBot) -> None:
    lines = [insert("a", id=f"{number}{'i' * 2000}") for number in range(3000)]
    data = _lines(lines)
    sent = 0
    connection = _connection(window)

    def is_full() -> bool:
        nonlocal sent
        sent += client.send_what_fits(data[sent:])
        return not connection.has_room and client.send_what_fits(b"") == 0

    qtbot.waitUntil(is_full, timeout=60_000)
    revision = window.held.document.revision
    rounds = itertools.count()
    qtbot.waitUntil(lambda: next(rounds) > 20)
    assert window.held.document.revision == revision < 3000

    def everything() -> bool:
        nonlocal sent
        sent += client.send_what_fits(data[sent:])
        with contextlib.suppress(BlockingIOError):
            client.received += client.socket.recv(1 << 20)
        return client.received.count(b"\n") == 3000

    qtbot.waitUntil(everything, timeout=60_000)
    assert [json.loads(line)["revision"] for line in client.received.splitlines()] == list(range(1, 3001))


def test_the_window_is_at_hand_between_two_slices(window: OpenedWindow, tmp_path: Path, qtbot: QtBot) -> None:
    server = InstanceServer(Profile.find(str(tmp_path / "other")), window.parts.window)
    slow = itertools.count()
    owner = QObject(window.parts.window)
    SentCommands(window.parts, server, owner, now=lambda: float(next(slow)))
    client = Client(qtbot, server)
    client.wait_for_lines(1)
    turns: list[int] = []
    idle = QTimer(owner, interval=0)
    idle.timeout.connect(lambda: turns.append(window.held.document.revision))
    idle.start()
    client.socket.sendall(_lines([insert("a")] * 100))
    client.wait_for_lines(101)
    idle.stop()
    # A clock on which every line takes a second: no two lines are done in one turn.
    assert set(range(100)) <= set(turns)
    client.socket.close()
    server.close()


def test_two_that_send_take_turns(window: OpenedWindow, qtbot: QtBot) -> None:
    server = window.parts.given.server
    clients = [Client(qtbot, server), Client(qtbot, server)]
    for client in clients:
        client.wait_for_lines(1)
    for client, text in zip(clients, "ab", strict=True):
        client.socket.sendall(_lines([insert(text)] * 200))
    for client in clients:
        client.wait_for_lines(201)
        client.socket.close()
    assert sorted(window.text) == ["a"] * 200 + ["b"] * 200


def test_a_process_that_dies_leaves_the_window_as_it_was(
    client: Client, window: OpenedWindow, qtbot: QtBot
) -> None:
    client.socket.sendall(_lines([insert("a"), plain("document.new"), plain("document.save")] * 50))
    client.wait_for_lines(1)
    client.socket.close()
    qtbot.waitUntil(lambda: not window.parts.given.server.findChildren(LineConnection), timeout=20_000)
    window.settle()
    window.write("b")
    assert "b" in window.text


def test_a_process_of_another_user_is_not_heard(qtbot: QtBot, profile: Profile) -> None:
    server = InstanceServer(profile, is_same_person=lambda descriptor: False)
    questions: list[object] = []
    server.asked.connect(questions.append)
    server.sending.connect(lambda connection, path: questions.append(connection))
    for question in (b'{"send": {}}\n', b'{"open": [{"path": "/a"}]}\n'):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(server.address)
            with contextlib.suppress(BrokenPipeError):
                caller.sendall(question)
            caller.setblocking(False)

            def is_refused(caller: socket.socket = caller) -> bool:
                try:
                    return caller.recv(1) == b""
                except BlockingIOError:
                    return False
                except ConnectionResetError:
                    return True

            qtbot.waitUntil(is_refused)
    assert questions == []


def test_the_socket_is_for_its_user_only(qtbot: QtBot, profile: Profile) -> None:
    server = InstanceServer(profile)
    path = Path(server.address)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


# --- a window that dies ----------------------------------------------------------------------------------


def test_what_a_dying_window_has_answered_is_told_and_kept(tmp_path: Path, file: Path) -> None:
    program = Program(tmp_path / "profile")
    with (tmp_path / "errors").open("wb") as errors:
        window = subprocess.Popen(program.command(file), stderr=errors)
    profile = Profile.find(str(program.profile))
    waiting = threading.Event()
    while holder_of(profile, str(file)) is None:
        assert window.poll() is None, (tmp_path / "errors").read_text()
        waiting.wait(0.02)
    sender = subprocess.Popen(
        program.command("send", file), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert sender.stdin is not None
    assert sender.stdout is not None
    assert sender.stderr is not None
    with sender:
        sender.stdin.write(_lines([insert("kept", id="a")]))
        sender.stdin.flush()
        assert json.loads(sender.stdout.readline())["id"] == "a"
        window.send_signal(signal.SIGSTOP)
        sender.stdin.write(_lines([insert("x", id="b"), insert("x", id="c")]))
        sender.stdin.flush()
        window.kill()
        window.wait()
        assert sender.wait(60) == 1
        said = sender.stderr.read().decode()
        assert sender.stdout.read() == b""
    assert "Line 1 was answered." in said
    assert "unknown (ids: b" in said
    again = program.exec(file, insert("kept", id="a"), options=["--recover", "--write"])
    assert again.answers[0]["revision"] == 1
    assert file.read_bytes() == b"keptone\ntwo\nthree\n"
