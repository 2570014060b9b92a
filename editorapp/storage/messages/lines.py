"""Owns the readable form of a message database, lines of JSON, and the way back to an equal one.

Does not own the journals of documents. Secrets stay sealed in the lines.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from editorapp.bus.errors import LogError
from editorapp.bus.json_text import to_json
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.errors import MessageDatabaseError
from editorapp.storage.messages.schema import FORMAT

_TABLES: Final = ("accepted", "completed", "failed", "deaths", "quarantine", "jobs", "managers", "processes")
_AS_JSON: Final = frozenset({"payload", "events", "failure"})
"""Columns that hold JSON themselves; in the lines they are written out, so that a person can read them."""


def export_lines(database: MessageDatabase) -> Iterator[str]:
    """Yield a message database as lines of JSON, without their line breaks, in the order of its tables' keys."""
    yield to_json({"messages": FORMAT})
    for table in _TABLES:
        columns = _columns(database, table)
        for row in database.scan(f"select * from {table} order by 1, 2"):
            yield _line(table, dict(zip(columns, row, strict=True)))


def import_lines(lines: Iterable[str], path: Path) -> None:
    """Make a message database of exported lines; exported again, it gives the same lines.

    Args:
        lines: the lines.
        path: the database to make; nothing may be there.

    Raises:
        MessageDatabaseError: the lines are no export of this or an older version, or something is there.
    """
    if path.exists():
        raise MessageDatabaseError(f"{path} is there already; nothing was imported.")
    database = MessageDatabase(path)
    try:
        _fill(database, iter(lines))
    except (ValueError, KeyError, TypeError, AttributeError, LogError) as error:
        database.close()
        path.unlink()
        raise MessageDatabaseError(f"The lines could not be imported: {error}.") from error
    database.close()


def _fill(database: MessageDatabase, lines: Iterator[str]) -> None:
    head = json.loads(next(lines, "{}"))
    if head.get("messages") not in range(1, FORMAT + 1):
        raise ValueError("the first line does not name a known format")
    with database.transaction() as execute:
        for line in lines:
            ((table, row),) = json.loads(line).items()
            if table not in _TABLES:
                raise ValueError(f"there is no table {table!r}")
            columns = [column for column in row if column.isidentifier()]
            marks = ", ".join("?" * len(columns))
            sql = f"insert into {table} ({', '.join(columns)}) values ({marks})"
            execute(sql, tuple(_stored(table, column, row[column]) for column in columns))


def _columns(database: MessageDatabase, table: str) -> list[str]:
    return [name for (name,) in database.rows("select name from pragma_table_info(?)", (table,))]


def _holds_json(table: str, column: str) -> bool:
    return column in _AS_JSON or (table == "processes" and column == "state")


def _line(table: str, row: dict[str, Any]) -> str:
    shown = {
        column: json.loads(value)
        if _holds_json(table, column) and value is not None
        else {"base64": base64.b64encode(value).decode()}
        if isinstance(value, bytes)
        else value
        for column, value in row.items()
    }
    return to_json({table: shown})


def _stored(table: str, column: str, value: Any) -> Any:
    if _holds_json(table, column) and value is not None:
        return to_json(value)
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    return value
