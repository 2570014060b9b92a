"""Owns `WordIndex`: which words a text holds, kept up with its changes, and quick to ask for those that fit.

Does not know which of them a person may want first, nor other texts.

The text, or of a huge one the stretch around a position, is cut into blocks. A change makes the blocks stale that
it touches; only these are read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import regex

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.pause import Pause, go_on

LONGEST_WORD: Final = 64
"""Longer runs of letters are no words that anybody would want to have completed (code points)."""

SHORTEST_WORD: Final = 3
REACH: Final = 2_000_000
"""So far to each side of a position the words of a text are known, in code points."""

_BLOCK: Final = 16_384
_MOST_WORDS: Final = 60_000
_SLICE: Final = 2_048
"""So much is searched for words at once: it takes less than a millisecond."""

_WORD: Final = regex.compile(r"[_\p{L}\p{N}\p{M}]++")
_ASCII_WORD: Final = re.compile(r"\w+", re.ASCII)
_TYPED: Final = regex.compile(r"(?r)[_\p{L}\p{N}\p{M}]+")
_IN_WORD: Final = regex.compile(r"[_\p{L}\p{N}\p{M}]")


def typed_part(buffer: Buffer, position: int) -> str | None:
    """Return the part of a word that stands before a position; empty where no word does.

    Args:
        buffer: the text.
        position: in code points.

    Returns:
        The part; None for what is no word to complete: a number, or what is very long.
    """
    before = buffer.slice(position - LONGEST_WORD - 1, position)
    if not _IN_WORD.match(before[-1:]):
        return ""
    found = _TYPED.search(before)
    part = str(found[0]) if found else ""
    return None if len(part) > LONGEST_WORD or part[0].isnumeric() else part


def is_in_word(buffer: Buffer, position: int) -> bool:
    """Tell whether the code point behind a position belongs to a word."""
    return _IN_WORD.match(buffer.slice(position, position + 1)) is not None


def words_in(text: str) -> list[tuple[int, str]]:
    """Return the words of a text that are worth completing, with where they start.

    They have three code points or more, but not very many, and begin with a letter or an underscore.
    """
    pattern = _ASCII_WORD if text.isascii() else _WORD
    return [
        (match.start(), match[0])
        for match in pattern.finditer(text)
        if SHORTEST_WORD <= match.end() - match.start() <= LONGEST_WORD and not match[0][0].isnumeric()
    ]


def folded(text: str) -> str:
    """Return a text of the same length in which capitals are small letters."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(one if len(one.lower()) != 1 else one.lower() for one in text)


def fits(part: str, word: str) -> bool:
    """Tell whether a word is one for what was begun: whether it holds these letters in this order."""
    rest = iter(folded(word))
    return all(letter in rest for letter in folded(part))


