"""Words, characters and lines: what is counted, and that following changes leads to the same as counting again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.counting import SEPARATING_SIGNS, Counts, after, count, count_ranges
from editorapp.text.document import LineEnding
from editorapp.text.selection import Range
from editorapp.text.tree import CHUNK_SIZE

LF, CRLF, CR = LineEnding.LF, LineEnding.CRLF, LineEnding.CR


def words(text: str) -> int:
    return count(Buffer(text)).words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("   \t\r\n ", 0),
        ("one", 1),
        ("  one   two\tthree\nfour\r\nfive\u00a0six\u3000seven  ", 7),
        ("don't stop, it's well-known: 3.14 (and/or 1,000)", 7),
        ("mail user@example.com or see https://example.com/a?b=c#d", 5),
        ("snake_case f(x)", 2),
        ("- a bullet", 2),
        ("salt & pepper = tasty", 3),
        ("| a | b |", 2),
        ("***", 0),
        ("so—he said—no…maybe", 5),
        ("1990–2000", 1),
        ("“quoted” ’tis", 2),
        ("😀 fine", 1),
        ("naïve cafe\u0301 \u0301", 3),
        ("Ελληνικά, русский!", 2),
        ("한국어 문장", 2),
        ("zero\u200bwidth soft\u00adhyphen", 3),
    ],
)
def test_a_word_is_what_stands_between_white_space_and_has_a_letter_or_digit(
    text: str, expected: int
) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好", 2),
        ("你好，世界。", 4),
        ("《书》 abc", 2),
        ("Python编程book", 4),
        ("第3章", 3),
        ("abc，def", 2),
        ("ひらカタ", 4),
        ("か\u3099く", 2),
        ("漢\ufe00字", 2),
        ("漢\ufe00 abc", 2),
        ("日-abc", 2),
        ("\U00020000\U00020001", 2),
    ],
)
def test_each_chinese_character_and_each_kana_is_a_word(text: str, expected: int) -> None:
    assert words(text) == expected


def test_many_signs_in_a_row_separate_words_and_few_join_them() -> None:
    assert words("one" + "." * (SEPARATING_SIGNS - 1) + "two") == 1
    assert words("one" + "." * SEPARATING_SIGNS + "two") == 2
    assert words("one" + "." * 100 + "12") == 2
    assert words("#" * 100 + "one") == 1


@pytest.mark.parametrize("text", ["one\r\ntwo\r\n", "one\ntwo\n", "one\rtwo\r"])
def test_line_breaks_of_every_kind_end_a_line(text: str) -> None:
    assert count(Buffer(text))[:4] == (2, len(text), 6, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("one", {}),
        ("one\ntwo\n", {LF: 2}),
        ("one\r\ntwo\r\n", {CRLF: 2}),
        ("one\ntwo\r\nthree\r", {LF: 1, CRLF: 1, CR: 1}),
        ("\r\r\n\n\r", {LF: 1, CRLF: 1, CR: 2}),
        ("x" * CHUNK_SIZE * 2 + "\r\n", {CRLF: 1}),
    ],
)
def test_line_breaks_are_counted_by_their_kind(text: str, expected: dict[LineEnding, int]) -> None:
    assert count(Buffer(text)).line_breaks() == expected


def test_characters_are_code_points_and_visible_ones_are_no_white_space() -> None:
    assert count(Buffer("a\u0301 b\u2003—😀")) == Counts(2, 7, 5, 1)


def test_the_chunks_of_a_text_make_no_difference() -> None:
    for text in ("word " * 3000, "漢字 don't…" * 1500, "." * 20_000, "x" * 20_000, "a........" * 2000):
        for offset in (CHUNK_SIZE - 3, CHUNK_SIZE, CHUNK_SIZE + 3):
            split = Buffer([text[:offset], text[offset:]])
            assert count(split).words == reference(text)


def test_counting_can_be_ended_at_each_chunk() -> None:
    calls: list[int] = []

    def pause() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        count(Buffer("word " * 10_000), pause)


SPACES, SIGNS, MARKS, IDEOGRAPHS = " \n\r\t—…。", "'.-_\udc80😀", "\u0301\u3099\ufe00", "漢字か"


def reference(text: str) -> int:
    """Count words the slow way: a word starts where what is before it, signs left out, is none of one."""
    found = 0
    for index, character in enumerate(text):
        if character in IDEOGRAPHS:
            found += 1
        elif character not in SPACES + SIGNS:
            near = text[max(0, index - SEPARATING_SIGNS) : index]
            before = near.rstrip(SIGNS)[-1:]
            is_mark_of_ideograph = character in MARKS and near[-1:] in tuple(IDEOGRAPHS)
            found += (not before or before in SPACES + IDEOGRAPHS) and not is_mark_of_ideograph
    return found


# Rows of signs about as long as those that separate words, and all that can be beside them.
PIECES = [*"ab1'.- \n\r\té\u0301—漢か。\u3099\ufe00\udc80😀я", "\r\n", *("." * n for n in range(5, 11))]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
LONG_TEXTS = st.builds(lambda text, times: text * times, TEXTS, st.sampled_from([1, 1, 5, 200]))


@given(LONG_TEXTS)
def test_counting_in_bulk_is_looking_at_each_code_point(text: str) -> None:
    assert words(text) == reference(text)
    assert count(Buffer(text)).visible == sum(not character.isspace() for character in text)


@given(TEXTS, st.integers(0, 100))
def test_it_makes_no_difference_where_chunks_of_a_text_end(text: str, cut: int) -> None:
    assert count(Buffer([text[:cut], text[cut:]])) == count(Buffer(list(text))) == count(Buffer(text))
    assert count(Buffer(list(text))).words == reference(text)


@st.composite
def change_sets(draw: st.DrawFn, buffer: Buffer) -> ChangeSet:
    """Edits in order and apart, that may touch; some near each other, some far."""
    places = sorted(draw(st.lists(st.integers(0, len(buffer)), max_size=8)))
    edits = []
    end = 0
    for place in places:
        start = max(place, end)
        end = min(len(buffer), start + draw(st.sampled_from([0, 0, 1, 2, 7, 8, 9, 20])))
        edits.append((start, end, draw(st.one_of(st.sampled_from(["", "a", " ", "."]), TEXTS))))
    return ChangeSet.replacing(buffer, edits)


@settings(max_examples=300)
@given(LONG_TEXTS, st.data())
def test_following_changes_leads_to_what_counting_again_leads_to(text: str, data: st.DataObject) -> None:
    buffer = Buffer(text)
    counts = count(buffer)
    for _ in range(data.draw(st.integers(1, 5))):
        changes = data.draw(change_sets(buffer))
        changed = changes.apply(buffer)
        counts = after(counts, buffer, changes, changed)
        assert counts == count(Buffer(str(changed)))
        buffer = changed


@given(LONG_TEXTS, st.data())
def test_undoing_a_change_brings_the_counts_back(text: str, data: st.DataObject) -> None:
    buffer = Buffer(text)
    changes = data.draw(change_sets(buffer))
    changed = changes.apply(buffer)
    counts = count(buffer)
    assert after(after(counts, buffer, changes, changed), changed, changes.inverted(), buffer) == counts


@pytest.mark.parametrize(
    ("before", "start", "end", "inserted"),
    [
        ("a\rb", 2, 2, "\n"),  # a CR becomes a CRLF
        ("a\r\nb", 2, 2, "x"),  # and a CRLF a CR and an LF
        ("a\r\nb", 1, 2, ""),
        ("a\nb", 1, 1, "\r"),
    ],
)
def test_line_breaks_that_become_others_where_a_change_touches_them(
    before: str, start: int, end: int, inserted: str
) -> None:
    buffer = Buffer(before)
    changes = ChangeSet.replacing(buffer, [(start, end, inserted)])
    changed = changes.apply(buffer)
    assert after(count(buffer), buffer, changes, changed) == count(Buffer(str(changed)))


def test_following_a_change_looks_at_the_changed_place_only() -> None:
    line = "word " * 100_000
    buffer = Buffer(line)
    changes = ChangeSet.replacing(buffer, [(250_000, 250_001, "x"), (400_000, 400_000, " ")])
    looks: list[int] = []
    after(count(buffer), buffer, changes, changes.apply(buffer), lambda: looks.append(1))
    assert len(looks) <= 2 * 2 * 2  # two places, before and after, each in at most two chunks


def test_selected_parts_are_counted_each_for_itself() -> None:
    buffer = Buffer("one two\nthree\nfour")
    assert count_ranges(buffer, [Range(0, 3)]) == Counts(1, 3, 3, 1)
    assert count_ranges(buffer, [Range(2, 1), Range(5, 4)]) == Counts(2, 2, 2, 1)
    assert count_ranges(buffer, [Range(4, 10)]) == Counts(2, 6, 5, 2)
    assert count_ranges(buffer, [Range(0, 0), Range(4, 4)]) == Counts(0, 0, 0, 0)


def test_a_line_is_selected_where_something_of_it_is_and_counted_once() -> None:
    buffer = Buffer("one\r\ntwo\r\n\r\nthree")
    assert count_ranges(buffer, [Range(0, 5)]).lines == 1
    assert count_ranges(buffer, [Range(0, 6)]).lines == 2
    assert count_ranges(buffer, [Range(3, 5), Range(10, 12)]).lines == 2
    assert count_ranges(buffer, [Range(0, 1), Range(2, 6), Range(7, 8)]).lines == 2
    assert count_ranges(buffer, [Range(0, len(buffer))]).lines == 4
