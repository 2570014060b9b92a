"""Owns how entries and effects are read from the rows of a journal.

Does not write them. What is long is read in parts, as bytes: to copy it in one go, and to make text of it, would
hold up every other thread.
"""

from __future__ import annotations

from typing import Any, Final

import apsw

from editorapp.bus.json_text import from_json
from editorapp.bus.message import Failure
from editorapp.session.effects_reading import effects_of
from editorapp.session.entry import Effects, Entry

_SHORT: Final = 1 << 16
_PART: Final = 1 << 18
"""Bytes."""


def column(name: str) -> str:
    """Return SQL for a column that may hold a long text, of which it gives the length only; see `payload_in`."""
    return f"case when octet_length({name}) <= {_SHORT} then {name} else octet_length({name}) end"


def payload_in(value: str | int, seq: int, connection: apsw.Connection) -> bytes:
    """Return the arguments that such a column holds, in the row of a command of a number.

    Raises:
        UnicodeError: they are damaged.
        apsw.Error: they cannot be read.
    """
    return _read(connection, "accepted", "payload", seq) if isinstance(value, int) else value.encode()


def _read(connection: apsw.Connection, table: str, column: str, seq: int) -> bytes:
    with connection.blob_open("main", table, column, seq, False) as blob:
        parts = []
        while part := blob.read(_PART):
            parts.append(part)
    return b"".join(parts)


ENTRIES: Final = f"""
    select a.seq, a.name, {column("a.payload")}, a.time, a.source, a.id, a.version,
           coalesce(c.revision, f.revision), {column("c.effects")}, f.code, f.message, f.field
    from accepted a left join completed c on c.seq = a.seq left join failed f on f.seq = a.seq
"""
EFFECTS: Final = """
    select a.seq, a.name, case when octet_length(c.effects) <= ? then c.effects end
    from accepted a join completed c on c.seq = a.seq where a.seq >= ? and c.effects is not null order by a.seq
"""


def effects_in(value: str | int | None, seq: int, connection: apsw.Connection) -> Effects | None:
    """Return the effects that such a column holds, in the row of a command of a number.

    Raises:
        msgspec.DecodeError: they are damaged.
        apsw.Error: they cannot be read.
    """
    if value is None:
        return None
    if isinstance(value, int):
        return effects_of(_read(connection, "completed", "effects", seq))
    return from_json(value, Effects)


def entry_of(row: tuple[Any, ...], connection: apsw.Connection) -> Entry:
    """Return the entry of a row of `ENTRIES`.

    Raises:
        msgspec.DecodeError: it is damaged.
        apsw.Error: it cannot be read.
    """
    seq, name, payload, time, source, command_id, version, revision, effects, code, message, field = row
    return Entry(
        seq,
        name,
        payload_in(payload, seq, connection),
        time,
        source,
        command_id,
        version,
        revision,
        effects_in(effects, seq, connection),
        None if code is None else Failure(code, message, field),
    )
