"""Owns `StoredJournal`: what can be asked of the journal of one document, or of the application.

Does not write it, which `journal.py` does, nor know how rows are read as entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import apsw
import msgspec

from editorapp.bus.json_text import from_json
from editorapp.session.entry import Effects, Entry, SavedState, Snapshot
from editorapp.session.ports import RecordedEffects
from editorapp.storage.errors import JournalError
from editorapp.storage.journal_entries import EFFECTS, ENTRIES, entry_of
from editorapp.storage.snapshot_file import SnapshotFolder

# A save counts before its outcome is known, since the file is there before it is noted; the revision is then the
# last one there was.
_NOTES: Final = """
select a.seq, a.source, a.name, a.payload,
    coalesce(c.revision, (select revision from completed order by seq desc limit 1), 0)
from accepted a left join completed c on c.seq = a.seq
where a.name in ('document.mark_saved', 'document.reload', 'document.merge') and (c.seq is not null
    or a.name = 'document.mark_saved' and not exists (select 1 from failed f where f.seq = a.seq))
order by a.seq desc
"""


class _Note(NamedTuple):
    """What a command has noted to be on disk."""

    seq: int
    source: str
    state: SavedState


class StoredJournal:
    """The database of a journal, to be read; who writes it brings in what is held back first, by `flush`."""

    def __init__(self, path: Path, connection: apsw.Connection) -> None:
        """Take the database."""
        self.path = path
        self._connection = connection

    def flush(self) -> None:
        """Nothing is held back by who only reads."""

    def value(self, sql: str, bindings: tuple[Any, ...] = ()) -> Any:
        """Return the first column of the first row of a query, or None.

        Raises:
            JournalError: the journal is damaged.
        """
        row = next(self.rows(sql, bindings), None)
        return None if row is None else row[0]

    def rows(self, sql: str, bindings: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query; what is held back is not among them before `flush`.

        Raises:
            JournalError: the journal is damaged.
        """
        try:
            yield from self._connection.cursor().execute(sql, bindings)
        except (apsw.Error, UnicodeError) as error:
            raise JournalError(f"The journal {self.path} is damaged: {error}.") from error

    def log_frames(self) -> int:
        """Return how many frames of the write-ahead log the database has read; moves them into the database."""
        try:
            frames, _ = self._connection.wal_checkpoint()
        except apsw.Error as error:
            raise JournalError(f"The journal {self.path} is damaged: {error}.") from error
        return frames

    def meta(self, key: str) -> Any:
        """Return the value kept under a key, or None."""
        text = self.value("select value from meta where key = ?", (key,))
        try:
            return None if text is None else from_json(text, object)
        except msgspec.DecodeError as error:
            raise JournalError(f"The journal {self.path} is damaged: {error}.") from error

    def entries(self, first: int = 1, *, backward: bool = False) -> Iterator[Entry]:
        """Yield entries from a number onwards in order, or from it back to the first one.

        Raises:
            JournalError: the journal is damaged.
        """
        self.flush()
        where = "where a.seq <= ? order by a.seq desc" if backward else "where a.seq >= ? order by a.seq"
        try:
            for row in self._connection.cursor().execute(ENTRIES + where, (first,)):
                yield entry_of(row, self._connection)
        except (apsw.Error, msgspec.DecodeError, UnicodeError) as error:
            raise JournalError(f"The journal {self.path} is damaged: {error}.") from error

    def effects(self, first: int, longest: int) -> Iterator[RecordedEffects]:
        """Yield what commands from a number on have done; of what is longer than some bytes, only that it is there.

        Raises:
            JournalError: the journal is damaged.
        """
        self.flush()
        for seq, name, text in self.rows(EFFECTS, (longest, first)):
            try:
                yield RecordedEffects(seq, name, None if text is None else from_json(text, Effects))
            except msgspec.DecodeError as error:
                raise JournalError(f"The journal {self.path} is damaged: {error}.") from error

    def snapshot_before(self, seq: int) -> Snapshot | None:
        """Return the newest complete snapshot taken at or before a number, or None."""
        return SnapshotFolder(self.path.parent).newest(seq)

    def saved_state(self) -> SavedState | None:
        """Return what is known to be on disk, or None where nothing was ever noted."""
        note = self._last_note()
        if note is not None:
            return note.state
        base = self.meta("base")
        try:
            return None if base is None else msgspec.convert(base, SavedState)
        except msgspec.ValidationError as error:
            raise JournalError(f"The journal {self.path} is damaged: {error}.") from error

    def saved_seq(self) -> int:
        """Return the number of the command that noted last what is on disk, 0 where none did."""
        note = self._last_note()
        return 0 if note is None else note.seq

    def saved_source(self) -> str:
        """Return the source of the command that noted last what is on disk, empty where none did."""
        note = self._last_note()
        return "" if note is None else note.source

    def _last_note(self) -> _Note | None:
        """Return the last note of what is on disk that can be true: of no refused one, and no later revision."""
        self.flush()
        try:
            for seq, source, name, payload, revision in self.rows(_NOTES):
                facts = from_json(payload, dict)
                saved = facts["saved_revision"] if name == "document.mark_saved" else revision
                if saved <= revision:
                    is_merged = name == "document.merge" and bool(facts["theirs"])
                    path, digest, size, modified = (
                        facts[fact] for fact in ("path", "digest", "size", "modified")
                    )
                    return _Note(seq, source, SavedState(path, saved, digest, size, modified, is_merged))
        except (msgspec.DecodeError, KeyError) as error:
            raise JournalError(f"The journal {self.path} is damaged: {error}.") from error
        return None

    def sessions(self) -> list[tuple[int, str, int, int, int | None]]:
        """Return every session: its number, process, first seq, start and end in microseconds or None."""
        rows = list(self.rows("select number, process, first_seq, started, ended from sessions"))
        return cast("list[tuple[int, str, int, int, int | None]]", rows)
