"""Owns `SearchWork`: a search through files in a thread, whose results arrive in small parts.

Does not know what is searched for, nor who shows what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal

from editorapp.session.finding.file_matches import FileMatches, Reason, SkippedFile
from editorapp.session.finding.file_search import FileSearch, Found
from editorapp.text.pause import Pause
from editorapp.ui.counting_work import paced
from editorapp.ui.latest_work import Interest, LatestWork

MOST: Final = 100_000
"""Matches after which a search ends: nobody looks through more."""

_OFTEN: Final = 0.05
"""Seconds after which what was found is shown."""

_LARGEST_PART: Final = 500
"""Matches that are shown at once."""

Begin = Callable[[Pause], tuple[FileSearch, Iterable[str | SkippedFile]]]
"""Makes a search and the files for it, in the thread; takes what is called between parts of the work."""


@dataclass(frozen=True, slots=True)
class SoFar:
    """How far a search is.

    Attributes:
        searched: how many files were searched.
        found: how many matches there were.
        with_matches: in how many files.
        passed_over: how many files are too large or no text.
        is_cut: whether there are more than anybody looks through.
    """

    searched: int = 0
    found: int = 0
    with_matches: int = 0
    passed_over: int = 0
    is_cut: bool = False


class SearchWork(QObject):
    """One search at a time."""

    found = Signal(list, object)
    """What was found since the last time, and a SoFar."""

    ended = Signal(object)
    """The search has come to its end; a SoFar."""

    failed = Signal(object)
    """The search could not be done; the exception."""

    _part = Signal(object, list, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with nothing to do."""
        super().__init__(parent)
        self._token: object = None
        self._work = LatestWork(self)
        self._work.finished.connect(self.ended)
        self._work.failed.connect(self.failed)
        self._part.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a search is under way."""
        return self._work.is_busy

    def start(self, begin: Begin) -> None:
        """Search in the place of what is searched now."""
        token = self._token = object()
        self._work.start(lambda interest: self._run(interest, begin, token))

    def stop(self) -> None:
        """Give up what is under way; nothing more of it arrives."""
        self._token = None
        self._work.abandon()

    def _take(self, token: object, found: list[Found], so_far: SoFar) -> None:
        if token is self._token:
            self.found.emit(found, so_far)

    def _run(self, interest: Interest, begin: Begin, token: object) -> SoFar:
        """Runs in a thread."""
        search, files = begin(paced(interest))
        passed_over, last = 0, perf_counter()
        part: list[Any] = []
        size = 0

        def so_far(*, is_cut: bool = False) -> SoFar:
            return SoFar(search.searched, search.found, search.with_matches, passed_over, is_cut)

        def hand_over() -> None:
            nonlocal part, size, last
            self._part.emit(token, part, so_far())
            part, size, last = [], 0, perf_counter()

        for each in search.through(_ticked(files, lambda: perf_counter() - last > _OFTEN, hand_over)):
            interest.check()
            if isinstance(each, SkippedFile) and each.reason in (Reason.BINARY, Reason.LARGE):
                passed_over += 1
                continue
            part.append(each)
            size += len(each.matches) if isinstance(each, FileMatches) else 1
            if size >= _LARGEST_PART or perf_counter() - last > _OFTEN:
                hand_over()
            if search.found >= MOST:
                hand_over()
                return so_far(is_cut=True)
        hand_over()
        return so_far()


def _ticked(
    files: Iterable[str | SkippedFile], is_time: Callable[[], bool], tick: Callable[[], None]
) -> Iterable[str | SkippedFile]:
    """Yield files, and tell how far the search is where nothing is found in them."""
    for file in files:
        if is_time():
            tick()
        yield file
