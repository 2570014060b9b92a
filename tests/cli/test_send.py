"""`editorapp send`: what it says where no window takes its commands, or one ends in the middle."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from editorapp.cli.output import CliError
from editorapp.cli.send import Exchange
from editorapp.storage.command_stream import CommandStream
from editorapp.storage.errors import Owner, WindowError
from editorapp.storage.instance_client import window_for
from editorapp.storage.profile import Profile
from editorapp.storage.window_state import TabState, WindowFolder, WindowState
from tests.cli.program import Program, insert


class Window:
    """The other end of a connection: it answers so many lines, in upper case, and then it is gone."""

    def __init__(self, answers: int, *, takes: int = 1000) -> None:
        self.taken: list[bytes] = []
        self._answers = answers
        self._takes = takes
        self._changed = threading.Condition()
        self._answered = 0

    def sendall(self, data: bytes, /) -> None:
        with self._changed:
            if len(self.taken) == self._takes:
                raise BrokenPipeError
            self.taken.append(data)
            self._changed.notify_all()

    def recv(self, most: int, /) -> bytes:
        with self._changed:
            if self._answered == self._answers:
                # It goes when everything was sent that is going to be.
                self._changed.wait_for(lambda: len(self.taken) == self._takes)
                return b""
            self._changed.wait_for(lambda: len(self.taken) > self._answered)
            self._answered += 1
            return self.taken[self._answered - 1].upper()

    def close(self) -> None:
        pass


def _run(window: Window, lines: Iterable[bytes], *, is_duplex: bool = True) -> None:
    Exchange(CommandStream(window, is_duplex=is_duplex), iter(lines)).run()


@pytest.mark.parametrize("is_duplex", [True, False])
def test_answers_are_written_in_order(capfdbinary: pytest.CaptureFixture[bytes], is_duplex: bool) -> None:
    _run(Window(3), [b"a", b"b", b"c"], is_duplex=is_duplex)
    assert capfdbinary.readouterr().out == b"A\nB\nC\n"


def test_where_both_directions_exclude_each_other_a_line_is_sent_when_the_one_before_is_answered(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    window = Window(2, takes=3)
    with pytest.raises(CliError):
        _run(window, [b"a", b"b", b"c", b"d"], is_duplex=False)
    assert window.taken == [b"a\n", b"b\n", b"c\n"]


def test_a_window_that_ends_leaves_an_account_of_what_is_known(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    lines = [b'{"id": "k%d"}' % number for number in range(1, 9)]
    with pytest.raises(CliError) as error:
        _run(Window(2, takes=4), lines)
    # The fifth could not be sent whole; those behind it were not tried.
    assert str(error.value) in {
        "The window has ended. Lines 1 to 2 were answered. Lines 3 to 5 were sent, but whether it was done is"
        " unknown (ids: k3, k4, k5).",
        "The window has ended. Lines 1 to 2 were answered. Lines 3 to 4 were sent, but whether it was done is"
        " unknown (ids: k3, k4).",
    }
    assert error.value.code == 1


def test_a_window_that_ends_before_the_first_answer(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(CliError) as error:
        _run(Window(0, takes=1), [b"no command", b"nor this"])
    assert str(error.value).startswith("The window has ended. No line was answered. Line")
    assert "ids" not in str(error.value)


def test_without_a_window_it_says_so(program: Program, file: Path) -> None:
    for words in ([], [file]):
        result = program.run("send", *words, stdin=b'{"command": "edit.undo"}\n')
        assert (result.code, result.out) == (1, b"")
        assert "No window is open" in result.err


def test_a_file_that_a_process_without_a_window_holds(program: Program, file: Path) -> None:
    left = program.exec_and_die(file, insert("a"))
    assert left[0]["status"] == "completed"
    profile = Profile.find(str(program.profile))
    with pytest.raises(WindowError, match="No window"):
        window_for(profile, str(file))


# --- which window ----------------------------------------------------------------------------------------


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile.find(str(tmp_path / "profile"))


def _window(profile: Profile, pid: int, name: str) -> WindowFolder:
    folder = WindowFolder.take(profile, Owner(pid, f"/{pid}.socket"), lambda text: None)
    folder.write(WindowState((TabState("id", "other"), TabState("id", name)), current=1))
    return folder


def test_the_only_window_is_meant(profile: Profile) -> None:
    first = _window(profile, 11, "a.txt")
    assert window_for(profile, None).pid == 11
    first.release()
    with pytest.raises(WindowError, match="No window"):
        window_for(profile, None)


def test_of_several_windows_one_must_be_named(profile: Profile) -> None:
    held = [_window(profile, 11, "a.txt"), _window(profile, 12, "b.txt")]
    with pytest.raises(WindowError, match=r"12 \(b.txt\), 11 \(a.txt\)\. Name a FILE, or .* --window PID"):
        window_for(profile, None)
    assert window_for(profile, None, 11).pid == 11
    with pytest.raises(WindowError, match="Process 13 has no window"):
        window_for(profile, None, 13)
    for folder in held:
        folder.release()


def test_a_file_that_no_window_holds_goes_to_the_one_used_last(profile: Profile, tmp_path: Path) -> None:
    first, second = _window(profile, 11, "a.txt"), _window(profile, 12, "b.txt")
    path = str(tmp_path / "c.txt")
    assert window_for(profile, path).pid == 12
    first.write(WindowState())
    assert window_for(profile, path).pid == 11
    for folder in (first, second):
        folder.release()
