"""Owns the readable form of a journal, lines of JSON: for looking at it, sending it, and keeping it as a fixture.

Does not own the journal's database.

The first line says what the journal is of. Then come the snapshots with their texts, the sessions, and every
command in order with what became of it. A journal that is made of such lines is equal to the one they came
from: it gives the same lines again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import apsw
import msgspec

from editorapp.bus.errors import LogError
from editorapp.bus.json_text import to_json
from editorapp.session.entry import SelectionRecord, Snapshot
from editorapp.storage import schema
from editorapp.storage.errors import JournalError
from editorapp.storage.held_document import JOURNAL_NAME
from editorapp.storage.journal import SqliteJournal
from editorapp.storage.snapshot_file import SnapshotFolder
from editorapp.text.buffer import Buffer

_TABLES: Final = {
    "session": ("sessions", ("number", "process", "first_seq", "started", "ended")),
    "accepted": ("accepted", ("seq", "id", "name", "version", "payload", "time", "source", "cause")),
    "completed": ("completed", ("seq", "revision", "effects")),
    "failed": ("failed", ("seq", "revision", "code", "message", "field")),
}
_AS_JSON: Final = {"payload", "effects"}
"""Columns that hold JSON themselves; in the lines they are written out."""


def export_lines(journal: SqliteJournal) -> Iterator[str]:
    """Yield a journal as lines of JSON, without their line breaks.

    Raises:
        JournalError: it is damaged.
    """
    journal.flush()
    try:
        notes = dict(journal.rows("select key, value from meta order by key"))
        yield _line(
            {"journal": schema.FORMAT, "notes": {key: json.loads(value) for key, value in notes.items()}}
        )
        for snapshot in SnapshotFolder(journal.path.parent).all():
            yield _line({"snapshot": _plain_snapshot(snapshot)})
        for row in journal.rows(
            "select number, process, first_seq, started, ended from sessions order by number"
        ):
            yield _line({"session": _plain_row("session", row)})
        yield from entry_lines(journal, 1)
    except ValueError as error:
        raise JournalError(f"The journal {journal.path} is damaged: {error}.") from error


def entry_lines(journal: SqliteJournal, first: int) -> Iterator[str]:
    """Yield the commands of a journal from a number on, with what became of them, as lines of JSON."""
    query = """
        select a.seq, a.id, a.name, a.version, a.payload, a.time, a.source, a.cause,
               c.revision, c.effects, f.revision, f.code, f.message, f.field
        from accepted a left join completed c on c.seq = a.seq left join failed f on f.seq = a.seq
        where a.seq >= ? order by a.seq
    """
    for row in journal.rows(query, (first,)):
        entry: dict[str, Any] = {"accepted": _plain_row("accepted", row[:8])}
        if row[8] is not None:
            entry["completed"] = _plain_row("completed", (row[0], *row[8:10]))
        if row[10] is not None:
            entry["failed"] = _plain_row("failed", (row[0], *row[10:]))
        yield _line(entry)


def import_lines(lines: Iterable[str], folder: Path) -> None:
    """Make a journal of lines of JSON.

    Args:
        lines: what `export_lines` yielded.
        folder: the folder that the journal and its snapshots come into; it has no journal yet.

    Raises:
        JournalError: a line is not what it should be; the message names it. No journal is left then.
        LogError: the journal cannot be written.
    """
    path = folder / JOURNAL_NAME
    numbered = enumerate(lines, 1)
    try:
        number, first = next(numbered)
        header = json.loads(first)
        if header["journal"] > schema.FORMAT:
            raise JournalError(
                f"The lines were written by a newer version of the program ({header['journal']})."
            )
        schema.create(path, {key: to_json(value) for key, value in header["notes"].items()}, synced=False)
        with apsw.Connection(str(path)) as connection:
            for number, line in numbered:  # noqa: B007 - the message below names it
                _import_line(json.loads(line), connection, folder)
        connection.close()
    except StopIteration:
        raise JournalError("There are no lines to make a journal of.") from None
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        msgspec.ValidationError,
        apsw.ConstraintError,
    ) as error:
        path.unlink(missing_ok=True)
        raise JournalError(f"Line {number} is no line of a journal: {error!r}.") from error
    except (apsw.Error, OSError) as error:
        path.unlink(missing_ok=True)
        raise LogError(f"The journal cannot be written: {error}.") from error


def _import_line(plain: dict[str, Any], connection: apsw.Connection, folder: Path) -> None:
    if "snapshot" in plain:
        facts = plain["snapshot"]
        selection = msgspec.convert(facts["selection"], SelectionRecord)
        text = Buffer(facts["text"])
        snapshot = Snapshot(facts["seq"], facts["revision"], facts["node"], selection, text)
        SnapshotFolder(folder).write(snapshot, synced=False)
        return
    for kind, values in plain.items():
        table, columns = _TABLES[kind]
        row = [
            to_json(values[column]) if column in _AS_JSON and values[column] is not None else values[column]
            for column in columns
        ]
        places = ", ".join("?" * len(columns))
        connection.execute(f"insert into {table} ({', '.join(columns)}) values ({places})", row)


def _plain_row(kind: str, row: tuple[Any, ...]) -> dict[str, Any]:
    columns = _TABLES[kind][1]
    return {
        column: json.loads(value) if column in _AS_JSON and value is not None else value
        for column, value in zip(columns, row, strict=True)
    }


def _plain_snapshot(snapshot: Snapshot) -> dict[str, Any]:
    selection = msgspec.to_builtins(snapshot.selection)
    return {
        "seq": snapshot.seq,
        "revision": snapshot.revision,
        "node": snapshot.node,
        "selection": selection,
        "text": str(snapshot.text),
    }


def _line(plain: dict[str, Any]) -> str:
    return to_json(plain)
