"""Work away from the GUI thread: only the newest is wanted, and none is lost or waited for in vain."""

from __future__ import annotations

import threading

import pytest

from editorapp.ui.latest_work import AbandonedError, Interest, LatestWork


@pytest.fixture
def work(qapp):
    return LatestWork()


def test_a_result_comes_back_in_the_thread_that_asked(work, qtbot):
    threads: list[int] = []
    work.finished.connect(lambda result: threads.extend((result, threading.get_ident())))
    with qtbot.waitSignal(work.finished):
        work.start(lambda interest: threading.get_ident())
    worker, receiver = threads
    assert receiver == threading.get_ident() != worker
    assert not work.is_busy


def test_of_two_only_the_newer_one_answers(work, qtbot):
    gate = threading.Event()
    answers: list[object] = []
    work.finished.connect(answers.append)
    work.start(lambda interest: gate.wait(10) and "old")
    work.start(lambda interest: "new")
    qtbot.waitUntil(lambda: answers == ["new"])
    gate.set()
    qtbot.waitUntil(lambda: not work._running)
    assert answers == ["new"]


def test_work_that_does_not_look_up_holds_up_the_next_but_one_only(work, qtbot):
    gate = threading.Event()
    started = threading.Semaphore(0)
    answers: list[object] = []
    work.finished.connect(answers.append)

    def stubborn(interest: Interest) -> None:
        started.release()
        gate.wait(10)

    for _ in range(2):
        work.start(stubborn)
        assert started.acquire(timeout=10)
    for number in range(5):
        work.start(lambda interest, number=number: number)
    assert work.is_busy
    assert len(work._running) == 2
    gate.set()
    qtbot.waitUntil(lambda: answers == [4])


def test_abandoned_work_learns_of_it_and_says_nothing(work, qtbot):
    is_running, may_look, learned = threading.Event(), threading.Event(), threading.Event()

    def looks_up(interest: Interest) -> None:
        is_running.set()
        may_look.wait(10)
        try:
            interest.check()
        except AbandonedError:
            learned.set()
            raise

    with qtbot.assertNotEmitted(work.finished), qtbot.assertNotEmitted(work.failed):
        work.start(looks_up)
        assert is_running.wait(10)
        work.abandon()
        may_look.set()
        assert learned.wait(10)
        qtbot.waitUntil(lambda: not work._running)


def test_an_exception_is_handed_over(work, qtbot):
    error = ValueError("no")

    def fails(interest: Interest) -> None:
        raise error

    with qtbot.waitSignal(work.failed) as failed:
        work.start(fails)
    assert failed.args == [error]


def test_its_owner_may_go_while_work_is_under_way(qtbot):
    gate, done = threading.Event(), threading.Event()
    work = LatestWork()

    def late(interest: Interest) -> None:
        gate.wait(10)
        done.set()

    work.start(late)
    work.deleteLater()
    with qtbot.waitSignal(work.destroyed):
        pass
    gate.set()
    assert done.wait(10)
