"""Measures the message core: dispatch, replay, read models, the queue; beside the `eventsourcing` package.

    python3 packaging/dev.py bench bus [--runs 5] [--commands 20000] [--json]

Every figure is the median of the runs, in which all pieces of work follow each other, so that what else the machine
does meets all of them alike. Each run has fresh folders on disk, and garbage is collected before each piece. The work
is the same for all: so many commands, spread over a hundred aggregates, each of which adds one event; all of it is
checked to have come out right.

What the rival is set to is said in `eventsourcing_work.py`. "As it comes", which is what the ten times are asked of,
its commits wait for the disk, as ours do in the row "synced". "Tuned" they do not, and its events are structs as ours
are: that is like with like for the row "dispatch", though it records no command before the event.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import apsw
import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.message import RecordedEvent
from editorapp.bus.projection import Projection, Rows
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.opening import DATABASE_NAME, open_service
from editorapp.storage.messages.replay import replay

rival: ModuleType | None
try:
    rival = import_module("tests.bench.eventsourcing_work")
except ImportError as error:
    rival = None
    print(f"eventsourcing is not installed, so its columns are empty: {error}", file=sys.stderr)

AGGREGATES = 100
WORKERS = 4


# --- the program that is measured ----------------------------------------------------------------------------


class Add(msgspec.Struct, frozen=True):
    """The command."""

    amount: int


class Added(msgspec.Struct, frozen=True):
    """Its event."""

    amount: int


class Counter(msgspec.Struct, frozen=True):
    """The state of an aggregate."""

    total: int = 0


class Total(msgspec.Struct):
    """A row of the read model."""

    total: int = 0


class SumOfTotals(msgspec.Struct, frozen=True):
    """The query."""


def _count(rows: Rows, recorded: RecordedEvent) -> None:
    row = rows.get(recorded.target) or Total()
    rows.put(recorded.target, Total(row.total + recorded.event.amount))


COUNTER = AggregateType(
    "counter",
    Counter(),
    [Handles("counter.add", Add, lambda counter, command: Added(command.amount))],
    [Evolves("counter.added", Added, lambda counter, event: Counter(counter.total + event.amount))],
)
TOTALS = Projection(
    "totals", Total, {Added: _count}, {SumOfTotals: lambda rows, query: sum(r.total for _, r in rows.items())}
)
DOMAIN = Domain([COUNTER], projections=[TOTALS])
TARGETS = [COUNTER.target(number) for number in range(AGGREGATES)]


# --- measuring -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row of the table.

    Attributes:
        work: what is done.
        unit: what is counted, a second.
        asked: the least that it must reach, or None.
        times: how many times as fast as the rival as it comes it must be, or None.
    """

    work: str
    unit: str
    asked: int | None = None
    times: int | None = None


ROWS = (
    Row("dispatch", "commands", 20_000, 10),
    Row("dispatch, with ids", "commands"),
    Row("dispatch, synced", "commands"),
    Row("replay", "events", 300_000),
    Row("read model catching up", "events", 100_000),
    Row(f"queue, {WORKERS} workers", "jobs"),
)
OURS, PLAIN, TUNED = "editorapp", "eventsourcing as it comes", "eventsourcing tuned"

Rates = dict[tuple[str, str], float]


def rate(count: int, work: Callable[[], object]) -> float:
    """Return how many a second a piece of work does."""
    gc.collect()
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def measure_ours(folder: Path, commands: int) -> Rates:
    """Do all work but the queue once."""
    found: Rates = {}
    with open_service(DOMAIN, folder / "plain", workers=0) as service:

        def dispatch() -> None:
            for number in range(commands):
                service.send(TARGETS[number % AGGREGATES], Add(1))

        found["dispatch", OURS] = rate(commands, dispatch)
        found["read model catching up", OURS] = rate(commands, service.follow)
        assert service.ask(SumOfTotals()) == commands
    database = MessageDatabase(folder / "plain" / DATABASE_NAME)
    worlds = []
    found["replay", OURS] = rate(commands, lambda: worlds.append(replay(DOMAIN, database)))
    assert sum(counter.total for counter in worlds[0].states.values()) == commands
    database.close()
    with open_service(DOMAIN, folder / "ids", workers=0) as service:

        def dispatch_with_ids() -> None:
            for number in range(commands):
                service.send(TARGETS[number % AGGREGATES], Add(1), command_id=str(number))

        found["dispatch, with ids", OURS] = rate(commands, dispatch_with_ids)
    with open_service(DOMAIN, folder / "synced", workers=0, synced=True) as service:
        few = commands // 4

        def dispatch_synced() -> None:
            for number in range(few):
                service.send(TARGETS[number % AGGREGATES], Add(1))

        found["dispatch, synced", OURS] = rate(few, dispatch_synced)
    return found


