"""Searching: plain text, words, regular expressions; onwards, backwards, around the end; in long texts."""

from __future__ import annotations

import re

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.text import search
from editorapp.text.buffer import Buffer
from editorapp.text.search import Searcher, SearchError


def searcher(pattern: str, *, is_regex: bool = False, case: bool = True, word: bool = False) -> Searcher:
    return Searcher(pattern, is_regex=is_regex, case=case, word=word)


def spans(found: Searcher, text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    return [(match.start, match.end) for match in found.matches(Buffer(text), start, end)]


def found_texts(found: Searcher, text: str) -> list[str]:
    return [text[start:end] for start, end in spans(found, text)]


# --- what is found -----------------------------------------------------------------------------------------


def test_matches_come_in_order_and_do_not_overlap() -> None:
    assert spans(searcher("aa"), "aaaaa") == [(0, 2), (2, 4)]


def test_only_matches_inside_the_given_stretch_count() -> None:
    assert spans(searcher("ab"), "ababab", 1, 5) == [(2, 4)]
    assert spans(searcher("ab"), "ababab", 2, 5) == [(2, 4)]
    assert spans(searcher("a.", is_regex=True), "ababab", 1, 5) == [(2, 4)]


@pytest.mark.parametrize("sign", list(".*+?()[]{}|^$\\ #"))
def test_a_plain_pattern_means_itself(sign: str) -> None:
    assert found_texts(searcher(sign), f"x{sign}y") == [sign]


def test_upper_and_lower_case() -> None:
    assert found_texts(searcher("straße"), "Straße STRASSE straße") == ["straße"]
    assert found_texts(searcher("straße", case=False), "Straße straße") == ["Straße", "straße"]
    assert found_texts(searcher("b+", is_regex=True, case=False), "abBc") == ["bB"]


def test_whole_words() -> None:
    assert spans(searcher("in", word=True), "in inside (in) begin in") == [(0, 2), (11, 13), (21, 23)]
    assert found_texts(searcher("a|bc", is_regex=True, word=True), "abc bc a") == ["bc", "a"]


def test_a_pattern_may_reach_over_lines() -> None:
    assert spans(searcher("a\r\nb"), "xa\r\nb") == [(1, 5)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_of_a_regular_expression_are_the_lines_of_the_buffer(ending: str) -> None:
    text = ending.join(["ab", "", "c "])
    assert found_texts(searcher(".+", is_regex=True), text) == ["ab", "c "]
    size = len(ending)
    assert spans(searcher("$", is_regex=True), text) == [(2, 2), (2 + size, 2 + size), (len(text), len(text))]
    assert [start for start, _ in spans(searcher("^", is_regex=True), text)] == [0, 2 + size, 2 + 2 * size]
    assert found_texts(searcher(r"\s+$", is_regex=True), f"a {ending}b {ending}c") == [" ", " "]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"[.^$]", "a.^$", [".", "^", "$"]),  # in a set they are signs
        (r"[^b\]]", "ab]c", ["a", "c"]),
        (r"[]^]", "a]^", ["]", "^"]),
        (r"\.\^\$", "a.^$", [".^$"]),
        (r"\p{^Lu}", "Aa", ["a"]),
        (r"[[:^alpha:].]", "a.1", [".", "1"]),
        (r"(?s)a.b", "a\nb", ["a\nb"]),  # one that asks for it gets every character
        (r"(?s:a.)b", "a\rb", ["a\rb"]),
        (r"a.b", "a\rb", []),
        (r"(?#a.b)c", "c", ["c"]),
        (r"(?<=^)a", "ba\na", ["a"]),
        (r"a{2}.?$", "aab\r\naa", ["aab", "aa"]),
    ],
)
def test_dots_and_anchors_are_told_from_what_only_looks_like_them(
    pattern: str, text: str, found: list[str]
) -> None:
    assert found_texts(searcher(pattern, is_regex=True), text) == found


@given(
    st.text(st.sampled_from("ab.^$*+?()[]|\\ "), min_size=1, max_size=8),
    st.text(st.sampled_from("ab.^$\n"), max_size=12),
)
@settings(max_examples=300)
def test_where_lines_end_with_lf_an_expression_means_what_it_always_means(pattern: str, text: str) -> None:
    try:
        expected = [match.span() for match in regex.finditer(pattern, text, regex.MULTILINE)]
    except regex.error:
        with pytest.raises(SearchError):
            searcher(pattern, is_regex=True)
        return
    if "$\\Z" not in pattern:
        assert spans(searcher(pattern, is_regex=True), text) == expected


