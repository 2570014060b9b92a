"""Owns which words are offered for what a person has begun to write, and in which order.

Does not keep the words of texts (that is `word_index.py`) and does not write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from editorapp.text.buffer import Buffer
from editorapp.text.word_index import (
    LONGEST_WORD,
    Vocabulary,
    is_in_word,
    typed_part,
    words_in,
)

MOST_OFFERED: Final = 40

_NEAR: Final = 4_000
"""So far to each side of the caret a text itself is looked at, in code points: there may be words just typed."""

_MOST_LOOKED_AT: Final = 400
_MOST_SEARCHED: Final = 120_000
"""So much of all words is searched for letters that need not follow each other, in code points."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Words for what was begun.

    Attributes:
        part: what stands before the caret.
        words: what may be meant, the likeliest first.
    """

    part: str
    words: tuple[str, ...]


def part_to_complete(buffer: Buffer, position: int, *, letters: int) -> str | None:
    """Return what of a word stands before a position, where words are to be offered for it; else None.

    Args:
        buffer: the text.
        position: where the caret is.
        letters: so many letters must have been written at least; from 0. With 0 a person has asked, so also in
            the middle of a word.
    """
    part = typed_part(buffer, position)
    if part is not None and letters and (len(part) < letters or is_in_word(buffer, position)):
        return None
    return part


def offer(buffer: Buffer, position: int, part: str, vocabularies: Iterable[Vocabulary]) -> Offer:
    """Return the words that begin with what was written, then those that hold its letters in this order.

    Args:
        buffer: the text that is written in.
        position: where the caret is.
        part: what stands before it.
        vocabularies: the words of this text, then those of other texts, the likeliest first.
    """
    known = tuple(vocabularies)
    near = Vocabulary(tuple(_near(buffer, position, len(part))))
    ordered = (near, *known)
    if not part:
        words: Iterator[str] = iter(near.words)
    else:
        starting = chain.from_iterable(islice(one.starting(part), _MOST_LOOKED_AT) for one in ordered)
        words = chain(starting, _holding(part, ordered) if len(part) > 1 else ())
    # The word as it stands there completes nothing; in other capitals it does.
    return Offer(part, tuple(islice((word for word in _once(words) if word != part), MOST_OFFERED)))


def _holding(part: str, vocabularies: Iterable[Vocabulary]) -> Iterator[str]:
    rest = _MOST_SEARCHED
    for vocabulary in vocabularies:
        if rest > 0:
            yield from islice(vocabulary.holding(part, rest), MOST_OFFERED)
            rest -= vocabulary.size


def _once(words: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for word in words:
        if word not in seen:
            seen.add(word)
            yield word


def _near(buffer: Buffer, position: int, length: int) -> dict[str, None]:
    """Return the words around a position, the nearest first; not the one that is being written."""
    start = max(0, position - _NEAR)
    lead = min(start, LONGEST_WORD + 1)
    text = buffer.slice(start - lead, position + _NEAR)
    caret = position - start + lead
    found = [
        (caret - at - len(word) if at < caret else at - caret, word)
        for at, word in words_in(text)
        if at >= lead and not at <= caret <= at + len(word)
    ]
    found.sort(key=lambda one: one[0])
    return dict.fromkeys(word for _, word in found)
