"""Owns how a process finds the one to ask for a file, who holds it or has a window, and asks it in one line.

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

from editorapp.bus.json_text import to_json
from editorapp.storage.errors import Owner, WindowError
from editorapp.storage.file_place import FilePlace
from editorapp.storage.ownership import is_left, read_owner
from editorapp.storage.path_index import PathIndex
from editorapp.storage.profile import Profile
from editorapp.storage.window_state import WindowState, open_windows

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


def window_for(profile: Profile, path: str | None, pid: int | None = None) -> Owner:
    """Return the process whose window takes commands for a file, or for the document that it shows.

    Args:
        profile: where to look for windows.
        path: the file; the window that holds it is meant, else the one that was used last. None for the document
            that is shown, for which there must be no doubt about the window.
        pid: the process that must have the window, or None for any.

    Raises:
        WindowError: there is no such window, or several.
    """
    holder = None if path is None else holder_of(profile, path)
    if holder is not None:
        if not holder.socket:
            raise WindowError(f"{path} is open in a process without a window ({holder.pid}).")
        if pid not in (None, holder.pid):
            raise WindowError(f"{path} is open in another window, that of process {holder.pid}.")
        return holder
    windows = [(owner, state) for owner, state in open_windows(profile) if owner.socket]
    if pid is not None:
        windows = [(owner, state) for owner, state in windows if owner.pid == pid]
        if not windows:
            raise WindowError(f"Process {pid} has no window that can be reached.")
    if not windows:
        raise WindowError("No window is open. Open one first, or use editorapp exec, which needs none.")
    if path is None and len(windows) > 1:
        names = ", ".join(f"{owner.pid} ({_shown(state)})" for owner, state in windows)
        raise WindowError(f"Several windows are open: {names}. Name a FILE, or a window with --window PID.")
    return windows[0][0]


def _shown(state: WindowState) -> str:
    return state.tabs[state.current].name if state.current < len(state.tabs) else "empty"


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
    line = to_json(request).encode() + b"\n"
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
