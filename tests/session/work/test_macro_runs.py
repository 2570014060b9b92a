"""Runs of a macro over many files as a program on the bus: each file once, some at a time, to a told end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.bus.aggregate import EventSourced
from editorapp.bus.domain import Domain
from editorapp.bus.effect import Attempt
from editorapp.bus.errors import CancelledEffectError, CommandError, EffectRefusedError
from editorapp.bus.message import Command
from editorapp.commands.macro import Step
from editorapp.session.work.macro_runs import (
    AT_ONCE,
    CANCELLED,
    FILES,
    KIND,
    Application,
    Applied,
    CancelMacroRun,
    MacroApplicationRequested,
    MacroFileDone,
    MacroFileDue,
    MacroFileFailed,
    MacroRunFinished,
    MacroRunStarted,
    RecordFileDone,
    RecordFileFailed,
    RunState,
    StartMacroRun,
    effect,
    manager,
)
from editorapp.storage.messages.opening import OpenService, open_service

QUOTE = Application("quote", [Step("text.insert", {"text": "> "})])
TARGET = KIND.target("r1")


def _names(count: int) -> list[str]:
    return [f"/home/anna/{number}.txt" for number in range(count)]


def _start(count: int) -> StartMacroRun:
    return StartMacroRun("r1", QUOTE, _names(count))


# --- the run itself --------------------------------------------------------------------------------------


class Run:
    """A run without a database."""

    def __init__(self) -> None:
        self.aggregate = EventSourced(KIND, TARGET, log=None)  # type: ignore[arg-type]
        self.events: list[Any] = []

    def do(self, payload: Any) -> tuple[Any, ...]:
        decision = self.aggregate.decide(1, Command("any", payload, TARGET, 0))
        self.aggregate.commit(decision)
        self.events += decision.events
        return decision.events

    @property
    def state(self) -> RunState:
        state: RunState = self.aggregate.state
        return state

    def due(self) -> list[int]:
        return [event.number for event in self.events if isinstance(event, MacroFileDue)]


def test_the_first_files_have_their_turn_at_once_and_the_others_when_one_ends() -> None:
    run = Run()
    run.do(_start(AT_ONCE + 2))
    assert run.due() == list(range(AT_ONCE))
    run.do(RecordFileDone(1, 3))
    assert run.due() == list(range(AT_ONCE + 1))
    run.do(RecordFileFailed(0, "not_found", "It is not there."))
    assert run.due() == list(range(AT_ONCE + 2))


def test_the_end_is_told_with_what_became_of_the_files() -> None:
    run = Run()
    run.do(_start(3))
    run.do(RecordFileDone(0, 3))
    run.do(RecordFileFailed(2, "not_found", "It is not there."))
    assert run.do(RecordFileDone(1, 0)) == (
        MacroFileDone("r1", 1, "/home/anna/1.txt", 0),
        MacroRunFinished("r1", "quote", done=2, changed=1, failed=1, left=0),
    )


def test_a_run_that_is_stopped_begins_no_more_files_and_ends_with_those_under_way() -> None:
    run = Run()
    run.do(_start(9))
    run.do(CancelMacroRun())
    for number in range(AT_ONCE - 1):
        run.do(RecordFileDone(number, 1))
    assert not run.state.is_finished
    events = run.do(RecordFileFailed(AT_ONCE - 1, CANCELLED, "It was left alone."))
    assert events[-1] == MacroRunFinished("r1", "quote", AT_ONCE - 1, AT_ONCE - 1, 0, 9 - AT_ONCE + 1)
    assert run.due() == list(range(AT_ONCE))


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ([_start(2)], _start(2)),
        ([], StartMacroRun("r1", QUOTE, [])),
        ([], StartMacroRun("r1", Application("empty", []), ["/a"])),
        ([], CancelMacroRun()),
        ([], RecordFileDone(0, 1)),
        ([_start(2)], RecordFileDone(2, 1)),
        ([_start(2), RecordFileDone(0, 1)], RecordFileDone(0, 1)),
        ([_start(1), RecordFileDone(0, 1)], CancelMacroRun()),
    ],
)
def test_what_does_not_fit_a_run_is_refused(before: list[Any], command: Any) -> None:
    run = Run()
    for payload in before:
        run.do(payload)
    with pytest.raises(CommandError):
        run.do(command)


@given(st.integers(1, 20), st.data())
def test_every_file_has_one_turn_in_whatever_order_they_end(count: int, data: st.DataObject) -> None:
    run = Run()
    run.do(_start(count))
    cancel_at = data.draw(st.none() | st.integers(0, count))
    ended = 0
    while not run.state.is_finished:
        assert 0 < len(run.state.under_way) <= AT_ONCE
        if ended == cancel_at and not run.state.is_cancelled:
            run.do(CancelMacroRun())
            continue
        number = data.draw(st.sampled_from(run.state.under_way))
        fails = data.draw(st.booleans())
        run.do(
            RecordFileFailed(number, "x", "y")
            if fails
            else RecordFileDone(number, data.draw(st.integers(0, 2)))
        )
        ended += 1
    assert run.due() == list(range(len(run.due())))
    finished = [event for event in run.events if isinstance(event, MacroRunFinished)]
    assert len(finished) == 1
    end = finished[0]
    assert end.done + end.failed == ended
    assert end.done + end.failed + end.left == count
    assert cancel_at is not None or end.left == 0


# --- on the bus ------------------------------------------------------------------------------------------


class Desk:
    """An applier that notes what it is asked for and ends as it is told."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.end: Callable[[MacroApplicationRequested], Applied] = lambda request: Applied(1, 1)

    def apply(self, request: MacroApplicationRequested, attempt: Attempt) -> Applied:
        self.asked.append(request.command_id)
        return self.end(request)


