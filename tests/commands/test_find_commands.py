"""Finding and replacing; what a pattern matches is told in tests/text/test_search.py."""

from __future__ import annotations

from typing import Any

import pytest

from editorapp.commands.decision import Decision
from editorapp.commands.specification import DocumentCommand
from editorapp.session.foresight import Foreseen, foresee
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Transaction
from editorapp.text.patience import Patience
from tests.desk import REGISTRY, Desk


def facts(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = desk.events[-1].facts
    return found


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        ("|ab ab", {}, "[ab> ab"),
        ("[ab> ab", {}, "ab [ab>"),
        ("ab [ab>", {}, "[ab> ab"),  # wraps, unless told not to
        ("ab [ab>", {"direction": "backward"}, "[ab> ab"),
        ("[ab> ab", {"direction": "backward"}, "ab [ab>"),
        ("ab <ab]", {"direction": "backward"}, "[ab> ab"),
        ("[x>ab[y>ab", {}, "xaby[ab>"),  # from the primary range on
        ("|AB ab", {}, "AB [ab>"),
        ("|AB ab", {"case": False}, "[AB> ab"),
        ("|abc ab", {"word": True}, "abc [ab>"),
        ("|ab", {"pattern": "b|c", "regex": True}, "a[b>"),
        ("|a\r\nb", {"pattern": "$", "regex": True}, "a|\r\nb"),
    ],
)
def test_next(before: str, arguments: dict[str, Any], after: str) -> None:
    desk = Desk(before)
    assert desk.do("find.next", **{"pattern": "ab", **arguments}) == after
    assert desk.open.revision == 0


def test_what_is_not_there_is_not_found() -> None:
    assert Desk("ab|").refused("find.next", pattern="x") == "not_found"
    assert Desk("ab|").refused("find.next", pattern="ab", wrap=False) == "not_found"
    assert Desk("|ab").refused("find.next", pattern="ab", wrap=False, direction="backward") == "not_found"
    assert Desk("|").refused("find.next", pattern="x") == "not_found"


@pytest.mark.parametrize("name", ["find.next", "find.replace", "find.replace_all"])
@pytest.mark.parametrize(("pattern", "regex"), [("", False), ("(", True)])
def test_a_pattern_that_cannot_be_used_is_refused(name: str, pattern: str, regex: bool) -> None:
    arguments = {"pattern": pattern, "regex": regex} | ({} if name == "find.next" else {"replacement": ""})
    outcome = Desk("ab|").submit(name, arguments)
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.field) == ("invalid_argument", "pattern")


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        ("|ab ab", {}, "[ab> ab"),  # nothing replaced yet: it is shown first
        ("[ab> ab", {}, "x [ab>"),
        ("ab [ab>", {}, "[ab> x"),
        ("ab [ab>", {"wrap": False}, "ab [x>"),  # the last one: what was put in is selected
        ("ab <ab]", {"direction": "backward"}, "[ab> x"),
        ("[abc> ab", {}, "abc [ab>"),  # not exactly a match
        ("[ab>", {"pattern": "(a)(b)", "regex": True, "replacement": r"\2\1"}, "[ba>"),
        (
            "a|b",
            {"pattern": "(?<=a)", "regex": True, "replacement": "-"},
            "a|-b",
        ),  # around the end, before it
        ("[ab> ab", {"replacement": ""}, " [ab>"),
    ],
)
def test_replace(before: str, arguments: dict[str, Any], after: str) -> None:
    desk = Desk(before)
    assert desk.do("find.replace", **{"pattern": "ab", "replacement": "x", **arguments}) == after
    if desk.open.revision:
        assert desk.do("edit.undo") == before


