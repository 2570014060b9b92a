"""Owns the trace log: what goes through the pipelines as lines of JSON, through the logging of the standard library.

Does not hold payloads, text of documents, or the words of errors, which may quote both: of an error it has the code.
So nothing in it is more private than a list of which commands were given when; it is off unless asked for all the
same, because a line for each key press is work that nobody needs who does not look for something.

Whoever is traced only puts the trace into a queue: a thread of its own turns it into a record and hands it to the
loggers `editorapp.commands`, `editorapp.queries` and `editorapp.jobs`, which write it to a file.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from logging.handlers import QueueListener
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

import msgspec

from editorapp.bus.json_text import to_json
from editorapp.bus.trace import CommandTrace, JobTrace, QueryTrace
from editorapp.storage.log_file import PrivateFile
from editorapp.storage.profile import TRACE_VARIABLE, Profile

_LEVELS: Final = {"1": logging.DEBUG, "debug": logging.DEBUG, "info": logging.INFO}
_LOGGERS: Final[dict[type, logging.Logger]] = {
    CommandTrace: logging.getLogger("editorapp.commands"),
    QueryTrace: logging.getLogger("editorapp.queries"),
    JobTrace: logging.getLogger("editorapp.jobs"),
}
_LARGEST: Final = 8 << 20
"""Bytes of the file before it is set aside; about 30,000 commands."""

_MOST_WAITING: Final = 50_000
"""Where the disk is so slow that more traces wait than that, new ones are dropped, and counted."""


def trace_path(profile: Profile) -> Path:
    """Return where the trace log of a profile is; windows and runs of the command line share it."""
    return profile.state / "trace.jsonl"


def level_wanted(environment: Mapping[str, str] = os.environ) -> int | None:
    """Return the level that the environment asks for, or None where there is to be no trace log."""
    return _LEVELS.get(environment.get(TRACE_VARIABLE, "").strip().lower())


def begin_trace(profile: Profile) -> TraceLog | None:
    """Begin the trace log of a profile if the environment asks for one; who begins it closes it."""
    level = level_wanted()
    return None if level is None else TraceLog(trace_path(profile), level).start()


class TraceLog:
    """Writes traces to a file from `start` to `close`."""

    def __init__(
        self, path: Path, level: int = logging.DEBUG, *, largest: int = _LARGEST, most: int = _MOST_WAITING
    ) -> None:
        """Take where to write, and how much.

        Args:
            path: the file.
            level: `logging.DEBUG` for everything, `logging.INFO` for failures and jobs.
            largest: bytes of the file before it is set aside.
            most: how many traces may wait.
        """
        self._handler = PrivateFile(path, largest)
        self._most = most
        self._handler.setFormatter(_JsonLine())
        self._level = level
        self._queue: SimpleQueue[Any] = SimpleQueue()
        self._listener = _Listener(self._queue)
        self._dropped = 0

    def start(self) -> TraceLog:
        """Begin; return this."""
        for logger in _LOGGERS.values():
            logger.addHandler(self._handler)
            logger.setLevel(self._level)
        self._listener.start()
        return self

    def observe(self, trace: Any) -> None:
        """Take in a trace; may be called by any thread, and waits for nothing."""
        if self._queue.qsize() < self._most:
            self._queue.put(trace)
        else:
            self._dropped += 1

    def close(self) -> None:
        """Write what waits and end."""
        self._listener.stop()
        if self._dropped:
            _LOGGERS[CommandTrace].warning("%d traces were dropped", self._dropped)
        for logger in _LOGGERS.values():
            logger.removeHandler(self._handler)
            logger.setLevel(logging.NOTSET)
        self._handler.close()


class _Listener(QueueListener):
    """Takes traces instead of records from its queue, and lets the loggers make records of them."""

    def handle(self, trace: Any) -> None:
        """Log a trace."""
        is_quiet = isinstance(trace, CommandTrace | QueryTrace) and not trace.error
        level = logging.DEBUG if is_quiet else logging.INFO
        _LOGGERS[type(trace)].log(level, "%s %s", trace.name, _status(trace), extra={"trace": trace})


def _status(trace: Any) -> str:
    if isinstance(trace, QueryTrace):
        return "failed" if trace.error else "answered"
    return trace.state if isinstance(trace, JobTrace) else trace.status


class _JsonLine(logging.Formatter):
    """Turns a record into a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; one that is no trace, such as a warning, has its message."""
        line: dict[str, Any] = {
            "logged": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
        }
        trace = getattr(record, "trace", None)
        if trace is None:
            return to_json(line | {"message": record.getMessage()})
        return to_json(line | plain_trace(trace))


def plain_trace(trace: CommandTrace | QueryTrace | JobTrace) -> dict[str, Any]:
    """Return a trace as plain data for logs: of an error only its code, what stands before the first colon."""
    plain: dict[str, Any] = msgspec.to_builtins(trace)
    return plain | {"error": trace.error.partition(":")[0]}
