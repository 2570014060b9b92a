"""Commands that add and take away carets and ranges, drawn as marked text."""

from __future__ import annotations

from typing import Any

import pytest

from editorapp.commands import carets, match_ranges
from tests.desk import Desk


def check(before: str, name: str, after: str, **arguments: Any) -> None:
    desk = Desk(before)
    assert desk.do(name, **arguments) == after
    assert desk.open.revision == 0


def presses(before: str, *names: str) -> str:
    """What a document looks like after some commands without arguments."""
    desk = Desk(before)
    for name in names:
        desk.do(name)
    return desk.marked


NEXT, PREVIOUS, SKIP = "selection.add_next_match", "selection.add_previous_match", "selection.skip_match"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("o|ne one", "[one> one"),  # first the word
        ("[one> one", "[one> [one>"),
        ("<one] one", "<one] <one]"),
        ("[one> One oneself", "[one> One [one>self"),  # the same case; parts of words too
        ("one [one> one", "one! [one> [one>".replace("one! ", "one ")),
        ("one [one>", "[one>! [one>"),  # from the top after the end
        ("one [one>! [one>", "[one>! [one> [one>"),
        ("[aa>aaa", "[aa>[aa>a"),
        ("o|ne tw|o one", "[one> [two> one"),
    ],
)
def test_the_next_match_is_added(before: str, after: str) -> None:
    check(before, NEXT, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("on|e", "[one>"),
        ("one [one>", "[one>! [one>"),
        ("[one> one", "[one> [one>"),  # from the end after the top
        ("one one [one>! [one>", "one [one>! [one> [one>"),
    ],
)
def test_the_match_before_is_added(before: str, after: str) -> None:
    check(before, PREVIOUS, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[one> one", "one [one>"),
        ("[one> [one> one", "[one> one [one>"),
        ("on|e one", "[one> one"),
    ],
)
def test_a_match_is_skipped(before: str, after: str) -> None:
    check(before, SKIP, after)


@pytest.mark.parametrize("name", [NEXT, PREVIOUS, SKIP])
@pytest.mark.parametrize("before", ["[one> two", "|", "a\n|\nb"])
def test_where_there_is_no_other_match_it_says_so(name: str, before: str) -> None:
    assert Desk(before).refused(name) == "not_found"


def test_three_matches_then_typed_over_are_one_undo_step() -> None:
    desk = Desk("|one one one")
    for _ in range(3):
        desk.do(NEXT)
    assert desk.do("text.insert", text="1") == "1| 1| 1|"
    assert desk.do("edit.undo") == "[one> [one> [one>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("one o|ne one", "[one> [one>! [one>"),
        ("a[b>ab", "a[b>!a[b>"),
        ("[aa>aaa", "[aa>![aa>a"),
    ],
)
def test_all_matches_of_what_is_selected(before: str, after: str) -> None:
    check(before, "selection.matches", after)


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        ("a1 b|2 c3", {"pattern": r"\d", "regex": True}, "a[1> b[2>! c[3>"),
        ("ab Ab aba|", {"pattern": "ab", "case": False, "word": True}, "[ab> [Ab> aba"),
        ("a\nb|", {"pattern": "(?m)^", "regex": True}, "|a\n|b"),
    ],
)
def test_all_matches_of_a_pattern(before: str, arguments: dict[str, Any], after: str) -> None:
    check(before, "selection.add_all_matches", after, **arguments)


def test_a_pattern_that_is_none_or_is_nowhere_is_refused() -> None:
    assert Desk("a|").refused("selection.add_all_matches", pattern="(", regex=True) == "invalid_argument"
    assert Desk("a|").refused("selection.add_all_matches", pattern="b") == "not_found"


def test_more_ranges_than_there_may_be_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (carets, match_ranges):
        monkeypatch.setattr(module, "MOST_RANGES", 3)
    assert Desk("a a a [a>").refused("selection.matches") == "too_many_ranges"
    assert Desk("a a a a|").refused("selection.add_all_matches", pattern="a") == "too_many_ranges"
    assert Desk("[1\n2\n3\n4>").refused("selection.split_lines") == "too_many_ranges"
    assert Desk("1\n|2\n|").refused("selection.add_caret_above") == "too_many_ranges"
    corners = {"anchor_line": 0, "anchor_column": 0, "head_line": 3, "head_column": 0}
    assert Desk("1\n2\n3\n|").refused("selection.columns", **corners) == "too_many_ranges"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a[b\n\ncd>e", "a[b>\n|\n[cd>e"),
        ("a<b\ncd]e", "a<b]!\n<cd]e"),
        ("[ab\r\n>c", "[ab>\r\nc"),  # a line that is only touched has no part in it
        ("a|b", "a|b"),
        ("[a\nb>\n[c\nd>", "[a>\n[b>\n[c>\n[d>"),
    ],
)
def test_a_range_is_split_into_lines(before: str, after: str) -> None:
    check(before, "selection.split_lines", after)


BELOW, ABOVE = "selection.add_caret_below", "selection.add_caret_above"


@pytest.mark.parametrize(
    ("before", "names", "after"),
    [
        ("a|b\ncd\nef", [BELOW], "a|b\nc|d\nef"),
        ("a|b\ncd\nef", [BELOW, BELOW], "a|b\nc|d\ne|f"),
        ("abc|\n\nabcd", [BELOW, BELOW], "abc|\n|\nabc|d"),  # the column is kept over a shorter line
        ("\t|a\nabcdef", [BELOW], "\t|a\nabcd|ef"),
        ("ab\nc|d", [ABOVE], "a|!b\nc|d"),
        ("ab\nc|d", [ABOVE, ABOVE], "a|!b\nc|d"),
        ("a|b\ncd\nef\ng|h", [BELOW], "a|b\nc|d\nef\ng|h"),
        ("[a>b\ncd", [BELOW], "[a>b\nc|d"),
    ],
)
def test_carets_above_and_below(before: str, names: list[str], after: str) -> None:
    assert presses(before, *names) == after


@pytest.mark.parametrize(
    ("before", "names", "after"),
    [
        ("a|\nb\nc", [BELOW, BELOW, "selection.undo_caret"], "a|\nb|\nc"),
        ("a\nb\nc|", [ABOVE, ABOVE, "selection.undo_caret"], "a\nb|!\nc|"),
        ("[a> a a", [NEXT, NEXT, "selection.undo_caret", "selection.undo_caret"], "[a> a a"),
    ],
)
def test_the_caret_that_came_last_goes_first(before: str, names: list[str], after: str) -> None:
    assert presses(before, *names) == after


def test_the_last_caret_stays() -> None:
    assert Desk("a|").refused("selection.undo_caret") == "invalid_range"


def test_fewer_and_turned() -> None:
    check("a|b|!c|", "selection.keep_primary", "ab|c")
    check("[a>b<c]", "selection.swap_ends", "<a]b[c>")


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        ("f|(a)", {}, "f(a)|"),
        ("f|(a)", {"extend": True}, "f[(a)>"),
        ("(a|b) (c|d)", {}, "|(ab) |(cd)"),
    ],
)
def test_to_the_matching_bracket(before: str, arguments: dict[str, Any], after: str) -> None:
    check(before, "selection.to_bracket", after, **arguments)


