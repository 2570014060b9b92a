"""Owns the commands that break paragraphs into lines of a width, and make one line of each.

Does not own what a paragraph is, nor the wrapping of a view, which changes no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Final, NamedTuple
from unicodedata import east_asian_width

from msgspec import Meta

from editorapp.commands.context import Context
from editorapp.commands.decision import Decision
from editorapp.commands.line_block import Block, line_changes, selected_runs
from editorapp.commands.specification import DocumentCommand, Nature, Reach, Specification
from editorapp.text.buffer import Buffer
from editorapp.text.column import cluster_width
from editorapp.text.document import Document, Transaction
from editorapp.text.grapheme import clusters
from editorapp.text.language import Language, language_of
from editorapp.text.paragraph import Paragraph, is_blank, paragraphs
from editorapp.text.pause import in_turns

Column = Annotated[int, Meta(ge=1, le=100_000)]
"""Cells of a line."""

_PARAGRAPHS: Final = 32
"""Paragraphs between two pauses."""

_WORD: Final = re.compile(r"[^ \t]+")
_NOT_FIRST: Final = "、。，．：；！？）」』】〉》〕］｝ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…"
_NOT_LAST: Final = "（「『【〈《〔［｛"


class WrapText(DocumentCommand, frozen=True):
    """Break the selected paragraphs, or those of the carets, into lines of at most `column` cells.

    Indentation, comment marks, quote marks and bullets are kept, and words that are longer than a line. With
    `join` lines that are too short are filled up from the next one; without, only lines that are too long change.
    """

    spec: ClassVar = Specification(
        "text.wrap", "Wrap Paragraph", Nature.EDIT, "Text/5", "Alt+Q", reach=Reach.TEXT
    )
    column: Column = 80
    join: bool = True

    def run(self, context: Context) -> Decision:
        """Break them; see the class."""
        return _filled(context, self.column, join=self.join)


class UnwrapText(DocumentCommand, frozen=True):
    """Make one line of each of the selected paragraphs, or of those of the carets."""

    spec: ClassVar = Specification(
        "text.unwrap", "Unwrap Paragraph", Nature.EDIT, "Text/5", "Alt+Shift+Q", reach=Reach.TEXT
    )

    def run(self, context: Context) -> Decision:
        """Make them; see the class."""
        return _filled(context, None, join=True)


def _filled(context: Context, width: int | None, *, join: bool) -> Decision:
    document, pause = context.document, context.pause
    buffer = document.buffer
    language = language_of(document.layout.language)
    edits: list[tuple[int, int, str]] = []
    for first, last in _runs(document, language):
        block = Block.of(buffer, first, last, pause)
        filler = _Filler(document, block, width)
        for paragraph in in_turns(paragraphs(block.texts, language, join=join), pause, _PARAGRAPHS):
            edits += in_turns(filler.edits(paragraph), pause)
    message = "" if edits else "The lines are broken like this already."
    return Decision(Transaction(line_changes(buffer, edits, pause)), message=message)


def _runs(document: Document, language: Language) -> list[tuple[int, int]]:
    """Return the runs of lines to work on: what is selected, or the lines around carets up to blank ones."""
    selected = selected_runs(document)
    if selected:
        return selected
    runs: list[tuple[int, int]] = []
    for current in document.selection.ranges:
        line = document.buffer.line_at(current.head)
        if runs and line <= runs[-1][1]:
            continue
        run = _around(document.buffer, line, language)
        if run is not None:
            runs.append(run)
    return runs


def _around(buffer: Buffer, line: int, language: Language) -> tuple[int, int] | None:
    if is_blank(buffer.line_text(line), language):
        return None
    first = last = line
    while first > 0 and not is_blank(buffer.line_text(first - 1), language):
        first -= 1
    while last + 1 < buffer.line_count and not is_blank(buffer.line_text(last + 1), language):
        last += 1
    found = paragraphs(Block.of(buffer, first, last).texts, language)
    for paragraph in found:
        if paragraph.lines[0].number <= line - first <= paragraph.lines[-1].number:
            return first + paragraph.lines[0].number, first + paragraph.lines[-1].number
    return None


class _Token(NamedTuple):
    """A piece of a line that is not broken.

    Attributes:
        start: where it starts, in code points of the whole text.
        end: where it ends.
        width: its cells.
        gap: what stands before it, behind the token before.
        glue: what stands between both if they are in one line.
        line_break: the line break in the gap, or empty.
    """

    start: int
    end: int
    width: int
    gap: str
    glue: str
    line_break: str


class _Filler:
    """Breaks the paragraphs of a block."""

    def __init__(self, document: Document, block: Block, width: int | None) -> None:
        self._block = block
        self._starts = block.starts()
        self._tab_width = document.layout.tab_width
        self._line_ending = document.layout.line_ending.value
        self._width = width

    def edits(self, paragraph: Paragraph) -> Iterator[tuple[int, int, str]]:
        """Yield the edits that break a paragraph anew; only what is between its words changes."""
        first = paragraph.lines[0]
        text = self._block.texts[first.number]
        rest = paragraph.rest
        rest_width = _cells(rest, self._tab_width)
        reached = _cells(text[: first.body], self._tab_width)
        line_break = self._block.breaks[first.number] or self._line_ending
        previous: _Token | None = None
        for token in self._tokens(paragraph):
            if previous is None:
                reached += token.width
            else:
                new = token.glue
                reached += len(new) + token.width
                if self._width is not None and reached > self._width:
                    new = (token.line_break or line_break) + rest
                    reached = rest_width + token.width
                if new != token.gap:
                    yield previous.end, token.start, new
            previous = token

    def _tokens(self, paragraph: Paragraph) -> Iterator[_Token]:
        """Yield the tokens of a paragraph in order."""
        end = 0
        before = ""
        for line in paragraph.lines:
            text, start = self._block.texts[line.number], self._starts[line.number]
            line_break = self._block.breaks[line.number - 1] if line is not paragraph.lines[0] else ""
            gap_start = 0
            for word in _WORD.finditer(text, line.body):
                position = word.start()
                for piece in _pieces(word[0]):
                    is_next_line = line_break and not gap_start
                    gap = text[gap_start:position]
                    if is_next_line:
                        tail = self._block.texts[line.number - 1]
                        gap = tail[end - self._starts[line.number - 1] :] + line_break + gap
                    is_inside = position > word.start() or (is_next_line and _may_touch(before, piece))
                    width = _cells(piece, self._tab_width)
                    size = position + len(piece)
                    yield _Token(
                        start + position,
                        start + size,
                        width,
                        gap,
                        "" if is_inside else " ",
                        line_break if is_next_line else "",
                    )
                    before, gap_start, position = piece, size, size
                    end = start + size


def _cells(text: str, tab_width: int) -> int:
    """Return the cells of a text that starts a line."""
    if text.isascii() and "\t" not in text:
        return len(text)
    reached = 0
    for cluster in clusters(text):
        reached += cluster_width(cluster, reached, tab_width)
    return reached


def _pieces(word: str) -> list[str]:
    """Cut a word where a line may end inside it: between signs that are written without spaces."""
    if word.isascii():
        return [word]
    pieces = [""]
    for cluster in clusters(word):
        if pieces[-1] and _may_break(pieces[-1][-1], cluster[0]):
            pieces.append("")
        pieces[-1] += cluster
    return pieces


def _may_break(left: str, right: str) -> bool:
    if right in _NOT_FIRST or left in _NOT_LAST:
        return False
    return _is_ideographic(left) or _is_ideographic(right)


def _may_touch(left: str, right: str) -> bool:
    """Whether what ends a line and what begins the next one go together without a space."""
    return _is_ideographic(left[-1]) and _is_ideographic(right[0])


def _is_ideographic(sign: str) -> bool:
    """Whether a sign belongs to a script without spaces; Hangul has them."""
    return sign >= "\u2e80" and east_asian_width(sign) in "WF" and not "\uac00" <= sign <= "\ud7a3"
