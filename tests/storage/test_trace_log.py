"""The trace log: lines of JSON with what happened and how long it took, and with nothing that anybody wrote."""

from __future__ import annotations

import json
import logging
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from editorapp.bus.trace import CommandTrace, JobTrace, QueryTrace
from editorapp.storage.profile import Profile
from editorapp.storage.trace_log import TraceLog, level_wanted, trace_path

INSERTED = CommandTrace(
    "text.insert", "a", "keyboard", 5, 1, "completed", 1, ("DocumentAdvanced",), "", 11, 22, 33, 44
)
REFUSED = msgspec.structs.replace(
    INSERTED, name="find.next", status="failed", error="no_match: There is no 'my diary'."
)
ASKED = QueryTrace("GetCart", "carts", 7, 2, 50)
MAILED = JobTrace("mail:1.0", "effect", "mail", "order/1", "dead", 3, "down: anna@example.org is down.", 800)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the log is."""
    return trace_path(Profile.find(str(tmp_path)))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _logged(path: Path, *traces: Any, level: int = logging.DEBUG) -> list[dict[str, Any]]:
    log = TraceLog(path, level).start()
    for trace in traces:
        log.observe(trace)
    log.close()
    return _lines(path) if path.exists() else []


@pytest.fixture(autouse=True)
def loggers() -> Iterator[None]:
    """Whatever a test does, the loggers are as they were."""
    yield
    for name in ("commands", "queries", "jobs"):
        assert logging.getLogger(f"editorapp.{name}").handlers == []
        assert logging.getLogger(f"editorapp.{name}").level == logging.NOTSET


def test_a_command_is_a_line_with_where_it_came_from_what_followed_and_the_time_of_each_step(
    path: Path,
) -> None:
    (line,) = _logged(path, INSERTED)
    assert line["logger"] == "editorapp.commands"
    assert (
        line.items()
        >= {
            "name": "text.insert",
            "target": "a",
            "source": "keyboard",
            "events": ["DocumentAdvanced"],
            "revision": 1,
            "status": "completed",
            "accepting": 11,
            "deciding": 22,
            "recording": 33,
            "publishing": 44,
        }.items()
    )


def test_queries_and_jobs_have_loggers_of_their_own(path: Path) -> None:
    lines = _logged(path, ASKED, MAILED)
    assert [(line["logger"], line["name"]) for line in lines] == [
        ("editorapp.queries", "GetCart"),
        ("editorapp.jobs", "mail"),
    ]
    assert (lines[0]["read_model"], lines[0]["position"], lines[0]["rows"], lines[0]["took"]) == (
        "carts",
        7,
        2,
        50,
    )
    assert (lines[1]["state"], lines[1]["attempts"]) == ("dead", 3)


def test_of_an_error_only_the_code_is_written_since_its_words_may_quote_what_was_written(path: Path) -> None:
    lines = _logged(path, REFUSED, MAILED)
    assert [line["error"] for line in lines] == ["no_match", "down"]
    text = path.read_text(encoding="utf-8")
    assert "diary" not in text
    assert "anna" not in text


def test_at_the_level_of_information_only_failures_and_jobs_are_written(path: Path) -> None:
    lines = _logged(path, INSERTED, REFUSED, ASKED, MAILED, level=logging.INFO)
    assert [line["name"] for line in lines] == ["find.next", "mail"]


@pytest.mark.skipif(sys.platform == "win32", reason="files there have no such mode")
def test_nobody_else_can_read_it(path: Path) -> None:
    _logged(path, INSERTED)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_full_file_is_set_aside_and_one_older_one_is_kept(path: Path) -> None:
    log = TraceLog(path, largest=2_000).start()
    for _ in range(100):
        log.observe(INSERTED)
    log.close()
    assert path.stat().st_size <= 2_000
    assert sorted(file.name for file in path.parent.iterdir()) == ["trace.jsonl", "trace.jsonl.1"]


def test_what_has_no_room_in_the_queue_is_dropped_and_counted(path: Path) -> None:
    log = TraceLog(path, most=3)
    for _ in range(5):
        log.observe(INSERTED)
    log.start().close()
    lines = _lines(path)
    assert [line.get("name") for line in lines] == ["text.insert"] * 3 + [None]
    assert lines[-1]["message"] == "2 traces were dropped"


def test_failures_do_not_go_to_the_log_of_unexpected_errors(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _logged(path, REFUSED)
    assert [record.levelno for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize(
    ("word", "level"),
    [("", None), ("0", None), ("1", logging.DEBUG), ("debug", logging.DEBUG), (" INFO ", logging.INFO)],
)
def test_the_environment_switches_it_on(word: str, level: int | None) -> None:
    assert level_wanted({"EDITORAPP_TRACE": word}) == level
    assert level_wanted({}) is None
