"""Owns `Counts` of a text: words, characters, lines and their ends, and how they follow a change at little cost.

Does not know who wants them, nor threads: work that may take long calls a port between its parts.

What is a word is decided by a code point and the few before it, so that a change only touches the counts
around it, however long the document and its lines are:

* White space separates words, and so do dashes of a sentence (—), the ellipsis (…), the zero-width space, and the
  full-width and ideographic punctuation of Chinese and Japanese.
* Letters, digits and marks make words. Other signs alone make none: a bullet, a table's bars, `=` and `&`
  are no words. Signs between letters join them: "don't", "well-known", "3.14", "and/or", an address in the
  web and "user@example.com" are one word each.
* Eight or more such signs in a row separate: "Chapter one ........ 12" has three words.
* Each Chinese character and each kana counts as a word, since nothing separates words there. Korean has white
  space. So do Thai, Lao and Khmer not have, and what stands between white space is counted as one word.

Characters are code points, line breaks and marks included; grapheme clusters are not counted, since where one
starts can depend on text arbitrarily far before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import LineEnding
from editorapp.text.pause import Pause, go_on
from editorapp.text.selection import Range

SEPARATING_SIGNS: Final = 8
"""So many signs in a row separate words; also how far, in code points, it is seen where a word starts."""

_LETTER, _MARK, _IDEOGRAPH, _SIGN, _SPACE = "a", "m", "c", ".", " "
_RULER: Final = re.compile(rb"\.{%d,}" % SEPARATING_SIGNS)
_SHORTEST_RULER: Final = b"." * SEPARATING_SIGNS

_SEPARATORS: Final = frozenset("\u200b\u2014\u2015\u2026")
_IDEOGRAPHS: Final = tuple(
    range(first, last + 1)
    for first, last in (
        (0x3005, 0x3007),  # iteration mark, closing mark, zero
        (0x3021, 0x3029),  # numerals of Hangzhou
        (0x3031, 0x3035),  # kana repeat marks
        (0x3041, 0x30FF),  # hiragana and katakana
        (0x31F0, 0x31FF),  # small katakana
        (0x3400, 0x4DBF),
        (0x4E00, 0x9FFF),
        (0xF900, 0xFAFF),
        (0xFF66, 0xFF9D),  # half-width katakana
        (0x1AFF0, 0x1B16F),  # more kana
        (0x20000, 0x3FFFD),
    )
)
_WIDE_SIGNS: Final = (range(0x3001, 0x3021), range(0x3030, 0x3040), range(0xFF01, 0xFF66))


class Counts(NamedTuple):
    """What is in a text, or in the selected parts of one.

    Attributes:
        words: the words; what one is stands at the top of this module.
        characters: the code points, white space and line breaks included.
        visible: the code points that are not white space.
        lines: the lines, at least 1 for a document; those that hold something of it, for a selection.
        returns: the carriage returns, those of CRLF included; none for a selection.
        pairs: the line breaks that are CRLF; none for a selection.
    """

    words: int
    characters: int
    visible: int
    lines: int
    returns: int = 0
    pairs: int = 0

    def line_breaks(self) -> dict[LineEnding, int]:
        """Return how many line breaks of each kind a document has, for the kinds that it has."""
        found = {
            LineEnding.LF: self.lines - 1 - self.returns,
            LineEnding.CRLF: self.pairs,
            LineEnding.CR: self.returns - self.pairs,
        }
        return {ending: number for ending, number in found.items() if number}


class _Tally(NamedTuple):
    """What starts in a stretch of text: words, visible characters, carriage returns and CRLFs."""

    words: int = 0
    visible: int = 0
    returns: int = 0
    pairs: int = 0


def count(buffer: Buffer, pause: Pause = go_on) -> Counts:
    """Count a whole text.

    Args:
        buffer: the text.
        pause: called before each chunk of it, some thousand code points.
    """
    words, visible, returns, pairs = _tally(buffer.chunks(), "", pause)
    return Counts(words, len(buffer), visible, buffer.line_count, returns, pairs)


def count_ranges(buffer: Buffer, ranges: Sequence[Range], pause: Pause = go_on) -> Counts:
    """Count parts of a text, each as if it were a text of its own; a line is counted once.

    Args:
        buffer: the text.
        ranges: its parts in order and apart, as a selection has them.
        pause: called before each part and each chunk of one.
    """
    words = visible = characters = lines = 0
    last_line = -1
    for part in ranges:
        pause()
        if part.is_caret:
            continue
        more = _tally(buffer.chunks(part.start, part.end), "", pause)
        words, visible = words + more.words, visible + more.visible
        characters += part.end - part.start
        # A line whose break alone is selected is touched, the line behind the break is not.
        first, final = buffer.line_at(part.start), buffer.line_at(part.end - 1)
        lines += final - max(first, last_line + 1) + 1
        last_line = final
    return Counts(words, characters, visible, lines)


def after(
    counts: Counts, before: Buffer, changes: ChangeSet, changed: Buffer, pause: Pause = go_on
) -> Counts:
    """Return the counts of a text after a change, looking at the changed places only.

    Args:
        counts: those of the text before.
        before: the text before.
        changes: what has changed.
        changed: the text after.
        pause: called for each place and each chunk of it.
    """
    words, visible, returns, pairs = counts.words, counts.visible, counts.returns, counts.pairs
    for start, end, new_start, new_end in _places(changes.changes):
        lost = _tally_place(before, start, end, pause)
        gained = _tally_place(changed, new_start, new_end, pause)
        words += gained.words - lost.words
        visible += gained.visible - lost.visible
        returns += gained.returns - lost.returns
        pairs += gained.pairs - lost.pairs
    return Counts(words, len(changed), visible, changed.line_count, returns, pairs)


def _places(changes: tuple[Change, ...]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the places that changes touch, in the text before and after; those that touch each other are one."""
    shift = 0
    index = 0
    while index < len(changes):
        start, new_start = changes[index].start, changes[index].start + shift
        end = start
        while index < len(changes) and changes[index].start <= end + SEPARATING_SIGNS:
            change = changes[index]
            end = change.end
            shift += len(change.inserted) - len(change.removed)
            index += 1
        yield start, end, new_start, end + shift


