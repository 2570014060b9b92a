"""Owns `KnownFolds`, what syntax said can be folded, and how it follows changes until it is asked again.

Does not find it out; see `folds.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from editorapp.session.syntax.folds import Fold
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.folding import FoldRange

_PAUSE_EVERY: Final = 256


class _Moved(NamedTuple):
    """What one change did to line numbers: lines from `first` to `last` were changed, those behind have moved."""

    first: int
    last: int
    added: int


class KnownFolds:
    """What can be folded in the revision that is shown; implements `FoldSource`."""

    def __init__(self, folds: Sequence[Fold] = ()) -> None:
        """Take what can be folded, in the order of the first lines."""
        self._folds = folds
        self._last_by_first = dict(folds)
        self._moved: list[_Moved] = []

    def follow(self, before: Buffer, after: Buffer, changes: ChangeSet) -> None:
        """Take in that the text has changed."""
        added = after.line_count - before.line_count
        if not changes or not added:
            return
        start, end = changes.changes[0].start, changes.changes[-1].end
        first, last = before.line_at(start), before.line_at(end)
        now = end + len(after) - len(before)
        are_whole = start == before.line_start(first) and end == before.line_start(last)
        if are_whole and now == after.line_start(after.line_at(now)):
            # What stands behind whole lines is moved, not changed.
            first, last = first - 1, last - 1
        self._moved.append(_Moved(first, last, added))

    def can_fold(self, line: int) -> bool:
        """Tell whether lines can be hidden behind a line, from 0."""
        return self.range_at(line) is not None

    def range_at(self, line: int) -> int | None:
        """Return the last line that can be hidden behind a line, or None where there is nothing to hide."""
        known = self._before(line)
        last = None if known is None else self._last_by_first.get(known)
        if last is None:
            return None
        now = self._now(last)
        return now if now > line else None

    def every(self) -> Iterator[FoldRange | None]:
        """Yield all that can be folded; None now and then."""
        around: list[int] = []
        for number, (first, last) in enumerate(self._folds):
            if number % _PAUSE_EVERY == 0:
                yield None
            while around and around[-1] < first:
                around.pop()
            around.append(last)
            start, end = self._now(first), self._now(last)
            if end > start:
                yield FoldRange(start, end, len(around))

    def _before(self, line: int) -> int | None:
        """Return which line this one was when the folds were found; None where it was changed since."""
        for first, last, added in reversed(self._moved):
            if line > last + added:
                line -= added
            elif line > first:
                return None
        return line

    def _now(self, line: int) -> int:
        for first, last, added in self._moved:
            if line > last:
                line += added
            elif line > first:
                line = max(first, min(line, last + added))
        return line
