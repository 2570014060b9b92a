"""Owns `SelectionStatistics`, which answers what is selected in a document: words, characters and lines.

Does not own threads, which a port gives. It follows no events: a selection is counted when somebody asks,
and of selections asked about one after the other only the newest is counted to the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec

from editorapp.session.statistics import Background
from editorapp.text.buffer import Buffer
from editorapp.text.counting import Counts, count_ranges
from editorapp.text.document import Document
from editorapp.text.selection import Selection

_MOST_AT_ONCE: Final = 32_768
"""Selections of more code points are counted in the background; each range counts as `_RANGE_COST`."""

_RANGE_COST: Final = 256

_MOST_RANGES: Final = 4096


class SelectionCounts(msgspec.Struct, frozen=True):
    """A query: what is selected in a document?

    Attributes:
        target: the id of the document.
    """

    target: str


class SelectionCounted(msgspec.Struct, frozen=True):
    """The answer to `SelectionCounts`.

    Attributes:
        counts: what is selected; None while that is being counted, or where it could not be.
        characters: the code points selected, where that is known without counting; else None.
        ranges: how many ranges the selection has, carets included; 0 where the document is not open.
        is_empty: whether it is known that nothing is selected.
        position: the revision of the document.
    """

    counts: Counts | None
    characters: int | None
    ranges: int
    is_empty: bool
    position: int


@dataclass(slots=True)
class _Asked:
    """The selection that was asked about last; its answer is the same until it is another one."""

    buffer: Buffer
    selection: Selection
    answer: SelectionCounted


class SelectionStatistics:
    """Answers about the present selection of a document."""

    def __init__(
        self,
        documents: Callable[[str], Document | None],
        background: Background,
        changed: Callable[[str], None],
        report: Callable[[Exception], None],
    ) -> None:
        """Take the ports.

        Args:
            documents: returns the present state of a document by its id, or None where it is not open.
            background: counts large selections.
            changed: is called with the id of the document whose selection has been counted.
            report: is told of what went wrong in the background.
        """
        self._documents = documents
        self._background = background
        self._changed = changed
        self._report = report
        self._asked: _Asked | None = None

    def answer(self, query: SelectionCounts) -> SelectionCounted:
        """Tell what is selected; where that takes long, `changed` is called later and this is asked again."""
        document = self._documents(query.target)
        if document is None:
            self._drop()
            return SelectionCounted(None, None, 0, True, -1)
        buffer, selection = document.buffer, document.selection
        asked = self._asked
        if asked is not None and asked.buffer is buffer and _same(asked.selection, selection):
            return asked.answer
        self._drop()
        ranges = selection.ranges
        # More ranges are not even looked through here.
        characters = None if len(ranges) > _MOST_RANGES else sum(r.end - r.start for r in ranges)
        is_small = characters is not None and characters + _RANGE_COST * len(ranges) <= _MOST_AT_ONCE
        counts = count_ranges(buffer, ranges) if is_small or characters == 0 else None
        answer = SelectionCounted(counts, characters, len(ranges), characters == 0, document.revision)
        self._asked = _Asked(buffer, selection, answer)
        if counts is None:
            self._count_later(query.target, self._asked)
        return answer

    def _count_later(self, target: str, asked: _Asked) -> None:
        def done(counts: Counts) -> None:
            asked.answer = msgspec.structs.replace(
                asked.answer, counts=counts, characters=counts.characters, is_empty=not counts.characters
            )
            self._changed(target)

        buffer, ranges = asked.buffer, asked.selection.ranges
        self._background.start(lambda pause: count_ranges(buffer, ranges, pause), done, self._report)

    def _drop(self) -> None:
        if self._asked is not None and self._asked.answer.counts is None:
            self._background.stop()
        self._asked = None


def _same(left: Selection, right: Selection) -> bool:
    """Whether the same is selected; selections of many ranges are not compared, they are the same object or not."""
    return left is right or (len(left.ranges) == len(right.ranges) == 1 and left.ranges == right.ranges)
