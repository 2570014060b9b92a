"""When the read models catch up: a while after a command, away from the thread of the window, a little at a time."""

from __future__ import annotations

import threading

import pytest

from editorapp.bus.errors import LogError
from editorapp.ui import read_model_follower
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.read_model_follower import ReadModelFollower


class Models:
    """Has so many steps to do, and notes where they were done; `gate` holds them up."""

    def __init__(self) -> None:
        self.todo = 3
        self.done: list[threading.Thread] = []
        self.passes = 0
        self.gate = threading.Event()
        self.gate.set()
        self.error: Exception | None = None
        self.is_closed = False

    def steps(self):
        self.passes += 1
        for _ in range(self.todo):
            assert self.gate.wait(20)
            if self.error is not None:
                raise self.error
            self.done.append(threading.current_thread())
            yield

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def models():
    return Models()


@pytest.fixture
def flushed():
    return []


@pytest.fixture
def reported():
    return []


@pytest.fixture
def worker(qtbot, reported):
    worker = FileWorker(lambda name, error: reported.append(error))
    yield worker
    worker.finish()


@pytest.fixture
def follower(models, flushed, worker):
    return ReadModelFollower(models, lambda: flushed.append(1), worker)


def test_all_steps_are_done_in_another_thread_behind_what_was_held_back(qtbot, follower, models, flushed):
    with qtbot.waitSignal(follower.caught_up):
        follower.catch_up()
    assert len(models.done) == 3
    assert threading.main_thread() not in models.done
    assert flushed == [1]


def test_other_work_gets_its_turn_between_the_steps(qtbot, follower, models, worker, monkeypatch):
    monkeypatch.setattr(read_model_follower, "_AT_ONCE", 0)
    order = []
    models.gate.clear()
    follower.caught_up.connect(lambda: order.append("caught up"))
    follower.catch_up()
    worker.run(read_model_follower.KEY, lambda: None, lambda _: order.append("other"))
    models.gate.set()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["other", "caught up"]
    assert len(models.done) == 3


def test_a_command_is_followed_after_a_while_and_many_at_once(qtbot, follower, models):
    follower._soon.setInterval(1)
    for _ in range(5):
        follower.follow(None)
    with qtbot.waitSignal(follower.caught_up):
        pass
    assert models.passes == 1


def test_what_is_wanted_meanwhile_is_done_once_more(qtbot, follower, models):
    models.gate.clear()
    follower.catch_up()
    follower.catch_up()
    follower.catch_up()
    with qtbot.waitSignals([follower.caught_up, follower.caught_up]):
        models.gate.set()
    assert models.passes == 2


def test_at_the_end_no_more_steps_are_done(qtbot, follower, models, worker, monkeypatch):
    monkeypatch.setattr(read_model_follower, "_AT_ONCE", 0)
    models.gate.clear()
    follower.catch_up()
    with qtbot.waitSignal(follower.ended), qtbot.assertNotEmitted(follower.caught_up):
        follower.end()
        models.gate.set()
        qtbot.waitUntil(lambda: worker.is_idle)
    assert len(models.done) == 1
    follower.follow(None)
    follower.catch_up()
    assert (models.passes, follower._soon.isActive()) == (1, False)
    follower.close()
    assert models.is_closed


def test_a_journal_that_cannot_be_written_holds_nothing_up(qtbot, models, worker):
    def full() -> None:
        raise LogError("The disk is full.")

    follower = ReadModelFollower(models, full, worker)
    with qtbot.waitSignal(follower.caught_up):
        follower.catch_up()
    assert len(models.done) == 3


def test_a_bug_is_not_the_end_of_it(qtbot, follower, models, worker):
    models.error = ValueError("a bug")
    with qtbot.captureExceptions() as raised:
        follower.catch_up()
        qtbot.waitUntil(lambda: worker.is_idle)
    assert [str(value) for _, value, _ in raised] == ["a bug"]
    models.error = None
    with qtbot.waitSignal(follower.caught_up):
        follower.catch_up()
    assert len(models.done) == 3
