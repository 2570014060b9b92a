"""Owns looking at the database of read models from outside the process that keeps them up to date.

Does not own what is in it: see `read_models.py`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import apsw

from editorapp.storage.messages.errors import MessageDatabaseError

_OUTDATED: Final = -1
"""A version that no read model has. Its process drops the rows of such a one and makes them again."""


def positions(path: Path) -> list[tuple[str, int, int, int]]:
    """Return name, position, last advance (microseconds since 1970) and number of rows of each read model.

    Raises:
        MessageDatabaseError: they cannot be read.
    """
    sql = (
        "select name, seq, advanced, (select count(*) from rows where model = name) from models order by name"
    )
    if not path.is_file():
        return []
    with _opened(path, apsw.SQLITE_OPEN_READONLY) as connection:
        return [(str(name), int(seq), int(at), int(rows)) for name, seq, at, rows in connection.execute(sql)]


def outdate(path: Path, name: str) -> bool:
    """Mark a read model to be built anew; return whether there is such a one.

    Raises:
        MessageDatabaseError: the database cannot be written.
    """
    if not path.is_file():
        return False
    with _opened(path, apsw.SQLITE_OPEN_READWRITE) as connection:
        connection.execute("update models set version = ? where name = ?", (_OUTDATED, name))
        return connection.changes() > 0


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[apsw.Connection]:
    try:
        with contextlib.closing(apsw.Connection(str(path), flags=flags)) as connection:
            connection.set_busy_timeout(2000)
            yield connection
    except apsw.Error as error:
        raise MessageDatabaseError(f"The read models {path} cannot be used: {error}.") from error
