"""A word in place of the part of it that stands before each caret."""

from __future__ import annotations

import pytest

from tests.desk import Desk


def refused(desk: Desk, **arguments: object) -> str:
    """Return the code with which a completion is refused; nothing has changed then."""
    before = desk.marked
    outcome = desk.submit("text.complete", arguments)
    assert outcome.error is not None
    assert desk.marked == before
    return outcome.error.code


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pri|", "private|"),
        ("a.pri| x", "a.private| x"),
        ("PRI|", "private|"),
        ("pvt|", "private|"),
        (" |", " private|"),
        ("pri|\npv|\n|", "private|\nprivate|\nprivate|"),
        ("pri|vate", "private|vate"),
    ],
)
def test_the_part_before_each_caret_becomes_the_word(before: str, after: str) -> None:
    assert Desk(before).do("text.complete", word="private") == after


def test_where_another_word_or_a_number_stands_or_something_is_selected_nothing_happens() -> None:
    assert Desk("oth| 12| [a> pri|").do("text.complete", word="private") == "oth| 12| [a> private|"
    assert refused(Desk("oth|"), word="private") == "nothing_to_complete"


def test_so_many_signs_are_replaced_as_are_wanted() -> None:
    assert Desk("a printer|").do("text.complete", word="private", prefix=7) == "a private|"
    assert Desk("a printer|").do("text.complete", word="private", prefix=0) == "a printerprivate|"
    assert refused(Desk("a|"), word="private", prefix=7) == "nothing_to_complete"


def test_it_is_one_step_of_its_own() -> None:
    desk = Desk("|")
    desk.do("text.type", text="p")
    desk.do("text.complete", word="private")
    assert desk.do("edit.undo") == "p|"


@pytest.mark.parametrize("word", ["", "x" * 65, "\ud800"])
def test_what_is_no_word_is_refused(word: str) -> None:
    assert refused(Desk("|"), word=word) == "invalid_argument"


def test_a_macro_completes_what_stands_there_when_it_plays() -> None:
    desk = Desk("pri|\nx pr")
    desk.do("macro.record")
    desk.do("text.complete", word="private")
    desk.do("macro.stop")
    desk.do("selection.move", unit="document", direction="forward")
    assert desk.do("macro.play") == "private\nx private|"
