"""Owns how it is told how a read model over journals is doing: how far it has come, and what is wrong.

Does not note what is wrong, nor mend it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Final

import apsw

from editorapp.bus.projection import Health
from editorapp.storage.errors import JournalError
from editorapp.storage.read_models.journal_source import JournalFile, MovedError, viewed
from editorapp.storage.read_models.known_journal import KnownJournal
from editorapp.storage.read_models.model import JournalModel
from editorapp.storage.read_models.model_database import rows_of

_MOST_TOLD: Final = 3
"""So many of the things that are wrong are told in full."""

_NEWER: Final = "a newer version of the program keeps this; it is left alone here"


def last_entry(file: JournalFile, known: KnownJournal | None) -> int:
    """Return the number of the last entry of a journal that has an outcome; 0 where it cannot be read."""
    if known is not None and file.signature and file.signature == known.signature:
        return known.last
    with contextlib.suppress(JournalError, MovedError), viewed(file.path) as view:
        return view.last()
    return 0


def health_of(
    connection: apsw.Connection,
    model: JournalModel,
    lasts: Mapping[str, int],
    known: Mapping[str, KnownJournal],
    errors: int,
    *,
    is_newer: bool,
) -> Health:
    """Return how a read model is doing.

    Args:
        connection: the database.
        model: the model.
        lasts: the last entry of each journal that there is, by its name.
        known: what is noted about the journals.
        errors: how often the model failed since the process began.
        is_newer: whether a newer version of the program keeps the rows.
    """
    mine = [name for name in lasts if name.partition("/")[0] in model.kinds]
    positions = {name: known[name].positions.get(model.name, 0) if name in known else 0 for name in mine}
    lag = sum(max(0, lasts[name] - position) for name, position in positions.items())
    sql = "select journal, error from troubles where model in ('', ?) order by model, journal"
    troubles = [error for journal, error in rows_of(connection, sql, (model.name,)) if journal in positions]
    error = "; ".join(troubles[:_MOST_TOLD])
    if len(troubles) > _MOST_TOLD:
        error += f"; and {len(troubles) - _MOST_TOLD} more"
    rows = connection.execute(f"select count(*) from {model.tables[0]}").get
    advanced = connection.execute("select advanced from models where name = ?", (model.name,)).get
    return Health(
        model.name,
        sum(positions.values()),
        lag,
        rows,
        errors,
        _NEWER if is_newer else error,
        advanced or 0,
    )