class Vocabulary:
    """Words, each once, in an order that is kept; quick to ask for those that begin with something."""

    __slots__ = ("_folded", "_text", "words")

    def __init__(self, words: tuple[str, ...] = ()) -> None:
        """Take the words, each once."""
        self.words = words
        self._text = "\n" + "\n".join(words) + "\n"
        self._folded = folded(self._text)

    def starting(self, part: str) -> Iterator[str]:
        """Yield the words that begin with a part, capitals or not, in their order."""
        wanted = "\n" + folded(part)
        at = self._folded.find(wanted)
        while at >= 0:
            end = self._folded.index("\n", at + 1)
            yield self._text[at + 1 : end]
            at = self._folded.find(wanted, end)

    @property
    def size(self) -> int:
        """How long all words are together, in code points."""
        return len(self._text)

    def holding(self, letters: str, most: int) -> Iterator[str]:
        """Yield the words that have some letters in this order, others between them.

        Args:
            letters: what they have, capitals or not.
            most: how much is looked at, in code points; some 100,000 in a millisecond.
        """
        pattern = re.compile(r"[^\n]*?".join(map(re.escape, folded(letters))))
        at, limit = 0, min(len(self._folded), most)
        while match := pattern.search(self._folded, at, limit):
            start = self._folded.rfind("\n", 0, match.start())
            end = self._folded.index("\n", match.end())
            yield self._text[start + 1 : end]
            at = end


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of the text: its length in code points, and its words; None where they are not known yet."""

    length: int
    words: tuple[str, ...] | None = None


class WordIndex:
    """The words of one revision of a text.

    Attributes:
        vocabulary: the words; those near the position that the text was read around come first.
    """

    __slots__ = ("_blocks", "_start", "vocabulary")

    def __init__(
        self, start: int = 0, blocks: tuple[_Block, ...] = (), vocabulary: Vocabulary | None = None
    ) -> None:
        """Know nothing yet; the arguments are for the methods that lead from one index to the next."""
        self._start = start
        self._blocks = blocks
        self.vocabulary = Vocabulary() if vocabulary is None else vocabulary

    def after(self, changes: ChangeSet) -> WordIndex:
        """Return the index for the text after a change, in which what has changed is still to be read.

        Args:
            changes: what has changed; the work grows with their number and that of the blocks.
        """
        if not changes or not self._blocks:
            return self
        edges = [self._start]
        for block in self._blocks:
            edges.append(edges[-1] + block.length)
        # What comes at the start of the first block belongs to it.
        mapped = [*changes.map(edges[:1], after=False), *changes.map(edges[1:])]
        stale = _touched(edges, changes)
        blocks = []
        for index, (start, end) in enumerate(pairwise(mapped)):
            block = self._blocks[index]
            if end > start:
                blocks.append(_Block(end - start) if index in stale else block)
        return WordIndex(mapped[0], tuple(blocks), self.vocabulary) if blocks else WordIndex()

    def filled(self, buffer: Buffer, around: int, pause: Pause = go_on) -> WordIndex:
        """Return the index in which all words near a position are known.

        Args:
            buffer: the text that this index is for.
            around: the position, such as that of the caret.
            pause: called every millisecond or so; see `Pause`.
        """
        start, blocks = self._reaching(buffer, around)
        if start == self._start and blocks == self._blocks and all(b.words is not None for b in blocks):
            return self
        known = []
        for block in blocks:
            known.append(block if block.words is not None else _read(buffer, start, block.length, pause))
            start += block.length
        first = start - sum(block.length for block in blocks)
        return WordIndex(first, tuple(known), _vocabulary(first, known, around, pause))

    def _reaching(self, buffer: Buffer, around: int) -> tuple[int, tuple[_Block, ...]]:
        """Return where the blocks start, and these, cut or made longer so that they reach as far as they should."""
        first, last = max(0, around - REACH), min(len(buffer), around + REACH)
        start = self._start
        end = start + sum(block.length for block in self._blocks)
        reaches = start <= max(0, around - REACH // 2) and end >= min(len(buffer), around + REACH // 2)
        if not self._blocks or not reaches or end > len(buffer) or end - start > 4 * REACH:
            return first, _cut(last - first)
        blocks: list[_Block] = []
        for block in self._blocks:
            # What was typed into one block makes it long; what was deleted makes it short.
            blocks += _cut(block.length) if block.length > 2 * _BLOCK else (block,)
        return start, tuple(blocks)


def _cut(length: int) -> tuple[_Block, ...]:
    whole, rest = divmod(length, _BLOCK)
    return (_Block(_BLOCK),) * whole + ((_Block(rest),) if rest else ())


def _touched(edges: list[int], changes: ChangeSet) -> set[int]:
    """Return the numbers of the blocks that a change touches, or a word at their edge that it touches."""
    touched: set[int] = set()
    index = 0
    for change in changes.changes:
        first, last = change.start - LONGEST_WORD - 1, change.end + LONGEST_WORD + 1
        while index + 2 < len(edges) and edges[index + 1] < first:
            index += 1
        for number in range(index, len(edges) - 1):
            if edges[number] > last:
                break
            touched.add(number)
    return touched


def _read(buffer: Buffer, start: int, length: int, pause: Pause) -> _Block:
    """Return a block with the words that begin in it."""
    words: dict[str, None] = {}
    for first in range(start, start + length, _SLICE):
        last = min(first + _SLICE, start + length)
        lead = min(first, LONGEST_WORD + 1)
        text = buffer.slice(first - lead, last + LONGEST_WORD + 1)
        for at, word in words_in(text):
            if lead <= at < last - first + lead:
                words[word] = None
        pause()
    return _Block(length, tuple(words))


def _vocabulary(start: int, blocks: list[_Block], around: int, pause: Pause) -> Vocabulary:
    far: list[tuple[int, tuple[str, ...]]] = []
    for block in blocks:
        far.append((abs(start + block.length // 2 - around), block.words or ()))
        start += block.length
    words: dict[str, None] = {}
    for _, of_block in sorted(far, key=lambda one: one[0]):
        words.update(dict.fromkeys(of_block))
        pause()
        if len(words) > _MOST_WORDS:
            break
    return Vocabulary(tuple(words))
