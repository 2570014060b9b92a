"""A few letters find a command: those that begin its words first, then those that are used most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.ui.fuzzy_match import fit
from editorapp.ui.palette_order import PaletteEntry, ordered

ENTRIES = [
    PaletteEntry("document.new", "New", "File", "Ctrl+N"),
    PaletteEntry("document.save", "Save", "File", "Ctrl+S"),
    PaletteEntry("document.save_as", "Save As...", "File"),
    PaletteEntry("edit.undo", "Undo Typing", "Edit"),
    PaletteEntry("selection.all", "Select All", "Edit"),
    PaletteEntry("document.save_all", "Save All", "File", reason="no file has unsaved changes"),
    PaletteEntry("find.show", "Find...", "Search"),
]


def found(typed: str, **ranks: float) -> list[str]:
    by_name = {name.replace("__", "."): rank for name, rank in ranks.items()}
    return [each.entry.label for each in ordered(ENTRIES, typed, by_name)]


def test_without_letters_all_are_there_in_the_order_of_the_menus() -> None:
    assert found("") == [entry.label for entry in ENTRIES]
    assert found("   ") == found("")


def test_those_used_most_come_first() -> None:
    assert found("", find__show=7.0, edit__undo=9.5)[:3] == ["Undo Typing", "Find...", "New"]


def test_letters_find_labels_that_have_them_in_their_order() -> None:
    assert found("sa") == ["Save", "Save All", "Save As...", "Select All"]
    assert found("xyz") == []


def test_first_letters_of_words_fit_best() -> None:
    assert found("sa")[0] == "Save"
    assert found("sal")[0] == "Save All"
    assert found("ut") == ["Undo Typing"]


def test_of_those_that_fit_alike_the_one_used_most_comes_first() -> None:
    assert found("save", document__save_all=3.0)[0] == "Save All"
    assert found("save", document__save_as=4.0, document__save_all=3.0)[:2] == ["Save As...", "Save All"]


def test_usage_does_not_bring_what_fits_worse_to_the_front() -> None:
    assert found("find", edit__undo=99.0) == ["Find..."]


def test_each_word_is_found_in_the_label_or_the_menu() -> None:
    assert found("file new") == ["New"]
    assert found("edit al") == ["Select All"]
    assert found("edit") == ["Select All", "Undo Typing"]


def test_the_letters_that_were_found_are_told() -> None:
    (undo,) = ordered(ENTRIES, "u ty", {})
    assert undo.places == {0, 5, 6}


def test_case_makes_no_difference() -> None:
    assert found("FIND") == found("find") == ["Find..."]


@given(st.text(max_size=6), st.text(max_size=20))
def test_letters_fit_exactly_where_they_are_in_order(letters: str, name: str) -> None:
    folded = [letter.casefold() for letter in name]
    rest = iter(folded)
    assert (fit(letters, name) is not None) == all(letter in rest for letter in letters.casefold())


@given(st.text("abc ", max_size=4), st.text("abc ", max_size=12))
def test_the_places_of_letters_hold_them_in_order(letters: str, name: str) -> None:
    best = fit(letters, name)
    if best is not None:
        assert "".join(name[place] for place in best.places) == letters
        assert list(best.places) == sorted(set(best.places))


@pytest.mark.parametrize(
    ("letters", "better", "worse"),
    [("rm", "Record Macro", "Form"), ("ma", "Macro", "Form Label"), ("ab", "cab", "ca-xxxb")],
)
def test_what_is_together_or_begins_words_fits_better(letters: str, better: str, worse: str) -> None:
    good, bad = fit(letters, better), fit(letters, worse)
    assert good is not None
    assert bad is not None
    assert good.score > bad.score
