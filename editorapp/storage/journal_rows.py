"""Owns how rows come into a journal: in one transaction, and very long texts in parts.

Does not know what the rows mean, nor when they are written.

A text that is handed over in one go is copied while every other thread waits. In parts, which are put together
by the database itself, none of them waits longer than for one part.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import apsw

from editorapp.session.json_parts import JsonParts
from editorapp.session.recording import Stop
from editorapp.text.pause import Pause

Row = tuple[str, tuple[Any, ...]]
"""What is inserted, and the values; where the last one is `JsonParts`, it becomes one text."""

_PART: Final = 1 << 18
"""Bytes."""

_JOINED: Final = """(select group_concat(part, '') from (
    select cast(part as text) as part from temp.part where text = ? order by number)))"""
_PARTS: Final = "create table if not exists temp.part (number integer primary key, text integer, part blob)"


def is_long(row: Row) -> bool:
    """Tell whether a row holds a text in parts."""
    return type(row[1][-1]) is JsonParts


def write(execute: Callable[..., Any], rows: Iterable[Row]) -> None:
    """Insert short rows, all or none; who calls this rolls back where it fails.

    Args:
        execute: runs SQL.
        rows: the rows.

    Raises:
        apsw.Error: they could not be written.
    """
    execute("begin immediate")
    for sql, values in rows:
        execute(sql, values)
    execute("commit")


def write_long(connection: apsw.Connection, rows: Sequence[Row], stop: Stop) -> None:
    """Insert rows of any size, all or none.

    Args:
        connection: the database.
        rows: the rows.
        stop: ends the work with nothing written.

    Raises:
        apsw.Error: they could not be written, or it was interrupted.
        StoppedError: it was ended.
    """
    execute = connection.cursor().execute
    try:
        ready = _laid_ready(connection, rows, stop.check)
        execute("begin immediate")
        for sql, values in ready:
            stop.check()
            execute(sql, values)
        stop.seal()
        execute("commit")
    except BaseException:
        with contextlib.suppress(apsw.Error):
            execute("rollback")
        raise
    finally:
        with contextlib.suppress(apsw.Error):
            execute("drop table if exists temp.part")


def _laid_ready(connection: apsw.Connection, rows: Sequence[Row], check: Pause) -> list[Row]:
    """Put long texts in parts where only this connection sees them, so that the rows need just refer to them."""
    execute = connection.cursor().execute
    connection.pragma("temp_store", "memory")
    execute(_PARTS)
    execute("begin")
    ready: list[Row] = []
    for index, row in enumerate(rows):
        if not is_long(row):
            ready.append(row)
            continue
        sql, values = row
        for part in _even(values[-1]):
            execute("insert into temp.part (text, part) values (?, ?)", (index, part))
            check()
        ready.append((sql[: sql.rindex("?")] + _JOINED, (*values[:-1], index)))
    execute("commit")
    return ready


def _even(parts: Iterable[bytes]) -> Iterable[bytes]:
    """Yield parts of about the same size."""
    gathered: list[bytes] = []
    size = 0
    for part in parts:
        gathered.append(part)
        size += len(part)
        if size >= _PART:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)
