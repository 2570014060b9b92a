"""Owns `Reading`, one file that is being read in a thread: how far it is, its text so far, giving it up.

Does not read, nor show anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from editorapp.storage.errors import ReadingCancelledError
from editorapp.storage.file_place import FilePlace
from editorapp.storage.text_file import ReadSoFar
from editorapp.storage.window_state import TabState
from editorapp.text.buffer import Buffer


@dataclass(frozen=True)
class Pace:
    """When the text of a file is shown while it is being read.

    Attributes:
        smallest: files of fewer bytes are there before anybody could look.
        first_part: bytes that are read before any of it is shown.
        interval: seconds from one sight of it to the next.
        between: is called after each block, in the thread that reads.
    """

    smallest: int = 8 << 20
    first_part: int = 1 << 20
    interval: float = 0.25
    between: Callable[[ReadSoFar], None] = lambda so_far: None


@dataclass(frozen=True)
class Progress:
    """How far a file has been read.

    Attributes:
        text: what was read.
        percent: how much that is, from 0 to 100.
    """

    text: Buffer
    percent: int


class Reading(QObject):
    """A file that is being read.

    Attributes:
        id: stands for it where a document that is open has its own id.
        document: the id of the document that it becomes.
        path: the file.
        goal: the line from 0, and the pixels to the right, that are wanted in sight; None for the start.
        number: of the wish to open it.
        in_background: whether the tab that is shown stays shown.
        is_shown: whether somebody has a text of it so far.
    """

    progressed = Signal(object, object)
    """More was read: itself, and Progress; told in the thread that reads. The next one waits for `taken`."""

    def __init__(
        self, path: Path, place: FilePlace | None, tab: TabState | None, number: int, *, in_background: bool
    ) -> None:
        """Take what is known of the wish to open the file; see `Opening`."""
        super().__init__()
        self.id = f"reading {number}"
        self.document = "" if tab is None else tab.document
        self.path = path
        self.number = number
        self.in_background = in_background
        self.is_shown = False
        self.tab = tab
        self.goal: tuple[int, int] | None = None
        if tab is not None:
            self.goal = (tab.line, tab.left)
        elif place is not None and place.line is not None:
            self.goal = (max(0, place.line - 1), 0)
        self._is_cancelled = False
        self._is_due = True
        self._next = 0.0

    def cancel(self) -> None:
        """Give it up, at the end of the block that is being read."""
        self._is_cancelled = True

    def taken(self) -> None:
        """Whoever looks has seen the last progress."""
        self._is_due = True

    def watch(self, so_far: ReadSoFar, pace: Pace) -> None:
        """Take in that a block was read; runs in the thread that reads.

        Raises:
            ReadingCancelledError: nobody wants the file any more.
        """
        pace.between(so_far)
        if self._is_cancelled:
            raise ReadingCancelledError
        is_worth_it = so_far.size >= pace.smallest and so_far.done >= pace.first_part
        now = time.monotonic()
        if is_worth_it and self._is_due and now >= self._next:
            self._is_due = False
            self._next = now + pace.interval
            percent = min(100, so_far.done * 100 // max(1, so_far.size))
            self.progressed.emit(self, Progress(so_far.text(), percent))
