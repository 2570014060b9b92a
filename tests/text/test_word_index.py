"""The words of a text, kept up with its changes; and which of them begin with something or hold its letters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.text import word_index
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.word_index import (
    LONGEST_WORD,
    Vocabulary,
    WordIndex,
    fits,
    folded,
    is_in_word,
    typed_part,
    words_in,
)

TEXTS = st.text(st.sampled_from("ab_1 \n日é"), max_size=40)


def words_of(text: str) -> set[str]:
    return {word for _, word in words_in(text)}


# --- what a word is -----------------------------------------------------------------------------------------


def test_words_have_three_letters_or_more_and_begin_with_no_digit() -> None:
    assert words_of("an old_name x2 a_1, 12ab Größe क्षत्रिय " + "x" * (LONGEST_WORD + 1)) == {
        "old_name",
        "a_1",
        "Größe",
        "क्षत्रिय",
    }


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("see old_na", "old_na"),
        ("object.na", "na"),
        ("Grö", "Grö"),
        ("end ", ""),
        ("", ""),
        ("12", None),
        ("12ab", None),
        ("x" * LONGEST_WORD, "x" * LONGEST_WORD),
        ("x" * (LONGEST_WORD + 1), None),
    ],
)
def test_the_part_of_a_word_before_a_position(text: str, part: str | None) -> None:
    assert typed_part(Buffer(text + " behind"), len(text)) == part


def test_a_position_in_a_word() -> None:
    assert [is_in_word(Buffer("a b"), position) for position in range(4)] == [True, False, True, False]


@given(st.text())
def test_a_text_without_capitals_is_as_long_as_it_was(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert folded("İÀß") == "İàß"


# --- words that fit -----------------------------------------------------------------------------------------


def test_words_that_begin_with_a_part_come_in_their_order_whatever_their_capitals() -> None:
    words = Vocabulary(("print", "imprint", "Private", "PRIVACY", "par"))
    assert list(words.starting("pRi")) == ["print", "Private", "PRIVACY"]
    assert list(words.starting("x")) == []
    assert list(words.starting("print")) == ["print"]


def test_words_that_hold_letters_in_their_order() -> None:
    words = Vocabulary(("reply", "Repair", "pear", "per", "a.b"))
    assert list(words.holding("rpr", 100)) == ["Repair"]
    assert list(words.holding("pr", 100)) == ["Repair", "pear", "per"]
    assert list(words.holding("pr", 8)) == []
    assert list(words.holding(".", 100)) == ["a.b"]


@given(st.lists(TEXTS, max_size=6), st.text(st.sampled_from("abA_1"), min_size=1, max_size=3))
def test_a_vocabulary_finds_what_going_over_its_words_finds(texts: list[str], part: str) -> None:
    words = tuple(dict.fromkeys(word for text in texts for _, word in words_in(text)))
    vocabulary = Vocabulary(words)
    assert list(vocabulary.starting(part)) == [w for w in words if folded(w).startswith(folded(part))]
    assert list(vocabulary.holding(part, 10_000)) == [w for w in words if fits(part, w)]


# --- kept up with changes -----------------------------------------------------------------------------------


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks and words so small that few letters make many of them."""
    for name, size in (("_BLOCK", 8), ("_SLICE", 4), ("LONGEST_WORD", 6), ("REACH", 10_000)):
        monkeypatch.setattr(word_index, name, size)


@pytest.mark.usefixtures("small_blocks")
@given(st.data())
@settings(max_examples=200)
def test_after_any_changes_it_knows_the_words_of_the_text(data: st.DataObject) -> None:
    buffer = Buffer(data.draw(TEXTS))
    index = WordIndex().filled(buffer, 0)
    for _ in range(data.draw(st.integers(1, 4))):
        positions = sorted(data.draw(st.lists(st.integers(0, len(buffer)), min_size=2, max_size=4)))
        edits = [
            (start, end, data.draw(TEXTS))
            for start, end in zip(positions[::2], positions[1::2], strict=False)
        ]
        changes = ChangeSet.replacing(buffer, edits)
        buffer = changes.apply(buffer)
        index = index.after(changes)
        if data.draw(st.booleans()):
            index = index.filled(buffer, data.draw(st.integers(0, len(buffer))))
    index = index.filled(buffer, 0)
    assert set(index.vocabulary.words) == words_of(str(buffer))


def test_only_what_has_changed_is_read_again() -> None:
    buffer = Buffer("some words of a text\n" * 20_000)
    rests: list[None] = []
    index = WordIndex().filled(buffer, 0, lambda: rests.append(None))
    whole = len(rests)
    changes = ChangeSet.replacing(buffer, [(200_000, 200_000, "unheard")])
    rests.clear()
    index = index.after(changes).filled(changes.apply(buffer), 200_000, lambda: rests.append(None))
    assert "someunheard" in index.vocabulary.words or "unheard" in " ".join(index.vocabulary.words)
    assert len(rests) < whole / 3
    assert index.filled(changes.apply(buffer), 200_000) is index


def test_of_a_huge_text_the_words_around_a_position_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_index, "REACH", 50_000)
    buffer = Buffer("".join(f"word_{number} " for number in range(50_000)))
    index = WordIndex().filled(buffer, 300_000)
    near = buffer.slice(299_000, 301_000).split()[5]
    assert near in index.vocabulary.words
    assert index.vocabulary.words.index(near) < 4_000
    assert "word_1" not in index.vocabulary.words
    assert index.filled(buffer, 310_000) is index
    assert "word_1" in index.filled(buffer, 0).vocabulary.words
