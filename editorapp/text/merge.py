"""Owns the three-way merge: what two texts have each made of the text that both come from, line by line.

Does not decide conflicts, nor show them.

Where the lines of the base are unchanged in both texts these are in step; what lies between is a region of its own,
and a conflict if both have changed it in different ways (S. Khanna, K. Kunal, B. Pierce, "A Formal Investigation of
Diff3", 2007).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from editorapp.text.line_match import Match, matching_lines
from editorapp.text.pause import Pause, go_on

_LINE: Final = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Origin(StrEnum):
    """Who has changed a region: nobody, one of the two, both in the same way, or both differently."""

    SAME = "same"
    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that belong together in all three texts; each line with its line break.

    Attributes:
        origin: who has changed them.
        base: the lines as they were.
        ours: what is here.
        theirs: what is there.
    """

    origin: Origin
    base: Sequence[str]
    ours: Sequence[str]
    theirs: Sequence[str]

    def merged(self) -> Sequence[str] | None:
        """Return the lines that the merge takes, or None for a conflict."""
        match self.origin:
            case Origin.CONFLICT:
                return None
            case Origin.THEIRS:
                return self.theirs
            case _:
                return self.ours


def split_lines(text: str) -> list[str]:
    """Return the lines of a text with their line breaks, as a `Buffer` knows them."""
    return _LINE.findall(text)


def lines_of(chunks: Iterable[str], pause: Pause = go_on) -> list[str]:
    """Return the lines of a text that comes in parts, cut anywhere, as `split_lines` does."""
    lines: list[str] = []
    waiting: list[str] = []
    for chunk in chunks:
        waiting.append(chunk)
        if "\n" in chunk or "\r" in chunk:
            lines += split_lines("".join(waiting))
            # The next part may go on with the last line, or end its line break.
            waiting = [lines.pop()] if not lines[-1].endswith("\n") else []
        pause()
    return lines + split_lines("".join(waiting))


def merge(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], pause: Pause = go_on
) -> list[Region]:
    """Merge what two texts have made of a third.

    Args:
        base: the lines that both come from.
        ours: the lines of one text.
        theirs: the lines of the other.
        pause: called now and then; see `Pause`.

    Returns:
        Regions that follow each other; put together, their parts give the three texts again.
    """
    regions: list[Region] = []
    at, ours_at, theirs_at = 0, 0, 0
    for start, ours_start, theirs_start, count in [
        *_in_step(matching_lines(base, ours, pause), matching_lines(base, theirs, pause)),
        (len(base), len(ours), len(theirs), 0),
    ]:
        between = base[at:start], ours[ours_at:ours_start], theirs[theirs_at:theirs_start]
        if any(between):
            regions.append(Region(_origin(*between), *between))
        at, ours_at, theirs_at = start + count, ours_start + count, theirs_start + count
        if count:
            same = base[start:at], ours[ours_start:ours_at], theirs[theirs_start:theirs_at]
            regions.append(Region(Origin.SAME, *same))
        pause()
    return regions


def _in_step(ours: list[Match], theirs: list[Match]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the lines of the base that both have: where they start in all three texts, and how many they are."""
    our_index = their_index = 0
    while our_index < len(ours) and their_index < len(theirs):
        our, their = ours[our_index], theirs[their_index]
        start = max(our.left, their.left)
        end = min(our.left + our.length, their.left + their.length)
        if start < end:
            yield start, our.right + start - our.left, their.right + start - their.left, end - start
        if our.left + our.length < their.left + their.length:
            our_index += 1
        else:
            their_index += 1


def _origin(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Origin:
    if ours == theirs:
        return Origin.BOTH
    if ours == base:
        return Origin.THEIRS
    if theirs == base:
        return Origin.OURS
    return Origin.CONFLICT