def measure_queue(folder: Path, jobs: int) -> Rates:
    """Queue commands and wait until the workers have done the last one; the queue is empty before."""
    with open_service(DOMAIN, folder / "queue", workers=WORKERS) as service:

        def work() -> None:
            for number in range(jobs):
                service.submit(TARGETS[number % AGGREGATES], Add(1), command_id=f"job {number}")
            assert service.wait_until_idle()

        found = rate(jobs, work)
        assert service.jobs.counts() == {"done": jobs}
        assert service.ask(SumOfTotals()) == jobs
    return {(ROWS[-1].work, OURS): found}


def measure_rival(rival: ModuleType, folder: Path, commands: int, *, is_tuned: bool) -> Rates:
    """Do the rival's share of the work once, in one of its forms."""
    column = TUNED if is_tuned else PLAIN
    found: Rates = {}
    unsynced, synced = folder / f"{column} normal", folder / f"{column} full"
    unsynced.mkdir(parents=True)
    synced.mkdir(parents=True)
    few = commands // 4
    package = rival.Rival(synced, is_tuned=is_tuned, is_synced=True)
    counters = package.counters(AGGREGATES)
    found["dispatch, synced", column] = rate(few, lambda: package.save(counters, few))
    if is_tuned:
        package.close()
        package = rival.Rival(unsynced, is_tuned=True, is_synced=False)
        counters = package.counters(AGGREGATES)
        found["dispatch", column] = rate(commands, lambda: package.save(counters, commands))
    else:
        # As it comes, its commits wait for the disk: there is no other figure.
        found["dispatch", column] = found["dispatch, synced", column]
        package.save(counters, commands - few)
    totals: list[int] = []
    found["replay", column] = rate(commands, lambda: totals.append(package.replay(counters)))
    found["read model catching up", column] = rate(commands, lambda: totals.append(package.project()))
    assert totals == [commands, commands]
    package.close()
    return found


def measure(runs: int, commands: int) -> dict[tuple[str, str], list[float]]:
    """Return the rates of every run."""
    found: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(1, runs + 1):
        print(f"run {number} of {runs}", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="bench-bus-") as name:
            folder = Path(name)
            rates = measure_ours(folder, commands) | measure_queue(folder, commands // 2)
            if rival is not None:
                rates |= measure_rival(rival, folder, commands, is_tuned=False)
                rates |= measure_rival(rival, folder, commands, is_tuned=True)
        for key, value in rates.items():
            found[key].append(value)
    return found


# --- showing -------------------------------------------------------------------------------------------------


def judged(rates: dict[tuple[str, str], list[float]]) -> list[dict[str, Any]]:
    """Return the table: medians, how many times the rival's, and whether what is asked is reached."""
    table = []
    for row in ROWS:
        ours, plain, tuned = (
            statistics.median(rates[row.work, column]) if (row.work, column) in rates else None
            for column in (OURS, PLAIN, TUNED)
        )
        assert ours is not None
        times = None if plain is None else round(ours / plain, 1)
        reached = None if row.asked is None else ours >= row.asked
        if row.times is not None and reached:
            # Without the rival it is not known.
            reached = None if times is None else times >= row.times
        table.append(
            {
                "work": row.work,
                "unit": f"{row.unit}/s",
                OURS: round(ours),
                "lowest": round(min(rates[row.work, OURS])),
                "highest": round(max(rates[row.work, OURS])),
                PLAIN: None if plain is None else round(plain),
                TUNED: None if tuned is None else round(tuned),
                "times as it comes": times,
                "times tuned": None if tuned is None else round(ours / tuned, 1),
                "asked": row.asked,
                "asked times as it comes": row.times,
                "reached": reached,
            }
        )
    return table


HEADS = ("", "editorapp", "lowest..highest", "rival", "times", "rival tuned", "times", "asked")


def print_table(table: list[dict[str, Any]]) -> None:
    """Print the table for people; all figures are a second."""
    lines: list[tuple[str, ...]] = [HEADS]
    for row in table:
        asked = "" if row["asked"] is None else f">= {row['asked']:,}"
        if row["asked times as it comes"]:
            asked += f" and {row['asked times as it comes']} times"
        if row["reached"] is not None:
            asked += ": yes" if row["reached"] else ": NO"
        lines.append(
            (
                f"{row['work']}, {row['unit']}",
                f"{row[OURS]:,}",
                f"{row['lowest']:,}..{row['highest']:,}",
                *(_shown(row[key]) for key in (PLAIN, "times as it comes", TUNED, "times tuned")),
                asked,
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    for line in lines:
        cells = [
            cell.ljust(width) if column in (0, 7) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:,}"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the message core.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--commands", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    table = judged(measure(options.runs, options.commands))
    if options.json:
        print(json.dumps(table))
        return 0
    known = f"the rival is eventsourcing {rival.VERSION}" if rival is not None else "no rival"
    print(
        f"Medians of {options.runs} runs of {options.commands:,} commands (synced: a quarter; queue: half);"
        f" Python {platform.python_version()}, SQLite {apsw.sqlite_lib_version()}; {known}."
    )
    print_table(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
