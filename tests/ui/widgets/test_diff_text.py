"""What differs between two texts, shown line by line, for texts of any size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.ui.diff_text import Diff, Sort, difference
from editorapp.ui.latest_work import AbandonedError, Interest


def diff(old: str, new: str) -> Diff:
    return difference(old, new, Interest())


def shown(found: Diff) -> list[str]:
    return [line.sort.value + line.text for line in found.lines]


def numbered(count: int, **changed: str) -> str:
    return "\n".join(changed.get(f"n{number}", f"{number}") for number in range(1, count + 1))


def test_equal_texts_differ_nowhere():
    assert diff("a\nb", "a\nb") == Diff([])
    assert diff("", "") == Diff([])


def test_changed_lines_are_shown_with_three_around_them():
    found = diff(numbered(20), numbered(20, n10="ten"))
    assert shown(found) == ["@Line 7", " 7", " 8", " 9", "-10", "+ten", " 11", " 12", " 13"]
    assert not found.is_cut


def test_changes_far_apart_are_shown_apart():
    found = diff(numbered(100), numbered(100, n10="ten", n90="ninety"))
    assert [line.text for line in found.lines if line.sort is Sort.PLACE] == ["Line 7", "Line 87"]


def test_a_new_text_is_all_added():
    assert shown(diff("", "a\nb")) == ["@Line 1", "-", "+a", "+b"]


def test_other_line_breaks_are_visible():
    assert shown(diff("a\r\nb", "a\nb")) == ["@Line 1", "-a␍", "+a", " b"]
    assert shown(diff("a\r\nb", "x\r\nb")) == ["@Line 1", "-a", "+x", " b"]


def test_of_a_long_line_the_part_that_differs_is_shown():
    line = "x" * 50_000_000
    found = diff(f"{line}old{line}", f"{line}new{line}")
    removed, added = (next(d.text for d in found.lines if d.sort is s) for s in (Sort.REMOVED, Sort.ADDED))
    assert "xoldx" in removed
    assert "xnewx" in added
    assert len(removed) < 500


def test_a_small_change_in_a_big_text_is_shown_whole():
    big = "some line of text\n" * 3_000_000
    half = len(big) // 2
    found = diff(big, f"{big[:half]}changed\n{big[half:]}")
    assert [line.text for line in found.lines if line.sort is Sort.ADDED] == ["changed"]
    assert not [line for line in found.lines if line.sort is Sort.REMOVED]
    assert found.lines[0].text == "Line 1,499,998"
    assert not found.is_cut


def test_changes_all_over_a_big_text_are_cut_and_it_says_so():
    old = "\n".join(map(str, range(100_000)))
    found = diff(old, f"first\n{old}\nlast")
    assert found.is_cut
    assert [line.text for line in found.lines if line.sort is not Sort.SAME] == ["Line 1", "first"]


def test_a_wholly_other_big_text_is_cut_and_it_says_so():
    found = diff("a\n" * 100_000, "b\n" * 100_000)
    assert found.is_cut
    assert 0 < len(found.lines) <= 2000


def test_it_stops_where_nobody_waits():
    interest = Interest()
    interest.end()
    with pytest.raises(AbandonedError):
        difference("a" * 1_000_000, "a" * 1_000_001, interest)


_TEXT = st.lists(st.sampled_from(["", "a", "b", "ccc"]), max_size=12).map("\n".join)


@given(_TEXT, _TEXT)
def test_added_and_removed_lines_account_for_the_whole_difference(old: str, new: str):
    found = diff(old, new)
    counts = {sort: [d.text for d in found.lines if d.sort is sort] for sort in Sort}
    lines = sorted(old.split("\n") + counts[Sort.ADDED])
    assert lines == sorted(new.split("\n") + counts[Sort.REMOVED])
    assert bool(found.lines) is (old != new)