class Office:
    """A service with its desk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.desk = Desk()
        self.service = self._open()

    def _open(self) -> OpenService:
        domain = Domain((KIND, FILES), (manager(),), (effect(self.desk),))
        return open_service(domain, self._folder, workers=0)

    def open_again(self) -> None:
        self.service.close()
        self.service = self._open()

    @property
    def state(self) -> RunState:
        state: RunState = self.service.state(TARGET)
        return state

    def events(self, kind: type) -> list[Any]:
        return [event for event in self.service.log.events_of(TARGET) if isinstance(event, kind)]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "work")
    yield office
    office.service.close()


def test_a_command_is_issued_for_each_file_and_its_end_comes_back(office: Office) -> None:
    office.service.send(TARGET, _start(10))
    office.service.run_until_idle()
    assert sorted(office.desk.asked) == sorted(f"r1:{number}" for number in range(10))
    assert [event.done for event in office.events(MacroRunFinished)] == [10]
    assert {event.path for event in office.events(MacroFileDone)} == set(_names(10))


def test_a_refusal_is_the_end_of_its_file_only(office: Office) -> None:
    def some_fail(request: MacroApplicationRequested) -> Applied:
        if request.number % 2:
            raise EffectRefusedError("It is not there.", "not_found")
        return Applied(0)

    office.desk.end = some_fail
    office.service.send(TARGET, _start(7))
    office.service.run_until_idle()
    assert office.events(MacroRunFinished) == [MacroRunFinished("r1", "quote", 4, 0, 3, 0)]
    assert {event.words for event in office.events(MacroFileFailed)} == {"It is not there."}


def test_files_that_are_left_alone_when_it_is_stopped_are_told_as_such(office: Office) -> None:
    def stop(request: MacroApplicationRequested) -> Applied:
        raise CancelledEffectError

    office.desk.end = stop
    office.service.send(TARGET, _start(6))
    office.service.send(TARGET, CancelMacroRun())
    office.service.run_until_idle()
    assert office.events(MacroRunFinished) == [MacroRunFinished("r1", "quote", 0, 0, 0, 6)]
    assert {event.code for event in office.events(MacroFileFailed)} == {CANCELLED}


@pytest.mark.parametrize("dies_at", range(6))
def test_a_death_repeats_the_file_that_was_under_way_and_no_other(office: Office, dies_at: int) -> None:
    def die(request: MacroApplicationRequested) -> Applied:
        if request.number == dies_at and office.desk.asked.count(request.command_id) == 1:
            raise KeyboardInterrupt
        return Applied(1)

    office.desk.end = die
    office.service.send(TARGET, _start(6))
    with pytest.raises(KeyboardInterrupt):
        office.service.run_until_idle()
    office.open_again()
    office.service.run_until_idle()
    counts = {number: office.desk.asked.count(f"r1:{number}") for number in range(6)}
    assert counts == {number: 1 + (number == dies_at) for number in range(6)}
    assert [event.done for event in office.events(MacroRunFinished)] == [6]


def test_the_steps_are_kept_in_full_and_let_go_of_at_the_end(office: Office) -> None:
    office.service.send(TARGET, _start(5))
    office.service.follow()
    [health] = [each for each in office.service.health() if each.name == "macro runs"]
    assert health.rows == 1
    [started] = office.events(MacroRunStarted)
    assert started.application.steps == QUOTE.steps
    office.service.run_until_idle()
    [health] = [each for each in office.service.health() if each.name == "macro runs"]
    assert health.rows == 0
