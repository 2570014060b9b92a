"""Counting in a thread: the newest only, with rests in which whoever waits gets its turn."""

from __future__ import annotations

import threading

import pytest

from editorapp.ui import counting_work
from editorapp.ui.counting_work import CountingWork


@pytest.fixture
def work(qtbot):
    return CountingWork()


def refuse(error):
    raise error


def test_the_result_comes_in_the_thread_that_asked(work, qtbot):
    arrived = []
    work.start(
        lambda pause: threading.current_thread(),
        lambda worker: arrived.append((worker, threading.current_thread())),
        refuse,
    )
    qtbot.waitUntil(lambda: bool(arrived))
    worker, receiver = arrived[0]
    assert receiver is threading.main_thread()
    assert worker is not receiver


def test_an_exception_comes_as_a_failure(work, qtbot):
    errors: list[Exception] = []
    work.start(lambda pause: refuse(MemoryError("too large")), lambda result: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "too large"


def endless(pause):
    while True:
        pause()


def test_newer_work_takes_the_place_of_older_which_ends(work, qtbot):
    results: list[str] = []
    ended = threading.Event()

    def older(pause):
        try:
            endless(pause)
        finally:
            ended.set()

    work.start(older, lambda result: results.append("older"), refuse)
    work.start(lambda pause: "newer", results.append, refuse)
    qtbot.waitUntil(lambda: bool(results) and ended.is_set())
    assert results == ["newer"]


def test_work_that_is_stopped_ends_and_nobody_hears_of_it(work, qtbot):
    results: list[str] = []
    begun, ended = threading.Event(), threading.Event()

    def forever(pause):
        begun.set()
        try:
            endless(pause)
        finally:
            ended.set()

    work.start(forever, results.append, results.append)
    qtbot.waitUntil(begun.is_set)
    work.stop()
    qtbot.waitUntil(ended.is_set)
    assert results == []


def test_it_rests_behind_each_slice_of_work(work, qtbot, monkeypatch):
    now = [0.0]
    rests = []
    monkeypatch.setattr(counting_work, "perf_counter", lambda: now[0])
    monkeypatch.setattr(counting_work, "sleep", lambda seconds: rests.append(now[0]))

    def steps(pause):
        for _ in range(10):
            pause()
            now[0] += 0.0004
        return "done"

    results: list[str] = []
    work.start(steps, results.append, refuse)
    qtbot.waitUntil(lambda: results == ["done"])
    assert [round(rest, 4) for rest in rests] == [0.0012, 0.0024, 0.0036]