def test_without_a_bracket_it_says_so() -> None:
    assert Desk("a|b").refused("selection.to_bracket") == "not_found"


# --- columns -----------------------------------------------------------------------------------------------


def columns(before: str, anchor: tuple[int, int], head: tuple[int, int]) -> str:
    desk = Desk(before)
    return desk.do(
        "selection.columns",
        anchor_line=anchor[0],
        anchor_column=anchor[1],
        head_line=head[0],
        head_column=head[1],
    )


def test_a_rectangle() -> None:
    assert columns("abcd\nefgh\nijkl|", (0, 1), (2, 3)) == "a[bc>d\ne[fg>h\ni[jk>l"
    assert columns("abcd\nefgh\nijkl|", (2, 3), (0, 1)) == "a<bc]!d\ne<fg]h\ni<jk]l"
    assert columns("abcd\nefgh\nijkl|", (0, 2), (2, 2)) == "ab|cd\nef|gh\nij|kl"


def test_lines_that_end_before_a_rectangle_have_no_part_in_it_but_that_of_the_head() -> None:
    assert columns("abcd\ne\nijkl|", (0, 1), (2, 3)) == "a[bc>d\ne\ni[jk>l"
    assert columns("abcd\nefg\nij\nk|", (0, 2), (3, 4)) == "ab[cd>\nef[g>\nij\nk|"
    assert columns("abcd\n\nijkl|", (0, 2), (2, 2)) == "ab|cd\n|\nij|kl"


def test_columns_are_cells_of_tabs_and_wide_characters() -> None:
    assert columns("\tx\nabcdef\n中文中文|", (0, 4), (2, 6)) == "\t[x>\nabcd[ef>\n中文[中>文"
    assert columns("\tx\nabcdef|", (0, 2), (1, 4)) == "[\t>x\nab[cd>ef"
    assert columns("a\u0301b\nab|", (0, 1), (1, 2)) == "a\u0301[b>\na[b>"


@pytest.mark.parametrize("field", ["anchor_line", "head_line", "anchor_column", "head_column"])
@pytest.mark.parametrize("value", [-1, 10**9])
def test_corners_that_are_nowhere_are_refused(field: str, value: int) -> None:
    given = dict.fromkeys(["anchor_line", "head_line", "anchor_column", "head_column"], 0)
    outcome = Desk("a|").submit("selection.columns", {**given, field: value})
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.field) == ("invalid_range", field)


@pytest.mark.parametrize(
    ("before", "sides", "after"),
    [
        ("a|bc\ndef", "right right down", "a[bc>\nd[ef>"),
        ("abc\nd|ef", "up right", "a[b>!c\nd[e>f"),
        ("abc|\n\ndef", "left down down", "ab<c]\n\nde<f]"),  # over a line that is too short
        ("abc|\n\ndef", "left down", "ab<c]\n|\ndef"),
        ("abc|\n\ndefgh", "down down right", "abc|\n\ndef[g>h"),  # where it began there is a caret
        ("ab|c\nde", "down right right", "ab[c>\nde|"),
        ("ab|c\nde", "down right right right left", "ab|c\nde|"),  # no farther than the lines
        ("a|\tb\nabcdef", "right down", "a[\t>b\na[bcd>ef"),
        ("a[bc>", "left", "a[b>c"),
    ],
)
def test_columns_by_keys(before: str, sides: str, after: str) -> None:
    desk = Desk(before)
    for side in sides.split():
        desk.do("selection.extend_columns", side=side)
    assert desk.marked == after


def test_columns_by_pages() -> None:
    assert Desk("a|\nb\nc\nd").do("selection.extend_columns", side="down", lines=2) == "a|\nb|\nc|\nd"
