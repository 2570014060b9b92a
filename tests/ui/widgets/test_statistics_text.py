"""The words in which counts are said."""

from __future__ import annotations

import pytest

from editorapp.session.selection_statistics import SelectionCounted
from editorapp.session.statistics import DocumentCounted
from editorapp.text.counting import Counts
from editorapp.ui.statistics_text import forms_of

DOCUMENT = DocumentCounted(Counts(1_234, 5_678, 4_500, 1), 3)
CARET = SelectionCounted(Counts(0, 0, 0, 0), 0, 1, True, 3)


def selected(words: int, characters: int, lines: int, ranges: int = 1) -> SelectionCounted:
    return SelectionCounted(Counts(words, characters, characters, lines), characters, ranges, False, 3)


def test_where_nothing_is_selected_the_document_is_told_of():
    forms = forms_of(DOCUMENT, CARET)
    assert forms.lengths == (
        "1,234 words, 5,678 characters, 1 line",
        "1,234 words, 5,678 characters",
        "1,234 words",
    )
    assert forms.tip == "In the document: 1,234 words, 5,678 characters, 1 line; 4,500 without white space"


def test_where_something_is_selected_that_is_told_of_and_the_document_in_the_tip():
    forms = forms_of(DOCUMENT, selected(12, 80, 2))
    assert forms.lengths == (
        "12 words, 80 characters, 2 lines selected",
        "12 words, 80 characters selected",
        "12 words selected",
    )
    assert forms.tip.splitlines() == [
        "Selected: 12 words, 80 characters, 2 lines; 80 without white space",
        "In the document: 1,234 words, 5,678 characters, 1 line; 4,500 without white space",
    ]


def test_one_is_singular():
    assert forms_of(DOCUMENT, selected(1, 1, 1)).lengths[0] == "1 word, 1 character, 1 line selected"


def test_several_carets_are_counted_whether_something_is_selected_or_not():
    nothing = SelectionCounted(Counts(0, 0, 0, 0), 0, 3, True, 3)
    assert forms_of(DOCUMENT, nothing).lengths == ("3 carets",)
    assert forms_of(DOCUMENT, selected(12, 80, 2, ranges=3)).lengths == (
        "3 carets: 12 words, 80 characters, 2 lines selected",
        "3 carets: 12 words, 80 characters selected",
        "3 carets: 12 words",
        "3 carets",
    )


def test_what_is_still_being_counted_is_left_open():
    pending = SelectionCounted(None, 80_000, 1, False, 3)
    assert forms_of(DOCUMENT, pending).lengths[0] == "… words, 80,000 characters, … lines selected"
    assert forms_of(DocumentCounted(None, -1, 1), CARET).lengths == ("Counting words...",)


def test_counts_that_lag_a_little_behind_are_shown():
    assert forms_of(DocumentCounted(Counts(1, 1, 1, 1), 2, 1), CARET).lengths[-1] == "1 word"


@pytest.mark.parametrize("selection", [CARET, selected(1, 1, 1)])
def test_it_is_said_where_counting_failed_and_what_can_be_done(selection):
    forms = forms_of(DocumentCounted(None, 1, 1, has_failed=True), selection)
    assert "the Statistics window can try again" in forms.tip


def test_without_counts_after_a_failure_nothing_is_promised():
    assert forms_of(DocumentCounted(None, 1, 1, has_failed=True), CARET).lengths == ("Not counted",)
