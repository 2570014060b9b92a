"""Owns `MessageDatabase`: one connection for all threads of a process, its transactions, and what is held back.

Does not know what the tables mean.

The outcome of a command is written in the transaction that accepts the next one, or in whichever comes first: a
command costs one commit. An outcome that is lost with the process is not missed: the command was accepted, its
handler is pure, and when the database is opened again it runs once more and gives the same.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import apsw

from editorapp.bus.errors import LogError
from editorapp.storage.messages import schema
from editorapp.storage.messages.errors import MessageDatabaseError

Bindings = tuple[Any, ...] | dict[str, Any]
Statement = tuple[str, Bindings]


class MessageDatabase:
    """The database of one program.

    Attributes:
        path: its file, or None for one in memory.
        lock: is held by the thread that uses the connection; it may be entered again.
    """

    def __init__(self, path: Path | None, *, synced: bool = False, read_only: bool = False) -> None:
        """Open the database; see `schema.open_database`."""
        self.path = path
        self.lock = threading.RLock()
        self._connection = schema.open_database(path, synced=synced, read_only=read_only)
        self._execute = self._connection.cursor().execute
        self._identity = None if path is None else _identity(path)
        self._held: list[Statement] = []
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call a listener, from any thread, after there is something new to do; it must be quick."""
        self._listeners.append(listener)

    def notify(self) -> None:
        """Tell the listeners."""
        for listener in self._listeners:
            listener()

    def hold(self, *statements: Statement) -> None:
        """Keep statements for the next commit."""
        self._held.extend(statements)

    def commit_with(self, sql: str, row: Bindings) -> None:
        """Write what is held back and one row more.

        Raises:
            LogError: it could not be written; what was held back still is.
        """
        execute = self._execute
        with self.lock:
            try:
                self._begin(execute)
                execute(sql, row)
                execute("commit")
            except (apsw.Error, UnicodeEncodeError) as error:
                self._roll_back()
                raise _log_error(error) from error
            except BaseException:
                self._roll_back()
                raise
            self._held.clear()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Callable[..., Any]]:
        """Write what is held back, then what the block writes with the function it is given; all or nothing.

        Raises:
            LogError: it could not be written.
        """
        with self.lock:
            execute = self._execute
            try:
                self._begin(execute)
                yield execute
                execute("commit")
            except (apsw.Error, UnicodeEncodeError) as error:
                self._roll_back()
                raise _log_error(error) from error
            except BaseException:
                self._roll_back()
                raise
            self._held.clear()

    def _begin(self, execute: Callable[..., Any]) -> None:
        """Begin to write, with what is held back; what is written to a file without a name would be lost."""
        if self.path is not None and _identity(self.path) != self._identity:
            raise LogError(
                f"The message database {self.path} was removed or replaced while it was in use. Nothing was done;"
                " put the file back, or end the program and start it again."
            )
        execute("begin immediate")
        for held in self._held:
            execute(*held)

    def changes(self) -> int:
        """Return how many rows the last statement has changed, for use within a transaction."""
        return self._connection.changes()

    def flush(self) -> None:
        """Write what is held back.

        Raises:
            LogError: it could not be written.
        """
        if self._held:
            with self.transaction():
                pass

    def rows(self, sql: str, bindings: Bindings = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query; what is held back is written first.

        Raises:
            MessageDatabaseError: the database is damaged.
        """
        with self.lock:
            self.flush()
            return self.written_rows(sql, bindings)

    def written_rows(self, sql: str, bindings: Bindings = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query over what is written; what is held back stays so, and is not among them.

        Raises:
            MessageDatabaseError: the database is damaged.
        """
        with self.lock:
            try:
                return list(self._connection.cursor().execute(sql, bindings))
            except apsw.Error as error:
                raise MessageDatabaseError(
                    f"The message database {self.path} cannot be read: {error}."
                ) from error

    def scan(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query over everything, without holding them all; nobody else may write meanwhile."""
        with self.lock:
            self.flush()
            try:
                yield from self._connection.cursor().execute(sql)
            except apsw.Error as error:
                raise MessageDatabaseError(
                    f"The message database {self.path} cannot be read: {error}."
                ) from error

    def value(self, sql: str, bindings: Bindings = ()) -> Any:
        """Return the first column of the first row of a query, or None."""
        found = self.rows(sql, bindings)
        return found[0][0] if found else None

    def copy_to_memory(self) -> MessageDatabase:
        """Return a copy of everything in memory."""
        copy = MessageDatabase(None)
        with self.lock:
            self.flush()
            with copy._connection.backup("main", self._connection, "main") as backup:
                while not backup.done:
                    backup.step(1000)
        return copy

    def close(self) -> None:
        """Write what is held back and close the database."""
        with self.lock:
            with contextlib.suppress(LogError):
                self.flush()
            self._connection.close()

    def _roll_back(self) -> None:
        with contextlib.suppress(apsw.Error):
            self._execute("rollback")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        stat = os.stat(path)  # noqa: PTH116  (for every commit, and three times as fast as the method)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _log_error(error: Exception) -> LogError:
    return LogError(f"The message database could not be written, so nothing was done: {error}.")
