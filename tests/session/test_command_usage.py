"""Command usage: how often a person has done something, the late uses weighing more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.bus.message import Failure
from editorapp.session.command_usage import HALF_LIFE, Usage, counted, together, used
from editorapp.session.entry import Entry


def _entry(name: str, time: int = 1, source: str = "menu", failure: Failure | None = None) -> Entry:
    return Entry(1, name, b"{}", time, source, revision=0, failure=failure)


def test_each_use_counts() -> None:
    found = counted({}, [_entry("a", 1), _entry("b", 2), _entry("a", 3)])
    assert {name: (usage.count, usage.last) for name, usage in found.items()} == {"a": (2, 3), "b": (1, 2)}


def test_what_was_counted_before_goes_on() -> None:
    before = counted({}, [_entry("a", 1)])
    assert counted(before, [_entry("a", 1)])["a"] == Usage(2, 1, 2.0)


@pytest.mark.parametrize("source", ["script", "recovery", "session", "effect", "command-line"])
def test_what_no_person_has_chosen_does_not_count(source: str) -> None:
    assert counted({}, [_entry("a", source=source)]) == {}


def test_what_was_refused_does_not_count() -> None:
    assert counted({}, [_entry("a", failure=Failure("no", "It is not possible."))]) == {}


def test_a_use_weighs_half_after_its_half_life() -> None:
    assert used(Usage(1, 0, 1.0), HALF_LIFE).weight == 1.5


def test_lately_used_comes_before_often_used_long_ago() -> None:
    long_ago = Usage(20, 0, 20.0)
    lately = Usage(2, 10 * HALF_LIFE, 2.0)
    assert lately.rank() > long_ago.rank()
    assert Usage(20, 10 * HALF_LIFE, 20.0).rank() > lately.rank()


_times = st.integers(0, 4 * HALF_LIFE)


@given(st.lists(_times, min_size=1), st.lists(_times, min_size=1))
def test_uses_here_and_there_weigh_as_much_as_in_one_place(here: list[int], there: list[int]) -> None:
    apart = together(
        counted({}, [_entry("a", time) for time in here])["a"],
        counted({}, [_entry("a", time) for time in there])["a"],
    )
    at_once = counted({}, [_entry("a", time) for time in here + there])["a"]
    assert (apart.count, apart.last) == (at_once.count, at_once.last)
    assert apart.weight == pytest.approx(at_once.weight)
