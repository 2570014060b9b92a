"""Owns what a row of the table is: what is measured, how big, what is asked, and what was found.

Does not measure anything itself.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.bench.text.files import Files


@dataclass(frozen=True)
class Size:
    """How big the pieces of work are.

    Attributes:
        huge: bytes of the file that the table calls 1 GB.
        large: bytes of the file that the table calls 100 MB.
        rival: bytes of the largest file that the rival is given.
        keys: keys pressed for one figure.
        carets: carets that type at once.
        patches: patches of the trace, or None for all.
        rival_patches: patches of the trace that the rival is given.
        session: files of the session that comes back.
    """

    huge: int
    large: int
    rival: int
    keys: int
    carets: int
    patches: int | None
    rival_patches: int
    session: int


SIZES: Final = {
    "full": Size(1_000_000_000, 100_000_000, 100_000_000, 200, 10_000, None, 20_000, 20),
    "small": Size(100_000_000, 10_000_000, 10_000_000, 100, 10_000, None, 20_000, 20),
    "tiny": Size(1_000_000, 100_000, 100_000, 6, 50, 500, 200, 3),
}


class NotBuiltError(Exception):
    """The editor cannot do the work of a row yet."""


@dataclass(frozen=True)
class Figure:
    """A figure of the table.

    Attributes:
        key: its name in the JSON.
        unit: what it counts.
        asked: what it must reach, at the full size; None for nothing.
        more_is_better: whether it must be at least that; else at most.
    """

    key: str
    unit: str
    asked: float | None = None
    more_is_better: bool = False


@dataclass
class Found:
    """What the runs of a figure have given.

    Attributes:
        ours: a value for each run.
        rival: a value for each run of the rival's; none where it was not asked.
        note: how the rival's work differs from ours, or what else must be known.
    """

    ours: list[float] = field(default_factory=list)
    rival: list[float] = field(default_factory=list)
    note: str = ""


Findings = dict[str, Found]


@dataclass(frozen=True)
class Setting:
    """With what a row is measured: sizes, how many runs, and the files."""

    size: Size
    runs: int
    files: Files


@dataclass(frozen=True)
class Row:
    """A piece of work that is measured on its own.

    Attributes:
        name: what `--only` calls it.
        figures: what it gives.
        measure: does it; returns what was found by the keys of the figures.
    """

    name: str
    figures: tuple[Figure, ...]
    measure: Callable[[Setting], Findings]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that so many of the values do not exceed; `share` is from 0 to 1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def summary(row: Row, found: Findings, *, is_full: bool) -> list[dict[str, Any]]:
    """Return the lines of the table of a row; nothing is judged where the size is not what was asked for."""
    lines = []
    for figure in row.figures:
        values = found.get(figure.key, Found())
        ours = _rounded(statistics.median(values.ours)) if values.ours else None
        rival = _rounded(statistics.median(values.rival)) if values.rival else None
        reached = None
        if ours is not None and figure.asked is not None and is_full:
            reached = ours >= figure.asked if figure.more_is_better else ours <= figure.asked
        times = None
        if ours and rival:
            times = round(ours / rival if figure.more_is_better else rival / ours, 2)
        lines.append(
            {
                "row": row.name,
                "figure": figure.key,
                "unit": figure.unit,
                "editorapp": ours,
                "lowest": _rounded(min(values.ours)) if values.ours else None,
                "highest": _rounded(max(values.ours)) if values.ours else None,
                "rival": rival,
                "times better than the rival": times,
                "asked": figure.asked,
                "reached": reached,
                "note": values.note,
            }
        )
    return lines


def _rounded(value: float) -> float:
    return round(value) if abs(value) >= 1000 else float(f"{value:.3g}")


HEADS: Final = ("", "unit", "editorapp", "lowest..highest", "rival", "times", "asked", "")


def table(lines: Sequence[dict[str, Any]]) -> str:
    """Return the table for people."""
    cells = [HEADS]
    for line in lines:
        asked = "" if line["asked"] is None else f"{line['asked']:,g}"
        if line["reached"] is not None:
            asked += ": yes" if line["reached"] else ": NO"
        spread = "" if line["lowest"] is None else f"{_shown(line['lowest'])}..{_shown(line['highest'])}"
        cells.append(
            (
                f"{line['row']}: {line['figure']}",
                line["unit"],
                _shown(line["editorapp"]),
                spread,
                _shown(line["rival"]),
                _shown(line["times better than the rival"]),
                asked,
                line["note"],
            )
        )
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADS))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 2 <= column <= 5 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}" if value >= 1000 else f"{value:g}"
