"""Owns which documents are open in this window: opening, making and giving them up.

Does not own their tabs, how they are saved, nor what a person is asked before one is closed.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from editorapp.bus.errors import CommandError, LogError
from editorapp.commands.encoding import ReopenWithEncodingDialog
from editorapp.commands.selection import GoToLine, SetSelection
from editorapp.session.editor import Editor
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.document_store import DocumentStore, Left, wall_clock
from editorapp.storage.errors import (
    DocumentHeldError,
    DocumentLeftError,
    FileError,
    JournalError,
    ReadingCancelledError,
)
from editorapp.storage.file_place import FilePlace
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.instance_client import ask_to_open
from editorapp.storage.ownership import is_left
from editorapp.storage.window_state import TabState
from editorapp.ui.dispatcher import SESSION, Dispatcher
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.message import Answer, Message, Severity
from editorapp.ui.reading import Pace, Progress, Reading

_MOST_TRIES = 3


@dataclass(frozen=True)
class Opening:
    """A wish to open a document.

    Attributes:
        place: its file and where the caret goes; None for an untitled document.
        document: the id of an untitled document, or of one that is recovered.
        left: what to do with unsaved changes that are there; None to find out whether to ask.
        tab: the tab that is restored, or None.
        in_background: whether the tab that is shown stays shown.
        settled: is called with whether it was opened.
        tries: how often it was tried before.
        is_new: whether it is an empty document that was not there before.
        number: grows with each wish; tabs lie in the order of the wishes, whichever file is read first.
    """

    place: FilePlace | None = None
    document: str | None = None
    left: Left | None = None
    tab: TabState | None = None
    in_background: bool = False
    settled: Callable[[bool], None] = lambda opened: None
    tries: int = 0
    is_new: bool = False
    number: int = 0

    @property
    def key(self) -> str:
        """What it is about."""
        return self.place.path if self.place is not None else str(self.document)


class Workspace(QObject):
    """The open documents of this window."""

    opened = Signal(object, object)
    """A HeldDocument is open, for an Opening."""

    reading = Signal(object, object)
    """A large file is being read: a Reading, and the Progress that it has made."""

    reading_ended = Signal(object)
    """A Reading of which something was shown has come to its end, whichever; `opened` comes before."""

    closing = Signal(object)
    """A HeldDocument is about to be given up."""

    closed = Signal(object)
    """A HeldDocument was given up and is no longer among the open ones."""

    changed = Signal(object)
    """Name, path or saved state of a HeldDocument may be others now."""

    shown = Signal(str)
    """The document of this id is to be shown."""

    left_found = Signal(str)
    """A document is not opened because a process that died has left unsaved changes: its id."""

    told = Signal(object)
    """A Message for the person."""

    noted = Signal(str)
    """Something to say in passing."""

    def __init__(
        self,
        editor: Editor,
        store: DocumentStore,
        dispatcher: Dispatcher,
        worker: FileWorker,
        parent: QObject | None = None,
    ) -> None:
        """Begin with no document."""
        super().__init__(parent)
        self._editor = editor
        self._store = store
        self._dispatcher = dispatcher
        self._worker = worker
        self._held: dict[str, HeldDocument] = {}
        self._numbers = itertools.count(1)
        self._readings: dict[str, Reading] = {}
        self.pace = Pace()
        editor.bus.subscribe(DocumentAdvanced, self._follow)

    def __iter__(self) -> Iterator[HeldDocument]:
        return iter(self._held.values())

    def __len__(self) -> int:
        return len(self._held)

    def held(self, document_id: str | None) -> HeldDocument | None:
        """Return an open document by its id, or None."""
        return None if document_id is None else self._held.get(document_id)

    def at_path(self, path: str) -> HeldDocument | None:
        """Return the open document of a file, or None; a link is known by `open` only."""
        return next((held for held in self if held.path is not None and str(held.path) == path), None)

    # --- opening -----------------------------------------------------------------------------------------

    def new(self) -> HeldDocument | None:
        """Open an empty document, or say why not."""
        names = {held.name for held in self}
        numbered = (f"Untitled {number}" for number in range(2, len(names) + 3))
        name = next(name for name in ("Untitled", *numbered) if name not in names)
        try:
            # One small folder: quicker than a thread, and what is typed next belongs to this document.
            held = self._store.new(name)
        except LogError as error:
            self.told.emit(Message("new", f"There is no new document. {error.message}"))
            return None
        self._take(held, Opening(document=held.id, is_new=True, number=next(self._numbers)))
        return held

    def open_path(self, path: str, line: int | None = None, column: int | None = None) -> None:
        """Open a file, or show the tab that has it; it is there some time later."""
        self.open(Opening(FilePlace(os.path.abspath(path), line, column)))  # noqa: PTH100

    def open(self, opening: Opening) -> None:
        """Open what is wished for; it is there some time later."""
        opening = replace(opening, number=opening.number or next(self._numbers))
        already = self.held(opening.document)
        if already is None and opening.place is not None:
            already = self.at_path(opening.place.path)
        if already is not None:
            self._show(already, opening)
            return
        name = Path(opening.place.path).name if opening.place is not None else "a document"
        if opening.tab is None:
            self.noted.emit(f"Opening {name}...")
        reading = self._begin_reading(opening)

        def loaded(held: HeldDocument) -> None:
            self._take(held, opening)
            self._end_reading(reading)

        def failed(error: Exception) -> None:
            self._end_reading(reading)
            self._refuse(opening, error)

        self._worker.run(opening.key, lambda: self._load(opening, reading), loaded, failed)

    def _begin_reading(self, opening: Opening) -> Reading:
        path = Path(opening.key)
        reading = Reading(
            path, opening.place, opening.tab, opening.number, in_background=opening.in_background
        )
        self._readings[reading.id] = reading
        reading.progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        return reading

    def _show_progress(self, reading: Reading, progress: Progress) -> None:
        if reading.id in self._readings:
            reading.is_shown = True
            self.reading.emit(reading, progress)
            reading.taken()

    def _end_reading(self, reading: Reading) -> None:
        del self._readings[reading.id]
        if reading.is_shown:
            self.reading_ended.emit(reading)

    def cancel_reading(self, reading_id: str) -> None:
        """Give up a file that is being read; its tab goes, and nothing else has changed."""
        if reading_id in self._readings:
            self._readings[reading_id].cancel()

    def cancel_all_reading(self) -> None:
        """Give up all files that are being read."""
        for reading in self._readings.values():
            reading.cancel()

    def _load(self, opening: Opening, reading: Reading) -> HeldDocument:
        """Runs in a thread."""
        store, pace = self._store, self.pace
        if opening.document is not None:
            left = opening.left or self._left(opening.document)
            return store.open_document(opening.document, left)
        if opening.place is None:
            raise ValueError("an opening needs a file or a document")
        real = Path(os.path.realpath(opening.place.path))
        reading.document = store.paths.document_id(real)
        left = opening.left or self._left(reading.document)
        return store.open_file(real, left, lambda so_far: reading.watch(so_far, pace))

    def _left(self, document_id: str) -> Left:
        """What a process that died has left is asked about; what was kept on purpose is simply there again."""
        return Left.REFUSE if is_left(self._store.profile.documents / document_id) else Left.RECOVER

    def _take(self, held: HeldDocument, opening: Opening) -> None:
        self._held[held.id] = held
        self._editor.documents[held.id] = held.document
        self.opened.emit(held, opening)
        self._go_to(held, opening)
        opening.settled(True)
        if held.path is not None:
            self._warn(held)

    def _show(self, held: HeldDocument, opening: Opening) -> None:
        if not opening.in_background:
            self.shown.emit(held.id)
        self._go_to(held, opening)
        opening.settled(True)

    def _go_to(self, held: HeldDocument, opening: Opening) -> None:
        """Put the caret where it is wanted."""
        document = held.document.document
        if opening.place is not None and opening.place.line is not None:
            line = min(opening.place.line, document.buffer.line_count)
            self._dispatcher.submit(GoToLine(line, opening.place.column or 1), "command-line", held.id)
        elif opening.tab is not None:
            length = len(document.buffer)
            ranges = [(min(anchor, length), min(head, length)) for anchor, head in opening.tab.ranges]
            if ranges and tuple(ranges) != tuple(tuple(pair) for pair in document.selection.ranges):
                self._dispatcher.submit(SetSelection(ranges), SESSION, held.id)

    def _warn(self, held: HeldDocument) -> None:
        if held.was_changed_outside:
            self._tell(
                held,
                f"Another program has changed {held.name} since your unsaved changes were made. Both are safe:"
                " yours are shown here, the other ones are in the file, and saving asks before it overwrites"
                " them.",
            )
        elif held.has_invalid_bytes:
            self._tell(
                held,
                f"{held.name} holds bytes that are no valid text in {held.format.label}. They are marked, and saved"
                " as they are. If all of it looks wrong, it may have been written in another encoding.",
                (("Reopen with Encoding...", lambda: self._ask_encoding(held)),),
            )

    def _ask_encoding(self, held: HeldDocument) -> None:
        self._dispatcher.submit(ReopenWithEncodingDialog(), "message", held.id)

    def _tell(self, held: HeldDocument, text: str, answers: tuple[Answer, ...] = ()) -> None:
        self.told.emit(Message(f"opened {held.id}", text, Severity.WARNING, answers, held.id))

    # --- what can go wrong -------------------------------------------------------------------------------

    def _refuse(self, opening: Opening, error: Exception) -> None:
        if isinstance(error, DocumentHeldError):
            self._held_elsewhere(opening, error)
            return
        opening.settled(False)
        if isinstance(error, ReadingCancelledError):
            self.noted.emit(f"{Path(opening.key).name} was not opened. Nothing was changed.")
        elif isinstance(error, DocumentLeftError):
            self.left_found.emit(error.document)
        elif isinstance(error, FileError | JournalError | CommandError):
            again = replace(opening, tries=0, settled=lambda opened: None)
            text = error.message if isinstance(error, CommandError) else str(error)
            self.told.emit(
                Message(
                    f"open {opening.key}",
                    f"{text} Nothing was changed.",
                    answers=(("Try Again", lambda: self.open(again)),),
                )
            )
        else:
            raise error

    def _held_elsewhere(self, opening: Opening, error: DocumentHeldError) -> None:
        if error.owner.pid == os.getpid():
            self._held_here(opening, error)
            return
        place = opening.place or FilePlace(opening.key)

        def answered(raised: bool) -> None:
            opening.settled(False)
            if raised:
                self.noted.emit(f"{Path(place.path).name} is open in another window, which was raised.")
            else:
                self.told.emit(
                    Message(
                        f"open {opening.key}",
                        f"{error} That one does not answer. Close it there, then open it here.",
                        Severity.WARNING,
                        (("Try Again", lambda: self.open(replace(opening, tries=0))),),
                    )
                )

        if opening.tab is not None:
            opening.settled(False)
            return
        self._worker.run(opening.key, lambda: ask_to_open(error.owner, [place]), answered)

    def _held_here(self, opening: Opening, error: DocumentHeldError) -> None:
        """It is open under another path, or about to be opened or closed."""
        real = None if opening.place is None else os.path.realpath(opening.place.path)
        already = None if real is None else self.at_path(real)
        if already is not None:
            self._show(already, opening)
        elif opening.tries < _MOST_TRIES:
            later = replace(opening, tries=opening.tries + 1)
            self._worker.when_idle(lambda: self.open(later))
        else:
            opening.settled(False)
            self.told.emit(Message(f"open {opening.key}", str(error)))

    # --- changing and closing ----------------------------------------------------------------------------

    def is_modified(self, held: HeldDocument) -> bool:
        """Return whether a document holds what no file holds; an untitled one does if it has any text."""
        if held.path is None:
            return len(held.document.document.buffer) > 0
        return held.document.is_modified or held.is_gone

    def is_untouched(self, held: HeldDocument) -> bool:
        """Return whether a document is an empty tab that nobody has used yet."""
        return held.path is None and held.journal is None and not self.is_modified(held)

    def _follow(self, event: DocumentAdvanced) -> None:
        held = self.held(event.target)
        if held is not None and (event.changes or event.after.revision != event.before.revision):
            self.changed.emit(held)

    def close(self, document_id: str, *, keep: bool = False) -> None:
        """Give a document up; what a person may want to be asked has been asked.

        Args:
            document_id: its id.
            keep: whether unsaved changes are there again when its file is opened next.
        """
        held = self._held[document_id]
        self.closing.emit(held)
        del self._held[document_id], self._editor.documents[document_id]
        self.closed.emit(held)
        self._worker.run(
            str(held.path or held.id), lambda: held.close(wall_clock(), keep=keep), failed=self._close_failed
        )

    def _close_failed(self, error: Exception) -> None:
        if not isinstance(error, LogError):
            raise error
        # Its lock stays with this process, so the document is there to be recovered at the next start.
        self.told.emit(
            Message("close", f"{error.message} Nothing is lost: it can be recovered at the next start.")
        )
