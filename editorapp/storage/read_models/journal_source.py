"""Owns where the journals of a profile are and how a slice of one is read, without disturbing who writes it.

Does not know what becomes of the entries.

This process may have some of these journals open for writing. A file is therefore never opened here but through
the database: whoever else closes a file takes away all locks that the process has on it. A journal without a
log is read as one that stands still, so that nothing is made beside it; if it did not stand still, what was read
is thrown away (`MovedError`). The journal of a dead process is read as far as its log goes.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import apsw
import msgspec

from editorapp.bus.errors import LogError
from editorapp.bus.json_text import from_json
from editorapp.bus.message import Failure
from editorapp.session.entry import Entry
from editorapp.storage import schema
from editorapp.storage.errors import JournalError
from editorapp.storage.held_document import JOURNAL_NAME, DocumentRecord
from editorapp.storage.journal_entries import column, effects_in, payload_in
from editorapp.storage.profile import Profile

_APPLICATION_LOG: Final = "application.sqlite"
_LOCK: Final = "owner.lock"
_SETTLED: Final = 2_000_000
"""Microseconds after which a file system surely tells one time of modification from the next."""

_ROWS: Final = f"""
    select a.seq, a.name, {column("a.payload")}, a.time, a.source, coalesce(c.revision, f.revision),
           {column("c.effects")}, f.code, f.message, f.field
    from accepted a left join completed c on c.seq = a.seq left join failed f on f.seq = a.seq
    where a.seq > ? order by a.seq limit ?
"""
_LAST: Final = """
    select max(coalesce((select max(seq) from completed), 0), coalesce((select max(seq) from failed), 0))
