"""Owns the read model of the files that were opened lately, in any window.

Does not forget what was cleared in one window only: to clear is a command like any other, with its time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import apsw

from editorapp.bus.json_text import from_json
from editorapp.commands.application import ClearRecent, NoteRecent
from editorapp.session.entry import Entry
from editorapp.session.history_queries import Recent, RecentPaths
from editorapp.storage.read_models.journal_source import JournalKind
from editorapp.storage.read_models.model import Answers

_CLEARED: Final = b""
"""Stands in the place of a path where the list was cleared."""

_BYTES: Final = "surrogatepass"
"""Paths are kept as bytes: one that is no valid text holds lone surrogates, which a text in a database cannot."""


class RecentPathsModel:
    """A row for each window and file, with the time when it was opened there last."""

    name: Final = "recent files"
    version: Final = 1
    kinds: Final = frozenset({JournalKind.WINDOW})
    schema: Final = """
        create table recent_paths (
            journal integer not null, path blob not null, time integer not null, seq integer not null,
            primary key (journal, path)) without rowid;
    """
    tables: Final = ("recent_paths",)

    def __init__(self) -> None:
        """Say what it answers."""
        self.queries: Answers = {RecentPaths: _recent}

    def take(
        self, connection: apsw.Connection, journal: int, state: str | None, entries: Sequence[Entry]
    ) -> None:
        """Note what was opened and when the list was cleared."""
        connection.executemany(
            "insert or replace into recent_paths values (?, ?, ?, ?)",
            [(journal, path, entry.time, entry.seq) for path, entry in _noted(entries)],
        )

    def forget(self, connection: apsw.Connection, journal: int) -> None:
        """Delete the rows of a journal."""
        connection.execute("delete from recent_paths where journal = ?", (journal,))


def _noted(entries: Sequence[Entry]) -> Iterator[tuple[bytes, Entry]]:
    for entry in entries:
        if entry.failure is not None:
            continue
        if entry.name == NoteRecent.spec.name:
            yield from_json(entry.payload, NoteRecent).path.encode("utf-8", _BYTES), entry
        elif entry.name == ClearRecent.spec.name:
            yield _CLEARED, entry


def _recent(connection: apsw.Connection, query: RecentPaths) -> Recent:
    cleared = connection.execute("select max(time) from recent_paths where path = ?", (_CLEARED,)).get or 0
    # Of the same microsecond, within one window, what was noted later is later.
    rows = connection.execute(
        "select r.path, max(r.time) as latest from recent_paths r join journals j on j.number = r.journal"
        " where r.path != ? and (r.time > ? or (r.time = ? and r.seq > (select coalesce(max(c.seq), 0)"
        " from recent_paths c where c.path = ? and c.journal = r.journal and c.time = ?)))"
        " group by r.path order by latest desc, max(r.seq) desc, r.path limit ?",
        (_CLEARED, cleared, cleared, _CLEARED, cleared, query.most),
    )
    return Recent(tuple((path.decode("utf-8", _BYTES), time) for path, time in rows), cleared)
