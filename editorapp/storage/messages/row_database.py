"""Owns `RowDatabase`: the file with the rows of read models, which may go away and come back while it is used.

Does not know what a row means, nor how far a read model has come.

A file that is gone is not silently replaced by an empty one: an empty view looks like an answer. A new one is made
when the program starts, and when somebody asks for it with `discard`.
"""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Final

import apsw

_SCHEMA: Final = """
create table if not exists models (
    name text primary key, version integer not null, seq integer not null, advanced integer not null)
    without rowid;
create table if not exists rows (
    model text not null, key text not null, row text not null, primary key (model, key)) without rowid;
"""
Unusable: Final = (apsw.Error, OSError)
"""What is raised where the file cannot be used."""


class RowDatabase:
    """The database of the read models of one program.

    Attributes:
        lock: is held by the thread that uses the connection; it may be entered again.
    """

    def __init__(self, path: Path | None) -> None:
        """Take its file, None for memory; it is opened when it is needed."""
        self.lock = threading.RLock()
        self._path = path
        self._connection: apsw.Connection | None = None
        self._inode = 0
        self._may_be_made = True

    def opened(self) -> apsw.Connection:
        """Return the connection to the file that is there now, to be used with the lock held.

        Raises:
            apsw.Error: what is there cannot be used.
            OSError: nothing is there any more.
        """
        if self._path is not None and self._connection is not None:
            try:
                inode = self._path.stat().st_ino
            except OSError:
                self._let_go()
                raise
            if inode != self._inode:
                self._let_go()
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> apsw.Connection:
        if self._path is not None and not self._may_be_made and not self._path.stat().st_size:
            raise OSError(f"{self._path} is empty")  # Something else is being written there, such as a copy.
        flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if self._may_be_made else 0)
        connection = apsw.Connection(":memory:" if self._path is None else str(self._path), flags=flags)
        try:
            connection.set_busy_timeout(2000)
            connection.pragma("journal_mode", "wal")
            connection.pragma("synchronous", "normal")
            connection.execute(_SCHEMA)
            if self._path is not None:
                self._path.chmod(0o600)
                self._inode = self._path.stat().st_ino
        except Unusable:
            connection.close()
            raise
        self._may_be_made = False
        return connection

    def _let_go(self) -> None:
        """Close a file that is not in its place any more.

        SQLite keeps the write-ahead log of such a file in its old place, and would apply it to whatever comes there
        next; so its content goes into the file first, wherever that is now.
        """
        with contextlib.suppress(apsw.Error):
            if self._connection is not None:
                self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        self.close()

    def discard(self) -> None:
        """Delete a file that is missing or damaged; the next use makes a new one. One that can be used is kept.

        Raises:
            apsw.Error: something else is the matter with it.
            OSError: it cannot be deleted.
        """
        with self.lock:
            try:
                next(iter(self.opened().execute("pragma quick_check(1)")))
            except (OSError, apsw.NotADBError, apsw.CorruptError, apsw.CantOpenError):
                self.close()
                if self._path is not None:
                    for suffix in ("", "-wal", "-shm"):
                        self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
                self._may_be_made = True

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self.lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
