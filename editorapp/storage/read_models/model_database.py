"""Owns the database of the read models: its tables for journals and positions, and that it can go and come back.

Does not know what the read models keep in it.

It can be made again from the journals at any time. So one that is damaged is thrown away, and one that was
taken away and has come back, or not, is noticed and opened anew.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import apsw

from editorapp.storage.profile import private_folder
from editorapp.storage.read_models.model import JournalModel

_FORMAT: Final = 1
"""Of the tables below; a database of another one is made again."""

_LOG_PAGES: Final = 8_000
"""The log is moved into the database when it has this many pages (32 MB)."""

_SCHEMA: Final = """
create table if not exists models (
    name text primary key, version integer not null, advanced integer not null) without rowid;
create table if not exists journals (
    number integer primary key autoincrement, name text not null unique, identity text not null,
    signature text not null, last integer not null, title text not null, path text);
create table if not exists positions (
    model text not null, journal integer not null, seq integer not null, mark text not null, state text,
    primary key (model, journal)) without rowid;
create table if not exists troubles (
    model text not null, journal text not null, error text not null, primary key (model, journal)) without rowid;
"""


class ModelDatabase:
    """One connection, to be used by one thread at a time: hold `lock`."""

    def __init__(self, path: Path | None, models: Sequence[JournalModel]) -> None:
        """Take where the database is, None for memory, and whose rows are in it."""
        self.lock = threading.RLock()
        self._path = path
        self._models = models
        self._connection: apsw.Connection | None = None
        self._inode = 0
        self.newer: set[str] = set()
        """The models that a newer version of the program keeps here; this one leaves them alone."""

    @contextlib.contextmanager
    def opened(self) -> Iterator[apsw.Connection]:
        """Give the connection while the lock is held.

        Raises:
            apsw.Error, OSError: it cannot be used now; the next call begins anew.
        """
        with self.lock:
            try:
                yield self._usable()
            except (apsw.NotADBError, apsw.CorruptError):
                self.close()
                self._throw_away()
                raise
            except (apsw.Error, OSError):
                self.close()
                raise

    @contextlib.contextmanager
    def transaction(self) -> Iterator[apsw.Connection]:
        """Give the connection in a transaction that is done wholly or, after an error, not at all.

        Raises:
            apsw.Error, OSError: as for `opened`.
        """
        with self.opened() as connection:
            connection.execute("begin immediate")
            try:
                yield connection
                connection.execute("commit")
            except BaseException:
                with contextlib.suppress(apsw.Error):
                    connection.execute("rollback")
                raise

    def _usable(self) -> apsw.Connection:
        if self._connection is not None and self._path is not None and self._file() != self._inode:
            self.close()
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _file(self) -> int:
        assert self._path is not None
        with contextlib.suppress(OSError):
            return self._path.stat().st_ino
        return -1

    def _open(self) -> apsw.Connection:
        if self._path is not None:
            private_folder(self._path.parent)
            with contextlib.suppress(FileExistsError):
                # The database and what lies beside it take the mode of this file, whatever the mask says.
                self._path.touch(mode=0o600, exist_ok=False)
        connection = apsw.Connection(":memory:" if self._path is None else str(self._path))
        try:
            connection.set_busy_timeout(5000)
            connection.pragma("journal_mode", "wal")
            connection.pragma("synchronous", "normal")
            connection.pragma("secure_delete", True)
            connection.wal_autocheckpoint(_LOG_PAGES)
            self._make(connection)
        except (apsw.NotADBError, apsw.CorruptError):
            connection.close()
            self._throw_away()
            raise
        except BaseException:
            connection.close()
            raise
        self._inode = 0 if self._path is None else self._file()
        return connection

    def _make(self, connection: apsw.Connection) -> None:
        if connection.pragma("user_version") == _FORMAT and self._are_current(connection):
            return
        connection.execute("begin immediate")
        try:
            if connection.pragma("user_version") not in (0, _FORMAT):
                raise apsw.NotADBError("the read models are of another format")
            connection.execute(_SCHEMA)
            for model in self._models:
                self._make_model(connection, model)
            connection.pragma("user_version", _FORMAT)
            connection.execute("commit")
        except BaseException:
            with contextlib.suppress(apsw.Error):
                connection.execute("rollback")
            raise

    def _are_current(self, connection: apsw.Connection) -> bool:
        versions: dict[str, int] = dict(rows_of(connection, "select name, version from models"))
        self.newer = {model.name for model in self._models if versions.get(model.name, 0) > model.version}
        return all(versions.get(model.name, 0) >= model.version for model in self._models)

    def _make_model(self, connection: apsw.Connection, model: JournalModel) -> None:
        version = connection.execute("select version from models where name = ?", (model.name,)).get
        if version is not None and version > model.version:
            self.newer.add(model.name)
        elif version != model.version:
            drop(connection, model)

    def _throw_away(self) -> None:
        if self._path is not None:
            for end in ("", "-wal", "-shm"):
                with contextlib.suppress(OSError):
                    self._path.with_name(self._path.name + end).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the database; the next use opens it again."""
        with self.lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def rows_of(connection: apsw.Connection, sql: str, bindings: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    return connection.execute(sql, bindings).fetchall()


def drop(connection: apsw.Connection, model: JournalModel) -> None:
    """Drop the rows of a model, so that all journals are taken in again; within a transaction."""
    for table in model.tables:
        connection.execute(f"drop table if exists {table}")
    connection.execute(model.schema)
    connection.execute("delete from positions where model = ?", (model.name,))
    connection.execute("delete from troubles where model = ?", (model.name,))
    connection.execute("insert or replace into models values (?, ?, 0)", (model.name, model.version))
