"""Owns how a process asks another one for a file: who holds it, and the one line that is sent there.

Does not own the answering side, which lives in the window.

The other process listens on a socket of the system (on Windows a named pipe) whose address is in its lock.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from editorapp.storage.errors import Owner
from editorapp.storage.file_place import FilePlace
from editorapp.storage.ownership import is_left, read_owner
from editorapp.storage.path_index import PathIndex
from editorapp.storage.profile import Profile

_PATIENCE: Final = 5.0
"""Seconds that a process is waited for; one that takes longer is treated as one that does not answer."""
_LONGEST_ANSWER: Final = 1 << 16


def holder_of(profile: Profile, path: str) -> Owner | None:
    """Return the living process that holds the document of a file, or None."""
    real = os.path.realpath(path)
    folder = profile.documents / PathIndex(profile).document_id(Path(real))
    if not (folder / "owner.lock").exists() or is_left(folder):
        return None
    owner = read_owner(folder)
    return owner if owner.pid else None


def hand_over(profile: Profile, places: Sequence[FilePlace]) -> list[FilePlace]:
    """Ask the processes that hold some files to show them; return the files that nobody has taken."""
    remaining = []
    for place in places:
        owner = holder_of(profile, place.path)
        if owner is None or not ask_to_open(owner, [place]):
            remaining.append(place)
    return remaining


def ask_to_open(owner: Owner, places: Sequence[FilePlace]) -> bool:
    """Ask a process to raise its window and to show some files; return whether it does.

    It may take some seconds, so it is not for the thread of a window.
    """
    if not owner.socket or owner.pid == os.getpid():
        return False
    answer = _ask(owner.socket, {"open": msgspec.to_builtins(list(places))})
    return isinstance(answer, dict) and answer.get("ok") is True


def _ask(address: str, request: dict[str, Any]) -> Any:
    line = msgspec.json.encode(request) + b"\n"
    try:
        answer = _ask_pipe(address, line) if os.name == "nt" else _ask_socket(address, line)
        return msgspec.json.decode(answer)
    except (OSError, msgspec.DecodeError):
        return None


def _ask_socket(address: str, line: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_PATIENCE)
        connection.connect(address)
        connection.sendall(line)
        answer = b""
        while b"\n" not in answer and len(answer) < _LONGEST_ANSWER:
            block = connection.recv(4096)
            if not block:
                break
            answer += block
    return answer


def _ask_pipe(address: str, line: bytes) -> bytes:
    with open(address, "r+b", buffering=0) as pipe:  # noqa: PTH123  (a pipe is no path)
        pipe.write(line)
        return pipe.readline(_LONGEST_ANSWER)
