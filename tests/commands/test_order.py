"""Sorting in steps gives what sorting at once gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.commands.order import in_order


@given(st.lists(st.integers(0, 50)), st.booleans(), st.integers(1, 300))
def test_in_steps_as_at_once(some: list[int], reverse: bool, times: int) -> None:
    keys = [key * 7919 % 1009 + number % 3 for number in range(times) for key in some]
    indices = list(range(0, len(keys), 2))
    pauses: list[None] = []
    in_steps = in_order(indices, keys, reverse=reverse, pause=lambda: pauses.append(None))
    assert in_steps == sorted(indices, key=keys.__getitem__, reverse=reverse)


@pytest.mark.parametrize("keys", [list(range(50_000)), [0] * 50_000, [n % 7 for n in range(50_000)]])
@pytest.mark.parametrize("reverse", [False, True])
def test_many_in_steps_as_at_once_with_pauses(keys: list[int], reverse: bool) -> None:
    pauses: list[None] = []
    in_steps = in_order(list(range(50_000)), keys, reverse=reverse, pause=lambda: pauses.append(None))
    assert in_steps == in_order(list(range(50_000)), keys, reverse=reverse)
    assert len(pauses) > 50
