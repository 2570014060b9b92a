"""Counting matches: all of them, of a snapshot, away from the GUI thread; after an edit only what has changed."""

from __future__ import annotations

import pytest

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.ui.match_counter import MatchCounter, Query


class WatchedCounter(MatchCounter):
    """Remembers what it has told."""

    def __init__(self):
        super().__init__()
        self.told = []


@pytest.fixture
def counter(qtbot):
    counter = WatchedCounter()
    counter.counted.connect(counter.told.append)
    return counter


def count(counter, qtbot, buffer, query, *more):
    said = len(counter.told)
    counter.count(buffer, query, *more)
    qtbot.waitUntil(lambda: len(counter.told) > said and counter.told[-1].is_complete)
    return counter.told[-1]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        (Query("ab", case=False), 4),
        (Query("ab", case=True), 3),
        (Query("ab", case=True, word=True), 2),
        (Query("a.", regex=True), 5),
        (Query("a.", regex=False), 0),
        (Query("a", ranges=((0, 3), (6, 10))), 2),
    ],
)
def test_the_query_says_what_a_match_is(counter, qtbot, query, number):
    assert len(count(counter, qtbot, Buffer("ab AB abc a ab"), query)) == number


def test_the_counter_answers_for_the_newest_pattern_only(counter, qtbot):
    buffer = Buffer("ab " * 200_000)
    for pattern in ("a", "b", "ab", "ba"):
        counter.count(buffer, Query(pattern))
    qtbot.waitUntil(lambda: any(index.is_complete for index in counter.told))
    assert [len(index) for index in counter.told if index.is_complete] == [0]


def test_what_was_found_so_far_is_told_before_the_end(counter, qtbot):
    index = count(counter, qtbot, Buffer("ab\n" * 1_000_000), Query("a"))
    assert len(index) == 1_000_000
    sofar = [len(told) for told in counter.told[:-1]]
    assert sofar == sorted(sofar)
    assert sofar[0] < 100_000
    assert not counter.told[0].is_complete


class WatchedBuffer(Buffer):
    """A text that notes how much of it was read."""

    __slots__ = ("read",)

    def slice(self, start, end):
        self.read = getattr(self, "read", 0) + end - start
        return super().slice(start, end)


def test_after_edits_only_what_has_changed_is_read_again(counter, qtbot):
    query = Query("a")
    first = Buffer("ab\n" * 1_000_000)
    count(counter, qtbot, first, query)
    changes = ChangeSet.replacing(first, [(1_500_000, 1_500_000, "aaa")])
    second = WatchedBuffer(changes.apply(first).chunks())
    third_changes = ChangeSet.replacing(second, [(0, 1, "")])
    third = WatchedBuffer(third_changes.apply(second).chunks())
    # The first of the two edits may be overtaken by the second.
    second.read = 0
    counter.count(second, query, first, changes)
    index = count(counter, qtbot, third, query, second, third_changes)
    assert len(index) == 1_000_002
    assert second.read + third.read < 300_000 * 3
    assert index.around(0, 2).ranges == [(2, 3), (5, 6)]


def test_an_edit_of_a_text_that_was_not_counted_is_counted_as_a_whole(counter, qtbot):
    query = Query("a")
    first, other = Buffer("aaa"), Buffer("aaaaa")
    count(counter, qtbot, first, query)
    changes = ChangeSet.replacing(other, [(0, 1, "")])
    assert len(count(counter, qtbot, changes.apply(other), query, other, changes)) == 4


def test_what_was_not_kept_is_looked_for_where_it_is_wanted(counter, qtbot):
    with qtbot.waitSignal(counter.looked) as looked:
        counter.look(Buffer("ab\n" * 1000), Query("a"), 301, 310)
    (excerpt,) = looked.args
    assert excerpt.ranges == [(300, 301), (303, 304), (306, 307), (309, 310)]
    assert (excerpt.start, excerpt.end) == (300, 310)


def test_the_counter_says_in_words_why_there_is_no_count(counter, qtbot):
    with qtbot.waitSignal(counter.refused) as refused:
        counter.count(Buffer("a"), Query("[", regex=True))
    assert refused.args[0].startswith("Not a valid regular expression: ")
