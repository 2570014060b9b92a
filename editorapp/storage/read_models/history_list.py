"""Owns the read model of the history of each document: its groups of changes, for a timeline.

Does not group them: that is `session/change_groups.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import apsw

from editorapp.bus.json_text import from_json, to_json
from editorapp.session.change_groups import ChangeGroup, groups, saved_revisions
from editorapp.session.entry import Entry
from editorapp.session.history_queries import HistoryGroup, HistoryOf
from editorapp.storage.read_models.journal_source import JournalKind
from editorapp.storage.read_models.model import Answers

_SHORT: Final = 120
"""So many code points of what a group changed are shown in a list."""


class HistoryListModel:
    """A row for each group of changes of each document."""

    name: Final = "history list"
    version: Final = 1
    kinds: Final = frozenset({JournalKind.DOCUMENT})
    schema: Final = """
        create table history_groups (
            journal integer not null, seq integer not null, first_revision integer not null,
            revision integer not null, began integer not null, ended integer not null, command text not null,
            source text not null, removed integer not null, inserted integer not null,
            removed_text text not null, inserted_text text not null, primary key (journal, seq)) without rowid;
        create table history_saves (
            journal integer not null, revision integer not null, primary key (journal, revision)) without rowid;
    """
    tables: Final = ("history_groups", "history_saves")

    def __init__(self) -> None:
        """Say what it answers."""
        self.queries: Answers = {HistoryOf: _history}

    def take(
        self, connection: apsw.Connection, journal: int, state: str | None, entries: Sequence[Entry]
    ) -> str | None:
        """Write the groups that some entries make."""
        last = open_group(state)
        found = groups(last, entries)
        connection.executemany(
            "insert or replace into history_groups values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_row(journal, group) for group in found],
        )
        connection.executemany(
            "insert or ignore into history_saves values (?, ?)",
            [(journal, revision) for revision in saved_revisions(entries)],
        )
        return kept_group(found[-1]) if found else state

    def forget(self, connection: apsw.Connection, journal: int) -> None:
        """Delete the rows of a journal."""
        for table in self.tables:
            connection.execute(f"delete from {table} where journal = ?", (journal,))


def open_group(state: str | None) -> ChangeGroup | None:
    """Return the group that may still go on, of what `kept_group` has returned."""
    return from_json(state, ChangeGroup) if state else None


def kept_group(group: ChangeGroup) -> str | None:
    """Return what has to be remembered of the last group: nothing where it cannot go on."""
    return to_json(group) if group.is_open else None


def _row(journal: int, group: ChangeGroup) -> tuple[object, ...]:
    return (
        journal,
        group.first,
        group.first_revision,
        group.last_revision,
        group.began,
        group.ended,
        group.command,
        group.source,
        group.removed,
        group.inserted,
        group.removed_text()[:_SHORT],
        group.inserted_text()[:_SHORT],
    )


def _history(connection: apsw.Connection, query: HistoryOf) -> list[HistoryGroup]:
    rows = connection.execute(
        "select seq, first_revision, revision, began, ended, command, source, removed, inserted,"
        " removed_text, inserted_text, (select max(s.revision) from history_saves s where s.journal = g.journal"
        " and s.revision between g.first_revision and g.revision)"
        " from history_groups g join journals j on j.number = g.journal where j.name = ? order by seq",
        (f"{JournalKind.DOCUMENT}/{query.document}",),
    )
    return [HistoryGroup(*row) for row in rows]
