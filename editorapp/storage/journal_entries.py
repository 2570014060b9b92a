"""Owns how entries and effects are read from the rows of a journal.

Does not write them, nor know connections. What is long is read as bytes: to make text of them, only to make bytes
of that again, would hold up every other thread.
"""

from __future__ import annotations

from typing import Any, Final

from editorapp.bus.json_text import from_json
from editorapp.bus.message import Failure
from editorapp.session.effects_reading import effects_of
from editorapp.session.entry import Effects, Entry

_SHORT: Final = 1 << 16
"""Bytes."""


def column(name: str) -> str:
    """Return SQL for a column that may hold a long text, which is bytes where it is long."""
    return f"case when octet_length({name}) <= {_SHORT} then {name} else cast({name} as blob) end"


ENTRIES: Final = f"""
    select a.seq, a.name, {column("a.payload")}, a.time, a.source, a.id, a.version,
           coalesce(c.revision, f.revision), {column("c.effects")}, f.code, f.message, f.field
    from accepted a left join completed c on c.seq = a.seq left join failed f on f.seq = a.seq
"""
EFFECTS: Final = """
    select a.seq, a.name, case when octet_length(c.effects) <= ? then c.effects end
    from accepted a join completed c on c.seq = a.seq where a.seq >= ? and c.effects is not null order by a.seq
"""


def effects_in(value: str | bytes | None) -> Effects | None:
    """Return the effects that such a column holds.

    Raises:
        msgspec.DecodeError: they are damaged.
    """
    if value is None:
        return None
    return effects_of(value) if isinstance(value, bytes) else from_json(value, Effects)


def entry_of(row: tuple[Any, ...]) -> Entry:
    """Return the entry of a row of `ENTRIES`.

    Raises:
        msgspec.DecodeError: it is damaged.
    """
    seq, name, payload, time, source, command_id, version, revision, effects, code, message, field = row
    return Entry(
        seq,
        name,
        payload if isinstance(payload, bytes) else payload.encode(),
        time,
        source,
        command_id,
        version,
        revision,
        effects_in(effects),
        None if code is None else Failure(code, message, field),
    )
