"""Owns what is noted about each journal in the database of the read models, and how far each model has come.

Does not write it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import apsw

from editorapp.storage.read_models.model_database import rows_of


@dataclass(slots=True)
class KnownJournal:
    """What is noted about a journal.

    Attributes:
        number: its number in the database.
        identity: what tells it from another one at its place.
        signature: what its files were like when all of it had been taken in, or empty.
        last: its last entry then.
        title: what a person calls its document.
        path: the file of that.
        positions: how far each model has come.
    """

    number: int
    identity: str
    signature: str
    last: int
    title: str
    path: str | None
    positions: dict[str, int] = field(default_factory=dict)


def known_journals(connection: apsw.Connection) -> dict[str, KnownJournal]:
    """Return all journals that were looked at, by their names."""
    sql = "select name, number, identity, signature, last, title, path from journals"
    found: dict[str, KnownJournal] = {row[0]: KnownJournal(*row[1:]) for row in rows_of(connection, sql)}
    by_number = {known.number: known for known in found.values()}
    for model, number, seq in rows_of(connection, "select model, journal, seq from positions"):
        if number in by_number:
            by_number[number].positions[model] = seq
    return found
