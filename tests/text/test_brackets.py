"""Which brackets belong together, drawn: `|` is where the caret is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.text import brackets
from editorapp.text.buffer import Buffer
from editorapp.text.motion import matching_bracket


def jumped(marked: str) -> str:
    """Where the caret goes that looks for the other bracket."""
    position = marked.index("|")
    text = marked.replace("|", "")
    other = matching_bracket(Buffer(text), position)
    return "nowhere" if other is None else f"{text[:other]}|{text[other:]}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f|(a[1])", "f(a[1])|"),
        ("f(a[1])|", "f|(a[1])"),
        ("f(|a[1])", "f(a[1]|)"),
        ("f(a[1]|)", "f(|a[1])"),
        ("f(a[1|])", "f(a[|1])"),
        ("{ x|y (z) }", "|{ x|y (z) }".replace("x|y", "xy")),  # from inside to the pair around
        ("(a ] b|c)", "|(a ] bc)"),  # a sign without partner is passed over
        ("(a [ b|c)", "|(a [ bc)"),
        ("a|b", "nowhere"),
        (")|(", "nowhere"),
        ("|", "nowhere"),
    ],
)
def test_from_bracket_to_bracket(before: str, after: str) -> None:
    assert jumped(before) == after


def test_a_partner_is_looked_for_as_far_as_the_limit() -> None:
    buffer = Buffer("(" + "x" * 100_000 + ")")
    assert brackets.partner(buffer, 0) == 100_001
    assert brackets.partner(buffer, 100_001) == 0
    assert brackets.enclosing(buffer, 50_000, 50_000) == (0, 100_001)
    assert brackets.partner(buffer, 0, 100_000) is None
    assert brackets.partner(buffer, 100_001, 100_000) is None
    assert brackets.enclosing(buffer, 50_000, 50_000, 49_998) is None


@given(st.text("([{}])a", max_size=14))
def test_pairs_are_those_of_a_stack_for_each_kind(text: str) -> None:
    expected: dict[int, int] = {}
    for pair in ("()", "[]", "{}"):
        opened: list[int] = []
        for place, sign in enumerate(text):
            if sign == pair[0]:
                opened.append(place)
            elif sign == pair[1] and opened:
                expected[place] = opened.pop()
                expected[expected[place]] = place
    found = {place: brackets.partner(Buffer(text), place) for place in range(len(text))}
    assert {place: other for place, other in found.items() if other is not None} == expected


@given(st.text("([{}])a", max_size=14), st.integers(0, 14), st.integers(0, 14))
def test_the_pair_around_is_the_nearest_one_that_holds_all(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    buffer = Buffer(text)
    pairs = [(place, brackets.partner(buffer, place)) for place in range(start) if text[place] in "([{"]
    around = [(opening, closing) for opening, closing in pairs if closing is not None and closing >= end]
    assert brackets.enclosing(buffer, start, end) == (max(around) if around else None)


def test_a_text_of_signs_without_partners_is_given_up_soon() -> None:
    buffer = Buffer("([{" * 30_000 + "x")
    assert brackets.enclosing(buffer, len(buffer), len(buffer)) is None
    crossed = Buffer("(" * 3000 + "[" + ")" * 3000 + "]")
    assert brackets.enclosing(crossed, 3000, len(crossed)) is None
