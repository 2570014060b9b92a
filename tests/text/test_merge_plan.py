"""A merge on its way: what regions become, and the smallest pieces that lead to the result."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.merge import Origin, lines_of, split_lines
from editorapp.text.merge_plan import Choice, Labels, MergePlan, merged_texts
from editorapp.text.word_difference import differing_parts

LABELS = Labels()
TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "}\n", "\n", "d"]), max_size=8).map("".join)
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])


def plan(base: str, ours: str, theirs: str) -> MergePlan:
    return merged_texts(iter([base]), iter([ours]), iter([theirs]))


def changed(text: str, edits: list[tuple[int, int, str]]) -> str:
    """A text after some pieces, which must stand in order and not touch each other."""
    assert all(before[1] < behind[0] for before, behind in pairwise(edits))
    buffer = Buffer(text)
    return str(ChangeSet.replacing(buffer, edits).apply(buffer))


def merged(made: MergePlan, ours: str) -> str:
    return changed(ours, made.edits(LABELS))


BASE = "one\ntwo\nthree\nfour\nfive\n"


def test_what_both_have_changed_apart_from_each_other_needs_no_decision() -> None:
    ours, theirs = BASE.replace("one", "ONE"), BASE.replace("five", "FIVE")
    made = plan(BASE, ours, theirs)
    assert made.conflicts_left == []
    assert made.edits() == [(19, 23, "FIVE")]
    assert merged(made, ours) == "ONE\ntwo\nthree\nfour\nFIVE\n"


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice.BASE, "a\nx\nc\n"),
        (Choice.OURS, "a\nmine\nc\n"),
        (Choice.THEIRS, "a\nfile\nc\n"),
        (Choice.OURS_FIRST, "a\nmine\nfile\nc\n"),
        (Choice.THEIRS_FIRST, "a\nfile\nmine\nc\n"),
    ],
)
def test_a_conflict_becomes_what_is_chosen(choice: Choice, expected: str) -> None:
    made = plan("a\nx\nc\n", "a\nmine\nc\n", "a\nfile\nc\n")
    (conflict,) = made.conflicts_left
    with pytest.raises(ValueError, match="not decided"):
        made.edits()
    made.choose(conflict, choice)
    assert made.conflicts_left == []
    assert merged(made, "a\nmine\nc\n") == expected


def test_a_conflict_that_is_left_stands_between_marks() -> None:
    made = plan("a\nx\nc\n", "a\nmine\nc\n", "a\nfile\nc\n")
    assert merged(made, "a\nmine\nc\n") == ("a\n<<<<<<< mine\nmine\n=======\nfile\n>>>>>>> in the file\nc\n")


def test_marks_stand_in_lines_of_their_own_where_a_text_ends_without_a_line_break() -> None:
    made = plan("x", "mine", "file")
    assert merged(made, "mine") == "<<<<<<< mine\nmine\n=======\nfile\n>>>>>>> in the file\n"


def test_what_is_written_by_hand_is_taken_and_can_be_taken_back() -> None:
    made = plan("a\nx\nc\n", "a\nmine\nc\n", "a\nfile\nc\n")
    (conflict,) = made.conflicts
    made.write(conflict, "by hand\nin two lines")
    assert merged(made, "a\nmine\nc\n") == "a\nby hand\nin two lines\nc\n"
    made.revert(conflict)
    assert made.conflicts_left == [conflict]


def test_what_only_one_has_changed_can_be_left_as_it_was() -> None:
    made = plan("a\nb\n", "a\nb\n", "a\nB\n")
    made.choose(1, Choice.BASE)
    assert made.edits() == []
    assert changed("a\nb\n", made.way_to_theirs()) == "a\nB\n"


def test_both_texts_behind_each_other_do_not_run_into_one_line() -> None:
    made = plan("", "mine", "file")
    made.choose(0, Choice.OURS_FIRST)
    assert merged(made, "mine") == "mine\nfile"


@given(base=TEXTS, ours=TEXTS, theirs=TEXTS, data=st.data())
def test_pieces_lead_to_the_result_and_from_there_to_their_text(
    base: str, ours: str, theirs: str, data: st.DataObject
) -> None:
    made = plan(base, ours, theirs)
    for index, region in enumerate(made.regions):
        if region.origin is not Origin.SAME and data.draw(st.booleans()):
            made.choose(index, data.draw(st.sampled_from([c for c in Choice if c is not Choice.BY_HAND])))
    result = merged(made, ours)
    assert changed(result, made.way_to_theirs(LABELS)) == theirs
    if not made.choices and not made.conflicts:
        lines = [line for region in made.regions for line in region.merged() or ()]
        assert split_lines(result) == lines or made.line_break


# --- line breaks -----------------------------------------------------------------------------------------


def test_line_breaks_that_they_have_changed_are_taken_and_are_no_conflict() -> None:
    ours = BASE.replace("one", "ONE")
    made = plan(BASE, ours, BASE.replace("five", "FIVE").replace("\n", "\r\n"))
    assert made.line_break == "\r\n"
    assert made.conflicts == []
    assert merged(made, ours) == "ONE\ntwo\nthree\nfour\nFIVE\n".replace("\n", "\r\n")


def test_line_breaks_that_we_have_changed_stay() -> None:
    ours = BASE.replace("\n", "\r\n")
    made = plan(BASE, ours, BASE.replace("five", "FIVE"))
    assert merged(made, ours) == BASE.replace("five", "FIVE").replace("\n", "\r\n")


@given(base=BREAKS, ours=BREAKS, theirs=BREAKS)
def test_texts_that_differ_in_their_line_breaks_only_have_no_regions_to_decide(
    base: str, ours: str, theirs: str
) -> None:
    texts = [BASE.replace("\n", line_break) for line_break in (base, ours, theirs)]
    made = plan(*texts)
    assert made.conflicts == []
    result = merged(made, texts[1])
    assert result == texts[2 if ours == base else 1]
    assert changed(result, made.way_to_theirs()) == texts[2]


def test_mixed_line_breaks_are_part_of_the_lines() -> None:
    made = plan("a\r\nb\n", "a\r\nb\n", "a\nb\n")
    assert made.line_break == ""
    assert merged(made, "a\r\nb\n") == "a\nb\n"


@given(st.lists(st.text(alphabet="ab\r\n", max_size=4), max_size=8))
def test_lines_are_the_same_wherever_a_text_is_cut(parts: list[str]) -> None:
    assert lines_of(parts) == split_lines("".join(parts))


# --- words -----------------------------------------------------------------------------------------------


def test_words_that_differ_are_told() -> None:
    assert differing_parts("the old house", "the new house") == ([(4, 7)], [(4, 7)])
    assert differing_parts("same", "same") == ([], [])
    assert differing_parts("a b", "a b c") == ([], [(3, 5)])


def test_in_lines_of_very_many_words_what_lies_between_the_same_ends_is_told() -> None:
    old = "word " * 1000
    assert differing_parts(old + "x" + old, old + "y" + old) == ([(5000, 5001)], [(5000, 5001)])


@given(old=st.text(alphabet="ab ,", max_size=12), new=st.text(alphabet="ab ,", max_size=12))
def test_what_is_told_to_be_the_same_is_the_same(old: str, new: str) -> None:
    def rest(text: str, parts: list[tuple[int, int]]) -> str:
        for start, end in reversed(parts):
            text = text[:start] + text[end:]
        return text

    old_parts, new_parts = differing_parts(old, new)
    assert rest(old, old_parts) == rest(new, new_parts)
