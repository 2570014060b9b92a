"""The commands that insert dates, numbers and characters, or count numbers: marked text in and out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.commands.undone import check
from tests.desk import Desk


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        ("|a\n|b\n|c", {}, "1|a\n2|b\n3|c"),
        ("[x> [y>", {"start": 10, "step": -10}, "10| 0|"),
        ("|a|", {"width": 3, "start": -1}, "-01|a000|"),
        ("|a|", {"base": 16, "start": 255}, "ff|a100|"),
        ("|a|", {"format": "({:03})"}, "(001)|a(002)|"),
        ("|a|", {"format": "{:X}: ", "start": 10}, "A: |aB: |"),
        ("|a|", {"format": "{:3}.", "start": 9}, "  9.|a 10.|"),
        ("[a\nb\nc>", {"each": "line", "format": "{}. "}, "1. [a\n2. b\n3. c>"),
        ("a|\nb|", {"each": "line"}, "1a|\n2b|"),
    ],
)
def test_sequence(before: str, arguments: dict[str, Any], after: str) -> None:
    check(before, "insert.sequence", arguments, after)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [({"format": "x"}, "format"), ({"format": "\ud800{}"}, "format"), ({"start": 10**19}, "start")],
)
def test_a_sequence_that_makes_no_sense_is_refused(arguments: dict[str, Any], field: str) -> None:
    outcome = Desk("a|").submit("insert.sequence", arguments)
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.field) == ("invalid_argument", field)


def test_character() -> None:
    check("[a>b|", "insert.character", {"code": 0x1F600}, "\U0001f600|b\U0001f600|")
    for code in (-1, 0x110000, 0xD800, 0xDC80):
        assert Desk("|").refused("insert.character", code=code) == "invalid_argument"


@pytest.mark.parametrize(
    ("before", "by", "after"),
    [
        ("a 9|", 1, "a 10|"),
        ("|9", 1, "|10"),
        ("1|9", 2, "2|1"),
        ("99|9", 1, "100|0"),
        ("-1|", 1, "0|"),
        ("0|", -1, "-1|"),
        ("a-1|", 1, "a-2|"),  # a dash between words is no sign
        ("007|", 1, "008|"),
        ("v1.9|", 1, "v1.10|"),
        ("0xfF|", 1, "0x100|"),
        ("0x0a|", 1, "0x0b|"),
        ("1| 2| 3|", 10, "11| 12| 13|"),
        ("[1 2\n9>", 1, "[2 3\n10>"),
        ("|1|", 1, "|2|"),
        ("9|9|", 1, "10|0|"),
    ],
)
def test_numbers(before: str, by: int, after: str) -> None:
    check(before, "numbers.increase", {"by": by}, after)
    check(before, "numbers.decrease", {"by": -by}, after)


def test_without_a_number_there_is_nothing_to_count() -> None:
    assert Desk("a|").refused("numbers.increase") == "no_number"


def test_a_date_is_filled_in_before_the_command_is_accepted() -> None:
    desk = Desk("[x> |")
    desk.do("insert.date_time", format="%Y-%j %%")
    assert desk.marked == "1970-001 %| 1970-001 %|"
    accepted = desk.events[-1].command.payload
    assert accepted.resolved == "1970-001 %"
    desk.do("edit.undo")
    desk.do("edit.redo")
    assert desk.text == "1970-001 % 1970-001 %"


@pytest.mark.parametrize("name", ["insert.date", "insert.time", "insert.date_time"])
def test_dates_have_formats_of_their_own(name: str) -> None:
    texts = {Desk().do(name), Desk().do(name, format="iso"), Desk().do(name, format="local")}
    assert len(texts) == 3


@pytest.mark.parametrize("format", ["%", "%99999999d", "\ud800", "%!", "a\0"])
def test_a_format_that_is_none_is_refused(format: str) -> None:
    outcome = Desk("|").submit("insert.date", {"format": format})
    assert outcome.error is not None
    assert outcome.error.field == "format"


def test_a_macro_inserts_the_date_of_its_run() -> None:
    desk = Desk("|")
    desk.do("macro.record")
    desk.do("insert.date_time")
    desk.do("text.newline")
    desk.do("macro.stop")
    desk.clock.pass_seconds(61)
    desk.do("macro.play")
    first, second, _ = desk.text.split("\n")
    assert first < second
    inner = [{"command": "insert.date_time"}]
    desk.do("macro.play", steps=[{"command": "macro.play", "args": {"steps": inner}}])
    assert desk.text.split("\n")[2] == second


FIRST = "00000000-0000-4000-8000-000000000001"
GUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_each_caret_gets_a_guid_of_its_own_and_the_same_ones_again() -> None:
    desk = Desk("a|\n[b>\nc|")
    desk.do("insert.guid", resolved=FIRST)
    guids = GUID.findall(desk.text)
    assert len(set(guids)) == 3
    assert desk.text == f"a{guids[0]}\n{guids[1]}\nc{guids[2]}"
    assert guids[0] == FIRST

    again = Desk("a|\n[b>\nc|")
    again.do("insert.guid", resolved=FIRST)
    assert again.text == desk.text


def test_a_guid_is_new_each_time_and_the_journal_has_which() -> None:
    desk = Desk("|")
    desk.do("insert.guid")
    desk.do("insert.guid")
    accepted = [event.command.payload.resolved for event in desk.events]
    assert len(set(accepted)) == 2
    assert desk.text == "".join(accepted)
    assert all(GUID.fullmatch(guid) for guid in accepted)


@pytest.mark.parametrize("resolved", ["", "x", FIRST.replace("-", ""), FIRST + "0"])
def test_what_is_no_guid_is_refused(resolved: str) -> None:
    assert Desk("|").refused("insert.guid", resolved=resolved) == "invalid_argument"
