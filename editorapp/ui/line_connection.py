"""Owns a connection with another process over which lines come and answers go, without bound in number.

Does not know what is in them. What waits here in either direction is bounded: a process that sends faster than it
is answered, or does not read its answers, has to wait itself.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalSocket

from editorapp.bus.errors import CommandError

MOST_WAITING: Final = 1 << 20
"""Bytes that wait to be taken, and bytes of answers that wait to be read, before the other side has to wait."""
LONGEST_LINE: Final = 1 << 26


class LineConnection(QObject):
    """Lines from another process, and answers to it.

    Attributes:
        is_open: whether the other side is there; if not, there is nothing to take, and nothing is written.
    """

    changed = Signal()
    """There may be a line to take, or room for answers, or the other side has gone."""

    def __init__(self, local_socket: QLocalSocket, parent: QObject | None = None) -> None:
        """Take over a connection; what has come already is the beginning."""
        super().__init__(parent)
        local_socket.setParent(self)
        self._socket = local_socket
        self._lines: deque[bytes | CommandError] = deque()
        self._parts: list[bytes] = []
        self._length = 0
        local_socket.setReadBufferSize(MOST_WAITING)
        local_socket.readyRead.connect(self.changed)
        local_socket.bytesWritten.connect(self.changed)
        local_socket.disconnected.connect(self._end)
        self.is_open = local_socket.state() == QLocalSocket.LocalSocketState.ConnectedState

    def _end(self) -> None:
        """The other side has gone; nothing is done any more of what it has sent."""
        self.is_open = False
        self.changed.emit()
        self.deleteLater()

    @property
    def has_room(self) -> bool:
        """Whether the other side reads its answers."""
        return self._socket.bytesToWrite() < MOST_WAITING

    def has_line(self) -> bool:
        """Take in what has come; return whether there is a whole line to take."""
        while not self._lines and self._socket.bytesAvailable():
            self._take_in(bytes(self._socket.read(MOST_WAITING).data()))
        return bool(self._lines)

    def _take_in(self, block: bytes) -> None:
        first, *others = block.split(b"\n")
        self._extend(first)
        for other in others:
            if self._length > LONGEST_LINE:
                size = LONGEST_LINE >> 20
                self._lines.append(CommandError("malformed", f"The line is longer than {size} MiB."))
            else:
                self._lines.append(b"".join(self._parts))
            self._parts, self._length = [], 0
            self._extend(other)

    def _extend(self, part: bytes) -> None:
        self._length += len(part)
        if self._length > LONGEST_LINE:
            # It is passed over to its end, and answered in its turn.
            self._parts = []
        else:
            self._parts.append(part)

    def take_line(self) -> bytes:
        """Return the next line, without its line break; there must be one.

        Raises:
            CommandError: it is too long.
        """
        line = self._lines.popleft()
        if isinstance(line, CommandError):
            raise line
        return line

    def write(self, line: bytes) -> None:
        """Write an answer, which has its line break; it is on its way at the next `flush`, at the latest."""
        if self.is_open:
            self._socket.write(line)

    def flush(self) -> None:
        """Bring the answers on their way, as far as the other side takes them now."""
        if self.is_open:
            self._socket.flush()

    def close(self) -> None:
        """End the connection when what was written is on its way."""
        if self.is_open:
            self._socket.flush()
            self._socket.disconnectFromServer()
