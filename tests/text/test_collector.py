"""Very many objects that are made at once are not gone through for cycles, and go when nobody refers to them."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from editorapp.text import collector
from editorapp.text.change import Change, ChangeSet

MANY = 150_000


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    gc.collect()
    before = gc.get_freeze_count()
    yield
    if not before:
        gc.unfreeze()


def test_very_many_objects_are_set_aside() -> None:
    before = gc.get_freeze_count()
    changes = ChangeSet([Change(3 * number, "a", "b") for number in range(MANY)]).inverted()
    held = gc.get_freeze_count()
    assert held - before >= MANY
    assert len(changes.changes) == MANY
    del changes
    assert gc.get_freeze_count() <= held - MANY  # they have gone all the same


def test_few_objects_are_left_to_the_collector() -> None:
    before = gc.get_freeze_count()
    with collector.resting():
        made = [[number] for number in range(1000)]
    assert gc.get_freeze_count() == before
    assert len(made) == 1000


@pytest.mark.parametrize("is_on", [True, False])
def test_the_collector_is_afterwards_as_it_was(is_on: bool) -> None:
    if not is_on:
        gc.disable()
    try:
        with collector.resting():
            assert not gc.isenabled()
        assert gc.isenabled() is is_on
    finally:
        gc.enable()


def test_a_cycle_that_comes_later_is_found_as_ever() -> None:
    class Ring:
        def __init__(self) -> None:
            self.ring = self

    with collector.resting():
        kept = [[number] for number in range(MANY)]
    found = weakref.ref(Ring())
    gc.collect()
    assert found() is None
    assert len(kept) == MANY
