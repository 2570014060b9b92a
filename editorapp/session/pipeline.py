"""Owns `Pipeline`, the latest commands, queries and jobs of a process as traces, with figures for each name.

Does not show them, nor keep them behind the end of the process; no payload and no text of a document is in them.
"""

from __future__ import annotations

import statistics
import threading
from collections import deque
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final

import msgspec

from editorapp.bus.trace import CommandTrace, JobTrace, Observe, QueryTrace
from editorapp.session.ports import Clock

MOST_KEPT: Final = 500
"""So many of the latest commands, of the latest queries and of the latest changes of jobs are kept."""

_SAMPLE: Final = 255
"""Medians are those of so many of the latest traces of a name; counts and slowest times are those of all."""

_FOLD_AT: Final = 4096
"""Traces that nobody has asked for are put in order when there are so many of them."""

Trace = CommandTrace | QueryTrace | JobTrace

STEPS: Final[dict[type, tuple[str, ...]]] = {
    CommandTrace: ("accepting", "deciding", "recording", "publishing"),
    QueryTrace: ("took",),
    JobTrace: ("took",),
}
"""The fields of each kind of trace that hold nanoseconds."""

_times_of: Final = {kind: attrgetter(*steps, steps[0]) for kind, steps in STEPS.items()}
"""What reads them, with the first one once more, since of one field alone it would make no tuple."""


class Seen(msgspec.Struct, frozen=True, gc=False):
    """A trace with its place among all.

    Attributes:
        number: how many traces of the process came before it, and one.
        time: when it was noted, in microseconds since 1970.
        trace: the trace.
    """

    number: int
    time: int
    trace: Any


class StepTime(msgspec.Struct, frozen=True):
    """How long a step takes, in nanoseconds.

    Attributes:
        median: the median of the latest.
        slowest: the longest ever in this process.
    """

    median: int
    slowest: int


class Figures(msgspec.Struct, frozen=True):
    """What there is to say of all traces of one name.

    Attributes:
        count: how many there were.
        failures: how many of them failed.
        steps: how long each step takes.
    """

    count: int
    failures: int
    steps: dict[str, StepTime]


class PipelineFigures(msgspec.Struct, frozen=True):
    """What there is to say of a process.

    Attributes:
        commands: by the name of the command.
        queries: by the type of the query.
        jobs: by what they do; each change of a job's state counts.
    """

    commands: dict[str, Figures] = {}
    queries: dict[str, Figures] = {}
    jobs: dict[str, Figures] = {}


def has_failed(trace: Trace) -> bool:
    """Tell whether a trace is that of a failure."""
    return trace.status == "failed" if isinstance(trace, CommandTrace) else bool(trace.error)


@dataclass(slots=True)
class _Tally:
    """What was counted of one name."""

    count: int = 0
    failures: int = 0
    recent: deque[tuple[int, ...]] = field(default_factory=lambda: deque(maxlen=_SAMPLE))
    slowest: tuple[int, ...] = ()
    unread: int = 0

    def add(self, times: tuple[int, ...], *, failed: bool) -> None:
        self.count += 1
        self.failures += failed
        self.recent.append(times)
        self.unread += 1
        if self.unread == _SAMPLE:
            self.note_slowest()

    def note_slowest(self) -> None:
        """Look for the slowest among those that have come since; not at each one, which would take longer."""
        if self.unread:
            self.slowest = tuple(map(max, *self.recent, self.slowest or self.recent[0]))
            self.unread = 0

    def figures(self, steps: tuple[str, ...]) -> Figures:
        self.note_slowest()
        medians = [round(statistics.median(times)) for times in zip(*self.recent, strict=True)]
        found = zip(steps, medians, self.slowest, strict=False)
        return Figures(self.count, self.failures, {name: StepTime(*times) for name, *times in found})


class Pipeline:
    """Traces of one process. `observe` is meant for the path of a keystroke; all may be called by any thread."""

    def __init__(self, clock: Clock, also: Observe | None = None) -> None:
        """Begin empty.

        Args:
            clock: the time of day.
            also: is told of each trace, too, such as a log.
        """
        self._clock = clock
        self._also = also
        self._lock = threading.Lock()
        self._noted = 0
        # Appending is atomic, so that whoever is traced never waits for whoever looks.
        self._fresh: deque[tuple[int, Trace]] = deque()
        self._latest: dict[type, deque[Seen]] = {kind: deque(maxlen=MOST_KEPT) for kind in STEPS}
        self._tallies: dict[type, dict[str, _Tally]] = {kind: {} for kind in STEPS}

    def observe(self, trace: Trace) -> None:
        """Take in a trace."""
        self._fresh.append((self._clock(), trace))
        if self._also is not None:
            self._also(trace)
        if len(self._fresh) >= _FOLD_AT:
            with self._lock:
                self._fold()

    @property
    def noted(self) -> int:
        """How many traces there were; whoever has seen so many has seen all."""
        with self._lock:
            self._fold()
            return self._noted

    def commands(self) -> list[Seen]:
        """Return the latest commands, the newest first."""
        return self._newest(CommandTrace)

    def queries(self) -> list[Seen]:
        """Return the latest queries, the newest first."""
        return self._newest(QueryTrace)

    def jobs(self) -> list[Seen]:
        """Return the latest changes of jobs, the newest first."""
        return self._newest(JobTrace)

    def _newest(self, kind: type) -> list[Seen]:
        with self._lock:
            self._fold()
            return list(reversed(self._latest[kind]))

    def figures(self) -> PipelineFigures:
        """Return the figures of every name."""
        with self._lock:
            self._fold()
            found = [
                {name: tally.figures(STEPS[kind]) for name, tally in sorted(tallies.items())}
                for kind, tallies in self._tallies.items()
            ]
        return PipelineFigures(*found)

    def _fold(self) -> None:
        """Put what is fresh where it belongs; the caller holds the lock."""
        for _ in range(len(self._fresh)):
            time, trace = self._fresh.popleft()
            kind = type(trace)
            self._noted += 1
            self._latest[kind].append(Seen(self._noted, time, trace))
            tally = self._tallies[kind].get(trace.name)
            if tally is None:
                tally = self._tallies[kind][trace.name] = _Tally()
            tally.add(_times_of[kind](trace), failed=has_failed(trace))
