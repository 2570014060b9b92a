"""Owns how a process sends lines of commands to a window, and takes its answers, over one connection.

Does not know what is in them, nor which window is meant.
"""

from __future__ import annotations

import os
import socket
from typing import Any, Final, Protocol

import msgspec

from editorapp.bus.json_text import to_json
from editorapp.storage.errors import Owner, WindowError
from editorapp.storage.socket_peer import is_same_person

_PATIENCE: Final = 5.0
"""Seconds that a window may take to notice that somebody calls."""
_BLOCK: Final = 1 << 16


class _Channel(Protocol):
    def sendall(self, data: bytes, /) -> None: ...

    def recv(self, most: int, /) -> bytes: ...

    def close(self) -> None: ...


class _Pipe:
    """A named pipe of Windows."""

    def __init__(self, address: str) -> None:
        self._file = open(address, "r+b", buffering=0)  # noqa: PTH123, SIM115  (a pipe is no path)

    def sendall(self, data: bytes, /) -> None:
        sent = 0
        while sent < len(data):
            sent += self._file.write(data[sent:])

    def recv(self, most: int, /) -> bytes:
        return self._file.read(most) or b""

    def close(self) -> None:
        self._file.close()


class CommandStream:
    """A connection to a window that takes lines and answers each of them, in order.

    Attributes:
        is_duplex: whether a line can be sent while an answer is waited for.
    """

    def __init__(self, channel: _Channel, *, is_duplex: bool) -> None:
        """Take the connection; use `open_stream`."""
        self.is_duplex = is_duplex
        self._channel = channel
        self._rest = b""

    def send(self, line: bytes) -> None:
        """Send a line, given without its line break; waits while the window has enough to do.

        Raises:
            OSError: the window has gone.
        """
        self._channel.sendall(line + b"\n")

    def receive(self) -> list[bytes]:
        """Wait for answers; return those that have come, without line breaks, or none when the window has gone."""
        parts = [self._rest]
        while True:
            try:
                block = self._channel.recv(_BLOCK)
            except OSError:
                return []
            if not block:
                return []
            parts.append(block)
            if b"\n" in block:
                *lines, self._rest = b"".join(parts).split(b"\n")
                return lines

    def close(self) -> None:
        """End the connection; the window does nothing more of what it has not answered."""
        self._channel.close()


def open_stream(owner: Owner, path: str | None) -> CommandStream:
    """Connect to a window.

    Args:
        owner: its process.
        path: the real path of the file that the commands are for, which the window opens if it must; None for
            the document that it shows.

    Raises:
        WindowError: the window does not take the commands; the message says why.
    """
    try:
        stream = CommandStream(_connect(owner.socket), is_duplex=os.name != "nt")
        stream.send(to_json({"send": {"path": path}}).encode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise WindowError(f"The window (process {owner.pid}) cannot be reached: {reason}.") from error
    answers = stream.receive()
    try:
        answer: dict[str, Any] = msgspec.json.decode(answers[0], type=dict[str, Any]) if answers else {}
    except msgspec.DecodeError:
        answer = {}
    if answer.get("ready") is not True:
        stream.close()
        silent = f"The window (process {owner.pid}) takes no commands: it is closing, or too old."
        raise WindowError(str(answer.get("error") or silent))
    return stream


def _connect(address: str) -> _Channel:
    if os.name == "nt":
        return _Pipe(address)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(_PATIENCE)
        connection.connect(address)
        if not is_same_person(connection.fileno()):
            raise PermissionError("another user listens there")
        connection.settimeout(None)
    except BaseException:
        connection.close()
        raise
    return connection