"""


class JournalKind(StrEnum):
    """Whose journal it is: that of a document, or that of a window."""

    DOCUMENT = "document"
    WINDOW = "window"


class MovedError(Exception):
    """Somebody wrote to a journal that was taken for one that stands still, or has it for himself just now."""


@dataclass(frozen=True, slots=True)
class JournalFile:
    """A journal that there is.

    Attributes:
        name: its name among the journals of the profile.
        kind: whose it is.
        path: the database file.
        signature: another one after each change; empty where that cannot be told.
    """

    name: str
    kind: JournalKind
    path: Path
    signature: str

    @property
    def document(self) -> str:
        """The id of the document that it is of."""
        return self.path.parent.name


@dataclass(frozen=True, slots=True)
class Slice:
    """Entries of a journal that follow each other.

    Attributes:
        after: the number behind which they begin.
        reached: the number of the last one that has an outcome; `after` where there is none.
        entries: those that have an outcome, in order.
        more: whether there may be more.
    """

    after: int
    reached: int
    entries: list[Entry]
    more: bool


def journal_files(profile: Profile, now: int) -> list[JournalFile]:
    """Return the journals of a profile, those written last first.

    Args:
        profile: where they are.
        now: microseconds since 1970; a journal that was written just now has no signature.

    Raises:
        OSError: a folder cannot be read.
    """
    found = [
        _described(f"document/{folder.name}", JournalKind.DOCUMENT, folder / JOURNAL_NAME, now)
        for folder in _folders(profile.documents)
    ]
    for folder in (profile.state, *_folders(profile.state / "windows")):
        name = "window" if folder == profile.state else f"window/{folder.name}"
        found.append(_described(name, JournalKind.WINDOW, folder / _APPLICATION_LOG, now))
    there = sorted((pair for pair in found if pair is not None), key=lambda pair: -pair[0])
    return [file for _, file in there]


def _folders(folder: Path) -> list[Path]:
    with contextlib.suppress(FileNotFoundError):
        return [Path(entry.path) for entry in os.scandir(folder)]
    return []


def _described(name: str, kind: JournalKind, path: Path, now: int) -> tuple[int, JournalFile] | None:
    try:
        state = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    log_size, log_time = _log_state(path)
    written = max(state.st_mtime_ns, log_time)
    is_still = not (path.parent / _LOCK).exists() and written // 1000 < now - _SETTLED
    signature = f"{state.st_size} {state.st_mtime_ns} {log_size} {log_time}" if is_still else ""
    return written, JournalFile(name, kind, path, signature)


def _log_state(path: Path) -> tuple[int, int]:
    with contextlib.suppress(OSError):
        state = path.with_name(f"{path.name}-wal").stat()
        return state.st_size, state.st_mtime_ns
    return 0, 0


class JournalView:
    """A journal that is open to be read; use `viewed`."""

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        """Take the connection."""
        self._connection = connection
        self._path = path

    def mark(self, seq: int) -> str:
        """Return what tells an entry from another one of the same number; empty where there is none.

        Raises:
            JournalError: it is damaged.
        """
        rows = self._rows("select time, name, source, length(payload) from accepted where seq = ?", (seq,))
        return " ".join(map(str, rows[0])) if rows else ""

    def last(self) -> int:
        """Return the number of the last entry that has an outcome, 0 where there is none.

        Raises:
            JournalError: it is damaged.
        """
        return int(self._rows(_LAST)[0][0])

    def record(self) -> DocumentRecord | None:
        """Return what it keeps about its document, or None where it does not say.

        Raises:
            JournalError: it is damaged.
        """
        rows = self._rows("select value from meta where key = 'document'")
        try:
            return from_json(rows[0][0], DocumentRecord) if rows else None
        except msgspec.DecodeError:
            return None

    def slice(self, after: int, most: int) -> Slice:
        """Return the entries behind a number.

        An entry without an outcome is left for later, unless a later one has one: then its own was lost with
        the process, and will not come any more.

        Raises:
            JournalError: it is damaged.
        """
        found: list[Entry] = []
        reached = read = after
        while True:
            rows = self._rows(_ROWS, (read, most))
            for row in rows:
                if row[5] is not None:
                    found.append(_entry(row, self._path, self._connection))
                    reached = row[0]
            if found or len(rows) < most:
                return Slice(after, reached, found, len(rows) == most)
            read = rows[-1][0]

    def _rows(self, sql: str, bindings: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        # All at once: a query that is not read to its end would keep the writer from tidying its log.
        try:
            return self._connection.execute(sql, bindings).fetchall()
        except apsw.BusyError as error:
            raise MovedError from error  # whoever closes it tidies its log
        except (apsw.Error, UnicodeError) as error:
            raise JournalError(f"The journal {self._path} is damaged: {error}.") from error


@contextlib.contextmanager
def viewed(path: Path) -> Iterator[JournalView]:
    """Open a journal to be read.

    Raises:
        JournalError: it cannot be read, or is damaged.
        MovedError: at the end, if what was read may be wrong: somebody wrote to it. Try again.
    """
    try:
        before = path.stat()
        is_still = _log_state(path)[0] == 0
        connection = schema.connect(path, synced=False, read_only=True, is_still=is_still)
    except LogError as error:
        raise JournalError(error.message) from error
    except OSError as error:
        raise JournalError(f"The journal {path} cannot be read: {error.strerror or error}.") from error
    try:
        yield JournalView(connection, path)
    except JournalError:
        if is_still:
            _check_still(path, before)
        raise
    else:
        if is_still:
            _check_still(path, before)
    finally:
        connection.close()


def _check_still(path: Path, before: os.stat_result) -> None:
    try:
        after = path.stat()
    except OSError as error:
        raise MovedError from error
    if (after.st_ino, after.st_size, after.st_mtime_ns) != (
        before.st_ino,
        before.st_size,
        before.st_mtime_ns,
    ):
        raise MovedError


def _entry(row: tuple[Any, ...], path: Path, connection: apsw.Connection) -> Entry:
    seq, name, payload, time, source, revision, effects, code, message, field = row
    try:
        return Entry(
            seq,
            name,
            payload_in(payload, seq, connection),
            time,
            source,
            revision=revision,
            effects=effects_in(effects, seq, connection),
            failure=None if code is None else Failure(code, message, field),
        )
    except (apsw.Error, msgspec.DecodeError, UnicodeError, AttributeError) as error:
        raise JournalError(
            f"The journal {path} is damaged: command {seq} cannot be read: {error}."
        ) from error
