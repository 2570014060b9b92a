"""Counting matches: all of them, of a snapshot, away from the GUI thread."""

from __future__ import annotations

import sys

import pytest

from editorapp.text.buffer import Buffer
from editorapp.text.search import SearchError
from editorapp.ui.latest_work import AbandonedError, Interest
from editorapp.ui.match_counter import MatchCounter, Query, find_matches


def matches(text: str, query: Query, most: int = 100):
    return find_matches(Buffer(text), query, Interest(), most)


def test_matches_are_where_the_pattern_is():
    found = matches("a ba A", Query("a"))
    assert found.around(0, 10).ranges == [(0, 1), (3, 4), (5, 6)]
    assert not found.has_more


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (Query("ab", case=False), 4),
        (Query("ab", case=True), 3),
        (Query("ab", case=True, word=True), 2),
        (Query("a.", regex=True), 5),
        (Query("a.", regex=False), 0),
    ],
)
def test_case_word_and_regular_expression_say_what_a_match_is(query, count):
    assert len(matches("ab AB abc a ab", query)) == count


def test_a_match_has_a_number_only_where_it_is_met_exactly():
    found = matches("xx.xx", Query("xx"))
    assert found.number_of(0, 2) == 1
    assert found.number_of(3, 5) == 2
    assert found.number_of(3, 4) is None
    assert found.number_of(2, 4) is None
    assert found.number_of(9, 11) is None


def test_counting_ends_at_the_most_and_says_so():
    assert not matches("a" * 5, Query("a"), most=5).has_more
    found = matches("a" * 6, Query("a"), most=5)
    assert len(found) == 5
    assert found.has_more


def test_of_many_matches_the_nearest_are_given_with_the_stretch_they_are_complete_in():
    found = matches("a" * 10, Query("a"))
    assert found.around(5, 4) == ([(4, 5), (5, 6), (6, 7), (7, 8)], 4, 8)
    assert found.around(0, 4) == ([(0, 1), (1, 2), (2, 3), (3, 4)], 0, 4)
    assert found.around(10, 4) == ([(6, 7), (7, 8), (8, 9), (9, 10)], 6, sys.maxsize)
    assert matches("b", Query("a")).around(0, 4) == ([], 0, sys.maxsize)


def test_counting_stops_where_nobody_waits():
    interest = Interest()
    interest.end()
    with pytest.raises(AbandonedError):
        find_matches(Buffer("a"), Query("a"), interest)


def test_a_regular_expression_that_is_none_is_refused():
    with pytest.raises(SearchError, match="missing"):
        matches("a", Query("(a", regex=True))


def test_the_counter_answers_for_the_newest_pattern_only(qtbot):
    counter = MatchCounter()
    counts = []
    counter.counted.connect(lambda found: counts.append(len(found)))
    buffer = Buffer("ab " * 200_000)
    for pattern in ("a", "b", "ab", "ba"):
        counter.count(buffer, Query(pattern))
    qtbot.waitUntil(lambda: bool(counts))
    assert counts == [0]


def test_the_counter_says_in_words_why_there_is_no_count(qtbot):
    counter = MatchCounter()
    with qtbot.waitSignal(counter.refused) as refused:
        counter.count(Buffer("a"), Query("[", regex=True))
    assert refused.args[0].startswith("Not a valid regular expression: ")
