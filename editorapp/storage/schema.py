"""Owns the schema of a journal's database and how a connection to it is set up.

Does not own what the rows mean.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import apsw

from editorapp.bus.errors import LogError
from editorapp.storage.errors import JournalError

FORMAT: Final = 1
_APPLICATION_ID: Final = 0x45444A31  # "EDJ1"
_PAGE_SIZE: Final = 1024
"""Bytes. A commit writes whole pages; small ones make it more than twice as fast as SQLite's usual 4096."""

_CHECKPOINT_PAGES: Final = 32_768
"""The write-ahead log is moved into the database when it has this many pages (32 MiB)."""

_SCHEMA: Final = """
create table meta (key text primary key, value text not null) without rowid;
create table sessions (
    number integer primary key, process text not null, first_seq integer not null,
    started integer not null, ended integer);
create table accepted (
    seq integer primary key, id text, name text not null, version integer not null, payload text not null,
    time integer not null, source text not null, cause text);
create unique index accepted_id on accepted (id) where id is not null;
create index accepted_saves on accepted (seq) where name in ('document.mark_saved', 'document.reload');
create table completed (seq integer primary key, revision integer not null, effects text);
create table failed (
    seq integer primary key, revision integer not null, code text not null, message text not null, field text);
"""


def _append_only(table: str) -> str:
    return "".join(
        f"create trigger {table}_{verb} before {verb} on {table}"
        f" begin select raise(abort, '{table} is append-only'); end;"
        for verb in ("update", "delete")
    )


def connect(path: Path, *, synced: bool, read_only: bool) -> apsw.Connection:
    """Open a journal's database, making it if it is not there and may be written.

    Raises:
        JournalError: the file is no journal, is damaged, or was written by a newer version.
        LogError: it cannot be made, for instance because the disk is full.
    """
    is_new = not path.exists() or path.stat().st_size == 0
    if read_only and is_new:
        raise JournalError(f"The journal {path} is empty.")
    flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    try:
        connection = apsw.Connection(str(path), flags=flags)
    except apsw.Error as error:
        raise LogError(f"The journal {path} cannot be opened: {error}.") from error
    try:
        connection.set_busy_timeout(5000)
        if is_new:
            _create(connection)
        if not read_only:
            connection.pragma("journal_mode", "wal")
            connection.pragma("synchronous", "full" if synced else "normal")
            connection.wal_autocheckpoint(_CHECKPOINT_PAGES)
        _check(connection, path)
    except apsw.FullError as error:
        connection.close()
        raise LogError(f"The journal {path} cannot be made: {error}.") from error
    except (apsw.NotADBError, apsw.CorruptError, apsw.SQLError) as error:
        connection.close()
        raise JournalError(f"The journal {path} is damaged: {error}.") from error
    except apsw.Error as error:
        connection.close()
        raise LogError(f"The journal {path} cannot be used: {error}.") from error
    except JournalError:
        connection.close()
        raise
    return connection


def _create(connection: apsw.Connection) -> None:
    connection.pragma("page_size", _PAGE_SIZE)
    connection.pragma("journal_mode", "wal")
    with connection:
        connection.execute(_SCHEMA)
        for table in ("accepted", "completed", "failed"):
            connection.execute(_append_only(table))
        connection.pragma("application_id", _APPLICATION_ID)
        connection.pragma("user_version", FORMAT)


def _check(connection: apsw.Connection, path: Path) -> None:
    if connection.pragma("application_id") != _APPLICATION_ID:
        raise JournalError(f"{path} is not a journal of this program.")
    version = connection.pragma("user_version")
    if not isinstance(version, int) or version > FORMAT:
        raise JournalError(f"The journal {path} was written by a newer version of the program ({version}).")
