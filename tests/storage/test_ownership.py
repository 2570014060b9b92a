"""Who holds a document: this process, another living one, or a dead one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from editorapp.storage import ownership as ownership_module
from editorapp.storage.errors import Owner
from editorapp.storage.ownership import Ownership, is_left, read_owner

_HOLD = """
import os, sys
from pathlib import Path
from editorapp.storage.errors import Owner
from editorapp.storage.ownership import Ownership
held = Ownership.acquire(Path(sys.argv[1]), Owner(os.getpid(), "name of a socket"))
print("held", flush=True)
sys.stdin.readline()
held.release()
"""


def hold_elsewhere(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def acquired(folder: Path) -> Ownership:
    ownership = Ownership.acquire(folder, Owner(os.getpid()))
    assert isinstance(ownership, Ownership)
    return ownership


def test_what_nobody_holds_is_held_and_given_up_without_a_trace(tmp_path: Path) -> None:
    ownership = acquired(tmp_path)
    assert not ownership.was_left
    assert read_owner(tmp_path) == Owner(os.getpid())
    assert not is_left(tmp_path)
    ownership.release()
    assert list(tmp_path.iterdir()) == []
    assert not is_left(tmp_path)


def test_what_this_process_holds_is_not_held_twice(tmp_path: Path) -> None:
    ownership = acquired(tmp_path)
    assert Ownership.acquire(tmp_path, Owner(1)) == Owner(os.getpid())
    ownership.release()


def test_the_owner_in_another_process_is_named(tmp_path: Path) -> None:
    process = hold_elsewhere(tmp_path)
    assert Ownership.acquire(tmp_path, Owner(1)) == Owner(process.pid, "name of a socket")
    assert not is_left(tmp_path)
    process.communicate("end\n", timeout=30)
    ownership = acquired(tmp_path)
    assert not ownership.was_left
    ownership.release()


def test_a_death_is_noticed_and_the_document_can_be_held_again(tmp_path: Path) -> None:
    process = hold_elsewhere(tmp_path)
    process.kill()
    process.communicate()
    assert is_left(tmp_path)
    ownership = acquired(tmp_path)
    assert ownership.was_left
    assert not is_left(tmp_path)
    ownership.abandon()
    assert is_left(tmp_path)
    again = acquired(tmp_path)
    assert again.was_left
    again.release()


def test_an_owner_that_ends_while_another_waits_has_left_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = acquired(tmp_path)
    lock = ownership_module._lock

    def end_and_lock(descriptor: int) -> bool:
        monkeypatch.setattr(ownership_module, "_lock", lock)
        first.release()
        return lock(descriptor)

    monkeypatch.setattr(ownership_module, "_lock", end_and_lock)
    second = acquired(tmp_path)
    assert not second.was_left
    second.release()


@pytest.mark.parametrize("content", [b"", b"nonsense", b"[]", b'{"pid": 1, "more": 2}'])
def test_an_owner_that_cannot_be_read_is_nobody(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "owner.lock").write_bytes(content)
    assert read_owner(tmp_path) == Owner(0)


def test_a_lock_that_cannot_be_written_is_given_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    def fail() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            with pytest.raises(OSError, match="No space"):
                Ownership.acquire(tmp_path, Owner(1))

    fail()
    ownership = acquired(tmp_path)
    assert not ownership.was_left
    ownership.abandon()
    fail()
    ownership = acquired(tmp_path)
    assert ownership.was_left  # what a dead process has left is not forgotten over it
    ownership.release()
