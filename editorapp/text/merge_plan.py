"""Owns `MergePlan`: a three-way merge on its way, with what a person has decided about each region.

Does not compare texts, see `merge.py`, nor show anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from editorapp.text.line_match import Match, matching_lines
from editorapp.text.merge import Origin, Region, lines_of, merge, split_lines
from editorapp.text.pause import Pause, go_on
from editorapp.text.word_difference import common_start

_BREAKS: Final = "\r\n"

Edit = tuple[int, int, str]
"""A stretch of a text, from start to end in code points, and what comes in its place."""


class Choice(StrEnum):
    """What a region becomes."""

    BASE = "base"
    OURS = "ours"
    THEIRS = "theirs"
    OURS_FIRST = "ours_first"
    THEIRS_FIRST = "theirs_first"
    BY_HAND = "by_hand"


_USUAL: Final = {
    Origin.SAME: Choice.OURS,
    Origin.OURS: Choice.OURS,
    Origin.THEIRS: Choice.THEIRS,
    Origin.BOTH: Choice.OURS,
}


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands beside the marks around conflicts that are left in the text."""

    ours: str = "mine"
    theirs: str = "in the file"


@dataclass
class MergePlan:
    """A merge of two texts that come from a third.

    Attributes:
        regions: the regions of the merge; where line breaks were no matter, lines end with LF there.
        ours: the lines of one text, as they are.
        theirs: the lines of the other, as they are.
        line_break: the one line break of the result; empty where lines keep theirs.
        choices: what a person has chosen, by the index of the region.
    """

    regions: list[Region]
    ours: list[str]
    theirs: list[str]
    line_break: str = ""
    choices: dict[int, Choice] = field(default_factory=dict)
    _written: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the conflicts."""
        self.conflicts = [n for n, region in enumerate(self.regions) if region.origin is Origin.CONFLICT]

    # --- decisions ---------------------------------------------------------------------------------------

    def choice(self, index: int) -> Choice | None:
        """Return what a region becomes; None for a conflict that nobody has decided."""
        return self.choices.get(index, _USUAL.get(self.regions[index].origin))

    def choose(self, index: int, choice: Choice) -> None:
        """Decide what a region becomes; `write` is for what is written by hand."""
        self.choices[index] = choice
        self._written.pop(index, None)

    def write(self, index: int, text: str) -> None:
        """Take a text, written by hand, for a region."""
        self.choices[index] = Choice.BY_HAND
        self._written[index] = split_lines(text)

    def revert(self, index: int) -> None:
        """Take back what was decided about a region: what only one has changed is taken, a conflict is open."""
        self.choices.pop(index, None)
        self._written.pop(index, None)

    @property
    def conflicts_left(self) -> list[int]:
        """The indexes of the regions that wait for a decision."""
        return [index for index in self.conflicts if index not in self.choices]

    def count(self, origin: Origin) -> int:
        """Return how many regions there are of an origin."""
        return sum(region.origin is origin for region in self.regions)

    # --- the result --------------------------------------------------------------------------------------

    def result(self, index: int) -> Sequence[str] | None:
        """Return the lines that a region becomes, with line breaks as in `regions`; None where that is open."""
        region = self.regions[index]
        match self.choice(index):
            case None:
                return None
            case Choice.BASE:
                return region.base
            case Choice.OURS:
                return region.ours
            case Choice.THEIRS:
                return region.theirs
            case Choice.OURS_FIRST:
                return _joined(region.ours, region.theirs)
            case Choice.THEIRS_FIRST:
                return _joined(region.theirs, region.ours)
            case Choice.BY_HAND:
                return self._written[index]

    def marked(self, index: int, labels: Labels) -> Sequence[str]:
        """Return the lines of a conflict with both sides and marks around them."""
        region = self.regions[index]
        end = _break_of(*region.ours, *region.theirs, *region.base)
        ours = _joined([f"<<<<<<< {labels.ours}{end}"], _ended(region.ours, end))
        theirs = _joined([f"======={end}"], _ended(region.theirs, end))
        return [*ours, *theirs, f">>>>>>> {labels.theirs}{end}"]

    def _final(self, index: int, labels: Labels | None) -> Sequence[str]:
        """Return the lines that a region becomes, with their final line breaks."""
        lines = self.result(index)
        if lines is None:
            if labels is None:
                raise ValueError("a conflict is not decided")
            lines = self.marked(index, labels)
        if lines and not lines[-1].endswith(("\n", "\r")) and index + 1 < len(self.regions):
            lines = [*lines[:-1], lines[-1] + _break_of(*lines, *self.regions[index + 1].ours)]
        if not self.line_break:
            return lines
        return [_with_break(line, self.line_break) for line in lines]

    def edits(self, labels: Labels | None = None, pause: Pause = go_on) -> list[Edit]:
        """Return what leads from our text to the result, in pieces as small as lines allow.

        Args:
            labels: what stands at conflicts that are left; None where there must be none.
            pause: called now and then; see `Pause`.

        Raises:
            ValueError: a conflict is not decided.
        """
        pieces: list[Edit] = []
        position = at = 0
        for index, region in enumerate(self.regions):
            end = at + len(region.ours)
            ours = self.ours[at:end]
            pieces += _pieces(position, ours, self._final(index, labels))
            position += sum(map(len, ours))
            at = end
            pause()
        return _apart(pieces)

    def way_to_theirs(self, labels: Labels | None = None, pause: Pause = go_on) -> list[Edit]:
        """Return what leads from the result to their text; the rest as for `edits`."""
        pieces: list[Edit] = []
        position = at = 0
        for index, region in enumerate(self.regions):
            end = at + len(region.theirs)
            result = self._final(index, labels)
            pieces += _pieces(position, result, self.theirs[at:end])
            position += sum(map(len, result))
            at = end
            pause()
        return _apart(pieces)


def plan_of(base: list[str], ours: list[str], theirs: list[str], pause: Pause = go_on) -> MergePlan:
    """Merge what two texts have made of a third, each given by its lines.

    Where each text has line breaks of one sort only, and not all the same, lines that differ in nothing else
    are taken for the same, and what a text has made of the line breaks is merged for itself.
    """
    breaks = [_only_break(lines, pause) for lines in (base, ours, theirs)]
    if None in breaks or len(set(breaks) - {""}) < 2:
        return MergePlan(merge(base, ours, theirs, pause), ours, theirs)
    was, mine, other = breaks
    taken = other if mine in ("", was) else mine
    regions = merge(
        _all_with(base, "\n", pause), _all_with(ours, "\n", pause), _all_with(theirs, "\n", pause), pause
    )
    return MergePlan(regions, ours, theirs, taken or mine or was or "\n")


def merged_texts(
    base: Iterator[str], ours: Iterator[str], theirs: Iterator[str], pause: Pause = go_on
) -> MergePlan:
    """Merge three texts that come in parts; the rest as for `plan_of`."""
    return plan_of(lines_of(base, pause), lines_of(ours, pause), lines_of(theirs, pause), pause)


# --- line breaks -----------------------------------------------------------------------------------------


def _only_break(lines: list[str], pause: Pause) -> str | None:
    """Return the line break of all lines, empty where there is none; None where they have several."""
    if not lines:
        return ""
    found = _break_at_end(lines[0])
    if not found:
        return ""
    last = len(lines) - (not _break_at_end(lines[-1]))
    for start in range(0, last, 4096):
        if any(_break_at_end(line) != found for line in lines[start : min(start + 4096, last)]):
            return None
        pause()
    return found


def _break_at_end(line: str) -> str:
    return line[len(line.rstrip(_BREAKS)) :] if line[-1:] in _BREAKS else ""


def _break_of(*lines: str) -> str:
    return next((found for line in lines if (found := _break_at_end(line))), "\n")


def _with_break(line: str, line_break: str) -> str:
    end = _break_at_end(line)
    return line[: len(line) - len(end)] + line_break if end else line


def _all_with(lines: list[str], line_break: str, pause: Pause) -> list[str]:
    made: list[str] = []
    for start in range(0, len(lines), 4096):
        made += [_with_break(line, line_break) for line in lines[start : start + 4096]]
        pause()
    return made


def _ended(lines: Sequence[str], line_break: str) -> Sequence[str]:
    if not lines or _break_at_end(lines[-1]):
        return lines
    return [*lines[:-1], lines[-1] + line_break]


def _joined(first: Sequence[str], second: Sequence[str]) -> Sequence[str]:
    """Return two stretches behind each other; a first one that ends in the middle of a line gets a line break."""
    if not second:
        return first
    return [*_ended(first, _break_of(*first, *second)), *second]


# --- pieces ----------------------------------------------------------------------------------------------


def _pieces(position: int, old: Sequence[str], new: Sequence[str]) -> Iterator[Edit]:
    """Yield what leads from some lines, which begin at a position, to others."""
    if old == new:
        return
    if len(old) == len(new):
        matches = [Match(n, n, 1) for n in range(len(old)) if old[n] == new[n]]
    else:
        matches = matching_lines(old, new)
    at = new_at = 0
    for match in [*matches, Match(len(old), len(new), 0)]:
        gone, come = old[at : match.left], new[new_at : match.right]
        if len(gone) == len(come):
            for one, other in zip(gone, come, strict=True):
                yield from _trimmed(position, one, other)
                position += len(one)
        else:
            yield from _trimmed(position, "".join(gone), "".join(come))
            position += sum(map(len, gone))
        at, new_at = match.left + match.length, match.right + match.length
        position += sum(map(len, old[match.left : at]))


def _apart(pieces: list[Edit]) -> list[Edit]:
    """Join pieces that touch each other."""
    joined: list[Edit] = []
    for start, end, text in pieces:
        if joined and joined[-1][1] == start:
            before = joined.pop()
            joined.append((before[0], end, before[2] + text))
        else:
            joined.append((start, end, text))
    return joined


def _trimmed(position: int, old: str, new: str) -> Iterator[Edit]:
    """Yield the one replacement that leads from a text to another, without what is the same at its ends."""
    if old == new:
        return
    most = min(len(old), len(new))
    lead = common_start(old, new, most)
    trail = common_start(old[::-1], new[::-1], most - lead)
    yield position + lead, position + len(old) - trail, new[lead : len(new) - trail]
