"""Owns the questions about what documents were, and the shapes of the answers.

Does not answer them: read models do.
"""

from __future__ import annotations

from typing import Final

import msgspec

_BEFORE_MATCH: Final = 24
_LONGEST: Final = 90
"""So many code points of a text are shown in a list, so many of them before that which was found."""


class RecentPaths(msgspec.Struct, frozen=True):
    """The query for the files opened lately; answered by a `Recent`.

    Attributes:
        most: how many are wanted.
    """

    most: int


class Recent(msgspec.Struct, frozen=True):
    """The files opened lately.

    Attributes:
        paths: the files with the time of each in microseconds since 1970, the latest first.
        cleared: when a person cleared the list last, or 0.
    """

    paths: tuple[tuple[str, int], ...]
    cleared: int


class HistoryOf(msgspec.Struct, frozen=True):
    """The query for the groups of changes of a document; answered by a list of `HistoryGroup`, oldest first.

    Attributes:
        document: its id.
    """

    document: str


class HistoryGroup(msgspec.Struct, frozen=True):
    """One line of a timeline.

    Attributes:
        seq: the number of its first command.
        first_revision: the revision after its first command.
        revision: the revision after its last command.
        began: when its first command was issued, in microseconds since 1970 (UTC).
        ended: when its last command was.
        command: the name of its first command.
        source: what issued it.
        removed: how many code points it removed.
        inserted: how many it inserted.
        removed_text: the beginning of what it removed.
        inserted_text: the beginning of what it inserted.
        saved: the last of its revisions that was brought to the disk, or None.
    """

    seq: int
    first_revision: int
    revision: int
    began: int
    ended: int
    command: str
    source: str
    removed: int
    inserted: int
    removed_text: str
    inserted_text: str
    saved: int | None = None


class FindInHistory(msgspec.Struct, frozen=True):
    """The query for changes that inserted or removed a text; answered by a `FoundInHistory`.

    Attributes:
        text: what to look for, the case of letters left aside; nothing for all changes.
        document: the id of the one document to look in, or None for all.
        most: how many changes are wanted.
    """

    text: str
    document: str | None = None
    most: int = 200


class HistoryHit(msgspec.Struct, frozen=True):
    """A change that inserted or removed a text.

    Attributes:
        document: the id of its document.
        name: what a person calls that.
        path: its file, or None for an untitled one; there may be none any more.
        seq: the number of the first command of the change.
        first_revision: the revision after its first command.
        revision: the revision after its last command.
        time: when it ended, in microseconds since 1970 (UTC).
        command: the name of its first command.
        is_removal: whether the text was removed; it was inserted if not.
        text: all that was removed or inserted in that change, a line for each place.
        start: where in `text` that which was looked for begins.
        length: how long it is there.
        is_cut: whether the change is longer than what is searched.
    """

    document: str
    name: str
    path: str | None
    seq: int
    first_revision: int
    revision: int
    time: int
    command: str
    is_removal: bool
    text: str
    start: int
    length: int
    is_cut: bool = False

    def snippet(self) -> str:
        """Return what stands around that which was found, on one line."""
        start = max(0, self.start - _BEFORE_MATCH)
        part = self.text[start : start + _LONGEST]
        words = one_line(part)
        return ("…" if start else "") + words + ("…" if start + _LONGEST < len(self.text) else "")


def one_line(text: str) -> str:
    """Return a text on one line: line breaks, tabs and what cannot be shown are spaces, and spaces are one."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


class FoundInHistory(msgspec.Struct, frozen=True):
    """What was found.

    Attributes:
        hits: the latest first.
        has_more: whether there are more than were wanted.
    """

    hits: tuple[HistoryHit, ...]
    has_more: bool = False
