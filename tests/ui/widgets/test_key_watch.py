"""Work in a thread knows of keys: it stays away while one is dealt with, and rests longer while they come."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from editorapp.ui import counting_work
from editorapp.ui.counting_work import paced
from editorapp.ui.key_watch import KeyWatch
from editorapp.ui.latest_work import AbandonedError, Interest, LatestWork
from tests.ui.view.desk import Desk


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class NotedKeys(KeyWatch):
    """Notes how often a thread let a key pass, and does not wait."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock=clock)
        self.passed = 0

    def let_pass(self) -> None:
        self.passed += 1


def test_a_key_is_handled_until_it_is_on_the_screen(qtbot: QtBot) -> None:
    desk = Desk()
    qtbot.addWidget(desk.view)
    watch = desk.view._keys
    was_handled: list[bool] = []
    desk.view.command_requested.connect(lambda name, arguments: was_handled.append(watch.is_handled))
    assert not watch.is_handled

    desk.type("a")

    assert was_handled == [True]
    assert not watch.is_handled


def test_what_is_painted_later_is_handled_until_the_end_of_the_turn(qtbot: QtBot) -> None:
    watch = KeyWatch()

    watch.begin_turn()

    assert watch.is_handled
    qtbot.waitUntil(lambda: not watch.is_handled)


def test_for_half_a_second_the_next_key_is_likely_to_come(qtbot: QtBot) -> None:
    clock = Clock()
    watch = KeyWatch(clock=clock)
    assert not watch.is_lively

    watch.begin()
    watch.end()

    clock.now += 0.4
    assert watch.is_lively
    clock.now += 0.2
    assert not watch.is_lively


def test_all_work_of_an_application_asks_the_same_watch(qtbot: QtBot) -> None:
    interests: list[Interest] = []
    for _ in range(2):
        work = LatestWork()
        with qtbot.waitSignal(work.finished):
            work.start(interests.append)

    assert interests[0].keys is interests[1].keys is KeyWatch.of_application()


def test_work_lets_a_key_pass_wherever_it_looks(qtbot: QtBot) -> None:
    keys = NotedKeys(Clock())
    pause = paced(Interest(keys))
    pause()
    assert keys.passed == 0

    keys._is_over.clear()
    pause()
    pause()

    assert keys.passed == 2


def test_work_that_nobody_waits_for_ends_behind_a_key(qtbot: QtBot) -> None:
    keys = NotedKeys(Clock())
    keys._is_over.clear()
    interest = Interest(keys)
    interest.end()

    with pytest.raises(AbandonedError):
        paced(interest)()


def test_rests_are_longer_while_somebody_is_at_the_keys(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    monkeypatch.setattr(counting_work, "sleep", rests.append)
    monkeypatch.setattr(counting_work, "_SLICE", 0.0)
    keys = NotedKeys(Clock())
    pause = paced(Interest(keys))

    pause()
    keys._last = 100.0
    pause()

    assert rests[1] > rests[0]
