"""Owns which lines two texts have in common, in order.

Does not show or merge them.

Lines that occur once in each text are matched first and the rest between them (Bram Cohen's patience diff): so that
braces and blank lines do not pair what does not belong together, and long texts with few changes cost little.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from editorapp.text.pause import Pause, go_on

_MOST_PAIRS: Final = 1_000_000
"""Stretches without lines of their own are compared in full only while they have no more pairs of lines than this."""

_BLOCK: Final = 1 << 12
"""So many lines are gone through between two pauses."""


class Match(NamedTuple):
    """Lines that are the same: where they start in both texts, from 0, and how many they are."""

    left: int
    right: int
    length: int


_Area = tuple[int, int, int, int]
"""Start and end in the left text, start and end in the right one."""


def matching_lines(left: Sequence[str], right: Sequence[str], pause: Pause = go_on) -> list[Match]:
    """Return the lines that two texts have in common, in order, each stretch as long as it can be.

    Args:
        left: the lines of one text.
        right: the lines of the other.
        pause: called now and then; see `Pause`.
    """
    numbers: dict[str, int] = {}
    matcher = _Matcher(_numbered(left, numbers, pause), _numbered(right, numbers, pause), pause)
    found: list[Match] = []
    for match in matcher.matches():
        if found and found[-1].left + found[-1].length == match.left:
            last = found[-1]
            if last.right + last.length == match.right:
                found[-1] = Match(last.left, last.right, last.length + match.length)
                continue
        found.append(match)
    return found


def _numbered(lines: Sequence[str], numbers: dict[str, int], pause: Pause) -> list[int]:
    """Return a number for each line, the same for the same ones: numbers are compared and found in less time."""
    numbered: list[int] = []
    for start in range(0, len(lines), _BLOCK):
        numbered += [numbers.setdefault(line, len(numbers)) for line in lines[start : start + _BLOCK]]
        pause()
    return numbered


class _Matcher:
    def __init__(self, left: list[int], right: list[int], pause: Pause) -> None:
        self._left = left
        self._right = right
        self._pause = pause

    def matches(self) -> list[Match]:
        """Go through areas from the first to the last on a stack: texts may need more steps than calls can nest."""
        found: list[Match] = []
        stack: list[_Area | Match] = [(0, len(self._left), 0, len(self._right))]
        while stack:
            top = stack.pop()
            if isinstance(top, Match):
                found.append(top)
            else:
                stack += reversed(self._parts(top))
            self._pause()
        return found

    def _parts(self, area: _Area) -> list[_Area | Match]:
        """Cut an area into matches and smaller areas, in order."""
        start, end, right_start, right_end = area
        lead = self._common(start, right_start, min(end - start, right_end - right_start))
        start, right_start = start + lead, right_start + lead
        most = min(end - start, right_end - right_start)
        trail = 0
        while trail < most and self._left[end - trail - 1] == self._right[right_end - trail - 1]:
            trail += 1
        parts: list[_Area | Match] = [Match(start - lead, right_start - lead, lead)] if lead else []
        if start < end - trail and right_start < right_end - trail:
            parts += self._inner_parts((start, end - trail, right_start, right_end - trail))
        if trail:
            parts.append(Match(end - trail, right_end - trail, trail))
        return parts

    def _common(self, start: int, right_start: int, most: int) -> int:
        """Return how many lines from two places on are the same, up to `most`."""
        left, right, common, size = self._left, self._right, 0, _BLOCK
        while size:
            while (
                common + size <= most
                and left[start + common : start + common + size]
                == right[right_start + common : right_start + common + size]
            ):
                common += size
            size //= 2
        return common

    def _inner_parts(self, area: _Area) -> list[_Area | Match]:
        start, end, right_start, right_end = area
        anchors = self._anchors(area)
        if not anchors:
            if (end - start) * (right_end - right_start) > _MOST_PAIRS:
                return []
            left, right = self._left[start:end], self._right[right_start:right_end]
            blocks = difflib.SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
            return [Match(start + a, right_start + b, n) for a, b, n in blocks if n]
        parts: list[_Area | Match] = []
        run = 0
        for at, right_at in [*anchors, (end, right_end)]:
            if run and at == start and right_at == right_start and at < end:
                run += 1
            else:
                if run:
                    parts.append(Match(start - run, right_start - run, run))
                if start < at and right_start < right_at:
                    parts.append((start, at, right_start, right_at))
                run = 1
            start, right_start = at + 1, right_at + 1
        return parts

    def _anchors(self, area: _Area) -> list[tuple[int, int]]:
        """Return lines that occur once in both parts, as many of them as stand in the same order."""
        start, end, right_start, right_end = area
        places = self._single(self._left, start, end)
        right_places = self._single(self._right, right_start, right_end)
        pairs = []
        for number, place in places.items():
            if place >= 0:
                right_place = right_places.get(number, -1)
                if right_place >= 0:
                    pairs.append((place, right_place))
        return _longest_rising(pairs)

    def _single(self, numbers: list[int], start: int, end: int) -> dict[int, int]:
        """Return where each number stands, in order; -1 where it occurs more than once."""
        places: dict[int, int] = {}
        for at in range(start, end, _BLOCK):
            for index, number in enumerate(numbers[at : min(at + _BLOCK, end)], at):
                places[number] = -1 if number in places else index
            self._pause()
        return places


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest choice of pairs whose second numbers rise as well (patience sorting)."""
    if all(before[1] < behind[1] for before, behind in pairwise(pairs)):
        return pairs
    tops: list[int] = []
    top_pairs: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(top_pairs[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        top_pairs[pile : pile + 1] = [number]
    chosen = []
    number = top_pairs[-1] if top_pairs else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]
