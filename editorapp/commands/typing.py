"""Owns the commands of typing at a keyboard: signs that come in pairs, and what a new line does between them.

Does not own plain insertion and deletion, which scripts want: that is `text.py`.
"""

from __future__ import annotations

from typing import ClassVar, Final, NamedTuple

from editorapp.commands.context import Context
from editorapp.commands.positions import check_text, replace_ranges
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text import grapheme, motion
from editorapp.text.brackets import OPENING_OF
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document, Kind, Transaction
from editorapp.text.language import Language, language_of
from editorapp.text.nearby import Nearby
from editorapp.text.pairing import Surroundings, pair_of, reader
from editorapp.text.selection import Range, Selection

_LONGEST_TYPED: Final = 32
"""Longer insertions are pieces of text, not typing, and so undo steps of their own (code points)."""


_MOST_ASKED: Final = 8
"""At more carets than this the syntax is not asked where they are: in a large text each one takes milliseconds."""


class _Edit(NamedTuple):
    """What becomes of one range: what is replaced by which text, and which part of that is selected then."""

    start: int
    end: int
    text: str
    anchor: int
    head: int


def _replaced(current: Range, text: str) -> _Edit:
    return _Edit(current.start, current.end, text, len(text), len(text))


class TypeText(DocumentCommand, frozen=True):
    """Put what was typed in place of every range; with `auto_close`, brackets and quotes as pairs.

    An opening sign brings its partner with it and stands around what is selected, a closing one leads over
    the one that is there. A quote within a string or a comment stays alone.
    """

    spec: ClassVar = Specification("text.type", "Typing", Nature.EDIT)
    text: str
    auto_close: bool = True

    def run(self, context: Context) -> Transaction:
        """Type; see the class."""
        check_text(self.text)
        document, text = context.document, self.text
        language = language_of(document.layout.language)
        is_sign = text in OPENING_OF or pair_of(text, language) is not None
        if self.auto_close and is_sign:
            edits = self._edits(context, language)
            kind = Kind.TYPING if document.selection.is_empty else Kind.EDIT
            return _transaction(document, edits, kind)
        changes, selection = replace_ranges(document.buffer, document.selection, (text,))
        is_typed = len(text) <= _LONGEST_TYPED and document.selection.is_empty and "\n" not in text
        return Transaction(changes, selection, Kind.TYPING if is_typed else Kind.EDIT)

    def _edits(self, context: Context, language: Language) -> list[_Edit]:
        document, sign = context.document, self.text
        buffer, selection, nearby = document.buffer, document.selection, reader(document.buffer)
        edits = [_typed(buffer, nearby, current, sign, language) for current in selection.ranges]
        if sign not in language.quotes or len(edits) > _MOST_ASKED:
            return edits
        # Parsing takes long for a key, so only where the line itself says that the quote is to be closed.
        return [
            _Edit(edit.start, edit.end, sign, 1, 1)
            if edit.text == sign + sign
            and current.is_caret
            and context.syntax.is_in_string_or_comment(buffer, language.name, current.head)
            else edit
            for current, edit in zip(selection.ranges, edits, strict=True)
        ]


def _typed(buffer: Buffer, nearby: Nearby, current: Range, sign: str, language: Language) -> _Edit:
    pair = pair_of(sign, language)
    if not current.is_caret:
        return _replaced(current, sign) if pair is None else _surrounded(buffer, current, *pair)
    here = Surroundings(nearby, current.head)
    head = current.head
    if here.steps_over(sign, language):
        return _Edit(head, head, "", 1, 1)
    if pair is not None and here.closes(sign, language):
        return _Edit(head, head, pair[0] + pair[1], 1, 1)
    return _Edit(head, head, sign, 1, 1)


def _surrounded(buffer: Buffer, current: Range, opening: str, closing: str) -> _Edit:
    inside = buffer.slice(current.start, current.end)
    ends = (1, 1 + len(inside))
    anchor, head = ends if current.anchor < current.head else reversed(ends)
    return _Edit(current.start, current.end, opening + inside + closing, anchor, head)


class TypeNewLine(DocumentCommand, frozen=True):
    """Start a new line at every range, indented as the one before; with `auto_close`, open one between brackets."""

    spec: ClassVar = Specification("text.type_newline", "New Line", Nature.EDIT)
    auto_close: bool = True

    def run(self, context: Context) -> Transaction:
        """Break the line; see the class."""
        document = context.document
        nearby = reader(document.buffer)
        edits = [self._edit(document, nearby, current) for current in document.selection.ranges]
        return _transaction(document, edits, Kind.EDIT)

    def _edit(self, document: Document, nearby: Nearby, current: Range) -> _Edit:
        here = Surroundings(nearby, current.start)
        indent = here.indent()
        text = document.layout.line_ending + (_indent(document, current) if indent is None else indent)
        if not (self.auto_close and current.is_caret and here.is_empty_brackets()):
            return _replaced(current, text)
        inner = text + document.layout.indent
        return _Edit(current.head, current.head, inner + text, len(inner), len(inner))


def _indent(document: Document, current: Range) -> str:
    """Return what a line that is a long one begins with, before a range."""
    buffer = document.buffer
    line = buffer.line_at(current.start)
    return buffer.slice(buffer.line_start(line), min(motion.indent_end(buffer, line), current.start))


class TypeBackspace(DocumentCommand, frozen=True):
    """Delete what is selected, or the character before each caret; with `auto_close`, both signs of an empty pair."""

    spec: ClassVar = Specification("text.type_backspace", "Delete", Nature.EDIT)
    auto_close: bool = True

    def run(self, context: Context) -> Transaction:
        """Delete; see the class."""
        document = context.document
        buffer, nearby, selection = document.buffer, reader(document.buffer), document.selection
        language = language_of(document.layout.language)
        ranges = [self._doomed(buffer, nearby, r, language) for r in selection.ranges]
        doomed = Selection.of(ranges, selection.primary)
        changes, selection = replace_ranges(document.buffer, doomed, ("",))
        return Transaction(changes, selection, Kind.ERASING if document.selection.is_empty else Kind.EDIT)

    def _doomed(self, buffer: Buffer, nearby: Nearby, current: Range, language: Language) -> Range:
        anchor, head = current
        if anchor != head:
            return current
        text, offset = nearby.around(head)
        near = text[max(0, offset - 2) : offset]
        if near.isascii() and near[-1:].isalnum():
            # By far the most frequent case, at many thousands of carets: no pair, nor part of a cluster.
            return Range(head - 1, head)
        here = Surroundings(nearby, head)
        start = head - 1 if here.is_behind_plain() else grapheme.previous_boundary(buffer, head)
        is_pair = self.auto_close and here.is_empty_pair(language)
        return Range(start, head + is_pair)


def _transaction(document: Document, edits: list[_Edit], kind: Kind) -> Transaction:
    """Make all edits; each says what is selected behind its start afterwards."""
    ranges = []
    shift = 0
    for start, end, text, anchor, head in edits:
        ranges.append(Range(start + shift + anchor, start + shift + head))
        shift += len(text) - (end - start)
    changes = ChangeSet.replacing(document.buffer, [(edit.start, edit.end, edit.text) for edit in edits])
    return Transaction(changes, Selection.of(ranges, document.selection.primary), kind)
