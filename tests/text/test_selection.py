"""Selections: ranges in order and apart, and what becomes of them when the text changes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.selection import Range, Selection
from tests.marked_text import draw, parse

positions = st.integers(0, 12)
ranges = st.builds(Range, positions, positions)


@given(st.lists(ranges, min_size=1, max_size=8), st.data())
def test_ranges_come_out_in_order_apart_and_none_is_lost(
    given_ranges: list[Range], data: st.DataObject
) -> None:
    primary = data.draw(st.integers(0, len(given_ranges) - 1))
    selection = Selection.of(given_ranges, primary, list(range(len(given_ranges))))
    for left, right in pairwise(selection.ranges):
        assert left.end <= right.start
        assert left.end < right.start or not (left.is_caret or right.is_caret)
    for given_range in given_ranges:
        assert any(r.start <= given_range.start and given_range.end <= r.end for r in selection.ranges)
    assert selection.main.start <= given_ranges[primary].start
    assert given_ranges[primary].end <= selection.main.end
    assert len(selection.goals) == len(selection.ranges)


@pytest.mark.parametrize(
    ("given_ranges", "merged"),
    [
        ([(1, 1), (1, 1)], [(1, 1)]),
        ([(0, 2), (1, 3)], [(0, 3)]),
        ([(2, 0), (3, 1)], [(3, 0)]),
        ([(0, 2), (3, 1)], [(3, 0)]),
        ([(0, 4), (1, 2)], [(0, 4)]),
        ([(0, 2), (2, 4)], [(0, 2), (2, 4)]),  # ranges may touch
        ([(0, 2), (2, 2)], [(0, 2)]),  # a caret at the edge of a range adds nothing to it
        ([(2, 4), (2, 2)], [(2, 4)]),
        ([(4, 2), (2, 2)], [(4, 2)]),
        ([(5, 5), (1, 1)], [(1, 1), (5, 5)]),
    ],
)
def test_merging(given_ranges: list[tuple[int, int]], merged: list[tuple[int, int]]) -> None:
    selection = Selection.of([Range(*pair) for pair in given_ranges])
    assert [tuple(r) for r in selection.ranges] == merged


def test_the_primary_range_is_followed_when_ranges_are_sorted_and_merged() -> None:
    selection = Selection.of([Range(8, 9), Range(0, 2), Range(1, 3)], primary=0)
    assert selection.main == Range(8, 9)
    selection = Selection.of([Range(8, 9), Range(0, 2), Range(1, 3)], primary=2)
    assert selection.main == Range(0, 3)


@pytest.mark.parametrize(
    ("marked", "change", "expected"),
    [
        ("ab|c", Change(2, "", "x"), "abx|c"),  # text inserted at a caret comes before it
        ("ab|c", Change(0, "", "x"), "xab|c"),
        ("ab|c", Change(3, "", "x"), "ab|cx"),
        ("a[b>c", Change(2, "", "x"), "a[b>xc"),  # at the end of a range, it stays outside
        ("a[b>c", Change(1, "", "x"), "ax[b>c"),  # at its start too
        ("a<b]c", Change(1, "", "x"), "ax<b]c"),
        ("a[bcd>e", Change(2, "c", ""), "a[bd>e"),
        ("a[bcd>e", Change(0, "abcde", "x"), "x|"),  # all of it gone: a caret
        ("a[bcd>e", Change(0, "ab", "x"), "x[cd>e"),
        ("a[bcd>e", Change(3, "de", "x"), "a[bc>x"),
        ("a[bcd>e", Change(1, "bcd", "x"), "a[x>e"),  # exactly replaced: stays on what came for it
        ("|a|b|", Change(0, "ab", ""), "|"),  # carets that meet become one
    ],
)
def test_a_selection_stays_on_what_it_was_on(marked: str, change: Change, expected: str) -> None:
    text, selection = parse(marked)
    changes = ChangeSet([change])
    assert draw(str(changes.apply(Buffer(text))), selection.mapped(changes)) == expected


@given(st.lists(ranges, min_size=1, max_size=5), positions, positions, st.text("xy", max_size=3))
def test_a_mapped_selection_is_in_order_and_in_the_text(
    given_ranges: list[Range], one: int, other: int, inserted: str
) -> None:
    buffer = Buffer("abcdefghijkl")
    start, end = min(one, other), max(one, other)
    changes = ChangeSet.replacing(buffer, [(start, end, inserted)])
    mapped = Selection.of(given_ranges).mapped(changes)
    assert all(left.end <= right.start for left, right in pairwise(mapped.ranges))
    assert all(r.start >= 0 and r.end <= 12 - (end - start) + len(inserted) for r in mapped.ranges)
    assert 0 <= mapped.primary < len(mapped.ranges)


def test_a_selection_that_does_not_fit_is_clamped() -> None:
    selection = Selection([Range(0, 1), Range(2, 9), Range(12, 11)], 2)
    assert selection.clamped(20) is selection
    assert selection.clamped(5).ranges == (Range(0, 1), Range(2, 5))
    assert selection.clamped(5).main == Range(2, 5)


def test_equality_is_of_ranges_and_primary() -> None:
    one, other = Range(0, 0), Range(2, 3)
    assert Selection([one, other], 0) == Selection([one, other], 0, (1, 2))
    assert Selection([one, other], 0) != Selection([one, other], 1)
    assert Selection.caret(0) != (0, 0)
    assert hash(Selection.caret(3)) == hash(Selection([Range(3, 3)]))
    assert Selection.caret(3).is_empty
    assert not Selection([one, other]).is_empty