def test_empty_matches_are_matches() -> None:
    assert spans(searcher("x*", is_regex=True), "axb") == [(0, 0), (1, 2), (2, 2), (3, 3)]
    assert spans(searcher("^", is_regex=True), "a\nb\n") == [(0, 0), (2, 2), (4, 4)]


def test_a_regular_expression_sees_the_text_around_the_stretch() -> None:
    assert spans(searcher(r"(?<=a)b", is_regex=True), "abab", 1, 2) == [(1, 2)]
    assert spans(searcher(r"^b", is_regex=True), "ab", 1, 2) == []


# --- refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "is_regex"), [("", False), ("", True), ("(", True), ("[a", True), ("*", True)]
)
def test_a_pattern_that_cannot_be_used_is_refused(pattern: str, is_regex: bool) -> None:
    with pytest.raises(SearchError) as refused:
        searcher(pattern, is_regex=is_regex)
    assert refused.value.field == "pattern"


def test_the_message_shows_the_place_in_the_pattern_as_it_was_given() -> None:
    with pytest.raises(SearchError, match=r"at position 3\."):
        searcher("..(", is_regex=True)


# --- next and previous -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "forward", "wrap", "expected"),
    [
        (0, 0, True, False, (0, 2)),
        (0, 2, True, False, (3, 5)),
        (3, 5, True, False, None),
        (3, 5, True, True, (0, 2)),
        (5, 5, False, False, (3, 5)),
        (3, 5, False, False, (0, 2)),
        (0, 2, False, False, None),
        (0, 2, False, True, (3, 5)),
        (4, 4, False, False, (0, 2)),
    ],
)
def test_the_nearest_match_behind_or_before_the_last_one(
    start: int, end: int, forward: bool, wrap: bool, expected: tuple[int, int] | None
) -> None:
    match = searcher("ab").next(Buffer("ab ab"), start, end, forward=forward, wrap=wrap)
    assert (match and (match.start, match.end)) == expected


@pytest.mark.parametrize("forward", [True, False])
def test_a_search_for_empty_matches_never_stands_still(forward: bool) -> None:
    buffer = Buffer("a\nb\nc")
    reached = []
    start = end = 0 if forward else len(buffer)
    for _ in range(4):
        match = searcher("^", is_regex=True).next(buffer, start, end, forward=forward, wrap=True)
        assert match is not None
        start, end = match.start, match.end
        reached.append(start)
    assert reached == ([2, 4, 0, 2] if forward else [4, 2, 0, 4])


def test_in_an_empty_text_nothing_is_found() -> None:
    for forward in (True, False):
        assert searcher("a").next(Buffer(), 0, 0, forward=forward, wrap=True) is None


# --- texts of more than one block --------------------------------------------------------------------------


@given(
    st.text("ab", min_size=1, max_size=3),
    st.text(st.sampled_from("aab \r\n"), max_size=60),
    st.booleans(),
    st.integers(0, 60),
    st.integers(0, 60),
)
@settings(max_examples=200)
def test_blocks_do_not_show(pattern: str, text: str, word: bool, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    source = re.escape(pattern)
    expression = re.compile(rf"(?<!\w){source}(?!\w)" if word else source)
    expected, position = [], start
    while (match := expression.search(text, position)) and match.end() <= end:
        expected.append(match.span())
        position = match.end()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_BLOCK", 7)
        found = searcher(pattern, word=word)
        assert spans(found, text, start, end) == expected
        previous = found.next(Buffer(text), end, len(text), forward=False, wrap=False)
        whole = [match.span() for match in expression.finditer(text) if match.end() <= end]
        assert (previous is None) == (not whole)
        assert previous is None or expression.fullmatch(text, previous.start, previous.end) or word


@pytest.mark.parametrize("offset", range(-4, 3))
def test_a_match_on_the_border_of_a_block_is_found_both_ways(offset: int) -> None:
    border = 1 << 20
    start = border + offset
    buffer = Buffer("x" * start + "needle" + "x" * 100)
    found = searcher("needle")
    assert [(m.start, m.end) for m in found.matches(buffer)] == [(start, start + 6)]
    backward = found.next(buffer, len(buffer), len(buffer), forward=False, wrap=False)
    assert backward is not None
    assert backward.start == start


def test_looking_back_goes_as_far_as_it_must() -> None:
    buffer = Buffer("needle" + "x" * (5 << 20))
    match = searcher("needle").next(buffer, len(buffer), len(buffer), forward=False, wrap=False)
    assert match is not None
    assert match.start == 0
