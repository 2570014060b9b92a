"""Folds as a value: what they hide, and where they are after a change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.folding import Folds

_RANGES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda p: (p[0], p[0] + p[1])), max_size=6
)


def hidden_lines(ranges: list[tuple[int, int]]) -> set[int]:
    return {line for first, last in ranges for line in range(first + 1, last + 1)}


@given(_RANGES)
def test_what_is_shown_is_what_no_range_hides(ranges: list[tuple[int, int]]) -> None:
    folds, hidden = Folds(ranges), hidden_lines(ranges)
    shown = [line for line in range(60) if line not in hidden]

    assert [line for line in range(60) if not folds.is_hidden(line)] == shown
    assert folds.shown_count(60) == len(shown)
    assert [folds.line_of(index) for index in range(len(shown))] == shown
    assert [folds.index_of(line) for line in shown] == list(range(len(shown)))
    assert [folds.behind(line) for line in shown[:-1]] == shown[1:]


@given(_RANGES)
def test_a_hidden_line_stands_for_the_shown_one_before_it(ranges: list[tuple[int, int]]) -> None:
    folds = Folds(ranges)
    for line in range(60):
        before = max(number for number in range(line + 1) if not folds.is_hidden(number))
        assert folds.shown_for(line) == before
        assert folds.index_of(line) == folds.index_of(before)


def test_what_was_folded_inside_stays_folded() -> None:
    folds = Folds([(1, 9), (3, 5)])

    assert folds.opening(1) == Folds([(3, 5)])
    assert folds.folded_at(3) == 5
    assert folds.folded_at(2) is None


def test_a_line_is_revealed_by_opening_all_that_hides_it() -> None:
    folds = Folds([(1, 9), (3, 5), (12, 14)])

    assert folds.revealing([4]) == Folds([(12, 14)])
    assert folds.revealing([7]) == Folds([(3, 5), (12, 14)])
    assert folds.revealing([1, 12, 20]) is folds


TEXT = "".join(f"line {number}\n" for number in range(20))


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([(2, 2, "x")], [(5, 8)]),  # no line more or less
        ([(0, 0, "new\nnew\n")], [(7, 10)]),  # above
        ([(0, 14, "")], [(3, 6)]),
        ([(35, 35, "new\n")], [(6, 9)]),  # right before the first line
        ([(41, 41, "\nnew")], [(5, 9)]),  # behind the first line: hidden like the others
        ([(50, 50, "a\nb\nc")], [(5, 10)]),  # within
        ([(42, 49, "")], [(5, 7)]),
        ([(62, 62, "\nnew")], [(5, 8)]),  # behind the last line
        ([(38, 60, "")], []),  # all that was hidden is gone
        ([(28, 45, "")], [(4, 6)]),  # the first line is gone, what is left of it is in the one before
        ([(0, 7, ""), (42, 49, ""), (70, 70, "\n\n")], [(4, 6)]),
    ],
)
def test_a_range_goes_with_its_lines(edits: list[tuple[int, int, str]], after: list[tuple[int, int]]) -> None:
    buffer = Buffer(TEXT)
    assert buffer.line_start(5) == 35

    assert Folds([(5, 8)]).mapped(buffer, ChangeSet.replacing(buffer, edits)) == Folds(after)
