"""Owns how process managers follow the log: their states and positions, and the commands that they issue.

Does not know what they do.

State, position and issued commands are written in one transaction, so that each event is reacted to exactly once
however often the process dies. A process manager that fails stays at the event it failed on, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from editorapp.bus.codec import Codec, sealing_codec
from editorapp.bus.job import Job
from editorapp.bus.message import Intent, RecordedEvent
from editorapp.bus.process_manager import ProcessManager
from editorapp.bus.projection import Health
from editorapp.bus.queue import Queue
from editorapp.bus.secret import Seal
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.job_table import insert_job
from editorapp.storage.messages.log import MessageLog

_BATCH: Final = 200
_MOVE: Final = (
    "insert into managers values (?, ?, ?) on conflict (name) do update"
    " set seq = max(seq, excluded.seq), advanced = excluded.advanced"
)


@dataclass
class _Trouble:
    count: int = 0
    words: str = ""


class ProcessTable:
    """The process managers of one program."""

    def __init__(
        self,
        managers: tuple[ProcessManager, ...],
        database: MessageDatabase,
        log: MessageLog,
        queue: Queue,
        clock: Callable[[], int],
        report: Callable[[str, object, Exception], None],
        seal: Seal | None = None,
        scrub: Callable[[str, Any], str] = lambda text, event: text,
    ) -> None:
        """Take the process managers and the ports; a new one begins at the start of the log.

        Args:
            managers: the process managers.
            database: where states and positions are kept.
            log: what they follow.
            queue: makes the jobs that they issue.
            clock: microseconds since 1970.
            report: is told of the failures of process managers.
            seal: hides the secret fields of states.
            scrub: returns the words of an error without the secrets of an event or a state.

        Raises:
            DomainError: states have secret fields and there is no seal.
        """
        self._codecs = {
            manager.name: sealing_codec(manager.state, seal, manager.name) for manager in managers
        }
        self._scrub = scrub
        self._managers = managers
        self._database = database
        self._log = log
        self._queue = queue
        self._clock = clock
        self._report = report
        self._troubles = {manager.name: _Trouble() for manager in managers}

    def catch_up(self) -> bool:
        """Let every process manager react to what it has not seen yet; return whether anything moved."""
        moved = [self._follow(manager) for manager in self._managers]
        return any(moved)

    def react_late(self, seq: int) -> None:
        """Let those react to an outcome that are past it, since it was recorded late."""
        for manager in self._managers:
            if self._position(manager)[0] >= seq:
                batch = self._log.events(seq - 1, 1, frozenset(manager.reactions))
                if batch.events:
                    self._react(manager, seq, batch.events)

    def _follow(self, manager: ProcessManager) -> bool:
        moved = False
        while True:
            with self._database.lock:
                position, _ = self._position(manager)
                if position >= self._log.last_seq:
                    return moved
                batch = self._log.events(position, _BATCH, frozenset(manager.reactions))
                trouble = "" if batch.error is None else str(batch.error)
                reached = batch.reached
                for seq, outcome in groupby(batch.events, key=lambda recorded: recorded.seq):
                    failed = self._react(manager, seq, list(outcome))
                    if failed:
                        trouble = failed
                        reached = seq - 1
                        break
                if reached > self._position(manager)[0]:
                    with self._database.transaction() as execute:
                        execute(_MOVE, (manager.name, reached, self._clock()))
            self._note(manager, trouble)
            moved = moved or reached > position
            if trouble or reached == position:
                return moved

    def _react(self, manager: ProcessManager, seq: int, outcome: list[RecordedEvent]) -> str:
        """React to the events of one command, in one transaction with the position; return what went wrong."""
        codec = self._codecs[manager.name]
        states: dict[str, Any] = {}
        jobs: list[Job] = []
        for recorded in outcome:
            try:
                key = manager.correlate(recorded)
                if key not in states:
                    states[key] = self.state(manager.name, key)
                states[key], intents = manager.reactions[type(recorded.event)](states[key], recorded)
                jobs += self._jobs(manager, recorded, intents)
                written = {
                    key: None if state is None else _written(codec, state) for key, state in states.items()
                }
            except Exception as error:  # noqa: BLE001 - it fails alone; it is told, shown, and goes on from here later
                plain = words = str(error) or repr(error)
                words = self._scrub(words, recorded.event)
                for state in states.values():
                    words = self._scrub(words, state)
                # It is tried again every now and then; the log need not say each time that nothing has changed.
                if words != self._troubles[manager.name].words:
                    self._report(
                        f"process {manager.name}",
                        recorded.event,
                        error if words == plain else RuntimeError(words),
                    )
                return words
        self._write(manager, seq, written, jobs)
        return ""

    def _jobs(self, manager: ProcessManager, recorded: RecordedEvent, intents: Iterable[Intent]) -> list[Job]:
        where = f"{manager.name}:{recorded.seq}.{recorded.index}"
        source = f"process {manager.name}"
        return [
            self._queue.job_of(intent, f"{where}.{number}", source, where)
            for number, intent in enumerate(intents)
        ]

    def _write(
        self, manager: ProcessManager, seq: int, states: dict[str, str | None], jobs: list[Job]
    ) -> None:
        with self._database.transaction() as execute:
            for key, state in states.items():
                if state is None:
                    execute("delete from processes where manager = ? and key = ?", (manager.name, key))
                else:
                    execute("insert or replace into processes values (?, ?, ?)", (manager.name, key, state))
            for job in jobs:
                for statement in insert_job(job):
                    execute(*statement)
            execute(_MOVE, (manager.name, seq, self._clock()))
        if jobs:
            self._database.notify()

    def _position(self, manager: ProcessManager) -> tuple[int, int]:
        rows = self._database.rows("select seq, advanced from managers where name = ?", (manager.name,))
        return (rows[0][0], rows[0][1]) if rows else (0, 0)

    def _note(self, manager: ProcessManager, trouble: str) -> None:
        known = self._troubles[manager.name]
        known.words = trouble
        known.count += bool(trouble)

    def state(self, manager: str, key: str) -> Any:
        """Return the state of a process, or None."""
        stored = self._database.value(
            "select state from processes where manager = ? and key = ?", (manager, key)
        )
        return None if stored is None else self._codecs[manager].read(stored)

    def health(self) -> list[Health]:
        """Return how each process manager is doing."""
        found = []
        for manager in self._managers:
            position, advanced = self._position(manager)
            rows = self._database.value("select count(*) from processes where manager = ?", (manager.name,))
            known = self._troubles[manager.name]
            lag = self._log.count_after(position)
            found.append(Health(manager.name, position, lag, rows, known.count, known.words, advanced))
        return found


def _written(codec: Codec, state: Any) -> str:
    if not isinstance(state, codec.type):
        raise TypeError(f"{type(state).__name__} is not the type of its state")
    fault = codec.fault(state)
    if fault is not None:
        raise ValueError(f"its state could not be read again: {fault.message}")
    return codec.write(state)
