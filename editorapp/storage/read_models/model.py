"""Owns what the host of the read models needs to know of each of them.

Does not hold any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import apsw

from editorapp.session.entry import Entry
from editorapp.storage.read_models.journal_source import JournalKind

Answers = Mapping[type, Callable[[apsw.Connection, Any], Any]]
"""How a model answers, by type of query, from a connection."""


class JournalModel(Protocol):
    """A read model over many journals.

    Its rows must be the same however the entries of a journal were dealt out to `take`, and must not depend on
    the order in which journals come: then each entry counts once, and what is rebuilt is what there was.

    """

    @property
    def name(self) -> str:
        """Its stable name."""
        ...

    @property
    def version(self) -> int:
        """To be raised whenever its rows would come out differently; it is rebuilt then."""
        ...

    @property
    def kinds(self) -> frozenset[JournalKind]:
        """Whose journals it follows."""
        ...

    @property
    def schema(self) -> str:
        """Makes its tables."""
        ...

    @property
    def tables(self) -> tuple[str, ...]:
        """Their names; the rows of the first one are those that are counted."""
        ...

    @property
    def queries(self) -> Answers:
        """How it answers."""
        ...

    def take(
        self, connection: apsw.Connection, journal: int, state: str | None, entries: Sequence[Entry]
    ) -> str | None:
        """Write what follows from some entries, in the transaction that notes how far it has come.

        Args:
            connection: the database, within the transaction.
            journal: the number of the journal.
            state: what this returned for the entries before, None where there were none.
            entries: the next ones, in order, at least one.

        Returns:
            What to remember until the next ones come.
        """
        ...

    def forget(self, connection: apsw.Connection, journal: int) -> None:
        """Delete the rows that follow from a journal."""
        ...
