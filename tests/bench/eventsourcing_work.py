"""The work of `bench_bus.py` as the `eventsourcing` package does it with its SQLite recorder.

Each piece of work is measured in two forms:

* as the package comes: its `Aggregate` with `@event`, its JSON transcoder, and what its SQLite recorder sets: WAL;
  it leaves `synchronous` at SQLite's own `full`, so that every commit waits for the disk;
* tuned: aggregates and events as msgspec structs with a mapper that writes them with msgspec, as the examples in its
  documentation do, which is the fastest form shown there; and `synchronous` at `normal`, as ours is without `synced`.

Aggregates stay in memory between two saves, as they do in ours: nothing is read while saving. Snapshots, encryption
and compression are off, as they are when nobody asks. It has no commands, so nothing is recorded before an event is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Mapper, StoredEvent, Tracking, Transcoder
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteDatastore,
    SQLiteTrackingRecorder,
)
from eventsourcing.utils import get_topic, resolve_topic

VERSION = version("eventsourcing")
_PAGE = 500
"""Notifications read at once; what the package's own subscriptions take."""


# --- as it comes -------------------------------------------------------------------------------------------


class Counter(Aggregate):  # type: ignore[misc]
    """The aggregate, as the package's tutorial writes one."""

    def __init__(self) -> None:
        self.total = 0

    @event("Added")  # type: ignore[untyped-decorator]
    def add(self, amount: int) -> None:
        """Add to it."""
        self.total += amount


# --- tuned -------------------------------------------------------------------------------------------------


class Event(msgspec.Struct, frozen=True):
    """What the package asks of an event."""

    originator_id: UUID
    originator_version: int


class Added(Event, frozen=True):
    """The event."""

    amount: int


class PlainCounter(msgspec.Struct, frozen=True):
    """The aggregate."""

    id: UUID
    version: int = 0
    total: int = 0

    def add(self, amount: int) -> Added:
        """Decide the event."""
        return Added(self.id, self.version + 1, amount)

    def after(self, happened: Added) -> PlainCounter:
        """Return the aggregate after it."""
        return PlainCounter(self.id, happened.originator_version, self.total + happened.amount)


def project(counter: PlainCounter | None, events: list[Added]) -> PlainCounter | None:
    """Return a counter after its events."""
    for happened in events:
        counter = (counter or PlainCounter(happened.originator_id)).after(happened)
    return counter


class StructMapper(Mapper):  # type: ignore[misc]
    """Writes and reads events with msgspec."""

    def to_stored_event(self, domain_event: Event) -> StoredEvent:
        """Return an event as it is stored."""
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=get_topic(type(domain_event)),
            state=msgspec.json.encode(domain_event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        """Return a stored event."""
        found: Event = msgspec.json.decode(stored_event.state, type=resolve_topic(stored_event.topic))
        return found


class NoTranscoder(Transcoder):  # type: ignore[misc]
    """Is never asked: the mapper does it."""

    def encode(self, obj: object) -> bytes:
        """Refuse."""
        raise NotImplementedError

    def decode(self, data: bytes) -> object:
        """Refuse."""
        raise NotImplementedError


def _without_waiting(pool: SQLiteConnectionPool) -> None:
    """Let commits return before the disk has them; the package has no setting for it."""

    def create(make: Callable[[], SQLiteConnection]) -> SQLiteConnection:
        connection = make()
        connection.cursor().execute("pragma synchronous = normal")
        return connection

    pool._create_connection = partial(create, pool._create_connection)


# --- the work ----------------------------------------------------------------------------------------------


class Rival:
    """The package on a database of its own."""

    def __init__(self, folder: Path, *, is_tuned: bool, is_synced: bool) -> None:
        """Open it in a fresh folder."""
        self._is_tuned = is_tuned
        self._is_synced = is_synced
        self._folder = folder
        settings = {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "SQLITE_DBNAME": str(folder / "events.sqlite"),
            "CREATE_TABLE": "n",
        }
        if is_tuned:
            settings |= {"MAPPER_TOPIC": get_topic(StructMapper), "TRANSCODER_TOPIC": get_topic(NoTranscoder)}
        self._application = Application(settings)
        if not is_synced:
            _without_waiting(self._application.recorder.datastore.pool)
        self._application.recorder.create_table()
        self._check_settings()

    def _check_settings(self) -> None:
        with self._application.recorder.datastore.get_connection(commit=True) as connection:
            cursor = connection.cursor()
            cursor.execute("pragma synchronous")
            assert cursor.fetchone()[0] == (2 if self._is_synced else 1)
            cursor.execute("pragma journal_mode")
            assert cursor.fetchone()[0] == "wal"

    def counters(self, count: int) -> list[Any]:
        """Return new aggregates; those of the package have an event each that says that they began."""
        if self._is_tuned:
            return [PlainCounter(uuid4()) for _ in range(count)]
        counters = [Counter() for _ in range(count)]
        self._application.save(*counters)
        return counters

    def save(self, counters: list[Any], count: int) -> None:
        """Do the commands: an event each, saved one at a time."""
        save, many = self._application.save, len(counters)
        if self._is_tuned:
            for number in range(count):
                counter = counters[number % many]
                happened = counter.add(1)
                save(happened)
                counters[number % many] = counter.after(happened)
        else:
            for number in range(count):
                counter = counters[number % many]
                counter.add(1)
                save(counter)

    def replay(self, counters: list[Any]) -> int:
        """Rebuild every aggregate from its events; return the sum of their totals."""
        get = self._application.repository.get
        if self._is_tuned:
            return sum(get(counter.id, projector_func=project).total for counter in counters)
        return sum(get(counter.id).total for counter in counters)

    def project(self) -> int:
        """Let a new read model take in everything; return the sum of its rows.

        The package's runner of projections cannot subscribe to a SQLite recorder, so the notifications are read page
        by page, as its followers do. It tracks each event in a transaction of its own; it knows no batches.
        """
        datastore = SQLiteDatastore(str(self._folder / "view.sqlite"))
        if not self._is_synced:
            _without_waiting(datastore.pool)
        view = Totals(datastore)
        view.create_table()
        recorder, read = self._application.recorder, self._application.mapper.to_domain_event
        position = 0
        while page := recorder.select_notifications(position, _PAGE, inclusive_of_start=False):
            for notification in page:
                happened = read(notification)
                amount = getattr(happened, "amount", 0)
                tracking = Tracking("counters", notification.id)
                view.add(str(happened.originator_id), amount, tracking)
            position = page[-1].id
        total = view.total()
        datastore.close()
        return total

    def close(self) -> None:
        """Close its database."""
        self._application.close()


class Totals(SQLiteTrackingRecorder):  # type: ignore[misc]
    """A read model: a row for each aggregate, written with the position in the same transaction."""

    def construct_create_table_statements(self) -> list[str]:
        """Return what makes its tables."""
        statements: list[str] = super().construct_create_table_statements()
        table = "create table if not exists totals (key text primary key, total integer) without rowid"
        return [*statements, table]

    def add(self, key: str, amount: int, tracking: Tracking) -> None:
        """Count one event."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "insert into totals values (?, ?) on conflict (key) do update set total = total + excluded.total",
                (key, amount),
            )

    def total(self) -> int:
        """Return the sum of all rows."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute("select sum(total) from totals")
            return int(cursor.fetchone()[0])
