"""What is kept of the latest commands, queries and jobs, and the figures of each name."""

from __future__ import annotations

import threading

import msgspec

from editorapp.bus.trace import CommandTrace, JobTrace, QueryTrace
from editorapp.session.editor import Editor
from editorapp.session.pipeline import MOST_KEPT, Pipeline, StepTime
from tests.desk import REGISTRY, Clipboard, Clock, Desk, MemoryMacros, open_document
from tests.marked_text import document
from tests.memory_journal import MemoryJournal

INSERTED = CommandTrace(
    "text.insert", "a", "keyboard", 5, 1, "completed", 1, ("DocumentAdvanced",), "", 1, 2, 3, 4
)
REFUSED = msgspec.structs.replace(
    INSERTED, status="failed", events=(), error="no_match: Not found.", deciding=9
)
ASKED = QueryTrace("GetCart", "carts", 7, 2, 50)
MAILED = JobTrace("mail:1.0", "effect", "mail", "order/1", "dead", 3, "down: The server is down.", 800)


def test_it_begins_with_nothing() -> None:
    pipeline = Pipeline(Clock())
    assert (pipeline.commands(), pipeline.queries(), pipeline.jobs(), pipeline.noted) == ([], [], [], 0)
    assert pipeline.figures().commands == {}


def test_the_newest_is_first_with_the_time_at_which_it_was_noted() -> None:
    clock = Clock()
    pipeline = Pipeline(clock)
    pipeline.observe(INSERTED)
    clock.pass_seconds(1)
    pipeline.observe(REFUSED)
    newest, oldest = pipeline.commands()
    assert (newest.trace, oldest.trace) == (REFUSED, INSERTED)
    assert newest.time - oldest.time == 1_000_000
    assert (newest.number, oldest.number) == (2, 1)


def test_commands_queries_and_jobs_are_told_apart() -> None:
    pipeline = Pipeline(Clock())
    for trace in (INSERTED, ASKED, MAILED):
        pipeline.observe(trace)
    assert [seen.trace for seen in pipeline.queries()] == [ASKED]
    assert [seen.trace for seen in pipeline.jobs()] == [MAILED]
    assert pipeline.noted == 3
    figures = pipeline.figures()
    assert figures.queries["GetCart"].steps == {"took": StepTime(50, 50)}
    assert figures.jobs["mail"].failures == 1


def test_figures_count_all_and_give_median_and_slowest_of_each_step() -> None:
    pipeline = Pipeline(Clock())
    for accepting in (10, 500, 20):
        pipeline.observe(msgspec.structs.replace(INSERTED, accepting=accepting))
    pipeline.observe(REFUSED)
    figures = pipeline.figures().commands["text.insert"]
    assert (figures.count, figures.failures) == (4, 1)
    assert figures.steps["accepting"] == StepTime(15, 500)
    assert figures.steps["deciding"] == StepTime(2, 9)
    assert list(figures.steps) == ["accepting", "deciding", "recording", "publishing"]


def test_it_stays_small_however_much_happens_and_still_counts_all() -> None:
    pipeline = Pipeline(Clock())
    for number in range(20_000):
        pipeline.observe(msgspec.structs.replace(INSERTED, seq=number))
    assert [seen.trace.seq for seen in pipeline.commands()] == list(range(19_999, 19_999 - MOST_KEPT, -1))
    assert pipeline.figures().commands["text.insert"].count == 20_000


def test_the_slowest_is_remembered_when_it_is_long_ago() -> None:
    pipeline = Pipeline(Clock())
    pipeline.observe(msgspec.structs.replace(INSERTED, deciding=10**9))
    for _ in range(1000):
        pipeline.observe(INSERTED)
    assert pipeline.figures().commands["text.insert"].steps["deciding"] == StepTime(2, 10**9)


def test_nothing_is_lost_when_several_threads_trace_while_others_look() -> None:
    pipeline = Pipeline(Clock())

    def trace_many() -> None:
        for _ in range(5_000):
            pipeline.observe(INSERTED)

    threads = [threading.Thread(target=trace_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        pipeline.figures()
    for thread in threads:
        thread.join()
    assert pipeline.noted == 20_000
    assert pipeline.figures().commands["text.insert"].count == 20_000


def test_every_command_of_an_editor_is_traced_with_its_steps() -> None:
    pipeline = Pipeline(Clock())
    ticks = iter(range(0, 10_000, 10))
    start = document("")
    editor = Editor(
        REGISTRY,
        Clipboard(),
        Clock(),
        MemoryMacros(),
        MemoryJournal(start),
        lambda target, request: None,
        lambda name, message, error: None,
        ticks=lambda: next(ticks),
        observe=pipeline.observe,
    )
    editor.documents["a"] = open_document("a", start, MemoryJournal(start))
    editor.submit(REGISTRY.build("text.insert", {"text": "secret words"}), "a", "keyboard", "7")
    editor.submit(REGISTRY.build("edit.redo", {}), "a", "menu")
    refused, inserted = (seen.trace for seen in pipeline.commands())
    assert (inserted.name, inserted.target, inserted.source, inserted.id) == (
        "text.insert",
        "a",
        "keyboard",
        "7",
    )
    assert (inserted.status, inserted.revision, inserted.events) == ("completed", 1, ("DocumentAdvanced",))
    assert all((inserted.accepting, inserted.deciding, inserted.recording, inserted.publishing))
    assert (refused.name, refused.status, refused.revision) == ("edit.redo", "failed", 1)
    assert "secret words" not in repr(pipeline.commands())


def test_an_editor_that_nobody_watches_works_as_before() -> None:
    desk = Desk("ab|")
    assert desk.do("text.insert", text="c") == "abc|"
