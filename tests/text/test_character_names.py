"""Characters are found by words of their names, by their numbers, or as themselves."""

from __future__ import annotations

import pytest

from editorapp.text.character_names import Character, CharacterNames, character_of, named_characters

NAMES = CharacterNames(named_characters())


def found(words: str, most: int = 3) -> list[str]:
    return [chr(character.code) for character in NAMES.found(words, most)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("euro sign", "€"),
        ("sign euro", "€"),
        ("Euro", "€"),
        ("eur sig", "€"),
        ("e with acute small latin", "é"),
        ("left-pointing double angle", "«"),
        ("left pointing double angle", "«"),
        ("grinning face", "\U0001f600"),
    ],
)
def test_words_of_a_name_in_any_order_find_what_has_little_else_in_its_name(words: str, first: str) -> None:
    assert found(words)[0] == first


@pytest.mark.parametrize("words", ["20ac", "U+20AC", "0x20AC", "\\u20ac", "&#x20ac;", "€", " € "])
def test_a_number_and_the_character_itself_find_it(words: str) -> None:
    assert found(words) == ["€"]


def test_a_number_that_is_also_part_of_a_name_comes_first() -> None:
    assert found("ac", 2) == ["\u00ac", *found("ac", 3)[1:2]]
    assert len(found("ac", 3)) == 3


def test_characters_that_are_named_after_their_number_are_found_by_it() -> None:
    assert found("4e2d") == found("中") == ["中"]
    assert found("d55c") == ["한"]
    assert all(code != 0x4E2D for code, _ in named_characters())


@pytest.mark.parametrize("words", ["", "   ", "no such character", "110000", "d800", "ffff"])
def test_what_means_no_character_finds_none(words: str) -> None:
    assert found(words) == []


def test_no_more_are_returned_than_wanted_and_none_twice() -> None:
    assert len(found("letter", 50)) == 50
    assert len(set(NAMES.found("a", 5_000))) == 5_000


def test_gathering_the_names_can_be_ended() -> None:
    def pause() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        next(named_characters(pause))


def test_a_number_without_a_character() -> None:
    assert character_of(0x41) == Character(0x41, "LATIN CAPITAL LETTER A")
    assert character_of(-1) is character_of(0x0A) is character_of(0x110000) is None
