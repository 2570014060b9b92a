"""Owns `MessageLog`: the accepted, completed and failed commands of all aggregates of a program.

Does not run commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec

from editorapp.bus.catalog import Catalog
from editorapp.bus.errors import CommandError, UnreadableError
from editorapp.bus.job import Job
from editorapp.bus.message import Command, Failure, Outcome, RecordedEvent, TransientFailure
from editorapp.storage.messages import event_text
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.job_table import insert_job

_ACCEPT: Final = "insert into accepted values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_IS_KNOWN: Final = "select 1 from accepted where id = ?"
_HAS_ENDED: Final = (
    "select 1 from accepted a where a.id = ? and (a.seq in (select seq from completed)"
    " or a.seq in (select seq from failed))"
)
_COMPLETE: Final = "insert into completed values (?, ?, ?, ?)"
_FAIL: Final = "insert into failed values (?, ?, ?, ?, ?, ?)"
_QUARANTINE: Final = "insert or ignore into quarantine values (null, ?, ?, ?, ?, ?, ?, ?)"

Outbox = Callable[[int, str, tuple[Any, ...]], list[Job]]
"""Takes the number of a command, its target and its events; returns the effects that answer them."""


_MOST_COUNTED: Final = 100_000
"""Counting holds up commands, some microseconds for each hundred."""


class MessageLog:
    """The log of a program; implements the bus's `Log` for each of its aggregates."""

    def __init__(
        self, database: MessageDatabase, catalog: Catalog, clock: Callable[[], int], outbox: Outbox
    ) -> None:
        """Take the database, the types of message, microseconds since 1970, and what fills the outbox."""
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self._outbox = outbox
        self._held_up: dict[str, UnreadableError] = {}
        self._seq: int = database.value("select coalesce(max(seq), 0) from accepted")
        self._uses_ids = bool(database.value("select exists (select 1 from accepted where id is not null)"))

    @property
    def last_seq(self) -> int:
        """The number of the last accepted command, 0 where there is none."""
        return self._seq

    # --- writing -----------------------------------------------------------------------------------------

    def accept(self, command: Command) -> int:
        """Record a command before it runs; return its number, from 1.

        Raises:
            LogError: it could not be recorded.
        """
        seq = self._seq + 1
        row = (
            seq,
            command.id,
            command.name,
            command.version,
            command.target,
            self._catalog.write(command.payload),
            command.time,
            command.source,
            command.cause,
        )
        self._database.commit_with(_ACCEPT, row)
        self._seq = seq
        self._uses_ids = self._uses_ids or command.id is not None
        return seq

    def complete(self, target: str, seq: int, revision: int, effects: tuple[Any, ...]) -> None:
        """Record the events of a command and fill the outbox; written with the next commit, all or nothing."""
        jobs = [statement for job in self._outbox(seq, target, effects) for statement in insert_job(job)]
        self._database.hold(
            (_COMPLETE, (seq, target, revision, event_text.written(effects, self._catalog))), *jobs
        )
        self._database.notify()

    def fail(self, seq: int, revision: int, failure: Failure) -> None:
        """Record why a command failed; written with the next commit."""
        is_transient = isinstance(failure, TransientFailure)
        field = None if failure.field is None else _writable(failure.field)
        row = (seq, revision, _writable(failure.code), _writable(failure.message), field, is_transient)
        self._database.hold((_FAIL, row))
        self._database.notify()

    def note_death(self, seq: int) -> int:
        """Note that a command is run again after a death; return how often that was noted now."""
        with self._database.transaction() as execute:
            execute(
                "insert into deaths values (?, 1) on conflict (seq) do update set count = count + 1", (seq,)
            )
        return int(self._database.value("select count from deaths where seq = ?", (seq,)))

    # --- reading -----------------------------------------------------------------------------------------

    def find(self, command_id: str) -> tuple[Command, Outcome] | None:
        """Return the command accepted under an id, its payload as a dict, and its outcome; or None."""
        # What was accepted is written, whatever is still held back: a new id costs no commit.
        if not self._uses_ids or not self._database.written_rows(_IS_KNOWN, (command_id,)):
            return None
        row = next(
            iter(
                self._database.rows(
                    "select a.seq, a.name, a.version, a.target, a.payload, a.time, a.source, a.cause, c.revision,"
                    " f.revision, f.code, f.message, f.field, f.is_transient from accepted a"
                    " left join completed c on c.seq = a.seq left join failed f on f.seq = a.seq where a.id = ?",
                    (command_id,),
                )
            ),
            None,
        )
        if row is None:
            return None
        (
            seq,
            name,
            version,
            target,
            payload,
            time,
            source,
            cause,
            revision,
            failed_at,
            code,
            words,
            field,
            again,
        ) = row
        try:
            plain = msgspec.to_builtins(self._catalog.read(name, version, payload))
        except UnreadableError as error:
            raise CommandError(
                "unreadable", f"The id {command_id!r} is known. {error} Nothing was done."
            ) from error
        if code is None and revision is None:
            raise CommandError(
                "unfinished", f"The command {command_id!r} has not ended yet. Nothing was done."
            )
        command = Command(name, plain, target, time, source, command_id, cause, version)
        if code is None:
            return command, Outcome(seq, "completed", revision, command_id)
        failure = (TransientFailure if again else Failure)(code, words, field)
        return command, Outcome(seq, "failed", failed_at, command_id, failure)

    def has_ended(self, command_id: str) -> bool:
        """Return whether the command of an id has an outcome."""
        return bool(self._database.rows(_HAS_ENDED, (command_id,)))

    def unfinished(self) -> Iterator[tuple[int, Command]]:
        """Yield the accepted commands without outcome: those that a process was at when it died.

        One that cannot be read is put into quarantine, and left as it is, and so is its aggregate: it may have been
        answered, and nothing can be decided about a state that is perhaps not the last one.
        """
        rows = self._database.rows(
            "select a.seq, a.name, a.version, a.target, a.payload, a.time, a.source, a.id, a.cause from accepted a"
            " left join completed c on c.seq = a.seq left join failed f on f.seq = a.seq"
            " where c.seq is null and f.seq is null order by a.seq"
        )
        for seq, name, version, target, payload, time, source, command_id, cause in rows:
            try:
                message = self._catalog.read(name, version, payload)
            except UnreadableError as error:
                self.quarantine(seq, -1, error)
                self._held_up[target] = error
                continue
            yield seq, Command(name, message, target, time, source, command_id, cause, version)

    def events(self, after: int = 0, limit: int = 1000, wanted: frozenset[type] | None = None) -> EventBatch:
        """Return the events of the outcomes behind a number.

        Args:
            after: the number of a command; what comes behind it is read.
            limit: how many outcomes to read.
            wanted: the types of event to return, all if None. Others are not even read.

        Raises:
            UnreadableError: a wanted one cannot be read; it is in quarantine now.
        """
        rows = self._database.rows(
            "select c.seq, c.target, a.time, c.events from completed c join accepted a on a.seq = c.seq"
            " where c.seq > ? order by c.seq limit ?",
            (after, limit),
        )
        names = None if wanted is None else {self._name(event) for event in wanted}
        events: list[RecordedEvent] = []
        reached = after
        for seq, target, time, text in rows:
            try:
                self._read_into(events, seq, target, time, text, names)
            except UnreadableError as error:
                return EventBatch(events, reached, error)
            reached = seq
        return EventBatch(events, reached, None)

    def _name(self, event_type: type) -> str:
        return self._catalog.describe_type(event_type).name

    def _read_into(
        self, events: list[RecordedEvent], seq: int, target: str, time: int, text: str, names: set[str] | None
    ) -> None:
        for index, (name, version, raw) in enumerate(event_text.parts_of(text)):
            if names is None or name in names:
                try:
                    event = self._catalog.read(name, version, raw)
                except UnreadableError as error:
                    self.quarantine(seq, index, error)
                    raise
                events.append(RecordedEvent(seq, index, target, time, event))
            elif self._catalog.named(name) is None:
                # Not this reader's, but nobody's either: it is set aside so that somebody sees it.
                self.quarantine(
                    seq, index, UnreadableError(name, version, bytes(raw), "no message of this name is known")
                )

    def count_after(self, seq: int) -> int:
        """Return how many outcomes with events are recorded behind a number; of very many, only that many."""
        sql = "select count(*) from (select 1 from completed where seq > ? limit ?)"
        return int(self._database.value(sql, (seq, _MOST_COUNTED)))

    def events_of(self, target: str) -> Iterator[Any]:
        """Yield the events of one aggregate, in order.

        Raises:
            UnreadableError: one of them cannot be read; it is in quarantine now.
        """
        if target in self._held_up:
            raise self._held_up[target]
        rows = self._database.rows(
            "select seq, events from completed where target = ? order by seq", (target,)
        )
        for seq, text in rows:
            for index, (name, version, raw) in enumerate(event_text.parts_of(text)):
                try:
                    yield self._catalog.read(name, version, raw)
                except UnreadableError as error:
                    self.quarantine(seq, index, error)
                    raise

    def quarantine(self, seq: int, part: int, error: UnreadableError) -> None:
        """Set a copy of what cannot be read aside, with the reason, once.

        Args:
            seq: the number of the command that it belongs to.
            part: the index of the event, or -1 for the command itself.
            error: what is wrong with it.
        """
        row = (seq, part, error.name, error.version, error.raw, error.reason, self._clock())
        with self._database.transaction() as execute:
            execute(_QUARANTINE, row)


class AggregateLog:
    """The log as one aggregate sees it; implements the bus's `Log`."""

    __slots__ = ("_log", "_target", "accept", "fail", "find")

    def __init__(self, log: MessageLog, target: str) -> None:
        """Take the log and the id of the aggregate."""
        self._log = log
        self._target = target
        self.find = log.find
        self.accept = log.accept
        self.fail = log.fail

    def complete(self, seq: int, revision: int, effects: Any) -> None:
        """Record what a command did."""
        self._log.complete(self._target, seq, revision, effects)


class EventBatch(msgspec.Struct, frozen=True):
    """Some events in order.

    Attributes:
        events: the events.
        reached: the number of the last outcome that was read whole.
        error: what could not be read behind it, or None.
    """

    events: list[RecordedEvent]
    reached: int
    error: UnreadableError | None


def _writable(text: object) -> str:
    """Return a text that UTF-8 can hold; what is held back has to be writable, whatever a handler has raised."""
    text = str(text)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
