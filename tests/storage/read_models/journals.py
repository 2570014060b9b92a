"""Documents and windows that write journals for tests of what follows these."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from editorapp.bus.bus import Bus
from editorapp.bus.message import Command, Failure, Outcome
from editorapp.commands.application import ClearRecent, NoteRecent
from editorapp.commands.specification import AnyCommand
from editorapp.storage.application_log import ApplicationLog
from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.errors import Owner
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.profile import Profile, private_folder
from tests.desk import REGISTRY, Clock


def _raise(name: str, message: object, error: Exception) -> None:
    raise error


class WrittenDocument:
    """A document that is open, and does what a person does with it.

    Attributes:
        held: the document.
    """

    def __init__(self, profile: Profile, clock: Clock, path: Path | None = None) -> None:
        self._store = DocumentStore(profile, REGISTRY, Owner(4711), clock)
        self._clock = clock
        self._path = path
        held = self._store.new("Untitled") if path is None else self._store.open_file(path, Left.RECOVER)
        self._take(held)

    def _take(self, held: HeldDocument) -> None:
        self.held = held
        self._is_open = True
        self._bus = Bus(lambda _: held.document, _raise)

    def do(self, name: str, source: str = "menu", **arguments: Any) -> Outcome:
        self._clock.pass_seconds(0.1)
        payload = REGISTRY.build(name, arguments)
        return self._bus.dispatch(Command(name, payload, self.held.id, self._clock(), source))

    def type(self, text: str) -> None:
        for character in text:
            self.do("text.insert", "keyboard", text=character)

    def flush(self) -> None:
        if self.held.journal is not None:
            self.held.journal.flush()

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self.held.close(self._clock())

    def reopen(self) -> None:
        """Close and open it, which begins another session in the same journal."""
        has_journal = self.held.journal is not None
        self.close()
        if self._path is not None:
            self._take(self._store.open_file(self._path, Left.RECOVER))
        elif has_journal:
            self._take(self._store.open_document(self.held.id))
        else:
            self._take(self._store.new("Untitled"))


class WrittenWindow:
    """The log of a window."""

    def __init__(self, profile: Profile, clock: Clock, name: str = "window") -> None:
        self.folder = private_folder(profile.state / "windows" / name)
        self._clock = clock
        self.log = ApplicationLog(self.folder / "application.sqlite", lambda text: None)

    def do(self, payload: AnyCommand, source: str = "menu", *, refused: bool = False) -> None:
        self._clock.pass_seconds(0.1)
        seq = self.log.accept(Command(payload.spec.name, payload, "application", self._clock(), source))
        if refused:
            self.log.fail(seq, 0, Failure("no", "It is not possible."))
        else:
            self.log.complete(seq, 0, None)

    def note(self, path: str) -> None:
        self.do(NoteRecent(path), "effect")

    def clear(self) -> None:
        self.do(ClearRecent())

    def flush(self) -> None:
        self.log.flush()

    def close(self) -> None:
        self.log.close()
