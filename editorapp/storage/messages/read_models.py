"""Owns the read models of a program: their rows and positions in a database of their own, and their queries.

Does not know what a row means, nor how that database is opened.

Rows and position are written in one transaction, so that each event counts exactly once. A read model can fall
behind, fail, be dropped and rebuilt while commands go on; where its database cannot be reached it says so, and
catches up from the log when it is back.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import apsw

from editorapp.bus.codec import Codec, sealing_codec
from editorapp.bus.errors import CommandError, DomainError, ReadModelError
from editorapp.bus.message import RecordedEvent
from editorapp.bus.projection import Health, Projection
from editorapp.bus.secret import Seal
from editorapp.bus.trace import Observe, QueryTrace
from editorapp.storage.messages.log import MessageLog
from editorapp.storage.messages.row_database import RowDatabase, Unusable

_BATCH: Final = 5_000
_DELETED: Final = object()


@dataclass
class _Model:
    """A read model and what was noticed about it since the process began."""

    projection: Projection
    codec: Codec
    errors: int = 0
    error: str = ""
    position: int = 0
    advanced: int = 0
    rows: int = 0

    def note(self, error: str) -> bool:
        """Note how the last try went; return whether it failed in another way than the one before."""
        is_new = bool(error) and error != self.error
        self.errors += bool(error)
        self.error = error
        return is_new


class ReadModels:
    """The read models of one program, kept up to date by whoever calls `catch_up`."""

    def __init__(
        self,
        projections: tuple[Projection, ...],
        path: Path | None,
        log: MessageLog,
        clock: Callable[[], int],
        ticks: Callable[[], int],
        observe: Observe,
        report: Callable[[str, object, Exception], None],
        seal: Seal | None = None,
        scrub: Callable[[str, Any], str] = lambda text, event: text,
    ) -> None:
        """Take the read models and the ports.

        Args:
            projections: the read models.
            path: where their database is, None for memory.
            log: what they follow.
            clock: microseconds since 1970.
            ticks: nanoseconds that only ever grow.
            observe: is told of each query.
            report: is told of the failures of projections.
            seal: hides the secret fields of rows.
            scrub: returns the words of an error without the secrets of an event or a query.

        Raises:
            DomainError: rows have secret fields and there is no seal.
        """
        self._scrub = scrub
        self._models = {
            projection.name: _Model(projection, sealing_codec(projection.row, seal, projection.name))
            for projection in projections
        }
        self._answers = {
            query: (model, answer)
            for model in self._models.values()
            for query, answer in model.projection.queries.items()
        }
        self._database = RowDatabase(path)
        self._log = log
        self._clock = clock
        self._ticks = ticks
        self._observe = observe
        self._report = report
        # It is held while a read model follows the log, and the database's lock while the connection is used: a
        # query, which may come from a thread that holds the log, waits for the second only.
        self._following = threading.RLock()
        # Now, since a position that is ahead of the log looks like any other once the log has grown.
        self.health()

    # --- following the log -------------------------------------------------------------------------------

    def catch_up(self) -> bool:
        """Take in what was recorded since; return whether anything moved."""
        with self._following:
            moved = [self._follow(model) for model in self._models.values()]
        return any(moved)

    def _follow(self, model: _Model) -> bool:
        moved = False
        try:
            while self._take_batch(model):
                moved = True
        except Unusable as error:
            self._database.close()
            model.note(_unusable(error))
        except (ValueError, TypeError) as error:
            model.note(f"its rows cannot be written: {error!r}")
        return moved

    def _take_batch(self, model: _Model, last: int | None = None) -> bool:
        """Take in what comes next, up to a number if one is given; return whether there may be more."""
        projection = model.projection
        with self._database.lock:
            position = model.position = self._position(self._database.opened(), projection)[0]
        batch = self._log.events(position, _BATCH, frozenset(projection.projects))
        reached = batch.reached if last is None else last
        if reached == position:
            if last is None:
                model.note("" if batch.error is None else str(batch.error))
            return False
        with self._database.lock:
            rows = CachedRows(self._database.opened(), projection.name, model.codec)
            failed = self._project(model, rows, batch.events, reached)
            if failed is None and self._write(projection, rows, reached):
                model.position = reached
        if failed is not None:
            # The rows hold a part of the outcome that failed: what came before it is taken in again without it.
            self._take_batch(model, failed - 1)
            return False
        if last is None:
            model.note("" if batch.error is None else str(batch.error))
        return batch.error is None and last is None

    def _project(self, model: _Model, rows: CachedRows, events: list[RecordedEvent], last: int) -> int | None:
        """Run the projection; return the number of the command whose event it failed on, or None."""
        projects = model.projection.projects
        for recorded in events:
            if recorded.seq > last:
                break
            try:
                projects[type(recorded.event)](rows, recorded)
            except Exception as error:  # noqa: BLE001 - it fails alone; it is told, shown, and goes on from here later
                words = rows.scrubbed(self._scrub(repr(error), recorded.event))
                if model.note(words):
                    self._report(
                        f"read model {model.projection.name}",
                        recorded.event,
                        error if words == repr(error) else RuntimeError(words),
                    )
                return recorded.seq
        return None

    def _write(self, projection: Projection, rows: CachedRows, reached: int) -> bool:
        """Write rows and position; return False where somebody else has asked meanwhile for it to be built anew."""
        connection = self._database.opened()
        connection.execute("begin immediate")
        try:
            version = connection.execute("select version from models where name = ?", (projection.name,)).get
            if version not in (None, projection.version):
                connection.execute("rollback")
                return False
            rows.write()
            connection.execute(
                "insert or replace into models values (?, ?, ?, ?)",
                (projection.name, projection.version, reached, self._clock()),
            )
            connection.execute("commit")
        except BaseException:
            with contextlib.suppress(apsw.Error):
                connection.execute("rollback")
            raise
        return True

    def _position(self, connection: apsw.Connection, projection: Projection) -> tuple[int, int]:
        row = next(
            iter(
                connection.execute(
                    "select version, seq, advanced from models where name = ?", (projection.name,)
                )
            ),
            None,
        )
        if row is None:
            return 0, 0
        version, seq, advanced = row
        # One of another version would come out differently; one ahead of the log belongs to another log.
        if version != projection.version or seq > self._log.last_seq:
            self._drop(connection, projection.name)
            return 0, 0
        return seq, advanced

    def rebuild(self, name: str) -> None:
        """Drop the rows of a read model and make them again from the log; in a new database if it is gone or damaged.

        Raises:
            DomainError: there is no such read model.
            ReadModelError: its database cannot be used.
        """
        model = self._models.get(name)
        if model is None:
            raise DomainError(f"There is no read model {name!r}.")
        with self._following:
            try:
                with self._database.lock:
                    self._database.discard()
                    self._drop(self._database.opened(), name)
            except Unusable as error:
                self._database.close()
                raise ReadModelError(f"{name} cannot be rebuilt now: {error}.") from error
            self._follow(model)

    def go_back(self, seq: int) -> None:
        """Make those anew that are past an outcome which was recorded late."""
        with contextlib.suppress(*Unusable), self._database.lock:
            connection = self._database.opened()
            for model in self._models.values():
                if self._position(connection, model.projection)[0] >= seq:
                    self._drop(connection, model.projection.name)

    def _drop(self, connection: apsw.Connection, name: str) -> None:
        connection.execute("begin immediate")
        connection.execute("delete from rows where model = ?", (name,))
        connection.execute("delete from models where name = ?", (name,))
        connection.execute("commit")

    # --- queries -----------------------------------------------------------------------------------------

    def ask(self, query: Any) -> Any:
        """Answer a query from the rows that its read model has now.

        Raises:
            ReadModelError: nobody answers it, or its database cannot be reached.
        """
        found = self._answers.get(type(query))
        name = type(query).__name__
        if found is None:
            raise ReadModelError(f"No read model answers {name}.")
        model, answer = found
        began = self._ticks()
        position = 0
        rows: CachedRows | None = None
        try:
            with self._database.lock:
                connection = self._database.opened()
                position, _ = self._position(connection, model.projection)
                rows = CachedRows(connection, model.projection.name, model.codec)
                result = answer(rows, query)
        except Exception as error:
            if isinstance(error, Unusable):
                self._database.close()
            found_out = self._unanswered(model, error, query, rows)
            took = self._ticks() - began
            self._observe(QueryTrace(name, model.projection.name, position, 0, took, found_out.message))
            if found_out is error:
                raise
            # What it came from is not shown where it quotes a secret.
            raise found_out from (error if str(error) in found_out.message else None)
        count = len(result) if isinstance(result, list | tuple | dict) else int(result is not None)
        self._observe(QueryTrace(name, model.projection.name, position, count, self._ticks() - began))
        return result

    def _unanswered(
        self, model: _Model, error: Exception, query: Any, rows: CachedRows | None
    ) -> CommandError:
        """Return the error for the asker: as it is where it is a refusal that quotes no secret."""
        is_refusal = isinstance(error, CommandError)
        words = str(error) if is_refusal else f"{model.projection.name} cannot be read: {error!r}"
        shown = self._scrub(words, query)
        if rows is not None:
            shown = rows.scrubbed(shown)
        if not isinstance(error, CommandError):
            return ReadModelError(f"{shown}. Commands go on; ask again later.")
        return error if shown == words else CommandError(error.code, shown, error.field)

    def health(self) -> list[Health]:
        """Return how each read model is doing; also where the database cannot be reached."""
        return [self._health(model) for model in self._models.values()]

    def _health(self, model: _Model) -> Health:
        name = model.projection.name
        try:
            with self._database.lock:
                connection = self._database.opened()
                model.position, model.advanced = self._position(connection, model.projection)
                # `get` reads to the end: a statement that is left open keeps the file from being let go of.
                model.rows = connection.execute("select count(*) from rows where model = ?", (name,)).get
        except Unusable as error:
            self._database.close()
            model.error = _unusable(error)
        lag = self._log.count_after(model.position)
        return Health(name, model.position, lag, model.rows, model.errors, model.error, model.advanced)

    def close(self) -> None:
        """Close the database."""
        self._database.close()


def _unusable(error: Exception) -> str:
    return f"the database of the read models cannot be used: {error}"


class CachedRows:
    """The rows of one read model within one transaction; implements `Rows`."""

    def __init__(self, connection: apsw.Connection, model: str, codec: Codec) -> None:
        """Take the connection, the name of the read model, and what reads its rows."""
        self._connection = connection
        self._model = model
        self._codec = codec
        self._known: dict[str, Any] = {}
        self._changed: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """Return a row, or None."""
        try:
            return self._known[key]
        except KeyError:
            pass
        sql = "select row from rows where model = ? and key = ?"
        found = next(iter(self._connection.execute(sql, (self._model, key))), None)
        row = None if found is None else self._codec.read(found[0])
        self._known[key] = row
        return row

    def put(self, key: str, row: Any) -> None:
        """Write a row."""
        self._known[key] = self._changed[key] = row

    def delete(self, key: str) -> None:
        """Delete a row, if it is there."""
        self._known[key] = None
        self._changed[key] = _DELETED

    def items(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Yield the rows whose keys begin with a prefix, in the order of their keys."""
        stored = dict(
            self._connection.execute(
                "select key, row from rows where model = ? and key >= ? and substr(key, 1, ?) = ? order by key",
                (self._model, prefix, len(prefix), prefix),
            )
        )
        changed = {key: row for key, row in self._changed.items() if key.startswith(prefix)}
        for key in sorted(stored.keys() | changed.keys()):
            row = changed[key] if key in changed else self._codec.read(stored[key])
            if row is not _DELETED:
                if self._codec.paths:
                    self._known[key] = row  # for `scrubbed`
                yield key, row

    def scrubbed(self, words: str) -> str:
        """Return the words of an error without the secrets of the rows that were looked at."""
        for row in self._known.values() if self._codec.paths else ():
            words = self._codec.scrub(words, row)
        return words

    def write(self) -> None:
        """Write what has changed, within the transaction of the caller."""
        gone = [(self._model, key) for key, row in self._changed.items() if row is _DELETED]
        kept = [
            (self._model, key, self._codec.write(row))
            for key, row in self._changed.items()
            if row is not _DELETED
        ]
        if gone:
            self._connection.executemany("delete from rows where model = ? and key = ?", gone)
        if kept:
            self._connection.executemany("insert or replace into rows values (?, ?, ?)", kept)