@pytest.mark.parametrize(
    ("before", "arguments", "after", "count"),
    [
        ("ab |ab", {}, "x |x", 2),
        ("|", {}, "|", 0),
        ("cd|", {}, "cd|", 0),
        ("[ab> ab", {}, "[x> x", 2),
        ("AB ab|", {"case": False}, "x x|", 2),
        ("abc ab|", {"word": True}, "abc x|", 1),
        ("a1 b2|", {"pattern": r"([a-z])(\d)", "regex": True, "replacement": r"\2\1"}, "1a 2b|", 2),
        ("a\r\nb\r\n|", {"pattern": "$", "regex": True, "replacement": ";"}, "a;\r\nb;\r\n;|", 3),
        ("a\rb|", {"pattern": "^", "regex": True, "replacement": ") "}, ") a\r) b|", 2),
        ("baac|", {"pattern": "a*", "regex": True, "replacement": "-"}, "-b--c-|", 4),
        ("a\r\nb|", {"pattern": "\r\n", "replacement": "\n"}, "a\nb|", 1),
        ("aaa|", {"pattern": "a", "replacement": "aa"}, "aaaaaa|", 3),
    ],
)
def test_replace_all_is_one_step(before: str, arguments: dict[str, Any], after: str, count: int) -> None:
    desk = Desk(before)
    assert desk.do("find.replace_all", **{"pattern": "ab", "replacement": "x", **arguments}) == after
    assert facts(desk) == {"replaced": count}
    assert desk.open.revision == (1 if count else 0)
    if count:
        assert desk.do("edit.undo") == before


@pytest.mark.parametrize("name", ["find.replace", "find.replace_all"])
def test_a_replacement_that_names_no_group_is_refused(name: str) -> None:
    outcome = Desk("[ab>").submit(name, {"pattern": "ab", "regex": True, "replacement": r"\1"})
    assert outcome.error is not None
    assert outcome.error.field == "replacement"


def test_replacing_in_ten_thousand_places() -> None:
    desk = Desk("ab\n" * 10_000)
    desk.do("find.replace_all", pattern="b", replacement="cc")
    assert desk.text == "acc\n" * 10_000
    desk.do("edit.undo")
    assert desk.text == "ab\n" * 10_000


@pytest.mark.parametrize(
    ("before", "arguments", "after", "count"),
    [
        ("ab ab ab|", {"ranges": [[2, 6]]}, "ab x ab|", 1),
        ("ab ab ab|", {"ranges": [[6, 8], [0, 2]]}, "x ab x|", 2),
        ("ab ab ab|", {"ranges": []}, "ab ab ab|", 0),
        ("ab ab ab|", {"ranges": [[0, 1], [4, 99]]}, "ab ab x|", 1),
        ("ab ab ab|", {"except_at": [3]}, "x ab x|", 2),
        ("Ab ab AB|", {"case": False, "preserve_case": True, "replacement": "yz"}, "Yz yz YZ|", 3),
        ("a1|", {"pattern": r"(a)(\d)", "regex": True, "replacement": r"\U\1\E-\2"}, "A-1|", 1),
    ],
)
def test_replace_all_is_limited_and_keeps_case(
    before: str, arguments: dict[str, Any], after: str, count: int
) -> None:
    desk = Desk(before)
    assert desk.do("find.replace_all", **{"pattern": "ab", "replacement": "x", **arguments}) == after
    assert facts(desk) == {"replaced": count}


def test_find_and_replace_stay_in_their_ranges() -> None:
    desk = Desk("|ab ab ab ab")
    assert desk.do("find.next", pattern="ab", ranges=[[3, 8]]) == "ab [ab> ab ab"
    assert desk.do("find.replace", pattern="ab", replacement="long", ranges=[[3, 8]]) == "ab long [ab> ab"
    assert desk.do("find.replace", pattern="ab", replacement="x", ranges=[[3, 10]]) == "ab long [x> ab"
    assert desk.refused("find.next", pattern="ab", ranges=[[3, 9]]) == "not_found"
    assert desk.refused("find.next", pattern="ab", ranges=[[5, 3]]) == "invalid_argument"


def test_what_was_worked_out_ahead_is_done_only_to_the_document_that_it_was_worked_out_for() -> None:
    desk = Desk("ab ab|")
    command = REGISTRY.build("find.replace_all", {"pattern": "ab", "replacement": "x"})
    assert isinstance(command, DocumentCommand)
    lie = Decision(Transaction(ChangeSet([Change(0, "ab", "ahead")])))
    desk.open.foreseen = Foreseen(command, desk.open.document, lie)
    assert desk.do("find.replace_all", pattern="ab", replacement="x") == "ahead ab|"
    foreseen = foresee(command, desk.open.situation(command), Patience())
    desk.do("text.insert", text=" ab")
    desk.open.foreseen = foreseen
    assert desk.do("find.replace_all", pattern="ab", replacement="x") == "ahead x x|"
