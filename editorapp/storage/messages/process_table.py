"""Owns how process managers follow the log: their states and positions, and the commands that they issue.

Does not know what they do.

State, position and issued commands are written in one transaction, so that each event is reacted to exactly once
however often the process dies. A process manager that fails stays at the event it failed on, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from editorapp.bus.job import Job
from editorapp.bus.json_text import from_json, to_json
from editorapp.bus.message import RecordedEvent
from editorapp.bus.process_manager import ProcessManager
from editorapp.bus.projection import Health
from editorapp.bus.queue import Queue
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.job_table import insert_job
from editorapp.storage.messages.log import MessageLog

_BATCH: Final = 200
_MOVE: Final = "insert or replace into managers values (?, ?, ?)"


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
    ) -> None:
        """Take the process managers and the ports; a new one begins at the start of the log."""
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

    def _follow(self, manager: ProcessManager) -> bool:
        moved = False
        while True:
            with self._database.lock:
                position, _ = self._position(manager)
                if position >= self._log.last_seq:
                    return moved
                batch = self._log.events(position, _BATCH, frozenset(manager.reactions))
                trouble: Exception | None = batch.error
                reached = batch.reached
                for seq, outcome in groupby(batch.events, key=lambda recorded: recorded.seq):
                    trouble = self._react(manager, seq, list(outcome))
                    if trouble is not None:
                        reached = seq - 1
                        break
                if reached > self._position(manager)[0]:
                    with self._database.transaction() as execute:
                        execute(_MOVE, (manager.name, reached, self._clock()))
            self._note(manager, trouble)
            moved = moved or reached > position
            if trouble is not None or reached == position:
                return moved

    def _react(self, manager: ProcessManager, seq: int, outcome: list[RecordedEvent]) -> Exception | None:
        """React to the events of one command, in one transaction with the position behind it."""
        states: dict[str, Any] = {}
        jobs: list[Job] = []
        for recorded in outcome:
            try:
                key = manager.correlate(recorded)
                if key not in states:
                    states[key] = self.state(manager.name, key, manager.state)
                states[key], intents = manager.reactions[type(recorded.event)](states[key], recorded)
                where = f"{manager.name}:{seq}.{recorded.index}"
                for number, intent in enumerate(intents):
                    jobs.append(
                        self._queue.job_of(intent, f"{where}.{number}", f"process {manager.name}", where)
                    )
            except Exception as error:  # noqa: BLE001 - it fails alone; it is told, shown, and goes on from here later
                self._tell(manager, recorded, error)
                return error
        with self._database.transaction() as execute:
            for key, state in states.items():
                if state is None:
                    execute("delete from processes where manager = ? and key = ?", (manager.name, key))
                else:
                    execute(
                        "insert or replace into processes values (?, ?, ?)",
                        (manager.name, key, to_json(state)),
                    )
            for job in jobs:
                for statement in insert_job(job):
                    execute(*statement)
            execute(_MOVE, (manager.name, seq, self._clock()))
        if jobs:
            self._database.notify()
        return None

    def _position(self, manager: ProcessManager) -> tuple[int, int]:
        rows = self._database.rows("select seq, advanced from managers where name = ?", (manager.name,))
        return (rows[0][0], rows[0][1]) if rows else (0, 0)

    def _tell(self, manager: ProcessManager, recorded: RecordedEvent, error: Exception) -> None:
        # It is tried again every now and then; the log need not say each time that nothing has changed.
        if _words(error) != self._troubles[manager.name].words:
            self._report(f"process {manager.name}", recorded.event, error)

    def _note(self, manager: ProcessManager, trouble: Exception | None) -> None:
        known = self._troubles[manager.name]
        known.words = "" if trouble is None else _words(trouble)
        known.count += trouble is not None

    def state(self, manager: str, key: str, state_type: type) -> Any:
        """Return the state of a process, or None."""
        stored = self._database.value(
            "select state from processes where manager = ? and key = ?", (manager, key)
        )
        return None if stored is None else from_json(stored, state_type)

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


def _words(trouble: Exception) -> str:
    return str(trouble) or repr(trouble)
