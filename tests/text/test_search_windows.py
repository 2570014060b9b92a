"""Searching part by part: what is found does not depend on where a text is cut, and never silently fails."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.text import match_index, search, search_window
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.line_pattern import is_line_bound, with_line_breaks
from editorapp.text.match_index import MatchIndex
from editorapp.text.patience import Patience
from editorapp.text.search import Searcher, SearchError

PIECES = [
    "a", "b", "ab", ".", "^", "$", "x*", "(a)", "(?:b|c)", r"\b", r"\w+", r"\s", r"\n", r"\r\n", r"[^a]", "[ab]",
    "(?<=a)", "(?<!b)", "(?=c)", "(?!a)", r"\B", "a?", "b+?", r"\A", r"\Z", "(?<=^a)", r"\R", " ", r"(c)?",
]  # fmt: skip
PATTERNS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)
TEXTS = st.text(st.sampled_from("abcx \r\n"), max_size=80)


def searcher(pattern: str, *, is_regex: bool = True, case: bool = True, word: bool = False) -> Searcher:
    return Searcher(pattern, is_regex=is_regex, case=case, word=word)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_BLOCK", 7)
    monkeypatch.setattr(search, "_LONG_BLOCK", 9)
    monkeypatch.setattr(search, "_SMALLEST_STEP", 5)
    monkeypatch.setattr(match_index, "FIRST_STEP", 7)
    monkeypatch.setattr(search, "LARGEST_STEP", 11)
    monkeypatch.setattr(search, "_MANY", 3)
    monkeypatch.setattr(search, "_FEW", 1)
    for module in (search, search_window):
        monkeypatch.setattr(module, "LONGEST_WHOLE", 24)
        monkeypatch.setattr(module, "REACH", 1000)


def whole(pattern: str, text: str, word: bool = False) -> list[tuple[int, int]]:
    source = with_line_breaks(pattern)
    source = rf"(?<!\w)(?:{source})(?!\w)" if word else source
    return [match.span() for match in regex.finditer(source, text)]


@given(PATTERNS, TEXTS, st.booleans())
@settings(max_examples=600)
def test_parts_find_what_the_whole_text_holds(pattern: str, text: str, word: bool) -> None:
    expected = whole(pattern, text, word)
    found = searcher(pattern, word=word)
    buffer = Buffer(text[n : n + 3] for n in range(0, len(text), 3))
    assert [(m.start, m.end) for m in found.matches(buffer)] == expected
    index = MatchIndex.of(buffer, found, Patience())
    assert len(index) == len(expected)
    assert index.all_places() == expected
    assert len(MatchIndex.of(buffer, found, Patience(), most=0)) == len(expected)
    for number, (start, end) in enumerate(expected, 1):
        if expected.count((start, end)) == 1 and [s for s, _ in expected].count(start) == 1:
            assert index.number_of(start, end) == number


@given(PATTERNS, TEXTS, st.integers(0, 80), st.integers(0, 80))
@settings(max_examples=300)
def test_a_stretch_is_searched_like_the_whole_text_from_there_on(
    pattern: str, text: str, one: int, other: int
) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    expected = []
    for match in regex.finditer(with_line_breaks(pattern), text, pos=start):
        if match.end() > end:
            break
        expected.append(match.span())
    assert [(m.start, m.end) for m in searcher(pattern).matches(Buffer(text), start, end)] == expected


@given(st.text("ab\n", min_size=1, max_size=3), TEXTS, st.booleans(), st.booleans())
@settings(max_examples=300)
def test_plain_patterns_are_found_across_parts(pattern: str, text: str, word: bool, case: bool) -> None:
    found = searcher(pattern, is_regex=False, word=word, case=case)
    source = regex.escape(pattern, literal_spaces=True)
    source = rf"(?<!\w)(?:{source})(?!\w)" if word else source
    expected = [m.span() for m in regex.finditer(source, text, 0 if case else regex.IGNORECASE)]
    buffer = Buffer(text)
    assert [(m.start, m.end) for m in found.matches(buffer)] == expected
    index = MatchIndex.of(buffer, found, Patience())
    assert index.all_places() == expected
    assert len(MatchIndex.of(buffer, found, Patience(), most=0)) == len(expected)


@pytest.mark.parametrize("is_regex", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_matches_over_the_border_of_parts_do_not_overlap(size: int, is_regex: bool) -> None:
    found, buffer = searcher("\n" * size, is_regex=is_regex), Buffer("\n" * 100)
    expected = [(start, start + size) for start in range(0, 101 - size, size)]
    assert [(m.start, m.end) for m in found.matches(buffer)] == expected
    assert MatchIndex.of(buffer, found, Patience()).all_places() == expected


EDITS = st.lists(
    st.tuples(st.integers(0, 80), st.integers(0, 6), st.text("abc \r\n", max_size=5)), max_size=4
)


@given(PATTERNS, TEXTS, EDITS, st.sampled_from([0, 3, 1000]))
@settings(max_examples=600)
def test_after_a_change_only_its_parts_are_searched_again_and_all_is_right(
    pattern: str, text: str, edits: list[tuple[int, int, str]], most: int
) -> None:
    apart: list[tuple[int, int, str]] = []
    for start, length, inserted in sorted(edits):
        start = min(start, len(text))
        if not apart or start > apart[-1][1]:
            apart.append((start, min(len(text), start + length), inserted))
    before = Buffer(text)
    changes = ChangeSet.replacing(before, apart)
    after = changes.apply(before)
    found = searcher(pattern)
    index = MatchIndex.of(before, found, Patience(), most=most)
    updated = index.after(changes, after, found, Patience(), most=most)
    if found.is_line_bound and len(str(after)) <= 24:
        assert updated is not None
    if updated is None:
        return
    expected = whole(pattern, str(after))
    assert len(updated) == len(expected)
    assert updated.all_places() in (expected, None)
    assert (most < 1000) or updated.all_places() == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "a",
        r"\bERROR\b.*timeout",
        "[abc]+",
        r"\d",
        r"(a)\1",
        "^x$",
        "[[:alpha:]]",
        r"\p{Lu}",
        "(?i)a",
        r"[^\r\n]*",
    ],
)
def test_patterns_that_stay_in_a_line(pattern: str) -> None:
    assert is_line_bound(pattern, 0)


@pytest.mark.parametrize(
    "pattern",
    [r"a\nb", r"\s", "[^a]", "(?s)a.b", r"\R", r"\X", r"\W", r"\D", r"\P{Lu}", r"\x0a", r"\012", "a\nb", r"[\s\S]",
     r"(?:ab){e<=1}", r"\Ga", r"\p{Cc}", r"\N{LF}", "(?w)a", r"(?<!\n)a", r"(?V1)[a--b]", r"\H", r"(?<=[^x])a"],
)  # fmt: skip
def test_patterns_that_may_go_over_lines(pattern: str) -> None:
    try:
        regex.compile(pattern)
    except regex.error:
        pytest.skip("no expression of this version")
    assert not is_line_bound(pattern, 0)


@pytest.mark.parametrize("pattern", ["(?s)a.*?b", "(?s)a.*b", "a[^x]*b"])
def test_an_expression_that_would_have_to_look_too_far_is_refused_not_missed(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (search, search_window):
        monkeypatch.setattr(module, "REACH", 40)
    text = "a" + "-" * 200 + "b" + "-" * 300
    with pytest.raises(SearchError, match="more than 40 characters"):
        list(searcher(pattern).matches(Buffer(text)))


def test_a_match_within_reach_is_found_in_a_long_text(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (search, search_window):
        monkeypatch.setattr(module, "REACH", 40)
    text = ("-" * 50 + "a" + "\n" * 30 + "b") * 20
    found = [(m.start, m.end) for m in searcher(r"a\s+b").matches(Buffer(text))]
    assert found == [m.span() for m in regex.finditer(r"a\s+b", text)]
    lazy = [(m.start, m.end) for m in searcher("(?s)a.*?b").matches(Buffer(text))]
    assert lazy == found


def test_backward_search_as_a_flag_is_refused() -> None:
    with pytest.raises(SearchError, match="previous match"):
        searcher("(?r)a")
    assert searcher(r"\(\?r\)").is_line_bound


def test_all_of_a_search_has_one_limit_of_time() -> None:
    ticks = iter(range(1000))
    patience = Patience(5, now=lambda: float(next(ticks)))
    with pytest.raises(SearchError, match="given up after 5 seconds") as refused:
        list(searcher("b").matches(Buffer("a\n" * 500), patience=patience))
    assert refused.value.is_timeout


@pytest.mark.parametrize(
    ("pattern", "line"),
    [("(a+)+$", "a" * 5000 + "!"), ("(a|aa)+$", "a" * 60 + "!"), ("(?:a|aa)+[cd]e", "a" * 60 + "c")],
)
def test_catastrophic_patterns_are_given_up(pattern: str, line: str) -> None:
    with pytest.raises(SearchError, match="given up") as refused:
        list(searcher(pattern).matches(Buffer(line), patience=Patience(0.1)))
    assert refused.value.is_timeout
    with pytest.raises(SearchError, match="given up"):
        MatchIndex.of(Buffer(line), searcher(pattern), Patience(0.1))


def test_work_can_be_ended_between_parts() -> None:
    class EnoughError(Exception):
        pass

    calls = []

    def pause() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise EnoughError

    with pytest.raises(EnoughError):
        MatchIndex.of(Buffer("a\n" * 500), searcher("a"), Patience(10, pause))


def test_what_was_found_is_told_before_all_is() -> None:
    told: list[int] = []
    index = MatchIndex.of(
        Buffer("ab\n" * 200), searcher("a"), Patience(), lambda sofar: told.append(len(sofar))
    )
    assert told == sorted(told)
    assert told[0] < 20 < told[-1] < len(index) == 200


def test_an_excerpt_says_between_which_positions_nothing_is_missing() -> None:
    buffer = Buffer("ab\n" * 200)
    index = MatchIndex.of(buffer, searcher("a"), Patience())
    for position in (0, 1, 299, 300, 599, 600):
        excerpt = index.around(position, 40)
        expected = [(n, n + 1) for n in range(0, 600, 3) if excerpt.start <= n < excerpt.end]
        assert excerpt.ranges == expected
        assert 19 <= len(excerpt.ranges) <= 40
        assert excerpt.start <= position <= excerpt.end
    everything = index.around(300, 1000)
    assert (len(everything.ranges), everything.start) == (200, 0)
    assert everything.end > len(buffer)
    assert index.has_match(300, 301)
    assert not index.has_match(301, 303)
