"""Owns `SqliteJournal`: the journal of one document (or of the application) in a SQLite database, and its writing.

Does not know what commands do; it records them and their outcomes. What can be asked of it is in `stored_journal.py`.

One transaction is committed for each command: it writes the outcome of the command before and the acceptance
of this one, before this one runs. An outcome that is lost with the process is not missed: its command was
accepted, commands are deterministic, so recovery runs it again and gets the same.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

import apsw

from editorapp.bus.errors import LogError
from editorapp.bus.json_text import from_json, to_json
from editorapp.bus.message import Command, Failure, Outcome
from editorapp.session.json_parts import JsonParts
from editorapp.session.recording import Stop, WrittenCommand
from editorapp.storage import schema
from editorapp.storage.errors import JournalError
from editorapp.storage.journal_rows import Row, is_long, write, write_long
from editorapp.storage.stored_journal import StoredJournal

_ACCEPT: Final = """
    insert into accepted (seq, id, name, version, time, source, cause, payload) values (?, ?, ?, ?, ?, ?, ?, ?)
"""
_COMPLETE: Final = "insert into completed (seq, revision, effects) values (?, ?, ?)"
_FAIL: Final = "insert into failed (seq, revision, code, message, field) values (?, ?, ?, ?, ?)"
_FORGOTTEN: Final = "forgotten"
"""The note with the numbers, first and last, of commands whose ids may come again."""


class SqliteJournal(StoredJournal):
    """A journal that is open for writing by its one owner, or for reading by anybody."""

    def __init__(
        self, path: Path, *, synced: bool = False, read_only: bool = False, checkpoints: bool = True
    ) -> None:
        """Open a journal that is there; `create` makes one.

        Args:
            path: the database file.
            synced: whether every commit waits until the disk has it (power failure), not only the system.
            read_only: whether nothing may be written.
            checkpoints: whether a commit that finds the log large moves it into the database itself.

        Raises:
            JournalError: the file is no journal, is damaged, or was written by a newer version.
            LogError: it cannot be used, for instance because the disk is full.
        """
        connection = schema.connect(path, synced=synced, read_only=read_only, checkpoints=checkpoints)
        super().__init__(path, connection)
        self._execute = self._connection.cursor().execute
        self._outcomes: list[Row] = []
        self._holds_long = False
        self._synced = synced
        # Held while another thread writes outcomes; who reads waits for them, who accepts a command does not.
        self._apart = threading.RLock()
        # Held while the outcomes that are held back change.
        self._turn = threading.Lock()
        try:
            self._seq = cast("int", self.value("select coalesce(max(seq), 0) from accepted"))
            self._uses_ids = bool(self.value("select exists (select 1 from accepted where id is not null)"))
            self._forgotten: list[tuple[int, int]] = [tuple(pair) for pair in self.meta(_FORGOTTEN) or ()]
        except (JournalError, TypeError) as error:
            self._connection.close()
            raise JournalError(f"The journal {path} is damaged: {error}.") from error

    @classmethod
    def create(
        cls, path: Path, meta: Mapping[str, Any], *, synced: bool = False, checkpoints: bool = True
    ) -> SqliteJournal:
        """Make a journal with its first notes and open it.

        Args:
            path: the database file; nothing may be there.
            meta: plain data by key.
            synced: as for opening.
            checkpoints: as for opening.

        Raises:
            LogError: it cannot be made, for instance because the disk is full.
        """
        schema.create(path, {key: to_json(value) for key, value in meta.items()}, synced=synced)
        return cls(path, synced=synced, checkpoints=checkpoints)

    @property
    def last_seq(self) -> int:
        """The number of the last accepted command, 0 where there is none."""
        return self._seq

    def accept(self, command: Command) -> int:
        """Record a command before it runs; return its number, from 1.

        Raises:
            LogError: it could not be recorded.
        """
        seq = self._seq + 1
        self._commit(_acceptance(seq, command, to_json(command.payload)))
        self._seq = seq
        if command.id is not None:
            self._uses_ids = True
        return seq

    def complete(self, seq: int, revision: int, effects: Any) -> None:
        """Record what a command did; it is written with the next command, by `flush`, or by `write_apart`."""
        text = effects  # In parts it is so long that it is made one text only where it is written.
        if effects is not None and type(effects) is not JsonParts:
            text = to_json(effects)
        with self._turn:
            self._outcomes.append((_COMPLETE, (seq, revision, text)))
            if text is effects and text is not None:
                self._holds_long = True

    def fail(self, seq: int, revision: int, failure: Failure) -> None:
        """Record why a command failed; it is written with the next command, or by `flush`."""
        field = None if failure.field is None else _writable(failure.field)
        row = (seq, revision, failure.code, _writable(failure.message), field)
        with self._turn:
            self._outcomes.append((_FAIL, row))

    def flush(self, *, waits: bool = True) -> None:
        """Write outcomes that are still held back.

        Args:
            waits: whether it waits for those that another thread is writing; if not, and there are such, nothing
                is done.

        Raises:
            LogError: they could not be written; they are kept for the next try.
        """
        if not self._apart.acquire(blocking=waits):
            return
        try:
            if self._outcomes and (waits or not self.holds_large):
                self._commit(None)
        finally:
            self._apart.release()

    @property
    def holds_large(self) -> bool:
        """Whether a large outcome is held back, so that `write_apart` is worth a thread."""
        return self._holds_long

    def write_apart(self, last: tuple[Row, ...] = (), stop: Stop | None = None) -> None:
        """Write outcomes that are held back, while the journal's own thread goes on; to be called in another one.

        Args:
            last: what is written with them.
            stop: ends it; until it is committed, nothing of it is in the journal then.

        Raises:
            LogError: they could not be written; what was held back is kept for the next try.
            StoppedError: it was ended.
        """
        stop = stop or Stop()
        with self._apart:
            with self._turn:
                taken, self._outcomes, self._holds_long = self._outcomes, [], False
            try:
                connection = schema.connect(
                    self.path, synced=self._synced, read_only=False, checkpoints=False
                )
                try:
                    with stop.interrupting(connection.interrupt):
                        write_long(connection, [*taken, *last], stop)
                finally:
                    connection.close()
            except BaseException as error:
                with self._turn:
                    self._outcomes = taken + self._outcomes
                    self._holds_long = any(map(is_long, self._outcomes))
                stop.check()  # The database only knows that it was interrupted.
                if isinstance(error, (apsw.Error, JournalError, LogError, OSError)):
                    raise LogError(f"The journal could not be written: {error}.") from error
                raise

    def record(self, written: WrittenCommand, stop: Stop) -> None:
        """Record a command with its outcome before it is done; to be called in another thread.

        No other command may be accepted before `recorded`, or before this has failed.

        Args:
            written: the command.
            stop: ends it, as for `write_apart`.

        Raises:
            LogError: it could not be recorded.
            StoppedError: it was ended, and is not recorded.
        """
        accepted = _acceptance(written.seq, written.command, written.payload)
        self.write_apart((accepted, (_COMPLETE, (written.seq, written.revision, written.effects))), stop)

    def recorded(self, written: WrittenCommand) -> None:
        """Go on behind a command that another thread has recorded."""
        self._seq = written.seq
        if written.command.id is not None:
            self._uses_ids = True

    def begun(self) -> SqliteJournal:
        """Return this: it has begun."""
        return self

    def _commit(self, last: Row | None) -> None:
        with self._turn:
            rows = self._outcomes if last is None else [*self._outcomes, last]
            try:
                if self._holds_long:
                    write_long(self._connection, rows, Stop())
                else:
                    write(self._execute, rows)
            except (apsw.Error, UnicodeEncodeError) as error:
                with contextlib.suppress(apsw.Error):
                    self._execute("rollback")
                raise LogError(f"The journal could not be written, so nothing was done: {error}.") from error
            self._outcomes.clear()
            self._holds_long = False

    def begin_session(self, process: str, time: int, first: int | None = None) -> None:
        """Note that a process opens the document.

        Args:
            process: the process.
            time: when it does, in microseconds since 1970.
            first: the number of the first command that it runs; the next one, unless it runs again what a
                dead process has not finished.
        """
        self._write(
            "insert into sessions (process, first_seq, started) values (?, ?, ?)",
            (process, self._seq + 1 if first is None else first, time),
        )

    def end_session(self, time: int) -> None:
        """Note that the document was closed in order, at a time in microseconds since 1970."""
        self.flush()
        self._write(
            "update sessions set ended = ? where number = (select max(number) from sessions)", (time,)
        )

    def forget_ids(self, first: int) -> None:
        """Note that the commands from a number on were taken back, so that their ids may come again."""
        if first <= self._seq:
            self._forgotten.append((first, self._seq))
            self.set_meta(_FORGOTTEN, self._forgotten)

    def set_meta(self, key: str, value: Any) -> None:
        """Keep a value, plain data, under a key."""
        self._write("insert or replace into meta (key, value) values (?, ?)", (key, to_json(value)))

    def _write(self, sql: str, row: tuple[Any, ...]) -> None:
        try:
            self._execute(sql, row)
        except apsw.Error as error:
            raise LogError(f"The journal could not be written: {error}.") from error

    def close(self) -> None:
        """Close the database; what is held back is written first."""
        with contextlib.suppress(LogError):
            self.flush()
        self._connection.close()

    def find(self, command_id: str) -> tuple[Command, Outcome] | None:
        """Return the command accepted under an id, its payload as a dict, and its outcome; or None.

        Raises:
            LogError: the journal cannot be read.
        """
        if not self._uses_ids:
            return None
        try:
            return self._found(command_id)
        except JournalError as error:
            raise LogError(f"{error} Nothing was done.") from error

    def _found(self, command_id: str) -> tuple[Command, Outcome] | None:
        if _writable(command_id) != command_id:
            return None
        seq = cast("int | None", self.value("select max(seq) from accepted where id = ?", (command_id,)))
        if seq is None or any(first <= seq <= last for first, last in self._forgotten):
            return None
        entry = next(self.entries(seq))
        status = "failed" if entry.failure else "completed"
        outcome = Outcome(entry.seq, status, entry.revision or 0, entry.id, entry.failure)  # type: ignore[arg-type]
        payload = from_json(entry.payload, dict)
        return Command(entry.name, payload, "", entry.time, entry.source, entry.id), outcome

    @contextlib.contextmanager
    def apart(self) -> Iterator[SqliteJournal]:
        """Open it to be read in another thread, with all that is recorded by now.

        Raises:
            LogError: it cannot be used.
            JournalError: it is damaged.
        """
        if self._outcomes:
            self.write_apart()
        other = SqliteJournal(self.path, read_only=True)
        try:
            yield other
        finally:
            other.close()


def _acceptance(seq: int, command: Command, payload: str | JsonParts) -> Row:
    return _ACCEPT, (
        seq,
        command.id,
        command.name,
        command.version,
        command.time,
        command.source,
        command.cause,
        payload,
    )


def _writable(text: str) -> str:
    """Return a text that UTF-8 can hold: a message about bytes that are no valid text shows them escaped."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