def _tally_place(buffer: Buffer, start: int, end: int, pause: Pause) -> _Tally:
    """Count from start to a little behind end, where starts of words may change."""
    context = buffer.slice(start - SEPARATING_SIGNS, start)
    return _tally(buffer.chunks(start, end + SEPARATING_SIGNS), context, pause)


def _tally(chunks: Iterable[str], context: str, pause: Pause) -> _Tally:
    """Count in chunks that follow each other.

    Args:
        chunks: the text.
        context: the code points before it, as many as can matter.
        pause: called before each chunk.
    """
    words = visible = returns = pairs = 0
    for chunk in chunks:
        pause()
        here = chunk.count("\r")
        returns += here
        if here or context.endswith("\r"):
            pairs += (context[-1:] + chunk).count("\r\n")
        try:
            known = chunk.encode("latin-1").translate(_LATIN)
            visible += len(known) - known.count(b" ")
        except UnicodeEncodeError:
            known = _classes(chunk)
            visible += sum(map(len, chunk.split()))
        before = _classes(context)
        words += _starts(before + known) - _starts(before)
        context = (context + chunk[-SEPARATING_SIGNS:])[-SEPARATING_SIGNS:]
    return _Tally(words, visible, returns, pairs)


def _classes(text: str) -> bytes:
    return text.translate(_CLASSES).encode("ascii")


def _starts(classes: bytes) -> int:
    """Return how many words start in a text, given the classes of its code points."""
    if _SHORTEST_RULER in classes:
        classes = _RULER.sub(b" ", classes)
    classes = b" " + classes
    if b"c" not in classes and b"m" not in classes:
        return classes.translate(None, b".").count(b" a")
    # A mark belongs to the ideograph before it, and whatever follows a mark goes on with its word.
    ideographs = classes.count(b"c")
    classes = classes.replace(b"cm", b"cx").translate(None, b".").replace(b"m", b"a")
    return ideographs + classes.count(b" a") + classes.count(b"ca")


def _class_of(character: str) -> str:
    """Return the class of a code point; nothing but it decides."""
    if character.isspace() or character in _SEPARATORS:
        return _SPACE
    category = unicodedata.category(character)
    if category[0] == "M":
        return _MARK
    if any(ord(character) in block for block in _IDEOGRAPHS) and category[0] in "LN":
        return _IDEOGRAPH
    if category[0] in "LN":
        return _LETTER
    is_wide = any(ord(character) in block for block in _WIDE_SIGNS)
    return _SPACE if is_wide else _SIGN


class _Classes(dict[int, str]):
    """The classes of code points, found out when they are first met."""

    def __missing__(self, code_point: int) -> str:
        found = self[code_point] = _class_of(chr(code_point))
        return found


_CLASSES: Final = _Classes()
_LATIN: Final = bytes(ord(_class_of(chr(code_point))) for code_point in range(256))
