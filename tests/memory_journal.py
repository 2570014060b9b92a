"""A journal in memory, for tests that need no disk: it holds JSON, as the real one does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from editorapp.bus.errors import LogError
from editorapp.bus.json_text import from_json, to_json
from editorapp.bus.message import Command, Failure, Outcome
from editorapp.session.entry import Effects, Entry, SavedState, SelectionRecord, Snapshot
from editorapp.session.json_parts import JsonParts
from editorapp.session.recording import Stop, WrittenCommand
from editorapp.text.document import Document


def _text(written: str | JsonParts) -> str:
    return written if isinstance(written, str) else written.whole().decode()


class MemoryJournal:
    """Keeps entries in a list; `refuses` makes it take in nothing any more, as on a full disk."""

    def __init__(self, start: Document | None = None) -> None:
        self.refuses = False
        self._rows: list[tuple[Command, str]] = []
        self._outcomes: dict[int, tuple[int, str | None, Failure | None]] = {}
        self._snapshots: list[Snapshot] = []
        if start is not None:
            self.take_snapshot(0, 0, start)

    def take_snapshot(self, seq: int, node: int, document: Document) -> None:
        record = SelectionRecord.of(document.selection)
        self._snapshots.append(Snapshot(seq, document.revision, node, record, document.buffer))

    def find(self, command_id: str) -> tuple[Command, Outcome] | None:
        for entry in self.entries():
            if entry.id == command_id:
                command = Command(
                    entry.name, from_json(entry.payload, dict), "", entry.time, entry.source, command_id
                )
                failure = entry.failure
                status: Any = "completed" if failure is None else "failed"
                return command, Outcome(entry.seq, status, entry.revision or 0, command_id, failure)
        return None

    def accept(self, command: Command) -> int:
        if self.refuses:
            raise LogError("The journal could not be written, so nothing was done.")
        self._rows.append((command, to_json(command.payload)))
        return len(self._rows)

    def complete(self, seq: int, revision: int, effects: Any) -> None:
        text = _text(effects) if isinstance(effects, JsonParts) else to_json(effects)
        self._outcomes[seq] = (revision, None if effects is None else text, None)

    def fail(self, seq: int, revision: int, failure: Failure) -> None:
        self._outcomes[seq] = (revision, None, failure)

    def forget_outcome(self, seq: int) -> None:
        """Lose an outcome, as a process does that dies before it is written."""
        del self._outcomes[seq]

    def flush(self) -> None:
        """Nothing is held back."""

    @property
    def last_seq(self) -> int:
        return len(self._rows)

    def begun(self) -> MemoryJournal:
        return self

    def record(self, written: WrittenCommand, stop: Stop) -> None:
        if self.refuses:
            raise LogError("The journal could not be written, so nothing was done.")
        stop.seal()
        self._rows.append((written.command, _text(written.payload)))
        self._outcomes[written.seq] = (written.revision, _text(written.effects), None)

    def recorded(self, written: WrittenCommand) -> None:
        assert len(self._rows) == written.seq

    def entries(self, first: int = 1, *, backward: bool = False) -> Iterator[Entry]:
        last = len(self._rows)
        numbers = range(min(first, last), 0, -1) if backward else range(max(first, 1), last + 1)
        for number in numbers:
            command, payload = self._rows[number - 1]
            revision, effects, failure = self._outcomes.get(number, (None, None, None))
            yield Entry(
                number,
                command.name,
                payload.encode(),
                command.time,
                command.source,
                command.id,
                command.version,
                revision,
                None if effects is None else from_json(effects, Effects),
                failure,
            )

    def snapshot_before(self, seq: int) -> Snapshot | None:
        fitting = [snapshot for snapshot in self._snapshots if snapshot.seq <= seq]
        return max(fitting, key=lambda snapshot: snapshot.seq, default=None)

    def saved_state(self) -> SavedState | None:
        return SavedState("", 0)
