"""Owns what differs between two texts, as lines to show, found in bearable time for texts of any size.

Does not show it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from editorapp.ui.latest_work import Interest

_BLOCK: Final = 1 << 16
_CONTEXT: Final = 3
_FARTHEST: Final = 1 << 14
"""Lines around a change are not shown where they are as far from it as this."""

_MOST_TEXT: Final = 1 << 20
_MOST_LINES: Final = 3000
"""More than these, of text and of lines on each side, are not compared."""

_MOST_SHOWN: Final = 2000
_LONGEST: Final = 300
"""A longer line is shown in part, the part that differs."""

_BEFORE_CHANGE: Final = 60


Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]


class Sort(StrEnum):
    """What a line of a diff is."""

    SAME = " "
    REMOVED = "-"
    ADDED = "+"
    PLACE = "@"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a diff, without its line break."""

    sort: Sort
    text: str


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs.

    Attributes:
        lines: the lines, those that differ and some around them; none where the texts are the same.
        is_cut: whether there is more that may differ.
    """

    lines: list[DiffLine]
    is_cut: bool = False


def difference(old: str, new: str, interest: Interest) -> Diff:
    """Return what differs between two texts.

    Args:
        old: the text that lines are removed from.
        new: the text that lines are added to.
        interest: asked now and then whether to go on.

    Raises:
        AbandonedError: nobody waits for it any more.
    """
    shortest = min(len(old), len(new))
    prefix = _common(old, new, shortest, interest)
    if prefix == len(old) == len(new):
        return Diff([])
    start = _lines_back(new, prefix)
    shared = _common(old, new, shortest - prefix, interest, from_end=True)
    old_end = _lines_on(old, len(old) - shared)
    new_end = len(new) - (len(old) - old_end)
    first_line = _breaks_before(new, start, interest) + 1
    cut = max(old_end, new_end) - start > _MOST_TEXT
    olds = old[start : min(old_end, start + _MOST_TEXT)].split("\n")
    news = new[start : min(new_end, start + _MOST_TEXT)].split("\n")
    cut = cut or max(len(olds), len(news)) > _MOST_LINES
    interest.check()
    lines = list(_compared(olds[:_MOST_LINES], news[:_MOST_LINES], first_line, is_cut=cut))
    return Diff(lines[:_MOST_SHOWN], cut or len(lines) > _MOST_SHOWN)


def _common(old: str, new: str, most: int, interest: Interest, *, from_end: bool = False) -> int:
    """Return how many code points, up to `most`, two texts share at their start, or at their end."""
    size = _BLOCK
    common = 0
    while size:
        while common + size <= most and _part(old, common, size, from_end) == _part(
            new, common, size, from_end
        ):
            common += size
            interest.check()
        size //= 2
    return common


def _part(text: str, offset: int, size: int, from_end: bool) -> str:
    if from_end:
        end = len(text) - offset
        return text[end - size : end]
    return text[offset : offset + size]


def _lines_back(text: str, position: int) -> int:
    """Return where the line starts that is some lines before the one of a position; not too far away."""
    first = max(0, position - _FARTHEST)
    for _ in range(_CONTEXT + 1):
        position = text.rfind("\n", first, position)
        if position < 0:
            return first
    return position + 1


def _lines_on(text: str, position: int) -> int:
    """Return where the line ends that is some lines behind the one of a position; not too far away."""
    last = min(len(text), position + _FARTHEST)
    position -= 1
    for _ in range(_CONTEXT + 1):
        position = text.find("\n", position + 1, last)
        if position < 0:
            return last
    return position


def _breaks_before(text: str, end: int, interest: Interest) -> int:
    count = 0
    for start in range(0, end, _BLOCK):
        count += text.count("\n", start, min(start + _BLOCK, end))
        interest.check()
    return count


class _LineMatcher(difflib.SequenceMatcher[str]):
    """Matches lines; first those at the start and the end, which among many equal lines it might not."""

    def __init__(self, olds: list[str], news: list[str], *, is_cut: bool) -> None:
        super().__init__(None, olds, news)
        self._olds = olds
        self._news = news
        self._is_cut = is_cut

    def get_opcodes(self) -> list[Opcode]:
        olds, news = self._olds, self._news
        most = min(len(olds), len(news))
        lead = next((n for n in range(most) if olds[n] != news[n]), most)
        rest = 0 if self._is_cut else most - lead
        trail = next((n for n in range(rest) if olds[-1 - n] != news[-1 - n]), rest)
        old_end, new_end = len(olds) - trail, len(news) - trail
        middle = difflib.SequenceMatcher(None, olds[lead:old_end], news[lead:new_end]).get_opcodes()
        codes: list[Opcode] = [("equal", 0, lead, 0, lead)] if lead else []
        codes += [(tag, a + lead, b + lead, c + lead, d + lead) for tag, a, b, c, d in middle]
        if trail:
            codes.append(("equal", old_end, len(olds), new_end, len(news)))
        return codes


def _compared(olds: list[str], news: list[str], first_line: int, *, is_cut: bool) -> Iterator[DiffLine]:
    for group in _LineMatcher(olds, news, is_cut=is_cut).get_grouped_opcodes(_CONTEXT):
        if is_cut and len(group) > 1 and _is_at_end(group[-1], len(olds), len(news)):
            group = group[:-1]  # the texts go on there, so it says nothing
        if all(tag == "equal" for tag, *_ in group):
            continue
        yield DiffLine(Sort.PLACE, f"Line {first_line + group[0][3]:,}")
        for tag, old_start, old_end, new_start, new_end in group:
            yield from _lines_of(tag, olds[old_start:old_end], news[new_start:new_end])


def _is_at_end(opcode: tuple[str, int, int, int, int], old_count: int, new_count: int) -> bool:
    tag, _, old_end, _, new_end = opcode
    return tag != "equal" and (old_end == old_count or new_end == new_count)


def _lines_of(tag: str, olds: list[str], news: list[str]) -> Iterator[DiffLine]:
    if tag == "equal":
        yield from (DiffLine(Sort.SAME, _shown(line, 0)) for line in olds)
        return
    pairs = list(zip(olds, news, strict=False))
    shows_return = any(old.endswith("\r") != new.endswith("\r") for old, new in pairs)
    # Lines that stand in each other's place may differ far from their start: that part is shown.
    changes = [_changed_at(old, new) for old, new in pairs]
    for sort, lines in ((Sort.REMOVED, olds), (Sort.ADDED, news)):
        for number, line in enumerate(lines):
            change = changes[number] if number < len(changes) else 0
            yield DiffLine(sort, _shown(line, change, shows_return=shows_return))


def _changed_at(old: str, new: str) -> int:
    if max(len(old), len(new)) <= _LONGEST:
        return 0
    return _common(old, new, min(len(old), len(new)), Interest())


def _shown(line: str, change: int, *, shows_return: bool = False) -> str:
    if line.endswith("\r"):
        line = line[:-1] + ("␍" if shows_return else "")
    start = max(0, min(change - _BEFORE_CHANGE, len(line) - _LONGEST))
    part = line[start : start + _LONGEST]
    return ("…" if start else "") + part + ("…" if start + _LONGEST < len(line) else "")
