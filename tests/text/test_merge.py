"""What a three-way merge makes of two texts that come from a third."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.text.line_match import matching_lines
from editorapp.text.merge import Origin, merge, split_lines

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "}\n", "\n"]), max_size=14)


def lines(words: str) -> list[str]:
    return [f"{word}\n" for word in words.split()]


def told(base: str, ours: str, theirs: str) -> list[str]:
    """A merge in words: the origin of each region with its lines, ours and theirs."""
    return [
        f"{region.origin}: {' '.join(map(str.strip, region.ours))} | {' '.join(map(str.strip, region.theirs))}"
        for region in merge(lines(base), lines(ours), lines(theirs))
    ]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("a b c", "a b c", "a b c", ["same: a b c | a b c"]),
        ("a b c", "a X c", "a b c", ["same: a | a", "ours: X | b", "same: c | c"]),
        ("a b c", "a b c", "a X c", ["same: a | a", "theirs: b | X", "same: c | c"]),
        ("a b c", "a X c", "a X c", ["same: a | a", "both: X | X", "same: c | c"]),
        ("a b c", "a X c", "a Y c", ["same: a | a", "conflict: X | Y", "same: c | c"]),
        ("a b c", "N a b c", "a b c M", ["ours: N | ", "same: a b c | a b c", "theirs:  | M"]),
        ("a b c", "a c", "a b b c", ["same: a | a", "conflict:  | b b", "same: c | c"]),
        ("", "X", "Y", ["conflict: X | Y"]),
    ],
)
def test_regions(base: str, ours: str, theirs: str, expected: list[str]) -> None:
    assert told(base, ours, theirs) == expected


@given(base=LINES, ours=LINES, theirs=LINES)
def test_regions_put_together_give_all_three_texts_again(
    base: list[str], ours: list[str], theirs: list[str]
) -> None:
    regions = merge(base, ours, theirs)
    assert [line for region in regions for line in region.base] == base
    assert [line for region in regions for line in region.ours] == ours
    assert [line for region in regions for line in region.theirs] == theirs


@given(base=LINES, changed=LINES)
def test_a_text_that_only_one_has_changed_is_taken_as_it_is(base: list[str], changed: list[str]) -> None:
    for regions in (merge(base, changed, base), merge(base, base, changed), merge(base, changed, changed)):
        assert all(region.origin is not Origin.CONFLICT for region in regions)
        assert [line for region in regions for line in region.merged() or ()] == changed


@given(left=LINES, right=LINES)
def test_lines_in_common_are_the_same_and_in_order(left: list[str], right: list[str]) -> None:
    end = right_end = 0
    for match in matching_lines(left, right):
        assert match.length > 0
        assert match.left >= end
        assert match.right >= right_end
        end, right_end = match.left + match.length, match.right + match.length
        assert left[match.left : end] == right[match.right : right_end]


def test_a_moved_brace_does_not_pair_functions_that_differ() -> None:
    old = lines("one { body1 } two { body2 }")
    new = lines("one { body1 } three { body3 } two { body2 }")
    kept = [old[match.left : match.left + match.length] for match in matching_lines(old, new)]
    assert sum(map(len, kept)) == len(old)


@given(st.text(alphabet="ab\r\n", max_size=30))
def test_lines_of_a_text_put_together_give_it_again(text: str) -> None:
    assert "".join(split_lines(text)) == text


def test_ten_thousand_lines_with_changes_here_and_there_are_merged() -> None:
    base = [f"line {number}\n" for number in range(10_000)]
    ours = [f"mine {n}\n" if n % 1000 == 0 else line for n, line in enumerate(base)]
    theirs = [f"other {n}\n" if n % 1000 == 500 else line for n, line in enumerate(base)]
    regions = merge(base, ours, theirs)
    origins = [region.origin for region in regions if region.origin is not Origin.SAME]
    assert origins.count(Origin.OURS) == origins.count(Origin.THEIRS) == 10
    assert Origin.CONFLICT not in origins
