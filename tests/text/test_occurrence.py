"""Finding a plain text in a buffer, against what a string finds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.text import occurrence
from editorapp.text.buffer import Buffer
from editorapp.text.occurrence import next_occurrence, occurrences, previous_occurrence


@pytest.fixture(params=["tiny", "real"], autouse=True, scope="module")
def blocks(request: pytest.FixtureRequest) -> object:
    """Look at so little at a time that a text often lies across two blocks, or at as much as usual."""
    patch = pytest.MonkeyPatch()
    if request.param == "tiny":
        patch.setattr(occurrence, "_SMALLEST_BLOCK", 1)
        patch.setattr(occurrence, "_LARGEST_BLOCK", 2)
    yield
    patch.undo()


@given(
    st.text("ab", max_size=20), st.text("ab", min_size=1, max_size=4), st.integers(0, 20), st.integers(0, 20)
)
def test_it_is_found_where_a_string_finds_it(text: str, wanted: str, start: int, end: int) -> None:
    end = min(end, len(text))
    first, last = text.find(wanted, start, end), text.rfind(wanted, start, end)
    assert next_occurrence(Buffer(text), wanted, start, end) == (None if first < 0 else first)
    assert previous_occurrence(Buffer(text), wanted, start, end) == (None if last < 0 else last)


@given(st.text("ab", max_size=20), st.text("ab", min_size=1, max_size=4))
def test_all_are_found_once(text: str, wanted: str) -> None:
    places = list(occurrences(Buffer(text), wanted))
    assert text.count(wanted) == len(places)
    assert all(text.startswith(wanted, place) for place in places)
    assert all(right - left >= len(wanted) for left, right in pairwise(places))
