"""Owns where other processes of the same person ask this window for something, and what they are told.

Does not own the asking side, which knows no Qt, nor opening files, nor what becomes of commands that are sent.

Each question is one line of JSON, `{"open": [{"path": ..., "line": ..., "column": ...}, ...]}` or
`{"raise": path}`; each answer is one, too: `{"ok": true}`, or `{"ok": false, "error": ...}`. After
`{"send": {"path": ...}}` and `{"ok": true, "ready": true}` the connection stays: each line that follows is a
command, and is answered by a line (`sent_commands.py`).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from editorapp.bus.json_text import from_json
from editorapp.storage.file_place import FilePlace
from editorapp.storage.profile import Profile
from editorapp.storage.socket_peer import is_same_person
from editorapp.ui.line_connection import LineConnection

_LONGEST_LINE: Final = 1 << 20
_LONGEST_ADDRESS: Final = 100
"""Addresses of sockets have about 107 bytes; the folder of a profile may be longer than that by itself."""


class Sending(msgspec.Struct, frozen=True):
    """Commands are to be sent: for the file of a path, or for the document that is shown."""

    path: str | None = None


class Question(msgspec.Struct, frozen=True):
    """What another process asks for.

    Attributes:
        open: files to show in tabs.
        raise_path: a file whose window is to come to the front.
        send: where the commands go that follow.
    """

    open: tuple[FilePlace, ...] = ()
    raise_path: str | None = msgspec.field(default=None, name="raise")
    send: Sending | None = None


class InstanceServer(QObject):
    """Listens for other processes."""

    asked = Signal(list)
    """The window is wanted in front, with some files, a list of FilePlace."""

    sending = Signal(object, object)
    """Commands follow on a LineConnection: for the file of a path, or for the document that is shown if None."""

    def __init__(
        self,
        profile: Profile,
        parent: QObject | None = None,
        is_same_person: Callable[[int], bool] = is_same_person,
    ) -> None:
        """Listen, or do not where that is impossible: then `address` is empty.

        Args:
            profile: whose windows this one is among.
            parent: Qt's owner of this object.
            is_same_person: tells of the descriptor of a connection whether the other side is this user.
        """
        super().__init__(parent)
        self._is_same_person = is_same_person
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connect)
        name = _address(profile)
        self.address = ""
        if name:
            QLocalServer.removeServer(name)
            if self._server.listen(name):
                self.address = self._server.fullServerName()
                if os.name == "posix":
                    Path(self.address).chmod(0o600)
                _remove_dead(Path(self.address).parent)

    def close(self) -> None:
        """Listen no more, and end the connections that are there."""
        self._server.close()
        for connection in self.findChildren(LineConnection):
            connection.close()

    def _connect(self) -> None:
        while self._server.hasPendingConnections():
            connection = self._server.nextPendingConnection()
            if os.name == "posix" and not self._is_same_person(connection.socketDescriptor()):
                connection.abort()
                connection.deleteLater()
                continue
            connection.setReadBufferSize(_LONGEST_LINE + 1)
            connection.readyRead.connect(lambda connection=connection: self._read(connection))
            connection.disconnected.connect(connection.deleteLater)
            self._read(connection)

    def _read(self, connection: QLocalSocket) -> None:
        if not connection.canReadLine():
            if connection.bytesAvailable() > _LONGEST_LINE:
                connection.abort()
            return
        line = bytes(connection.readLine(_LONGEST_LINE).data())
        try:
            question = from_json(line, Question)
        except (msgspec.DecodeError, UnicodeError) as error:
            answer: dict[str, object] = {"ok": False, "error": str(error)}
        else:
            if question.send is not None:
                self._keep(connection, question.send)
                return
            places = list(question.open)
            if question.raise_path is not None:
                places.append(FilePlace(question.raise_path))
            self.asked.emit(places)
            answer = {"ok": True}
        connection.write(msgspec.json.encode(answer) + b"\n")
        connection.flush()
        connection.disconnectFromServer()

    def _keep(self, connection: QLocalSocket, sending: Sending) -> None:
        connection.readyRead.disconnect()
        connection.disconnected.disconnect(connection.deleteLater)
        self.sending.emit(LineConnection(connection, self), sending.path)


def _address(profile: Profile) -> str:
    """Return where to listen: a short name, since the folder of the profile may be long."""
    profile_hash = hashlib.blake2b(os.fsencode(profile.state), digest_size=6).hexdigest()
    name = f"{profile_hash}-{os.getpid()}"
    if os.name == "nt":
        return f"editorapp-{name}"
    for folder in _folders():
        path = folder / f"{name}.socket"
        if len(os.fsencode(path)) < _LONGEST_ADDRESS:
            return str(path)
    return ""


def _folders() -> list[Path]:
    """Return folders that nobody else can write to, the best one first."""
    candidates = []
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime:
        candidates.append(Path(runtime) / "editorapp")
    uid = os.getuid() if hasattr(os, "getuid") else 0
    candidates += [Path(tempfile.gettempdir()) / f"editorapp-{uid}", Path("/tmp") / f"editorapp-{uid}"]
    return [folder for folder in candidates if _is_private(folder, uid)]


def _remove_dead(folder: Path) -> None:
    """Remove the sockets that killed processes have left."""
    for path in folder.glob("*.socket") if os.name == "posix" else ():
        with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
            connection.setblocking(False)
            try:
                connection.connect(str(path))
            except ConnectionRefusedError:
                path.unlink()


def _is_private(folder: Path, uid: int) -> bool:
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        return stat.S_ISDIR(found.st_mode) and found.st_uid == uid and not found.st_mode & 0o077
    return False
