"""Owns what is said of commands, queries, jobs and read models: their columns, and the words beside the lists.

Does not show it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from editorapp.bus.job import Job, JobKind, JobState
from editorapp.bus.json_text import from_json
from editorapp.bus.secret import without_sealed
from editorapp.bus.trace import CommandTrace
from editorapp.session.inspection import ListedJob, ListedModel
from editorapp.session.pipeline import STEPS, Seen, has_failed
from editorapp.ui.inspector.row_model import Column

_MOST_SHOWN: Final = 2_000
"""So many characters of a payload are shown."""

STATES: Final = {
    JobState.WAITING: "waiting",
    JobState.RUNNING: "running",
    JobState.DOUBT: "in doubt",
    JobState.DONE: "done",
    JobState.DEAD: "dead letter",
    JobState.CANCELLED: "cancelled",
    JobState.REFUSED: "refused",
    JobState.DISCARDED: "discarded",
}

Details = list[tuple[str, str]]
"""What there is to say of a row: names and values."""


@dataclass(frozen=True, slots=True)
class ListKind:
    """What there is to say of a list.

    Attributes:
        name: what it is called.
        columns: its columns.
        key: tells one row from another.
        is_wrong: whether a row is a failure.
        details: everything about a row.
        empty: what is said where there are no rows.
    """

    name: str
    columns: tuple[Column, ...]
    key: Callable[[Any], Hashable]
    is_wrong: Callable[[Any], bool]
    details: Callable[[Any], Details]
    empty: str


# --- words -----------------------------------------------------------------------------------------------


def moment(time: int) -> str:
    """Return the time of day of a time in microseconds since 1970; with the day where that is another one."""
    if not time:
        return "never"
    then = datetime.fromtimestamp(time / 1e6)
    is_today = then.date() == datetime.now().date()
    return then.strftime("%H:%M:%S" if is_today else "%Y-%m-%d %H:%M:%S")


def duration(nanoseconds: int) -> str:
    """Return a short time in words, in the unit that suits it."""
    microseconds = nanoseconds / 1000
    if microseconds < 1000:
        return f"{microseconds:.0f} µs"
    if microseconds < 1_000_000:
        return f"{microseconds / 1000:.1f} ms"
    return f"{microseconds / 1_000_000:.2f} s"


def _total(seen: Seen) -> int:
    return sum(getattr(seen.trace, step) for step in STEPS[type(seen.trace)])


def _given(details: Details) -> Details:
    """Leave out what there is nothing to say of."""
    return [(name, value) for name, value in details if value]


# --- commands and queries --------------------------------------------------------------------------------


def _command_details(seen: Seen) -> Details:
    trace: CommandTrace = seen.trace
    steps = [(step.capitalize(), duration(getattr(trace, step))) for step in STEPS[CommandTrace]]
    return _given(
        [
            ("Error", trace.error),
            ("Command", trace.name),
            ("Target", trace.target),
            ("Source", trace.source),
            ("Time", moment(trace.time)),
            ("Number", str(trace.seq)),
            ("Id", trace.id or ""),
            ("Cause", trace.cause or ""),
            ("Status", trace.status),
            ("Events", ", ".join(trace.events)),
            ("Revision", str(trace.revision)),
            *steps,
        ]
    )


def _query_details(seen: Seen) -> Details:
    trace = seen.trace
    return _given(
        [
            ("Error", trace.error),
            ("Query", trace.name),
            ("Read model", trace.read_model),
            ("Time", moment(seen.time)),
            ("Position", str(trace.position)),
            ("Rows", str(trace.rows)),
            ("Took", duration(trace.took)),
        ]
    )


COMMANDS: Final = ListKind(
    "Commands",
    (
        Column("Time", lambda seen: moment(seen.trace.time), "00:00:00"),
        Column("Command", lambda seen: seen.trace.name, "selection.move_line"),
        Column("Status", lambda seen: seen.trace.status, "completed"),
        Column("Took", lambda seen: duration(_total(seen)), "888.8 ms", is_number=True),
        Column("Revision", lambda seen: f"{seen.trace.revision:,}", "Revision", is_number=True),
        Column("Events", lambda seen: ", ".join(seen.trace.events), "DocumentAdvanced"),
        Column("Source", lambda seen: seen.trace.source, "keyboard"),
        Column("Target", lambda seen: seen.trace.target, "document-0123456"),
        Column("Accepting", lambda seen: duration(seen.trace.accepting), "Accepting", is_number=True),
        Column("Deciding", lambda seen: duration(seen.trace.deciding), "Accepting", is_number=True),
        Column("Recording", lambda seen: duration(seen.trace.recording), "Accepting", is_number=True),
        Column("Publishing", lambda seen: duration(seen.trace.publishing), "Publishing", is_number=True),
    ),
    lambda seen: seen.number,
    lambda seen: has_failed(seen.trace),
    _command_details,
    "No commands yet. Whatever is done in this window appears here, the newest first.",
)

QUERIES: Final = ListKind(
    "Queries",
    (
        Column("Time", lambda seen: moment(seen.time), "00:00:00"),
        Column("Query", lambda seen: seen.trace.name, "DocumentCounts"),
        Column("Took", lambda seen: duration(seen.trace.took), "888.8 ms", is_number=True),
        Column("Rows", lambda seen: f"{seen.trace.rows:,}", "00,000", is_number=True),
        Column("Position", lambda seen: f"{seen.trace.position:,}", "000,000", is_number=True),
        Column("Read model", lambda seen: seen.trace.read_model, "document statistics"),
    ),
    lambda seen: seen.number,
    lambda seen: has_failed(seen.trace),
    _query_details,
    "No queries yet. What is asked of read models appears here, the newest first.",
)

# --- jobs ------------------------------------------------------------------------------------------------


def _progress(listed: ListedJob) -> str:
    job = listed.job
    parts = [f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,}" if job.done else "", job.note]
    return " ".join(part for part in parts if part)


def _error(listed: ListedJob) -> str:
    failure = listed.job.failure
    return "" if failure is None else failure.message


def _due(listed: ListedJob) -> str:
    return moment(listed.job.due) if listed.job.state is JobState.WAITING else ""


def _payload(job: Job) -> str:
    """Return what a job was given, for people: its secrets masked, and not without end."""
    try:
        plain = without_sealed(from_json(job.payload.encode("utf-8", "surrogatepass"), object))
        text = json.dumps(plain, ensure_ascii=False, indent=2)
    except ValueError:
        text = job.payload
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} …"


def _job_details(listed: ListedJob) -> Details:
    job = listed.job
    return _given(
        [
            ("Error", _error(listed)),
            ("State", STATES[job.state]),
            ("Id", job.id),
            ("Kind", job.kind.value),
            ("Name", job.name),
            ("Target", job.target),
            ("Attempts", str(job.attempts)),
            ("Deaths", str(job.deaths) if job.deaths else ""),
            ("Progress", _progress(listed)),
            ("Queued", moment(job.created)),
            ("Due", _due(listed)),
            ("Changed", moment(job.changed)),
            ("Cause", job.cause or ""),
            ("Work", listed.work),
            ("Given", _payload(job)),
        ]
    )


JOBS: Final = ListKind(
    "Jobs",
    (
        Column("State", lambda listed: STATES[listed.job.state], "dead letter"),
        Column("Name", lambda listed: listed.job.name, "document.export"),
        Column("Target", lambda listed: listed.job.target, "save/document-0123"),
        Column("Attempts", lambda listed: str(listed.job.attempts), "Attempts", is_number=True),
        Column("Progress", _progress, "000 of 000"),
        Column("Error", _error, "The server has not answered."),
        Column("Due", _due, "00:00:00"),
        Column("Changed", lambda listed: moment(listed.job.changed), "00:00:00"),
        Column("Kind", lambda listed: listed.job.kind.value, "command"),
        Column("Id", lambda listed: listed.job.id, "file.save:000.0"),
    ),
    lambda listed: (listed.work, listed.job.id),
    lambda listed: listed.job.state in (JobState.DEAD, JobState.DOUBT),
    _job_details,
    "Nothing waits, runs or has failed. Saving, exporting and other work outside appears here.",
)


def can_be(job: Job) -> frozenset[str]:
    """Return what a person can do with a job: `retry`, `discard`, `cancel`, `settle`."""
    if job.state is JobState.DEAD:
        return frozenset({"retry", "discard"})
    if job.state is JobState.DOUBT:
        return frozenset({"settle"})
    if job.state is JobState.WAITING and not job.is_begun:
        return frozenset({"cancel"})
    if job.state is JobState.RUNNING and job.kind is JobKind.EFFECT and not job.is_cancelling:
        return frozenset({"cancel"})
    return frozenset()


# --- read models -----------------------------------------------------------------------------------------


def _model_details(listed: ListedModel) -> Details:
    health = listed.health
    return _given(
        [
            ("Error", health.error),
            ("Name", health.name),
            ("Work", listed.work),
            ("Position", f"{health.position:,}"),
            ("Lag", f"{health.lag:,}" if health.lag else "none, it is up to date"),
            ("Rows", f"{health.rows:,}"),
            ("Errors", f"{health.errors:,}"),
            ("Last advance", moment(health.advanced)),
        ]
    )


MODELS: Final = ListKind(
    "Read Models",
    (
        Column("Name", lambda listed: listed.health.name, "document statistics"),
        Column("Lag", lambda listed: f"{listed.health.lag:,}", "0,000", is_number=True),
        Column("Errors", lambda listed: f"{listed.health.errors:,}", "Errors", is_number=True),
        Column("Last advance", lambda listed: moment(listed.health.advanced), "Last advance"),
        Column("Rows", lambda listed: f"{listed.health.rows:,}", "00,000", is_number=True),
        Column("Position", lambda listed: f"{listed.health.position:,}", "000,000", is_number=True),
        Column("Error", lambda listed: listed.health.error, "It cannot be read."),
        Column("Work", lambda listed: listed.work, "journals"),
    ),
    lambda listed: (listed.work, listed.health.name),
    lambda listed: bool(listed.health.error),
    _model_details,
    "There are no read models.",
)
