"""The options of sorting: marked text in, command, marked text out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.undone import check
from tests.desk import Desk


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        ("b\na|\nB\nA\n", {}, "a|\nA\nb\nB\n"),
        ("b\na|\nB\nA\n", {"case": True}, "A\nB\na|\nb\n"),
        ("b\na|", {}, "a|\nb"),  # the last line has no line break, whichever it is
        ("c\n[b\na>\n", {}, "c\n[a\nb>\n"),  # the selected lines only
        ("[b\na>\nx\n<d\nc]", {}, "[a\nb>\nx\n<c\nd]"),
        ("b\r\na\n|", {}, "a\nb\r\n|"),
        ("a10\na9\na09|", {"by": "natural"}, "a9\na09|\na10"),
        ("x 10\nno\ny -2.5\nz 1e3|", {"by": "number"}, "y -2.5\nx 10\nz 1e3|\nno"),
        ("x 10\nno\ny 9|", {"by": "number", "reverse": True}, "x 10\ny 9|\nno"),
        ("aaa\nb\ncc|", {"by": "length"}, "b\ncc|\naaa"),
        ("b\na\nB|\nb", {"unique": True}, "|a\nb"),
        ("x2\ny1|", {"from_column": 2}, "y1|\nx2"),
        ("a2z\nb1a|", {"from_column": 2, "to_column": 2}, "b1a|\na2z"),
        ("k=2 z\nk=1 a\nnone|", {"key": r"k=(\d)"}, "k=1 a\nk=2 z\nnone|"),
        ("99999999999999999999\n1|", {"by": "natural"}, "1|\n99999999999999999999"),
    ],
)
def test_sort(before: str, arguments: dict[str, Any], after: str) -> None:
    check(before, "lines.sort", arguments, after)


def test_lines_of_the_same_key_keep_their_order_also_in_reverse() -> None:
    check("a1\nb2\nc1|", "lines.sort", {"from_column": 2, "reverse": True}, "b2\na1\nc1|")


@pytest.mark.parametrize(
    ("arguments", "field"),
    [({"from_column": 3, "to_column": 2}, "to_column"), ({"key": "("}, "key"), ({"key": "(a|aa)+$"}, "key")],
)
def test_options_that_make_no_sense_are_refused(arguments: dict[str, Any], field: str) -> None:
    outcome = Desk("a" * 60 + "b|").submit("lines.sort", arguments)
    assert outcome.error is not None
    assert outcome.error.field == field


def test_what_was_done_is_said() -> None:
    desk = Desk("b\na\na|")
    desk.do("lines.unique")
    assert desk.events[-1].message == "1 line removed."
    desk.do("lines.sort")
    assert desk.events[-1].message == "2 lines sorted."
    desk.do("lines.sort")
    assert desk.events[-1].message == "The lines are in this order already."
