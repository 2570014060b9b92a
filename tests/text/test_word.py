"""Words, for Ctrl+arrow, Ctrl+Backspace and double click."""

from __future__ import annotations

import pytest

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout
from editorapp.text.word import next_word_end, previous_word_start, word_around, word_of


def stops(text: str, *, forward: bool) -> str:
    """Walk through a text word by word and draw where the walk stops."""
    buffer = Buffer(text)
    position = 0 if forward else len(text)
    reached = set()
    for _ in range(len(text) + 1):
        position = next_word_end(buffer, position) if forward else previous_word_start(buffer, position)
        reached.add(position)
    return "".join(
        ("|" if offset in reached else "") + text[offset : offset + 1] for offset in range(len(text) + 1)
    )


@pytest.mark.parametrize(
    ("ends", "starts"),
    [
        ("one| two|", "|one |two"),
        ("one|  ,.!?| x|", "|one  |,.!? |x"),
        ("snake_case|(|x1|)|", "|snake_case|(|x1|)"),
        ("naïve| Straße| слово| 中文|", "|naïve |Straße |слово |中文"),
        ("e\u0301te\u0301| x|", "|e\u0301te\u0301 |x"),
        ("a| |\n|\n|  b|", "|a |\n|\n|  |b"),
        ("a|\r\n|b|", "|a|\r\n|b"),
        ("|", "|"),
        ("   |", "|   "),
    ],
)
def test_where_a_walk_stops(ends: str, starts: str) -> None:
    assert stops(ends.replace("|", ""), forward=True) == ends
    assert stops(starts.replace("|", ""), forward=False) == starts


def test_a_word_may_be_longer_than_what_is_looked_at_first() -> None:
    buffer = Buffer("." + "x" * 1000 + " " * 1000 + "y")
    assert next_word_end(buffer, 1) == 1001
    assert previous_word_start(buffer, 2001) == 1
    assert word_around(buffer, 500) == (1, 1001)
    assert word_around(buffer, 1500) == (1001, 2001)


@pytest.mark.parametrize(
    ("text", "position", "word"),
    [
        ("one two", 1, "one"),
        ("one two", 3, "one"),  # at its end it is still that word
        ("one two", 4, "two"),
        ("a   b", 2, "   "),
        ("f(x)", 1, "f"),
        ("f(x)", 3, "x"),
        ("x))", 2, "))"),
        ("one\ntwo", 3, "one"),
        ("one\ntwo", 4, "two"),
        ("\n\n", 1, ""),
        ("", 0, ""),
    ],
)
def test_the_word_around_a_position(text: str, position: int, word: str) -> None:
    start, end = word_around(Buffer(text), position)
    assert text[start:end] == word
    assert start <= position <= end


@pytest.mark.parametrize("language", ["", "markdown"])
@pytest.mark.parametrize(
    ("text", "position", "word"),
    [
        ("they don't.", 7, "don't"),
        ("they don't.", 8, "don't"),
        ("they don't.", 10, "don't"),
        ("pi is 3.14, so", 7, "3.14"),
        ("'so'", 0, "'"),
        ("one two", 3, "one"),
        ("one two", 4, "two"),
        ("a   b", 2, "   "),
        ("x == y", 3, "=="),
        ("e\u0301te\u0301 x", 1, "e\u0301te\u0301"),
        ("ha 👩‍👩‍👧👍🏽!", 4, "👩‍👩‍👧"),
        ("ha 👩‍👩‍👧👍🏽!", 8, "👍🏽"),
        ("🇩🇪🇫🇷", 2, "🇫🇷"),
        ("カタカナと漢字", 1, "カタカナ"),
        ("カタカナと漢字", 5, "漢"),
        ("อยู่", 2, "ยู่"),
        ("one\ntwo", 3, "one"),
        ("\n\n", 1, ""),
        ("", 0, ""),
    ],
)
def test_the_word_at_a_position_of_a_text_that_people_read(
    language: str, text: str, position: int, word: str
) -> None:
    start, end = word_of(Document(Buffer(text), layout=Layout(language=language)), position)
    assert text[start:end] == word


def test_words_of_programs_are_runs_of_letters_and_digits() -> None:
    document = Document(Buffer("don't 3.14"), layout=Layout(language="python"))
    assert word_of(document, 1) == (0, 3)
    assert word_of(document, 6) == (6, 7)


def test_a_word_that_people_read_is_found_in_a_very_long_line_without_going_over_it() -> None:
    text = "don't " * 100_000
    assert word_of(Document(Buffer(text)), 300_002) == (300_000, 300_005)
    text = "x" * 1_000 + "'" + "y" * 500
    assert word_of(Document(Buffer(f"a {text} b")), 900) == (2, 1503)
    assert word_of(Document(Buffer("x" * 10_000)), 5_000) == (0, 10_000)
