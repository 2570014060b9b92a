"""Owns the read model of how much each command is used.

Does not count: that is `session/command_usage.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import apsw

from editorapp.session.command_usage import CommandUsage, Usage, counted, together
from editorapp.session.entry import Entry
from editorapp.storage.read_models.journal_source import JournalKind
from editorapp.storage.read_models.model import Answers


class CommandUsageModel:
    """A row for each command and journal."""

    name: Final = "command usage"
    version: Final = 1
    kinds: Final = frozenset(JournalKind)
    schema: Final = """
        create table command_usage (
            journal integer not null, command text not null, count integer not null, last integer not null,
            weight real not null, primary key (journal, command)) without rowid;
    """
    tables: Final = ("command_usage",)

    def __init__(self) -> None:
        """Say what it answers."""
        self.queries: Answers = {CommandUsage: _usage}

    def take(
        self, connection: apsw.Connection, journal: int, state: str | None, entries: Sequence[Entry]
    ) -> None:
        """Count some entries."""
        rows = connection.execute(
            "select command, count, last, weight from command_usage where journal = ?", (journal,)
        )
        before = {command: Usage(count, last, weight) for command, count, last, weight in rows}
        connection.executemany(
            "insert or replace into command_usage values (?, ?, ?, ?, ?)",
            [
                (journal, command, usage.count, usage.last, usage.weight)
                for command, usage in counted(before, entries).items()
            ],
        )

    def forget(self, connection: apsw.Connection, journal: int) -> None:
        """Delete the rows of a journal."""
        connection.execute("delete from command_usage where journal = ?", (journal,))


def _usage(connection: apsw.Connection, _: CommandUsage) -> dict[str, Usage]:
    found: dict[str, Usage] = {}
    # In the order of the journals' names, which a rebuild does not change: sums of fractions depend on it.
    for command, count, last, weight in connection.execute(
        "select u.command, u.count, u.last, u.weight from command_usage u join journals j on j.number = u.journal"
        " order by u.command, j.name"
    ):
        usage = Usage(count, last, weight)
        found[command] = together(found[command], usage) if command in found else usage
    return found
