"""Owns the rows in which a merge is shown: which lines of the texts stand beside each other, and what is left out.

Does not paint them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from editorapp.text.merge import Origin
from editorapp.text.merge_plan import Choice, MergePlan

_CONTEXT: Final = 3
_HIGHEST: Final = 400
"""More rows of one region are not shown."""


class Column(IntEnum):
    """What stands beside each other."""

    SIGN = 0
    BASE = 1
    OURS = 2
    MERGED = 3
    THEIRS = 4


class Row(NamedTuple):
    """A row: lines of a region, or words about lines that are left out.

    Attributes:
        region: the index of the region.
        line: which of its lines, from 0.
        left_out: how many lines are left out here; 0 where a line is shown.
    """

    region: int
    line: int
    left_out: int = 0


def rows_of(plan: MergePlan) -> list[Row]:
    """Return the rows in which a merge is shown; unchanged lines far from any change are left out."""
    rows: list[Row] = []
    last = len(plan.regions) - 1
    for index, region in enumerate(plan.regions):
        if region.origin is Origin.SAME:
            rows += _unchanged(index, len(region.ours), is_first=index == 0, is_last=index == last)
        else:
            result = plan.result(index)
            height = max(1, len(region.base), len(region.ours), len(region.theirs), len(result or ()))
            rows += [Row(index, line) for line in range(min(height, _HIGHEST))]
            if height > _HIGHEST:
                rows.append(Row(index, _HIGHEST, height - _HIGHEST))
    return rows


def _unchanged(index: int, count: int, *, is_first: bool, is_last: bool) -> Iterator[Row]:
    head = 0 if is_first else _CONTEXT
    tail = 0 if is_last else _CONTEXT
    left_out = count - head - tail
    if left_out <= 1:
        yield from (Row(index, line) for line in range(count))
        return
    yield from (Row(index, line) for line in range(head))
    yield Row(index, head, left_out)
    yield from (Row(index, line) for line in range(count - tail, count))


def lines_in(plan: MergePlan, region: int, column: Column) -> Sequence[str] | None:
    """Return the lines of a region in a column; None where they are not decided."""
    match column:
        case Column.BASE:
            return plan.regions[region].base
        case Column.OURS:
            return plan.regions[region].ours
        case Column.THEIRS:
            return plan.regions[region].theirs
        case _:
            return plan.result(region)


def sign_of(plan: MergePlan, region: int) -> str:
    """Return in a word or two who has changed a region and what becomes of it."""
    origin, choice = plan.regions[region].origin, plan.choices.get(region)
    words = {
        Origin.SAME: "",
        Origin.OURS: "mine",
        Origin.THEIRS: "file",
        Origin.BOTH: "both",
        Origin.CONFLICT: "conflict",
    }
    if choice is None:
        return words[origin]
    return {
        Choice.BASE: "before",
        Choice.OURS: "mine",
        Choice.THEIRS: "file",
        Choice.OURS_FIRST: "mine, file",
        Choice.THEIRS_FIRST: "file, mine",
        Choice.BY_HAND: "by hand",
    }[choice] + " ✓"


def counted(plan: MergePlan) -> str:
    """Return in words how far a merge is."""
    conflicts, left = len(plan.conflicts), len(plan.conflicts_left)
    noun = "conflict" if conflicts == 1 else "conflicts"
    whole = f"{left:,} of {conflicts:,} {noun} left" if conflicts else "No conflicts"
    parts = [
        f"{plan.count(origin):,} {words}"
        for origin, words in (
            (Origin.OURS, "changed here only"),
            (Origin.THEIRS, "in the file only"),
            (Origin.BOTH, "in both alike"),
        )
        if plan.count(origin)
    ]
    return f"{whole}; {', '.join(parts)}" if parts else whole
