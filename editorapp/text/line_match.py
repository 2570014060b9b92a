"""Owns which lines two texts have in common, in order.

Does not show or merge them.

Lines that occur once in each text are matched first and the rest between them (Bram Cohen's patience diff): so that
braces and blank lines do not pair what does not belong together, and long texts with few changes cost little.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_MOST_PAIRS: Final = 1_000_000
"""Stretches without lines of their own are compared in full only while they have no more pairs of lines than this."""


class Match(NamedTuple):
    """Lines that are the same: where they start in both texts, from 0, and how many they are."""

    left: int
    right: int
    length: int


def matching_lines(left: Sequence[str], right: Sequence[str]) -> list[Match]:
    """Return the lines that two texts have in common, in order, each stretch as long as it can be."""
    found: list[Match] = []
    for match in _matches(left, right, (0, len(left), 0, len(right))):
        if found and found[-1].left + found[-1].length == match.left:
            last = found[-1]
            if last.right + last.length == match.right:
                found[-1] = Match(last.left, last.right, last.length + match.length)
                continue
        found.append(match)
    return found


_Area = tuple[int, int, int, int]
"""Start and end in the left text, start and end in the right one."""


def _matches(left: Sequence[str], right: Sequence[str], whole: _Area) -> Iterator[Match]:
    """Go through areas from the last to the first on a stack: texts may need more steps than calls can be nested."""
    stack: list[_Area | Match] = [whole]
    while stack:
        top = stack.pop()
        if isinstance(top, Match):
            yield top
        else:
            stack += reversed(_parts(left, right, top))


def _parts(left: Sequence[str], right: Sequence[str], area: _Area) -> list[_Area | Match]:
    """Cut an area into matches and smaller areas, in order."""
    start, end, right_start, right_end = area
    lead = 0
    most = min(end - start, right_end - right_start)
    while lead < most and left[start + lead] == right[right_start + lead]:
        lead += 1
    trail = 0
    while trail < most - lead and left[end - trail - 1] == right[right_end - trail - 1]:
        trail += 1
    parts: list[_Area | Match] = [Match(start, right_start, lead)] if lead else []
    inner = (start + lead, end - trail, right_start + lead, right_end - trail)
    if inner[0] < inner[1] and inner[2] < inner[3]:
        parts += _inner_parts(left, right, inner)
    if trail:
        parts.append(Match(end - trail, right_end - trail, trail))
    return parts


def _inner_parts(left: Sequence[str], right: Sequence[str], area: _Area) -> list[_Area | Match]:
    start, end, right_start, right_end = area
    anchors = _anchors(left, right, area)
    if not anchors:
        if (end - start) * (right_end - right_start) > _MOST_PAIRS:
            return []
        matcher = difflib.SequenceMatcher(None, left[start:end], right[right_start:right_end], autojunk=False)
        return [Match(start + a, right_start + b, n) for a, b, n in matcher.get_matching_blocks() if n]
    parts: list[_Area | Match] = []
    for at, right_at in anchors:
        parts += ((start, at, right_start, right_at), Match(at, right_at, 1))
        start, right_start = at + 1, right_at + 1
    parts.append((start, end, right_start, right_end))
    return parts


def _anchors(left: Sequence[str], right: Sequence[str], area: _Area) -> list[tuple[int, int]]:
    """Return lines that occur once in both parts, as many of them as stand in the same order."""
    start, end, right_start, right_end = area
    counts, right_counts = Counter(left[start:end]), Counter(right[right_start:right_end])
    places = {
        right[index]: index for index in range(right_start, right_end) if right_counts[right[index]] == 1
    }
    pairs = [
        (index, places[left[index]])
        for index in range(start, end)
        if counts[left[index]] == 1 and left[index] in places
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest choice of pairs whose second numbers rise as well (patience sorting)."""
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
