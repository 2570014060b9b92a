"""The laws of change sets, against strings."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet, _composed, compose_all

texts = st.text("abc\n", max_size=20)
insertions = st.text("xyz", max_size=3)


@st.composite
def change_sets(draw: st.DrawFn, text: str) -> ChangeSet:
    """Changes of a text: in order and apart, though they may touch."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = [(start, end, draw(insertions)) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    distinct = [edit for edit, following in pairwise([*edits, (-1, -1, "")]) if edit[:2] != following[:2]]
    return ChangeSet.replacing(Buffer(text), distinct)


@st.composite
def texts_with_changes(draw: st.DrawFn, count: int = 1) -> tuple[str, list[ChangeSet]]:
    """A text and change sets that follow each other on it."""
    text = draw(texts)
    sets = []
    current = text
    for _ in range(count):
        changes = draw(change_sets(current))
        sets.append(changes)
        current = applied(changes, current)
    return text, sets


def applied(changes: ChangeSet, text: str) -> str:
    """What a change set makes of a string, written down as plainly as it can be."""
    result, position = "", 0
    for change in changes.changes:
        assert text[change.start : change.end] == change.removed
        result += text[position : change.start] + change.inserted
        position = change.end
    return result + text[position:]


@given(texts_with_changes())
def test_applying_does_what_it_says(case: tuple[str, list[ChangeSet]]) -> None:
    text, (changes,) = case
    assert str(changes.apply(Buffer(text))) == applied(changes, text)
    assert changes.fits(Buffer(text))


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 2), insertions), min_size=2, max_size=12))
@settings(max_examples=40)
def test_changes_far_apart_are_applied_as_those_near_together(steps: list[tuple[int, int, str]]) -> None:
    edits, position = [], 0
    for gap, length, inserted in steps:
        edits.append((position + gap, position + gap + length, inserted))
        position += gap + length
    text = "abcdefg" * (position // 7 + 1)
    changes = ChangeSet.replacing(Buffer(text), edits)
    assert str(changes.apply(Buffer(text))) == applied(changes, text)


@given(texts_with_changes())
def test_the_inverse_takes_the_text_back(case: tuple[str, list[ChangeSet]]) -> None:
    text, (changes,) = case
    after = changes.apply(Buffer(text))
    assert str(changes.inverted().apply(after)) == text
    assert changes.inverted().fits(after)
    assert changes.inverted().inverted() == changes


@given(texts_with_changes(2))
@settings(max_examples=400)
def test_composing_is_doing_one_after_the_other(case: tuple[str, list[ChangeSet]]) -> None:
    text, (first, second) = case
    both = first.compose(second)
    assert both.fits(Buffer(text))
    assert applied(both, text) == applied(second, applied(first, text))
    assert str(both.inverted().apply(both.apply(Buffer(text)))) == text


@given(
    st.lists(
        st.tuples(
            st.integers(1, 4),
            st.integers(0, 2),
            insertions,
            st.integers(-2, 2),
            st.integers(0, 2),
            insertions,
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=400)
def test_steps_typed_at_many_carets_compose_as_any_others(
    steps: list[tuple[int, int, str, int, int, str]],
) -> None:
    text = "abcdefgh" * 6
    first, second = [], []
    position = shift = reached = 0
    for gap, length, inserted, offset, later_length, later in steps:
        position += gap
        first.append((position, position + length, inserted))
        start = max(reached, position + shift + offset)
        second.append((start, start + later_length, later))
        reached = start + later_length
        position, shift = position + length, shift + len(inserted) - length
    one = ChangeSet.replacing(Buffer(text), first)
    middle = applied(one, text)
    other = ChangeSet.replacing(Buffer(middle), [edit for edit in second if edit[1] <= len(middle)])
    both = one.compose(other)
    assert both.fits(Buffer(text))
    assert applied(both, text) == applied(other, middle)
    if one and other:
        assert both == ChangeSet(_composed(one.changes, other.changes))


@given(texts_with_changes(3))
def test_it_does_not_matter_which_two_are_composed_first(case: tuple[str, list[ChangeSet]]) -> None:
    text, (first, second, third) = case
    left, right = first.compose(second).compose(third), first.compose(second.compose(third))
    assert applied(left, text) == applied(right, text)


@given(texts_with_changes(7))
def test_composing_all_is_doing_all(case: tuple[str, list[ChangeSet]]) -> None:
    text, sets = case
    after = text
    for changes in sets:
        after = applied(changes, after)
    assert applied(compose_all(sets), text) == after


@given(texts_with_changes())
def test_composing_with_its_inverse_changes_nothing(case: tuple[str, list[ChangeSet]]) -> None:
    text, (changes,) = case
    assert applied(changes.compose(changes.inverted()), text) == text


def test_composing_nothing_is_nothing() -> None:
    assert compose_all([]) == ChangeSet()
    some = ChangeSet([Change(0, "", "a")])
    assert ChangeSet().compose(some) is some
    assert some.compose(ChangeSet()) is some
    assert not ChangeSet()
    assert some


@given(texts_with_changes(), st.booleans())
def test_a_position_in_kept_text_stays_at_its_code_point(
    case: tuple[str, list[ChangeSet]], after: bool
) -> None:
    text, (changes,) = case
    removed = {position for c in changes.changes for position in range(c.start, c.end)}
    mapped = changes.map(range(len(text) + 1), after=after)
    result = applied(changes, text)
    assert mapped == sorted(mapped)
    assert all(0 <= position <= len(result) for position in mapped)
    kept = [position for position in range(len(text)) if position not in removed]
    if after:  # a position is the place before its code point, so what is inserted there pushes it on
        assert [result[mapped[position]] for position in kept] == [text[position] for position in kept]
    else:
        kept_before = [p for p in range(1, len(text) + 1) if p - 1 not in removed]
        assert [result[mapped[p] - 1] for p in kept_before if not _ends_a_removal(changes, p)] == [
            text[p - 1] for p in kept_before if not _ends_a_removal(changes, p)
        ]


def _ends_a_removal(changes: ChangeSet, position: int) -> bool:
    return any(change.end == position and change.removed for change in changes.changes)


def test_where_text_comes_in_a_position_goes_behind_or_stays_before_it() -> None:
    insertion = ChangeSet([Change(2, "", "xy")])
    assert insertion.map([1, 2, 3]) == [1, 4, 5]
    assert insertion.map([1, 2, 3], after=False) == [1, 2, 5]


def test_a_position_in_replaced_text_goes_to_an_end_of_what_replaces_it() -> None:
    replacement = ChangeSet([Change(1, "bcd", "xy")])
    assert replacement.map([0, 1, 2, 3, 4, 5]) == [0, 1, 3, 3, 3, 4]
    assert replacement.map([0, 1, 2, 3, 4, 5], after=False) == [0, 1, 1, 1, 3, 4]


def test_edits_that_do_nothing_are_left_out() -> None:
    assert ChangeSet.replacing(Buffer("abc"), [(1, 1, ""), (2, 3, "")]) == ChangeSet([Change(2, "c", "")])


def test_a_change_set_that_does_not_belong_to_a_text_does_not_fit() -> None:
    changes = ChangeSet([Change(1, "b", "x")])
    assert changes.fits(Buffer("abc"))
    assert not changes.fits(Buffer("acb"))
    assert not changes.fits(Buffer("a"))
