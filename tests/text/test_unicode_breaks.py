"""The cases of Unicode's own test files for annex 29: where characters and words begin and end.

The files are those of Unicode 17.0, from https://www.unicode.org/Public/17.0.0/ucd/auxiliary/ (see
https://www.unicode.org/license.txt); their first lines explain their form.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from editorapp.text.buffer import Buffer
from editorapp.text.grapheme import boundary_at_or_before, clusters, next_boundary, previous_boundary
from editorapp.text.word_break import word_boundaries

FOLDER = Path(__file__).parent / "unicode"


def cases(name: str) -> list[tuple[str, list[int]]]:
    """The texts of a file, each with its boundaries in code points."""
    found = []
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        text, boundaries = "", []
        for sign in line.partition("#")[0].split():
            if sign == "÷":
                boundaries.append(len(text))
            elif sign != "×":
                text += chr(int(sign, 16))
        if text:
            found.append((text, boundaries))
    return found


GRAPHEMES = cases("GraphemeBreakTest.txt")
WORDS = cases("WordBreakTest.txt")


def test_all_cases_are_read() -> None:
    assert (len(GRAPHEMES), len(WORDS)) == (766, 1944)


def test_a_text_is_split_into_the_characters_that_unicode_says() -> None:
    wrong = [
        (ascii(text), boundaries)
        for text, boundaries in GRAPHEMES
        if clusters(text) != [text[start:end] for start, end in pairwise(boundaries)]
    ]
    assert wrong == []


@pytest.mark.parametrize("behind", ["", "\n"])
def test_steps_and_snapping_stop_at_the_boundaries_that_unicode_says(behind: str) -> None:
    for text, boundaries in GRAPHEMES:
        if behind and text.endswith("\r"):
            continue  # the two belong together
        buffer = Buffer(text + behind)
        for before, after in pairwise(boundaries):
            assert next_boundary(buffer, before) == after, ascii(text)
            assert previous_boundary(buffer, after) == before, ascii(text)
            for position in range(before, after):
                assert boundary_at_or_before(buffer, position) == before, ascii(text)


def test_a_text_is_split_into_the_words_that_unicode_says() -> None:
    wrong = [
        (ascii(text), boundaries, word_boundaries(text))
        for text, boundaries in WORDS
        if word_boundaries(text) != boundaries
    ]
    assert wrong == []


def test_nothing_has_no_words() -> None:
    assert word_boundaries("") == []
