"""Owns `DocumentStatistics`, the read model of words, characters and lines of the documents that it follows.

Does not own threads, which a port gives, nor what a word is, which is in `text/counting.py`. Nothing of it is
kept on disk: a count can be made again from any document at any time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import msgspec

from editorapp.session.open_document import DocumentAdvanced
from editorapp.session.ports import Clock
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.counting import Counts, after, count
from editorapp.text.document import Document
from editorapp.text.pause import Pause

_MOST_AT_ONCE: Final = 32_768
"""Changes of more code points than this are counted in the background; a change counts as `_CHANGE_COST`."""

_CHANGE_COST: Final = 256
_MOST_ERRORS: Final = 20


class Background(Protocol):
    """Does one piece of work at a time away from the caller; what is started takes the place of what ran."""

    def start(
        self, work: Callable[[Pause], Any], done: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        """Begin a piece of work; this never calls back before it returns.

        Args:
            work: is called, with what it has to call now and then.
            done: is called with its result, in the caller's thread, unless something took its place.
            failed: is called with the exception that it raised, likewise.
        """
        ...

    def stop(self) -> None:
        """Wait for the present work no more."""
        ...


class DocumentCounts(msgspec.Struct, frozen=True):
    """A query: what is in a document?

    Attributes:
        target: the id of the document.
    """

    target: str


class DocumentCounted(msgspec.Struct, frozen=True):
    """The answer to `DocumentCounts`.

    Attributes:
        counts: what is in the document, or None while it has never been counted.
        position: the revision that was counted last, or -1.
        lag: how many revisions, or a first count, are not taken in yet.
        has_failed: whether counting failed, so that there are no counts until they are built again.
    """

    counts: Counts | None
    position: int = -1
    lag: int = 0
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class ReadModelError:
    """What a read model could not take in.

    Attributes:
        document: the id of the document.
        revision: the revision that it could not reach.
        error: what was raised.
        time: when, in microseconds since 1970.
    """

    document: str
    revision: int
    error: Exception
    time: int


@dataclass(frozen=True, slots=True)
class _Fact:
    """A revision to be counted: by a change of the one before, or all of it where there is no change."""

    revision: int
    buffer: Buffer
    before: Buffer | None = None
    changes: ChangeSet = field(default_factory=ChangeSet)

    def counted(self, counts: Counts | None, pause: Pause) -> Counts:
        if counts is None or self.before is None:
            return count(self.buffer, pause)
        return after(counts, self.before, self.changes, self.buffer, pause)

    @property
    def cost(self) -> int:
        """About how many code points have to be looked at; so many changes are not even looked through."""
        changes = self.changes.changes
        cost = _CHANGE_COST * len(changes)
        if self.before is None:
            return len(self.buffer)
        if cost > _MOST_AT_ONCE:
            return cost
        return cost + sum(len(change.removed) + len(change.inserted) for change in changes)


@dataclass(slots=True)
class _Followed:
    """One document: its counts at a position, and the facts that lead from there to what it is now."""

    counts: Counts | None = None
    position: int = -1
    waiting: deque[_Fact] = field(default_factory=deque)
    cost: int = 0
    has_failed: bool = False

    @property
    def newest(self) -> int:
        return self.waiting[-1].revision if self.waiting else self.position

    def append(self, fact: _Fact) -> None:
        self.waiting.append(fact)
        self.cost += fact.cost

    def advance(self, facts: Iterable[_Fact], counts: Counts) -> None:
        for fact in facts:
            self.waiting.popleft()
            self.cost -= fact.cost
            self.position = fact.revision
        self.counts = counts


class DocumentStatistics:
    """Counts of the documents that it was told to follow; a small change is taken in at once, a large one later.

    Attributes:
        name: what lists of read models call it.
        errors: what it could not take in lately; `rebuild` tries again.
        last_advance: when it took something in last, in microseconds since 1970; None for never.
    """

    name: Final = "document statistics"

    def __init__(
        self,
        documents: Callable[[str], Document | None],
        background: Background,
        clock: Clock,
        changed: Callable[[str], None],
        report: Callable[[Exception], None],
    ) -> None:
        """Take the ports; subscribe `follow` to `DocumentAdvanced` to keep it up to date.

        Args:
            documents: returns the present state of a document by its id, or None where it is not open.
            background: does what takes long.
            clock: the time of day.
            changed: is called with the id of a document whose answer is another one now.
            report: is told of what went wrong in the background; what goes wrong in `follow` is raised there.
        """
        self.errors: deque[ReadModelError] = deque(maxlen=_MOST_ERRORS)
        self.last_advance: int | None = None
        self._documents = documents
        self._background = background
        self._clock = clock
        self._changed = changed
        self._report = report
        self._followed: dict[str, _Followed] = {}
        self._running: str | None = None
        self._seen = 0

    # --- queries -----------------------------------------------------------------------------------------

    @property
    def position(self) -> int:
        """How many facts, first counts and changes, were taken in."""
        return self._seen - self.lag

    @property
    def lag(self) -> int:
        """How many facts are known but not taken in yet."""
        return sum(len(followed.waiting) for followed in self._followed.values())

    @property
    def followed(self) -> tuple[str, ...]:
        """The ids of the documents that it follows."""
        return tuple(self._followed)

    @property
    def failed(self) -> frozenset[str]:
        """The ids of those that could not be counted, and wait for `rebuild`."""
        return frozenset(target for target, followed in self._followed.items() if followed.has_failed)

    def answer(self, query: DocumentCounts) -> DocumentCounted:
        """Tell what is in a document; for one that is not followed, that nothing is known."""
        followed = self._followed.get(query.target)
        if followed is None:
            return DocumentCounted(None)
        return DocumentCounted(followed.counts, followed.position, len(followed.waiting), followed.has_failed)

    # --- what it follows ---------------------------------------------------------------------------------

    def watch(self, target: str) -> None:
        """Follow a document from now on, if it is open; it is counted before the others that wait."""
        if target not in self._followed:
            self.rebuild(target)
        followed = self._followed.get(target)
        if followed is not None and followed.waiting and self._running not in (None, target):
            # Somebody looks at this one; what was begun on another document begins again later.
            self._stop()
            self._catch_up(target)
            self._catch_up_others()

    def forget(self, target: str) -> None:
        """Follow a document no more."""
        if self._followed.pop(target, None) is not None and self._running == target:
            self._stop()
            self._catch_up_others()

    def rebuild(self, target: str) -> None:
        """Drop what is known of a document and count it again."""
        document = self._documents(target)
        self.forget(target)
        if document is not None:
            self._followed[target] = _Followed()
            self._begin(target, document)

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done, now or later; facts that come twice or too late are known already."""
        followed = self._followed.get(event.target)
        if followed is None or followed.has_failed or event.after.revision <= followed.newest:
            return
        if event.before.revision != followed.newest:
            # Something was missed, so that changes do not lead there.
            self.forget(event.target)
            self._followed[event.target] = _Followed()
            self._begin(event.target, event.after)
            return
        self._take(
            event.target,
            _Fact(event.after.revision, event.after.buffer, event.before.buffer, event.changes),
        )

    def _begin(self, target: str, document: Document) -> None:
        self._take(target, _Fact(document.revision, document.buffer))

    def _take(self, target: str, fact: _Fact) -> None:
        self._seen += 1
        self._followed[target].append(fact)
        self._catch_up(target)

    # --- catching up -------------------------------------------------------------------------------------

    def _catch_up(self, target: str) -> None:
        """Count what waits of a document: at once where that is little, else in the background."""
        followed = self._followed[target]
        if self._running == target or not followed.waiting or followed.has_failed:
            return
        if followed.cost <= _MOST_AT_ONCE:
            self._count_now(target, tuple(followed.waiting))
        elif self._running is None:
            facts = tuple(followed.waiting)
            self._running = target
            self._background.start(
                lambda pause: _counted(followed.counts, facts, pause),
                lambda counts: self._done(target, facts, counts),
                lambda error: self._failed(target, facts, error),
            )

    def _count_now(self, target: str, facts: tuple[_Fact, ...]) -> None:
        try:
            counts = _counted(self._followed[target].counts, facts, lambda: None)
        except Exception as error:
            self._note_failure(target, facts, error)
            raise
        self._advance(target, facts, counts)

    def _done(self, target: str, facts: tuple[_Fact, ...], counts: Counts) -> None:
        self._running = None
        self._advance(target, facts, counts)
        self._catch_up(target)
        self._catch_up_others()

    def _failed(self, target: str, facts: tuple[_Fact, ...], error: Exception) -> None:
        self._running = None
        self._note_failure(target, facts, error)
        self._report(error)
        self._catch_up_others()

    def _stop(self) -> None:
        self._running = None
        self._background.stop()

    def _catch_up_others(self) -> None:
        for target in tuple(self._followed):
            self._catch_up(target)

    def _advance(self, target: str, facts: Iterable[_Fact], counts: Counts) -> None:
        self._followed[target].advance(facts, counts)
        self.last_advance = self._clock()
        self._changed(target)

    def _note_failure(self, target: str, facts: tuple[_Fact, ...], error: Exception) -> None:
        """Counts that cannot be trusted are none; the document waits for `rebuild`."""
        followed = self._followed[target]
        followed.counts, followed.has_failed = None, True
        self.errors.append(ReadModelError(target, facts[-1].revision, error, self._clock()))
        self._changed(target)


def _counted(counts: Counts | None, facts: Iterable[_Fact], pause: Pause) -> Counts:
    for fact in facts:
        counts = fact.counted(counts, pause)
    if counts is None:
        raise ValueError("there is nothing to count")
    return counts
