"""Owns `JournalReadModels`: read models that follow the journals of a profile, each entry exactly once.

Does not know what their rows mean, nor when they are to catch up.

Rows and position are written in one transaction, for each read model and journal. Several processes may catch
up at once: whoever comes second finds a position that has moved on, and takes in only what is behind it. A
journal that was taken away, or has become another one, takes its rows with it, so that what there is always is
what a rebuild would give. It is another one, too, where a failure of power took away its last second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from pathlib import Path
from typing import Any, Final

import apsw

from editorapp.bus.errors import DomainError, ReadModelError
from editorapp.bus.projection import Health
from editorapp.bus.trace import Observe, QueryTrace
from editorapp.session.change_groups import storable
from editorapp.session.ports import Clock
from editorapp.storage.errors import JournalError
from editorapp.storage.profile import Profile
from editorapp.storage.read_models.journal_source import (
    JournalFile,
    JournalKind,
    JournalView,
    MovedError,
    Slice,
    journal_files,
    viewed,
)
from editorapp.storage.read_models.known_journal import KnownJournal, known_journals
from editorapp.storage.read_models.model import JournalModel
from editorapp.storage.read_models.model_database import ModelDatabase, drop, rows_of
from editorapp.storage.read_models.model_health import health_of, last_entry

ENTRIES_AT_ONCE: Final = 2_000
"""So many entries are taken in with one step, which is some hundredths of a second of work."""

ALL_KINDS: Final = frozenset(JournalKind)


class JournalReadModels:
    """The read models of a profile; its methods touch the disk, so they are not for the thread of a window."""

    def __init__(
        self,
        profile: Profile,
        models: Sequence[JournalModel],
        clock: Clock,
        path: Path | None,
        report: Callable[[str, Exception], None] = lambda name, error: None,
        entries_at_once: int = ENTRIES_AT_ONCE,
    ) -> None:
        """Take the ports; nothing is opened yet.

        Args:
            profile: where the journals are.
            models: the read models.
            clock: the time of day.
            path: where their database is; None for memory.
            report: is told which read model could not take something in, and why: that is a bug in it.
            entries_at_once: how many entries are taken in with one step, at least 1.
        """
        self._profile = profile
        self._models = {model.name: model for model in models}
        self._answers = {query: answer for model in models for query, answer in model.queries.items()}
        self._clock = clock
        self._database = ModelDatabase(path, models)
        self._report = report
        self._entries_at_once = entries_at_once
        self._errors = dict.fromkeys(self._models, 0)
        self._problem = ""
        self._observe: Observe = lambda trace: None
        self._ticks: Callable[[], int] = lambda: 0

    # --- following the journals --------------------------------------------------------------------------

    def catch_up(
        self, is_cancelled: Callable[[], bool] = lambda: False, kinds: frozenset[JournalKind] = ALL_KINDS
    ) -> None:
        """Take in what was recorded since; see `steps`."""
        for _ in self.steps(kinds):
            if is_cancelled():
                return

    def steps(self, kinds: frozenset[JournalKind] = ALL_KINDS) -> Iterator[None]:
        """Take in what was recorded since, a little with each step; what is left out comes the next time.

        What goes wrong is noted, and told by `health`: a damaged journal, a database that cannot be reached.

        Args:
            kinds: whose journals are looked at.
        """
        try:
            yield from self._steps(kinds)
            self._problem = ""
        except (apsw.Error, OSError) as error:
            self._problem = f"the read models cannot be kept: {error}"
            self._count_errors(self._models)

    def _steps(self, kinds: frozenset[JournalKind]) -> Iterator[None]:
        files = journal_files(self._profile, self._clock())
        with self._database.opened() as connection:
            known = known_journals(connection)
        yield from self._forget_gone({file.name for file in files}, known)
        for file in files:
            if file.kind in kinds and not self._is_taken_in(file, known.get(file.name)):
                yield from self._follow(file)
                yield

    def _following(self, kind: JournalKind) -> list[JournalModel]:
        newer = self._database.newer
        return [model for model in self._models.values() if kind in model.kinds and model.name not in newer]

    def _is_taken_in(self, file: JournalFile, known: KnownJournal | None) -> bool:
        if known is None or not file.signature or file.signature != known.signature:
            return False
        models = self._following(file.kind)
        return all(known.positions.get(model.name, 0) >= known.last for model in models)

    def _follow(self, file: JournalFile) -> Iterator[None]:
        """Take in what is new in one journal."""
        waiting = {model.name for model in self._following(file.kind)}
        try:
            while self._take_slice(file, waiting):
                yield
        except MovedError:
            return  # it is written to just now, so there is a next time
        except JournalError as error:
            if file.path.exists() and self._note_trouble("", file.name, str(error)):
                self._count_errors(model.name for model in self._following(file.kind))
        else:
            self._note_trouble("", file.name, "")

    def _take_slice(self, file: JournalFile, waiting: set[str]) -> bool:
        """Take in some entries; return whether there may be more.

        Args:
            file: the journal.
            waiting: the models that wait for its entries; one that cannot go on is taken out.
        """
        with viewed(file.path) as view:
            number, positions = self._registered(file, view, waiting)
            slice_ = self._slice(view, positions)
            mark = view.mark(slice_.reached)
        for name, position in positions.items():
            if position < slice_.reached and not self._take_in(name, file, number, slice_, mark):
                waiting.discard(name)
        if not slice_.more and positions:
            with self._database.transaction() as connection:
                connection.execute(
                    "update journals set signature = ?, last = ? where number = ?",
                    (file.signature, slice_.reached, number),
                )
        return slice_.more

    def _slice(self, view: JournalView, positions: dict[str, int]) -> Slice:
        if not positions:
            return Slice(0, 0, [], more=False)
        return view.slice(min(positions.values()), self._entries_at_once)

    def _registered(
        self, file: JournalFile, view: JournalView, waiting: set[str]
    ) -> tuple[int, dict[str, int]]:
        """Return the number of a journal and the positions in it; one that is another one now begins anew."""
        identity, record = view.mark(1), view.record()
        title = storable(file.document if record is None else record.name)
        path = None if record is None or record.path is None else storable(record.path)
        with self._database.opened() as connection:
            sql = "select number, identity, title, path from journals where name = ?"
            rows = rows_of(connection, sql, (file.name,))
            if rows and rows[0][1:] == (identity, title, path):
                number: int = rows[0][0]
            else:
                with self._database.transaction():
                    number = self._register(connection, file.name, identity, title, path)
            found = rows_of(connection, "select model, seq, mark from positions where journal = ?", (number,))
            if any(view.mark(seq) != mark for _, seq, mark in found):
                with self._database.transaction():
                    self._forget(connection, number, file.name)
                    number = self._register(connection, file.name, identity, title, path)
                found = []
        positions = {model: seq for model, seq, _ in found}
        return number, {name: positions.get(name, 0) for name in waiting}

    def _register(
        self, connection: apsw.Connection, name: str, identity: str, title: str, path: str | None
    ) -> int:
        rows = rows_of(connection, "select number, identity from journals where name = ?", (name,))
        if rows and rows[0][1] not in ("", identity):
            self._forget(connection, rows[0][0], name)
            rows = []
        if not rows:
            connection.execute(
                "insert into journals (name, identity, signature, last, title, path) values (?, ?, '', 0, ?, ?)",
                (name, identity, title, path),
            )
            return connection.last_insert_rowid()
        connection.execute(
            "update journals set identity = ?, title = ?, path = ? where number = ?",
            (identity, title, path, rows[0][0]),
        )
        return int(rows[0][0])

    def _take_in(self, name: str, file: JournalFile, number: int, slice_: Slice, mark: str) -> bool:
        """Let one model take a slice in; return whether it can go on behind it."""
        model = self._models[name]
        try:
            with self._database.transaction() as connection:
                found = self._position(connection, model, number)
                if found is None:
                    return False
                position, state = found
                if position < slice_.after or position >= slice_.reached:
                    return position >= slice_.reached
                entries = [entry for entry in slice_.entries if entry.seq > position]
                state = model.take(connection, number, state, entries)
                connection.execute(
                    "insert or replace into positions values (?, ?, ?, ?, ?)",
                    (model.name, number, slice_.reached, mark, state),
                )
                connection.execute(
                    "update models set advanced = ? where name = ?", (self._clock(), model.name)
                )
                connection.execute(
                    "delete from troubles where model = ? and journal = ?", (model.name, file.name)
                )
        except (apsw.Error, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - it fails alone; it is told, shown, and tried again
            self._errors[model.name] += 1
            self._report(model.name, error)
            self._note_trouble(model.name, file.name, repr(error))
            return False
        return True

    def _position(
        self, connection: apsw.Connection, model: JournalModel, number: int
    ) -> tuple[int, str | None] | None:
        """Return how far a model has come, or None where the journal is gone or the model of another version."""
        there = connection.execute(
            "select (select count(*) from journals where number = ?)"
            " * (select count(*) from models where name = ? and version = ?)",
            (number, model.name, model.version),
        ).get
        if not there:
            return None
        sql = "select seq, state from positions where model = ? and journal = ?"
        rows = rows_of(connection, sql, (model.name, number))
        return (rows[0][0], rows[0][1]) if rows else (0, None)

    def _forget_gone(self, names: set[str], known: dict[str, KnownJournal]) -> Iterator[None]:
        for name in known.keys() - names:
            with self._database.transaction() as connection:
                self._forget(connection, known[name].number, name)
            yield

    def _forget(self, connection: apsw.Connection, number: int, name: str) -> None:
        for model in self._models.values():
            if model.name not in self._database.newer:
                model.forget(connection, number)
        connection.execute("delete from positions where journal = ?", (number,))
        connection.execute("delete from troubles where journal = ?", (name,))
        connection.execute("delete from journals where number = ?", (number,))

    def _note_trouble(self, model: str, journal: str, error: str) -> bool:
        """Note what is wrong with a journal, or that nothing is any more; return whether that is news."""
        with self._database.opened() as connection:
            key = (model, journal)
            sql = "select error from troubles where model = ? and journal = ?"
            known = connection.execute(sql, key).get
            if (known or "") == error:
                return False
            if error:
                connection.execute("insert or replace into troubles values (?, ?, ?)", (*key, error))
            else:
                connection.execute("delete from troubles where model = ? and journal = ?", key)
            return True

    def _count_errors(self, names: Iterable[str]) -> None:
        for name in names:
            self._errors[name] += 1

    def rebuild(self, name: str) -> None:
        """Drop the rows of a read model; the next steps make them again, from the start of each journal.

        Raises:
            DomainError: there is no such read model.
            ReadModelError: its database cannot be used.
        """
        model = self._models.get(name)
        if model is None:
            raise DomainError(f"There is no read model {name!r}.")
        try:
            with self._database.transaction() as connection:
                drop(connection, model)
        except (apsw.Error, OSError) as error:
            raise ReadModelError(f"{name} cannot be rebuilt now: {error}.") from error

    # --- what there is -----------------------------------------------------------------------------------

    def ask(self, query: Any) -> Any:
        """Answer a query from the rows that its read model has now.

        Raises:
            ReadModelError: no read model answers it, or the database cannot be reached.
        """
        answer = self._answers.get(type(query))
        if answer is None:
            raise ReadModelError(f"No read model answers {type(query).__name__}.")
        model = next(model.name for model in self._models.values() if type(query) in model.queries)
        began = self._ticks()
        try:
            with self._database.opened() as connection:
                position = connection.execute("select sum(seq) from positions where model = ?", (model,)).get
                result = answer(connection, query)
        except (apsw.Error, OSError) as error:
            words = f"What is known about the history cannot be read: {error}"
            took = self._ticks() - began
            self._observe(QueryTrace(type(query).__name__, model, 0, 0, took, words))
            raise ReadModelError(f"{words}. Nothing else is hurt; ask again.") from error
        rows = len(result) if isinstance(result, Sized) else int(result is not None)
        took = self._ticks() - began
        self._observe(QueryTrace(type(query).__name__, model, position or 0, rows, took))
        return result

    def observe_queries(self, observe: Observe, ticks: Callable[[], int]) -> None:
        """Tell of each query from now on, with the time that it took, in nanoseconds that only ever grow."""
        self._observe, self._ticks = observe, ticks

    def health(self) -> list[Health]:
        """Return how each read model is doing, also where the database cannot be reached."""
        try:
            files = journal_files(self._profile, self._clock())
            with self._database.opened() as connection:
                known = known_journals(connection)
            lasts = {file.name: last_entry(file, known.get(file.name)) for file in files}
            with self._database.opened() as connection:
                newer = self._database.newer
                return [
                    health_of(connection, model, lasts, known, self._errors[name], is_newer=name in newer)
                    for name, model in self._models.items()
                ]
        except (apsw.Error, OSError) as error:
            words = self._problem or f"the read models cannot be kept: {error}"
            return [Health(name, 0, 0, 0, self._errors[name], words) for name in self._models]

    def close(self) -> None:
        """Close the database."""
        self._database.close()
