"""The commands that move the selection; how each unit moves is told in tests/text/test_motion.py."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk import REGISTRY, Desk


def check(before: str, name: str, arguments: dict[str, Any], after: str) -> None:
    desk = Desk(before)
    assert desk.do(name, **arguments) == after
    assert desk.open.revision == 0
    assert desk.refused("edit.undo") == "nothing_to_undo"


@pytest.mark.parametrize(
    ("ranges", "after"),
    [
        ([[0, 0]], "|abcd"),
        ([[3, 1]], "a<bc]d"),
        ([[4, 4], [0, 1]], "[a>!bcd|"),  # the last one given is the primary one
        ([[0, 2], [1, 3]], "[abc>d"),
    ],
)
def test_set(ranges: list[list[int]], after: str) -> None:
    check("abcd|", "selection.set", {"ranges": ranges}, after)


@pytest.mark.parametrize(
    ("ranges", "field"),
    [([], "ranges"), ([[0, 5]], "ranges[0]"), ([[0, 0], [-1, 0]], "ranges[1]"), ([[10**25, 0]], "ranges[0]")],
)
def test_ranges_that_are_not_in_the_text_are_refused(ranges: list[list[int]], field: str) -> None:
    outcome = Desk("abcd|").submit("selection.set", {"ranges": ranges})
    assert outcome.error is not None
    assert outcome.error.field == field


def test_goals_of_a_set_selection_are_what_vertical_motion_aims_at() -> None:
    desk = Desk("|abcdef\nab\nabcdef")

    desk.do("selection.set", ranges=[[8, 8]], goals=[5])

    assert desk.do("selection.move", unit="line", direction="forward") == "abcdef\nab\nabcde|f"


def test_each_range_has_a_goal_or_none_has() -> None:
    outcome = Desk("abcd|").submit("selection.set", {"ranges": [[0, 0], [1, 1]], "goals": [3]})
    assert outcome.error is not None
    assert outcome.error.field == "goals"


def test_move() -> None:
    check("a|b", "selection.move", {"unit": "grapheme", "direction": "forward"}, "ab|")
    check("a|b", "selection.move", {"unit": "document", "direction": "backward", "extend": True}, "<a]b")
    check(
        "|a\nb\nc\nd", "selection.move", {"unit": "page", "direction": "forward", "lines": 2}, "a\nb\n|c\nd"
    )


def test_all() -> None:
    check("a|b", "selection.all", {}, "[ab>")
    check("|", "selection.all", {}, "|")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("on|e two", "[one> two"),
        ("one| t|wo", "[one> [two>"),
        ("o|n|e", "[one>"),
        ("|", "|"),
        ("a\n|\nb", "a\n|\nb"),
    ],
)
def test_word(before: str, after: str) -> None:
    check(before, "selection.word", {}, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a|b\ncd", "[ab\n>cd"),
        ("[ab\n>cd", "[ab\ncd>"),  # again: the next line
        ("a\nb|", "a\n[b>"),
        ("|a\r\nb|", "[a\r\n>[b>"),
        ("|", "|"),
    ],
)
def test_line(before: str, after: str) -> None:
    check(before, "selection.line", {}, after)


@pytest.mark.parametrize(
    ("line", "column", "after"),
    [
        (1, 1, "|ab\r\ne\u0301x"),
        (1, 3, "ab|\r\ne\u0301x"),
        (1, 99, "ab|\r\ne\u0301x"),
        (2, 2, "ab\r\n|e\u0301x"),
    ],
)
def test_go_to_line_stops_at_the_end_of_the_line_and_never_inside_a_character(
    line: int, column: int, after: str
) -> None:
    check("ab\r\ne\u0301x|", "selection.go_to_line", {"line": line, "column": column}, after)


def test_a_line_behind_the_last_one_is_refused() -> None:
    outcome = Desk("a\nb|").submit("selection.go_to_line", {"line": 3})
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.field) == ("invalid_range", "line")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("selection.go_to_line", {"line": 0}),
        ("selection.move", {"unit": "page", "direction": "forward", "lines": 0}),
    ],
)
def test_numbers_from_1(name: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=">= 1"):
        REGISTRY.build(name, arguments)
