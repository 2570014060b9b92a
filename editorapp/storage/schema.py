"""Owns the schema of a journal's database and how a connection to it is set up.

Does not own what the rows mean.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import apsw

from editorapp.bus.errors import LogError
from editorapp.storage.errors import JournalError

FORMAT: Final = 1
_APPLICATION_ID: Final = 0x45444A31  # "EDJ1"
_PAGE_SIZE: Final = 1024
"""Bytes. A commit writes whole pages; small ones make it more than twice as fast as SQLite's usual 4096."""

_NUMBER_OF_PAGES: Final = 28
"""Where in its header SQLite notes how many pages a database has."""

_KINDS_OF_PAGES: Final = (b"\x02", b"\x05", b"\x0a", b"\x0d")
"""How a page of a table begins."""

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
create index accepted_id on accepted (id) where id is not null;
create index accepted_saves on accepted (seq) where name in
    ('document.mark_saved', 'document.reload', 'document.merge');
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


def connect(
    path: Path, *, synced: bool, read_only: bool, checkpoints: bool = True, is_still: bool = False
) -> apsw.Connection:
    """Open the database of a journal that `create` has made.

    Args:
        path: the database file.
        synced: whether every commit waits until the disk has it.
        read_only: whether nothing may be written.
        checkpoints: whether a commit that finds the log large moves it into the database, which waits for
            the disk; if not, somebody has to call `checkpoint`.
        is_still: whether it is only read, has no log, and nobody writes: then no lock is taken and no file
            made. Who writes all the same makes what is read here worthless, so the caller must look for that.

    Raises:
        JournalError: the file is no journal, is damaged, or was written by a newer version.
        LogError: it cannot be used, for instance because the disk is full.
    """
    if path.stat().st_size < _PAGE_SIZE:
        # SQLite would take a file without a whole header for a new database, and tidy its log away.
        raise JournalError(f"The journal {path} is damaged: it is cut off.")
    flags = apsw.SQLITE_OPEN_READONLY if read_only or is_still else apsw.SQLITE_OPEN_READWRITE
    name = f"{path.absolute().as_uri()}?immutable=1" if is_still else str(path)
    try:
        connection = apsw.Connection(name, flags=flags | (apsw.SQLITE_OPEN_URI if is_still else 0))
    except apsw.Error as error:
        raise LogError(f"The journal {path} cannot be opened: {error}.") from error
    try:
        connection.set_busy_timeout(5000)
        if not read_only and not is_still:
            connection.pragma("journal_mode", "wal")
            connection.pragma("synchronous", "full" if synced else "normal")
            connection.wal_autocheckpoint(_CHECKPOINT_PAGES if checkpoints else 0)
        _check(connection, path)
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


def checkpoint(path: Path, time: int) -> None:
    """Move the log of a journal into its database, and wait for the disk; may be called from any thread.

    The note at the end begins the log anew. The writer would wait for the disk if that were left to it.

    Args:
        path: the database file, which the writer may have open.
        time: the time of day in microseconds since 1970.
    """
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        connection.set_busy_timeout(1000)
        connection.wal_autocheckpoint(0)
        connection.pragma("synchronous", "full")
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        connection.execute("insert or replace into meta (key, value) values ('checkpoint', ?)", (str(time),))
    except (apsw.BusyError, apsw.FullError, apsw.IOError):
        # It is tried again with the next sync; until then the log only grows.
        return
    finally:
        connection.close()


def create(path: Path, meta: Mapping[str, str], *, synced: bool) -> None:
    """Make a journal without commands; it is there whole, with its first notes, or not at all.

    Args:
        path: the database file; nothing may be there.
        meta: the first notes, as JSON.
        synced: whether to wait until the disk has it.

    Raises:
        LogError: it cannot be made, for instance because the disk is full.
    """
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        connection = apsw.Connection(str(unfinished))
        try:
            connection.pragma("page_size", _PAGE_SIZE)
            connection.pragma("journal_mode", "memory")
            connection.pragma("synchronous", "full" if synced else "off")
            with connection:
                connection.execute(_SCHEMA)
                for table in ("accepted", "completed", "failed"):
                    connection.execute(_append_only(table))
                connection.executemany("insert into meta values (?, ?)", list(meta.items()))
                connection.pragma("application_id", _APPLICATION_ID)
                connection.pragma("user_version", FORMAT)
            connection.pragma("journal_mode", "wal")
        finally:
            connection.close()
        unfinished.chmod(0o600)
        unfinished.replace(path)
    except (apsw.Error, OSError) as error:
        unfinished.unlink(missing_ok=True)
        raise LogError(f"The journal could not be begun, so nothing was done: {error}.") from error


def restore(path: Path) -> None:
    """Give a damaged database, or what is left of one, the schema back, which is the same in all journals.

    What its log holds counts as before, so that nothing but the first notes may be missing afterwards.

    Args:
        path: the database file, which need not be there; a copy, with a copy of its log beside it.

    Raises:
        LogError: it cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="editorapp-") as temporary:
        whole = Path(temporary) / path.name
        create(whole, {}, synced=False)
        pages = whole.read_bytes()
        connection = apsw.Connection(str(whole), flags=apsw.SQLITE_OPEN_READONLY)
        own = {
            page for (page,) in connection.execute("select rootpage from sqlite_schema where rootpage > 0")
        }
        connection.close()
    try:
        path.touch()
        with path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            for page, start in enumerate(range(0, len(pages), _PAGE_SIZE), 1):
                file.seek(start)
                is_whole = start + _PAGE_SIZE <= size and file.read(1) in _KINDS_OF_PAGES
                if page not in own or not is_whole:
                    file.seek(start)
                    file.write(pages[start : start + _PAGE_SIZE])
            size = file.seek(0, os.SEEK_END)
            file.seek(_NUMBER_OF_PAGES)
            file.write((size // _PAGE_SIZE).to_bytes(4, "big"))
    except OSError as error:
        raise LogError(f"The journal {path} cannot be written: {error}.") from error


def _check(connection: apsw.Connection, path: Path) -> None:
    if connection.pragma("application_id") != _APPLICATION_ID:
        raise JournalError(f"{path} is not a journal of this program.")
    version = connection.pragma("user_version")
    if not isinstance(version, int) or version > FORMAT:
        raise JournalError(f"The journal {path} was written by a newer version of the program ({version}).")
