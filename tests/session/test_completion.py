"""Which words are offered for what was begun, and in which order."""

from __future__ import annotations

import pytest

from editorapp.session.completion import MOST_OFFERED, offer, part_to_complete
from editorapp.text.buffer import Buffer
from editorapp.text.word_index import Vocabulary


def offered(marked: str, *others: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is offered at the bar in a text, with the words of other texts."""
    position = marked.index("|")
    buffer = Buffer(marked.replace("|", ""))
    part = part_to_complete(buffer, position, letters=0)
    assert part is not None
    return offer(buffer, position, part, [Vocabulary(words) for words in others]).words


def test_the_nearest_words_come_first_before_or_behind_the_caret() -> None:
    assert offered("prior printer pr| private\nprison") == ("private", "printer", "prison", "prior")


def test_words_that_begin_so_come_before_those_that_hold_the_letters() -> None:
    assert offered("spring other pr|", ("print",), ("prior", "paper")) == (
        "print",
        "prior",
        "spring",
        "paper",
    )


def test_capitals_do_not_matter_but_the_word_that_stands_there_is_not_offered() -> None:
    assert offered("Print PRINT print print|") == ("PRINT", "Print")


def test_no_word_comes_twice() -> None:
    assert offered("print print pri|", ("print", "prior"), ("prior",)) == ("print", "prior")


def test_without_a_letter_the_nearest_words_are_offered() -> None:
    assert offered("one two three | four", ("far",)) == ("three", "four", "two", "one")


def test_there_are_not_more_than_can_be_read() -> None:
    assert len(offered("word|", tuple(f"word{number}" for number in range(1000)))) == MOST_OFFERED


def test_the_word_around_the_caret_is_not_a_word_to_complete_it_with() -> None:
    assert offered("pri|vate printer") == ("printer",)


@pytest.mark.parametrize(
    ("marked", "letters", "part"),
    [
        ("pri|", 3, "pri"),
        ("pr|", 3, None),
        ("pri|vate", 3, None),
        ("pri|vate", 0, "pri"),
        ("12|", 2, None),
        ("12|", 0, None),
        ("x |", 0, ""),
        ("x |", 1, None),
    ],
)
def test_where_words_are_offered(marked: str, letters: int, part: str | None) -> None:
    position = marked.index("|")
    assert part_to_complete(Buffer(marked.replace("|", "")), position, letters=letters) == part
