"""Owns the read model of all text that was ever inserted into a document or removed from it, to be searched.

Does not hold texts of documents as they were: those come from their journals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import apsw

from editorapp.session.change_groups import ChangeGroup, groups, storable
from editorapp.session.entry import Entry
from editorapp.session.history_queries import FindInHistory, FoundInHistory, HistoryHit
from editorapp.storage.read_models.history_list import kept_group, open_group
from editorapp.storage.read_models.journal_source import JournalKind
from editorapp.storage.read_models.model import Answers

_SHORTEST: Final = 3
"""The index knows where three characters stand one behind the other; less is looked for in all texts."""

_REMOVED, _INSERTED = 0, 1
_COLUMNS: Final = """
    j.name, j.title, j.path, g.seq, g.first_revision, g.revision, g.ended, g.command, g.side, g.is_cut, g.number
"""


class HistorySearchModel:
    """A row for each group of changes and each of its sides: what it removed, and what it inserted."""

    name: Final = "history search"
    version: Final = 1
    kinds: Final = frozenset({JournalKind.DOCUMENT})
    schema: Final = """
        create table searched_groups (
            number integer primary key, journal integer not null, seq integer not null, side integer not null,
            first_revision integer not null, revision integer not null, ended integer not null,
            command text not null, is_cut integer not null, unique (journal, seq, side));
        create index searched_by_time on searched_groups (ended, number);
        create virtual table searched_texts using fts5 (text, tokenize = 'trigram');
        insert into searched_texts (searched_texts, rank) values ('secure-delete', 1);
    """
    tables: Final = ("searched_groups", "searched_texts")

    def __init__(self) -> None:
        """Say what it answers."""
        self.queries: Answers = {FindInHistory: find}

    def take(
        self, connection: apsw.Connection, journal: int, state: str | None, entries: Sequence[Entry]
    ) -> str | None:
        """Write the texts of the groups that some entries make."""
        last = open_group(state)
        found = groups(last, entries)
        if last is not None and found and found[0] is last:
            self._delete(connection, "journal = ? and seq = ?", (journal, last.first))
        number = connection.execute("select coalesce(max(number), 0) from searched_groups").get
        rows, texts = [], []
        for group in found:
            for side, text in ((_REMOVED, group.removed_text()), (_INSERTED, group.inserted_text())):
                if text:
                    number += 1
                    rows.append(_row(number, journal, side, group))
                    texts.append((number, text))
        connection.executemany("insert into searched_groups values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.executemany("insert into searched_texts (rowid, text) values (?, ?)", texts)
        return kept_group(found[-1]) if found else state

    def forget(self, connection: apsw.Connection, journal: int) -> None:
        """Delete the rows of a journal."""
        self._delete(connection, "journal = ?", (journal,))

    @staticmethod
    def _delete(connection: apsw.Connection, where: str, bindings: tuple[int, ...]) -> None:
        connection.execute(
            f"delete from searched_texts where rowid in (select number from searched_groups where {where})",
            bindings,
        )
        connection.execute(f"delete from searched_groups where {where}", bindings)


def _row(number: int, journal: int, side: int, group: ChangeGroup) -> tuple[Any, ...]:
    return (
        number,
        journal,
        group.first,
        side,
        group.first_revision,
        group.last_revision,
        group.ended,
        group.command,
        group.is_cut,
    )


def find(connection: apsw.Connection, query: FindInHistory) -> FoundInHistory:
    """Look for a text in what was inserted and removed; every change holds none."""
    wanted = storable(query.text)
    hits: list[HistoryHit] = []
    for row in _candidates(connection, wanted, query.document):
        text = connection.execute("select text from searched_texts where rowid = ?", (row[-1],)).get
        start, length = place(text, wanted)
        if start < 0:
            continue
        if len(hits) == query.most:
            return FoundInHistory(tuple(hits), has_more=True)
        hits.append(_hit(row, text, start, length))
    return FoundInHistory(tuple(hits))


def _candidates(connection: apsw.Connection, wanted: str, document: str | None) -> Iterator[tuple[Any, ...]]:
    """Yield what may hold the text, the latest first."""
    conditions, bindings = [], []
    if len(wanted) >= _SHORTEST and "\0" not in wanted:
        conditions.append("g.number in (select rowid from searched_texts where text match ?)")
        bindings.append('"' + wanted.replace('"', '""') + '"')
    if document is not None:
        conditions.append("j.name = ?")
        bindings.append(f"{JournalKind.DOCUMENT}/{document}")
    where = f"where {' and '.join(conditions)}" if conditions else ""
    yield from connection.execute(
        f"select {_COLUMNS} from searched_groups g join journals j on j.number = g.journal {where}"
        " order by g.ended desc, j.name, g.seq desc, g.side",
        bindings,
    )


def _hit(row: tuple[Any, ...], text: str, start: int, length: int) -> HistoryHit:
    name, title, path, seq, first_revision, revision, ended, command, side, is_cut, _ = row
    document, is_removal = name.partition("/")[2], side == _REMOVED
    return HistoryHit(
        document,
        title,
        path,
        seq,
        first_revision,
        revision,
        ended,
        command,
        is_removal,
        text,
        start,
        length,
        bool(is_cut),
    )


def place(text: str, wanted: str) -> tuple[int, int]:
    """Return where a text is first, the case of letters left aside, and its length; (-1, 0) if it is not."""
    start = text.find(wanted)
    if start >= 0:
        return start, len(wanted)
    folded, folded_wanted = text.casefold(), wanted.casefold()
    if len(folded) == len(text):
        return folded.find(folded_wanted), len(folded_wanted)
    # Some letters are more than one when their case is left aside, so places are counted letter by letter.
    at = folded.find(folded_wanted)
    if at < 0:
        return -1, 0
    starts, length = 0, 0
    for index, letter in enumerate(text):
        starts_before = length
        length += len(letter.casefold())
        if starts_before <= at < length:
            starts = index
        if length >= at + len(folded_wanted):
            return starts, index + 1 - starts
    return starts, len(text) - starts
