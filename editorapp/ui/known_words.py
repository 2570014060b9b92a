"""Owns `KnownWords`: the words of all open documents, gathered in a thread when somebody wants them.

Does not choose among them: that is `session/completion.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QObject, Signal

from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.held_document import HeldDocument
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.word_index import REACH, Vocabulary, WordIndex
from editorapp.ui.counting_work import paced
from editorapp.ui.latest_work import AbandonedError, Interest, LatestWork
from editorapp.ui.workspace import Workspace

_MOST_CHANGES: Final = 1_000
"""After more changes than this, all of a text is read again."""


@dataclass(slots=True)
class _Known:
    """What is known of one document: the words of an earlier revision, and what has changed since."""

    index: WordIndex = field(default_factory=WordIndex)
    since: list[ChangeSet] = field(default_factory=list)
    around: int | None = None


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What was found out about one document, after so many of its changes and around a position."""

    known: _Known
    index: WordIndex
    followed: int
    around: int


class KnownWords(QObject):
    """The words of the open documents."""

    gathered = Signal()
    """More words are known."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        """Take the documents; nothing is read until somebody asks."""
        super().__init__(parent)
        self._workspace = workspace
        self._known: dict[str, _Known] = {}
        self._current: str | None = None
        self._work = LatestWork(self)
        self._work.finished.connect(self._take)
        self._work.failed.connect(self._fail)
        workspace.closed.connect(lambda held: self._known.pop(held.id, None))

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done."""
        known = self._known.get(event.target)
        if known is None or not event.changes:
            return
        known.since.append(event.changes)
        if len(known.since) > _MOST_CHANGES or len(event.changes.changes) > _MOST_CHANGES:
            del self._known[event.target]

    def vocabularies(self, held: HeldDocument) -> Iterator[Vocabulary]:
        """Yield what is known now: of a document, of the others in its language, of all others."""
        language = held.document.document.layout.language
        others = [other for other in self._workspace if other is not held]
        others.sort(key=lambda other: other.document.document.layout.language != language)
        for one in (held, *others):
            known = self._known.get(one.id)
            if known is not None:
                yield known.index.vocabulary

    @property
    def is_busy(self) -> bool:
        """Whether words are being gathered."""
        return self._work.is_busy

    def gather(self, current: HeldDocument) -> None:
        """Read what has changed since the last time, in a thread; first the document that somebody writes in."""
        self._current = current.id
        if not self._work.is_busy:
            self._go_on()

    def _go_on(self) -> bool:
        """Read the next document of which not all is known, and tell whether there was one."""
        for held in sorted(self._workspace, key=lambda held: held.id != self._current):
            known = self._known.setdefault(held.id, _Known())
            document = held.document.document
            around = document.selection.main.head
            is_far = known.around is None or abs(around - known.around) > REACH // 2
            if known.since or is_far:
                self._read(known, document.buffer, around)
                return True
        return False

    def _read(self, known: _Known, buffer: Buffer, around: int) -> None:
        index, since = known.index, tuple(known.since)

        def work(interest: Interest) -> _Gathered:
            pause, read = paced(interest), index
            for changes in since:
                read = read.after(changes)
                pause()
            return _Gathered(known, read.filled(buffer, around, pause), len(since), around)

        self._work.start(work)

    def _take(self, result: _Gathered) -> None:
        known = result.known
        known.index, known.around = result.index, result.around
        del known.since[: result.followed]
        self._go_on()
        self.gathered.emit()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, AbandonedError):
            raise error
