"""Owns the commands that turn text into comments of its language and back.

Does not own what the comments of a language are: that is `text/language.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import ClassVar, Final

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.line_block import lines_of, runs_of
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Document, Transaction
from editorapp.text.language import Language, language_of
from editorapp.text.pause import Pause, in_turns
from editorapp.text.selection import Range, Selection

_MOST_ASKED: Final = 20
"""Of more stretches than this only that from the first to the last is looked at for its language."""

_REACH: Final = 20_000
"""How far from a caret the ends of the comment that it is in are looked for, in code points."""


class ToggleComment(DocumentCommand, frozen=True):
    """Turn the lines that the selection touches into comments, or back where all of them are.

    The mark stands in one column, behind the indentation that the lines share; blank lines get none. In a
    language without comments to the end of a line every run of lines gets one comment around it.

    The comments are those of the language that the lines are in: of CSS within `<style>` in HTML.
    """

    spec: ClassVar = Specification("comments.toggle", "Toggle Comment", Nature.EDIT, "Text/3", "Ctrl+/")

    def run(self, context: Context) -> Transaction:
        """Turn them; see the class."""
        document = context.document
        runs = runs_of(document.buffer, document.selection.ranges)
        language = _with_comments(
            context, [(document.buffer.line_start(a), document.buffer.line_end(b)) for a, b in runs]
        )
        if not language.line_comment:
            stretches = [_text_of_run(document.buffer, run) for run in runs]
            return _toggled_blocks(document, [Range(*each) for each in stretches], language.block_comment)
        changes = ChangeSet(_line_changes(document.buffer, runs, language.line_comment, context.pause))
        return Transaction(changes, _around(document.selection, changes))


class ToggleBlockComment(DocumentCommand, frozen=True):
    """Put a comment around every range, or take away the one that it is in.

    A caret outside a comment gets an empty one. In a language that has only comments to the end of a line the
    lines are turned into these.
    """

    spec: ClassVar = Specification(
        "comments.toggle_block",
        "Toggle Block Comment",
        Nature.EDIT,
        "Text/3",
        "Ctrl+Shift+/ Alt+Shift+A",
    )

    def run(self, context: Context) -> Transaction:
        """Turn it; see the class."""
        ranges = context.document.selection.ranges
        language = _with_comments(context, [(current.start, current.end) for current in ranges])
        if not language.block_comment[0]:
            return ToggleComment().run(context)
        return _toggled_blocks(context.document, ranges, language.block_comment, may_be_empty=True)


def _with_comments(context: Context, stretches: Sequence[tuple[int, int]]) -> Language:
    """Return the language that stretches of the text are in; that of the whole where they differ, or are many."""
    document = context.document
    if len(stretches) > _MOST_ASKED:
        stretches = [(stretches[0][0], stretches[-1][1])]
    own = document.layout.language
    names = {context.syntax.language_at(document.buffer, own, *stretch) for stretch in stretches}
    language = language_of(names.pop() if len(names) == 1 else own)
    if not language.line_comment and not language.block_comment[0]:
        words = f"{language.label} has no comments."
        raise CommandError("no_comments", words if language.name else f"{words} Choose a language first.")
    return language


def _line_changes(buffer: Buffer, runs: Sequence[tuple[int, int]], mark: str, pause: Pause) -> list[Change]:
    each_run = [list(lines_of(buffer, [run], pause)) for run in runs]
    all_lines = [line for lines in each_run for line in lines]
    with_text = [(start, text) for start, text in all_lines if text.strip(" \t")]
    bodies = [(start + len(text), text.lstrip(" \t")) for start, text in in_turns(with_text, pause)]
    if with_text and all(body.startswith(mark) for _, body in bodies):
        changes = []
        for end, body in in_turns(bodies, pause):
            taken = mark + " " if body.startswith(mark + " ") else mark
            changes.append(Change(end - len(body), taken, ""))
        return changes
    if not with_text:
        return [Change(start + len(text), "", mark + " ") for start, text in all_lines]
    changes = []
    for lines in each_run:
        texts = [(start, text) for start, text in lines if text.strip(" \t")]
        column = _shared_indent([text for _, text in texts])
        changes += [Change(start + column, "", mark + " ") for start, _ in in_turns(texts, pause)]
    return changes


def _shared_indent(texts: Sequence[str]) -> int:
    """Return how many code points of indentation the lines, each with text, have in common."""
    if not texts:
        return 0
    # What the smallest and the greatest have in common, all have.
    indents = [text[: len(text) - len(text.lstrip(" \t"))] for text in texts]
    pairs = zip(min(indents), max(indents), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _text_of_run(buffer: Buffer, run: tuple[int, int]) -> tuple[int, int]:
    """Return where the text of some lines starts and ends, without the space around it."""
    start, end = buffer.line_start(run[0]), buffer.line_end(run[1])
    text = buffer.slice(start, end)
    first = start + len(text) - len(text.lstrip())
    return (first, start + len(text.rstrip())) if first < end else (end, end)


def _toggled_blocks(
    document: Document, stretches: Sequence[Range], marks: tuple[str, str], *, may_be_empty: bool = False
) -> Transaction:
    buffer = document.buffer
    edits: list[tuple[int, int, str]] = []
    opened = set()
    for current in stretches:
        if current.is_caret and not may_be_empty:
            continue
        new = _uncommented(buffer, current, marks)
        if new is None:
            opened.add(current.start)
            new = [
                (current.start, current.start, marks[0] + " "),
                (current.end, current.end, " " + marks[1]),
            ]
        if not edits or new[0][0] >= edits[-1][1]:
            edits += new
    changes = ChangeSet.replacing(buffer, edits)
    return Transaction(changes, _inside(document.selection, changes, opened, len(marks[0]) + 1))


def _uncommented(buffer: Buffer, current: Range, marks: tuple[str, str]) -> list[tuple[int, int, str]] | None:
    """Return the edits that take away the comment that a range is, or is in; None where there is none."""
    opening, closing = marks
    start, end = current.start, current.end
    text = buffer.slice(start, end)
    inner = text.strip()
    if len(inner) >= len(opening) + len(closing) and inner.startswith(opening) and inner.endswith(closing):
        start += len(text) - len(text.lstrip())
        return _marks_removed(buffer, start, start + len(inner), marks)
    base = max(0, start - _REACH)
    before = buffer.slice(base, start)
    after = buffer.slice(end, end + _REACH)
    opened, closed = before.rfind(opening), before.rfind(closing)
    ending, reopened = after.find(closing), after.find(opening)
    if opened < 0 or closed > opened or ending < 0 or 0 <= reopened < ending:
        return None
    if opening in text or closing in text:
        return None
    return _marks_removed(buffer, base + opened, end + ending + len(closing), marks)


def _marks_removed(
    buffer: Buffer, start: int, end: int, marks: tuple[str, str]
) -> list[tuple[int, int, str]]:
    """Return the edits that take the marks away, each with one space inside."""
    first, last = start + len(marks[0]), end - len(marks[1])
    if first < last and buffer.slice(first, first + 1) == " ":
        first += 1
    if first < last and buffer.slice(last - 1, last) == " ":
        last -= 1
    return [(start, first, ""), (last, end, "")]


def _around(selection: Selection, changes: ChangeSet) -> Selection:
    """Map a selection so that ranges take in what is inserted at their ends; carets come behind it."""
    starts = changes.map([current.start for current in selection.ranges], after=False)
    heads = changes.map([current.end for current in selection.ranges])
    return _of_ends(selection, starts, heads)


def _inside(selection: Selection, changes: ChangeSet, opened: set[int], opening: int) -> Selection:
    """Map a selection so that ranges and carets stay between what is inserted at their ends.

    Args:
        selection: the selection before.
        changes: what is inserted and removed.
        opened: the positions where a comment begins now.
        opening: the length of what is inserted there.
    """
    starts = changes.map([current.start for current in selection.ranges])
    ends = changes.map([current.end for current in selection.ranges], after=False)
    for index, current in enumerate(selection.ranges):
        if current.is_caret and current.head in opened:
            ends[index] += opening
        elif not current.is_caret:
            ends[index] = max(starts[index], ends[index])
    return _of_ends(selection, starts, ends)


def _of_ends(selection: Selection, starts: Sequence[int], ends: Sequence[int]) -> Selection:
    ranges = []
    for old, start, end in zip(selection.ranges, starts, ends, strict=True):
        if old.is_caret:
            ranges.append(Range(end, end))
        else:
            ranges.append(Range(start, end) if old.anchor < old.head else Range(end, start))
    return Selection.of(ranges, selection.primary)
