"""Owns `MatchCounter`, which finds all matches of a pattern in a snapshot of a text, away from the GUI thread.

Does not show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.match_index import Excerpt, MatchIndex
from editorapp.text.patience import Patience
from editorapp.text.search import Searcher, SearchError
from editorapp.text.selection import Range
from editorapp.ui.counting_work import paced
from editorapp.ui.latest_work import Interest, LatestWork

_PATIENCE: Final = 600.0
"""Seconds after which even a count in the background, that a person can end, is given up."""


_MOST_CHANGES: Final = 1000
"""An edit of more places than this is no reason to look at each of them: all of the text is counted again."""

_LONGEST_LOOK: Final = 1 << 17


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: the arguments of `find.next` that say what a match is."""

    pattern: str
    regex: bool = False
    case: bool = False
    word: bool = False
    ranges: tuple[tuple[int, int], ...] | None = None

    def searcher(self) -> Searcher:
        """Return the pattern, made ready for searching; raises SearchError where it is none."""
        return Searcher(self.pattern, is_regex=self.regex, case=self.case, word=self.word)


@dataclass(frozen=True, slots=True)
class _Counted:
    buffer: Buffer
    query: Query
    index: MatchIndex


class MatchCounter(QObject):
    """Counts in a thread; a newer request takes the place of the one before.

    While it counts it tells now and then what it has found so far. After an edit it looks at the changed parts of
    the text only, where the pattern allows it.
    """

    counted = Signal(object)
    """The `MatchIndex` of the last request; not complete while it is still counting."""

    refused = Signal(str)
    """Why the last request has no matches, in words."""

    looked = Signal(object)
    """The `Excerpt` of the last request of `look`."""

    _told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with nothing to count."""
        super().__init__(parent)
        self._known: _Counted | None = None
        # What has changed since the text of which the matches are known.
        self._changes: ChangeSet | None = None
        self._wanted: tuple[Buffer, Query] | None = None
        self._work = LatestWork(self)
        self._work.finished.connect(self._finish)
        self._work.failed.connect(self._refuse)
        self._told.connect(self._tell)
        self._looking = LatestWork(self)
        self._looking.finished.connect(self.looked)
        self._looking.failed.connect(self._refuse)

    def count(
        self, buffer: Buffer, query: Query, before: Buffer | None = None, changes: ChangeSet | None = None
    ) -> None:
        """Count the matches of a query in a text.

        Args:
            buffer: the text.
            query: what is searched for.
            before: the text that it was made from, where that is known.
            changes: what has been changed in that.
        """
        self._note(query, before, changes)
        known, since = self._known, self._changes
        self._wanted = wanted = (buffer, query)

        def tell(index: MatchIndex) -> None:
            self._told.emit((wanted, index))

        def work(interest: Interest) -> _Counted:
            searcher = query.searcher()
            patience = Patience(_PATIENCE, paced(interest))
            index = None
            if query.ranges is not None:
                index = MatchIndex.within(buffer, searcher, query.ranges, patience)
            elif known is not None and since is not None:
                index = known.index.after(since, buffer, searcher, patience)
            if index is None:
                index = MatchIndex.of(buffer, searcher, patience, tell)
            return _Counted(buffer, query, index)

        self._work.start(work)

    def look(self, buffer: Buffer, query: Query, start: int, end: int) -> None:
        """Find the matches in one part of a text, such as a window shows, where their places were not kept.

        Args:
            buffer: the text.
            query: what is searched for.
            start: where the part starts.
            end: where it ends; far behind the start it is not looked at.
        """

        def work(interest: Interest) -> Excerpt:
            searcher = query.searcher()
            last = min(end, start + _LONGEST_LOOK)
            first = max(buffer.line_start(buffer.line_at(start)), start - _LONGEST_LOOK)
            patience = Patience(_PATIENCE, paced(interest))
            ranges = [Range(m.start, m.end) for m in searcher.matches(buffer, first, last, patience)]
            return Excerpt(ranges, first, end)

        self._looking.start(work)

    def _note(self, query: Query, before: Buffer | None, changes: ChangeSet | None) -> None:
        """Follow what has changed since the last count, if it goes on from there."""
        last = None if self._wanted is None else self._wanted[0]
        is_known = self._known is not None and self._known.query == query and before is last
        if not is_known or changes is None or len(changes.changes) > _MOST_CHANGES:
            self._known = self._changes = None
        elif self._known is not None and self._known.buffer is before:
            self._changes = changes
        elif self._changes is not None:
            self._changes = self._changes.compose(changes)

    def stop(self) -> None:
        """Count no more."""
        self._work.abandon()
        self._looking.abandon()
        self._wanted = None

    def _tell(self, told: tuple[tuple[Buffer, Query], MatchIndex]) -> None:
        if told[0] is self._wanted and self._work.is_busy:
            self.counted.emit(told[1])

    def _finish(self, counted: _Counted) -> None:
        self._known, self._changes = counted, None
        self.counted.emit(counted.index)

    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, SearchError):
            raise error
        self._known = None
        self.refused.emit(str(error))
