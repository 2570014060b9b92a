"""Owns the tables of a message database, and how it is made and opened.

Does not own what is written there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import apsw

from editorapp.storage.messages.errors import MessageDatabaseError

FORMAT: Final = 1
_APPLICATION_ID: Final = 0x45444D31  # "EDM1"
_PAGE_SIZE: Final = 1024
"""Bytes. A commit writes whole pages; with small ones it is more than twice as fast as with SQLite's usual 4096."""

_APPEND_ONLY: Final = {
    "accepted": "seq = new.seq or id = new.id",
    "completed": "seq = new.seq",
    "failed": "seq = new.seq",
    "quarantine": "number = new.number",
}
"""The tables that nothing is changed in, and which rows an insert would take the place of."""

_SCHEMA: Final = """
create table accepted (
    seq integer primary key, id text, name text not null, version integer not null, target text not null,
    payload text not null, time integer not null, source text not null, cause text);
create unique index accepted_id on accepted (id) where id is not null;
create table completed (
    seq integer primary key, target text not null, revision integer not null, events text not null);
create index completed_target on completed (target, seq);
create table failed (
    seq integer primary key, revision integer not null, code text not null, message text not null, field text,
    is_transient integer not null);
create table deaths (seq integer primary key, count integer not null);
create table quarantine (
    number integer primary key, seq integer not null, part integer not null, name text not null,
    version integer not null, raw blob not null, reason text not null, time integer not null,
    unique (seq, part));
create table jobs (
    number integer primary key, id text not null unique, kind text not null, name text not null,
    target text not null, lane text not null, message text not null, version integer not null,
    payload text not null, state text not null, priority integer not null, due integer not null,
    is_delayed integer not null, attempts integer not null, deaths integer not null, source text not null,
    cause text, failure text, done integer not null, total integer not null, note text not null,
    is_begun integer not null, is_cancelling integer not null, created integer not null,
    changed integer not null, forgiven integer not null default 0, is_ready integer not null default 0);
create index jobs_ready on jobs (priority desc, number) where is_ready;
create index jobs_suspect on jobs (number) where is_ready and deaths > 0;
create index jobs_lane on jobs (lane, number) where state = 'waiting' and not is_ready and not is_delayed;
create index jobs_busy on jobs (lane) where state = 'running' or is_ready;
create index jobs_delayed on jobs (due) where state = 'waiting' and is_delayed;
create index jobs_state on jobs (state, number);
create table managers (name text primary key, seq integer not null, advanced integer not null) without rowid;
create table processes (
    manager text not null, key text not null, state text not null, primary key (manager, key)) without rowid;
"""


def open_database(path: Path | None, *, synced: bool = False, read_only: bool = False) -> apsw.Connection:
    """Open a message database; it is made where there is none.

    Args:
        path: its file; None for one in memory.
        synced: whether every commit waits until the disk has it (power failure), not only the system.
        read_only: whether nothing may be written.

    Raises:
        MessageDatabaseError: it is none, is damaged, was written by a newer version, or cannot be used.
    """
    flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    try:
        connection = apsw.Connection(":memory:" if path is None else str(path), flags=flags)
    except apsw.Error as error:
        raise MessageDatabaseError(f"The message database {path} cannot be opened: {error}.") from error
    try:
        connection.set_busy_timeout(5000)
        _prepare(connection, path, synced=synced, read_only=read_only)
    except (apsw.Error, MessageDatabaseError) as error:
        connection.close()
        if isinstance(error, MessageDatabaseError):
            raise
        raise MessageDatabaseError(f"The message database {path} cannot be used: {error}.") from error
    return connection


def _prepare(connection: apsw.Connection, path: Path | None, *, synced: bool, read_only: bool) -> None:
    if not read_only:
        connection.pragma("page_size", _PAGE_SIZE)
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "full" if synced else "normal")
        # Two processes may open a new database at once; one of them makes it.
        connection.execute("begin immediate")
        if not next(iter(connection.execute("select count(*) from sqlite_master")))[0]:
            _create_tables(connection)
        connection.execute("commit")
        if path is not None and path.stat().st_mode & 0o077:
            path.chmod(0o600)
    if connection.pragma("application_id") != _APPLICATION_ID:
        raise MessageDatabaseError(f"{path} is not a message database of this program.")
    version = connection.pragma("user_version")
    if not isinstance(version, int) or version > FORMAT:
        raise MessageDatabaseError(f"{path} was written by a newer version of the program ({version}).")


def _create_tables(connection: apsw.Connection) -> None:
    """Make the tables in an empty database, within the transaction of the caller."""
    connection.execute(_SCHEMA)
    for table, replaced in _APPEND_ONLY.items():
        # `insert or replace` deletes without asking the triggers of deletion.
        replaces = f"when exists (select 1 from {table} where {replaced})"
        for verb, condition in (("update", ""), ("delete", ""), ("insert", replaces)):
            connection.execute(
                f"create trigger {table}_{verb} before {verb} on {table} {condition}"
                f" begin select raise(abort, '{table} is append-only'); end"
            )
    connection.pragma("application_id", _APPLICATION_ID)
    connection.pragma("user_version", FORMAT)
